import { emptyRaster, type Raster } from '../../sketch/raster.ts';

/**
 * The picture as it is to be seen: EXIF orientation 1 to 8 applied to the pixels. Anything else leaves it as it is.
 * Source: EXIF 2.3, tag 274.
 */
export function oriented(raster: Raster, orientation: number): Raster {
  if (!Number.isInteger(orientation) || orientation < 2 || orientation > 8) return raster;
  const { width, height } = raster;
  const turned = orientation >= 5;
  const out = turned ? emptyRaster(height, width) : emptyRaster(width, height);
  const from = words(raster);
  const to = words(out);
  // Where a stored pixel goes: index of the first, and the way from one to the next along rows and down columns.
  const [mirrorX, mirrorY] = mirrors[orientation - 1] ?? [false, false];
  const along = turned ? out.width : 1;
  const down = turned ? 1 : out.width;
  const stepX = mirrorX ? -along : along;
  const stepY = mirrorY ? -down : down;
  const start = (mirrorX ? (width - 1) * along : 0) + (mirrorY ? (height - 1) * down : 0);
  for (let y = 0; y < height; y++) {
    let at = start + y * stepY;
    for (let x = 0; x < width; x++, at += stepX) to[at] = from[y * width + x] ?? 0;
  }
  return out;
}

/** Per orientation: whether the stored columns, and the stored rows, run backwards in what is seen. */
const mirrors: readonly (readonly [boolean, boolean])[] = [
  [false, false],
  [true, false],
  [true, true],
  [false, true],
  [false, false],
  [false, true],
  [true, true],
  [true, false],
];

function words({ data }: Raster): Uint32Array {
  // A view that starts off a multiple of four cannot be read as words.
  const aligned = data.byteOffset % 4 === 0 ? data : data.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
}

/** The picture on a ground (0xRRGGBB), without transparency. */
export function flattened(raster: Raster, ground: number): Raster {
  const out = raster.data.slice();
  const colour = [(ground >> 16) & 255, (ground >> 8) & 255, ground & 255];
  for (let i = 0; i < out.length; i += 4) {
    const a = out[i + 3] ?? 0;
    if (a === 255) continue;
    for (let c = 0; c < 3; c++) out[i + c] = Math.round(((out[i + c] ?? 0) * a + (colour[c] ?? 0) * (255 - a)) / 255);
    out[i + 3] = 255;
  }
  return { ...raster, data: out };
}

/** Whether nothing shows through. */
export function isOpaque({ data }: Raster): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false;
  return true;
}
