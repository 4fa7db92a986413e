import * as vscode from 'vscode';

interface ListOptions {
  readonly title: string;
  readonly placeholder?: string;
}

/**
 * A list to choose from that opens with the present choice focused, which `showQuickPick` cannot, so that Enter keeps
 * it. Undefined: the list was closed.
 */
export async function pickOne<T extends vscode.QuickPickItem>(
  items: readonly T[],
  isCurrent: (item: T) => boolean,
  options: ListOptions,
): Promise<T | undefined> {
  const list = listOf(items, options);
  list.activeItems = items.filter(isCurrent).slice(0, 1);
  return accepted(list, () => list.selectedItems[0]);
}

/** A list to tick items of; Enter with none ticked takes the one that is focused. Undefined: the list was closed. */
export async function pickMany<T extends vscode.QuickPickItem>(
  items: readonly T[],
  options: ListOptions,
): Promise<readonly T[] | undefined> {
  const list = listOf(items, options);
  list.canSelectMany = true;
  // A list with boxes focuses nothing by itself.
  const focusFirst = () => {
    list.activeItems = items.filter((item) => matches(item, list.value)).slice(0, 1);
  };
  list.onDidChangeValue(focusFirst);
  focusFirst();
  return accepted(list, () => {
    if (list.selectedItems.length > 0) return list.selectedItems;
    const focused = list.activeItems[0] ?? items.find((item) => matches(item, list.value));
    return focused && [focused];
  });
}

/** Near enough to how VS Code filters: what is typed stands in the label or the description. */
function matches({ label, description = '' }: vscode.QuickPickItem, typed: string): boolean {
  return `${label} ${description}`.toLowerCase().includes(typed.trim().toLowerCase());
}

function listOf<T extends vscode.QuickPickItem>(
  items: readonly T[],
  { title, placeholder }: ListOptions,
): vscode.QuickPick<T> {
  const list = vscode.window.createQuickPick<T>();
  list.title = title;
  list.placeholder = placeholder;
  list.matchOnDescription = true;
  list.matchOnDetail = true;
  list.ignoreFocusOut = true;
  list.items = items;
  return list;
}

async function accepted<T extends vscode.QuickPickItem, R>(
  list: vscode.QuickPick<T>,
  picked: () => R | undefined,
): Promise<R | undefined> {
  try {
    return await new Promise((resolve) => {
      list.onDidAccept(() => {
        const answer = picked();
        if (answer !== undefined) resolve(answer);
      });
      list.onDidHide(() => resolve(undefined));
      list.show();
    });
  } finally {
    list.dispose();
  }
}
