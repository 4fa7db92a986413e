import * as vscode from 'vscode';

/** What happens to files and folders of the workspace. Of many at once, file systems tell one after the other. */
export interface FileEvents {
  /** A folder that comes may have come with all that is in it. */
  readonly come: (uri: vscode.Uri) => void;
  readonly change: (uri: vscode.Uri) => void;
  /** A folder goes with all that is in it. */
  readonly go: (uri: vscode.Uri) => void;
}

/** Watches the whole workspace, in so far as the person lets VS Code watch it. */
export function watchFiles({ come, change, go }: FileEvents): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher('**');
  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(come),
    watcher.onDidChange(change),
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
  );
}

/** In folders that other tools fill, nothing is looked for. */
export function isElsewhere(path: string): boolean {
  return /\/(node_modules|\.git)\//.test(`${path}/`);
}
