import type { Ink } from './colour.ts';
import { type Chance, noise1 } from './numbers.ts';
import { arcPoints, type Contour, hole, rectangle } from './path.ts';
import type { Sheet } from './sheet.ts';

type FrameKind = 'plain' | 'rounded' | 'arch';

/** Leaves a margin of bare paper around the picture, with the slightly uneven edge of a hand-pulled print. */
export function paintFrame(sheet: Sheet, paper: Ink, kind: FrameKind, chance: Chance): void {
  const margin = sheet.m * 0.05;
  const [w, h] = [sheet.width - 2 * margin, sheet.height - 2 * margin];
  const seed = chance.bits();
  const outline = uneven(window(kind, margin, margin, w, h, sheet.m), seed, sheet.m);
  sheet.fill([rectangle(-9, -9, sheet.width + 18, sheet.height + 18), hole(outline)], { ink: paper });
}

function window(kind: FrameKind, x: number, y: number, w: number, h: number, m: number): Contour {
  if (kind === 'plain') return rectangle(x, y, w, h);
  const low = m * 0.03;
  const high = kind === 'arch' ? Math.min(w / 2, h * 0.6) : low;
  return [
    ...arcPoints(x + high, y + high, high, 0.5, 0.75),
    ...arcPoints(x + w - high, y + high, high, 0.75, 1),
    ...arcPoints(x + w - low, y + h - low, low, 0, 0.25),
    ...arcPoints(x + low, y + h - low, low, 0.25, 0.5),
  ];
}

function uneven(contour: Contour, seed: number, m: number): Contour {
  const out: number[] = [];
  const n = contour.length / 2;
  const step = m * 0.012;
  for (let i = 0; i < n; i++) {
    const [x0, y0] = [contour[2 * i] ?? 0, contour[2 * i + 1] ?? 0];
    const [x1, y1] = [contour[(2 * i + 2) % (2 * n)] ?? 0, contour[(2 * i + 3) % (2 * n)] ?? 0];
    const pieces = Math.max(1, Math.round(Math.sqrt((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0)) / step));
    for (let k = 0; k < pieces; k++) {
      const x = x0 + ((x1 - x0) * k) / pieces;
      const y = y0 + ((y1 - y0) * k) / pieces;
      const shift = (at: number): number =>
        m *
        (0.0016 * noise1(seed + at, (x + 3 * y) / (m * 0.09)) + 0.0007 * noise1(seed + at, (x - 2 * y) / (m * 0.02)));
      out.push(x + shift(1), y + shift(2));
    }
  }
  return out;
}
