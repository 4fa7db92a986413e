import { lighten, mix } from '../colour.ts';
import { layered1, lerp, noise1, sine } from '../numbers.ts';
import { landAt } from '../palette.ts';
import { type Path, placed, pointOn, rectangle, smoothLine } from '../path.ts';
import { fading, landPath, paintBirds, paintClouds, paintSky, paintStars, paintSun, type Stage } from './parts.ts';
import { pinePath, roundTreePath } from './plants.ts';

/** Layered land under a sun: peaks or rolling hills, mist between them, trees in front, sometimes a river or a house. */
export function hills(stage: Stage): void {
  const { sheet: s, chance } = stage;
  const tall = s.height / s.width;
  const horizon = s.height * (tall > 1.2 ? chance.between(0.46, 0.56) : chance.between(0.38, 0.5));
  paintSky(stage, horizon + s.m * 0.2);
  if (stage.palette.night) paintStars(stage, horizon, () => 0.4);
  const radius = s.m * chance.between(0.1, 0.17);
  const sunX = s.width * (chance.chance(0.5) ? chance.between(0.2, 0.4) : chance.between(0.6, 0.8));
  paintSun(stage, sunX, Math.max(radius * 1.5, horizon - s.m * chance.between(0.06, 0.3)), radius);
  paintClouds(stage, chance.whole(1, 3) + Math.floor(s.width / s.m), horizon * 0.15, horizon * 0.7);
  const flat = stage.reading.names('desert dune canyon farm field meadow 沙漠 田 草原');
  const peaks = stage.reading.names('mountain alps peak 山') || (!flat && chance.chance(0.5));
  if (peaks) paintPeaks(stage, horizon + s.m * 0.08);
  paintBirds(stage, s.width - sunX, horizon * 0.55, chance.whole(3, 6));
  paintLand(stage, peaks ? horizon + s.m * 0.06 : horizon, sunX);
}

function paintPeaks({ sheet: s, palette, chance }: Stage, base: number): void {
  for (const [depth, scale] of [
    [0.02, 0.75],
    [0.28, 1],
  ] as const) {
    const ink = mix(landAt(palette, depth), palette.sky[1], depth < 0.1 ? 0.35 : 0);
    const spacing = s.m * 0.42 * scale;
    const count = Math.ceil(s.width / spacing) + 1;
    for (const i of chance.shuffled(Array.from({ length: count }, (_, k) => k))) {
      const x = (i + chance.between(-0.3, 0.3)) * spacing;
      const height = s.m * chance.between(0.2, 0.42) * scale * (s.height > s.width * 1.2 ? 1.15 : 0.9);
      paintPeak({ sheet: s, palette, chance }, x, base, height, ink);
    }
  }
}

function paintPeak(
  { sheet, palette, chance }: Omit<Stage, 'reading'>,
  x: number,
  base: number,
  height: number,
  ink: number,
): void {
  const top = base - height;
  const half = height * chance.between(0.85, 1.15);
  const seed = chance.bits();
  const flank = (side: number, t: number): [number, number] => [
    x + side * half * t + noise1(seed + side, t * 9) * height * 0.05 * Math.min(1, t * 4),
    top + height * t + noise1(seed - side, t * 13) * height * 0.035 * Math.min(1, t * 5),
  ];
  const steps = Array.from({ length: 25 }, (_, i) => i / 24);
  const left = steps.map((t) => flank(-1, t)).reverse();
  const right = steps.map((t) => flank(1, t));
  // The ridge comes down in zigzag between light and shade.
  const ridge = steps.map((t): [number, number] => [
    x + noise1(seed + 5, t * 7) * height * 0.16 * Math.min(1, t * 3) + half * 0.12 * t,
    top + height * t,
  ]);
  sheet.fill([[...left, ...right].flat()], { ink, dry: 0.2 });
  const shade = lighten(ink, -0.085);
  sheet.fill([[...ridge, ...right.toReversed()].flat()], { ink: shade, alpha: 0.9, dry: 0.3 });
  paintCap(sheet, palette.white, ink, seed, left.toReversed(), right, ridge);
  sheet.fill([[...left, ...right].flat()], fading(palette.sky[1], [0, base], [0, base - height * 0.75], 0.85));
}

