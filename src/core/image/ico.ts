import { concat } from '../../base/bytes.ts';

/** One picture of an icon file. */
export interface IconPicture {
  /** 1 to 256. */
  readonly width: number;
  readonly height: number;
  /** A whole PNG file of that size. */
  readonly png: Uint8Array;
}

const headerBytes = 6;
const entryBytes = 16;
const largestEdge = 256;

/**
 * An icon file (.ico) of several pictures, in this order: header, directory, and the pictures as the PNG files that they
 * are, which every browser and Windows since Vista read.
 * @throws RangeError for no picture, and for sizes that the directory cannot name
 */
export function icoFile(pictures: readonly IconPicture[]): Uint8Array {
  if (pictures.length === 0) throw new RangeError('An icon file needs a picture.');
  const head = new DataView(new ArrayBuffer(headerBytes + entryBytes * pictures.length));
  head.setUint16(2, 1, true);
  head.setUint16(4, pictures.length, true);
  let offset = head.byteLength;
  for (const [index, { width, height, png }] of pictures.entries()) {
    const at = headerBytes + entryBytes * index;
    head.setUint8(at, edgeByte(width));
    head.setUint8(at + 1, edgeByte(height));
    head.setUint16(at + 4, 1, true);
    head.setUint16(at + 6, bitsPerPixel(png), true);
    head.setUint32(at + 8, png.length, true);
    head.setUint32(at + 12, offset, true);
    offset += png.length;
  }
  return concat(new Uint8Array(head.buffer), ...pictures.map(({ png }) => png));
}

/** 256 is written as 0. */
function edgeByte(edge: number): number {
  if (!Number.isInteger(edge) || edge < 1 || edge > largestEdge)
    throw new RangeError(`No icon is ${edge} pixels wide.`);
  return edge % largestEdge;
}

/** As the header of the PNG says: bit depth, and the channels of its colour type. */
function bitsPerPixel(png: Uint8Array): number {
  const channels: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
  return (png[24] ?? 8) * (channels[png[25] ?? 6] ?? 4);
}
