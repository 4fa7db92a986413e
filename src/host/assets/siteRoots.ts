import * as vscode from 'vscode';
import { settings } from '../settings.ts';

/** Where the generators of most sites keep what is served as it is. */
const usual = ['static', 'public'];

/**
 * Folders whose files a site serves from its own root: as the person set, else those that are there.
 * @param file Any file or folder of the workspace.
 * @throws EaselError `invalidRequest` when the setting cannot be used
 */
export async function siteRootsOf(file: vscode.Uri): Promise<readonly vscode.Uri[]> {
  const root = vscode.workspace.getWorkspaceFolder(file);
  if (!root) return [];
  const set = settings.siteRoot(root.uri, root.uri);
  const uris = (set === undefined ? usual : [set]).map((name) =>
    name === '' ? root.uri : vscode.Uri.joinPath(root.uri, name),
  );
  const are = await Promise.all(uris.map(isFolder));
  return uris.filter((_, index) => are[index]);
}

/** "/img/cat.png" for a file below one of the roots. */
export function pathOnSite(uri: vscode.Uri, roots: readonly vscode.Uri[]): string | undefined {
  const root = roots.find(({ path }) => uri.path.startsWith(`${path.replace(/\/$/, '')}/`));
  return root && uri.path.slice(root.path.replace(/\/$/, '').length);
}

function isFolder(uri: vscode.Uri): Thenable<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    ({ type }) => (type & vscode.FileType.Directory) !== 0,
    () => false,
  );
}
