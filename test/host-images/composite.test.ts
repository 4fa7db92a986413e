import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { difference, raster } from '../sketch/pictures.ts';
import { chunk, chunksOf, pixelsOf, pngOf, rgbaPng, type Pixels } from './pngFiles.ts';
import { randomBytesOf, randomPixels } from './random.ts';
import { withWorker } from './workerFiles.ts';

const { worker } = withWorker();

const seed = Date.now() & 0xffffff;
const random = randomBytesOf(seed);
const told = `with seed ${seed}`;

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const pinned = (bytes: Uint8Array) => ({ bytes: bytes.slice(), sha256: sha256(bytes) });

/** A mask with this alpha at each pixel; its colours say nothing. */
function maskOf(width: number, height: number, alpha: (x: number, y: number) => number): Uint8Array {
  const { data } = randomPixels(width, height, random);
  for (let i = 0; i < width * height; i++) data[i * 4 + 3] = alpha(i % width, Math.floor(i / width));
  return rgbaPng({ width, height, data });
}

async function composed(original: Uint8Array, mask: Uint8Array, result: Uint8Array) {
  const reply = await worker().compose({ original: pinned(original), mask: pinned(mask), result: result.slice() });
  return { ...reply, pixels: pixelsOf(reply.bytes) };
}

function pixelAt({ width, data }: Pixels, x: number, y: number): readonly number[] {
  return [...data.subarray((y * width + x) * 4, (y * width + x + 1) * 4)];
}

/** The pixels for which `is` holds, one after the other. */
function where(pixels: Pixels, is: (x: number, y: number) => boolean): Buffer {
  const { width, height, data } = pixels;
  const out: Uint8Array[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) if (is(x, y)) out.push(data.subarray((y * width + x) * 4, (y * width + x + 1) * 4));
  }
  return Buffer.concat(out);
}

/** The same pixels without transparency: there a mixture is what people expect it to be. */
function opaque(pixels: Pixels): Pixels {
  const data = pixels.data.slice();
  for (let i = 3; i < data.length; i += 4) data[i] = 255;
  return { ...pixels, data };
}

