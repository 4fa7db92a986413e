import { describe, expect, it } from 'vitest';
import { spliced } from '../../../src/core/image/spliced.ts';

/** Six bytes in three pieces, and whether whoever read them let go of the source. */
function source() {
  const seen = { isClosed: false };
  return {
    seen,
    length: 6,
    async *stream() {
      try {
        for (const piece of [
          [1, 2],
          [3, 4],
          [5, 6],
        ])
          yield await Promise.resolve(Uint8Array.from(piece));
      } finally {
        seen.isClosed = true;
      }
    },
  };
}

describe('an image with pieces cut out and put in', () => {
  it('is streamed without its source being held', async () => {
    const from = source();
    const made = [];
    const splices = [{ from: 0, to: 3 }, Uint8Array.of(9), { from: 4, to: 6 }];
    for await (const piece of spliced(from, splices).stream()) made.push(...piece);
    expect(made).toEqual([1, 2, 3, 9, 5, 6]);
  });

  it('lets go of its source when it is read, which does not mean to the end of the source', async () => {
    const from = source();
    for await (const piece of spliced(from, [{ from: 0, to: 4 }]).stream()) expect(piece).toHaveLength(2);
    expect(from.seen.isClosed).toBe(true);
  });

  it('lets go of its source when nobody wants the rest', async () => {
    const from = source();
    for await (const piece of spliced(from, [{ from: 0, to: 6 }]).stream()) {
      expect(piece).toHaveLength(2);
      break;
    }
    expect(from.seen.isClosed).toBe(true);
  });
});
