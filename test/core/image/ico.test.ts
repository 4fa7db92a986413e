import { describe, expect, it } from 'vitest';
import { icoFile } from '../../../src/core/image/ico.ts';
import { rgbaPng } from '../../host-images/pngFiles.ts';

const square = (edge: number) => ({
  width: edge,
  height: edge,
  png: rgbaPng({ width: edge, height: edge, data: new Uint8Array(edge * edge * 4).fill(edge) }),
});

describe('An icon file', () => {
  it('is a header, a directory and the very PNG files', () => {
    const pictures = [square(16), square(32)];
    const [first, second] = pictures.map(({ png }) => png);
    const u32 = (value: number) => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];
    expect([...icoFile(pictures)]).toEqual([
      ...[0, 0, 1, 0, 2, 0],
      ...[16, 16, 0, 0, 1, 0, 32, 0, ...u32(first!.length), ...u32(38)],
      ...[32, 32, 0, 0, 1, 0, 32, 0, ...u32(second!.length), ...u32(38 + first!.length)],
      ...first!,
      ...second!,
    ]);
  });

  it('says of 256 pixels 0, as the format wants it', () => {
    const file = icoFile([square(256)]);
    expect([file[6], file[7]]).toEqual([0, 0]);
  });

  it('says how many bits a pixel has in the PNG, with alpha or without', () => {
    const { png, ...size } = square(16);
    const withoutAlpha = Uint8Array.from(png);
    withoutAlpha[25] = 2;
    expect(icoFile([{ png: withoutAlpha, ...size }])[12]).toBe(24);
    expect(icoFile([{ png, ...size }])[12]).toBe(32);
  });

  it('refuses what its directory cannot name', () => {
    expect(() => icoFile([])).toThrow(RangeError);
    for (const width of [0, 257, 1.5]) expect(() => icoFile([{ ...square(16), width }])).toThrow(RangeError);
  });
});
