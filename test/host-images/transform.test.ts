import { readFile } from 'node:fs/promises';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { probeBytes } from '../../src/core/image/probe.ts';
import type { Transform } from '../../src/protocol/types.ts';
import { difference, raster } from '../sketch/pictures.ts';
import { chunk, chunksOf, pixelsOf, pngOf, rgbaPng, type Pixels } from './pngFiles.ts';
import { randomBytesOf, randomPixels } from './random.ts';
import { withWorker } from './workerFiles.ts';

const { worker } = withWorker();

const seed = Date.now() & 0xffffff;
const random = randomBytesOf(seed);
const told = `with seed ${seed}`;

const run = (bytes: Uint8Array, transform: Transform) => worker().transform({ bytes: bytes.slice(), transform });

const refusal = (bytes: Uint8Array, transform: Transform) =>
  run(bytes, transform).then(
    () => 'accepted',
    (error: unknown) => (error as Error).message,
  );

function part({ width, data }: Pixels, x: number, y: number, w: number, h: number): Pixels {
  const rows = Array.from({ length: h }, (_, row) => data.subarray(((y + row) * width + x) * 4).subarray(0, w * 4));
  return { width: w, height: h, data: Uint8Array.from(Buffer.concat(rows)) };
}

/** Smooth colours, which lossy formats keep well. */
const smooth = raster(96, 64, (x, y) => [60 + x, 40 + 2 * y, 200 - x, 255]);

describe('Cropping', () => {
  it(`gives the very pixels of a PNG, ${told}`, async () => {
    const picture = randomPixels(31, 17, random);
    const reply = await run(rgbaPng(picture), { crop: { x: 5, y: 3, width: 11, height: 13 } });
    expect([reply.mediaType, reply.width, reply.height]).toEqual(['image/png', 11, 13]);
    expect(pixelsOf(reply.bytes)).toEqual(part(picture, 5, 3, 11, 13));
  });

  it(`gives the very pixels of a lossless WebP, in a lossless WebP, ${told}`, async () => {
    const bytes = Uint8Array.from(await readFile(new URL('../fixtures/images/lossless.webp', import.meta.url)));
    const whole = pixelsOf((await run(bytes, { format: 'png' })).bytes);
    const [w, h] = [Math.ceil(whole.width / 2), Math.ceil(whole.height / 2)];
    const reply = await run(bytes, { crop: { x: 0, y: 0, width: w, height: h } });
    expect(reply.mediaType).toBe('image/webp');
    expect(pixelsOf((await run(reply.bytes, { format: 'png' })).bytes)).toEqual(part(whole, 0, 0, w, h));
  });

  it('counts in the picture as it is seen, not as it is stored', async () => {
    const photo = Uint8Array.from(await readFile(new URL('../fixtures/images/gps.jpg', import.meta.url)));
    const upright = pixelsOf((await run(photo, { format: 'png' })).bytes);
    expect(upright.height).not.toBe(upright.width);
    const crop = { x: upright.width - 3, y: upright.height - 2, width: 3, height: 2 };
    const reply = await run(photo, { crop, format: 'png' });
    expect(pixelsOf(reply.bytes)).toEqual(part(upright, crop.x, crop.y, 3, 2));
    const facts = probeBytes((await run(photo, { crop })).bytes);
    expect(facts).toMatchObject({ mediaType: 'image/jpeg', width: 3, height: 2, complete: true });
    expect(facts).not.toHaveProperty('orientation');
  });

  it('refuses a part that does not lie inside', async () => {
    const picture = rgbaPng(randomPixels(8, 8, random));
    for (const [x, y, width, height] of [
      [1, 0, 8, 8],
      [0, 1, 8, 8],
      [8, 0, 1, 1],
      [0, 0, 9, 1],
    ] as const) {
      expect(await refusal(picture, { crop: { x, y, width, height } })).toMatch(/inside.*\[easel\.invalidRequest\]$/);
    }
  });
});

describe('Padding', () => {
  it(`puts the picture into the middle of a ground, or of nothing, ${told}`, async () => {
    const picture = randomPixels(4, 3, random);
    for (const [colour, ground] of [
      ['#0a141e', [10, 20, 30, 255]],
      ['transparent', [0, 0, 0, 0]],
    ] as const) {
      const { bytes } = await run(rgbaPng(picture), { pad: { width: 9, height: 6, colour } });
      const pixels = pixelsOf(bytes);
      expect([pixels.width, pixels.height]).toEqual([9, 6]);
      expect(part(pixels, 2, 1, 4, 3)).toEqual(picture);
      for (const around of [part(pixels, 0, 0, 9, 1), part(pixels, 0, 4, 9, 2), part(pixels, 6, 0, 3, 6)]) {
        expect(new Set(Buffer.from(around.data).toString('hex').match(/.{8}/g))).toEqual(
          new Set([Buffer.from(ground).toString('hex')]),
        );
      }
    }
  });

  it('shows white where a JPEG would be transparent', async () => {
    const black = raster(16, 16, () => [0, 0, 0, 255]);
    const jpeg = await run(rgbaPng(black), { pad: { width: 48, height: 16, colour: 'transparent' }, format: 'jpeg' });
    const pixels = pixelsOf((await run(jpeg.bytes, { format: 'png' })).bytes);
    const white = raster(12, 16, () => [255, 255, 255, 255]);
    expect(difference(part(pixels, 0, 0, 12, 16), white)).toBeLessThan(3);
    expect(
      difference(
        part(pixels, 18, 0, 12, 16),
        raster(12, 16, () => [0, 0, 0, 255]),
      ),
    ).toBeLessThan(3);
  });

  it('refuses a canvas that is too small, or larger than anything', async () => {
    const picture = rgbaPng(randomPixels(8, 8, random));
    const colour = '#000000';
    expect(await refusal(picture, { pad: { width: 7, height: 90, colour } })).toMatch(/smaller than the image/);
    expect(await refusal(picture, { pad: { width: 16000, height: 16000, colour } })).toMatch(/100 megapixels/);
    expect(await refusal(picture, { resize: { width: 16000, height: 16000 } })).toMatch(/100 megapixels/);
  });
});

