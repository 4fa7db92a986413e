import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import { documentExtensions, imageLink, languageOf, relativePath, type LinkLanguage } from '../../core/docs/link.ts';
import { parseOptions, type ImageOptions } from '../../core/options.ts';
import type { ImageResult } from '../../core/result.ts';
import type { App } from '../app.ts';
import { requireTrust } from '../maker.ts';
import { showResult, tell, withNotices } from '../ui/showResult.ts';
import { Anchor } from './anchor.ts';
import { fromUi, withPrompt } from './doors.ts';

/** `easel.insert`: makes an image and writes its link at the cursor, in the language of the document. */
export async function insert(app: App, argument: unknown): Promise<ImageResult | undefined> {
  const options = parseOptions(argument);
  if (options.prompt !== undefined) return makeAndInsert(app, options, 'call', requireTarget());
  return fromUi(app, async () => {
    requireTrust();
    const target = currentTarget() ?? (await openTarget());
    return target && insertInUi(app, options, target);
  });
}

/** "Illustrate Selection…": the selected text is the prompt, the image goes below it. */
export function illustrateSelection(app: App): Promise<ImageResult | undefined> {
  return fromUi(app, async () => {
    requireTrust();
    const target = requireTarget();
    const prompt = target.editor.document.getText(target.editor.selection);
    return insertInUi(app, { prompt }, target);
  });
}

function insertInUi(app: App, options: ImageOptions, target: Target): Promise<ImageResult | undefined> {
  const box = {
    title: t('Generate Image and Insert'),
    placeholder: t('Describe the image, then press Enter'),
    action: t('Generate Image and Insert'),
  };
  return withPrompt(app, box, options, (filled) => makeAndInsert(app, filled, 'ui', target));
}

interface Target {
  readonly editor: vscode.TextEditor;
  readonly language: LinkLanguage;
}

async function makeAndInsert(
  app: App,
  options: ImageOptions,
  door: 'ui' | 'call',
  target: Target,
): Promise<ImageResult> {
  const { document } = target.editor;
  // The person goes on writing while the image is made: the place moves along with the text.
  const anchor = new Anchor(document, target.editor.selections);
  try {
    const result = await app.maker.make({ kind: 'insert', door, options, near: document.uri });
    if (await insertLinks(target, anchor, result, options.prompt ?? '')) return result;
    if (door === 'ui') await showResult(result);
    else void showResult(result);
    return result;
  } finally {
    anchor.dispose();
  }
}

/** Writes the links in one undo step; false when the document is closed or cannot be changed. */
async function insertLinks(target: Target, anchor: Anchor, result: ImageResult, alt: string): Promise<boolean> {
  const { document } = target.editor;
  if (document.isClosed) return false;
  const lineEnd = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const edit = new vscode.WorkspaceEdit();
  const links = result.images.map((image) =>
    imageLink(target.language, { path: pathFrom(document.uri, image.uri), alt }),
  );
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
  const [first] = result.images;
  tell(withNotices(t('{0} is inserted.', first?.path ?? ''), result), result);
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

function cursorAt(position: vscode.Position): vscode.Selection {
  return new vscode.Selection(position, position);
}

function pathFrom(document: vscode.Uri, image: string): string {
  const imageUri = vscode.Uri.parse(image, true);
  if (document.scheme === 'untitled') return vscode.workspace.asRelativePath(imageUri, false);
  return relativePath(document.path, imageUri.path) ?? image;
}

function targetOf(editor: vscode.TextEditor | undefined): Target | undefined {
  const language = editor && languageOf(editor.document.languageId, editor.document.uri.path);
  return editor && language && { editor, language };
}

function currentTarget(): Target | undefined {
  return targetOf(vscode.window.activeTextEditor);
}

const mostListed = 500;

/** Offers the workspace's documents where none is open; the image goes to the end of the one that is chosen. */
async function openTarget(): Promise<Target | undefined> {
  const found = await vscode.workspace.findFiles(
    `**/*.{${documentExtensions.join(',')}}`,
    '**/{node_modules,.git}/**',
    mostListed,
  );
  if (found.length === 0) throw noTarget();
  const items = found
    .map((uri) => ({ uri, label: vscode.workspace.asRelativePath(uri) }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const picked = await vscode.window.showQuickPick(items, {
    title: t('Generate Image and Insert'),
    placeHolder: t('Choose the document that the image goes into'),
    ignoreFocusOut: true,
  });
  if (!picked) return undefined;
  const editor = await vscode.window.showTextDocument(picked.uri);
  const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
  editor.selection = cursorAt(end);
  editor.revealRange(editor.selection);
  return targetOf(editor);
}

function requireTarget(): Target {
  const target = currentTarget();
  if (target) return target;
  throw noTarget();
}

function noTarget(): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('There is no document to insert the image into.'),
    money: 'notSent',
    next: t('Open a Markdown or HTML document, put the cursor where the image belongs, and try again.'),
  });
}
