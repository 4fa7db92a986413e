import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Recipe } from '../../src/core/assets/recipe.ts';
import { probeBytes } from '../../src/core/image/probe.ts';
import { raster } from '../sketch/pictures.ts';
import { pixelsOf, rgbaPng, type Pixels } from './pngFiles.ts';
import { randomBytesOf, randomPixels } from './random.ts';
import { withWorker } from './workerFiles.ts';

const { worker } = withWorker();

const random = randomBytesOf(4711);

const run = (bytes: Uint8Array, ...recipes: Recipe[]) => worker().assets({ bytes: bytes.slice(), recipes });

async function one(bytes: Uint8Array, recipe: Recipe): Promise<Pixels> {
  const { pictures } = await run(bytes, { ...recipe, format: 'png' });
  return pixelsOf(pictures[0]!.bytes);
}

const pixel = ({ width, data }: Pixels, x: number, y: number) => [...data.subarray((y * width + x) * 4).subarray(0, 4)];
const corners = (picture: Pixels) =>
  [0, picture.width - 1].flatMap((x) => [0, picture.height - 1].map((y) => pixel(picture, x, y)));

const red = [200, 30, 40, 255] as const;
const clear = [0, 0, 0, 0] as const;
const paper = [240, 232, 220, 255] as const;

/** A disc in the middle. */
const disc = (width: number, height: number, radius: number, ground: readonly [number, number, number, number]) =>
  rgbaPng(
    raster(width, height, (x, y) => (Math.hypot(x + 0.5 - width / 2, y + 0.5 - height / 2) < radius ? red : ground)),
  );

/** Every pixel of it differs from its neighbours: no edge is one colour. */
const photo = (width: number, height: number) => {
  const picture = randomPixels(width, height, random);
  for (let at = 3; at < picture.data.length; at += 4) picture.data[at] = 255;
  return rgbaPng(picture);
};

const icon = (edge: number): Recipe => ({ width: edge, height: edge, fit: 'auto', format: 'png' });

