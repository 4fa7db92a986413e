import type { Random } from '../support/random.ts';

/** Something that a parser may meet. */
export interface Input {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Damaged {
  readonly bytes: Uint8Array;
  /** "photo.png, cut to 31" */
  readonly what: string;
}

/**
 * An input cut to every length, and with every bit flipped. The bytes are used again for the next one.
 * @param stride Only every so manieth of them, from a random one on.
 */
export function* damage({ name, bytes }: Input, stride: number, random: Random): Iterable<Damaged> {
  for (let length = random.below(stride); length < bytes.length; length += stride) {
    yield { bytes: bytes.subarray(0, length), what: `${name}, cut to ${length}` };
  }
  const copy = Uint8Array.from(bytes);
  for (let bit = random.below(stride); bit < bytes.length * 8; bit += stride) {
    const at = bit >> 3;
    const flipped = 1 << (bit & 7);
    copy[at]! ^= flipped;
    yield { bytes: copy, what: `${name}, bit ${bit & 7} of byte ${at} flipped` };
    copy[at]! ^= flipped;
  }
}

/**
 * How long something takes, in ms. What took long is done again: a machine that is busy, or tidies its memory, is no
 * parser that hangs.
 */
export function took(work: () => void, limit: number): number {
  let best = Infinity;
  for (let time = 0; time < 4; time += 1) {
    const started = performance.now();
    work();
    best = Math.min(best, performance.now() - started);
    if (best <= limit) break;
  }
  return best;
}
