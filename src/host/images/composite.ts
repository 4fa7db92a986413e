import { createHash } from 'node:crypto';
import { emptyRaster, type Raster } from '../../sketch/raster.ts';
import type { Codecs } from './codecs.ts';
import { coloursOf, withColours } from './colours.ts';
import { decoded, upright } from './convert.ts';
import { type ComposeReply, type ComposeRequest, type PinnedImage, ProblemError } from './requests.ts';

/** A ratio that differs by less comes of services rounding sizes: nobody sees it. */
const sameRatio = 0.02;

/**
 * The result inside of the region, the original outside, as a PNG. Where the mask says so the original's bytes stand as
 * they were decoded.
 *
 * The result's numbers are read in the original's colours: it was made of these numbers, by a service that as a rule
 * knows nothing of profiles.
 * @throws ProblemError
 */
export async function compose(codecs: Codecs, request: ComposeRequest): Promise<ComposeReply> {
  const { original, mask, result } = request;
  requireUnchanged(original);
  requireUnchanged(mask);
  const kept = alphaOf(await decoded(codecs, mask.bytes));
  const under = await upright(codecs, original.bytes);
  if (kept.width !== under.width || kept.height !== under.height) throw new ProblemError('maskSize');
  const { raster: over, fit } = await fitted(codecs, await upright(codecs, result), under.width, under.height);
  blend(under, over, kept.alpha);
  const png = withColours(codecs.encodePng(under), 'png', coloursOf(original.bytes));
  return { bytes: png, width: under.width, height: under.height, fit, wasDeep: isDeepPng(original.bytes) };
}

function requireUnchanged({ bytes, sha256 }: PinnedImage): void {
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw new ProblemError('changed');
}

interface Kept {
  readonly width: number;
  readonly height: number;
  readonly alpha: Uint8Array;
}

function alphaOf({ width, height, data }: Raster): Kept {
  const alpha = new Uint8Array(width * height);
  for (let i = 0, from = 3; i < alpha.length; i++, from += 4) alpha[i] = data[from] ?? 0;
  return { width, height, alpha };
}

/** The picture in exactly this size: stretched where its ratio is the same, else its middle. */
async function fitted(
  codecs: Codecs,
  raster: Raster,
  width: number,
  height: number,
): Promise<{ readonly raster: Raster; readonly fit: ComposeReply['fit'] }> {
  if (raster.width === width && raster.height === height) return { raster, fit: 'same' };
  const ratio = (raster.width * height) / (raster.height * width);
  if (Math.abs(ratio - 1) <= sameRatio) return { raster: await codecs.resize(raster, width, height), fit: 'resized' };
  const middle = {
    width: ratio > 1 ? Math.max(1, Math.round(raster.width / ratio)) : raster.width,
    height: ratio > 1 ? raster.height : Math.max(1, Math.round(raster.height * ratio)),
  };
  const x = (raster.width - middle.width) >> 1;
  const y = (raster.height - middle.height) >> 1;
  return { raster: await codecs.resize(cropped(raster, { x, y, ...middle }), width, height), fit: 'cropped' };
}

/** A part of a picture; it must lie inside. */
export function cropped(
  { width, data }: Raster,
  part: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): Raster {
  const out = emptyRaster(part.width, part.height);
  for (let row = 0; row < part.height; row++) {
    const from = ((part.y + row) * width + part.x) * 4;
    out.data.set(data.subarray(from, from + part.width * 4), row * part.width * 4);
  }
  return out;
}

/**
 * Writes `over` into `under` by weight of alpha: 255 leaves the original's pixel, 0 takes the new one, each byte as it
 * is; between them both are mixed, colours by how much of them is to be seen, rounded to the nearest.
 */
export function blend(under: Raster, over: Raster, kept: Uint8Array): void {
  const to = under.data;
  const from = over.data;
  for (let i = 0, at = 0; i < kept.length; i++, at += 4) {
    const weight = kept[i] ?? 255;
    if (weight === 255) continue;
    if (weight === 0) {
      to[at] = from[at] ?? 0;
      to[at + 1] = from[at + 1] ?? 0;
      to[at + 2] = from[at + 2] ?? 0;
      to[at + 3] = from[at + 3] ?? 0;
      continue;
    }
    // In 255ths of 255ths: what is seen of each of both.
    const old = (to[at + 3] ?? 0) * weight;
    const fresh = (from[at + 3] ?? 0) * (255 - weight);
    const seen = old + fresh;
    for (let c = at; c < at + 3; c++) {
      // Where nothing is seen no colour is any better; the original's stays.
      if (seen > 0) to[c] = Math.floor((2 * ((to[c] ?? 0) * old + (from[c] ?? 0) * fresh) + seen) / (2 * seen));
    }
    to[at + 3] = Math.floor((2 * seen + 255) / 510);
  }
}

function isDeepPng(bytes: Uint8Array): boolean {
  return bytes[0] === 0x89 && bytes[24] === 16;
}
