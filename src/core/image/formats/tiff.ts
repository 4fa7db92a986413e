import { orientationFrom } from '../exif.ts';
import { fault, type Findings } from '../facts.ts';
import { read, skip, take, type Steps, type Walk } from '../walk.ts';

export const tag = {
  width: 0x0100,
  height: 0x0101,
  compression: 0x0103,
  stripOffsets: 0x0111,
  orientation: 0x0112,
  stripBytes: 0x0117,
  tileOffsets: 0x0144,
  tileBytes: 0x0145,
  c2pa: 0xcd41,
} as const;

/** Bytes of one value of each field type; types above 13 are BigTIFF's. */
const typeBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

export const maxEntries = 4096;

/** One field of a directory. */
export interface Entry {
  /** Offset in the directory's entries. */
  readonly at: number;
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** The value, where it fits into the entry; else the offset of the values. */
  readonly value: number;
  readonly bytes: number;
}

/**
 * Reads the first directory. The file is whole when everything the directory points to is there: its values, and the
 * last strip or tile. Where the list of strips lies before the directory it has gone by unread, and only the rest counts;
 * such a directory stands at the end of the file, so that a cut is seen all the same.
 */
export function* parseTiff(walk: Walk, found: Findings): Steps {
  const header = (yield* take(8)).slice();
  const isLittle = header[0] === 0x49;
  const u16 = isLittle ? read.u16le : read.u16be;
  const u32 = isLittle ? read.u32le : read.u32be;
  const directoryAt = u32(header, 4);
  if (directoryAt < 8) {
    found.problem = fault.damaged();
    return;
  }
  yield* skip(directoryAt - 8);
  const count = u16(yield* take(2), 0);
  if (count === 0 || count > maxEntries) {
    found.problem = fault.damaged();
    return;
  }
  const directory = yield* take(count * 12 + 4);
  const entries = entriesOf(directory, count, isLittle);
  const entryOf = (wanted: number): Entry | undefined => entries.find((entry) => entry.tag === wanted);
  found.width = entryOf(tag.width)?.value ?? 0;
  found.height = entryOf(tag.height)?.value ?? 0;
  found.orientation = orientationFrom(entryOf(tag.orientation)?.value);
  found.hasC2pa = entryOf(tag.c2pa) !== undefined;
  const offsets = entryOf(tag.stripOffsets) ?? entryOf(tag.tileOffsets);
  const lengths = entryOf(tag.stripBytes) ?? entryOf(tag.tileBytes);
  if (offsets === undefined || lengths === undefined) {
    found.problem = fault.noPixels();
    return;
  }
  const ends = entries.filter((entry) => entry.bytes > 4).map((entry) => entry.value + entry.bytes);
  const directoryEnd = walk.position;
  const lasts = yield* takeLastValues([offsets, lengths], walk, { u16, u32 });
  const [lastOffset, lastLength] = lasts;
  if (lastOffset !== undefined && lastLength !== undefined) ends.push(lastOffset + lastLength);
  found.end = Math.max(directoryEnd, ...ends);
}

export function entriesOf(directory: Uint8Array, count: number, isLittle: boolean): readonly Entry[] {
  const u16 = isLittle ? read.u16le : read.u16be;
  const u32 = isLittle ? read.u32le : read.u32be;
  return Array.from({ length: count }, (_, index): Entry => {
    const at = index * 12;
    const type = u16(directory, at + 2);
    const values = u32(directory, at + 4);
    const bytes = values * (typeBytes[type] ?? 0);
    const isShort = type === 3 && values === 1;
    const value = (isShort ? u16 : u32)(directory, at + 8);
    return { at, tag: u16(directory, at), type, count: values, value, bytes };
  });
}

/** The last value of each entry, in their order; undefined where it lies behind, in what has gone by. */
function* takeLastValues(
  entries: readonly Entry[],
  walk: Walk,
  numbers: { readonly u16: typeof read.u16be; readonly u32: typeof read.u32be },
): Steps<readonly (number | undefined)[]> {
  const lasts = entries.map((entry) => (entry.bytes <= 4 ? entry.value : undefined));
  const outside = entries.flatMap((entry, index) => (entry.bytes > 4 ? [{ entry, index }] : []));
  outside.sort((a, b) => a.entry.value - b.entry.value);
  for (const { entry, index } of outside) {
    const size = typeBytes[entry.type] ?? 0;
    const at = entry.value + entry.bytes - size;
    if (at < walk.position || (size !== 2 && size !== 4)) continue;
    yield* skip(at - walk.position);
    lasts[index] = (size === 2 ? numbers.u16 : numbers.u32)(yield* take(size), 0);
  }
  return lasts;
}
