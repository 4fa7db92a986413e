import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';

/** Whether a file that is there really lies in a folder of the workspace, wherever links lead. */
export async function liesInWorkspace(uri: vscode.Uri): Promise<boolean> {
  return (await placeInWorkspace(uri)) !== undefined;
}

/**
 * All names on the way from the workspace folder to a file that is there: as it is addressed, and where links lead.
 * Undefined: it really lies outside.
 */
export async function placeInWorkspace(uri: vscode.Uri): Promise<readonly string[] | undefined> {
  const root = vscode.workspace.getWorkspaceFolder(uri);
  if (!root) return undefined;
  if (uri.scheme !== 'file') return uri.path.split('/').includes('..') ? undefined : namesBelow(root, uri);
  try {
    const inside = path.relative(await fs.realpath(root.uri.fsPath), await fs.realpath(uri.fsPath));
    const isOutside = inside === '..' || inside.startsWith(`..${path.sep}`) || path.isAbsolute(inside);
    return isOutside ? undefined : [...namesBelow(root, uri), ...inside.split(path.sep)];
  } catch {
    return undefined;
  }
}

function namesBelow(root: vscode.WorkspaceFolder, uri: vscode.Uri): readonly string[] {
  return uri.path.slice(root.uri.path.length).split('/');
}
