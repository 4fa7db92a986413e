import { zlibSync } from 'fflate';
import { concat } from '../base/bytes.ts';
import { crc32 } from '../base/crc32.ts';
import type { Raster } from './raster.ts';

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * A PNG file of a raster: truecolour, with alpha only where some pixel needs it. Deflate is fflate's, so the same
 * pixels give the same bytes under every Node.js version.
 */
export function encodePng(raster: Raster): Uint8Array {
  const { width, height } = raster;
  const channels = isOpaque(raster.data) ? 3 : 4;
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header[8] = 8;
  header[9] = channels === 3 ? 2 : 6;
  // Large pictures: a lighter search costs a few per cent of size and saves most of the time.
  const level = width * height > 3_000_000 ? 3 : 5;
  const body = zlibSync(filtered(raster, channels), { level });
  return concat(
    Uint8Array.from(signature),
    chunk('IHDR', header),
    chunk('IDAT', body),
    chunk('IEND', new Uint8Array(0)),
  );
}

function isOpaque(data: Uint8Array): boolean {
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 255) return false;
  return true;
}

/** Rows with their filter bytes. Each row takes the filter whose output is smallest in sum (PNG 1.2, section 9.6). */
function filtered({ data, width, height }: Raster, channels: number): Uint8Array {
  const length = width * channels;
  const out = new Uint8Array((length + 1) * height);
  let above = new Uint8Array(length);
  let row = new Uint8Array(length);
  const candidates = [new Uint8Array(length), new Uint8Array(length), new Uint8Array(length)] as const;
  for (let y = 0; y < height; y++) {
    for (let x = 0, to = 0, from = y * width * 4; x < width; x++, from += 4) {
      row[to++] = data[from] ?? 0;
      row[to++] = data[from + 1] ?? 0;
      row[to++] = data[from + 2] ?? 0;
      if (channels === 4) row[to++] = data[from + 3] ?? 0;
    }
    const [filter, best] = bestFilter(row, above, channels, candidates);
    out[y * (length + 1)] = filter;
    out.set(best, y * (length + 1) + 1);
    [above, row] = [row, above];
  }
  return out;
}

type Buffers = readonly [Uint8Array, Uint8Array, Uint8Array];

/** Tries Sub (1), Up (2) and Paeth (4). Average never pays on flat inks. */
function bestFilter(
  row: Uint8Array,
  above: Uint8Array,
  channels: number,
  [sub, up, paeth]: Buffers,
): [number, Uint8Array] {
  let subSum = 0;
  let upSum = 0;
  let paethSum = 0;
  for (let i = 0; i < row.length; i++) {
    const value = row[i] ?? 0;
    const left = i < channels ? 0 : (row[i - channels] ?? 0);
    const upper = above[i] ?? 0;
    const corner = i < channels ? 0 : (above[i - channels] ?? 0);
    const s = (value - left) & 255;
    const u = (value - upper) & 255;
    const toLeft = upper > corner ? upper - corner : corner - upper;
    const toUpper = left > corner ? left - corner : corner - left;
    const sum = left + upper - 2 * corner;
    const toCorner = sum < 0 ? -sum : sum;
    const p = (value - (toLeft <= toUpper && toLeft <= toCorner ? left : toUpper <= toCorner ? upper : corner)) & 255;
    sub[i] = s;
    up[i] = u;
    paeth[i] = p;
    subSum += s < 128 ? s : 256 - s;
    upSum += u < 128 ? u : 256 - u;
    paethSum += p < 128 ? p : 256 - p;
  }
  if (paethSum < subSum && paethSum < upSum) return [4, paeth];
  return upSum <= subSum ? [2, up] : [1, sub];
}

function chunk(type: string, body: Uint8Array): Uint8Array {
  const out = new Uint8Array(body.length + 12);
  const view = new DataView(out.buffer);
  view.setUint32(0, body.length);
  for (let i = 0; i < 4; i++) out[4 + i] = type.charCodeAt(i);
  out.set(body, 8);
  view.setUint32(8 + body.length, crc32(out.subarray(4, 8 + body.length)));
  return out;
}
