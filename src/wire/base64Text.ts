import type { BlobWriter } from './sink.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const junk = 255;
const space = 254;
const equals = 0x3d;

/** Byte -> six bits, `space` or `junk`. Both alphabets: "-" and "_" are base64url. */
const values = new Uint8Array(256).fill(junk);
for (let value = 0; value < alphabet.length; value++) values[alphabet.charCodeAt(value)] = value;
values[0x2d] = 62;
values[0x5f] = 63;
for (const byte of [0x20, 0x09, 0x0a, 0x0d]) values[byte] = space;

export function isBase64(byte: number): boolean {
  return (values[byte] ?? junk) < 64;
}

/** Decodes clean base64 text; a last group of two or three characters gives one or two bytes. For small pieces. */
export function decodeBase64(text: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const byte of text) {
    bits = ((bits << 6) | (values[byte] ?? 0)) & 0xffffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[at++] = bits >> held;
  }
  return bytes;
}

/** Pieces below this many characters are gathered, so that escapes every 76 characters do not cost a write each. */
const gatherBelow = 2048;
const gathered = 16_384;

/**
 * Cuts base64 text that comes in pieces of any size into whole groups of four for a writer, and is the one place that
 * knows the rules: white space is skipped (unless the text is `embedded` in other text, which it then ends), padding
 * may be missing, and nothing may follow it.
 */
export class Base64Text {
  readonly #writer: BlobWriter;
  readonly #embedded: boolean;
  readonly #pending = new Uint8Array(gathered);
  #held = 0;
  #padding = 0;
  #characters = 0;

  constructor(writer: BlobWriter, embedded: boolean) {
    this.#writer = writer;
    this.#embedded = embedded;
  }

  /** Returns where the first byte stands that is no base64 or `to` when all of them were taken. */
  push(text: Uint8Array, from: number, to: number): number {
    let at = from;
    // What is embedded ends somewhere in the piece; there is nothing to gain from trying all of it.
    let trusted = !this.#embedded;
    while (at < to) {
      // Group boundary first: the bulk below must begin at one.
      if (to - at < gatherBelow || this.#held % 4 > 0 || this.#padding > 0) {
        if (!this.#take(text[at] ?? 0)) return at;
        at++;
        continue;
      }
      this.#flush();
      const end = trusted ? to : cleanUntil(text, at, to);
      const length = (end - at) & ~3;
      const done = length > 0 ? this.#writer.base64(text.subarray(at, at + length)) : 0;
      this.#characters += done;
      at += done;
      if (done === length && trusted) continue;
      // Something in this piece is no base64. Trying the bulk again blindly would make the piece cost its square.
      if (!trusted && at < to) {
        const stop = this.#takeUntil(text, at, Math.min(end + 1, to));
        if (stop <= end && stop < to) return stop;
        at = stop;
      }
      trusted = false;
    }
    return at;
  }

  /** Ends the text. Returns the number of decoded bytes, or undefined when one character is left over. */
  finish(): number | undefined {
    const rest = this.#held % 4;
    if (rest === 1) return undefined;
    const tail = this.#pending.slice(this.#held - rest, this.#held);
    this.#held -= rest;
    this.#flush();
    if (rest > 0) this.#writer.raw(decodeBase64(tail));
    return (this.#characters / 4) * 3 + Math.max(0, rest - 1);
  }

  #takeUntil(text: Uint8Array, from: number, to: number): number {
    let at = from;
    while (at < to && this.#take(text[at] ?? 0)) at++;
    return at;
  }

  #take(byte: number): boolean {
    const value = values[byte] ?? junk;
    if (value < 64) {
      if (this.#padding > 0) return false;
      this.#pending[this.#held++] = byte;
      if (this.#held === gathered) this.#flush();
      return true;
    }
    if (byte === equals) {
      const rest = this.#held % 4;
      if (rest < 2 || rest + this.#padding > 3) return false;
      this.#padding++;
      return true;
    }
    return value === space && !this.#embedded;
  }

  /** Hands on the whole groups gathered so far; they were checked one by one. */
  #flush(): void {
    const whole = this.#held & ~3;
    if (whole === 0) return;
    this.#writer.base64(this.#pending.subarray(0, whole));
    this.#characters += whole;
    this.#pending.copyWithin(0, whole, this.#held);
    this.#held -= whole;
  }
}

function cleanUntil(text: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && (values[text[at] ?? 0] ?? junk) < 64) at++;
  return at;
}
