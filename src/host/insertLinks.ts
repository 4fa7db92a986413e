import * as vscode from 'vscode';
import { insertionAt, insertionBelow, type Insertion, type WrittenLink } from '../core/docs/insertion.ts';
import type { TextLines } from '../core/docs/lines.ts';
import { imageLink, relativePath, type LinkLanguage } from '../core/docs/link.ts';
import type { Anchor } from './anchor.ts';
import { cursorAt, homeOf, type Target } from './linkTarget.ts';
import type { UntitledLinks } from './untitledLinks.ts';

/** An image, and how it is described where it stands. */
export interface LinkedImage {
  readonly uri: string;
  readonly alt: string;
}

/** Writes the links in one undo step; false when the document is closed or cannot be changed. */
export async function insertLinks(
  { document, language, editor }: Target,
  anchor: Anchor,
  images: readonly LinkedImage[],
  untitled: UntitledLinks,
): Promise<boolean> {
  if (document.isClosed) return false;
  const links = writeLinks(document, language, images, untitled);
  const lines = linesOf(document);
  const places = anchor.places();
  const insertions = withoutTwins(
    places.map(({ position, afterSelection }) =>
      afterSelection ? insertionBelow(language, lines, position, links) : insertionAt(language, lines, position, links),
    ),
  );
  const edit = new vscode.WorkspaceEdit();
  for (const each of insertions) edit.insert(document.uri, positionOf(each), withLineEnds(document, each.text));
  const [place] = places;
  const [first] = insertions;
  const isSelected = place?.afterSelection === true && editor?.selection.end.isEqual(place.position) === true;
  const end =
    isSelected && first ? document.offsetAt(positionOf(first)) + withLineEnds(document, first.text).length : undefined;
  if (!(await vscode.workspace.applyEdit(edit))) return false;
  // What was selected stays so, and may have grown by the link: the next key would replace all of it.
  if (end !== undefined && editor) editor.selection = cursorAt(document.positionAt(end));
  return true;
}

/** The links as they stand in this document. */
export function writeLinks(
  document: vscode.TextDocument,
  language: LinkLanguage,
  images: readonly LinkedImage[],
  untitled: UntitledLinks,
): readonly WrittenLink[] {
  const home = homeOf(document);
  if (home.scheme === 'untitled') untitled.add(language, images);
  return images.map(({ uri, alt }) => writtenLink(language, pathFrom(home, vscode.Uri.parse(uri, true)), alt));
}

export function writtenLink(language: LinkLanguage, path: string, alt: string): WrittenLink {
  const block = imageLink(language, { path, alt });
  // AsciiDoc tells a picture of its own from one within a line by a second colon.
  return { block, inline: language === 'asciidoc' ? block.replace(/^image::/, 'image:') : block };
}

export function linesOf(document: vscode.TextDocument): TextLines {
  return { count: document.lineCount, line: (index) => document.lineAt(index).text };
}

export function positionOf({ line, character }: Pick<Insertion, 'line' | 'character'>): vscode.Position {
  return new vscode.Position(line, character);
}

export function withLineEnds(document: vscode.TextDocument, text: string): string {
  return document.eol === vscode.EndOfLine.CRLF ? text.replaceAll('\n', '\r\n') : text;
}

/** Cursors of one paragraph may mean the same place below it: the link stands there once. */
function withoutTwins(insertions: readonly Insertion[]): readonly Insertion[] {
  const byPlace = new Map(insertions.map((each) => [`${each.line}:${each.character}`, each]));
  return [...byPlace.values()];
}

/** From a document without a place, as from the workspace folder: its first save makes that right. */
export function pathFrom(home: vscode.Uri, image: vscode.Uri): string {
  if (home.scheme === 'untitled') return vscode.workspace.asRelativePath(image, false);
  return relativePath(home.path, image.path) ?? image.toString();
}
