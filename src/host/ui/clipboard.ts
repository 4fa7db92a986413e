import * as vscode from 'vscode';

let reading: Promise<string> | undefined;
let isRefused = false;

/**
 * The clipboard's text, or nothing where it may not be read. To be shown when it comes and never waited for: VS Code in
 * a browser asks its person first, and answers only when they have. They are asked once in a session.
 */
export function readClipboard(): Promise<string> {
  if (isRefused) return Promise.resolve('');
  reading ??= Promise.resolve(vscode.env.clipboard.readText())
    .catch(() => {
      isRefused = true;
      return '';
    })
    .finally(() => {
      reading = undefined;
    });
  return reading;
}
