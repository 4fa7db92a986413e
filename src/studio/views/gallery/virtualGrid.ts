// The geometry of a grid of which only the part in view exists. All in CSS pixels.

/** A tile is never narrower, unless the page is. */
const leastTile = 132;
export const gap = 8;
/** Room around all tiles. */
export const margin = 8;
/** Under the picture. */
export const captionHeight = 24;
/** Rows above and below what is in view that exist as well, so that scrolling does not run into nothing. */
const overscan = 2;

export interface Grid {
  readonly columns: number;
  readonly rows: number;
  /** Side of a picture. */
  readonly tile: number;
  /** From the top of one row to that of the next. */
  readonly pitch: number;
  readonly height: number;
}

export function gridFor(width: number, count: number): Grid {
  const room = Math.max(1, width - 2 * margin);
  const columns = Math.max(1, Math.floor((room + gap) / (leastTile + gap)));
  const tile = Math.floor((room - (columns - 1) * gap) / columns);
  const rows = Math.ceil(count / columns);
  const pitch = tile + captionHeight + gap;
  return { columns, rows, tile, pitch, height: rows === 0 ? 0 : 2 * margin + rows * pitch - gap };
}

/** Where an item is, from the top left corner of everything. */
export function placeOf(index: number, { columns, tile, pitch }: Grid): { readonly x: number; readonly y: number } {
  return { x: margin + (index % columns) * (tile + gap), y: margin + Math.floor(index / columns) * pitch };
}

/** Items from the first to before the last. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Items that are in view, and with `spare` those just outside. */
export function rangeInView(
  grid: Grid,
  count: number,
  scroll: { readonly top: number; readonly height: number },
  spare: number = overscan,
): Range {
  const first = Math.floor((scroll.top - margin) / grid.pitch) - spare;
  const last = Math.ceil((scroll.top + scroll.height - margin) / grid.pitch) + spare;
  const from = Math.min(count, Math.max(0, first) * grid.columns);
  return { from, to: Math.min(count, Math.max(from, last * grid.columns)) };
}

/** Where to scroll so that an item is in view as a whole; as it is, where it already is. */
export function scrollTo(index: number, grid: Grid, scroll: { readonly top: number; readonly height: number }): number {
  const { y } = placeOf(index, grid);
  const bottom = y + grid.tile + captionHeight + margin;
  if (y - margin < scroll.top) return Math.max(0, y - margin);
  return bottom > scroll.top + scroll.height ? bottom - scroll.height : scroll.top;
}

/** Where a key moves to in a grid that is read row by row; undefined for a key that moves nothing. */
export function movedInGrid(
  key: string,
  from: number,
  count: number,
  columns: number,
  page: number,
): number | undefined {
  const to = targetOf(key, from, count, columns, page);
  if (to === undefined || count === 0) return undefined;
  return Math.min(count - 1, Math.max(0, to));
}

function targetOf(key: string, from: number, count: number, columns: number, page: number): number | undefined {
  const rows = Math.max(1, page) * columns;
  switch (key) {
    case 'ArrowRight':
      return from + 1;
    case 'ArrowLeft':
      return from - 1;
    case 'ArrowDown':
      // Of a last row that is not full the end is nearer than nothing.
      return from + columns < count || isInLastRow(from, count, columns)
        ? within(from + columns, count, from)
        : count - 1;
    case 'ArrowUp':
      return from - columns >= 0 ? from - columns : from;
    case 'PageDown':
      return from + rows < count ? from + rows : count - 1;
    case 'PageUp':
      return from - rows >= 0 ? from - rows : from % columns;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

function isInLastRow(index: number, count: number, columns: number): boolean {
  return Math.floor(index / columns) === Math.floor((count - 1) / columns);
}

function within(index: number, count: number, otherwise: number): number {
  return index < count ? index : otherwise;
}
