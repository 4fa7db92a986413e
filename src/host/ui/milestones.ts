import * as vscode from 'vscode';

/** What a newcomer has done; the steps of the walkthrough are ticked by it, and not by commands that came to nothing. */
export type Milestone = 'generated' | 'edited' | 'inserted' | 'keySet';

export async function reached(milestone: Milestone): Promise<void> {
  await vscode.commands.executeCommand('setContext', `easel.reached.${milestone}`, true);
}
