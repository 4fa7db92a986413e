import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import { contextOf, withContext, withoutContext } from '../../core/docs/context.ts';
import { documentExtensions } from '../../core/docs/link.ts';
import { parseOptions, type ImageOptions } from '../../core/options.ts';
import type { ImageResult } from '../../core/result.ts';
import { Anchor } from '../anchor.ts';
import type { App } from '../app.ts';
import { insertLinks, linesOf } from '../insertLinks.ts';
import { activeTarget, cursorAt, homeOf, targetIn, type Target } from '../linkTarget.ts';
import { requireTrust } from '../maker.ts';
import type { PromptContext } from '../ui/promptBox.ts';
import { showResult, tell, withNotices } from '../ui/showResult.ts';
import { fromUi, withPrompt } from './doors.ts';

/**
 * `easel.insert`: makes an image and writes its link at each cursor, in the language of the document. What is selected is
 * the prompt, and the image goes below it.
 */
export async function insert(app: App, argument: unknown): Promise<ImageResult | undefined> {
  const options = parseOptions(argument);
  if (options.prompt !== undefined) return makeAndInsert(app, options, 'call', requireTarget());
  return fromUi(app, async () => {
    requireTrust();
    const target = activeTarget() ?? (await openTarget());
    return target && insertInUi(app, options, target);
  });
}

/** "Illustrate Selection…": as `easel.insert` over a selection. */
export function illustrateSelection(app: App): Promise<ImageResult | undefined> {
  return fromUi(app, async () => {
    requireTrust();
    return insertInUi(app, {}, requireTarget());
  });
}

function insertInUi(app: App, options: ImageOptions, target: Target): Promise<ImageResult | undefined> {
  const context = contextAround(target);
  const box = {
    title: t('Generate Image and Insert'),
    placeholder: t('Describe the image, then press Enter'),
    action: t('Generate Image and Insert'),
    context,
    place: { near: homeOf(target.document) },
  };
  return withPrompt(app, box, { ...options, prompt: selectedText(target) }, (filled) => {
    const prompt = filled.prompt ?? '';
    const subject = context ? withoutContext(prompt, contextLabel(), context.text) : prompt;
    return makeAndInsert(app, filled, 'ui', target, subject);
  });
}

/** Of several selections each once, in the order in which they stand. */
function selectedText({ document, selections }: Target): string | undefined {
  const inOrder = [...selections].sort((a, b) => a.start.compareTo(b.start));
  const texts = new Set(inOrder.map((selection) => document.getText(selection).trim()).filter((text) => text !== ''));
  return texts.size > 0 ? [...texts].join('\n') : undefined;
}

/** What is around the first selection. */
function contextAround({ document, language, selections }: Target): PromptContext | undefined {
  const [selection] = selections;
  if (!selection || selection.isEmpty) return undefined;
  const text = contextOf(language, linesOf(document), selection);
  return text === undefined ? undefined : { text, addTo: (prompt) => withContext(prompt, contextLabel(), text) };
}

function contextLabel(): string {
  return t('Context:');
}

/** @param subject What the prompt says by itself: the name of the file, and the alternative text. */
async function makeAndInsert(
  app: App,
  options: ImageOptions,
  door: 'ui' | 'call',
  target: Target,
  subject = options.prompt ?? '',
): Promise<ImageResult> {
  const { document } = target;
  // The person goes on writing while the image is made: the place moves along with the text.
  const anchor = new Anchor(document, target.selections);
  try {
    const result = await app.maker.make({ kind: 'insert', door, options, near: homeOf(document), subject });
    const images = result.images.map(({ uri }) => ({ uri, alt: subject }));
    if (await insertLinks(target, anchor, images, app.untitledLinks)) {
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
  return targetIn(editor);
}

function requireTarget(): Target {
  const target = activeTarget();
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
