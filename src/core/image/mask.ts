import { t } from '@vscode/l10n';
import { EaselError } from '../../base/errors.ts';
import { formatName } from '../../base/media.ts';
import type { ImageFacts } from './facts.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Whether a file can be a mask at all: services take a PNG whose transparent places may change, and one without
 * transparency would be charged for changing nothing, or everything.
 * @param place The file, as people write it.
 * @throws EaselError `invalidRequest`
 */
export function checkMask({ mediaType, hasAlpha }: ImageFacts, place: string): void {
  if (mediaType !== 'image/png') {
    throw unusable(t('{0} is {1}; a mask is a PNG with transparency.', place, formatName(mediaType)), savePng());
  }
  if (hasAlpha !== true)
    throw unusable(t('{0} has no transparency, so it says nowhere what may change.', place), savePng());
}

/**
 * Whether a mask lies on its image pixel by pixel. Both as they will be sent: turned upright, made smaller.
 * @param first The image that the mask is for; undefined where there is none.
 * @throws EaselError `invalidRequest`
 */
export function checkMaskSize(mask: Size, first: Size | undefined, place: string): void {
  if (!first || (mask.width === first.width && mask.height === first.height)) return;
  throw unusable(
    t('{0} has {1} pixels, but the first image is sent with {2}.', place, pixels(mask), pixels(first)),
    t('Make the mask {0} pixels large, then try again.', pixels(first)),
  );
}

/** "1024x768" */
function pixels({ width, height }: Size): string {
  return `${width}x${height}`;
}

function savePng(): string {
  return t('Save it as a PNG that is transparent where the image may change.');
}

function unusable(what: string, next: string): EaselError {
  return new EaselError({ code: 'invalidRequest', what, money: 'notSent', next });
}