describe('Pictures of an asset set', () => {
  it('have exactly the size that is asked for, and are never enlarged', async () => {
    const recipes = [16, 100, 101, 512].map(icon);
    const { pictures } = await run(photo(150, 100), ...recipes);
    expect(pictures.map((picture) => picture && [picture.width, picture.height])).toEqual([
      [16, 16],
      [100, 100],
      undefined,
      undefined,
    ]);
    for (const picture of pictures.slice(0, 2)) {
      const facts = probeBytes(picture!.bytes);
      expect(facts).toMatchObject({ mediaType: 'image/png', width: picture!.width, height: picture!.height });
    }
  });

  it('cut nothing of a drawing on one colour or on nothing, and fill the canvas with a photo', async () => {
    const { fit } = await run(photo(150, 100), icon(16));
    expect(fit).toBe('crop');
    for (const ground of [paper, clear]) {
      const wide = disc(300, 100, 40, ground);
      expect((await run(wide, icon(16))).fit).toBe('pad');
      const whole = await one(wide, icon(150));
      expect(corners(whole)).toEqual(Array(4).fill([...ground]));
      for (const [channel, value] of pixel(whole, 75, 75).entries()) {
        // The codec rounds down where there is transparency.
        expect(Math.abs(value - red[channel]!)).toBeLessThanOrEqual(1);
      }
    }
  });

  it('show nothing through where they must be opaque', async () => {
    const touch = { ...icon(60), isOpaque: true } as const;
    const { pictures } = await run(disc(100, 100, 30, clear), touch);
    expect(probeBytes(pictures[0]!.bytes)).toMatchObject({ hasAlpha: false });
    const seen = pixelsOf(pictures[0]!.bytes);
    expect(corners(seen)).toEqual(Array(4).fill([255, 255, 255, 255]));
    const onPaper = await one(disc(100, 100, 30, paper), touch);
    expect(corners(onPaper)).toEqual(Array(4).fill([...paper]));
  });

  it('leave everything that is seen to launchers that cut a circle', async () => {
    const maskable = { ...icon(100), isOpaque: true, isMaskable: true } as const;
    for (const ground of [paper, clear]) {
      const seen = await one(disc(200, 200, 95, ground), maskable);
      for (let y = 0; y < 100; y++) {
        for (let x = 0; x < 100; x++) {
          const isRed = pixel(seen, x, y)[1]! < 100;
          if (isRed) expect(Math.hypot(x + 0.5 - 50, y + 0.5 - 50)).toBeLessThan(40.5);
        }
      }
      expect(pixel(seen, 50, 14)[1]!, 'it is no smaller than it has to be').toBeLessThan(100);
    }
    const framed = await one(photo(200, 150), maskable);
    expect(new Set(corners(framed).map(String)).size).toBe(1);
    expect(pixel(framed, 50, 9)).toEqual(pixel(framed, 0, 0));
    expect(pixel(framed, 50, 10)).not.toEqual(pixel(framed, 0, 0));
  });

  it('are cropped around the middle, or shown whole', async () => {
    const halves = rgbaPng(raster(400, 100, (x) => (x < 100 || x >= 300 ? [0, 0, 255, 255] : red)));
    const card = { width: 100, height: 50, isOpaque: true, format: 'png' } as const;
    const cropped = await one(halves, { ...card, fit: 'crop' });
    expect(corners(cropped)).toEqual(Array(4).fill([...red]));
    const padded = await one(halves, { ...card, fit: 'pad' });
    expect(pixel(padded, 0, 25)).toEqual([0, 0, 255, 255]);
    expect(pixel(padded, 50, 25)).toEqual([...red]);
  });

  it('may stand free on a card when they fill half of a side', async () => {
    const card = { width: 120, height: 64, fit: 'pad', isOpaque: true, mayFloat: true, format: 'png' } as const;
    const { pictures } = await run(disc(32, 32, 12, clear), card);
    const seen = pixelsOf(pictures[0]!.bytes);
    expect([seen.width, seen.height]).toEqual([120, 64]);
    expect(pixel(seen, 60, 32)).toEqual([...red]);
    expect((await run(disc(31, 31, 12, clear), card)).pictures).toEqual([undefined]);
    const small = photo(100, 60);
    const { pictures: photos } = await run(small, { ...card, fit: 'crop' }, { ...card, fit: 'auto' });
    expect(photos.map((each) => each && [each.width, each.height])).toEqual([undefined, [120, 64]]);
  });

  it('are JPEG where a PNG would be too large, and small enough', async () => {
    const card = { width: 300, height: 200, fit: 'crop', isOpaque: true, format: 'png', maxBytes: 60_000 } as const;
    const { pictures } = await run(photo(300, 200), card);
    expect(pictures[0]).toMatchObject({ mediaType: 'image/jpeg', width: 300, height: 200 });
    expect(pictures[0]!.bytes.length).toBeLessThanOrEqual(60_000);
    const flat = await run(disc(300, 200, 50, paper), card);
    expect(flat.pictures[0]!.mediaType).toBe('image/png');
  });

  it('lose nothing of a drawing in WebP', async () => {
    const drawing = disc(64, 64, 20, clear);
    const { pictures } = await run(drawing, { width: 64, height: 64, fit: 'whole', format: 'webp' });
    expect(pictures[0]).toMatchObject({ mediaType: 'image/webp', width: 64, height: 64 });
    const { bytes } = await worker().transform({ bytes: pictures[0]!.bytes, transform: { format: 'png' } });
    expect(pixelsOf(bytes)).toEqual(pixelsOf(drawing));
  });

  it('are upright, of a photo that its camera turned', async () => {
    const turned = Uint8Array.from(await readFile(new URL('../fixtures/images/gps.jpg', import.meta.url)));
    const whole = pixelsOf((await worker().transform({ bytes: turned.slice(), transform: { format: 'png' } })).bytes);
    const { width, height } = whole;
    const { pictures } = await run(turned, { width, height, fit: 'whole', format: 'png' });
    expect(pixelsOf(pictures[0]!.bytes)).toEqual(whole);
    expect((await run(turned, { width: height, height: width, fit: 'whole', format: 'png' })).pictures).toEqual([
      undefined,
    ]);
  });

  it('are made of transparent, WebP and JPEG masters alike, and of nothing else', async () => {
    const small = disc(64, 64, 20, clear);
    for (const format of ['webp', 'jpeg'] as const) {
      const { bytes } = await worker().transform({ bytes: small.slice(), transform: { format } });
      const { pictures } = await run(bytes, icon(32));
      expect(pictures[0], format).toMatchObject({ mediaType: 'image/png', width: 32 });
    }
    await expect(run(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), icon(16))).rejects.toThrow(
      'cannot be decoded',
    );
  });

  it('come to nothing when they are called off', async () => {
    const calledOff = new AbortController();
    const making = worker().assets({ bytes: photo(400, 400), recipes: [icon(300)] }, calledOff.signal);
    calledOff.abort();
    await expect(making).rejects.toMatchObject({ code: 'cancelled', money: 'free' });
  });
});
