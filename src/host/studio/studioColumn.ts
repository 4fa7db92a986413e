import * as vscode from 'vscode';
import { viewType } from './panels.ts';

/** A column for what is opened from a Studio: one that shows something else, else a new one. Never over a Studio. */
export function columnBeside(): vscode.ViewColumn {
  const { all, activeTabGroup } = vscode.window.tabGroups;
  const others = all.filter(({ activeTab }) => !isStudio(activeTab));
  if (!isStudio(activeTabGroup.activeTab)) return activeTabGroup.viewColumn;
  return others.at(-1)?.viewColumn ?? vscode.ViewColumn.Beside;
}

function isStudio(tab: vscode.Tab | undefined): boolean {
  // VS Code puts a word of its own before the type.
  return tab?.input instanceof vscode.TabInputWebview && tab.input.viewType.endsWith(viewType);
}
