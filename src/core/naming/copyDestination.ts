import picomatch from 'picomatch';

/** The document that a new file is for. Paths are those of URIs. */
export interface CopyContext {
  readonly document: string;
  /** The workspace folder of the document. */
  readonly workspaceFolder: string;
  /** All folders of the workspace: a pattern that begins with a slash counts from each. */
  readonly workspaceFolders: readonly string[];
  /** The new file, with its extension. */
  readonly fileName: string;
  readonly now: Date;
}

/**
 * The folder that VS Code's `markdown.copyFiles.destination` means for a document, as an absolute path. Undefined: the
 * setting says nothing about it. Only the folder counts, since Easel's names are never taken by another file.
 */
export function copyDestination(setting: unknown, context: CopyContext): string | undefined {
  if (typeof setting !== 'object' || setting === null) return undefined;
  for (const [glob, destination] of Object.entries(setting)) {
    if (typeof destination !== 'string') continue;
    if (patterns(glob, context).some((pattern) => matches(context.document, pattern)))
      return folderOf(resolved(destination, context), context);
  }
  return undefined;
}

function patterns(glob: string, { workspaceFolders }: CopyContext): readonly string[] {
  if (glob.startsWith('/')) return workspaceFolders.map((folder) => `${folder.replace(/\/+$/, '')}${glob}`);
  return [glob.startsWith('**') ? glob : `**/${glob}`];
}

function matches(path: string, pattern: string): boolean {
  try {
    return picomatch.isMatch(path, pattern, { dot: true });
  } catch {
    // VS Code takes what is no pattern for one that nothing matches.
    return false;
  }
}

function resolved(destination: string, context: CopyContext): string {
  let template = destination.trim() || '${fileName}';
  if (template.startsWith('/')) template = `\${documentWorkspaceFolder}${template}`;
  if (template.endsWith('/')) template += '${fileName}';
  const values = variables(context);
  return template.replace(
    /(\\\$)|\$\{(\w+)(?:\/((?:\\\/|[^}/])+)\/((?:\\\/|[^}/])*)\/)?\}/g,
    (whole, escaped: string | undefined, name: string, pattern?: string, replacement?: string) => {
      if (escaped !== undefined) return '$';
      const value = values.get(name);
      if (value === undefined) return whole;
      return pattern === undefined ? value : transformed(value, pattern, replacement ?? '');
    },
  );
}

/** What `${name/pattern/replacement/}` makes of a value; of a broken or empty transform, the value itself. */
function transformed(value: string, pattern: string, replacement: string): string {
  const unescaped = (text: string) => text.replaceAll('\\/', '/');
  if (replacement === '') return value;
  try {
    return value.replace(new RegExp(unescaped(pattern)), unescaped(replacement));
  } catch {
    return value;
  }
}

function variables({ document, workspaceFolder, fileName, now }: CopyContext): ReadonlyMap<string, string> {
  const root = workspaceFolder.replace(/\/+$/, '');
  const relative = (path: string) => (path === root ? '' : path.slice(root.length + 1));
  const folder = parentOf(document);
  const name = document.slice(folder.length).replace(/^\//, '');
  const extension = extensionOf(name);
  return new Map([
    ['documentDirName', folder],
    ['documentRelativeDirName', relative(folder)],
    ['documentFileName', name],
    ['documentBaseName', name.slice(0, name.length - extension.length)],
    ['documentExtName', extension.slice(1)],
    ['documentFilePath', document],
    ['documentRelativeFilePath', relative(document)],
    ['documentWorkspaceFolder', root],
    ['fileName', fileName],
    ['fileExtName', extensionOf(fileName).slice(1)],
    ['unixTime', String(now.getTime())],
    ['isoTime', now.toISOString()],
  ]);
}

function folderOf(path: string, { document }: CopyContext): string {
  const isAbsolute = /^(\/|[A-Za-z]:[\\/])/.test(path);
  return parentOf(isAbsolute ? path : `${parentOf(document)}/${path}`);
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot) : '';
}
