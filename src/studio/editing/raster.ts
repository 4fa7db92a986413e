import type { Stroke } from '../state.ts';
import type { Point, Rect, Size } from './geometry.ts';

/** One byte for each pixel of an image: 1 where it is marked. */
export interface Marks extends Size {
  readonly bytes: Uint8Array;
}

export function noMarks({ width, height }: Size): Marks {
  return { width, height, bytes: new Uint8Array(width * height) };
}

/**
 * Marks the pixels whose middle lies in a stroke; in steps, so that whoever draws a large image can rest between them.
 * No canvas: that would leave half-marked edges, differ between machines, and hold four bytes for a pixel.
 */
export function* mark(marks: Marks, stroke: Stroke): Generator<void> {
  switch (stroke.tool) {
    case 'brush':
    case 'eraser':
      yield* markLine(marks, stroke.points, Math.max(stroke.radius, 0.5), stroke.tool === 'brush' ? 1 : 0);
      return;
    case 'rectangle':
      markRect(marks, stroke);
      return;
    case 'lasso':
      markPolygon(marks, stroke.points);
      return;
    case 'invert':
      for (let index = 0; index < marks.bytes.length; index++) marks.bytes[index] = 1 - (marks.bytes[index] ?? 0);
  }
}

/** From the first pixel whose middle is not before `from` to the last whose middle is not behind `to`. */
function markRow({ width, height, bytes }: Marks, row: number, from: number, to: number, value: number): void {
  if (row < 0 || row >= height) return;
  const first = Math.max(Math.ceil(from - 0.5), 0);
  const last = Math.min(Math.floor(to - 0.5), width - 1);
  if (last >= first) bytes.fill(value, row * width + first, row * width + last + 1);
}

function markRect(marks: Marks, { x, y, width, height }: Rect): void {
  for (let row = Math.max(y, 0); row < Math.min(y + height, marks.height); row++) markRow(marks, row, x, x + width, 1);
}

function* markLine(marks: Marks, points: readonly Point[], radius: number, value: number): Generator<void> {
  let from = points[0];
  for (const to of points) {
    markCapsule(marks, from ?? to, to, radius, value);
    // The thinnest line would else slip through between the middles of pixels.
    markRow(marks, Math.floor(to[1]), Math.floor(to[0]), Math.floor(to[0]) + 1, value);
    from = to;
    yield;
  }
}

/** All that is no further than `radius` from the line between two points. It bulges, so that each row has one run. */
function markCapsule(marks: Marks, a: Point, b: Point, radius: number, value: number): void {
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
  const across: Point = length === 0 ? [0, 0] : [(-(b[1] - a[1]) * radius) / length, ((b[0] - a[0]) * radius) / length];
  const corners: readonly Point[] = [
    [a[0] + across[0], a[1] + across[1]],
    [b[0] + across[0], b[1] + across[1]],
    [b[0] - across[0], b[1] - across[1]],
    [a[0] - across[0], a[1] - across[1]],
  ];
  const top = Math.max(Math.floor(Math.min(a[1], b[1]) - radius), 0);
  const bottom = Math.min(Math.ceil(Math.max(a[1], b[1]) + radius), marks.height - 1);
  for (let row = top; row <= bottom; row++) {
    const run: [number, number] = [Infinity, -Infinity];
    widenByCircle(run, a, radius, row + 0.5);
    widenByCircle(run, b, radius, row + 0.5);
    for (const [index, corner] of corners.entries())
      widenByEdge(run, corner, corners[(index + 1) % 4] ?? corner, row + 0.5);
    markRow(marks, row, run[0], run[1], value);
  }
}

function widen(run: [number, number], from: number, to: number): void {
  run[0] = Math.min(run[0], from);
  run[1] = Math.max(run[1], to);
}

function widenByCircle(run: [number, number], [x, y]: Point, radius: number, at: number): void {
  const half = Math.sqrt(radius * radius - (at - y) * (at - y));
  if (half >= 0) widen(run, x - half, x + half);
}

function widenByEdge(run: [number, number], [ax, ay]: Point, [bx, by]: Point, at: number): void {
  if (ay === by || at < Math.min(ay, by) || at > Math.max(ay, by)) return;
  const x = ax + ((at - ay) / (by - ay)) * (bx - ax);
  widen(run, x, x);
}

/** What a closed line goes round, also where it crosses itself. */
function markPolygon(marks: Marks, points: readonly Point[]): void {
  const crossings = new Map<number, [x: number, winding: number][]>();
  for (const [index, a] of points.entries()) {
    const b = points[(index + 1) % points.length] ?? a;
    const winding = a[1] < b[1] ? 1 : -1;
    const [upper, lower] = winding === 1 ? [a, b] : [b, a];
    const first = Math.max(Math.ceil(upper[1] - 0.5), 0);
    const end = Math.min(Math.ceil(lower[1] - 0.5), marks.height);
    for (let row = first; row < end; row++) {
      const x = upper[0] + ((row + 0.5 - upper[1]) / (lower[1] - upper[1])) * (lower[0] - upper[0]);
      const found = crossings.get(row);
      if (found) found.push([x, winding]);
      else crossings.set(row, [[x, winding]]);
    }
  }
  for (const [row, found] of crossings) markCrossed(marks, row, found);
}

function markCrossed(marks: Marks, row: number, crossings: [x: number, winding: number][]): void {
  crossings.sort(([a], [b]) => a - b);
  let turns = 0;
  let from = 0;
  for (const [x, winding] of crossings) {
    if (turns === 0) from = x;
    turns += winding;
    if (turns === 0) markRow(marks, row, from, x, 1);
  }
}
