import * as vscode from 'vscode';

/** Whether `easel.lock.json` is to say how the images of this place were made. Asked with every file that gets another name. */
export function isLockOn(uri: vscode.Uri): boolean {
  if (!vscode.workspace.getWorkspaceFolder(uri)) return false;
  return vscode.workspace.getConfiguration('easel', uri).get('lockFile') === true;
}

/** Whether a change of its name or its end is to be written down. */
export function isLockedImage(uri: vscode.Uri): boolean {
  return /\.(png|jpe?g|webp|gif|avif)$/i.test(uri.path) && isLockOn(uri);
}
