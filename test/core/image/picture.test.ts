import { describe, expect, it } from 'vitest';
import { bytesInMemory } from '../../../src/base/bytes.ts';
import { embed, spliceBytes } from '../../../src/core/image/metadata.ts';
import { pictureHash } from '../../../src/core/image/picture.ts';
import { fixture, png, probeImage } from './images.ts';

const record = {
  digitalSourceType: 'algorithmicMedia',
  software: 'Easel 1.0.0',
  prompt: '貓',
  placeholder: true,
} as const;
/** A byte within the pixels. */
const indexOfPixels = (bytes: Uint8Array) => {
  const text = Buffer.from(bytes).toString('latin1');
  return Math.max(...['IDAT', 'VP8 ', 'VP8L', '\xff\xda'].map((mark) => text.lastIndexOf(mark))) + 16;
};
const hash = (bytes: Uint8Array) => pictureHash(bytesInMemory(bytes), probeImage(bytes));

describe('the hash of a picture', () => {
  it.each([
    ['PNG', png(30, 20)],
    ['JPEG', fixture('gps.jpg')],
    ['WebP', fixture('lossy.webp')],
  ])(
    'of a %s is the same whatever is written into its metadata, and another when a byte of its pixels is',
    async (_, bytes) => {
      const first = spliceBytes(bytes, embed(probeImage(bytes), { ...record, prompt: 'before' }));
      const before = await hash(first);
      const written = spliceBytes(bytes, embed(probeImage(bytes), record));
      expect(written).not.toEqual(first);
      expect(await hash(written)).toBe(before);
      expect(before).toMatch(/^[0-9a-f]{64}$/);
      const at = indexOfPixels(written);
      const changed = written.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(await hash(changed)).not.toBe(before);
    },
  );
});
