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

/** The rows of the list that is open, or about to open; undefined where nobody is at the window to see them. */
export async function readInput(): Promise<string[] | undefined> {
  const { INHOST_PERSON } = process.env;
  if (INHOST_PERSON === undefined) return undefined;
  const { items } = (await atWindow(INHOST_PERSON, 'quickInput')) as { items: { label: string }[] };
  return items.map(({ label }) => label);
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