describe('Resizing and converting', () => {
  it('comes after cropping and padding', async () => {
    const order = { resize: { width: 32, height: 16 }, pad: { width: 64, height: 32, colour: '#ff0000' } };
    const reply = await run(rgbaPng(smooth), { ...order, crop: { x: 8, y: 0, width: 32, height: 32 } });
    expect([reply.width, reply.height]).toEqual([32, 16]);
    const pixels = pixelsOf(reply.bytes);
    expect(
      difference(
        part(pixels, 0, 0, 4, 16),
        raster(4, 16, () => [255, 0, 0, 255]),
      ),
    ).toBeLessThan(3);
    expect(
      difference(
        part(pixels, 10, 3, 12, 10),
        raster(12, 10, (x, y) => [72 + 2 * x, 53 + 4 * y, 188 - 2 * x, 255]),
      ),
    ).toBeLessThan(4);
  });

  it.each([255, 254, 128, 10, 0])('leaves an even grey of %i as it is', async (grey) => {
    const paper = raster(64, 64, () => [grey, grey, grey, 255]);
    const reply = await run(rgbaPng(paper), { resize: { width: 40, height: 40 } });
    expect(pixelsOf(reply.bytes)).toEqual(raster(40, 40, () => [grey, grey, grey, 255]));
  });

  it.each(['jpeg', 'webp'] as const)('makes a smaller %s of less quality', async (format) => {
    const [best, least] = [
      await run(rgbaPng(smooth), { format, quality: 95 }),
      await run(rgbaPng(smooth), { format, quality: 10 }),
    ];
    expect(least.bytes.length).toBeLessThan(best.bytes.length);
    const back = pixelsOf((await run(best.bytes, { format: 'png' })).bytes);
    expect(difference(back, smooth)).toBeLessThan(4);
  });

  it('keeps the colours that the picture came with, from every format to every other', async () => {
    const profile = Buffer.alloc(70_000, 3);
    profile.write('RGB ', 16, 'latin1');
    profile.write('acsp', 36, 'latin1');
    const packed = Buffer.concat([Buffer.from('P3\0\0'), deflateSync(profile)]);
    let bytes: Uint8Array = rgbaPng(smooth, [chunk('iCCP', packed)]);
    for (const format of ['jpeg', 'webp', 'jpeg', 'png', 'webp', 'png'] as const) {
      ({ bytes } = await run(bytes, { format }));
      expect(probeBytes(bytes)).toMatchObject({ mediaType: `image/${format}`, width: 96, height: 64, complete: true });
    }
    expect(chunksOf(bytes).map(({ type }) => type)).toEqual(['IHDR', 'iCCP', 'IDAT', 'IEND']);
    expect(difference(pixelsOf(bytes), smooth)).toBeLessThan(6);
  });

  it('keeps them beside the transparency of a WebP', async () => {
    const profile = Buffer.alloc(200, 3);
    profile.write('RGB ', 16, 'latin1');
    profile.write('acsp', 36, 'latin1');
    const packed = Buffer.concat([Buffer.from('P3\0\0'), deflateSync(profile)]);
    const clear = raster(96, 64, (x) => [200, 100, 50, x < 48 ? 0 : 255]);
    const webp = await run(rgbaPng(clear, [chunk('iCCP', packed)]), { format: 'webp' });
    expect(probeBytes(webp.bytes)).toMatchObject({
      complete: true,
      layout: { webp: { hasAlpha: expect.any(Boolean) as boolean, flags: 0x30 } },
    });
    const { data } = pixelsOf((await run(webp.bytes, { format: 'png' })).bytes);
    expect([data[3], data[95 * 4 + 3]]).toEqual([0, 255]);
  });

  it('refuses what would change nothing', async () => {
    const picture = rgbaPng(randomPixels(8, 8, random));
    const nothing: readonly Transform[] = [
      {},
      { format: 'png' },
      { format: 'png', quality: 50 },
      {
        crop: { x: 0, y: 0, width: 8, height: 8 },
        resize: { width: 8, height: 8 },
        pad: { width: 8, height: 8, colour: '#000000' },
      },
    ];
    for (const transform of nothing) expect(await refusal(picture, transform)).toMatch(/change nothing/);
  });

  it('writes a JPEG anew where less quality is asked for', async () => {
    const jpeg = await run(rgbaPng(smooth), { format: 'jpeg', quality: 95 });
    const smaller = await run(jpeg.bytes, { quality: 20 });
    expect(smaller.mediaType).toBe('image/jpeg');
    expect(smaller.bytes.length).toBeLessThan(jpeg.bytes.length);
  });

  it('refuses what cannot be read here, and says what to do', async () => {
    const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
    expect(await refusal(gif, { format: 'png' })).toMatch(/PNG, JPEG or WebP/);
    const animated = await readFile(new URL('../fixtures/images/animated.webp', import.meta.url));
    expect(await refusal(animated, { resize: { width: 5, height: 5 } })).toMatch(/animated image/);
    const bilevel = pngOf({ width: 8, height: 1, colour: 0, depth: 1 }, Uint8Array.of(0b10101010));
    expect(pixelsOf((await run(bilevel, { crop: { x: 1, y: 0, width: 2, height: 1 } })).bytes).data).toEqual(
      Uint8Array.of(0, 0, 0, 255, 255, 255, 255, 255),
    );
  });
});
