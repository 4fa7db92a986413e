import { type Ink, lighten, lightness, mix } from '../colour.ts';
import { cosine, sine } from '../numbers.ts';
import { landAt } from '../palette.ts';
import {
  arcBand,
  circle,
  type Contour,
  hole,
  type Path,
  placed,
  rectangle,
  roundedRectangle,
  sector,
  smoothLine,
  smoothShape,
} from '../path.ts';
import { fading, sparklePath, type Stage } from './parts.ts';
import { leafPath } from './plants.ts';

/** One clear mark in the middle of a plain ground. */
export function emblem(stage: Stage): void {
  const { sheet: s, palette, chance } = stage;
  const ground = chance.pick([palette.paper, palette.sky[0], palette.land[3], palette.sun]);
  s.fill(
    s.all,
    { ink: ground, dry: 0.12 },
    fading(lighten(ground, -0.05), [s.width, s.height], [s.width * 0.2, s.height * 0.2], 0.7),
  );
  const every = [
    palette.sun,
    palette.pops[0],
    palette.pops[1],
    palette.pops[2],
    palette.land[3],
    palette.land[2],
    palette.land[1],
    palette.paper,
  ];
  const inks = every.filter((ink) => Math.abs(lightness(ink) - lightness(ground)) > 0.16);
  const [first, second, third] = chance.shuffled(inks);
  const trio: Trio = [first ?? palette.ink, second ?? palette.sun, third ?? palette.paper];
  const r = s.m * 0.3;
  const [x, y] = [s.width / 2, s.height / 2];
  if (s.width > s.height * 1.8 || s.height > s.width * 1.8) paintRepeat(stage, ground, r);
  const mark = chance.pick([petals, rings, horizon, quarters, stack, monogram]);
  mark(stage, x, y, r, trio, ground);
}

type Trio = readonly [Ink, Ink, Ink];

/** Small marks on both sides fill a long banner. */
function paintRepeat({ sheet: s, chance }: Stage, ground: Ink, r: number): void {
  const ink = lighten(ground, chance.chance(0.5) ? 0.05 : -0.05);
  const step = r * 0.62;
  const dots: Contour[] = [];
  for (let row = 0; row * step < s.height + step; row++) {
    for (let column = 0; column * step < s.width + step; column++) {
      const [x, y] = [column * step, row * step];
      const [dx, dy] = [x - s.width / 2, y - s.height / 2];
      if (dx * dx + dy * dy > r * r * 2.3)
        dots.push(...((row + column) % 2 === 0 ? [circle(x, y, step * 0.16)] : sparklePath(x, y, step * 0.26)));
    }
  }
  s.fill(dots, { ink });
}

function print({ sheet: s }: Stage, path: Path, ink: Ink, x: number, y: number, r: number): void {
  s.fill(
    path,
    { ink, dry: 0.2, plate: 1 },
    { ...fading(lighten(ink, -0.1), [x + r, y + r], [x - r * 0.3, y - r * 0.3], 0.8), plate: 1 },
  );
}

function petals(stage: Stage, x: number, y: number, r: number, [a, b, c]: Trio): void {
  const count = stage.chance.pick([5, 6, 8, 10]);
  for (let i = 0; i < count; i++) {
    const path = placed(leafPath(1.5 / count, 0.6), x, y, r * 1.15, r * 1.15, i / count - 0.25);
    const ink = i % 2 === 0 || count % 2 === 1 ? a : b;
    const [dx, dy] = [cosine(i / count - 0.25), sine(i / count - 0.25)];
    stage.sheet.fill(
      path,
      { ink, dry: 0.2, plate: 1 },
      {
        ...fading(lighten(ink, -0.13), [x + dx * r * 0.2, y + dy * r * 0.2], [x + dx * r * 0.9, y + dy * r * 0.9], 0.9),
        plate: 1,
      },
    );
  }
  print(stage, [circle(x, y, r * 0.2)], count % 2 === 1 ? b : c, x, y, r * 0.2);
}

function rings(stage: Stage, x: number, y: number, r: number, [a, b, c]: Trio): void {
  const lean = stage.chance.pick([0, 0.125, 0.25]);
  print(stage, [circle(x, y, r * 0.3)], c, x, y, r * 0.3);
  [0.52, 0.78, 1.04].forEach((scale, i) => {
    const gap = 0.06 + 0.05 * i;
    const from = lean + i * 0.31;
    print(
      stage,
      [arcBand(x, y, r * (scale - 0.15), r * scale, from + gap, from + 1 - gap)],
      i % 2 === 0 ? a : b,
      x,
      y,
      r,
    );
  });
}

