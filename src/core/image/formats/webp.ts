import { concat } from '../../../base/bytes.ts';
import { exifBytes, orientationOf } from '../exif.ts';
import { fault, maxMetadataBytes, maxPieces, metadata, namesRemoteManifest, type Findings } from '../facts.ts';
import { SpliceList } from '../splice.ts';
import { latin1, read, skip, take, write32le, type Steps, type Walk } from '../walk.ts';

/** Bits of the VP8X flags byte (WebP container specification). */
const flag = { xmp: 0x04, exif: 0x08, alpha: 0x10 } as const;

const chunksAt = 12;

/** Chunks that a copy without metadata keeps. */
const keptChunks = new Set(['VP8X', 'VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);

interface Chunk {
  readonly type: string;
  /** From its header to just past its padding. */
  readonly from: number;
  readonly to: number;
  /** Bytes of its data, without header and padding. */
  readonly length: number;
}

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly hasAlpha: boolean;
}

interface Progress {
  readonly kept: SpliceList;
  keptBytes: number;
  flags?: number;
  picture?: Picture;
  frames: number;
}

export function* parseWebp(walk: Walk, found: Findings): Steps {
  const header = (yield* take(chunksAt)).slice();
  const end = 8 + read.u32le(header, 4);
  const progress: Progress = { kept: new SpliceList(), keptBytes: 0, frames: 0 };
  while (walk.position < end) {
    const chunk = yield* takeChunk(walk, end);
    found.problem = chunk === undefined ? fault.damaged() : yield* readChunk(chunk, found, progress);
    if (chunk === undefined || found.problem !== undefined) return;
    yield* skip(chunk.to - walk.position);
  }
  found.problem = judge(found, progress);
  if (found.problem !== undefined) return;
  found.stripped = new SpliceList();
  found.stripped.insert(riffHeader(4 + progress.keptBytes));
  found.stripped.append(progress.kept.list);
  found.insertAt = end;
  found.animated = progress.frames > 1;
  found.webp = {
    ...(progress.flags === undefined ? {} : { flags: progress.flags }),
    hasAlpha: progress.picture?.hasAlpha ?? false,
  };
  found.end = end;
}

function* takeChunk(walk: Walk, end: number): Steps<Chunk | undefined> {
  const from = walk.position;
  if (end - from < 8) return undefined;
  const head = yield* take(8);
  const length = read.u32le(head, 4);
  const unpadded = from + 8 + length;
  // Some writers leave out the padding byte of the last chunk.
  const to = unpadded === end ? end : unpadded + (length & 1);
  return to > end ? undefined : { type: read.ascii(head, 0, 4), from, to, length };
}

/** Reads what is needed of a chunk and returns what is wrong with it. */
function* readChunk(chunk: Chunk, found: Findings, progress: Progress): Steps<string | undefined> {
  const { type, from, to, length } = chunk;
  if (keptChunks.has(type)) {
    progress.keptBytes += to - from;
    if (type !== 'VP8X') progress.kept.keep(from, to);
  }
  if (progress.kept.count > maxPieces) return fault.tooManyPieces();
  if (type === 'VP8X') {
    if (from !== chunksAt || length !== 10) return fault.damaged();
    const canvas = yield* take(10);
    const flags = canvas[0] ?? 0;
    progress.flags = flags;
    found.width = 1 + read.u24le(canvas, 4);
    found.height = 1 + read.u24le(canvas, 7);
    progress.kept.keep(from, from + 8);
    progress.kept.insert(Uint8Array.of(flags & ~(flag.xmp | flag.exif)));
    progress.kept.keep(from + 9, to);
  } else if (type === 'VP8 ' || type === 'VP8L') {
    const picture = pictureOf(type, yield* take(Math.min(length, 10)), length);
    if (picture === undefined || progress.picture !== undefined) return fault.damaged();
    progress.picture = picture;
  } else if (type === 'ANMF') progress.frames++;
  else if (type === 'C2PA') found.hasC2pa = true;
  else if (type === 'EXIF') found.orientation ??= orientationOf(yield* take(Math.min(length, exifBytes)));
  else if (type === 'XMP ' && found.xmp === undefined) {
    const text = length > maxMetadataBytes ? undefined : (yield* take(length)).slice();
    found.xmp = metadata(from, to, text);
    found.hasC2pa ||= namesRemoteManifest(found.xmp);
  }
  return undefined;
}

/** The size in a bitstream's header, or undefined when the header is none. */
function pictureOf(type: string, data: Uint8Array, length: number): Picture | undefined {
  if (type === 'VP8L') {
    const bits = read.u32le(data, 1);
    if (data[0] !== 0x2f || length < 6 || bits >>> 29 !== 0) return undefined;
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff), hasAlpha: ((bits >>> 28) & 1) === 1 };
  }
  const tag = read.u24le(data, 0);
  const isKeyFrame = (tag & 1) === 0 && read.u24le(data, 3) === 0x2a019d;
  if (!isKeyFrame || length < 10 || tag >>> 5 > length - 10) return undefined;
  return { width: read.u16le(data, 6) & 0x3fff, height: read.u16le(data, 8) & 0x3fff, hasAlpha: false };
}

function judge(found: Findings, progress: Progress): string | undefined {
  const { picture, flags, frames } = progress;
  if (picture === undefined) return frames === 0 ? fault.noPixels() : undefined;
  if (flags === undefined) {
    found.width = picture.width;
    found.height = picture.height;
  }
  return picture.width === found.width && picture.height === found.height ? undefined : fault.damaged();
}

export function riffHeader(size: number): Uint8Array {
  return concat(latin1('RIFF'), write32le(size), latin1('WEBP'));
}

/** A chunk with its padding. */
export function webpChunk(type: string, data: Uint8Array): Uint8Array {
  return concat(latin1(type), write32le(data.length), data, new Uint8Array(data.length & 1));
}

/**
 * The start of a WebP file that gets XMP: the RIFF header for `size` bytes as the chunks are now, and a VP8X chunk with
 * the XMP flag, which a simple file does not have yet. `replaces`: how many bytes of the old start it stands for.
 */
export function webpHeader(found: { width: number; height: number; flags?: number; hasAlpha: boolean; size: number }): {
  readonly header: Uint8Array;
  readonly replaces: number;
} {
  if (found.flags !== undefined) {
    const start = concat(latin1('VP8X'), write32le(10), Uint8Array.of(found.flags | flag.xmp));
    return { header: concat(riffHeader(found.size), start), replaces: chunksAt + start.length };
  }
  const canvas = new Uint8Array(10);
  canvas[0] = flag.xmp | (found.hasAlpha ? flag.alpha : 0);
  canvas.set(write32le(found.width - 1).subarray(0, 3), 4);
  canvas.set(write32le(found.height - 1).subarray(0, 3), 7);
  const vp8x = webpChunk('VP8X', canvas);
  return { header: concat(riffHeader(found.size + vp8x.length), vp8x), replaces: chunksAt };
}