function paintCap(
  sheet: Stage['sheet'],
  white: number,
  ink: number,
  seed: number,
  left: readonly [number, number][],
  right: readonly [number, number][],
  ridge: readonly [number, number][],
): void {
  const line = 7 + (seed & 3);
  const edge = (from: [number, number], to: [number, number], teeth: number): number[] => {
    const out: number[] = [];
    for (let i = 1; i < teeth; i++) {
      const drop = (i % 2 === 0 ? -0.5 : 1) * (to[0] - from[0]) * 0.22;
      out.push(
        lerp(from[0], to[0], i / teeth),
        lerp(from[1], to[1], i / teeth) + (drop < 0 ? -drop : drop) * (i % 2 === 0 ? -0.6 : 1),
      );
    }
    return out;
  };
  const l = left[line] ?? [0, 0];
  const r = right[line] ?? [0, 0];
  const middle = ridge[line + 1] ?? [0, 0];
  sheet.fill(
    [
      [
        ...left.slice(0, line + 1).flat(),
        ...edge(l, middle, 5),
        ...middle,
        ...ridge
          .slice(0, line + 1)
          .toReversed()
          .flat(),
      ],
    ],
    { ink: white, plate: 1 },
  );
  sheet.fill(
    [
      [
        ...ridge.slice(0, line + 2).flat(),
        ...edge(middle, r, 5),
        ...right
          .slice(0, line + 1)
          .toReversed()
          .flat(),
      ],
    ],
    { ink: mix(white, ink, 0.38), plate: 1 },
  );
}

function paintLand(stage: Stage, horizon: number, sunX: number): void {
  const { sheet: s, palette, chance, reading } = stage;
  const layers = chance.whole(4, 6);
  const rows = s.height - horizon;
  const withRiver = chance.chance(0.4);
  const trees = chance.pick(['pine', 'round', 'pine', 'mixed']);
  for (let i = 0; i < layers; i++) {
    const t = i / (layers - 1);
    const seed = chance.bits();
    const base = horizon + rows * (0.05 + 0.72 * t * (0.55 + 0.45 * t));
    const swell = s.m * lerp(0.05, 0.13, t) * chance.between(0.7, 1.2);
    const length = s.m * lerp(0.35, 0.9, t);
    const skyline = (x: number): number => base - swell * layered1(seed, x / length, 3);
    const ink = landAt(palette, 0.12 + 0.88 * t);
    const land = landPath(s, skyline);
    if (t > 0.25) paintTrees(stage, skyline, t, trees, lighten(ink, -0.035));
    s.fill(land, { ink, dry: 0.15 });
    // Light rakes over the crest from the sun's side; mist lies at the foot.
    const lit = mix(ink, palette.sun, 0.42);
    s.fill(land, { ...fading(lit, [sunX, base - swell], [sunX + s.m * 0.1, base + swell * 1.6], 0.62), alpha: 0.85 });
    if (i < layers - 1)
      s.fill(land, fading(mix(ink, palette.sky[1], 0.55), [0, base + rows * 0.3], [0, base + swell * 0.4], 0.7));
    if (chance.chance(0.5)) paintFurrows(stage, land, skyline, ink, swell);
    if (withRiver && i === layers - 3) paintRiver(stage, skyline, base);
    if (i === layers - 2 && (reading.subjects[0] === 'hills' ? chance.chance(0.6) : chance.chance(0.3))) {
      paintHouse(stage, s.width * chance.between(0.25, 0.75), skyline, s.m * 0.055);
    }
  }
}

function paintTrees(
  { sheet: s, palette, chance }: Stage,
  skyline: (x: number) => number,
  t: number,
  kind: string,
  ink: number,
): void {
  const near = t > 0.9;
  const groups = Math.round((near ? 3 : 4) * Math.max(1, s.width / s.m));
  for (let group = 0; group < groups; group++) {
    const at = near && groups < 4 ? chance.pick([0.06, 0.94, 0.14, 0.86]) * s.width : chance.unit() * s.width;
    for (let i = chance.whole(2, near ? 6 : 7); i > 0; i--) {
      const x = at + chance.between(-0.09, 0.09) * s.m;
      const height = s.m * lerp(0.035, 0.17, t * t) * chance.between(0.7, 1.25);
      const y = skyline(x) + height * 0.06;
      if (kind === 'pine' || (kind === 'mixed' && chance.chance(0.5)))
        s.fill(pinePath(chance, x, y, height), { ink, plate: 1 });
      else {
        const tree = roundTreePath(chance, x, y, height);
        s.fill(tree.trunk, { ink: palette.ink });
        s.fill(
          tree.crown,
          { ink, plate: 1 },
          fading(
            mix(ink, palette.sun, 0.35),
            [x - height * 0.2, y - height],
            [x + height * 0.1, y - height * 0.5],
            0.6,
          ),
        );
      }
    }
  }
}

