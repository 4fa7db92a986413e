import * as vscode from 'vscode';

/** Waits until something is so of the tabs: VS Code tells of an opened and of a closed one a little later. */
export async function untilTabs(isSo: () => boolean): Promise<void> {
  const { tabGroups } = vscode.window;
  while (!isSo()) {
    await new Promise<void>((resolve) => {
      const listening = vscode.Disposable.from(tabGroups.onDidChangeTabs(tell), tabGroups.onDidChangeTabGroups(tell));
      function tell(): void {
        listening.dispose();
        resolve();
      }
    });
  }
}
