import type { Size } from '../../base/shape.ts';
import { sizeText } from '../../base/shape.ts';
import { byteLength, finished, maxBytes, safePart, shortened } from './slug.ts';

/** What was done to an image, as far as its name tells. */
export interface Done {
  readonly isCropped: boolean;
  /** The canvas that it was put on. */
  readonly pad?: Size | undefined;
  readonly resize?: Size | undefined;
  /** Given where nothing else tells the new file from the old one. */
  readonly quality?: number | undefined;
}

/** Sides of a ratio that people call by its name. */
const longestSide = 40;

/**
 * The name (no extension) of what was made of an image: "cat.png" becomes "cat-cropped", "cat-16x9", "cat-1200x630", or
 * stays "cat" where only the format is another. A size that the name ends with already is replaced.
 */
export function transformName(originalName: string, done: Done): string {
  const stem = safePart(originalName.replace(/(?<=.)\.[^.]*$/su, ''));
  const { isCropped, pad, resize, quality } = done;
  const shape = resize ? sizeText(resize) : pad && ratioText(pad);
  if (shape !== undefined) return ending(stem.replace(/(?<=.)-\d+x\d+$/u, ''), `-${shape}`);
  if (isCropped) return ending(stem.replace(/(?<=.)-cropped$/u, ''), '-cropped');
  return quality === undefined ? ending(stem, '') : ending(stem.replace(/(?<=.)-q\d+$/u, ''), `-q${quality}`);
}

function ending(stem: string, end: string): string {
  return finished(shortened(stem, maxBytes - byteLength(end)) + end);
}

/** "16x9"; the size where the ratio has no short name. */
function ratioText({ width, height }: Size): string {
  const divisor = greatestDivisor(width, height);
  const ratio = { width: width / divisor, height: height / divisor };
  return sizeText(Math.max(ratio.width, ratio.height) <= longestSide ? ratio : { width, height });
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
