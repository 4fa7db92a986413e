import { t } from '@vscode/l10n';
import { EaselError } from '../../base/errors.ts';
import { folded } from './candidates.ts';
import { shown } from './shown.ts';
import { byteLength } from './slug.ts';

/** Where a template for a folder is resolved. Paths have "/" between their parts. */
export interface FolderContext {
  /** The workspace folder as an absolute path: "/home/me/site", "C:/site", or the path of its URI, "/c:/site". */
  readonly workspaceFolder: string;
  /** Folder of the document the image is for, relative to the workspace folder; "" for the workspace folder itself. */
  readonly fileDirname?: string;
  readonly fileBasenameNoExtension?: string;
}

/** Folders that other tools own or whose files are run: nothing is ever written there. */
const refusedFolders = new Set(['.git', '.hg', '.svn', '.vscode', '.devcontainer', 'node_modules']);

/** The short names that Windows gives to those folders as well. */
const refusedShortNames = /^(git|hg|svn|vscode|devcon|node_m)~\d+$/;

const reservedNames = /^(con|prn|aux|nul|(com|lpt)[0-9\u00b9\u00b2\u00b3])(\.|$)/i;

/**
 * The folder that a setting or an option names, relative to the workspace folder; "" for the workspace folder itself.
 * Decides by the text alone: whether a link leads out is for whoever writes to find out.
 * @throws EaselError `invalidRequest` for everything that lies outside, in a folder of other tools, or is no folder name
 */
export function resolveFolder(template: string, context: FolderContext): string {
  const written = template.trim().replaceAll('\\', '/');
  const unwritable = t('it contains characters that cannot be in a path');
  if (/[\p{Cc}\p{Cs}]/u.test(written)) throw refused(template, unwritable);
  const whole = filled(written, template, context);
  // Of a document's own folder anything may be in the name but this, which ends a path for most systems.
  if (whole.includes('\0')) throw refused(template, unwritable);
  const path = insideWorkspace(whole, context.workspaceFolder);
  if (path === undefined) throw outside(template);
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') {
      if (segments.pop() === undefined) throw outside(template);
      continue;
    }
    if (isRefused(segment)) throw refused(template, t('Easel writes nothing into "{0}"', shown(segment)));
    segments.push(segment);
  }
  return segments.join('/');
}

/** The template with its variables, after a look at the part that a person wrote: that has to work on every system. */
function filled(written: string, template: string, context: FolderContext): string {
  const values: Readonly<Record<string, string | undefined>> = {
    fileDirname: context.fileDirname === '' ? '.' : context.fileDirname,
    fileBasenameNoExtension: context.fileBasenameNoExtension,
    workspaceFolder: context.workspaceFolder.replaceAll('\\', '/'),
  };
  const literal = insideWorkspace(written, context.workspaceFolder);
  if (literal === undefined || literal.startsWith('~')) throw outside(template);
  for (const segment of literal.replace(/\$\{[^}]*\}/g, '-').split('/')) {
    if (!isPortable(segment)) throw refused(template, t('"{0}" is not a folder name on every system', shown(segment)));
  }
  return written.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    const value = values[name];
    if (value !== undefined) return value;
    throw Object.hasOwn(values, name)
      ? refused(template, t('it depends on a document, and none is open'))
      : refused(template, t('it uses an unknown variable: {0}', `\${${shown(name)}}`));
  });
}

function isPortable(segment: string): boolean {
  if (segment === '' || segment === '.' || segment === '..') return true;
  return !/[<>:"|?*{}]|[. ]$/.test(segment) && !reservedNames.test(segment) && byteLength(segment) <= 255;
}

/** Some file systems overlook case, invisible characters and dots at the end; some take what follows ":" for a stream. */
export function isRefused(segment: string): boolean {
  const name = folded(segment.replace(/:.*$/s, ''));
  return refusedFolders.has(name) || refusedShortNames.test(name);
}

/** A path as seen from the workspace folder; undefined for an absolute one that is not within it. */
function insideWorkspace(path: string, workspaceFolder: string): string | undefined {
  if (!/^(\/|[A-Za-z]:)/.test(path)) return path;
  const root = comparable(workspaceFolder.replaceAll('\\', '/')).replace(/\/+$/, '');
  const absolute = comparable(path);
  if (absolute === root) return '';
  return absolute.startsWith(`${root}/`) ? absolute.slice(root.length + 1) : undefined;
}

/** Drive letters as Windows compares them, and without the slash that they have in a URI's path. */
function comparable(path: string): string {
  return path.replace(/^\/?([A-Za-z]):(?=\/|$)/, (_, drive: string) => `${drive.toLowerCase()}:`);
}

function outside(template: string): EaselError {
  return refused(template, t('it lies outside the workspace'));
}

function refused(template: string, why: string): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('The folder "{0}" cannot be used: {1}.', shown(template), why),
    money: 'notSent',
    next: t('Name a folder inside the workspace, such as "assets" or "{0}".', '${fileDirname}/img'),
  });
}
