// What only a person at the window can do: no command of VS Code fills an input box of an extension.
import * as http from 'node:http';
import { text } from 'node:stream/consumers';
import * as vscode from 'vscode';

/** Calls a method of the `Workbench` that drives this window (test/host/inhost.mjs) and waits until it is done. */
async function atWindow(address: string, method: string, ...args: readonly unknown[]): Promise<unknown> {
  const reply = await new Promise<http.IncomingMessage>((resolve, reject) => {
    http
      .request(address, { method: 'POST' }, resolve)
      .on('error', reject)
      .end(JSON.stringify([method, ...args]));
  });
  const body = await text(reply);
  if (reply.statusCode !== 200) throw new Error(`${method}: ${body}`);
  return JSON.parse(body);
}

/** The rows of the list that is open, or about to open, once it has any; undefined where nobody is at the window. */
export async function readInput(): Promise<string[] | undefined> {
  const { INHOST_PERSON } = process.env;
  if (INHOST_PERSON === undefined) return undefined;
  for (;;) {
    const { items } = (await atWindow(INHOST_PERSON, 'quickInput')) as { items: { label: string }[] };
    if (items.length > 0) return items.map(({ label }) => label);
  }
}

/** As `readInput`, as soon as the list is the one that is meant: one may still be there when the next is to come. */
export async function readRows(isMeant: (rows: readonly string[]) => boolean): Promise<string[] | undefined> {
  for (;;) {
    const rows = await readInput();
    if (!rows || isMeant(rows)) return rows;
  }
}

/** Presses Enter until the command is done: a list that was just drawn may not have its ticks yet. */
export async function acceptUntil<T>(done: Thenable<T>): Promise<T> {
  const state = { isDone: false };
  const ending = Promise.resolve(done).finally(() => (state.isDone = true));
  while (!state.isDone) await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
  return ending;
}

/** Presses a button of a row in the list that is open, or about to open. False: nobody is at the window. */
export async function pressRowButton(row: string, button: string): Promise<boolean> {
  const { INHOST_PERSON } = process.env;
  if (INHOST_PERSON === undefined) return false;
  await atWindow(INHOST_PERSON, 'rowButton', row, button);
  return true;
}

/** Presses a button of a notification that is there, or about to come. False: nobody is at the window. */
export async function pressInNotification(text: string, button: string): Promise<boolean> {
  const { INHOST_PERSON } = process.env;
  if (INHOST_PERSON === undefined) return false;
  // A window that runs tests shows none by itself.
  await vscode.commands.executeCommand('notifications.showList');
  await atWindow(INHOST_PERSON, 'pressInNotification', text, button);
  await vscode.commands.executeCommand('notifications.hideList');
  return true;
}

/** Types into the input box that is open, or about to open, and presses Enter. */
export async function fillInput(value: string): Promise<void> {
  const { INHOST_PERSON } = process.env;
  if (INHOST_PERSON !== undefined) {
    await atWindow(INHOST_PERSON, 'fillInput', value);
    return;
  }
  // A desktop VS Code pastes into whatever has the keyboard.
  await vscode.env.clipboard.writeText(value);
  await vscode.commands.executeCommand('workbench.action.focusQuickOpen');
  await vscode.commands.executeCommand('editor.action.clipboardPasteAction');
  await vscode.commands.executeCommand('quickInput.accept');
}

/** Takes a row of the list that is open, or about to open; nobody is there on a desktop VS Code to do that. */
export async function pickRow(label: string): Promise<void> {
  const { INHOST_PERSON } = process.env;
  if (INHOST_PERSON !== undefined) await atWindow(INHOST_PERSON, 'pick', label);
}

/** Whether somebody is at the window to do what no command of VS Code does. */
export const isSomebodyThere = process.env['INHOST_PERSON'] !== undefined;
