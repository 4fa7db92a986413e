import * as vscode from 'vscode';
import { imageLink, languageOf, relativePath, type LinkLanguage } from '../core/docs/link.ts';
import type { Anchor } from './anchor.ts';

/** Where links of images go. */
export interface Target {
  readonly editor: vscode.TextEditor;
  readonly language: LinkLanguage;
}

/** Writes the links in one undo step; false when the document is closed or cannot be changed. */
export async function insertLinks(
  target: Target,
  anchor: Anchor,
  images: readonly { readonly uri: string }[],
  alt: string,
): Promise<boolean> {
  const { document } = target.editor;
  if (document.isClosed) return false;
  const lineEnd = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const edit = new vscode.WorkspaceEdit();
  const links = images.map((image) => imageLink(target.language, { path: pathFrom(document.uri, image.uri), alt }));
  const written = links.join(lineEnd);
  const below = `${lineEnd}${lineEnd}${written}`;
  const places = anchor.places();
  for (const { position, afterSelection } of places) {
    if (afterSelection) edit.insert(document.uri, endOfText(target, position), below);
    else edit.insert(document.uri, position, written);
  }
  const [place] = places;
  const isSelected = place?.afterSelection === true && target.editor.selection.end.isEqual(place.position);
  const end = isSelected ? document.offsetAt(endOfText(target, place.position)) + below.length : undefined;
  if (!(await vscode.workspace.applyEdit(edit))) return false;
  // What was selected stays so, and may have grown by the link: the next key would replace all of it.
  if (end !== undefined) target.editor.selection = cursorAt(document.positionAt(end));
  return true;
}

/** The end of the paragraph that a selection ends in; of the line, where lines do not make paragraphs. */
function endOfText({ editor: { document }, language }: Target, { line, character }: vscode.Position): vscode.Position {
  // A selection of whole lines ends at the beginning of the next one.
  let last = character === 0 && line > 0 ? line - 1 : line;
  const isText = (number: number) => number < document.lineCount && !document.lineAt(number).isEmptyOrWhitespace;
  if (language === 'markdown') while (isText(last) && isText(last + 1)) last += 1;
  return document.lineAt(last).range.end;
}

export function cursorAt(position: vscode.Position): vscode.Selection {
  return new vscode.Selection(position, position);
}

function pathFrom(document: vscode.Uri, image: string): string {
  const imageUri = vscode.Uri.parse(image, true);
  if (document.scheme === 'untitled') return vscode.workspace.asRelativePath(imageUri, false);
  return relativePath(document.path, imageUri.path) ?? image;
}

/** Undefined: no links of images belong into it. */
export function targetOf(editor: vscode.TextEditor | undefined): Target | undefined {
  const language = editor && languageOf(editor.document.languageId, editor.document.uri.path);
  return editor && language && { editor, language };
}
