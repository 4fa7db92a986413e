import { clamp } from './numbers.ts';
import type { Raster } from './raster.ts';

/** A picture reduced to flat areas: lightness and colour per pixel, and where an illustrator would draw a line. */
export interface Simplified {
  readonly width: number;
  readonly height: number;
  /** 0 dark to 255 light, stretched to the full range. */
  readonly tones: Uint8Array;
  /** Red, green and blue of the flat areas. */
  readonly colours: Uint8Array;
  /** 0 nothing to 255 a line. */
  readonly lines: Uint8Array;
}

/** Sums over all pixels above and to the left, one wider and higher than the picture. */
class Sums {
  readonly #cells: Float64Array;
  readonly #stride: number;

  constructor(width: number, height: number, value: (pixel: number) => number) {
    this.#stride = width + 1;
    this.#cells = new Float64Array((width + 1) * (height + 1));
    for (let y = 0; y < height; y++) {
      let row = 0;
      for (let x = 0; x < width; x++) {
        row += value(y * width + x);
        const at = (y + 1) * this.#stride + x + 1;
        this.#cells[at] = (this.#cells[at - this.#stride] ?? 0) + row;
      }
    }
  }

  over(left: number, top: number, right: number, bottom: number): number {
    const cells = this.#cells;
    const stride = this.#stride;
    return (
      (cells[bottom * stride + right] ?? 0) -
      (cells[top * stride + right] ?? 0) -
      (cells[bottom * stride + left] ?? 0) +
      (cells[top * stride + left] ?? 0)
    );
  }
}

/**
 * Kuwahara's filter: each pixel takes the mean of the calmest of the four squares that meet in it, which flattens
 * areas and keeps edges. Transparent pixels are taken as `paper` (0xRRGGBB).
 */
export function simplify(picture: Raster, paper: number): Simplified {
  const { width, height } = picture;
  const flat = onPaper(picture, paper);
  const luma = new Float64Array(width * height);
  for (let i = 0; i < luma.length; i++)
    luma[i] = 0.299 * (flat[3 * i] ?? 0) + 0.587 * (flat[3 * i + 1] ?? 0) + 0.114 * (flat[3 * i + 2] ?? 0);
  const sums = [
    new Sums(width, height, (i) => luma[i] ?? 0),
    new Sums(width, height, (i) => (luma[i] ?? 0) * (luma[i] ?? 0)),
    new Sums(width, height, (i) => flat[3 * i] ?? 0),
    new Sums(width, height, (i) => flat[3 * i + 1] ?? 0),
    new Sums(width, height, (i) => flat[3 * i + 2] ?? 0),
  ] as const;
  const colours = calm(width, height, sums);
  return { width, height, colours, tones: stretched(colours), lines: inkLines(width, height, sums[0]) };
}

function onPaper({ data, width, height }: Raster, paper: number): Uint8Array {
  const out = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const a = data[4 * i + 3] ?? 0;
    for (let c = 0; c < 3; c++)
      out[3 * i + c] = ((data[4 * i + c] ?? 0) * a + ((paper >> (16 - 8 * c)) & 255) * (255 - a) + 127) / 255;
  }
  return out;
}

type Planes = readonly [luma: Sums, squares: Sums, red: Sums, green: Sums, blue: Sums];

function calm(width: number, height: number, [luma, squares, red, green, blue]: Planes): Uint8Array {
  const radius = Math.max(1, Math.round(Math.min(width, height) / 190));
  const out = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let least = Infinity;
      let [left, top, right, bottom] = [0, 0, 0, 0];
      for (let quarter = 0; quarter < 4; quarter++) {
        const l = Math.max(0, quarter & 1 ? x : x - radius);
        const t = Math.max(0, quarter & 2 ? y : y - radius);
        const r = Math.min(width, quarter & 1 ? x + radius + 1 : x + 1);
        const b = Math.min(height, quarter & 2 ? y + radius + 1 : y + 1);
        const area = (r - l) * (b - t);
        const mean = luma.over(l, t, r, b) / area;
        const spread = squares.over(l, t, r, b) / area - mean * mean;
        if (spread < least) {
          least = spread;
          [left, top, right, bottom] = [l, t, r, b];
        }
      }
      const area = (right - left) * (bottom - top);
      const at = (y * width + x) * 3;
      out[at] = red.over(left, top, right, bottom) / area;
      out[at + 1] = green.over(left, top, right, bottom) / area;
      out[at + 2] = blue.over(left, top, right, bottom) / area;
    }
  }
  return out;
}

/** Lightness from the 2nd to the 98th percentile spread over 0 to 255. */
function stretched(colours: Uint8Array): Uint8Array {
  const out = new Uint8Array(colours.length / 3);
  const counts = new Float64Array(256);
  for (let i = 0; i < out.length; i++) {
    const tone = (77 * (colours[3 * i] ?? 0) + 150 * (colours[3 * i + 1] ?? 0) + 29 * (colours[3 * i + 2] ?? 0)) >> 8;
    out[i] = tone;
    counts[tone] = (counts[tone] ?? 0) + 1;
  }
  const share = (part: number): number => {
    let sum = 0;
    for (let tone = 0; tone < 256; tone++) {
      sum += counts[tone] ?? 0;
      if (sum >= part * out.length) return tone;
    }
    return 255;
  };
  const [first, last] = [share(0.02), share(0.98)];
  // A picture without contrast keeps its calm, and a plain one its tone.
  const range = Math.max(48, last - first);
  const low = first - ((range - (last - first)) * first) / 255;
  for (let i = 0; i < out.length; i++) out[i] = clamp((((out[i] ?? 0) - low) * 255) / range, 0, 255);
  return out;
}

/** Pixels clearly darker than their surroundings: the difference of two blurs. */
function inkLines(width: number, height: number, luma: Sums): Uint8Array {
  const wide = Math.max(2, Math.round(Math.min(width, height) / 240));
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const mean = (radius: number): number => {
        const [l, t, r, b] = [
          Math.max(0, x - radius),
          Math.max(0, y - radius),
          Math.min(width, x + radius + 1),
          Math.min(height, y + radius + 1),
        ];
        return luma.over(l, t, r, b) / ((r - l) * (b - t));
      };
      out[y * width + x] = clamp((mean(wide) - mean(1) - 7) * 26, 0, 255);
    }
  }
  return out;
}
