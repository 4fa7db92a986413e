import { type Ink, lighten, mix } from '../colour.ts';
import { lerp } from '../numbers.ts';
import { landAt } from '../palette.ts';
import {
  arcBand,
  type Contour,
  ellipse,
  type Path,
  placed,
  type Point,
  pointOn,
  rectangle,
  smoothLine,
  stroke,
  turnOf,
} from '../path.ts';
import { castShadow, paintFruit, paintRound } from './fruit.ts';
import { fading, type Stage } from './parts.ts';
import { paintFlower, paintLeaf, stemLine } from './plants.ts';

/** A turned body: half widths from foot (0) to rim (1), mirrored. */
function turned(profile: readonly (readonly [half: number, up: number])[]): Contour {
  const right = smoothLine(
    profile.map(([half, up]): Point => [half, -up]),
    false,
    10,
  );
  const out = [...right];
  for (let i = right.length - 2; i >= 0; i -= 2) out.push(-(right[i] ?? 0), right[i + 1] ?? 0);
  return out;
}

function paintBody(stage: Stage, contour: Contour, x: number, y: number, size: number, ink: Ink): void {
  const { sheet: s, palette, chance } = stage;
  const path = placed([contour], x, y, size, size);
  s.fill(path, { ink, dry: 0.22, plate: 1 });
  if (chance.chance(0.5)) paintBand(stage, path, x, y, size, lighten(ink, chance.chance(0.5) ? 0.12 : -0.12));
  s.fill(path, {
    ...fading(mix(lighten(ink, -0.2), palette.ink, 0.2), [x + size * 0.34, y], [x - size * 0.05, y - size * 0.06], 0.9),
    plate: 1,
  });
  s.fill(path, { ...fading(mix(ink, palette.white, 0.6), [x - size * 0.36, y], [x - size * 0.14, y], 0.5), plate: 1 });
}

/** A stripe around a pot, kept inside it by the pot's own outline being narrower there. */
function paintBand({ sheet: s }: Stage, path: Path, x: number, y: number, size: number, ink: Ink): void {
  const outline = path[0] ?? [];
  const at = (up: number): number => {
    let half = 0;
    for (let i = 0; i + 1 < outline.length; i += 2) {
      const dy = Math.abs((outline[i + 1] ?? 0) - (y - size * up));
      if (dy < size * 0.03) half = Math.max(half, (outline[i] ?? 0) - x);
    }
    return half;
  };
  for (const [low, high] of [
    [0.2, 0.26],
    [0.3, 0.33],
  ] as const) {
    const a = Math.min(at(low), at(high));
    if (a > 0)
      s.fill([[x - a, y - size * low, x + a, y - size * low, x + a, y - size * high, x - a, y - size * high]], {
        ink,
        plate: 1,
      });
  }
}

const vases: readonly (readonly (readonly [number, number])[])[] = [
  [
    [0.16, 0],
    [0.3, 0.18],
    [0.33, 0.4],
    [0.2, 0.62],
    [0.1, 0.72],
    [0.1, 0.84],
    [0.15, 0.9],
  ],
  [
    [0.14, 0],
    [0.16, 0.2],
    [0.26, 0.5],
    [0.27, 0.68],
    [0.16, 0.8],
    [0.18, 0.86],
  ],
  [
    [0.24, 0],
    [0.33, 0.12],
    [0.34, 0.28],
    [0.22, 0.44],
    [0.08, 0.52],
    [0.075, 0.8],
    [0.11, 0.86],
  ],
];

export function paintVase(stage: Stage, x: number, y: number, size: number): void {
  const { sheet: s, palette, chance } = stage;
  castShadow(stage, x, y, size * 0.26);
  const rim = y - size * 0.82;
  const branches = chance.whole(3, 5);
  const blooms = chance.chance(0.6);
  const green = palette.night ? palette.land[1] : landAt(palette, chance.pick([0.6, 0.85]));
  const reach = Math.min(size * 1.15, rim - s.height * 0.05);
  for (let i = 0; i < branches; i++) {
    const lean = lerp(-0.55, 0.55, branches === 1 ? 0.5 : i / (branches - 1)) + chance.between(-0.08, 0.08);
    const line = stemLine(chance, x, rim + size * 0.1, reach * chance.between(0.75, 1), lean);
    s.fill(
      stroke(line, (t) => s.m * lerp(0.007, 0.003, t)),
      { ink: lighten(green, -0.06) },
    );
    for (let k = 1; k <= 6; k++) {
      const at = pointOn(line, 0.2 + 0.13 * k);
      const side = k % 2 === 0 ? 0.13 : -0.13;
      paintLeaf(
        s,
        at.x,
        at.y,
        size * chance.between(0.16, 0.24),
        turnOf(at.dx, at.dy) + side,
        0.26,
        lighten(green, chance.between(-0.04, 0.06)),
        mix(green, palette.paper, 0.5),
      );
    }
    const tip = pointOn(line, 1);
    if (blooms) {
      paintFlower(s, chance, tip.x, tip.y, size * chance.between(0.12, 0.18), turnOf(tip.dx, tip.dy) + 0.25, {
        petal: chance.pick([palette.pops[0], palette.pops[1], palette.white]),
        heart: palette.ink,
        kind: chance.pick(['daisy', 'poppy', 'bloom', 'tulip']),
      });
    } else paintLeaf(s, tip.x, tip.y, size * 0.17, turnOf(tip.dx, tip.dy), 0.28, green, palette.paper);
  }
  const vase = vases[chance.whole(0, vases.length - 1)] ?? [];
  paintBody(
    stage,
    turned(vase),
    x,
    y,
    size,
    chance.pick([palette.pops[2], palette.land[2], palette.white, palette.pops[1]]),
  );
}

