import { concat } from '../../../base/bytes.ts';
import { crc32 } from '../../../base/crc32.ts';
import { exifBytes, orientationOf } from '../exif.ts';
import { fault, maxMetadataBytes, maxPieces, metadata, namesRemoteManifest, type Findings } from '../facts.ts';
import { SpliceList } from '../splice.ts';
import { latin1, read, skip, take, write32be, type Steps, type Walk } from '../walk.ts';

export const pngSignature = latin1('\x89PNG\r\n\x1a\n');
export const xmpKeyword = 'XML:com.adobe.xmp';
export const recordKeyword = 'easel';

/** Offset just past IHDR, which is always first and always 13 bytes. */
const afterHeader = 33;

/** Chunks that a copy without metadata keeps: pixels, colour, density, animation. Critical ones are kept by their case. */
const keptChunks = new Set(
  'tRNS gAMA cHRM sRGB iCCP cICP mDCV mDCv cLLI cLLi sBIT bKGD hIST sPLT pHYs acTL fcTL fdAT'.split(' '),
);

/** Bit depths that each colour type may have. */
const bitDepths: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

export function* parsePng(walk: Walk, found: Findings): Steps {
  const stripped = new SpliceList();
  const header = yield* take(afterHeader);
  if (!isHeader(header)) {
    found.problem = fault.damaged();
    return;
  }
  found.width = read.u32be(header, 16);
  found.height = read.u32be(header, 20);
  found.insertAt = afterHeader;
  stripped.keep(0, afterHeader);
  const needsPalette = header[25] === 3;
  found.hasAlpha = header[25] === 4 || header[25] === 6;
  let paletteSeen = false;
  let pixelBytes = 0;
  for (;;) {
    const from = walk.position;
    const head = yield* take(8);
    const length = read.u32be(head, 0);
    const type = read.ascii(head, 4, 8);
    const to = from + 12 + length;
    if (length > 0x7fffffff || !/^[A-Za-z]{4}$/.test(type)) {
      found.problem = fault.damaged();
      return;
    }
    if (type === 'PLTE') paletteSeen = true;
    if (type === 'tRNS') found.hasAlpha = true;
    if (type === 'IDAT') pixelBytes += length;
    found.isAtPixels = pixelBytes > 0;
    if (type === 'caBX') found.hasC2pa = true;
    if (isCritical(type) || keptChunks.has(type)) stripped.keep(from, to);
    if (stripped.count > maxPieces) {
      found.problem = fault.tooManyPieces();
      return;
    }
    if (type === 'iTXt') yield* readText(from, to, found);
    else if (type === 'eXIf') found.orientation ??= orientationOf(yield* take(Math.min(length, exifBytes)));
    else if (type === 'acTL' && length === 8) found.animated = read.u32be(yield* take(8), 0) > 1;
    yield* skip(to - walk.position);
    if (type === 'IEND') break;
  }
  if (pixelBytes === 0 || (needsPalette && !paletteSeen)) {
    found.problem = fault.noPixels();
    return;
  }
  found.stripped = stripped;
  found.end = walk.position;
}

function isHeader(header: Uint8Array): boolean {
  const [depth, colour, compression, filter, interlace] = header.subarray(24, 29);
  return (
    read.u32be(header, 8) === 13 &&
    read.ascii(header, 12, 16) === 'IHDR' &&
    bitDepths[colour ?? -1]?.includes(depth ?? -1) === true &&
    compression === 0 &&
    filter === 0 &&
    (interlace === 0 || interlace === 1) &&
    crc32(header.subarray(12, 29)) === read.u32be(header, 29)
  );
}

function isCritical(type: string): boolean {
  return type.charCodeAt(0) < 0x61;
}

/** Reads the two kinds of text that matter here. Any other text is skipped unread. */
function* readText(from: number, to: number, found: Findings): Steps {
  const length = to - from - 12;
  const start = (yield* take(Math.min(length, xmpKeyword.length + 1))).slice();
  const keyword = read.ascii(start, 0, start.indexOf(0));
  const wanted = keyword === xmpKeyword ? 'xmp' : keyword === recordKeyword ? 'record' : undefined;
  if (wanted === undefined || found[wanted] !== undefined) return;
  if (length > maxMetadataBytes) {
    found[wanted] = { from, to };
    return;
  }
  const rest = yield* take(length - start.length);
  const text = metadata(from, to, textOf(concat(start, rest), keyword.length));
  found[wanted] = text;
  if (wanted === 'xmp' && namesRemoteManifest(text)) found.hasC2pa = true;
}

/** The text of an iTXt chunk: keyword NUL, compression flag and method, language NUL, translated keyword NUL, text. */
function textOf(chunk: Uint8Array, keywordLength: number): Uint8Array | undefined {
  if (chunk[keywordLength + 1] !== 0) return undefined;
  const languageEnd = chunk.indexOf(0, keywordLength + 3);
  const translatedEnd = languageEnd === -1 ? -1 : chunk.indexOf(0, languageEnd + 1);
  return translatedEnd === -1 ? undefined : chunk.subarray(translatedEnd + 1);
}

export function pngChunk(type: string, data: Uint8Array): Uint8Array {
  const body = concat(latin1(type), data);
  return concat(write32be(data.length), body, write32be(crc32(body)));
}

/** An uncompressed iTXt chunk without a language. */
export function pngText(keyword: string, text: string): Uint8Array {
  return pngChunk('iTXt', concat(latin1(`${keyword}\0\0\0\0\0`), new TextEncoder().encode(text)));
}
