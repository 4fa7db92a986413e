import * as vscode from 'vscode';

/** A document or notebook whose text in the editor is not the one on the disk. */
export interface OpenDocument {
  readonly uri: vscode.Uri;
  readonly parts: readonly {
    readonly document: vscode.TextDocument;
    /** Where it is a cell of a notebook, of all cells. */
    readonly cell?: number;
  }[];
}

/** Those that are not saved, by their addresses. */
export function openDocuments(): ReadonlyMap<string, OpenDocument> {
  const texts = vscode.workspace.textDocuments
    .filter(({ isDirty }) => isDirty)
    .map((document) => ({ uri: document.uri, parts: [{ document }] }));
  const notebooks = vscode.workspace.notebookDocuments
    .filter(({ isDirty }) => isDirty)
    .map((notebook) => ({ uri: notebook.uri, parts: markdownCells(notebook) }));
  return new Map([...texts, ...notebooks].map((each) => [each.uri.toString(), each]));
}

function markdownCells(notebook: vscode.NotebookDocument): OpenDocument['parts'] {
  return notebook
    .getCells()
    .filter(({ kind }) => kind === vscode.NotebookCellKind.Markup)
    .map(({ document, index }) => ({ document, cell: index }));
}
