import { maxPieces } from '../facts.ts';
import { SpliceList, type Range, type Splice } from '../splice.ts';
import { read } from '../walk.ts';
import { entriesOf, maxEntries, tag, type Entry } from './tiff.ts';

/**
 * What a copy keeps: how the pixels are stored, their density and their colours (TIFF 6.0; 34675 is the ICC profile).
 * Nothing else is pixels: not the texts, not EXIF and GPS behind pointers, not further pages.
 */
const keptTags = new Set([
  254, 256, 257, 258, 259, 262, 266, 273, 277, 278, 279, 282, 283, 284, 292, 293, 296, 301, 317, 318, 319, 320, 322,
  323, 324, 325, 332, 334, 338, 339, 340, 341, 347, 529, 530, 531, 532, 34675,
]);

/** The JPEG of TIFF 6.0, whose tables lie behind pointers of their own; every writer has given it up since. */
const oldJpeg = 6;

const headerBytes = 8;
const shortType = 3;
const longType = 4;

/** An entry of the new directory and its values, as they stand in the file. */
interface NewEntry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly values: Uint8Array;
}

/**
 * A copy of a TIFF file with its first image and nothing that tells where, when, by whom or how it was made: a new
 * directory, then the strips or tiles as they are. The orientation is lost. Undefined where the file is built in a way
 * that cannot be followed safely.
 * @param bytes The whole file, found to be complete.
 */
export function tiffCopy(bytes: Uint8Array): readonly Splice[] | undefined {
  const isLittle = bytes[0] === 0x49;
  const u16 = isLittle ? read.u16le : read.u16be;
  const u32 = isLittle ? read.u32le : read.u32be;
  const at = u32(bytes, 4);
  const count = u16(bytes, at);
  const directory = bytes.subarray(at + 2, at + 2 + count * 12);
  if (count === 0 || count > maxEntries || directory.length < count * 12) return undefined;
  const kept = entriesOf(directory, count, isLittle).filter((entry) => entry.bytes > 0 && keptTags.has(entry.tag));
  const valuesOf = (entry: Entry): Uint8Array =>
    entry.bytes <= 4
      ? directory.subarray(entry.at + 8, entry.at + 8 + entry.bytes)
      : bytes.subarray(entry.value, entry.value + entry.bytes);
  const numbersOf = (entry: Entry | undefined): readonly number[] | undefined => {
    if (!entry || (entry.type !== shortType && entry.type !== longType) || entry.count > maxPieces) return undefined;
    const values = valuesOf(entry);
    const size = entry.type === shortType ? 2 : 4;
    return Array.from({ length: entry.count }, (_, index) => (size === 2 ? u16 : u32)(values, index * size));
  };
  const find = (...tags: readonly number[]) => kept.find((entry) => tags.includes(entry.tag));
  const isOldJpeg = numbersOf(find(tag.compression))?.[0] === oldJpeg;
  const offsets = find(tag.stripOffsets, tag.tileOffsets);
  const lengths = find(tag.stripBytes, tag.tileBytes);
  const pieces = piecesOf(numbersOf(offsets), numbersOf(lengths), bytes.length);
  if (isOldJpeg || !offsets || !lengths || !pieces) return undefined;
  if (kept.some((entry) => valuesOf(entry).length < entry.bytes)) return undefined;
  const u32s = numbersWriter(isLittle);
  const entries = kept.map((entry): NewEntry => {
    if (entry === offsets) return { ...entry, type: longType, values: new Uint8Array(4 * pieces.length) };
    if (entry !== lengths) return { ...entry, values: valuesOf(entry) };
    return { ...entry, type: longType, values: u32s(pieces.map(({ from, to }) => to - from)) };
  });
  const places = placed(pieces, headBytes(entries));
  return [
    headOf(
      entries.map((entry) => (entry.tag === offsets.tag ? { ...entry, values: u32s(places) } : entry)),
      isLittle,
    ),
    ...dataOf(pieces),
  ];
}

/** The strips or tiles in the file; undefined when one is missing, or two share bytes. */
function piecesOf(
  offsets: readonly number[] | undefined,
  lengths: readonly number[] | undefined,
  fileBytes: number,
): readonly Range[] | undefined {
  if (!offsets || offsets.length === 0 || offsets.length !== lengths?.length) return undefined;
  const pieces = offsets.map((from, index): Range => ({ from, to: from + (lengths[index] ?? 0) }));
  const inOrder = ascending(pieces);
  const isSound = inOrder.every(({ from, to }, index) => from >= (inOrder[index - 1]?.to ?? 0) && to <= fileBytes);
  return isSound ? pieces : undefined;
}

function ascending(pieces: readonly Range[]): readonly Range[] {
  return [...pieces].sort((a, b) => a.from - b.from);
}

/** Where each piece stands in the new file: behind the head, in the order of the old one. */
function placed(pieces: readonly Range[], head: number): readonly number[] {
  const places = new Map<Range, number>();
  let at = head;
  for (const piece of ascending(pieces)) {
    places.set(piece, at);
    at += piece.to - piece.from;
  }
  return pieces.map((piece) => places.get(piece) ?? 0);
}

function dataOf(pieces: readonly Range[]): readonly Splice[] {
  const list = new SpliceList();
  for (const { from, to } of ascending(pieces)) list.keep(from, to);
  return list.list;
}

/** Values that do not fit into their entry stand behind the directory, at even places. */
function outsideBytes({ values }: NewEntry): number {
  return values.length > 4 ? values.length + (values.length & 1) : 0;
}

function headBytes(entries: readonly NewEntry[]): number {
  return headerBytes + 2 + entries.length * 12 + 4 + entries.reduce((sum, entry) => sum + outsideBytes(entry), 0);
}

/** Header, directory and values. */
function headOf(entries: readonly NewEntry[], isLittle: boolean): Uint8Array {
  const head = new Uint8Array(headBytes(entries));
  const view = new DataView(head.buffer);
  head.fill(isLittle ? 0x49 : 0x4d, 0, 2);
  view.setUint16(2, 42, isLittle);
  view.setUint32(4, headerBytes, isLittle);
  view.setUint16(headerBytes, entries.length, isLittle);
  let outside = headerBytes + 2 + entries.length * 12 + 4;
  for (const [index, entry] of entries.entries()) {
    const at = headerBytes + 2 + index * 12;
    view.setUint16(at, entry.tag, isLittle);
    view.setUint16(at + 2, entry.type, isLittle);
    view.setUint32(at + 4, entry.count, isLittle);
    if (entry.values.length > 4) view.setUint32(at + 8, outside, isLittle);
    head.set(entry.values, entry.values.length > 4 ? outside : at + 8);
    outside += outsideBytes(entry);
  }
  return head;
}

function numbersWriter(isLittle: boolean): (numbers: readonly number[]) => Uint8Array {
  return (numbers) => {
    const view = new DataView(new ArrayBuffer(numbers.length * 4));
    for (const [index, number] of numbers.entries()) view.setUint32(index * 4, number, isLittle);
    return new Uint8Array(view.buffer);
  };
}
