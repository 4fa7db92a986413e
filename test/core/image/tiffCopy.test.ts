import { describe, expect, it } from 'vitest';
import { concat } from '../../../src/base/bytes.ts';
import { tiffCopy } from '../../../src/core/image/formats/tiffCopy.ts';
import { spliceBytes } from '../../../src/core/image/metadata.ts';
import { latin1 } from '../../../src/core/image/walk.ts';
import { fixture, holds, probeImage, randomFrom } from './images.ts';

type Field = readonly [tag: number, type: number, values: readonly number[] | string];

/** A TIFF of the given fields; its data come first, as most writers have it, and its values last. */
function tiff(fields: readonly Field[], data: Uint8Array, isLittle: boolean): Uint8Array {
  const directoryAt = 8 + data.length;
  const valuesAt = directoryAt + 2 + fields.length * 12 + 4;
  const bytesOf = ([, type, values]: Field): Uint8Array => {
    if (typeof values === 'string') return latin1(`${values}\0`);
    const size = { 3: 2, 4: 4, 5: 4 }[type] ?? 1;
    const view = new DataView(new ArrayBuffer(values.length * size));
    for (const [index, value] of values.entries()) {
      if (size === 2) view.setUint16(index * 2, value, isLittle);
      else view.setUint32(index * 4, value, isLittle);
    }
    return new Uint8Array(view.buffer);
  };
  const outside = fields.map(bytesOf).filter((values) => values.length > 4);
  const file = concat(new Uint8Array(8), data, new Uint8Array(2 + fields.length * 12 + 4), ...outside);
  const view = new DataView(file.buffer);
  file.set(latin1(isLittle ? 'II' : 'MM'));
  view.setUint16(2, 42, isLittle);
  view.setUint32(4, directoryAt, isLittle);
  view.setUint16(directoryAt, fields.length, isLittle);
  let next = valuesAt;
  for (const [index, field] of fields.entries()) {
    const at = directoryAt + 2 + index * 12;
    const values = bytesOf(field);
    const [tag, type] = field;
    view.setUint16(at, tag, isLittle);
    view.setUint16(at + 2, type, isLittle);
    view.setUint32(at + 4, type === 5 ? values.length / 8 : values.length / ({ 3: 2, 4: 4 }[type] ?? 1), isLittle);
    if (values.length > 4) view.setUint32(at + 8, next, isLittle);
    file.set(values, values.length > 4 ? next : at + 8);
    if (values.length > 4) next += values.length;
  }
  return file;
}

/** The strips that a file's first directory names, one after the other, and the tags in it. */
function contentOf(file: Uint8Array): { tags: readonly number[]; pixels: Uint8Array; icc: string } {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const isLittle = file[0] === 0x49;
  const at = view.getUint32(4, isLittle);
  const values = (wanted: number): readonly number[] => {
    for (let index = 0; index < view.getUint16(at, isLittle); index += 1) {
      const entry = at + 2 + index * 12;
      if (view.getUint16(entry, isLittle) !== wanted) continue;
      const size = { 3: 2, 4: 4 }[view.getUint16(entry + 2, isLittle)] ?? 1;
      const count = view.getUint32(entry + 4, isLittle);
      const from = count * size <= 4 ? entry + 8 : view.getUint32(entry + 8, isLittle);
      return Array.from({ length: count }, (_, each) => {
        const place = from + each * size;
        if (size === 1) return view.getUint8(place);
        return size === 2 ? view.getUint16(place, isLittle) : view.getUint32(place, isLittle);
      });
    }
    return [];
  };
  const tags = Array.from({ length: view.getUint16(at, isLittle) }, (_, index) =>
    view.getUint16(at + 2 + index * 12, isLittle),
  );
  const lengths = values(279);
  const pixels = concat(...values(273).map((from, index) => file.subarray(from, from + (lengths[index] ?? 0))));
  return { tags, pixels, icc: String.fromCharCode(...values(34675)) };
}

const copyOf = (file: Uint8Array) => spliceBytes(file, tiffCopy(file)!);

