import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import { parseOptions, type ImageOptions } from '../../core/options.ts';
import type { ImageResult } from '../../core/result.ts';
import type { App } from '../app.ts';
import { activeResource } from '../destination.ts';
import { offerInstead } from '../docs/useInstead.ts';
import { pathForPeople } from '../files.ts';
import { requireTrust } from '../maker.ts';
import { openSource } from '../references.ts';
import { addressOf, resolveReference } from '../resolveReference.ts';
import { pickWorkspaceImages } from '../ui/imagePicker.ts';
import { showResult } from '../ui/showResult.ts';
import { clickedUri } from './clickedImage.ts';
import { fromUi, shapeOf, withPrompt } from './doors.ts';

const imagePattern = /\.(png|jpe?g|webp)$/i;

/** `easel.edit`: on images of the Explorer, on the image in the preview, from the palette, or called with options. */
export async function edit(app: App, argument: unknown, selection: unknown): Promise<ImageResult | undefined> {
  const clicked = clickedImages(argument, selection);
  if (clicked) return editInUi(app, {}, clicked);
  const options = parseOptions(argument);
  if (options.prompt === undefined) return editInUi(app, options, undefined);
  if ((options.images ?? []).length === 0) throw noImages();
  const near = await resolveReference(options.images?.[0] ?? '', undefined);
  const result = await app.maker.make({ kind: 'edit', door: 'call', options, near });
  void showResult(result, near);
  return result;
}

function editInUi(app: App, options: ImageOptions, clicked: readonly vscode.Uri[] | undefined) {
  return fromUi(app, async () => {
    requireTrust();
    const named =
      options.images && (await Promise.all(options.images.map((image) => resolveReference(image, undefined))));
    const images = clicked ?? named ?? (await pickImages());
    const [first] = images ?? [];
    if (!images || !first) return undefined;
    // Said before anybody words an instruction for what is no image.
    if (!named) await Promise.all(images.map((uri) => openSource(uri, app.download)));
    const box = {
      title:
        images.length === 1
          ? t('Edit {0}', pathForPeople(first))
          : t('Edit {0} with {1} more as references', pathForPeople(first), images.length - 1),
      placeholder: t('Say what should change, then press Enter'),
      action: t('Edit'),
      // The shape that was chosen for new images would cut this one.
      shape: shapeOf(options) ?? {},
      noShape: t('as a rule the original’s'),
      place: { near: first, isEdit: true },
    };
    const sources = images.map(addressOf);
    return withPrompt(app, box, { ...options, images: sources }, async (filled) => {
      const offer = offerInstead(app, first);
      const result = await app.maker.make({ kind: 'edit', door: 'ui', options: filled, near: first });
      await showResult(result, first);
      offer(result);
      return result;
    });
  });
}

/** Images of the Explorer's selection, in its order, or of the view's item. Undefined: the argument is something else. */
function clickedImages(argument: unknown, selection: unknown): readonly vscode.Uri[] | undefined {
  const isUri = (value: unknown): value is vscode.Uri => value instanceof vscode.Uri;
  const many = Array.isArray(selection) ? selection.filter(isUri).filter((uri) => imagePattern.test(uri.path)) : [];
  if (many.length > 0) return many;
  const clicked = clickedUri(argument);
  return clicked && [clicked];
}

/** The image that is open, else what a person chooses. */
async function pickImages(): Promise<readonly vscode.Uri[] | undefined> {
  const active = activeResource();
  if (active && imagePattern.test(active.path)) return [active];
  return pickWorkspaceImages({
    title: t('Edit Image'),
    placeholder: t('Choose the image to change; tick further ones as references'),
  });
}

function noImages(): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('There is no image to edit.'),
    money: 'notSent',
    next: t('Give at least one path in “images”.'),
  });
}
