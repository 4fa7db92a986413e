import { lighten, mix } from '../colour.ts';
import { lerp, noise1, sine } from '../numbers.ts';
import { landAt } from '../palette.ts';
import {
  arcPoints,
  type Contour,
  type Path,
  placed,
  rectangle,
  roundedRectangle,
  smoothLine,
  smoothShape,
  stroke,
} from '../path.ts';
import { fading, glowing, landPath, paintBirds, paintClouds, paintSky, paintSun, type Stage } from './parts.ts';

/** Open water under a low sun: far islands, rows of waves, a boat or a lighthouse. */
export function sea(stage: Stage): void {
  const { sheet: s, palette, chance } = stage;
  const horizon = s.height * chance.between(0.4, 0.52);
  paintSky(stage, horizon);
  const sunX = s.width * chance.between(0.3, 0.7);
  const radius = s.m * chance.between(0.13, 0.2);
  paintSun(stage, sunX, horizon - radius * chance.between(0, 0.9), radius);
  paintClouds(stage, chance.whole(2, 4) + Math.floor(s.width / s.m), horizon * 0.15, horizon * 0.8);
  paintBirds(stage, s.width * chance.between(0.2, 0.8), horizon * 0.4, chance.whole(3, 6));
  paintIslands(stage, horizon, sunX);
  const water: Path = [rectangle(-10, horizon, s.width + 20, s.height)];
  s.fill(
    water,
    { ink: landAt(palette, 0.3) },
    fading(mix(landAt(palette, 0.1), palette.sky[1], 0.3), [0, horizon], [0, horizon + (s.height - horizon) * 0.5]),
  );
  paintGlitter(stage, horizon, sunX, radius);
  const light = chance.chance(0.4);
  const boatX =
    sunX < s.width / 2 !== light ? s.width * chance.between(0.58, 0.8) : s.width * chance.between(0.2, 0.42);
  const boatRow = light ? 1 : chance.whole(1, 3);
  paintWaves(stage, horizon, boatRow, boatX);
  if (light) paintLighthouse(stage, horizon, boatX > s.width / 2);
}

function paintIslands({ sheet: s, palette, chance }: Stage, horizon: number, sunX: number): void {
  for (let i = 0; i < 3; i++) {
    const seed = chance.bits();
    const x = sunX + s.width * chance.between(0.15, 0.6) * chance.sign();
    const half = s.m * chance.between(0.14, 0.32);
    const high = s.m * chance.between(0.05, 0.13);
    const skyline: number[] = [];
    for (let k = 0; k <= 40; k++) {
      const t = k / 40;
      skyline.push(x - half + 2 * half * t, horizon - high * sine(t / 2) * (0.7 + 0.4 * noise1(seed, t * 5)));
    }
    const ink = mix(landAt(palette, 0.25 + 0.18 * i), palette.sky[1], 0.3 - 0.1 * i);
    s.fill(
      [skyline],
      { ink, dry: 0.2 },
      fading(mix(ink, palette.sky[1], 0.6), [0, horizon], [0, horizon - high * 0.7], 0.7),
    );
  }
}

/** The sun's broken mirror image. */
function paintGlitter({ sheet: s, palette, chance }: Stage, horizon: number, x: number, radius: number): void {
  const rows = 26;
  const depth = Math.min(s.height - horizon, s.m * 0.6);
  const bars: Contour[] = [];
  for (let i = 0; i < rows; i++) {
    const t = i / rows;
    const y = horizon + depth * t * (0.35 + 0.65 * t) + s.m * 0.006;
    const half = radius * (0.95 - 0.35 * t) * chance.between(0.3, 1);
    const thick = s.m * lerp(0.0035, 0.011, t);
    const dx = radius * chance.between(-0.35, 0.35);
    bars.push(roundedRectangle(x + dx - half, y, half * 2, thick, thick / 2));
  }
  s.fill(bars, { ink: palette.sun, dry: 0.3, plate: 1 });
}

function paintWaves(stage: Stage, horizon: number, boatRow: number, boatX: number): void {
  const { sheet: s, palette, chance } = stage;
  const rows = s.height > s.width * 1.5 ? 9 : 7;
  const depth = s.height - horizon;
  for (let i = 0; i < rows; i++) {
    const t = i / (rows - 1);
    const base = horizon + depth * (0.16 + 0.76 * t * (0.6 + 0.4 * t));
    const length = s.m * lerp(0.14, 0.3, t);
    const high = s.m * lerp(0.014, 0.042, t);
    const phase = chance.unit();
    const seed = chance.bits();
    // Crests are sharp and troughs are round, as cut paper waves are.
    const surface = (x: number): number => {
      const u = x / length + phase + 0.25 * noise1(seed, x / length / 2.7);
      const cusp = sine(u / 2);
      return base + high * (cusp < 0 ? -cusp : cusp) * (1 + 0.35 * noise1(seed + 9, x / length / 3));
    };
    const ink = landAt(palette, 0.32 + 0.68 * t);
    if (i === boatRow)
      paintBoat(
        stage,
        boatX,
        surface(boatX) + s.m * 0.008,
        s.m * lerp(0.09, 0.2, t) * (s.height > s.width ? 1.3 : 1.05),
      );
    const path = landPath(s, surface);
    s.fill(
      path,
      { ink, dry: 0.15 },
      { ...fading(mix(ink, palette.white, 0.5), [0, base - high * 0.2], [0, base + high * 2.4], 0.6) },
    );
    paintFoam(stage, surface, s.m * lerp(0.002, 0.005, t), length);
  }
}

