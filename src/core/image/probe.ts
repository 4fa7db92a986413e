import type { MediaType } from '../../base/media.ts';
import { factsOf, type Findings, type ProbeResult } from './facts.ts';
import { isBmp, parseBmp } from './formats/bmp.ts';
import { parseGif } from './formats/gif.ts';
import { heifType, parseHeif } from './formats/heif.ts';
import { parseJpeg } from './formats/jpeg.ts';
import { parsePng, pngSignature } from './formats/png.ts';
import { parseTiff } from './formats/tiff.ts';
import { parseWebp } from './formats/webp.ts';
import { looksLike } from './unknown.ts';
import { read, Walk, type Steps } from './walk.ts';

export type { ImageFacts, ProbeResult } from './facts.ts';

/** Every signature lies within this many bytes, an `ftyp` box with its brands as well. */
const sniffBytes = 64;

/** Bytes that are kept of a file that is no image, to say what it looks like. */
const unknownBytes = 1024;

type Parser = (walk: Walk, found: Findings) => Steps;

const parsers: Readonly<Record<MediaType, Parser>> = {
  'image/png': parsePng,
  'image/jpeg': parseJpeg,
  'image/webp': parseWebp,
  'image/gif': parseGif,
  'image/bmp': parseBmp,
  'image/tiff': parseTiff,
  'image/heic': parseHeif,
  'image/avif': parseHeif,
};

/**
 * Finds out what a file is while its bytes go by: format, size, whether it is whole, what metadata it carries. Holds a
 * few kilobytes, and of metadata that Easel may have to read back at most half a megabyte; never the image. Any bytes in
 * any chunks are allowed, and nothing here throws.
 */
export class ImageProbe {
  readonly #walk = new Walk();
  #found: Findings | undefined;
  #head = new Uint8Array(0);
  #isUnknown = false;
  #unknownLength = 0;

  push(chunk: Uint8Array): void {
    if (this.#found !== undefined) this.#walk.push(chunk);
    else this.#sniff(chunk);
  }

  /** Bytes from here on whose values do not matter: where the file can be read anywhere, `pass` them over. */
  get unread(): number {
    return this.#walk.unread;
  }

  /** Goes on as if that many bytes had been pushed; at most `unread`. */
  pass(count: number): void {
    this.#walk.pass(count);
  }

  /** PNG and JPEG: what Easel writes into a file lies before this place. */
  get isAtPixels(): boolean {
    return this.#found?.isAtPixels ?? false;
  }

  /** What the bytes are. Called once, after the last of them. */
  finish(): ProbeResult {
    if (this.#found === undefined && !this.#isUnknown) this.#decide();
    if (this.#found !== undefined) return factsOf(this.#found, this.#walk.bytes);
    return { kind: 'unknown', looksLike: looksLike(this.#head), bytes: this.#unknownLength };
  }

  #sniff(chunk: Uint8Array): void {
    const room = (this.#isUnknown ? unknownBytes : sniffBytes) - this.#head.length;
    const more = chunk.subarray(0, Math.max(room, 0));
    const head = new Uint8Array(this.#head.length + more.length);
    head.set(this.#head);
    head.set(more, this.#head.length);
    this.#head = head;
    this.#unknownLength += more.length;
    if (!this.#isUnknown && head.length >= sniffBytes) this.#decide();
    const rest = chunk.subarray(more.length);
    if (rest.length === 0) return;
    if (this.#found !== undefined) this.#walk.push(rest);
    else if (this.#head.length < unknownBytes) this.#sniff(rest);
    else this.#unknownLength += rest.length;
  }

  #decide(): void {
    const mediaType = mediaTypeOf(this.#head);
    if (mediaType === undefined) {
      this.#isUnknown = true;
      return;
    }
    this.#found = { mediaType, width: 0, height: 0, hasC2pa: false };
    this.#walk.start(parsers[mediaType](this.#walk, this.#found));
    this.#walk.push(this.#head);
    this.#head = new Uint8Array(0);
  }
}

/** What a file in memory is. */
export function probeBytes(bytes: Uint8Array): ProbeResult {
  const probe = new ImageProbe();
  probe.push(bytes);
  return probe.finish();
}

function mediaTypeOf(head: Uint8Array): MediaType | undefined {
  const begins = (text: string, at = 0): boolean => read.ascii(head, at, at + text.length) === text;
  if (pngSignature.every((byte, at) => head[at] === byte)) return 'image/png';
  if (begins('\xff\xd8\xff')) return 'image/jpeg';
  if (begins('RIFF') && begins('WEBP', 8)) return 'image/webp';
  if (begins('GIF87a') || begins('GIF89a')) return 'image/gif';
  if (begins('II*\0') || begins('MM\0*')) return 'image/tiff';
  return isBmp(head) ? 'image/bmp' : heifType(head);
}