describe('A result in a region', () => {
  it(`leaves every byte outside as it was and takes every byte inside, alpha too, ${told}`, async () => {
    for (const [width, height] of [
      [1, 1],
      [1, 17],
      [37, 23],
      [256, 5],
    ] as const) {
      const [original, result] = [randomPixels(width, height, random), randomPixels(width, height, random)];
      const inside = (x: number, y: number) => (x * 7 + y * 3) % 5 < 2;
      const mask = maskOf(width, height, (x, y) => (inside(x, y) ? 0 : 255));
      const { pixels, fit } = await composed(rgbaPng(original), mask, rgbaPng(result));
      expect([pixels.width, pixels.height, fit]).toEqual([width, height, 'same']);
      expect(where(pixels, inside).equals(where(result, inside))).toBe(true);
      const outside = (x: number, y: number) => !inside(x, y);
      expect(where(pixels, outside).equals(where(original, outside))).toBe(true);
    }
  });

  it(`mixes at the edge of the region by all 256 weights, to the nearest value, ${told}`, async () => {
    const [original, result] = [opaque(randomPixels(256, 9, random)), opaque(randomPixels(256, 9, random))];
    const mask = maskOf(256, 9, (x) => x);
    const { pixels } = await composed(rgbaPng(original), mask, rgbaPng(result));
    const expected = original.data.map((old, i) => {
      const weight = Math.floor(i / 4) % 256;
      return Math.round((old * weight + result.data[i]! * (255 - weight)) / 255);
    });
    expect(Buffer.from(pixels.data).equals(Buffer.from(expected))).toBe(true);
  });

  it('lets no colour of what is not seen bleed into the edge', async () => {
    const solid = (colour: readonly number[]): Pixels => ({ width: 1, height: 1, data: Uint8Array.from(colour) });
    const half = maskOf(1, 1, () => 128);
    const clearBlack = rgbaPng(solid([0, 0, 0, 0]));
    const red = rgbaPng(solid([200, 10, 20, 255]));
    const over = await composed(clearBlack, half, red);
    expect(pixelAt(over.pixels, 0, 0)).toEqual([200, 10, 20, 127]);
    const under = await composed(red, half, clearBlack);
    expect(pixelAt(under.pixels, 0, 0)).toEqual([200, 10, 20, 128]);
  });

  it('keeps the colours of clear pixels of the original', async () => {
    const original: Pixels = { width: 2, height: 1, data: Uint8Array.of(1, 2, 3, 0, 4, 5, 6, 0) };
    const mask = maskOf(2, 1, (x) => (x === 0 ? 255 : 0));
    const result: Pixels = { width: 2, height: 1, data: Uint8Array.of(9, 9, 9, 9, 7, 8, 9, 10) };
    const { pixels } = await composed(rgbaPng(original), mask, rgbaPng(result));
    expect([...pixels.data]).toEqual([1, 2, 3, 0, 7, 8, 9, 10]);
  });

  it.each([
    ['twice as large', 64, 40, 'resized'],
    ['smaller', 16, 10, 'resized'],
    ['a little off its ratio', 65, 40, 'resized'],
    ['of another ratio', 64, 64, 'cropped'],
    ['higher than wide', 20, 64, 'cropped'],
  ] as const)('is made to fit when it is %s', async (_, width, height, fit) => {
    const original = randomPixels(32, 20, random);
    const mask = maskOf(32, 20, (x) => (x < 16 ? 255 : 0));
    // Red in the middle, blue at the ends that a crop takes away.
    const data = new Uint8Array(width * height * 4);
    for (let i = 0; i < width * height; i++) {
      const y = Math.floor(i / width);
      const isEnd = fit === 'cropped' && (y < height * 0.1 || y >= height * 0.9);
      data.set(isEnd ? [0, 0, 255, 255] : [255, 0, 0, 255], i * 4);
    }
    const reply = await composed(rgbaPng(original), mask, rgbaPng({ width, height, data }));
    expect([reply.width, reply.height, reply.fit]).toEqual([32, 20, fit]);
    const left = (x: number) => x < 16;
    expect(where(reply.pixels, left).equals(where(original, left))).toBe(true);
    const inside = { width: 14, height: 20, data: where(reply.pixels, (x) => x >= 18) };
    const red = raster(14, 20, () => [255, 0, 0, 255]);
    expect(difference(inside, red)).toBeLessThan(1);
  });

  it('lies upright in a photo that was held on its side', async () => {
    const photo = Uint8Array.from(await readFile(new URL('../fixtures/images/gps.jpg', import.meta.url)));
    const turned = await worker().convert({ bytes: photo.slice(), mediaType: 'image/jpeg', orientation: 6, to: 'png' });
    const upright = pixelsOf(turned.bytes);
    const { width, height } = upright;
    const inside = (x: number, y: number) => x < width / 2 && y < height / 2;
    const mask = maskOf(width, height, (x, y) => (inside(x, y) ? 0 : 255));
    const result = opaque(randomPixels(width, height, random));
    const reply = await composed(photo, mask, rgbaPng(result));
    expect([reply.width, reply.height]).toEqual([width, height]);
    expect(where(reply.pixels, inside).equals(where(result, inside))).toBe(true);
    const outside = (x: number, y: number) => !inside(x, y);
    expect(where(reply.pixels, outside).equals(where(upright, outside))).toBe(true);
  });

  const everything = (width: number, height: number) => maskOf(width, height, () => 255);
  const grey = (value: number) => [value, value, value, 255];

  it.each([
    [
      'a palette',
      { colour: 3, depth: 8 },
      [0, 1, 2, 1],
      [chunk('PLTE', Uint8Array.of(9, 8, 7, 60, 50, 40, 1, 2, 3))],
      [
        [9, 8, 7, 255],
        [60, 50, 40, 255],
        [1, 2, 3, 255],
        [60, 50, 40, 255],
      ],
    ],
    [
      'a palette with clear entries',
      { colour: 3, depth: 8 },
      [0, 1, 0, 1],
      [chunk('PLTE', Uint8Array.of(9, 8, 7, 60, 50, 40)), chunk('tRNS', Uint8Array.of(0, 77))],
      [
        [9, 8, 7, 0],
        [60, 50, 40, 77],
        [9, 8, 7, 0],
        [60, 50, 40, 77],
      ],
    ],
    ['four greys', { colour: 0, depth: 2 }, [0b00010000, 0b10110000], [], [grey(0), grey(85), grey(170), grey(255)]],
    ['greys', { colour: 0, depth: 8 }, [3, 99, 200, 255], [], [grey(3), grey(99), grey(200), grey(255)]],
    [
      'greys with alpha',
      { colour: 4, depth: 8 },
      [3, 4, 5, 6, 7, 8, 9, 10],
      [],
      [
        [3, 3, 3, 4],
        [5, 5, 5, 6],
        [7, 7, 7, 8],
        [9, 9, 9, 10],
      ],
    ],
    [
      '16 bits',
      { colour: 2, depth: 16 },
      Array.from({ length: 24 }, (_, i) => (i % 2 === 0 ? i * 10 : 0)),
      [],
      [
        [0, 20, 40, 255],
        [60, 80, 100, 255],
        [120, 140, 160, 255],
        [180, 200, 220, 255],
      ],
    ],
  ] as const)('leaves an original alone that has %s', async (_, kind, rows, before, expected) => {
    const original = pngOf({ width: 2, height: 2, ...kind }, Uint8Array.from(rows), before);
    const result = rgbaPng(randomPixels(2, 2, random));
    const { pixels, wasDeep } = await composed(original, everything(2, 2), result);
    expect([...pixels.data]).toEqual(expected.flat());
    expect(wasDeep).toBe(kind.depth === 16);
  });

  it('is shown in the original’s colours: its profile, or what else a PNG says of them', async () => {
    const profile = iccProfile('RGB ');
    const mask = everything(3, 2);
    const result = rgbaPng(randomPixels(3, 2, random));
    const picture = randomPixels(3, 2, random);
    const inPng = rgbaPng(picture, [chunk('iCCP', Buffer.concat([Buffer.from('P3\0\0'), deflateSync(profile)]))]);
    expect(profileOf((await composed(inPng, mask, result)).bytes)).toEqual(profile);
    const gamma = rgbaPng(picture, [
      chunk('gAMA', Uint8Array.of(0, 0, 0xb1, 0x8f)),
      chunk('tEXt', Buffer.from('a\0b')),
    ]);
    const kept = chunksOf((await composed(gamma, mask, result)).bytes);
    expect(kept.map(({ type }) => type)).toEqual(['IHDR', 'gAMA', 'IDAT', 'IEND']);
    for (const to of ['jpeg', 'webp'] as const) {
      const file = await worker().transform({ bytes: inPng.slice(), transform: { format: to } });
      expect(profileOf((await composed(file.bytes, mask, result)).bytes)).toEqual(profile);
    }
  });

  it('takes over no profile of another kind of colours', async () => {
    const packed = Buffer.concat([Buffer.from('Grey\0\0'), deflateSync(iccProfile('GRAY'))]);
    const original = pngOf({ width: 1, height: 1, colour: 0, depth: 8 }, Uint8Array.of(7), [chunk('iCCP', packed)]);
    const { bytes } = await composed(original, everything(1, 1), rgbaPng(randomPixels(1, 1, random)));
    expect(profileOf(bytes)).toBeUndefined();
  });

  const refused = (original: Uint8Array, mask: Uint8Array, result: Uint8Array, of = sha256(original)) =>
    worker()
      .compose({ original: { bytes: original.slice(), sha256: of }, mask: pinned(mask), result: result.slice() })
      .then(
        () => 'accepted',
        (error: unknown) => (error as Error).message,
      );

  it('is put into nothing that has changed, has another size or cannot be read', async () => {
    const picture = rgbaPng(randomPixels(4, 4, random));
    const mask = everything(4, 4);
    expect(await refused(picture, mask, picture, sha256(mask))).toMatch(/has changed.*\[easel\.invalidRequest\]$/);
    expect(await refused(picture, everything(4, 5), picture)).toMatch(/another size/);
    expect(await refused(picture, mask, picture.slice(0, 60))).toMatch(/cannot be decoded/);
    expect(await refused(Buffer.from('text'), mask, picture)).toMatch(/cannot be decoded/);
    expect(await refused(picture, mask, picture)).toBe('accepted');
  });
});

/** As little of an ICC profile as says what it is, long enough for two segments of a JPEG. */
function iccProfile(space: string): Buffer {
  const profile = Buffer.alloc(70_000, 3);
  profile.write(space, 16, 'latin1');
  profile.write('acsp', 36, 'latin1');
  return profile;
}

function profileOf(png: Uint8Array): Buffer | undefined {
  const found = chunksOf(png).find(({ type }) => type === 'iCCP');
  return found && inflateSync(found.data.subarray(found.data.indexOf(0) + 2));
}
