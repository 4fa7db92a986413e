import type { Pixels } from './pngFiles.ts';

/** Numbers that look random and are the same for the same seed. */
export function randomBytesOf(seed: number): (length: number) => Uint8Array {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) & 255;
  };
  return (length) => Uint8Array.from({ length }, next);
}

export function randomPixels(width: number, height: number, bytes: (length: number) => Uint8Array): Pixels {
  return { width, height, data: bytes(width * height * 4) };
}
