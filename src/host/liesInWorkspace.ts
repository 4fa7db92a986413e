import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';

/** Whether a file that is there really lies in a folder of the workspace, wherever links lead. */
export async function liesInWorkspace(uri: vscode.Uri): Promise<boolean> {
  const root = vscode.workspace.getWorkspaceFolder(uri);
  if (!root) return false;
  if (uri.scheme !== 'file') return !uri.path.split('/').includes('..');
  try {
    const inside = path.relative(await fs.realpath(root.uri.fsPath), await fs.realpath(uri.fsPath));
    return inside !== '..' && !inside.startsWith(`..${path.sep}`) && !path.isAbsolute(inside);
  } catch {
    return false;
  }
}
