import type { WritableFormat } from '../../base/media.ts';
import type { ImageFacts } from '../../core/image/facts.ts';
import { read } from '../../core/image/walk.ts';
import type { Transform } from '../../protocol/types.ts';
import { emptyRaster, type Raster } from '../../sketch/raster.ts';
import type { Codecs } from './codecs.ts';
import { coloursOf, withColours } from './colours.ts';
import { cropped } from './composite.ts';
import { factsOfImage, maxPixels, upright } from './convert.ts';
import { flattened } from './pixels.ts';
import { ProblemError, type TransformReply, type TransformRequest } from './requests.ts';

const defaultQuality = 90;
const white = 0xffffff;

/**
 * Does to an image what the transform says, in the order of its members, on the upright picture. What loses nothing
 * stays exact: a part of a PNG has the very pixels, and so has a part of a lossless WebP.
 * @throws ProblemError
 */
export async function transformed(codecs: Codecs, { bytes, transform }: TransformRequest): Promise<TransformReply> {
  const facts = factsOfImage(bytes);
  const own = formatOf(facts);
  const format = transform.format ?? own;
  const source = await upright(codecs, bytes);
  const shaped = await reshaped(codecs, source, transform);
  const quality = format === 'png' ? undefined : transform.quality;
  if (shaped === source && format === own && quality === undefined) throw new ProblemError('nothingToDo');
  const isLossless = format === 'webp' && own === 'webp' && quality === undefined && isLosslessWebp(bytes);
  const encoded = await encode(codecs, shaped, format, isLossless ? 'lossless' : (quality ?? defaultQuality));
  const { width, height } = shaped;
  const mediaType = `image/${format}` as const;
  return { bytes: withColours(encoded, format, coloursOf(bytes)), mediaType, width, height };
}

/** The same raster where nothing of it changes. */
async function reshaped(codecs: Codecs, source: Raster, { crop, pad, resize }: Transform): Promise<Raster> {
  let raster = source;
  if (crop && !(crop.x === 0 && crop.y === 0 && isSize(raster, crop))) {
    if (crop.x + crop.width > raster.width || crop.y + crop.height > raster.height) {
      throw new ProblemError('cropOutside');
    }
    raster = cropped(raster, crop);
  }
  if (pad && !isSize(raster, pad)) {
    if (pad.width < raster.width || pad.height < raster.height) throw new ProblemError('padTooSmall');
    requireRoom(pad);
    raster = padded(raster, pad.width, pad.height, pad.colour);
  }
  if (resize && !isSize(raster, resize)) {
    requireRoom(resize);
    raster = await codecs.resize(raster, resize.width, resize.height);
  }
  return raster;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function isSize(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}

function requireRoom({ width, height }: Size): void {
  if (width * height > maxPixels) throw new ProblemError('tooManyPixels');
}

/** @param colour "#rrggbb" or "transparent" */
function padded(raster: Raster, width: number, height: number, colour: string): Raster {
  const out = emptyRaster(width, height);
  if (colour !== 'transparent') {
    const ground = Number.parseInt(colour.slice(1), 16);
    const pixel = [(ground >> 16) & 255, (ground >> 8) & 255, ground & 255, 255];
    for (let i = 0; i < out.data.length; i += 4) out.data.set(pixel, i);
  }
  const x = (width - raster.width) >> 1;
  const y = (height - raster.height) >> 1;
  for (let row = 0; row < raster.height; row++) {
    const from = row * raster.width * 4;
    out.data.set(raster.data.subarray(from, from + raster.width * 4), ((y + row) * width + x) * 4);
  }
  return out;
}

function encode(
  codecs: Codecs,
  raster: Raster,
  format: WritableFormat,
  quality: number | 'lossless',
): Promise<Uint8Array> | Uint8Array {
  if (format === 'png') return codecs.encodePng(raster);
  if (format === 'webp') return codecs.encodeWebp(raster, quality);
  return codecs.encodeJpeg(flattened(raster, white), quality === 'lossless' ? 100 : quality);
}

function formatOf({ mediaType }: ImageFacts): WritableFormat {
  return mediaType === 'image/png' ? 'png' : mediaType === 'image/jpeg' ? 'jpeg' : 'webp';
}

/** The bitstream of a lossless picture is a chunk of another name. */
export function isLosslessWebp(bytes: Uint8Array): boolean {
  for (let at = 12; at + 8 <= bytes.length;) {
    const type = read.ascii(bytes, at, at + 4);
    if (type === 'VP8L' || type === 'VP8 ') return type === 'VP8L';
    const length = read.u32le(bytes, at + 4);
    at += 8 + length + (length & 1);
  }
  return false;
}
