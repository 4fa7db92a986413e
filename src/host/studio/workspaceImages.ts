import * as vscode from 'vscode';

const images = '**/*.{[pP][nN][gG],[jJ][pP][gG],[jJ][pP][eE][gG],[wW][eE][bB][pP]}';
const elsewhere = '**/{node_modules,.git}/**';
/** More files than this nobody looks through. */
const mostFiles = 50_000;
/** File systems tell of one file after the other what happened to many at once. */
const gatherMs = 250;
/** New files of other kinds may be folders that were moved here; of more than this at once, all is looked through. */
const mostFolders = 30;

export function isImagePath({ path }: vscode.Uri): boolean {
  return /\.(png|jpe?g|webp)$/i.test(path) && !isElsewhere(path);
}

function isElsewhere(path: string): boolean {
  return /\/(node_modules|\.git)\//.test(path);
}

/** The files that may be images Easel made, in all folders of the workspace. */
export async function findImages(folder?: vscode.Uri): Promise<readonly vscode.Uri[]> {
  const pattern = folder ? new vscode.RelativePattern(folder, images) : images;
  return vscode.workspace.findFiles(pattern, elsewhere, mostFiles);
}

/** What happened to files, gathered. */
export interface FileChanges {
  /** Images that are new or different. */
  readonly changed: readonly vscode.Uri[];
  /** Files that are gone, and folders with everything in them. */
  readonly gone: ReadonlySet<string>;
  /** So much happened that all has to be looked through again. */
  readonly isMuch: boolean;
}

/** Watches the workspace for images that come and go. */
export function watchImages(onChange: (changes: FileChanges) => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher('**');
  let changed = new Map<string, vscode.Uri>();
  let others: vscode.Uri[] = [];
  let gone = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = async () => {
    timer = undefined;
    const [images, folders, lost] = [changed, others, gone];
    changed = new Map();
    others = [];
    gone = new Set();
    const isMuch = folders.length > mostFolders;
    if (!isMuch) for (const uri of await imagesIn(folders)) images.set(uri.toString(), uri);
    if (isMuch || images.size > 0 || lost.size > 0) onChange({ changed: [...images.values()], gone: lost, isMuch });
  };
  const later = () => (timer ??= setTimeout(() => void tell(), gatherMs));
  const look = (uri: vscode.Uri) => {
    if (!isImagePath(uri)) return;
    changed.set(uri.toString(), uri);
    later();
  };
  const come = (uri: vscode.Uri) => {
    look(uri);
    if (isImagePath(uri) || isElsewhere(`${uri.path}/`)) return;
    others.push(uri);
    later();
  };
  const go = (uri: vscode.Uri) => {
    if (isElsewhere(uri.path)) return;
    // Deleted and written again at once: what is there is looked at last.
    gone.add(uri.toString());
    later();
  };
  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(come),
    watcher.onDidChange(look),
    watcher.onDidDelete(go),
    // Of file systems that cannot be watched, VS Code tells what it does itself.
    vscode.workspace.onDidCreateFiles(({ files }) => files.forEach(come)),
    vscode.workspace.onDidDeleteFiles(({ files }) => files.forEach(go)),
    vscode.workspace.onDidRenameFiles(({ files }) =>
      files.forEach(({ oldUri, newUri }) => {
        go(oldUri);
        come(newUri);
      }),
    ),
    new vscode.Disposable(() => clearTimeout(timer)),
  );
}

/** Images in those of these that are folders. */
async function imagesIn(uris: readonly vscode.Uri[]): Promise<readonly vscode.Uri[]> {
  const found = await Promise.all(
    uris.map(async (uri) => {
      const isFolder = await vscode.workspace.fs.stat(uri).then(
        ({ type }) => (type & vscode.FileType.Directory) !== 0,
        () => false,
      );
      return isFolder ? findImages(uri) : [];
    }),
  );
  return found.flat();
}
