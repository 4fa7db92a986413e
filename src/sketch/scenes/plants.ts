import { type Ink, lighten } from '../colour.ts';
import { type Chance, cosine, sine } from '../numbers.ts';
import {
  circle,
  type Contour,
  ellipse,
  type Path,
  placed,
  rectangle,
  smoothLine,
  smoothShape,
  stroke,
} from '../path.ts';
import type { Sheet } from '../sheet.ts';
import { fading, glowing } from './parts.ts';

/** A conifer with its foot at x, y. */
export function pinePath(chance: Chance, x: number, y: number, height: number): Path {
  const tiers = chance.whole(4, 6);
  const half = height * chance.between(0.17, 0.23);
  const out: Contour[] = [rectangle(x - height * 0.016, y - height * 0.14, height * 0.032, height * 0.15)];
  for (let tier = 0; tier < tiers; tier++) {
    const low = y - height * (0.1 + (0.72 * tier) / tiers);
    const w = half * (1 - tier / (tiers + 0.6)) * chance.between(0.88, 1.08);
    const high = tier === tiers - 1 ? y - height : low - (height * 1.5) / tiers;
    out.push([
      x,
      high,
      x + w,
      low,
      x + w * 0.4,
      low - w * 0.12,
      x,
      low + w * 0.1,
      x - w * 0.4,
      low - w * 0.12,
      x - w,
      low,
    ]);
  }
  return out;
}

/** A broad-leaved tree of a few round crowns. */
export function roundTreePath(chance: Chance, x: number, y: number, height: number): { trunk: Path; crown: Path } {
  const crown: Contour[] = [];
  const r = height * chance.between(0.24, 0.3);
  for (let i = 0; i < 5; i++) {
    const angle = i / 5 + chance.between(-0.05, 0.05);
    crown.push(ellipse(x + cosine(angle) * r * 0.55, y - height * 0.66 + sine(angle) * r * 0.5, r * 0.72, r * 0.66));
  }
  crown.push(ellipse(x, y - height * 0.7, r * 0.8, r * 0.9));
  return { trunk: stroke([x, y, x, y - height * 0.55], (t) => height * 0.05 * (1 - 0.4 * t)), crown };
}

/** A leaf from its foot at the origin to its tip at (1, 0). `belly` is its half width, `lean` where it is widest. */
export function leafPath(belly: number, lean = 0.4): Path {
  return [
    smoothShape([
      [0, 0],
      [lean * 0.45, -belly * 0.72],
      [lean, -belly],
      [0.75, -belly * 0.55],
      [1, 0],
      [0.75, belly * 0.55],
      [lean, belly],
      [lean * 0.45, belly * 0.72],
    ]),
  ];
}

/** The half of that leaf on one side of its rib. */
function halfLeafPath(belly: number, lean = 0.4): Path {
  return [
    [
      ...smoothLine(
        [
          [0, 0],
          [lean * 0.45, -belly * 0.72],
          [lean, -belly],
          [0.75, -belly * 0.55],
          [1, 0],
        ],
        false,
        14,
      ),
    ],
  ];
}

/** A two-toned leaf with a rib, `length` long, pointing at `tilt` turns. */
export function paintLeaf(
  sheet: Sheet,
  x: number,
  y: number,
  length: number,
  tilt: number,
  belly: number,
  ink: Ink,
  rib: Ink,
): void {
  const put = (path: Path): Path => placed(path, x, y, length, length, tilt);
  sheet.fill(put(leafPath(belly)), { ink, dry: 0.3, plate: 1 });
  sheet.fill(
    put(halfLeafPath(belly)),
    fading(lighten(ink, -0.11), [x, y], [x + cosine(tilt) * length * 1.1, y + sine(tilt) * length * 1.1], 0.9),
  );
  sheet.fill(put(stroke([0.04, 0, 0.9, 0], (t) => 0.022 * (1.2 - t))), { ink: rib, plate: 2 });
}

export interface Flower {
  readonly petal: Ink;
  readonly heart: Ink;
  readonly kind: 'daisy' | 'poppy' | 'tulip' | 'bell' | 'bloom';
}

