import { read } from './walk.ts';

/** How a viewer has to turn the pixels: the EXIF tag's values, 1 is upright. */
export type Orientation = (typeof orientations)[number];

const orientations = [1, 2, 3, 4, 5, 6, 7, 8] as const;

/** Bytes of an EXIF block that are looked at: the first directory lies at its start in every writer met. */
export const exifBytes = 8192;

const orientationTag = 0x0112;

/** The orientation in a TIFF-shaped EXIF block (without the "Exif\0\0" that JPEG puts before it), as far as it is given. */
export function orientationOf(block: Uint8Array): Orientation | undefined {
  const tiff = read.ascii(block, 0, 6) === 'Exif\0\0' ? block.subarray(6) : block;
  const order = read.ascii(tiff, 0, 4);
  if (order !== 'II*\0' && order !== 'MM\0*') return undefined;
  const u16 = order === 'II*\0' ? read.u16le : read.u16be;
  const u32 = order === 'II*\0' ? read.u32le : read.u32be;
  const directory = u32(tiff, 4);
  const entries = u16(tiff, directory);
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + entry * 12;
    if (at + 12 > tiff.length) return undefined;
    if (u16(tiff, at) !== orientationTag) continue;
    return orientationFrom(u16(tiff, at + 8));
  }
  return undefined;
}

/** The value of an orientation tag, unless it is none that exists. */
export function orientationFrom(value: number | undefined): Orientation | undefined {
  return orientations.find((orientation) => orientation === value);
}
