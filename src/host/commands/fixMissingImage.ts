import { t } from '@vscode/l10n';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { shapeFor } from '../../core/docs/shapeFor.ts';
import type { ImageResult } from '../../core/result.ts';
import type { App } from '../app.ts';
import { openImagesNow } from '../docs/documentImages.ts';
import { missingAmong, type MissingImage } from '../docs/missing.ts';
import { requireTrust } from '../maker.ts';
import { fromUi, withPrompt } from './doors.ts';
import { chooseAndFill, fill } from './fillMissing.ts';

const argumentsSchema = v.tuple([v.string(), v.string(), v.picklist(['generate', 'sketch', 'prompt'])]);

/**
 * Behind the quick fixes. It may be called by anybody, so a model that costs money is used only when a person has seen
 * prompt, model and price and pressed Enter.
 */
export function fixMissingImage(app: App, ...args: readonly unknown[]): Promise<ImageResult | undefined> {
  return fromUi(app, async () => {
    requireTrust();
    const [document, named, how] = v.parse(argumentsSchema, args);
    const images = (await openImagesNow(app.docs(), vscode.Uri.parse(document, true))).flatMap((each) => each.images);
    const missing = missingAmong(images).find((each) => each.named.toString() === named);
    if (!missing) {
      void vscode.window.showInformationMessage(t('The image is there now.'));
      return undefined;
    }
    const chosen = app.selection.resolve(how === 'sketch' ? 'sketch' : undefined);
    if (how === 'prompt') return promptAndFill(app, missing);
    if (chosen.service.auth === 'none') return fill(app, [missing], chosen, 'ui');
    return chooseAndFill(app, [missing], chosen);
  });
}

function promptAndFill(app: App, missing: MissingImage): Promise<ImageResult | undefined> {
  const { place } = missing;
  const box = {
    title: t('Generate {0}', missing.path),
    placeholder: t('Describe the image, then press Enter'),
    action: t('Generate'),
    shape: place ? shapeFor(app.selection.resolve().model, place) : {},
    noShape: t('the model’s own'),
    place: { near: missing.near, folder: missing.uri, target: missing.uri },
  };
  return withPrompt(
    app,
    box,
    { prompt: missing.prompt },
    ({ prompt = '', provider, model, aspectRatio, resolution, size, style, preset }) => {
      const shape = { aspectRatio, resolution, size, style, preset };
      return fill(app, [{ ...missing, prompt, shape }], app.selection.resolve(provider, model), 'ui');
    },
  );
}
