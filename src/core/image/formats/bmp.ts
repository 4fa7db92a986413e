import { fault, type Findings } from '../facts.ts';
import { SpliceList } from '../splice.ts';
import { read, take, type Steps, type Walk } from '../walk.ts';

const uncompressed = new Set([0, 3, 6]);

/** "BM" alone could begin a text, so the size of the header and the number of planes have to be right as well. */
export function isBmp(start: Uint8Array): boolean {
  return (
    read.ascii(start, 0, 2) === 'BM' &&
    [12, 40, 52, 56, 64, 108, 124].includes(read.u32le(start, 14)) &&
    read.u16le(start, read.u32le(start, 14) === 12 ? 22 : 26) === 1
  );
}

export function* parseBmp(_walk: Walk, found: Findings): Steps {
  const header = yield* take(26);
  const pixelsAt = read.u32le(header, 10);
  const isOld = read.u32le(header, 14) === 12;
  if (isOld) {
    found.width = read.u16le(header, 18);
    found.height = read.u16le(header, 20);
  } else {
    found.width = read.u32le(header, 18) | 0;
    // Negative: stored from the top.
    found.height = Math.abs(read.u32le(header, 22) | 0);
  }
  const bits = isOld ? read.u16le(header, 24) : read.u16le(yield* take(4), 2);
  const rest = isOld ? new Uint8Array(8) : yield* take(8);
  const compression = read.u32le(rest, 0);
  const pixelBytes = uncompressed.has(compression)
    ? Math.ceil((found.width * bits) / 32) * 4 * found.height
    : read.u32le(rest, 4);
  if (pixelBytes <= 0 || pixelsAt < 14) {
    found.problem = fault.damaged();
    return;
  }
  found.end = pixelsAt + pixelBytes;
  found.stripped = new SpliceList();
  found.stripped.keep(0, found.end);
}
