import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodePng } from '../../src/sketch/png.ts';
import type { Raster } from '../../src/sketch/raster.ts';
import { raster } from './pictures.ts';

/** A plain reader of 8-bit PNG by the specification's formulas, apart from the encoder's code. */
function decode(file: Uint8Array): Raster {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const channels = file[25] === 6 ? 4 : 3;
  const length = view.getUint32(33);
  const rows = inflateSync(file.subarray(41, 41 + length));
  const data = new Uint8Array(width * height * 4).fill(255);
  const stride = width * channels;
  let above = new Uint8Array(stride);
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (stride + 1)]!;
    const row = Uint8Array.from(rows.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1)));
    for (let i = 0; i < stride; i++) {
      const a = i < channels ? 0 : row[i - channels]!;
      const b = above[i]!;
      const c = i < channels ? 0 : above[i - channels]!;
      const p = a + b - c;
      const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
      const paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
      row[i] = row[i]! + [0, a, b, (a + b) >> 1, paeth][filter]!;
    }
    for (let x = 0; x < width; x++) data.set(row.subarray(x * channels, (x + 1) * channels), (y * width + x) * 4);
    above = row;
  }
  return { width, height, data };
}

describe('A PNG file that Easel writes', () => {
  it('gives back every pixel', () => {
    const picture = fc
      .tuple(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.boolean(),
        fc.infiniteStream(fc.nat(255)),
      )
      .map(([width, height, opaque, values]) =>
        raster(width, height, () => {
          const next = (): number => values.next().value as number;
          return [next(), next(), next(), opaque ? 255 : next()];
        }),
      );
    fc.assert(
      fc.property(picture, (pixels) => {
        expect(decode(encodePng(pixels))).toEqual(pixels);
      }),
      { numRuns: 200 },
    );
  });

  it('has no alpha channel when nothing is transparent', () => {
    expect(encodePng(raster(3, 3, () => [1, 2, 3, 255]))[25]).toBe(2);
    expect(encodePng(raster(3, 3, (x) => [1, 2, 3, x === 0 ? 254 : 255]))[25]).toBe(6);
  });

  it('has a signature, its chunks in order and their checksums', () => {
    const file = encodePng(raster(1, 1, () => [255, 0, 0, 255]));
    expect([...file.subarray(0, 33)]).toEqual([
      0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 2,
      0, 0, 0, 0x90, 0x77, 0x53, 0xde,
    ]);
    expect([...file.subarray(-12)]).toEqual([0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82]);
  });
});
