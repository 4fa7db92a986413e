import { parseRatio } from '../../base/shape.ts';
import type { Transform } from '../../protocol/types.ts';
import { clamp, smallestOfRatio, type Rect, type Size } from './geometry.ts';

export const mostEdge = 16_384;

export type Format = NonNullable<Transform['format']>;

/** What a person has set. What later steps make of an earlier one follows when that is changed. */
export interface TransformForm {
  /** Undefined: all of it. */
  readonly crop?: Rect | undefined;
  /** "16:9" that the crop keeps; "" for any. */
  readonly cropRatio: string;
  /** "16:9" of the canvas around it; "" for none. */
  readonly padRatio: string;
  /** "#rrggbb" or "transparent". */
  readonly padColour: string;
  readonly width?: number | undefined;
  /** Undefined: follows the width. */
  readonly height?: number | undefined;
  /** Undefined: the one it has. */
  readonly format?: Format | undefined;
  readonly quality: number;
}

export const emptyForm: TransformForm = { cropRatio: '', padRatio: '', padColour: '#ffffff', quality: 85 };

/** Sizes after each step. */
export interface Steps {
  readonly crop: Rect;
  readonly padded: Size;
  readonly result: Size;
}

export function stepsOf(form: TransformForm, image: Size): Steps {
  const crop = form.crop ?? { x: 0, y: 0, width: image.width, height: image.height };
  const ratio = parseRatio(form.padRatio);
  const padded = ratio === undefined ? { width: crop.width, height: crop.height } : smallestOfRatio(ratio, crop);
  return { crop, padded, result: resultOf(form, padded) };
}

function resultOf({ width, height }: TransformForm, padded: Size): Size {
  const across = edge(width ?? (height === undefined ? padded.width : (height * padded.width) / padded.height));
  return { width: across, height: edge(height ?? (across * padded.height) / padded.width) };
}

function edge(length: number): number {
  return clamp(Math.round(length), 1, mostEdge);
}

/** Only the steps that change something; undefined: none does. */
export function transformOf(form: TransformForm, image: Size, mediaType: string): Transform | undefined {
  const { crop, padded, result } = stepsOf(form, image);
  const own = formatOf(mediaType);
  const format = form.format ?? own ?? 'png';
  const isEncodedAnew = format !== own || (form.format !== undefined && format !== 'png');
  const transform: Transform = {
    ...(isSame(crop, image) ? {} : { crop }),
    ...(isSame(padded, crop) ? {} : { pad: { ...padded, colour: colourFor(form.padColour, format) } }),
    ...(isSame(result, padded) ? {} : { resize: result }),
    ...(isEncodedAnew ? { format } : {}),
    ...(isEncodedAnew && format !== 'png' ? { quality: form.quality } : {}),
  };
  return Object.keys(transform).length > 0 ? transform : undefined;
}

/** JPEG has no transparency: what would be clear is white. */
export function colourFor(colour: string, format: Format | undefined): string {
  return colour === 'transparent' && format === 'jpeg' ? '#ffffff' : colour;
}

/** Undefined for a format that is not written. */
export function formatOf(mediaType: string): Format | undefined {
  const name = mediaType.slice('image/'.length);
  return name === 'png' || name === 'jpeg' || name === 'webp' ? name : undefined;
}

function isSame(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}

/** The result has more pixels than what it is made of: none of them shows anything new. */
export function isEnlarged({ padded, result }: Steps): boolean {
  return result.width > padded.width || result.height > padded.height;
}
