import { describe, expect, it } from 'vitest';
import { concat } from '../../../src/base/bytes.ts';
import { pngChunk } from '../../../src/core/image/formats/png.ts';
import { riffHeader, webpChunk } from '../../../src/core/image/formats/webp.ts';
import { seenSize } from '../../../src/core/image/facts.ts';
import { readHead } from '../../../src/core/image/head.ts';
import { embed, recordOf, spliceBytes, type ImageRecord } from '../../../src/core/image/metadata.ts';
import { probeBytes } from '../../../src/core/image/probe.ts';
import { fixture, fixtureNames, png, randomFrom } from './images.ts';

const record: ImageRecord = {
  digitalSourceType: 'trainedAlgorithmicMedia',
  software: 'Easel 1.2.3',
  prompt: 'a boat 汉字',
  provider: 'google',
  model: 'nano',
};

function withRecord(bytes: Uint8Array, written: ImageRecord = record): Uint8Array {
  return spliceBytes(bytes, embed(probeBytes(bytes), written));
}

/** Reads as from a disk, through one buffer, and counts. */
async function read(bytes: Uint8Array, most = Infinity) {
  const buffer = new Uint8Array(64 * 1024);
  let [reads, total] = [0, 0];
  const facts = await readHead((position, length) => {
    const piece = bytes.subarray(position, position + Math.min(length, most));
    buffer.set(piece);
    reads += 1;
    total += piece.length;
    return Promise.resolve(buffer.subarray(0, piece.length));
  });
  return { facts, record: facts && recordOf(facts), reads, total };
}

/** A PNG with megabytes of pixels in many chunks. */
function largePng(): Uint8Array {
  const small = png(64, 64);
  const end = small.length - 12;
  const pixels = Array.from({ length: 400 }, () => pngChunk('IDAT', new Uint8Array(8192)));
  return concat(small.subarray(0, end), ...pixels, small.subarray(end));
}

/** A WebP file with megabytes of pixels. */
function largeWebp(): Uint8Array {
  const bytes = fixture('lossy.webp');
  const data = concat(bytes.subarray(20), new Uint8Array(4_000_000));
  const chunk = webpChunk('VP8 ', data);
  return concat(riffHeader(4 + chunk.length), chunk);
}

describe('The head of an image', () => {
  it.each(['photo.png', 'gps.jpg', 'progressive.jpg', 'lossy.webp', 'lossless.webp', 'extended.webp'])(
    'of %s says what the whole of it says',
    async (name) => {
      const bytes = withRecord(fixture(name));
      const whole = probeBytes(bytes);
      const { facts, record: found } = await read(bytes);
      expect(found).toEqual(record);
      expect(facts?.mediaType).toBe(whole.kind === 'image' ? whole.mediaType : '');
      if (whole.kind === 'image' && facts) expect(seenSize(facts)).toEqual(seenSize(whole));
    },
  );

  it.each([1, 7, 100])('is the same when the disk gives %i bytes at a time', async (most) => {
    const bytes = withRecord(fixture('lossy.webp'));
    expect((await read(bytes.subarray(0, 64), most)).facts?.mediaType).toBe('image/webp');
    expect((await read(png(8, 8), most)).facts).toMatchObject({ width: 8, height: 8 });
  });

  it('of a PNG is one read, however large it is', async () => {
    const { record: found, reads } = await read(withRecord(largePng()));
    expect(found).toEqual(record);
    expect(reads).toBe(1);
    expect((await read(largePng())).reads).toBe(1);
  });

  it('of a WebP file leaves out the pixels that lie before the metadata', async () => {
    const bytes = withRecord(largeWebp());
    const { record: found, reads, total } = await read(bytes);
    expect(found).toEqual(record);
    expect(reads).toBeLessThanOrEqual(3);
    expect(total).toBeLessThan(70_000);
  });

  it('holds a prompt that is longer than a piece', async () => {
    const long = { ...record, prompt: '長い'.repeat(30_000) };
    expect((await read(withRecord(png(8, 8), long))).record).toEqual(long);
  });

  it('of what is no image is nothing', async () => {
    for (const bytes of [new Uint8Array(0), new Uint8Array(100_000), new TextEncoder().encode('<svg/>')]) {
      expect((await read(bytes)).facts).toBeUndefined();
    }
  });

  it('of files that are cut or damaged anywhere never throws, nor reads for ever', async () => {
    const random = randomFrom(7);
    for (const name of fixtureNames) {
      const bytes = fixture(name);
      for (let round = 0; round < 20; round += 1) {
        const damaged = bytes.slice(0, random(bytes.length + 1));
        if (damaged.length > 0) damaged[random(damaged.length)] = random(256);
        expect((await read(damaged)).reads).toBeLessThanOrEqual(64);
      }
    }
  });
});
