import { Chance } from './numbers.ts';

/** Edge of a grain tile in pixels; a power of two, so that wrapping is a bit mask. */
export const tileBits = 9;
export const tileEdge = 1 << tileBits;
export const tileMask = tileEdge - 1;

/** Tileable noise in which every value from 0 to 255 is equally frequent, so that it can serve as a threshold. */
export type Grain = Uint8Array;

/** Noise with spots about `span` pixels wide; 1 for noise without any. Wide spots are made rounder by a second pass. */
export function makeGrain(seed: number, span: number): Grain {
  const chance = new Chance(seed);
  let cells = new Float64Array(tileEdge * tileEdge);
  for (let i = 0; i < cells.length; i++) cells[i] = chance.bits() >>> 8;
  for (let pass = 0; pass < (span > 3 ? 2 : 1); pass++) cells = blurAround(blurAround(cells, span, 1), span, tileEdge);
  return equalised(cells);
}

/** A sliding mean along rows (`stride` 1) or columns (`stride` tileEdge), wrapping at the edges. Sums stay whole. */
function blurAround(cells: Float64Array<ArrayBuffer>, span: number, stride: number): Float64Array<ArrayBuffer> {
  const out = new Float64Array(cells.length);
  const across = stride === 1 ? tileEdge : 1;
  for (let line = 0; line < tileEdge; line++) {
    const start = line * across;
    let sum = 0;
    for (let i = 0; i < span; i++) sum += cells[start + i * stride] ?? 0;
    for (let i = 0; i < tileEdge; i++) {
      out[start + i * stride] = Math.floor(sum / span);
      sum += cells[start + ((i + span) & tileMask) * stride] ?? 0;
      sum -= cells[start + i * stride] ?? 0;
    }
  }
  return out;
}

function equalised(cells: Float64Array): Grain {
  let low = Infinity;
  let high = -Infinity;
  for (const cell of cells) {
    if (cell < low) low = cell;
    if (cell > high) high = cell;
  }
  const bins = 8192;
  const scale = (bins - 1) / Math.max(1, high - low);
  const ranks = new Float64Array(bins + 1);
  for (const cell of cells) {
    const bin = Math.floor((cell - low) * scale) + 1;
    ranks[bin] = (ranks[bin] ?? 0) + 1;
  }
  for (let bin = 1; bin <= bins; bin++) ranks[bin] = (ranks[bin] ?? 0) + (ranks[bin - 1] ?? 0);
  const out = new Uint8Array(cells.length);
  for (let i = 0; i < cells.length; i++) {
    const bin = Math.floor(((cells[i] ?? 0) - low) * scale);
    out[i] = Math.floor(((ranks[bin] ?? 0) * 255.999) / cells.length);
  }
  return out;
}
