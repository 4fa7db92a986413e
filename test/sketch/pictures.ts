import type { Raster } from '../../src/sketch/raster.ts';

/** A raster from a function of its pixels. */
export function raster(
  width: number,
  height: number,
  pixel: (x: number, y: number) => readonly [number, number, number, number],
): Raster {
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set(pixel(x, y), (y * width + x) * 4);
  return { width, height, data };
}

/** Mean difference of all red, green and blue values: 0 the same, 255 black against white. */
export function difference(a: Raster, b: Raster): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) if (i % 4 !== 3) sum += Math.abs(a.data[i]! - b.data[i]!);
  return sum / ((a.data.length * 3) / 4);
}

function luma(picture: Raster): number[] {
  return Array.from({ length: picture.width * picture.height }, (_, i) => {
    const [red, green, blue] = picture.data.subarray(4 * i, 4 * i + 3);
    return 0.299 * red! + 0.587 * green! + 0.114 * blue!;
  });
}

/** How alike light and dark are spread: 1 the same up to contrast, 0 unrelated, -1 a negative. */
export function likeness(a: Raster, b: Raster): number {
  const [p, q] = [luma(a), luma(b)];
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mp, mq] = [mean(p), mean(q)];
  let [pq, pp, qq] = [0, 0, 0];
  for (let i = 0; i < p.length; i++) {
    pq += (p[i]! - mp) * (q[i]! - mq);
    pp += (p[i]! - mp) ** 2;
    qq += (q[i]! - mq) ** 2;
  }
  return pq / Math.sqrt(pp * qq);
}
