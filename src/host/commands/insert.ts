import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import { documentExtensions } from '../../core/docs/link.ts';
import { parseOptions, type ImageOptions } from '../../core/options.ts';
import type { ImageResult } from '../../core/result.ts';
import { Anchor } from '../anchor.ts';
import type { App } from '../app.ts';
import { cursorAt, insertLinks, targetOf, type Target } from '../insertLinks.ts';
import { requireTrust } from '../maker.ts';
import { showResult, tell, withNotices } from '../ui/showResult.ts';
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
    if (await insertLinks(target, anchor, result.images, options.prompt ?? '')) {
      const [first] = result.images;
      tell(withNotices(t('{0} is inserted.', first?.path ?? ''), result), result);
      return result;
    }
    if (door === 'ui') await showResult(result);
    else void showResult(result);
    return result;
  } finally {
    anchor.dispose();
  }
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
