import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { pageHtml } from './pageHtml.ts';

/** The HTML of a page in this webview. @param dist The folder of the page's files. */
export function htmlOf(webview: vscode.Webview, dist: vscode.Uri): string {
  return pageHtml({
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('base64'),
    at: (name) => webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString(),
    language: vscode.env.language,
    bundle: vscode.l10n.bundle ?? {},
  });
}
