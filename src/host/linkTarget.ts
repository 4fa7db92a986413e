import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../base/errors.ts';
import { languageOf, type LinkLanguage } from '../core/docs/link.ts';

/** Where links of images go. */
export interface Target {
  readonly document: vscode.TextDocument;
  readonly language: LinkLanguage;
  readonly selections: readonly vscode.Selection[];
  /** Undefined where the document is only shown: a cell of a notebook that nobody is typing in. */
  readonly editor: vscode.TextEditor | undefined;
}

/**
 * The document that a person is in.
 * @throws EaselError `invalidRequest` for code in a notebook
 */
export function activeTarget(): Target | undefined {
  const notebook = vscode.window.activeNotebookEditor;
  return notebook ? targetInNotebook(notebook) : targetIn(vscode.window.activeTextEditor);
}

/** Undefined: no links of images belong into it. */
export function targetIn(editor: vscode.TextEditor | undefined): Target | undefined {
  const language = editor && linkLanguageOf(editor.document);
  return editor && language && { document: editor.document, language, selections: editor.selections, editor };
}

/**
 * The cell that is selected: at its cursor, or at its end.
 * @throws EaselError `invalidRequest` for code
 */
export function targetInNotebook({ notebook, selection }: vscode.NotebookEditor): Target | undefined {
  if (notebook.cellCount === 0) return undefined;
  const { document, kind } = notebook.cellAt(selection.start);
  if (kind !== vscode.NotebookCellKind.Markup) throw codeCell();
  const editor = vscode.window.visibleTextEditors.find((each) => each.document === document);
  if (editor) return targetIn(editor);
  const language = linkLanguageOf(document);
  return language && { document, language, selections: [endOf(document)], editor: undefined };
}

function endOf(document: vscode.TextDocument): vscode.Selection {
  return cursorAt(document.lineAt(document.lineCount - 1).range.end);
}

/** Undefined where no link of an image belongs: in other languages, and in code of a notebook. */
export function linkLanguageOf(document: vscode.TextDocument): LinkLanguage | undefined {
  const cell = cellOf(document);
  if (cell && cell.kind !== vscode.NotebookCellKind.Markup) return undefined;
  return languageOf(document.languageId, document.uri.path);
}

/** The file that a document is, is a part of, or will be; `untitled:` where nobody knows yet. */
export function homeOf(document: vscode.TextDocument): vscode.Uri {
  const uri = cellOf(document)?.notebook.uri ?? document.uri;
  // Opened for a file that is not there yet.
  return uri.scheme === 'untitled' && uri.path.startsWith('/') ? uri.with({ scheme: 'file' }) : uri;
}

function cellOf(document: vscode.TextDocument): vscode.NotebookCell | undefined {
  if (document.uri.scheme !== 'vscode-notebook-cell') return undefined;
  for (const notebook of vscode.workspace.notebookDocuments) {
    const cell = notebook.getCells().find((each) => each.document === document);
    if (cell) return cell;
  }
  return undefined;
}

export function cursorAt(position: vscode.Position): vscode.Selection {
  return new vscode.Selection(position, position);
}

function codeCell(): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('This cell of the notebook is code, which takes no link to an image.'),
    money: 'notSent',
    next: t('Choose a Markdown cell, and try again.'),
  });
}
