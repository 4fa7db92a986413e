import type { Raster } from '../../sketch/raster.ts';

/** What a picture lies on, as far as its outermost pixels tell. */
export interface Ground {
  /** `clear`: nothing. `plain`: one colour. `picture`: the picture goes on to its edges. */
  readonly kind: 'clear' | 'plain' | 'picture';
  /** 0xRRGGBB; white where the edges show nothing. */
  readonly colour: number;
}

const white = 0xffffff;
/** An alpha below this is seen by nobody. */
const faint = 8;
/** JPEG gives one colour in so many shades. */
const tolerance = 16;
/** Share of the edges that has to agree; what a subject touches is no longer its ground. */
const most = 0.98;

/** Looks at the outermost pixels of a picture. */
export function groundOf(raster: Raster): Ground {
  const edge = edgePixels(raster);
  const seen = edge.filter((at) => (raster.data[at + 3] ?? 0) >= faint);
  if (seen.length <= edge.length * (1 - most)) return { kind: 'clear', colour: white };
  const middle = [0, 1, 2].map((channel) => median(seen.map((at) => raster.data[at + channel] ?? 0)));
  const colour = middle.reduce((sum, value) => sum * 256 + value, 0);
  const isPlain = seen.filter((at) => isNear(raster.data, at, colour)).length >= edge.length * most;
  return { kind: isPlain ? 'plain' : 'picture', colour };
}

/** How far from the middle of a picture something is seen on its ground, in pixels: half its diagonal where that is all. */
export function reachOf(raster: Raster, { kind, colour }: Ground): number {
  const { width, height, data } = raster;
  if (kind === 'picture') return Math.hypot(width, height) / 2;
  let farthest = 0;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      if ((data[at + 3] ?? 0) < faint || (kind === 'plain' && isNear(data, at, colour))) continue;
      // The corner of the pixel that lies farther out.
      const dx = Math.abs(x + 0.5 - width / 2) + 0.5;
      const dy = Math.abs(y + 0.5 - height / 2) + 0.5;
      farthest = Math.max(farthest, dx * dx + dy * dy);
    }
  }
  return Math.sqrt(farthest);
}

function isNear(data: Uint8Array, at: number, colour: number): boolean {
  return (
    (data[at + 3] ?? 0) >= 255 - tolerance &&
    Math.abs((data[at] ?? 0) - (colour >> 16)) <= tolerance &&
    Math.abs((data[at + 1] ?? 0) - ((colour >> 8) & 255)) <= tolerance &&
    Math.abs((data[at + 2] ?? 0) - (colour & 255)) <= tolerance
  );
}

/** Where the pixels of the four sides begin in the data. */
function edgePixels({ width, height }: Raster): readonly number[] {
  const pixels: number[] = [];
  for (let x = 0; x < width; x++) pixels.push(x, (height - 1) * width + x);
  for (let y = 1; y < height - 1; y++) pixels.push(y * width, y * width + width - 1);
  return pixels.map((pixel) => pixel * 4);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
