import type { MediaType } from '../../../base/media.ts';
import { fault, maxMetadataBytes, maxPieces, type Findings } from '../facts.ts';
import { read, skip, take, type Steps, type Walk } from '../walk.ts';

const avifBrands = new Set(['avif', 'avis']);
const heicBrands = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1']);

/** The box type of C2PA in ISO base media files (C2PA specification, embedding manifests into BMFF). */
const c2paBox = 'd8fec3d61b0e483c92975828877ec481';

/** What the brands of an `ftyp` box at the start say. `start` may be cut anywhere after 16 bytes. */
export function heifType(start: Uint8Array): MediaType | undefined {
  if (read.ascii(start, 4, 8) !== 'ftyp') return undefined;
  const brands = [read.ascii(start, 8, 12)];
  for (let at = 16; at + 4 <= Math.min(read.u32be(start, 0), start.length); at += 4) {
    brands.push(read.ascii(start, at, at + 4));
  }
  if (brands.some((brand) => avifBrands.has(brand))) return 'image/avif';
  return brands.some((brand) => heicBrands.has(brand)) ? 'image/heic' : undefined;
}

interface Box {
  readonly type: string;
  /** Offsets of its content. */
  readonly from: number;
  readonly to: number;
}

/**
 * Walks the boxes of the file. It is whole when there is a box of pixels and everything that `meta` says lies in the
 * file is there. A box that runs "to the end of the file" cannot be checked, so a file that needs one is not accepted.
 */
export function* parseHeif(walk: Walk, found: Findings): Steps {
  const seen = new Set<string>();
  let itemsEnd = 0;
  for (let boxes = 0; boxes < maxPieces; boxes++) {
    const box = yield* takeBox(walk);
    if (box === undefined) break;
    seen.add(box.type);
    if (box.type === 'uuid' && box.to - box.from >= 16) found.hasC2pa ||= hex(yield* take(16)) === c2paBox;
    if (box.type === 'meta' && box.to - box.from <= maxMetadataBytes) {
      const meta = yield* take(box.to - box.from);
      const { width, height } = primarySize(meta);
      found.width = width;
      found.height = height;
      itemsEnd = endOfItems(meta);
    }
    yield* skip(box.to - walk.position);
    found.animated = seen.has('moov');
    const isWhole = seen.has('ftyp') && seen.has('meta') && seen.has('mdat') && walk.position >= itemsEnd;
    if (isWhole) found.end = walk.position;
  }
  if (found.end === undefined) found.problem = fault.openEnded();
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The next box of the file, or undefined where its size is not given or cannot be. */
function* takeBox(walk: Walk): Steps<Box | undefined> {
  const start = walk.position;
  const head = (yield* take(8)).slice();
  const short = read.u32be(head, 0);
  const size = short === 1 ? u64(yield* take(8), 0) : short;
  const from = walk.position;
  const to = start + size;
  return to < from || !Number.isSafeInteger(to) ? undefined : { type: read.ascii(head, 4, 8), from, to };
}

function u64(bytes: Uint8Array, at: number): number {
  return read.u32be(bytes, at) * 2 ** 32 + read.u32be(bytes, at + 4);
}

/** The boxes within a stretch of bytes, as far as they are well-formed. */
function boxesIn(bytes: Uint8Array, from: number, to: number): readonly Box[] {
  const boxes: Box[] = [];
  let at = from;
  while (at + 8 <= to && boxes.length < maxPieces) {
    const end = at + read.u32be(bytes, at);
    if (end < at + 8 || end > to) break;
    boxes.push({ type: read.ascii(bytes, at + 4, at + 8), from: at + 8, to: end });
    at = end;
  }
  return boxes;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size of the primary item: its clean aperture where it has one, else its extent in pixels. 0 x 0 where there is none. */
function primarySize(meta: Uint8Array): Size {
  const boxes = boxesIn(meta, 4, meta.length);
  const within = (parents: readonly Box[], type: string): readonly Box[] =>
    parents.filter((box) => box.type === type).flatMap((box) => boxesIn(meta, box.from, box.to));
  const properties = within(within(boxes, 'iprp'), 'ipco');
  const ids = boxes
    .filter((box) => box.type === 'pitm')
    .map((box) => idAt(meta, box.from + 4, meta[box.from] === 0 ? 2 : 4));
  const associations = within(boxes, 'iprp').find((box) => box.type === 'ipma');
  const own = associations === undefined ? [] : propertiesOf(meta, associations, ids[0] ?? 0);
  const property = (type: string): Box | undefined =>
    own.map((index) => properties[index - 1]).find((box) => box?.type === type);
  const aperture = property('clap');
  const extent = property('ispe');
  if (aperture !== undefined) {
    const ratio = (at: number): number => Math.floor(read.u32be(meta, at) / Math.max(1, read.u32be(meta, at + 4)));
    return { width: ratio(aperture.from), height: ratio(aperture.from + 8) };
  }
  if (extent === undefined) return { width: 0, height: 0 };
  return { width: read.u32be(meta, extent.from + 4), height: read.u32be(meta, extent.from + 8) };
}

function idAt(meta: Uint8Array, at: number, bytes: 2 | 4): number {
  return bytes === 2 ? read.u16be(meta, at) : read.u32be(meta, at);
}

/** The numbers (from 1) of the properties that an `ipma` box gives to an item. */
function propertiesOf(meta: Uint8Array, ipma: Box, item: number): readonly number[] {
  const idBytes = meta[ipma.from] === 0 ? 2 : 4;
  const indexBytes = ((meta[ipma.from + 3] ?? 0) & 1) + 1;
  const entries = read.u32be(meta, ipma.from + 4);
  let at = ipma.from + 8;
  for (let entry = 0; entry < entries && at < ipma.to; entry++) {
    const id = idAt(meta, at, idBytes);
    const count = meta[at + idBytes] ?? 0;
    at += idBytes + 1;
    if (id === item) {
      return Array.from({ length: count }, (_, index) =>
        indexBytes === 1 ? (meta[at + index] ?? 0) & 0x7f : read.u16be(meta, at + 2 * index) & 0x7fff,
      );
    }
    at += count * indexBytes;
  }
  return [];
}

/** The offset in the file up to which the items of `meta` reach, from its `iloc` box; 0 where that cannot be told. */
function endOfItems(meta: Uint8Array): number {
  const iloc = boxesIn(meta, 4, meta.length).find((box) => box.type === 'iloc');
  if (iloc === undefined) return 0;
  let at = iloc.from;
  const number = (bytes: number): number => {
    at += bytes;
    if (bytes === 8) return u64(meta, at - 8);
    return bytes === 4 ? read.u32be(meta, at - 4) : bytes === 2 ? read.u16be(meta, at - 2) : 0;
  };
  const version = number(4) >>> 24;
  const sizes = number(2);
  const [offsetBytes, lengthBytes, baseBytes] = [sizes >>> 12, (sizes >>> 8) & 15, (sizes >>> 4) & 15] as const;
  const indexBytes = version === 0 ? 0 : sizes & 15;
  const items = number(version < 2 ? 2 : 4);
  let end = 0;
  for (let item = 0; item < items && at < iloc.to; item++) {
    number(version < 2 ? 2 : 4);
    const inFile = version === 0 || (number(2) & 15) === 0;
    number(2);
    const base = number(baseBytes);
    const extents = number(2);
    for (let extent = 0; extent < extents && at < iloc.to; extent++) {
      number(indexBytes);
      const offset = number(offsetBytes);
      const length = number(lengthBytes);
      if (inFile) end = Math.max(end, base + offset + length);
    }
  }
  return end;
}
