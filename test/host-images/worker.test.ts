import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { paint } from '../../src/sketch/paint.ts';
import { encodePng } from '../../src/sketch/png.ts';
import type { Raster } from '../../src/sketch/raster.ts';
import { difference, raster } from '../sketch/pictures.ts';
import { withWorker } from './workerFiles.ts';

const { worker } = withWorker();

const png = (picture: Raster): { bytes: Uint8Array; mediaType: string } => ({
  bytes: encodePng(picture),
  mediaType: 'image/png',
});

/** Smooth colours, which lossy formats keep well. */
const smooth = raster(96, 64, (x, y) => [60 + x, 40 + 2 * y, 200 - x, 255]);

async function pixels(bytes: Uint8Array): Promise<Raster> {
  return worker().decode({ bytes: bytes.slice(), mediaType: '' });
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

describe('A sketch from the worker', () => {
  it('is the painter’s picture as a PNG, to the byte', async () => {
    const order = { prompt: 'a cat', seed: 4, width: 120, height: 80 };
    const reply = await worker().sketch({ ...order, references: [] });
    expect([reply.width, reply.height]).toEqual([120, 80]);
    expect(sha256(reply.png)).toBe(sha256(encodePng(paint({ ...order, references: [] }))));
  });

  it('takes references and a mask as files', async () => {
    const mask = raster(96, 64, (x) => [0, 0, 0, x < 48 ? 0 : 255]);
    const order = { prompt: 'night', seed: 4, width: 96, height: 64 };
    const reply = await worker().sketch({ ...order, references: [png(smooth)], mask: png(mask) });
    const expected = paint({ ...order, references: [smooth], mask });
    expect(sha256(reply.png)).toBe(sha256(encodePng(expected)));
  });
});

describe('Converting an image', () => {
  it('gives back every pixel from PNG to PNG, alpha too', async () => {
    const picture = raster(17, 9, (x, y) => [x * 15, y * 28, (x * y) % 256, (x * 40 + y) % 256]);
    const reply = await worker().convert(png(picture));
    expect([reply.mediaType, reply.width, reply.height]).toEqual(['image/png', 17, 9]);
    expect(await pixels(reply.bytes)).toEqual(picture);
  });

  it.each(['jpeg', 'webp'] as const)('keeps the picture on the way through %s', async (to) => {
    const there = await worker().convert({ ...png(smooth), to });
    expect([there.mediaType, there.width, there.height]).toEqual([`image/${to}`, 96, 64]);
    const back = await worker().convert({ bytes: there.bytes, mediaType: there.mediaType, to: 'png' });
    expect(difference(await pixels(back.bytes), smooth)).toBeLessThan(3);
  });

  it('believes the bytes, not the name of the format', async () => {
    const jpeg = await worker().convert({ ...png(smooth), to: 'jpeg' });
    const reply = await worker().convert({ bytes: jpeg.bytes, mediaType: 'image/png' });
    expect(reply.mediaType).toBe('image/jpeg');
  });

  // A picture of six pixels, a to f, and what each orientation of EXIF makes of it.
  it.each([
    [1, ['abc', 'def']],
    [2, ['cba', 'fed']],
    [3, ['fed', 'cba']],
    [4, ['def', 'abc']],
    [5, ['ad', 'be', 'cf']],
    [6, ['da', 'eb', 'fc']],
    [7, ['fc', 'eb', 'da']],
    [8, ['cf', 'be', 'ad']],
  ])('applies orientation %i to the pixels', async (orientation, rows) => {
    const letters = (text: readonly string[]): Raster =>
      raster(text[0]!.length, text.length, (x, y) => {
        const letter = text[y]!.charCodeAt(x) - 96;
        return [letter * 40, 255 - letter * 30, letter, 255];
      });
    const reply = await worker().convert({ ...png(letters(['abc', 'def'])), orientation });
    expect(await pixels(reply.bytes)).toEqual(letters(rows));
  });

  it('does not apply the orientation inside a JPEG a second time', async () => {
    const plain = await worker().convert({ ...png(smooth), to: 'jpeg' });
    const withExif = new Uint8Array([...plain.bytes.subarray(0, 2), ...exifOrientation(6), ...plain.bytes.subarray(2)]);
    const asStored = await worker().convert({ bytes: withExif.slice(), mediaType: 'image/jpeg', to: 'png' });
    expect([asStored.width, asStored.height]).toEqual([96, 64]);
    const turned = await worker().convert({ bytes: withExif, mediaType: 'image/jpeg', to: 'png', orientation: 6 });
    expect([turned.width, turned.height]).toEqual([64, 96]);
  });

  it('puts transparency on white in a JPEG, or on the ground that is asked for', async () => {
    const half = raster(16, 16, () => [0, 0, 0, 128]);
    const grey = await pixels((await worker().convert({ ...png(half), to: 'jpeg' })).bytes);
    expect(
      difference(
        grey,
        raster(16, 16, () => [127, 127, 127, 255]),
      ),
    ).toBeLessThan(2);
    const clear = raster(16, 16, () => [9, 9, 9, 0]);
    const red = await pixels((await worker().convert({ ...png(clear), to: 'jpeg', background: 0xc81e28 })).bytes);
    expect(
      difference(
        red,
        raster(16, 16, () => [200, 30, 40, 255]),
      ),
    ).toBeLessThan(3);
  });

  it('makes it smaller, never larger, and keeps its shape', async () => {
    const size = async (limits: { maxEdge?: number; maxWidth?: number }, orientation = 1): Promise<number[]> => {
      const reply = await worker().convert({ ...png(smooth), orientation, ...limits });
      return [reply.width, reply.height];
    };
    expect(await size({ maxEdge: 48 })).toEqual([48, 32]);
    expect(await size({ maxEdge: 48 }, 6)).toEqual([32, 48]);
    expect(await size({ maxWidth: 32 }, 6)).toEqual([32, 48]);
    expect(await size({ maxWidth: 200, maxEdge: 200 })).toEqual([96, 64]);
  });

  it.each(['png', 'jpeg', 'webp'] as const)('keeps to the largest file as %s', async (to) => {
    const noise = paint({ prompt: 'forest', seed: 1, width: 300, height: 300, references: [] });
    const free = await worker().convert({ ...png(noise), to });
    for (const share of [0.9, 0.5, 0.1]) {
      const maxBytes = Math.floor(free.bytes.length * share);
      const reply = await worker().convert({ ...png(noise), to, maxBytes });
      expect(reply.bytes.length).toBeLessThanOrEqual(maxBytes);
      expect(reply.bytes.length).toBeGreaterThan(maxBytes * 0.3);
      // Quality gives way before size does.
      if (share === 0.9 && to !== 'png') expect(reply.width).toBe(300);
    }
  });

  it('says so when no picture is as small as that', async () => {
    await expect(worker().convert({ ...png(smooth), maxBytes: 60 })).rejects.toThrow(
      /60 bytes.*\[easel\.invalidRequest\]$/,
    );
  });
});

describe('An image that cannot be used', () => {
  const refused = async (bytes: Uint8Array): Promise<string> =>
    worker()
      .convert({ bytes, mediaType: 'image/png' })
      .then(
        () => 'accepted',
        (error: unknown) => (error as Error).message,
      );

  it('is refused when it is text, empty or cut, in every format', async () => {
    const files = [encodePng(smooth)];
    for (const to of ['jpeg', 'webp'] as const) files.push((await worker().convert({ ...png(smooth), to })).bytes);
    const bad = [
      new TextEncoder().encode('hello'),
      new Uint8Array(0),
      ...files.map((file) => file.slice(0, file.length - 30)),
    ];
    for (const bytes of bad) expect(await refused(bytes)).toMatch(/cannot be decoded.*\[easel\.invalidRequest\]$/);
  });

  it('is refused when its format cannot be read here', async () => {
    const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
    expect(await refused(Uint8Array.from(gif))).toMatch(/PNG, JPEG or WebP/);
  });

  it('is refused when it is an animated WebP, with words that fit', async () => {
    const file = new URL('../fixtures/images/animated.webp', import.meta.url);
    expect(await refused(Uint8Array.from(await readFile(file)))).toMatch(/animated image/);
  });

  it('is refused before it is unpacked when it has more than 100 megapixels', async () => {
    const bomb = encodePng(raster(1, 1, () => [0, 0, 0, 255]));
    const view = new DataView(bomb.buffer);
    view.setUint32(16, 20_000);
    view.setUint32(20, 20_000);
    view.setUint32(29, crc32(bomb.subarray(12, 29)));
    expect(await refused(bomb)).toMatch(/100 megapixels/);
  });

  it('leaves the worker fit for the next one', async () => {
    await refused(new Uint8Array(3));
    expect((await worker().convert(png(smooth))).width).toBe(96);
  });
});

/** An APP1 segment with nothing but the orientation. */
function exifOrientation(orientation: number): number[] {
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
  const body = [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff];
  return [0xff, 0xe1, 0, body.length + 2, ...body];
}