function paintFoam(
  { sheet: s, palette, chance }: Stage,
  surface: (x: number) => number,
  width: number,
  length: number,
): void {
  for (let k = 0; k < (2 * s.width) / length; k++) {
    const from = chance.between(-0.1, 1) * s.width;
    const to = from + length * chance.between(0.3, 0.9);
    const gap = width * chance.between(2.5, 9);
    const line: number[] = [];
    for (let i = 0; i <= 16; i++) {
      const x = lerp(from, to, i / 16);
      line.push(x, surface(x) + gap);
    }
    s.fill(
      stroke(line, (t) => width * (0.2 + 4 * t * (1 - t))),
      { ink: palette.white, alpha: 0.85, plate: 2 },
    );
  }
}

function paintBoat({ sheet: s, palette, chance }: Stage, x: number, y: number, size: number): void {
  const side = chance.sign();
  const put = (path: Path): Path => placed(path, x, y, size * side, size, chance.between(-0.004, 0.004));
  const sail = palette.white;
  s.fill(put(stroke([0.02, 0, 0.02, -1.62], 0.03)), { ink: palette.ink });
  s.fill(
    put([
      [
        ...smoothLine(
          [
            [0.07, -0.24],
            [0.42, -0.45],
            [0.62, -0.26],
          ],
          false,
          8,
        ),
        ...smoothLine(
          [
            [0.62, -0.26],
            [0.5, -0.95],
            [0.07, -1.58],
          ],
          false,
          10,
        ),
      ],
    ]),
    { ink: sail, dry: 0.2 },
  );
  s.fill(
    put([[0.07, -0.24, 0.62, -0.26, 0.5, -0.8, 0.07, -0.9]]),
    fading(mix(sail, palette.land[1], 0.55), [x + side * size * 0.6, y - size * 0.2], [x, y - size * 0.8], 0.7),
  );
  s.fill(
    put([
      [
        ...smoothLine(
          [
            [-0.04, -1.5],
            [-0.34, -0.8],
            [-0.56, -0.28],
          ],
          false,
          10,
        ),
        -0.04,
        -0.24,
      ],
    ]),
    { ink: palette.pops[0], plate: 1, dry: 0.2 },
  );
  s.fill(
    put([
      [
        ...smoothLine(
          [
            [-0.75, -0.16],
            [-0.6, 0.12],
            [0, 0.22],
            [0.55, 0.14],
            [0.86, -0.2],
          ],
          false,
          8,
        ),
      ],
    ]),
    { ink: palette.pops[1], dry: 0.2 },
  );
  s.fill(put([rectangle(-0.73, -0.17, 1.55, 0.07)]), { ink: palette.ink, plate: 2 });
}

function paintLighthouse({ sheet: s, palette, chance }: Stage, horizon: number, left: boolean): void {
  const side = left ? 1 : -1;
  const edge = left ? 0 : s.width;
  const rise = s.m * 0.13;
  const foot = Math.max(horizon + s.m * 0.05, Math.min(s.height * 0.72, horizon + s.m * 0.25));
  const seed = chance.bits();
  const rock: number[] = [edge - side * 20, s.height + 20];
  for (let k = 0; k <= 40; k++) {
    const t = k / 40;
    const y = foot - rise * (1 - t * t) + (s.height - foot + rise * 0.4) * t * t * t * t;
    rock.push(edge + side * s.m * (0.52 * t + 0.02 * noise1(seed, t * 9)), y + s.m * 0.02 * noise1(seed + 3, t * 11));
  }
  rock.push(edge + side * s.m * 0.56, s.height + 20);
  s.fill(
    [rock],
    { ink: palette.land[3], dry: 0.15 },
    fading(
      mix(palette.land[2], palette.sun, 0.25),
      [edge + side * s.m * 0.2, foot - rise],
      [edge + side * s.m * 0.3, foot + rise],
      0.6,
    ),
  );
  const x = edge + side * s.m * 0.17;
  const y = foot - rise * 0.86;
  const h = Math.min(s.m * 0.42, y - s.m * 0.06);
  const put = (path: Path): Path => placed(path, x, y, h, h);
  const tower = [-0.12, 0.04, -0.075, -0.76, 0.075, -0.76, 0.12, 0.04];
  const width = (t: number): number => lerp(0.12, 0.075, t);
  s.fill(
    [[...arcPoints(x, y - h * 0.84, h * 1.6, left ? -0.05 : 0.45, left ? 0.03 : 0.53), x, y - h * 0.84]],
    glowing(palette.sun, [x, y - h * 0.84], 0, h * 1.6, 0.55),
  );
  s.fill(put([tower]), { ink: palette.white, dry: 0.15 });
  for (const [from, to] of [
    [0.12, 0.32],
    [0.52, 0.72],
  ] as const) {
    s.fill(put([[-width(from), -from * 0.8, -width(to), -to * 0.8, width(to), -to * 0.8, width(from), -from * 0.8]]), {
      ink: palette.pops[1],
      plate: 1,
    });
  }
  s.fill(put([tower]), fading(palette.ink, [x + h * 0.13, y], [x - h * 0.03, y], 0.5));
  s.fill(put([rectangle(-0.1, -0.79, 0.2, 0.035), rectangle(-0.012, -1.02, 0.024, 0.1)]), { ink: palette.ink });
  s.fill(put([rectangle(-0.055, -0.9, 0.11, 0.11)]), { ink: palette.sun });
  s.fill(
    put([
      smoothShape([
        [-0.075, -0.9],
        [0, -0.99],
        [0.075, -0.9],
        [0, -0.89],
      ]),
    ]),
    { ink: lighten(palette.pops[1], -0.08), plate: 1 },
  );
}
