import * as vscode from 'vscode';

interface ListOptions {
  readonly title: string;
  readonly placeholder?: string;
}

interface PickOptions<T> extends ListOptions {
  /** Rows for a text that stands in no item; they are always shown (`alwaysShow`). */
  readonly offerTyped?: (typed: string) => readonly T[];
}

/**
 * A list to choose from that opens with the present choice focused, which `showQuickPick` cannot, so that Enter keeps
 * it. Undefined: the list was closed.
 */
export async function pickOne<T extends vscode.QuickPickItem>(
  items: readonly T[],
  isCurrent: (item: T) => boolean,
  { offerTyped, ...options }: PickOptions<T>,
): Promise<T | undefined> {
  const list = listOf(items, options);
  list.activeItems = items.filter(isCurrent).slice(0, 1);
  let offered: readonly T[] = [];
  list.onDidChangeValue((typed) => {
    const isFound = typed.trim() === '' || items.some((item) => matches(item, typed));
    const now = isFound ? [] : (offerTyped?.(typed.trim()) ?? []);
    if (offered.length + now.length > 0) list.items = [...items, ...now];
    offered = now;
  });
  // Enter right behind the last letter may come before the row for it.
  return accepted(list, () => list.selectedItems[0] ?? offered[0]);
}

/** A list whose items are all ticked when it opens; what is still ticked at Enter is taken. Undefined: the list was closed. */
export async function pickFromAll<T extends vscode.QuickPickItem>(
  items: readonly T[],
  options: ListOptions,
): Promise<readonly T[] | undefined> {
  const list = listOf(items, options);
  list.canSelectMany = true;
  list.selectedItems = items.filter(({ kind }) => kind !== vscode.QuickPickItemKind.Separator);
  return accepted(list, () => list.selectedItems);
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

/** Near enough to how VS Code filters: what is typed stands in one of an item's texts. */
function matches({ kind, label, description = '', detail = '' }: vscode.QuickPickItem, typed: string): boolean {
  if (kind === vscode.QuickPickItemKind.Separator) return false;
  const texts = [label.replace(/\$\([\w~-]+\)\s*/g, ''), description, detail];
  return texts.some((text) => text.toLowerCase().includes(typed.trim().toLowerCase()));
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
