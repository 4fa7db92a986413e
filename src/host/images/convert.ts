import type { WritableFormat } from '../../base/media.ts';
import type { ImageFacts } from '../../core/image/facts.ts';
import { probeBytes } from '../../core/image/probe.ts';
import type { Converted } from '../../core/ports.ts';
import type { Raster } from '../../sketch/raster.ts';
import type { Codecs } from './codecs.ts';
import { flattened, oriented } from './pixels.ts';
import { type ConvertRequest, ProblemError } from './requests.ts';

/** 400 MB of pixels: more is a mistake or an attack. */
export const maxPixels = 100_000_000;

const defaultQuality = 90;
/** Below this JPEG and WebP look bad; a smaller picture looks better. */
const lowestQuality = 55;
/** A side shorter than this is no picture any more. */
const smallestEdge = 16;

/**
 * The pixels of a PNG, JPEG or WebP file, whatever its name says. EXIF is not applied.
 * @throws ProblemError
 */
export async function decoded(codecs: Codecs, bytes: Uint8Array): Promise<Raster> {
  const mediaType = mediaTypeOf(bytes);
  try {
    switch (mediaType) {
      case 'image/png':
        return await codecs.decodePng(bytes);
      case 'image/jpeg':
        return await codecs.decodeJpeg(bytes);
      case 'image/webp':
        return await codecs.decodeWebp(bytes);
    }
  } catch (error) {
    throw new ProblemError('undecodable', { cause: error });
  }
}

/**
 * The pixels as they are to be seen, by the orientation that the file itself names.
 * @throws ProblemError
 */
export async function upright(codecs: Codecs, bytes: Uint8Array): Promise<Raster> {
  return oriented(await decoded(codecs, bytes), factsOfImage(bytes).orientation ?? 1);
}

function mediaTypeOf(bytes: Uint8Array): Converted['mediaType'] {
  return factsOfImage(bytes).mediaType;
}

/**
 * What an image is by its bytes. Refuses what must not reach a decoder.
 * @throws ProblemError
 */
export function factsOfImage(bytes: Uint8Array): ImageFacts & { readonly mediaType: Converted['mediaType'] } {
  const facts = probeBytes(bytes);
  if (facts.kind !== 'image') throw new ProblemError('undecodable');
  const { mediaType, width, height } = facts;
  if (mediaType !== 'image/png' && mediaType !== 'image/jpeg' && mediaType !== 'image/webp') {
    throw new ProblemError('unsupported');
  }
  // Of an animated PNG the still picture that comes first is taken; WebP has none.
  if (facts.animated && mediaType === 'image/webp') throw new ProblemError('animated');
  if (width * height > maxPixels) throw new ProblemError('tooManyPixels');
  // The JPEG decoder fills up what a cut file lacks with grey.
  if (!facts.complete || width === 0 || height === 0) throw new ProblemError('undecodable');
  return { ...facts, mediaType };
}

/** The picture, made smaller where it is larger than allowed. */
export async function shrunk(codecs: Codecs, raster: Raster, maxWidth: number, maxHeight: number): Promise<Raster> {
  const scale = Math.min(1, maxWidth / raster.width, maxHeight / raster.height);
  return scaled(codecs, raster, scale);
}

async function scaled(codecs: Codecs, raster: Raster, scale: number): Promise<Raster> {
  if (scale >= 1) return raster;
  const width = Math.max(1, Math.round(raster.width * scale));
  const height = Math.max(1, Math.round(raster.height * scale));
  return codecs.resize(raster, width, height);
}

/**
 * Converts an image as the request says.
 * @throws ProblemError
 */
export async function convert(codecs: Codecs, request: ConvertRequest): Promise<Converted> {
  const { maxEdge = Infinity, maxWidth = Infinity, quality = defaultQuality, maxBytes = Infinity } = request;
  const format = request.to ?? formatOf(mediaTypeOf(request.bytes));
  const upright = oriented(await decoded(codecs, request.bytes), request.orientation ?? 1);
  const opaque = format === 'jpeg' ? flattened(upright, request.background ?? 0xffffff) : upright;
  const raster = await shrunk(codecs, opaque, Math.min(maxEdge, maxWidth), maxEdge);
  return fitted(codecs, raster, format, quality, maxBytes);
}

function formatOf(mediaType: Converted['mediaType']): WritableFormat {
  return mediaType === 'image/png' ? 'png' : mediaType === 'image/jpeg' ? 'jpeg' : 'webp';
}

async function encoded(codecs: Codecs, raster: Raster, format: WritableFormat, quality: number): Promise<Uint8Array> {
  if (format === 'jpeg') return codecs.encodeJpeg(raster, quality);
  if (format === 'webp') return codecs.encodeWebp(raster, quality);
  return codecs.encodePng(raster);
}

/** The best file of at most `maxBytes`: as asked; else at the highest quality that fits; else smaller. */
async function fitted(
  codecs: Codecs,
  full: Raster,
  format: WritableFormat,
  quality: number,
  maxBytes: number,
): Promise<Converted> {
  for (let raster = full; ;) {
    const first = await encoded(codecs, raster, format, quality);
    if (first.length <= maxBytes) return replyOf(first, raster, format);
    const worst =
      format === 'png' || quality <= lowestQuality ? first : await encoded(codecs, raster, format, lowestQuality);
    if (worst.length <= maxBytes) {
      return replyOf(await bestQuality(codecs, raster, format, quality, maxBytes, worst), raster, format);
    }
    // Bytes go with the area; a little more is taken off, since smaller pictures have more detail per pixel.
    const scale = Math.min(0.9, Math.sqrt(maxBytes / worst.length) * 0.95);
    const next = await scaled(codecs, full, (scale * raster.width) / full.width);
    const edge = Math.max(next.width, next.height);
    if (edge < smallestEdge || edge >= Math.max(raster.width, raster.height)) throw new ProblemError('cannotFit');
    raster = next;
  }
}

/** Halves the range of qualities between one that fits and one that does not, to within 4 steps. */
async function bestQuality(
  codecs: Codecs,
  raster: Raster,
  format: WritableFormat,
  tooHigh: number,
  maxBytes: number,
  worst: Uint8Array,
): Promise<Uint8Array> {
  let [low, high, best] = [lowestQuality, tooHigh, worst];
  while (high - low > 4) {
    const middle = Math.round((low + high) / 2);
    const bytes = await encoded(codecs, raster, format, middle);
    if (bytes.length <= maxBytes) [low, best] = [middle, bytes];
    else high = middle;
  }
  return best;
}

function replyOf(bytes: Uint8Array, { width, height }: Raster, format: WritableFormat): Converted {
  return { bytes, mediaType: `image/${format}`, width, height };
}
