import { clamp, largestOfRatio, type Rect, type Size } from './geometry.ts';

/** Parts of a crop that can be taken hold of; "move" is all of it. */
export type Handle = 'move' | 'nw' | 'n' | 'ne' | 'e' | 'se' | 's' | 'sw' | 'w';

export const handles: readonly Exclude<Handle, 'move'>[] = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'];

/**
 * A crop after one of its parts was moved. It stays in the image, keeps a pixel at least, and its ratio where one is
 * given; the corner or side across stays where it is.
 */
export function moveHandle(
  rect: Rect,
  handle: Handle,
  [dx, dy]: readonly [number, number],
  within: Size,
  ratio?: number,
): Rect {
  if (handle === 'move') {
    const x = clamp(Math.round(rect.x + dx), 0, within.width - rect.width);
    const y = clamp(Math.round(rect.y + dy), 0, within.height - rect.height);
    return { ...rect, x, y };
  }
  const [x, width] = stretch(
    rect.x,
    rect.width,
    handle.includes('w') ? -1 : handle.includes('e') ? 1 : 0,
    dx,
    within.width,
  );
  const [y, height] = stretch(
    rect.y,
    rect.height,
    handle.includes('n') ? -1 : handle.includes('s') ? 1 : 0,
    dy,
    within.height,
  );
  const free = { x, y, width, height };
  return ratio === undefined ? free : keepRatio(rect, free, handle, ratio, within);
}

/** One axis: where it begins and how long it is after its start (-1) or its end (1) was moved. */
function stretch(from: number, length: number, side: -1 | 0 | 1, by: number, most: number): [number, number] {
  const end = from + length;
  if (side === 0) return [from, length];
  if (side === 1) return [from, clamp(Math.round(end + by), from + 1, most) - from];
  const start = clamp(Math.round(from + by), 0, end - 1);
  return [start, end - start];
}

/** @param before What was held: of a corner, the axis that moved further counts. */
function keepRatio(before: Rect, rect: Rect, handle: Exclude<Handle, 'move'>, ratio: number, within: Size): Rect {
  const isSide = handle.length === 1;
  const wider = Math.abs(rect.width - before.width) / ratio;
  const byWidth = isSide ? handle === 'e' || handle === 'w' : wider >= Math.abs(rect.height - before.height);
  const wanted = byWidth
    ? { width: rect.width, height: rect.width / ratio }
    : { width: rect.height * ratio, height: rect.height };
  const across = anchor(rect.x, rect.width, handle.includes('w'), handle.includes('e'));
  const down = anchor(rect.y, rect.height, handle.includes('n'), handle.includes('s'));
  const room = { width: roomAt(across, within.width), height: roomAt(down, within.height) };
  const shrunk = Math.min(1, room.width / wanted.width, room.height / wanted.height);
  const width = Math.max(1, Math.round(wanted.width * shrunk));
  const height = Math.max(1, Math.round(wanted.height * shrunk));
  return placed(width, height, across, down, within);
}

/** What stays where it is on one axis: a place, and which part of the length lies before it. */
type Anchor = readonly [at: number, before: 0 | 0.5 | 1];

function anchor(from: number, length: number, isStartMoved: boolean, isEndMoved: boolean): Anchor {
  if (isStartMoved) return [from + length, 1];
  return isEndMoved ? [from, 0] : [from + length / 2, 0.5];
}

function roomAt([at, before]: Anchor, most: number): number {
  if (before === 1) return at;
  return before === 0 ? most - at : 2 * Math.min(at, most - at);
}

function placed(width: number, height: number, across: Anchor, down: Anchor, within: Size): Rect {
  const x = clamp(Math.round(across[0] - width * across[1]), 0, within.width - width);
  const y = clamp(Math.round(down[0] - height * down[1]), 0, within.height - height);
  return { x, y, width, height };
}

/** The largest crop of a ratio around the middle of another, which stays in the image. */
export function cropOfRatio(rect: Rect, ratio: number, within: Size): Rect {
  const size = largestOfRatio(ratio, rect);
  const x = Math.round(rect.x + (rect.width - size.width) / 2);
  const y = Math.round(rect.y + (rect.height - size.height) / 2);
  return { ...size, x: clamp(x, 0, within.width - size.width), y: clamp(y, 0, within.height - size.height) };
}
