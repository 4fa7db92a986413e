import type { Point } from './geometry.ts';

/** Something that is drawn with. Points are in pixels of the image, and may lie beyond it. */
export interface Pen {
  down(at: Point): void;
  /** All places since the last call, in order. */
  move(points: readonly Point[]): void;
  up(): void;
  /** It was no stroke after all: a second finger came. */
  cancel(): void;
  /** Where the pointer is while nothing is drawn; undefined: not here. */
  hover(at: Point | undefined): void;
  /** The space bar alone, pressed and let go without moving the image. */
  tap?(): void;
}