/** A flower seen from the front (or, tulip and bell, from the side), `tilt` turns from upright. */
export function paintFlower(
  sheet: Sheet,
  chance: Chance,
  x: number,
  y: number,
  radius: number,
  tilt: number,
  flower: Flower,
): void {
  const { petal, heart, kind } = flower;
  if (kind === 'tulip' || kind === 'bell') {
    paintCup(sheet, x, y, radius, tilt + (kind === 'bell' ? 0.5 : 0), petal);
    return;
  }
  const petals = kind === 'daisy' ? chance.whole(9, 13) : kind === 'bloom' ? chance.whole(7, 9) : 5;
  const turn = chance.unit();
  const belly = kind === 'daisy' ? 0.16 : kind === 'bloom' ? 0.36 : 0.52;
  const rings = kind === 'bloom' ? [1, 0.68, 0.4] : [1];
  rings.forEach((ring, depth) => {
    const ink = depth === 0 ? petal : lighten(petal, -0.06 * depth);
    for (let i = 0; i < petals; i++) {
      const angle = turn + i / petals + depth * 0.07;
      sheet.fill(placed([roundPetal(belly)], x, y, radius * ring, radius * ring, angle), { ink, dry: 0.25, plate: 1 });
    }
    const inner = lighten(petal, depth === 0 ? -0.13 : -0.17);
    sheet.fill(
      [circle(x, y, radius * ring)],
      glowing(inner, [x, y], 0, radius * ring * 0.75, kind === 'daisy' ? 0 : 0.75),
    );
  });
  sheet.fill([circle(x, y, radius * (kind === 'daisy' ? 0.3 : 0.2))], { ink: heart, plate: 2 });
  const seeds: Contour[] = [];
  for (let i = 0; i < 9; i++)
    seeds.push(circle(x + cosine(i / 9) * radius * 0.3, y + sine(i / 9) * radius * 0.3, radius * 0.032));
  if (kind === 'poppy') sheet.fill(seeds, { ink: heart, plate: 2 });
}

function roundPetal(belly: number): Contour {
  return smoothShape([
    [0, 0],
    [0.35, -belly * 0.55],
    [0.78, -belly],
    [1, -belly * 0.3],
    [1, belly * 0.3],
    [0.78, belly],
    [0.35, belly * 0.55],
  ]);
}

function paintCup(sheet: Sheet, x: number, y: number, radius: number, tilt: number, petal: Ink): void {
  const put = (path: Path): Path => placed(path, x, y, radius, radius, tilt);
  const cup = smoothShape([
    [0, 0.62],
    [-0.5, 0.36],
    [-0.62, -0.2],
    [-0.5, -0.8],
    [-0.22, -0.42],
    [0, -0.92],
    [0.22, -0.42],
    [0.5, -0.8],
    [0.62, -0.2],
    [0.5, 0.36],
  ]);
  const middle = smoothShape([
    [0, 0.6],
    [-0.34, 0.2],
    [-0.3, -0.4],
    [0, -0.92],
    [0.3, -0.4],
    [0.34, 0.2],
  ]);
  sheet.fill(put([cup]), { ink: petal, dry: 0.25, plate: 1 });
  sheet.fill(put([middle]), { ink: lighten(petal, 0.06), plate: 1 });
  sheet.fill(
    put([cup]),
    fading(lighten(petal, -0.15), [x - sine(tilt) * radius * 0.6, y + cosine(tilt) * radius * 0.6], [x, y], 0.85),
  );
}

/** A stem as points from its foot upwards, bending as it goes. */
export function stemLine(chance: Chance, x: number, y: number, length: number, lean: number): number[] {
  const bend = chance.between(-0.12, 0.12);
  return smoothLine(
    [
      [x, y],
      [x + length * (lean * 0.3 + bend), y - length * 0.35],
      [x + length * (lean * 0.65 + bend * 0.8), y - length * 0.7],
      [x + length * lean, y - length],
    ],
    false,
    12,
  );
}
