/** A place in an image, in its pixels, or on the screen. */
export type Point = readonly [x: number, y: number];

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Rect extends Size {
  readonly x: number;
  readonly y: number;
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

export function clampPoint([x, y]: Point, { width, height }: Size): Point {
  return [clamp(x, 0, width), clamp(y, 0, height)];
}

/** The whole pixels between two corners, in any order; what lies beyond the image is left out. At least one pixel. */
export function rectBetween(from: Point, to: Point, within: Size): Rect {
  const [left, right] = span(from[0], to[0], within.width);
  const [top, bottom] = span(from[1], to[1], within.height);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function span(from: number, to: number, most: number): Point {
  const low = clamp(Math.round(Math.min(from, to)), 0, most - 1);
  return [low, clamp(Math.round(Math.max(from, to)), low + 1, most)];
}

/** Whole numbers that lie within an image, whatever was typed. */
export function rectWithin(rect: Rect, within: Size): Rect {
  const x = clamp(Math.round(rect.x), 0, within.width - 1);
  const y = clamp(Math.round(rect.y), 0, within.height - 1);
  return {
    x,
    y,
    width: clamp(Math.round(rect.width), 1, within.width - x),
    height: clamp(Math.round(rect.height), 1, within.height - y),
  };
}

/** Points that are looked at together: a wild line of many thousands would else take seconds. */
const together = 256;

/** A line through some of the points: none that is left out lies further off than this. */
export function simplify(points: readonly Point[], tolerance: number): readonly Point[] {
  if (points.length < 3) return points;
  const keeps = new Uint8Array(points.length);
  const ranges: [number, number][] = [];
  for (let first = 0; first < points.length - 1; first += together) {
    ranges.push([first, Math.min(first + together, points.length - 1)]);
  }
  for (let range = ranges.pop(); range !== undefined; range = ranges.pop()) {
    const [first, last] = range;
    keeps[first] = 1;
    keeps[last] = 1;
    const farthest = farthestFrom(points, first, last);
    if (farthest.distance > tolerance) ranges.push([first, farthest.index], [farthest.index, last]);
  }
  return points.filter((_, index) => keeps[index] === 1);
}

function farthestFrom(points: readonly Point[], first: number, last: number): { index: number; distance: number } {
  const from = points[first] ?? [0, 0];
  const to = points[last] ?? from;
  const farthest = { index: first, distance: 0 };
  for (let index = first + 1; index < last; index++) {
    const distance = distanceToSegment(points[index] ?? from, from, to);
    if (distance > farthest.distance) Object.assign(farthest, { index, distance });
  }
  return farthest;
}

export function distanceToSegment([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const dx = bx - ax;
  const dy = by - ay;
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : clamp(((x - ax) * dx + (y - ay) * dy) / length, 0, 1);
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

/** Largest size of a ratio that fits into another size, in whole pixels. */
export function largestOfRatio(ratio: number, within: Size): Size {
  const width = Math.min(within.width, Math.round(within.height * ratio));
  return { width: Math.max(width, 1), height: clamp(Math.round(width / ratio), 1, within.height) };
}

/** Smallest size of a ratio that holds another size, in whole pixels. */
export function smallestOfRatio(ratio: number, holding: Size): Size {
  const width = Math.max(holding.width, Math.round(holding.height * ratio));
  return { width, height: Math.max(holding.height, Math.round(width / ratio)) };
}
