/**
 * Numbers that are the same on every machine. Plain arithmetic and `Math.sqrt` are exact by IEEE 754; `Math.sin`,
 * `Math.pow` and their kin may differ in the last bit between engines, which is enough to flip a byte of a picture.
 */

/** 32 well-mixed bits from a text. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mixBits(hash);
}

/** 32 well-mixed bits from 32 bits. */
export function mixBits(bits: number): number {
  let mixed = bits | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** A seeded stream of chance. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** 32 bits. */
  bits(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** At least 0, below 1. */
  unit(): number {
    return this.bits() / 4294967296;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.unit();
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  sign(): 1 | -1 {
    return this.chance(0.5) ? 1 : -1;
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.whole(0, list.length - 1)] ?? list[0];
  }

  shuffled<T>(list: readonly T[]): T[] {
    const left = [...list];
    const out: T[] = [];
    while (left.length > 0) out.push(...left.splice(this.whole(0, left.length - 1), 1));
    return out;
  }

  /** A stream of its own, so that one part can draw more without moving the others. */
  fork(): Chance {
    return new Chance(this.bits());
  }
}

/** Sine of an angle in turns (1 = full circle). */
export function sine(turns: number): number {
  let x = turns - Math.floor(turns);
  if (x > 0.75) x -= 1;
  else if (x > 0.25) x = 0.5 - x;
  const y = x * 6.283185307179586;
  const z = y * y;
  return y * (1 - (z / 6) * (1 - (z / 20) * (1 - (z / 42) * (1 - (z / 72) * (1 - z / 110)))));
}

/** Cosine of an angle in turns (1 = full circle). */
export function cosine(turns: number): number {
  return sine(turns + 0.25);
}

export function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}

export function lerp(from: number, to: number, t: number): number {
  return from + (to - from) * t;
}

/** 0 below `low`, 1 above `high`, smooth between. */
export function smoothstep(low: number, high: number, value: number): number {
  const t = clamp((value - low) / (high - low), 0, 1);
  return t * t * (3 - 2 * t);
}

function lattice(seed: number, x: number, y: number): number {
  return mixBits(Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ seed) / 2147483648 - 1;
}

function ease(t: number): number {
  return t * t * t * (t * (t * 6 - 15) + 10);
}

/** Smooth noise of one variable, -1 to 1, with features about 1 long. */
export function noise1(seed: number, x: number): number {
  const x0 = Math.floor(x);
  return lerp(lattice(seed, x0, 0), lattice(seed, x0 + 1, 0), ease(x - x0));
}

/** Smooth noise of two variables, -1 to 1, with features about 1 across. */
export function noise2(seed: number, x: number, y: number): number {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const tx = ease(x - x0);
  return lerp(
    lerp(lattice(seed, x0, y0), lattice(seed, x0 + 1, y0), tx),
    lerp(lattice(seed, x0, y0 + 1), lattice(seed, x0 + 1, y0 + 1), tx),
    ease(y - y0),
  );
}

/** Several octaves of `noise1`, about -1 to 1. */
export function layered1(seed: number, x: number, octaves: number): number {
  let sum = 0;
  let weight = 0.5;
  for (let octave = 0; octave < octaves; octave++) {
    sum += weight * noise1(seed + octave * 7919, x * (1 << octave));
    weight /= 2;
  }
  return sum;
}
