import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** Changes the folders of the workspace behind the first, which VS Code does without restarting extensions. */
export async function changeFolders(
  from: number,
  remove: number,
  ...add: { uri: vscode.Uri; name: string }[]
): Promise<void> {
  const changed = new Promise<void>((resolve) => {
    const listener = vscode.workspace.onDidChangeWorkspaceFolders(() => {
      listener.dispose();
      resolve();
    });
  });
  assert.ok(vscode.workspace.updateWorkspaceFolders(from, remove, ...add));
  await changed;
}
