import * as vscode from 'vscode';
import type { IndexedImage } from './documentIndex.ts';

/** Shows where a document names an image. Never rejects: what cannot be shown is not there any more. */
export async function showPlace(
  { document: uri, cell, image: { span } }: IndexedImage,
  preserveFocus: boolean,
): Promise<void> {
  try {
    if (cell !== undefined) {
      const notebook = await vscode.workspace.openNotebookDocument(uri);
      const selections = [new vscode.NotebookRange(cell, cell + 1)];
      await vscode.window.showNotebookDocument(notebook, { preserveFocus, preview: true, selections });
      return;
    }
    const document = await vscode.workspace.openTextDocument(uri);
    const selection = new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
    await vscode.window.showTextDocument(document, { preserveFocus, preview: true, selection });
  } catch {
    await showImage(uri, preserveFocus);
  }
}

/** Never rejects. */
export async function showImage(uri: vscode.Uri, preserveFocus: boolean): Promise<void> {
  await Promise.resolve(vscode.commands.executeCommand('vscode.open', uri, { preserveFocus, preview: true })).catch(
    () => undefined,
  );
}