export function paintThing(stage: Stage, kind: string, x: number, y: number, size: number): void {
  const { palette, chance } = stage;
  const ink = chance.pick([
    palette.pops[0],
    palette.pops[1],
    palette.pops[2],
    palette.land[1],
    palette.land[3],
    palette.white,
  ]);
  if (kind === 'bottle' || kind === 'jug') {
    castShadow(stage, x, y, size * 0.18);
    const slim: (readonly [number, number])[] = [
      [0.17, 0],
      [0.18, 0.1],
      [0.18, 0.5],
      [0.13, 0.62],
      [0.06, 0.7],
      [0.055, 0.92],
      [0.075, 0.96],
    ];
    const wide: (readonly [number, number])[] = [
      [0.15, 0],
      [0.24, 0.14],
      [0.25, 0.3],
      [0.13, 0.46],
      [0.12, 0.58],
      [0.16, 0.66],
    ];
    if (kind === 'jug')
      stage.sheet.fill([arcBand(x + size * 0.2, y - size * 0.38, size * 0.13, size * 0.17, -0.27, 0.3)], {
        ink: lighten(ink, -0.06),
        plate: 1,
      });
    paintBody(stage, turned(kind === 'jug' ? wide : slim), x, y, size * chance.between(0.85, 1.15), ink);
  } else if (kind === 'cup') paintMug(stage, x, y, size, ink);
  else if (kind === 'bowl') paintBowl(stage, x, y, size, ink);
  else if (kind === 'books') paintBooks(stage, x, y, size);
  else {
    paintFruit(stage, x - size * 0.16, y, size * 0.19, palette.pops[0]);
    paintFruit(stage, x + size * 0.14, y + size * 0.05, size * 0.17, palette.pops[1]);
  }
}

function paintMug(stage: Stage, x: number, y: number, size: number, ink: Ink): void {
  const { sheet: s, palette, chance } = stage;
  castShadow(stage, x, y, size * 0.22);
  s.fill(
    [ellipse(x, y, size * 0.34, size * 0.06)],
    { ink: lighten(ink, -0.1), plate: 1 },
    fading(lighten(ink, 0.06), [x - size * 0.34, y], [x + size * 0.2, y], 0.7),
  );
  s.fill([arcBand(x + size * 0.22, y - size * 0.19, size * 0.075, size * 0.115, -0.26, 0.26)], {
    ink: lighten(ink, -0.05),
    plate: 1,
  });
  paintBody(
    stage,
    turned([
      [0.1, 0.01],
      [0.19, 0.06],
      [0.23, 0.2],
      [0.235, 0.36],
    ]),
    x,
    y,
    size,
    ink,
  );
  s.fill([ellipse(x, y - size * 0.36, size * 0.235, size * 0.05)], { ink: lighten(ink, -0.09), plate: 1 });
  s.fill([ellipse(x, y - size * 0.35, size * 0.205, size * 0.038)], {
    ink: mix(palette.land[3], palette.ink, 0.4),
    plate: 1,
  });
  for (const dx of [-0.06, 0.06]) {
    const w = size * 0.05 * chance.between(0.7, 1.2);
    const line = smoothLine(
      [
        [x + dx * size, y - size * 0.44],
        [x + dx * size + w, y - size * 0.54],
        [x + dx * size - w, y - size * 0.66],
        [x + dx * size + w * 0.6, y - size * 0.8],
      ],
      false,
      8,
    );
    s.fill(
      stroke(line, (t) => size * 0.055 * t * (1 - t) + size * 0.004),
      { ink: palette.white, alpha: 0.75 },
    );
  }
}

function paintBowl(stage: Stage, x: number, y: number, size: number, ink: Ink): void {
  const { palette } = stage;
  castShadow(stage, x, y, size * 0.34);
  const fruits: readonly (readonly [number, number, Ink])[] = [
    [-0.2, 0.4, palette.pops[0]],
    [0.2, 0.4, palette.pops[1]],
    [0.01, 0.46, palette.sun],
    [-0.1, 0.36, palette.pops[1]],
    [0.12, 0.35, palette.pops[0]],
  ];
  for (const [dx, up, fruit] of fruits) paintRound(stage, x + dx * size, y - up * size * 0.86, size * 0.135, fruit);
  paintBody(
    stage,
    turned([
      [0.13, 0],
      [0.14, 0.03],
      [0.3, 0.14],
      [0.4, 0.32],
    ]),
    x,
    y,
    size,
    ink,
  );
}

function paintBooks({ sheet: s, palette, chance }: Stage, x: number, y: number, size: number): void {
  const inks = chance.shuffled([palette.pops[0], palette.pops[1], palette.pops[2], palette.land[3], palette.land[1]]);
  let up = y + size * 0.03;
  for (let i = 0; i < chance.whole(3, 4); i++) {
    const ink = inks[i] ?? palette.pops[0];
    const w = size * chance.between(0.5, 0.66);
    const h = size * chance.between(0.075, 0.115);
    const dx = chance.between(-0.04, 0.04) * size;
    s.fill(
      [rectangle(x + dx - w / 2, up - h, w, h)],
      { ink, plate: 1, dry: 0.15 },
      { ...fading(lighten(ink, -0.14), [x + w / 2, 0], [x, 0], 0.8), plate: 1 },
    );
    s.fill([rectangle(x + dx - w * 0.4, up - h, w * 0.035, h), rectangle(x + dx - w * 0.34, up - h, w * 0.02, h)], {
      ink: palette.white,
      alpha: 0.8,
      plate: 2,
    });
    s.fill([rectangle(x + dx + w * 0.44, up - h * 0.85, w * 0.07, h * 0.7)], { ink: palette.paper });
    up -= h;
  }
}
