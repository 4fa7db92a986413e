import { deflateSync, inflateSync } from 'node:zlib';
import type { WritableFormat } from '../../base/media.ts';
import { concat } from '../../base/bytes.ts';
import { pngChunk } from '../../core/image/formats/png.ts';
import { riffHeader, webpChunk } from '../../core/image/formats/webp.ts';
import { probeBytes } from '../../core/image/probe.ts';
import { latin1, read, write32le } from '../../core/image/walk.ts';

/** What the numbers of an image's pixels stand for, as its file says. Undefined members: it says nothing, which is sRGB. */
export interface Colours {
  /** An ICC profile for RGB. Others are left out: what a decoder gives is RGB. */
  readonly profile?: Uint8Array;
  /** Chunks of a PNG that say it in other ways, whole. */
  readonly chunks?: readonly Uint8Array[];
}

/** Larger than any that is met; what is larger is no profile. */
const maxProfile = 4 * 1024 * 1024;
const pngStart = 8;
const afterHeader = 33;
const jpegIdentifier = 'ICC_PROFILE\0';
/** Bytes of a profile that fit into one segment of a JPEG, beside the identifier and two numbers. */
const perSegment = 65_533 - jpegIdentifier.length - 2;

/** Reads what a PNG, JPEG or WebP says of its colours; nothing where that cannot be read. */
export function coloursOf(bytes: Uint8Array): Colours {
  if (read.ascii(bytes, 1, 4) === 'PNG') return coloursOfPng(bytes);
  const profile = read.ascii(bytes, 0, 4) === 'RIFF' ? profileOfWebp(bytes) : profileOfJpeg(bytes);
  return profile && isRgb(profile) ? { profile } : {};
}

/** A file that was just encoded, with colours that its pixels came with. */
export function withColours(bytes: Uint8Array, format: WritableFormat, colours: Colours): Uint8Array {
  const { profile, chunks = [] } = colours;
  if (format === 'png') {
    const inserted = profile ? [iccChunk(profile), ...chunks.filter(isCodePoints)] : chunks;
    return concat(bytes.subarray(0, afterHeader), ...inserted, bytes.subarray(afterHeader));
  }
  if (!profile) return bytes;
  return format === 'jpeg' ? jpegWith(bytes, profile) : webpWith(bytes, profile);
}

/** ICC.1:2022, 7.2: the signature, and the colour space of the data. */
function isRgb(profile: Uint8Array): boolean {
  return profile.length >= 128 && read.ascii(profile, 36, 40) === 'acsp' && read.ascii(profile, 16, 20) === 'RGB ';
}

function coloursOfPng(bytes: Uint8Array): Colours {
  const chunks: Uint8Array[] = [];
  let profile: Uint8Array | undefined;
  for (let at = pngStart; at + 12 <= bytes.length;) {
    const type = read.ascii(bytes, at + 4, at + 8);
    const to = at + 12 + read.u32be(bytes, at);
    if (type === 'IDAT' || to > bytes.length) break;
    if (type === 'iCCP') profile = unpacked(bytes.subarray(at + 8, to - 4));
    else if (['cICP', 'sRGB', 'gAMA', 'cHRM'].includes(type)) chunks.push(bytes.slice(at, to));
    at = to;
  }
  return { ...(profile && isRgb(profile) ? { profile } : {}), chunks };
}

/** The one chunk that may stand beside a profile, and comes before it in weight. */
function isCodePoints(chunk: Uint8Array): boolean {
  return read.ascii(chunk, 4, 8) === 'cICP';
}

/** Name NUL, method 0, zlib. */
function unpacked(body: Uint8Array): Uint8Array | undefined {
  const nameEnd = body.indexOf(0);
  if (nameEnd === -1) return undefined;
  try {
    return inflateSync(body.subarray(nameEnd + 2), { maxOutputLength: maxProfile });
  } catch {
    return undefined;
  }
}

function iccChunk(profile: Uint8Array): Uint8Array {
  return pngChunk('iCCP', concat(latin1('ICC\0\0'), deflateSync(profile)));
}

/** ICC.1:2022, B.4: one profile over as many segments as it needs, numbered from 1. */
function profileOfJpeg(bytes: Uint8Array): Uint8Array | undefined {
  const parts = new Map<number, Uint8Array>();
  let count = 0;
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1];
    // Between markers any number of 0xff may stand.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xda) break;
    const to = at + 2 + read.u16be(bytes, at + 2);
    const body = at + 4 + jpegIdentifier.length;
    if (marker === 0xe2 && read.ascii(bytes, at + 4, body) === jpegIdentifier) {
      parts.set(bytes[body] ?? 0, bytes.subarray(body + 2, to));
      count = bytes[body + 1] ?? 0;
    }
    at = to;
  }
  if (count === 0 || parts.size !== count) return undefined;
  return concat(...[...parts].sort(([a], [b]) => a - b).map(([, part]) => part));
}

function jpegWith(bytes: Uint8Array, profile: Uint8Array): Uint8Array {
  const count = Math.ceil(profile.length / perSegment);
  if (count > 255) return bytes;
  const segments = Array.from({ length: count }, (_, index) => {
    const part = profile.subarray(index * perSegment, (index + 1) * perSegment);
    const length = 2 + jpegIdentifier.length + 2 + part.length;
    const head = Uint8Array.of(0xff, 0xe2, length >> 8, length & 255);
    return concat(head, latin1(jpegIdentifier), Uint8Array.of(index + 1, count), part);
  });
  // JFIF wants its own segment to be the first.
  const at = bytes[3] === 0xe0 ? 4 + read.u16be(bytes, 4) : 2;
  return concat(bytes.subarray(0, at), ...segments, bytes.subarray(at));
}

function profileOfWebp(bytes: Uint8Array): Uint8Array | undefined {
  for (let at = 12; at + 8 <= bytes.length;) {
    const length = read.u32le(bytes, at + 4);
    if (read.ascii(bytes, at, at + 4) === 'ICCP') return bytes.slice(at + 8, at + 8 + length);
    at += 8 + length + (length & 1);
  }
  return undefined;
}

/** WebP container specification: the flags of VP8X, and the profile right behind it. */
const flag = { profile: 0x20, alpha: 0x10 } as const;
const afterExtended = 30;

function webpWith(bytes: Uint8Array, profile: Uint8Array): Uint8Array {
  const facts = probeBytes(bytes);
  if (facts.kind !== 'image') return bytes;
  const { flags, hasAlpha = false } = facts.layout.webp ?? {};
  const canvas = new Uint8Array(10);
  canvas[0] = (flags ?? (hasAlpha ? flag.alpha : 0)) | flag.profile;
  canvas.set(write32le(facts.width - 1).subarray(0, 3), 4);
  canvas.set(write32le(facts.height - 1).subarray(0, 3), 7);
  const body = concat(
    webpChunk('VP8X', canvas),
    webpChunk('ICCP', profile),
    bytes.subarray(flags === undefined ? 12 : afterExtended),
  );
  return concat(riffHeader(4 + body.length), body);
}
