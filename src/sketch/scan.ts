import { clamp } from './numbers.ts';
import type { Contour, Path } from './path.ts';

/** Receives one row of a shape: how much of each pixel from `from` up to `to` is covered, 0 to 255, at its own x. */
export type RowSink = (y: number, from: number, to: number, coverage: Uint8Array) => void;

/**
 * Turns shapes into rows of exact pixel coverage. Every edge adds the signed area to its right to an accumulation
 * buffer; a running sum along the row then is the winding number, with fractions at the edges. Its absolute value is cut off at 1: pieces
 * that turn the same way merge, pieces that turn the other way cut holes.
 */
export class Scanner {
  readonly #width: number;
  readonly #height: number;
  readonly #sums: Float64Array;
  readonly #coverage: Uint8Array;
  readonly #stride: number;

  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
    this.#stride = width + 2;
    this.#coverage = new Uint8Array(width);
    this.#sums = new Float64Array(this.#stride * bandHeight);
  }

  /** `dx`, `dy` move the shape. */
  scan(path: Path, dx: number, dy: number, sink: RowSink): void {
    const extents = path.map(extentOf);
    const left = extents.reduce((least, extent) => Math.min(least, extent.left), Infinity);
    const right = extents.reduce((most, extent) => Math.max(most, extent.right), -Infinity);
    const top = extents.reduce((least, extent) => Math.min(least, extent.top), Infinity) + dy;
    const bottom = extents.reduce((most, extent) => Math.max(most, extent.bottom), -Infinity) + dy;
    const from = clamp(Math.floor(left + dx), 0, this.#width);
    const to = clamp(Math.ceil(right + dx), 0, this.#width);
    const last = clamp(Math.ceil(bottom), 0, this.#height);
    if (!(from < to)) return;
    for (let y = clamp(Math.floor(top), 0, this.#height); y < last; y += bandHeight) {
      const rows = Math.min(bandHeight, last - y);
      path.forEach((contour, i) => {
        const extent = extents[i];
        if (extent === undefined || extent.bottom + dy < y || extent.top + dy > y + rows) return;
        this.#addContour(contour, dx, dy - y, rows);
      });
      for (let row = 0; row < rows; row++) {
        if (this.#settle(row * this.#stride, from, to)) sink(y + row, from, to, this.#coverage);
      }
    }
  }

  /** Sums up a row and empties it again. False when nothing is covered. */
  #settle(start: number, from: number, to: number): boolean {
    const sums = this.#sums;
    const coverage = this.#coverage;
    let winding = 0;
    let any = 0;
    for (let x = from; x < to; x++) {
      winding += sums[start + x] ?? 0;
      const covered = winding < 0 ? -winding : winding;
      const step = covered >= 1 ? 255 : (covered * 255 + 0.5) | 0;
      coverage[x] = step;
      any |= step;
    }
    sums.fill(0, start + from, start + to + 2);
    return any !== 0;
  }

  #addContour(contour: Contour, dx: number, dy: number, rows: number): void {
    const n = contour.length;
    let x0 = (contour[n - 2] ?? 0) + dx;
    let y0 = (contour[n - 1] ?? 0) + dy;
    for (let i = 0; i + 1 < n; i += 2) {
      const x1 = (contour[i] ?? 0) + dx;
      const y1 = (contour[i + 1] ?? 0) + dy;
      if (y0 < y1) {
        if (y1 > 0 && y0 < rows) this.#addEdge(x0, y0, x1, y1, 1, rows);
      } else if (y1 < y0) {
        if (y0 > 0 && y1 < rows) this.#addEdge(x1, y1, x0, y0, -1, rows);
      }
      x0 = x1;
      y0 = y1;
    }
  }

  #addEdge(x0: number, y0: number, x1: number, y1: number, direction: number, rows: number): void {
    const slope = (x1 - x0) / (y1 - y0);
    const end = Math.min(rows, Math.ceil(y1));
    let x = y0 < 0 ? x0 - y0 * slope : x0;
    let y = Math.max(0, y0);
    for (let row = Math.floor(y); row < end; row++) {
      const next = Math.min(row + 1, y1);
      const xNext = x + slope * (next - y);
      this.#addPiece(row * this.#stride, x, xNext, (next - y) * direction);
      x = xNext;
      y = next;
    }
  }

  /** Adds the part of an edge that lies within one row. */
  #addPiece(start: number, xa: number, xb: number, height: number): void {
    const sums = this.#sums;
    const width = this.#width;
    const x0 = clamp(xa < xb ? xa : xb, 0, width);
    const x1 = clamp(xa < xb ? xb : xa, 0, width);
    const first = Math.floor(x0);
    const beyond = Math.ceil(x1);
    if (beyond <= first + 1) {
      const part = height * ((x0 + x1) / 2 - first);
      sums[start + first] = (sums[start + first] ?? 0) + height - part;
      sums[start + first + 1] = (sums[start + first + 1] ?? 0) + part;
      return;
    }
    const perPixel = height / (x1 - x0);
    let before = 0;
    for (let x = first; x < beyond; x++) {
      const a = x < x0 ? x0 : x;
      const b = x + 1 > x1 ? x1 : x + 1;
      const area = perPixel * (b - a) * (x + 1 - (a + b) / 2) + perPixel * (a - x0);
      sums[start + x] = (sums[start + x] ?? 0) + area - before;
      before = area;
    }
    sums[start + beyond] = (sums[start + beyond] ?? 0) + height - before;
  }
}

/** Rows worked on at a time, so that the buffer of sums stays small at any picture size. */
const bandHeight = 64;

interface Extent {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

function extentOf(contour: Contour): Extent {
  let [top, bottom, left, right] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i + 1 < contour.length; i += 2) {
    const x = contour[i] ?? 0;
    const y = contour[i + 1] ?? 0;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  return { top, bottom, left, right };
}
