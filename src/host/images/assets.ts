import type { WritableFormat } from '../../base/media.ts';
import type { Size } from '../../base/shape.ts';
import type { Recipe } from '../../core/assets/recipe.ts';
import type { Converted } from '../../core/ports.ts';
import { emptyRaster, type Raster } from '../../sketch/raster.ts';
import type { Codecs } from './codecs.ts';
import { coloursOf, withColours } from './colours.ts';
import { cropped } from './composite.ts';
import { factsOfImage, upright } from './convert.ts';
import { groundOf, reachOf, type Ground } from './ground.ts';
import { flattened } from './pixels.ts';
import type { AssetsReply, AssetsRequest } from './requests.ts';
import { isLosslessWebp } from './transform.ts';

/** Tried in order until a JPEG is small enough. */
const qualities = [90, 76, 60];
/** Of a canvas's width: the circle that every launcher shows, by the W3C's "Web Application Manifest". */
const safeRadius = 0.4;

/**
 * Makes pictures of a master, each in exactly the size that its recipe says; `undefined` for those that the master would
 * have to be enlarged for. It is decoded once.
 * @throws ProblemError
 */
export async function assets(codecs: Codecs, { bytes, recipes }: AssetsRequest): Promise<AssetsReply> {
  const { mediaType } = factsOfImage(bytes);
  const raster = await upright(codecs, bytes);
  const ground = groundOf(raster);
  const master = { raster, ground, fit: ground.kind === 'picture' ? 'crop' : 'pad' } as const;
  const colours = coloursOf(bytes);
  const isExact = mediaType === 'image/png' || (mediaType === 'image/webp' && isLosslessWebp(bytes));
  const pictures: (Converted | undefined)[] = [];
  for (const recipe of recipes) {
    const picture = await drawn(codecs, master, recipe);
    if (!picture) {
      pictures.push(undefined);
      continue;
    }
    const { format, encoded } = await written(codecs, picture, recipe, isExact);
    const { width, height } = recipe;
    pictures.push({ bytes: withColours(encoded, format, colours), mediaType: `image/${format}`, width, height });
  }
  return { pictures, fit: master.fit };
}

interface DecodedMaster {
  readonly raster: Raster;
  readonly ground: Ground;
  /** What suits it. */
  readonly fit: 'crop' | 'pad';
}

async function drawn(codecs: Codecs, master: DecodedMaster, recipe: Recipe): Promise<Raster | undefined> {
  if (recipe.fit !== 'auto') return fitted(codecs, master, recipe);
  const best = await fitted(codecs, master, { ...recipe, fit: master.fit });
  return best ?? (recipe.mayFloat ? fitted(codecs, master, { ...recipe, fit: 'pad' }) : undefined);
}

async function fitted(codecs: Codecs, { raster, ground }: DecodedMaster, recipe: Recipe): Promise<Raster | undefined> {
  const { width, height, fit, isOpaque, isMaskable } = recipe;
  const part = fit === 'crop' ? cropped(raster, middleOf(raster, recipe)) : raster;
  const size = fit === 'pad' || isMaskable ? sizeOn(recipe, part, ground) : recipe;
  if (!size || size.width > part.width || size.height > part.height) return undefined;
  // Before it is resized: what is opaque is resized exactly (see Codecs.resize).
  const seen = isOpaque ? flattened(part, ground.colour) : part;
  const resized =
    size.width === part.width && size.height === part.height
      ? seen
      : await codecs.resize(seen, size.width, size.height);
  if (size.width === width && size.height === height) return resized;
  return onCanvas(resized, recipe, isOpaque || ground.kind !== 'clear' ? ground.colour : undefined);
}

/** The largest part around the middle that has the shape of the canvas. */
function middleOf(picture: Size, canvas: Size) {
  const scale = Math.min(picture.width / canvas.width, picture.height / canvas.height);
  const width = Math.min(picture.width, Math.max(1, Math.round(canvas.width * scale)));
  const height = Math.min(picture.height, Math.max(1, Math.round(canvas.height * scale)));
  return { x: (picture.width - width) >> 1, y: (picture.height - height) >> 1, width, height };
}

/** The size that a picture has in the middle of a canvas. Undefined: it would have to be enlarged. */
function sizeOn({ width, height, isMaskable, mayFloat }: Recipe, picture: Raster, ground: Ground): Size | undefined {
  const fills = Math.min(width / picture.width, height / picture.height);
  const scale = isMaskable ? Math.min(fills, safeScale(width, picture, ground)) : fills;
  if (scale > 1 && !(mayFloat && scale <= 2)) return undefined;
  const drawnAt = Math.min(1, scale);
  return {
    width: Math.min(width, Math.max(1, Math.round(picture.width * drawnAt))),
    height: Math.min(height, Math.max(1, Math.round(picture.height * drawnAt))),
  };
}

/** A photo has no subject that could be told from its ground: it gets the square around the circle. */
function safeScale(edge: number, picture: Raster, ground: Ground): number {
  if (ground.kind === 'picture') return (2 * safeRadius * edge) / Math.max(picture.width, picture.height);
  const reach = reachOf(picture, ground);
  return reach === 0 ? Infinity : (safeRadius * edge) / reach;
}

/** The picture in the middle of a canvas of this colour, or of nothing. */
function onCanvas(picture: Raster, { width, height }: Size, colour: number | undefined): Raster {
  const empty = emptyRaster(width, height);
  const canvas = colour === undefined ? empty : flattened(empty, colour);
  const x = (width - picture.width) >> 1;
  const y = (height - picture.height) >> 1;
  for (let row = 0; row < picture.height; row++) {
    const from = row * picture.width * 4;
    canvas.data.set(picture.data.subarray(from, from + picture.width * 4), ((y + row) * width + x) * 4);
  }
  return canvas;
}

/** The file's bytes, in the recipe's format or in the one that it allows instead. */
async function written(
  codecs: Codecs,
  picture: Raster,
  { format, maxBytes = Infinity }: Recipe,
  isExact: boolean,
): Promise<{ readonly format: WritableFormat; readonly encoded: Uint8Array }> {
  if (format === 'png') {
    const encoded = codecs.encodePng(picture);
    if (encoded.length <= maxBytes) return { format, encoded };
  }
  if (format === 'webp') return { format, encoded: await webp(codecs, picture, isExact) };
  const opaque = flattened(picture, 0xffffff);
  let encoded: Uint8Array = new Uint8Array();
  for (const quality of qualities) {
    encoded = await codecs.encodeJpeg(opaque, quality);
    if (encoded.length <= maxBytes) break;
  }
  return { format: 'jpeg', encoded };
}

/** Drawings are smaller without any loss, photos with one that nobody sees. */
async function webp(codecs: Codecs, picture: Raster, isExact: boolean): Promise<Uint8Array> {
  const lossy = await codecs.encodeWebp(picture, qualities[0] ?? 90);
  if (!isExact) return lossy;
  const lossless = await codecs.encodeWebp(picture, 'lossless');
  return lossless.length <= lossy.length ? lossless : lossy;
}
