import * as vscode from 'vscode';

/**
 * A list to choose from that opens with the present choice focused, which `showQuickPick` cannot, so that Enter keeps
 * it. Undefined: the list was closed.
 */
export async function pickOne<T extends vscode.QuickPickItem>(
  items: readonly T[],
  isCurrent: (item: T) => boolean,
  options: { readonly title: string; readonly placeholder?: string },
): Promise<T | undefined> {
  const list = vscode.window.createQuickPick<T>();
  list.title = options.title;
  list.placeholder = options.placeholder;
  list.matchOnDescription = true;
  list.matchOnDetail = true;
  list.ignoreFocusOut = true;
  list.items = items;
  list.activeItems = items.filter(isCurrent).slice(0, 1);
  try {
    return await new Promise((resolve) => {
      list.onDidAccept(() => {
        const [picked] = list.selectedItems;
        if (picked) resolve(picked);
      });
      list.onDidHide(() => resolve(undefined));
      list.show();
    });
  } finally {
    list.dispose();
  }
}
