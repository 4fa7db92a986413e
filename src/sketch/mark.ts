import { type Ink, lightness } from './colour.ts';
import { type Path, placed, type Point, smoothLine, stroke } from './path.ts';
import type { Sheet } from './sheet.ts';

/** The word "sketch" as somebody might pencil it: strokes in a box where x-height is 1 and y grows downwards. */
const strokes: readonly (readonly Point[])[] = [
  // s
  [
    [0.62, 0.12],
    [0.34, 0.0],
    [0.1, 0.2],
    [0.34, 0.48],
    [0.58, 0.74],
    [0.3, 1.0],
    [0.0, 0.88],
  ],
  // k
  [
    [1.0, -0.75],
    [0.98, 0.1],
    [0.97, 1.0],
  ],
  [
    [1.5, 0.08],
    [1.24, 0.36],
    [1.0, 0.55],
    [1.3, 0.76],
    [1.58, 1.0],
  ],
  // e
  [
    [1.88, 0.5],
    [2.2, 0.46],
    [2.4, 0.3],
    [2.22, 0.02],
    [1.94, 0.16],
    [1.86, 0.56],
    [2.02, 0.94],
    [2.44, 0.88],
  ],
  // t
  [
    [2.94, -0.55],
    [2.9, 0.3],
    [2.94, 0.85],
    [3.2, 0.96],
  ],
  [
    [2.66, 0.06],
    [2.95, 0.03],
    [3.24, 0.0],
  ],
  // c
  [
    [4.02, 0.16],
    [3.8, 0.0],
    [3.54, 0.22],
    [3.5, 0.62],
    [3.72, 0.98],
    [4.06, 0.86],
  ],
  // h
  [
    [4.4, -0.75],
    [4.38, 0.1],
    [4.37, 1.0],
  ],
  [
    [4.38, 0.42],
    [4.62, 0.06],
    [4.86, 0.2],
    [4.88, 0.6],
    [4.9, 1.0],
  ],
];

const boxWidth = 4.95;

/** Pencils "sketch" into the lower right corner, so that a placeholder is never taken for the real picture. */
export function paintMark(sheet: Sheet, dark: Ink, light: Ink): void {
  const unit = Math.max(3.2, sheet.m * 0.0105);
  const margin = Math.max(4, sheet.m * 0.016);
  const x = sheet.width - margin - boxWidth * unit;
  const y = sheet.height - margin - unit;
  if (x < 2 || y < unit) return;
  const ink = isDark(sheet, x, y, boxWidth * unit, unit) ? light : dark;
  for (const points of strokes) {
    const line: Path = [smoothLine(points, false, 6)];
    for (const contour of placed(line, x, y, unit, unit, -0.006)) {
      sheet.fill(
        stroke(contour, (t) => unit * (0.2 - 0.06 * t)),
        { ink, alpha: 0.78 },
      );
    }
  }
}

function isDark(sheet: Sheet, left: number, top: number, width: number, height: number): boolean {
  const { data } = sheet.raster;
  let sum = 0;
  for (let i = 0; i < 40; i++) {
    const x = Math.floor(left + (width * ((i % 10) + 0.5)) / 10);
    const y = Math.floor(top + (height * (Math.floor(i / 10) + 0.5)) / 4);
    const at = (y * sheet.width + x) * 4;
    sum += lightness(((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0));
  }
  return sum / 40 < 0.6;
}
