import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { languageOf } from '../../core/docs/link.ts';
import { describeImage } from '../../core/docs/rewrite.ts';
import type { App } from '../app.ts';
import type { GalleryIndex } from '../studio/galleryIndex.ts';
import { imagesOf, type NamedImage } from './documentImages.ts';
import { missingAmong, type MissingImage } from './missing.ts';

/** What the command behind a quick fix is to do with a missing image. */
export type Fix = 'generate' | 'sketch' | 'prompt';

/** The command behind the quick fixes; its arguments name the document, the file, and what to do. */
export const fixCommand = 'easel.fixMissingImage';

/** Of the app, what quick fixes look at. */
export interface ActionParts extends Pick<App, 'docs'> {
  readonly gallery: () => Pick<GalleryIndex, 'find'>;
  readonly selection: Pick<App['selection'], 'resolve'>;
  readonly log: Pick<App['log'], 'debug'>;
}

/**
 * Quick fixes for images of documents: what is missing is made, and what says nothing of itself gets its prompt as
 * alternative text. Easel reports no problems of its own; one that VS Code reports about the same link is named as mended.
 */
export class ImageActions {
  readonly #app: ActionParts;

  constructor(app: ActionParts) {
    this.#app = app;
  }

  /** Never rejects: a document that cannot be read has no fixes. */
  async at(
    text: vscode.TextDocument,
    range: vscode.Range,
    diagnostics: readonly vscode.Diagnostic[],
    token: vscode.CancellationToken,
  ): Promise<readonly vscode.CodeAction[]> {
    try {
      const images = await imagesOf(this.#app.docs(), text);
      const { version } = text;
      if (token.isCancellationRequested) return [];
      const here = images.filter(({ image: { span, target } }) =>
        [span, target].some(({ start, end }) =>
          range.intersection(new vscode.Range(text.positionAt(start), text.positionAt(end))),
        ),
      );
      const missing = missingAmong(here);
      const all = missing.length > 0 ? missingAmong(images) : [];
      const descriptions = await this.#descriptions(text, here);
      // Typed in meanwhile: the places are another text's.
      if (text.version !== version) return [];
      return [
        ...missing.flatMap((each) => fixesOf(each, text, problemsAmong(diagnostics, text, here), this.#isSketching())),
        ...(all.length > 1 ? [fillAllAction(text, all.length)] : []),
        ...descriptions,
      ];
    } catch (error) {
      this.#app.log.debug(`quick fixes: ${String(error)}`);
      return [];
    }
  }

  #isSketching(): boolean {
    try {
      return this.#app.selection.resolve().service.auth === 'none';
    } catch {
      return false;
    }
  }

  /** An image that is there and says nothing: what it was made with says what it shows. */
  async #descriptions(text: vscode.TextDocument, here: readonly NamedImage[]): Promise<readonly vscode.CodeAction[]> {
    const language = languageOf(text.languageId, text.uri.path);
    const silent = here.filter(({ image, exists }) => exists && (image.alt ?? '').trim() === '');
    const actions = silent.map(async ({ image, file }) => {
      const made = file && (await this.#app.gallery().find(file));
      const change = language && made ? describeImage(language, image, made.origin.prompt) : undefined;
      if (!change || !made || made.origin.prompt.trim() === '') return [];
      const action = new vscode.CodeAction(
        t('Use the image’s prompt as alternative text'),
        vscode.CodeActionKind.QuickFix,
      );
      action.edit = new vscode.WorkspaceEdit();
      const range = new vscode.Range(text.positionAt(change.start), text.positionAt(change.end));
      action.edit.replace(text.uri, range, change.text);
      return [action];
    });
    return (await Promise.all(actions)).flat();
  }
}

function fixesOf(
  missing: MissingImage,
  text: vscode.TextDocument,
  problems: readonly vscode.Diagnostic[],
  isSketching: boolean,
): readonly vscode.CodeAction[] {
  const { named, uri, prompt } = missing;
  const isOther = named.toString() !== uri.toString();
  const fix = (title: string, how: Fix): vscode.CodeAction => {
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.command = { title, command: fixCommand, arguments: [text.uri.toString(), named.toString(), how] };
    action.diagnostics = [...problems];
    return action;
  };
  if (prompt === '') return [fix(t('Generate with Prompt…'), 'prompt')];
  const sketch = fix(isOther ? t('Sketch a placeholder as PNG') : t('Sketch a placeholder'), 'sketch');
  // With Sketch in use, both would be the same.
  if (isSketching) {
    sketch.isPreferred = true;
    return [sketch, fix(t('Generate with Prompt…'), 'prompt')];
  }
  const generate = fix(isOther ? t('Generate this image as PNG…') : t('Generate this image…'), 'generate');
  generate.isPreferred = true;
  return [generate, sketch, fix(t('Generate with Prompt…'), 'prompt')];
}

function fillAllAction({ uri }: vscode.TextDocument, count: number): vscode.CodeAction {
  const title = t('Generate all {0} missing images…', count);
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = { title, command: 'easel.fillMissing', arguments: [uri] };
  return action;
}

/** What VS Code's own validation says of these links. */
function problemsAmong(
  diagnostics: readonly vscode.Diagnostic[],
  text: vscode.TextDocument,
  images: readonly NamedImage[],
): readonly vscode.Diagnostic[] {
  return diagnostics.filter(({ code, range }) => {
    const value = typeof code === 'object' ? code.value : code;
    if (value !== 'link.no-such-file') return false;
    return images.some(({ image: { target } }) =>
      range.intersection(new vscode.Range(text.positionAt(target.start), text.positionAt(target.end))),
    );
  });
}
