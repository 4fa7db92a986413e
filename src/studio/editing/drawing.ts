import type { Stroke } from '../state.ts';
import { clampPoint, rectBetween, simplify, type Point, type Size } from './geometry.ts';

export type Tool = 'brush' | 'eraser' | 'rectangle' | 'lasso';

/** Points that all strokes on an image may have together. */
export const mostPoints = 20_000;
const leastDistance = 0.05;

/** What is being drawn and is not yet a mark. Knows nothing of pointers and keys: it gets places. */
export class Drawing {
  readonly tool: Tool;
  readonly #radius: number;
  readonly #size: Size;
  readonly #points: Point[];

  /** @param radius Of brush and eraser, in pixels of the image. */
  constructor(tool: Tool, radius: number, size: Size, from: Point) {
    this.tool = tool;
    this.#radius = radius;
    this.#size = size;
    this.#points = [this.#keptOf(from)];
  }

  to(points: readonly Point[]): void {
    for (const point of points) {
      const kept = this.#keptOf(point);
      const last = this.#points.at(-1) ?? kept;
      if (Math.hypot(kept[0] - last[0], kept[1] - last[1]) > leastDistance) this.#points.push(kept);
    }
  }

  /** As it would be if it ended here; undefined: it is nothing yet, as a rectangle of one place. */
  get stroke(): Stroke | undefined {
    return this.#strokeOf(this.#points);
  }

  /**
   * @param tolerance Pixels by which points may be off, for fewer of them.
   * @param left Points that there is room for; undefined when it cannot be drawn with so few.
   */
  ended(tolerance: number, left: number): Stroke | undefined {
    let points = rounded(simplify(this.#points, tolerance));
    for (let more = tolerance * 2; points.length > left && more <= 16 * tolerance; more *= 2) {
      points = rounded(simplify(this.#points, more));
    }
    return points.length > left ? undefined : this.#strokeOf(points);
  }

  #strokeOf(points: readonly Point[]): Stroke | undefined {
    const first = points[0];
    const last = points.at(-1);
    if (!first || !last) return undefined;
    if (this.tool === 'brush' || this.tool === 'eraser') return { tool: this.tool, radius: this.#radius, points };
    if (points.length < 2) return undefined;
    if (this.tool === 'rectangle') return { tool: 'rectangle', ...rectBetween(first, last, this.#size) };
    return points.length < 3 ? undefined : { tool: 'lasso', points };
  }

  /** A brush may reach in from beyond the edge; corners may not lie there. */
  #keptOf([x, y]: Point): Point {
    if (this.tool === 'rectangle' || this.tool === 'lasso') return clampPoint([x, y], this.#size);
    const { width, height } = this.#size;
    const [kx, ky] = clampPoint([x + this.#radius, y + this.#radius], {
      width: width + 2 * this.#radius,
      height: height + 2 * this.#radius,
    });
    return [kx - this.#radius, ky - this.#radius];
  }
}

function rounded(points: readonly Point[]): readonly Point[] {
  return points.map(([x, y]) => [Math.round(x * 10) / 10, Math.round(y * 10) / 10]);
}

export function pointsOf(strokes: readonly Stroke[]): number {
  return strokes.reduce((sum, stroke) => sum + ('points' in stroke ? stroke.points.length : 2), 0);
}
