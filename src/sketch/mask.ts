import { clamp } from './numbers.ts';
import type { Raster } from './raster.ts';

/** Where a picture may change: per pixel 0 (never) to 255 (wholly), and the smallest box around what may. */
export interface Region {
  readonly width: number;
  readonly height: number;
  readonly weights: Uint8Array;
  readonly box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
}

/** The region that a mask opens (alpha 0 = change here), made soft inwards. Outside it stays exactly 0. */
export function openRegion(mask: Raster): Region | undefined {
  const { width, height, data } = mask;
  const open = new Uint8Array(width * height);
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const weight = 255 - (data[(y * width + x) * 4 + 3] ?? 0);
      if (weight === 0) continue;
      open[y * width + x] = weight;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
  }
  if (right < 0) return undefined;
  const box = { left, top, width: right - left + 1, height: bottom - top + 1 };
  return { width, height, weights: softened(open, width, height, Math.min(box.width, box.height)), box };
}

/**
 * Fades towards the border of the region, from within. The border of the picture is no border of the region. Thin
 * strokes get a thin fade, so that they do not vanish.
 */
function softened(open: Uint8Array, width: number, height: number, narrow: number): Uint8Array {
  for (let radius = Math.round(clamp(narrow / 24, 1, 24)); radius >= 1; radius = Math.floor(radius / 2)) {
    const blurred = blur(blur(open, width, height, radius, 1), width, height, radius, width);
    const out = new Uint8Array(open.length);
    let before = 0;
    let after = 0;
    for (let i = 0; i < out.length; i++) {
      const weight = open[i] ?? 0;
      if (weight === 0) continue;
      const soft = Math.min(weight, clamp(2 * (blurred[i] ?? 0) - 255 + 2 * (255 - weight), 0, 255));
      out[i] = soft;
      before += weight;
      after += soft;
    }
    if (after * 2 >= before) return out;
  }
  return open;
}

/** A sliding mean along rows (`step` 1) or columns (`step` width); beyond the edge the edge goes on. */
function blur(plane: Uint8Array, width: number, height: number, radius: number, step: number): Uint8Array {
  const out = new Uint8Array(plane.length);
  const length = step === 1 ? width : height;
  const lines = step === 1 ? height : width;
  const across = step === 1 ? width : 1;
  const span = 2 * radius + 1;
  for (let line = 0; line < lines; line++) {
    const start = line * across;
    const at = (i: number): number => plane[start + clamp(i, 0, length - 1) * step] ?? 0;
    let sum = 0;
    for (let i = -radius; i <= radius; i++) sum += at(i);
    for (let i = 0; i < length; i++) {
      out[start + i * step] = sum / span;
      sum += at(i + radius + 1) - at(i - radius);
    }
  }
  return out;
}

/** Lays a patch over the region's box. Pixels of weight 0 are not touched. */
export function patch(base: Raster, region: Region, piece: Raster): void {
  const { box, weights } = region;
  for (let y = 0; y < box.height; y++) {
    for (let x = 0; x < box.width; x++) {
      const pixel = (y + box.top) * region.width + x + box.left;
      const weight = weights[pixel] ?? 0;
      if (weight === 0) continue;
      const from = (y * box.width + x) * 4;
      const to = pixel * 4;
      // A transparent pixel has no colour to mix with.
      const colour = base.data[to + 3] === 0 ? 255 : weight;
      for (let c = 0; c < 3; c++)
        base.data[to + c] =
          ((base.data[to + c] ?? 0) * (255 - colour) + (piece.data[from + c] ?? 0) * colour + 127) / 255;
      base.data[to + 3] = ((base.data[to + 3] ?? 0) * (255 - weight) + 255 * weight + 127) / 255;
    }
  }
}
