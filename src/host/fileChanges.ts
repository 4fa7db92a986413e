import * as vscode from 'vscode';
import { TimeSlice } from './timeSlice.ts';
import { isElsewhere, watchFiles } from './watchFiles.ts';

/** File systems tell of one file after the other what happened to many at once. */
const gatherMs = 250;
/** New files of other kinds may be folders that were moved here; of more than this at once, all is looked through. */
const mostFolders = 30;

/** What happened to files of one kind, gathered. */
export interface FileChanges {
  /** Files that are new or different. */
  readonly changed: readonly vscode.Uri[];
  /** Files that are gone, and folders with everything in them. */
  readonly gone: ReadonlySet<string>;
  /** So much happened that all has to be looked through again. */
  readonly isMuch: boolean;
}

/** The files that somebody wants to hear of. */
export interface FileKind {
  readonly has: (uri: vscode.Uri) => boolean;
  /** Those in a folder and in the folders in it. */
  readonly findIn: (folder: vscode.Uri) => PromiseLike<readonly vscode.Uri[]>;
}

/** Watches the workspace for files of a kind that come, change and go. */
export function watchChanges(kind: FileKind, onChange: (changes: FileChanges) => void): vscode.Disposable {
  let changed: vscode.Uri[] = [];
  let come: vscode.Uri[] = [];
  let gone: vscode.Uri[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = async () => {
    timer = undefined;
    const happened = { changed, come, gone };
    [changed, come, gone] = [[], [], []];
    const changes = await sorted(happened, kind);
    if (changes.isMuch || changes.changed.length > 0 || changes.gone.size > 0) onChange(changes);
  };
  // A checkout brings thousands of files at once: whose they are is found out when others have had their turn.
  const keep = (uris: vscode.Uri[], uri: vscode.Uri) => {
    uris.push(uri);
    timer ??= setTimeout(() => void tell(), gatherMs);
  };
  return vscode.Disposable.from(
    watchFiles({
      come: (uri) => keep(come, uri),
      change: (uri) => keep(changed, uri),
      go: (uri) => keep(gone, uri),
    }),
    new vscode.Disposable(() => clearTimeout(timer)),
  );
}

/** Deleted and written again at once: what is there is looked at last. */
async function sorted(
  { changed, come, gone }: Readonly<Record<'changed' | 'come' | 'gone', readonly vscode.Uri[]>>,
  kind: FileKind,
): Promise<FileChanges> {
  const slice = new TimeSlice();
  const files = new Map<string, vscode.Uri>();
  const others: vscode.Uri[] = [];
  const lost = new Set<string>();
  for (const uri of [...changed, ...come]) {
    await slice.turn();
    if (kind.has(uri)) files.set(uri.toString(), uri);
  }
  for (const uri of come) {
    await slice.turn();
    if (!kind.has(uri) && !isElsewhere(uri.path)) others.push(uri);
  }
  for (const uri of gone) {
    await slice.turn();
    if (!isElsewhere(uri.path)) lost.add(uri.toString());
  }
  const isMuch = others.length > mostFolders;
  if (!isMuch) for (const uri of await inThose(others, kind)) files.set(uri.toString(), uri);
  return { changed: [...files.values()], gone: lost, isMuch };
}

/** Files in those of these that are folders. */
async function inThose(uris: readonly vscode.Uri[], kind: FileKind): Promise<readonly vscode.Uri[]> {
  const found = await Promise.all(
    uris.map(async (uri) => {
      const isFolder = await vscode.workspace.fs.stat(uri).then(
        ({ type }) => (type & vscode.FileType.Directory) !== 0,
        () => false,
      );
      return isFolder ? kind.findIn(uri) : [];
    }),
  );
  return found.flat();
}

/** Whether a file or a folder above it is among these addresses. */
export function isWithin(address: string, addresses: ReadonlySet<string>): boolean {
  if (addresses.has(address)) return true;
  for (let at = address.lastIndexOf('/'); at > 0; at = address.lastIndexOf('/', at - 1)) {
    if (addresses.has(address.slice(0, at))) return true;
  }
  return false;
}