/** 4 x 6 grey pixels in three strips, the middle one last in the file, with everything that could tell of a person. */
function talkative(isLittle: boolean): Uint8Array {
  const data = concat(
    Uint8Array.of(1, 1, 1, 1, 2, 2, 2, 2),
    latin1('SecretGap'),
    Uint8Array.of(5, 5, 5, 5, 6, 6, 6, 6, 3, 3, 3, 3, 4, 4, 4, 4),
    latin1('SecretExif SecretGps SecretPage'),
  );
  return tiff(
    [
      [256, 3, [4]],
      [257, 3, [6]],
      [258, 3, [8]],
      [259, 3, [1]],
      [262, 3, [1]],
      [270, 2, 'SecretDescription'],
      [273, 4, [8, 33, 25]],
      [274, 3, [1]],
      [277, 3, [1]],
      [278, 3, [2]],
      [279, 3, [8, 8, 8]],
      [282, 5, [300, 1]],
      [305, 2, 'SecretCam'],
      [315, 2, 'SecretAuthor'],
      [700, 1, 'SecretXmp'],
      [34665, 4, [41]],
      [34675, 7, 'a profile'],
      [34853, 4, [52]],
    ],
    data,
    isLittle,
  );
}

describe('a copy of a TIFF that is sent away', () => {
  it.each([true, false])('holds its pixels and their colours, and nothing else (little-endian: %s)', (isLittle) => {
    const file = talkative(isLittle);
    expect(holds(file, 'Secret')).toBe(true);
    const copy = copyOf(file);
    expect(holds(copy, 'Secret')).toBe(false);
    expect(probeImage(copy)).toMatchObject({ mediaType: 'image/tiff', width: 4, height: 6, complete: true });
    expect(contentOf(copy)).toEqual({
      tags: [256, 257, 258, 259, 262, 273, 277, 278, 279, 282, 34675],
      pixels: contentOf(file).pixels,
      icc: 'a profile\0',
    });
    expect([...contentOf(copy).pixels].join('')).toBe('111122223333444455556666');
  });

  it.each(['strips.tiff', 'one-strip.tiff'])('of %s has the same pixels', (name) => {
    const file = fixture(name);
    const copy = copyOf(file);
    expect(contentOf(copy).pixels).toEqual(contentOf(file).pixels);
    expect(contentOf(copy).pixels.length).toBeGreaterThan(0);
    const { width, height } = probeImage(file);
    expect(probeImage(copy)).toMatchObject({ width, height, complete: true, bytes: copy.length });
  });

  it('of a copy is the same copy', () => {
    const copy = copyOf(talkative(true));
    expect(copyOf(copy)).toEqual(copy);
  });

  it.each<[string, readonly Field[]]>([
    ['an old JPEG, whose tables lie elsewhere', [[259, 3, [6]]]],
    ['strips that share bytes', [[273, 4, [8, 12]]]],
    ['a strip behind the end', [[273, 4, [8, 4000]]]],
    ['fewer lengths than strips', [[279, 4, [8]]]],
    ['no lengths', [[279, 2, 'eight']]],
  ])('is not made of a file with %s', (_, changed) => {
    const fields: readonly Field[] = [
      [256, 3, [4]],
      [257, 3, [4]],
      [259, 3, [1]],
      [273, 4, [8, 16]],
      [279, 4, [8, 8]],
    ];
    const data = new Uint8Array(16);
    expect(tiffCopy(tiff(fields, data, true))).toBeDefined();
    const broken = fields.map((field) => changed.find(([tag]) => tag === field[0]) ?? field);
    expect(tiffCopy(tiff(broken, data, true))).toBeUndefined();
  });

  it('is made or not made of any bytes, without an exception', () => {
    const seed = 20261121;
    const random = randomFrom(seed);
    for (let round = 0; round < 500; round += 1) {
      const file = talkative(round % 2 === 0);
      for (let change = 0; change < 4; change += 1) file[random(file.length)] = random(256);
      const pieces = tiffCopy(file);
      if (pieces)
        expect(probeImage(spliceBytes(file, pieces)).mediaType, `seed ${seed}, round ${round}`).toBe('image/tiff');
    }
  });
});
