import type { Marks } from './raster.ts';

/** Widest fade of an edge, in pixels. */
export const mostFeather = 250;

/**
 * What each pixel keeps of the original: 255 all of it, 0 nothing. Row by row. The fade lies wholly inside of the
 * marks, so that what is not marked keeps 255 exactly; the image's own edges do not fade.
 */
export class Feather {
  readonly #marks: Marks;
  readonly #reach: number;
  readonly #heights: Uint8Array;
  /** What a pixel keeps, by the square of its distance to the nearest one that is not marked. */
  readonly #keeps: Uint8Array;
  readonly #row: Uint8Array;
  /** Columns of the parabolas of the lower envelope, and where each begins. */
  readonly #columns: Int32Array;
  readonly #starts: Float64Array;

  constructor(marks: Marks, feather: number) {
    this.#marks = marks;
    this.#reach = Math.min(Math.max(Math.round(feather), 0), mostFeather) + 1;
    this.#heights = this.#reach > 1 ? new Uint8Array(marks.bytes.length) : marks.bytes;
    this.#keeps = keepsByDistance(this.#reach);
    this.#row = new Uint8Array(marks.width);
    this.#columns = new Int32Array(marks.width);
    this.#starts = new Float64Array(marks.width + 1);
  }

  /** Measures how far each pixel is from the nearest unmarked one above or below; a step for each row. */
  *measure(): Generator<void> {
    if (this.#reach === 1) return;
    const { width, height, bytes } = this.#marks;
    const heights = this.#heights;
    for (let row = 0; row < height; row++) {
      for (let index = row * width; index < (row + 1) * width; index++) {
        const above = row === 0 ? this.#reach : (heights[index - width] ?? 0) + 1;
        heights[index] = bytes[index] === 1 ? Math.min(above, this.#reach) : 0;
      }
      yield;
    }
    for (let row = height - 2; row >= 0; row--) {
      for (let index = row * width; index < (row + 1) * width; index++) {
        const below = (heights[index + width] ?? 0) + 1;
        if (below < (heights[index] ?? 0)) heights[index] = below;
      }
      yield;
    }
  }

  /** The same array each time. */
  row(row: number): Uint8Array {
    const { width } = this.#marks;
    const heights = this.#heights.subarray(row * width, (row + 1) * width);
    if (this.#reach > 1 && heights.some((height) => height > 0)) this.#fade(heights);
    else for (let x = 0; x < width; x++) this.#row[x] = heights[x] === 0 ? 255 : 0;
    return this.#row;
  }

  /** Exact distances: the least of all parabolas that stand in a row, one over each column, as high as its distance. */
  #fade(heights: Uint8Array): void {
    const columns = this.#columns;
    const starts = this.#starts;
    const { width } = this.#marks;
    let last = 0;
    columns[0] = 0;
    starts[0] = -Infinity;
    for (let x = 1; x < width; x++) {
      let meets = meeting(heights, columns[last] ?? 0, x);
      while (meets <= (starts[last] ?? 0)) meets = meeting(heights, columns[--last] ?? 0, x);
      columns[++last] = x;
      starts[last] = meets;
    }
    starts[last + 1] = Infinity;
    const most = this.#reach * this.#reach;
    for (let x = 0, at = 0; x < width; x++) {
      while ((starts[at + 1] ?? Infinity) < x) at++;
      const column = columns[at] ?? 0;
      const height = heights[column] ?? 0;
      this.#row[x] = this.#keeps[Math.min((x - column) * (x - column) + height * height, most)] ?? 255;
    }
  }
}

function meeting(heights: Uint8Array, left: number, right: number): number {
  const a = heights[left] ?? 0;
  const b = heights[right] ?? 0;
  return (b * b + right * right - a * a - left * left) / (2 * (right - left));
}

function keepsByDistance(reach: number): Uint8Array {
  const keeps = new Uint8Array(reach * reach + 1);
  for (let square = 0; square < keeps.length; square++) {
    const along = Math.sqrt(square) / reach;
    keeps[square] = Math.round(255 * (1 - along * along * (3 - 2 * along)));
  }
  return keeps;
}