/** Lines of a ploughed field that follow the crest. */
function paintFurrows(
  { sheet: s, palette, chance }: Stage,
  land: Path,
  skyline: (x: number) => number,
  ink: number,
  swell: number,
): void {
  if (land.length === 0) return;
  const from = chance.between(-0.1, 0.5) * s.width;
  const to = from + chance.between(0.25, 0.5) * s.width;
  for (let row = 1; row < 7; row++) {
    const gap = swell * (0.1 + 0.13 * row);
    const line: number[] = [];
    for (let k = 0; k <= 24; k++) {
      const x = lerp(from, to, k / 24);
      line.push(x + gap * 0.8, skyline(x) + gap + s.m * 0.006 * row * row * 0.4 * sine(k / 48));
    }
    const dash = dashed(line, s.m * 0.0026);
    s.fill(dash, { ink: mix(lighten(ink, 0.09), palette.sky[1], 0.15), alpha: 0.7, plate: 2 });
  }
}

function dashed(line: readonly number[], width: number): Path {
  const out: (readonly number[])[] = [];
  for (let i = 0; i + 3 < line.length; i += 2) {
    const [x0, y0, x1, y1] = [line[i] ?? 0, line[i + 1] ?? 0, line[i + 2] ?? 0, line[i + 3] ?? 0];
    const thick = width * (0.35 + sine(i / line.length / 2) * 0.9);
    out.push([x0, y0 - thick, x1, y1 - thick, x1, y1 + thick, x0, y0 + thick]);
  }
  return out;
}

function paintRiver({ sheet: s, palette, chance }: Stage, skyline: (x: number) => number, base: number): void {
  const x0 = s.width * chance.between(0.35, 0.65);
  const y0 = skyline(x0) + s.m * 0.012;
  const drop = s.height - base;
  const sway = s.m * 0.12 * chance.sign();
  const line = smoothLine(
    [
      [x0, y0],
      [x0 + sway, y0 + drop * 0.16],
      [x0 - sway * 0.9, y0 + drop * 0.42],
      [x0 + sway * 1.4, y0 + drop * 1.1],
    ],
    false,
    14,
  );
  const left: number[] = [];
  const right: number[] = [];
  for (let i = 0; i <= 40; i++) {
    const p = pointOn(line, i / 40);
    const half = s.m * (0.004 + 0.075 * (i / 40) * (i / 40));
    left.push(p.x - half, p.y);
    right.unshift(p.x + half, p.y);
  }
  const path = [[...left, ...right]];
  s.fill(path, { ink: palette.sky[1] }, fading(palette.sky[0], [0, y0 + drop * 0.8], [0, y0], 0.8));
}

function paintHouse({ sheet: s, palette }: Stage, x: number, skyline: (x: number) => number, size: number): void {
  const y = skyline(x) + size * 0.35;
  const put = (path: Path): Path => placed(path, x, y, size, size);
  s.fill(put([[-0.8, 0, -0.8, -0.75, -0.3, -1.25, 0.2, -0.75, 0.2, 0]]), { ink: palette.white });
  s.fill(put([rectangle(0.2, -0.75, 1, 0.75)]), { ink: mix(palette.white, palette.ink, 0.16) });
  s.fill(put([[-0.3, -1.32, 0.95, -1.32, 1.35, -0.7, 0.2, -0.7]]), { ink: palette.pops[0], plate: 1 });
  s.fill(put([[-0.88, -0.68, -0.3, -1.32, -0.2, -1.2, -0.72, -0.62]]), {
    ink: lighten(palette.pops[0], -0.1),
    plate: 1,
  });
  s.fill(put([rectangle(0.75, -1.62, 0.16, 0.4)]), { ink: palette.ink });
  const light = palette.night ? palette.sun : palette.ink;
  s.fill(put([rectangle(-0.42, -0.42, 0.24, 0.42), rectangle(0.4, -0.5, 0.2, 0.2), rectangle(0.8, -0.5, 0.2, 0.2)]), {
    ink: light,
    plate: 2,
  });
}
