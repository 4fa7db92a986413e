import { emptyRaster, type Raster } from './raster.ts';

/**
 * The picture at another size: scaled to cover it, what sticks out cut off evenly. Each new pixel is the mean of the
 * old ones it covers, weighted by alpha; between old pixels it is interpolated.
 */
export function cover(source: Raster, width: number, height: number): Raster {
  if (source.width === width && source.height === height) return { width, height, data: source.data.slice() };
  const scale = Math.min(source.width / width, source.height / height);
  const left = (source.width - width * scale) / 2;
  const top = (source.height - height * scale) / 2;
  const columns = spans(left, scale, width, source.width);
  const rows = spans(top, scale, height, source.height);
  const out = emptyRaster(width, height);
  let at = 0;
  for (let y = 0; y < height; y++) {
    const row = rows[y];
    if (row === undefined) continue;
    for (let x = 0; x < width; x++, at += 4) {
      const column = columns[x];
      if (column !== undefined) average(source, column, row, out.data, at);
    }
  }
  return out;
}

/** Old pixels under a new one: the first, and a weight for each. */
interface Span {
  readonly first: number;
  readonly weights: readonly number[];
}

function spans(start: number, scale: number, count: number, limit: number): Span[] {
  const reach = Math.max(scale, 1);
  return Array.from({ length: count }, (_, i) => {
    const middle = start + (i + 0.5) * scale;
    const from = middle - reach / 2;
    const to = middle + reach / 2;
    const first = Math.max(0, Math.min(limit - 1, Math.floor(from)));
    const weights: number[] = [];
    for (let k = first; k < Math.min(limit, Math.ceil(to)); k++)
      weights.push(Math.max(0, Math.min(k + 1, to) - Math.max(k, from)));
    return { first, weights: weights.length > 0 ? weights : [1] };
  });
}

function average(source: Raster, column: Span, row: Span, out: Uint8Array, at: number): void {
  const { data, width } = source;
  let [red, green, blue, alpha, weight] = [0, 0, 0, 0, 0];
  for (let j = 0; j < row.weights.length; j++) {
    const wy = row.weights[j] ?? 0;
    let from = ((row.first + j) * width + column.first) * 4;
    for (let i = 0; i < column.weights.length; i++, from += 4) {
      const w = wy * (column.weights[i] ?? 0);
      const a = (data[from + 3] ?? 0) * w;
      red += (data[from] ?? 0) * a;
      green += (data[from + 1] ?? 0) * a;
      blue += (data[from + 2] ?? 0) * a;
      alpha += a;
      weight += w;
    }
  }
  if (alpha === 0) return;
  out[at] = red / alpha + 0.5;
  out[at + 1] = green / alpha + 0.5;
  out[at + 2] = blue / alpha + 0.5;
  out[at + 3] = alpha / weight + 0.5;
}