/** Sun, hill and water within a disc. */
function horizon(stage: Stage, x: number, y: number, r: number, [a, b, c]: Trio, ground: Ink): void {
  const { sheet: s, palette } = stage;
  print(stage, [circle(x, y, r * 1.04)], a, x, y, r);
  print(stage, [circle(x + r * 0.26, y - r * 0.3, r * 0.26)], b, x, y, r);
  const within = (from: number, to: number): number[] => {
    const out: number[] = [];
    for (let i = 0; i <= 60; i++)
      out.push(
        x + cosine(from + ((to - from) * i) / 60) * r * 1.04,
        y + sine(from + ((to - from) * i) / 60) * r * 1.04,
      );
    return out;
  };
  const ridge = smoothLine(
    [
      [x - r * 1.02, y + r * 0.2],
      [x - r * 0.42, y - r * 0.42],
      [x - r * 0.1, y - r * 0.02],
      [x + r * 0.28, y - r * 0.16],
      [x + r * 1.02, y + r * 0.2],
    ],
    false,
    10,
  );
  print(stage, [[...ridge, ...within(0.031, 0.469)]], c, x, y, r);
  for (const [up, half] of [
    [0.38, 0.96],
    [0.58, 0.84],
    [0.78, 0.62],
  ] as const) {
    s.fill([roundedRectangle(x - r * half * 0.8, y + r * up, r * half * 1.6, r * 0.07, r * 0.035)], {
      ink: mix(ground, palette.paper, 0.3),
      plate: 2,
    });
  }
}

function quarters(stage: Stage, x: number, y: number, r: number, trio: Trio): void {
  const { chance, sheet: s } = stage;
  const cells = [
    [-1, -1],
    [0, -1],
    [-1, 0],
    [0, 0],
  ] as const;
  cells.forEach(([cx, cy], i) => {
    const [left, top] = [x + cx * r, y + cy * r];
    const corner = chance.whole(0, 3);
    const kx = left + (corner === 1 || corner === 2 ? r : 0);
    const ky = top + (corner >= 2 ? r : 0);
    print(
      stage,
      [
        chance.chance(0.25)
          ? circle(left + r / 2, top + r / 2, r * 0.48)
          : sector(kx, ky, r * 0.97, corner / 4, corner / 4 + 0.25),
      ],
      trio[i % 3] ?? trio[0],
      x,
      y,
      r,
    );
    if (chance.chance(0.4))
      s.fill([circle(left + r / 2, top + r / 2, r * 0.14)], { ink: trio[(i + 1) % 3] ?? trio[1], plate: 2 });
  });
}

/** Three leaning slabs, one on the other. */
function stack(stage: Stage, x: number, y: number, r: number, [a, b, c]: Trio): void {
  const slab = (dy: number): Contour =>
    smoothless([
      [-1, dy],
      [0, dy - 0.5],
      [1, dy],
      [0, dy + 0.5],
    ]);
  [
    [0.48, a],
    [0.02, b],
    [-0.44, c],
  ].forEach(([dy, ink]) => {
    const path = placed([slab(dy ?? 0)], x, y, r * 1.05, r * 1.05);
    stage.sheet.shadow(path, stage.palette.ink, r * 0.07);
    print(stage, path, ink ?? a, x, y, r);
  });
}

function smoothless(points: readonly (readonly [number, number])[]): Contour {
  return points.flat();
}

/** A bold ring with a sprout or a spark in it. */
function monogram(stage: Stage, x: number, y: number, r: number, [a, b, c]: Trio): void {
  print(stage, [circle(x, y, r * 1.04), hole(circle(x, y, r * 0.8))], a, x, y, r);
  if (stage.chance.chance(0.5)) {
    print(stage, sparklePath(x, y, r * 0.68), b, x, y, r * 0.5);
    stage.sheet.fill(sparklePath(x + r * 0.36, y - r * 0.4, r * 0.22), { ink: c, plate: 2 });
    return;
  }
  print(stage, placed(leafPath(0.32), x, y + r * 0.42, r * 0.98, r * 0.98, -0.16), b, x, y, r);
  print(stage, placed(leafPath(0.32), x, y + r * 0.42, r * 0.74, r * 0.74, -0.37), c, x, y, r);
  stage.sheet.fill(
    [
      rectangle(x - r * 0.035, y + r * 0.3, r * 0.07, r * 0.4),
      smoothShape([
        [x - r * 0.3, y + r * 0.68],
        [x, y + r * 0.6],
        [x + r * 0.3, y + r * 0.68],
        [x, y + r * 0.74],
      ]),
    ],
    { ink: landAt(stage.palette, 0.9), plate: 2 },
  );
}
