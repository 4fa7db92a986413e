import { lighten, mix } from '../colour.ts';
import { clamp, cosine, layered1, lerp, noise2, sine } from '../numbers.ts';
import { landAt } from '../palette.ts';
import { circle, type Contour, type Path, placed, smoothLine, stroke } from '../path.ts';
import { fading, glowing, landPath, paintSky, paintStars, paintSun, type Stage } from './parts.ts';
import { pinePath } from './plants.ts';

/** A wide dark sky over silhouettes: moon, milky way, pines, a lit tent or a lake. */
export function night(stage: Stage): void {
  const { sheet: s, chance } = stage;
  const horizon = s.height * chance.between(0.6, 0.7);
  paintSky(stage, horizon);
  const slope = chance.between(0.25, 0.6) * chance.sign();
  const band = (x: number, y: number): number => {
    const away = (y - horizon * 0.45 - (x - s.width / 2) * slope) / (s.m * 0.19);
    return clamp(1 - away * away, 0, 1);
  };
  paintMilkyWay(stage, horizon, band);
  paintStars(stage, horizon, band);
  paintMoon(stage, horizon);
  if (chance.chance(0.6)) paintMeteor(stage, horizon);
  paintRanges(stage, horizon);
}

function paintMilkyWay(
  { sheet: s, palette, chance }: Stage,
  horizon: number,
  band: (x: number, y: number) => number,
): void {
  const seed = chance.bits();
  const dust: Contour[] = [];
  const clumps = Math.round((5200 * s.width * horizon) / (s.m * s.m));
  for (let i = 0; i < Math.min(clumps, 16000); i++) {
    const x = chance.unit() * s.width;
    const y = chance.unit() * horizon;
    const thick = band(x, y) * (0.55 + 0.75 * noise2(seed, (4 * x) / s.m, (4 * y) / s.m));
    if (chance.unit() < thick * thick) {
      const r = s.m * lerp(0.0008, 0.0024, chance.unit());
      dust.push([x - r, y, x, y - r, x + r, y, x, y + r]);
    }
  }
  s.fill(dust, { ink: mix(palette.sky[1], palette.white, 0.55), alpha: 0.9 });
}

function paintMoon(stage: Stage, horizon: number): void {
  const { sheet: s, palette, chance } = stage;
  const radius = s.m * chance.between(0.09, 0.16);
  const x = s.width * (chance.chance(0.5) ? chance.between(0.2, 0.36) : chance.between(0.64, 0.8));
  const y = Math.max(radius * 1.6, horizon * chance.between(0.24, 0.45));
  if (chance.chance(0.35)) {
    s.fill(
      [circle(x, y, radius * 2.6)],
      glowing(mix(palette.sun, palette.sky[1], 0.8), [x, y], radius * 0.6, radius * 2.6, 0.5),
    );
    s.fill([crescent(x, y, radius, chance.between(0.55, 0.95))], { ink: palette.sun, dry: 0.3 });
    return;
  }
  paintSun(stage, x, y, radius);
}

/** A disc less a second disc that bites it from the direction given in turns. */
function crescent(x: number, y: number, radius: number, towards: number): Contour {
  const [bx, by, br] = [x + cosine(towards) * radius * 0.46, y + sine(towards) * radius * 0.46, radius * 0.82];
  const out: number[] = [];
  for (let i = 0; i <= 300; i++) {
    const [px, py] = [x + cosine(towards + i / 300) * radius, y + sine(towards + i / 300) * radius];
    if ((px - bx) * (px - bx) + (py - by) * (py - by) > br * br) out.push(px, py);
  }
  for (let i = 0; i <= 300; i++) {
    const [px, py] = [bx + cosine(towards - i / 300) * br, by + sine(towards - i / 300) * br];
    if ((px - x) * (px - x) + (py - y) * (py - y) < radius * radius) out.push(px, py);
  }
  return out;
}

function paintMeteor({ sheet: s, palette, chance }: Stage, horizon: number): void {
  const x = s.width * chance.between(0.3, 0.7);
  const y = horizon * chance.between(0.12, 0.3);
  const length = s.m * chance.between(0.18, 0.3);
  const side = chance.sign();
  s.fill(
    stroke([x, y, x + side * length, y + length * 0.42], (t) => s.m * 0.005 * t),
    { ink: palette.white },
  );
}

function paintRanges(stage: Stage, horizon: number): void {
  const { sheet: s, palette, chance } = stage;
  const layers = 5;
  const lake = chance.chance(0.35);
  const rows = s.height - horizon;
  for (let i = 0; i < layers; i++) {
    const t = i / (layers - 1);
    const seed = chance.bits();
    const base = horizon + rows * (lake ? 0.1 * i + (i === layers - 1 ? 0.42 : 0) : 0.84 * t * (0.45 + 0.55 * t));
    const swell = s.m * lerp(0.18, 0.07, t);
    const rough = lerp(0.3, 0.6, t);
    const skyline = (x: number): number =>
      base - swell * layered1(seed, x / (s.m * rough), i < 2 ? 5 : 3) - swell * 0.2;
    const ink = landAt(palette, t);
    const land = landPath(s, skyline);
    if (t >= 0.5) {
      const pines = (18 + 16 * t) * (s.width / s.m);
      for (let k = 0; k < pines; k++) {
        const x = chance.between(-0.02, 1.02) * s.width;
        const edge = Math.abs(x / s.width - 0.5) * 2;
        const height = s.m * lerp(0.05, 0.13, t) * (t > 0.9 ? 0.5 + 1.6 * edge * edge : 1) * chance.between(0.6, 1.3);
        s.fill(pinePath(chance, x, skyline(x) + height * 0.08, height), {
          ink: lighten(ink, chance.between(-0.015, 0.02)),
        });
      }
    }
    s.fill(land, { ink, dry: 0.1 });
    if (t < 0.9)
      s.fill(land, fading(mix(ink, palette.sky[1], 0.4), [0, base + rows * 0.3], [0, base - swell * 0.2], 0.6));
    if (lake && i === layers - 2) paintLake(stage, base + rows * 0.08);
    if (i === layers - 1 && !lake && chance.chance(0.6)) {
      const x = s.width * chance.between(0.38, 0.62);
      paintTent(stage, x, skyline(x) + s.m * 0.012, s.m * 0.075);
    }
  }
}

function paintLake({ sheet: s, palette, chance }: Stage, top: number): void {
  const water = landPath(s, () => top);
  s.fill(
    water,
    { ink: mix(palette.sky[0], palette.sky[1], 0.75) },
    fading(palette.sky[0], [0, s.height], [0, top], 0.9),
  );
  for (let i = 0; i < 34; i++) {
    const y = top + (s.height - top) * chance.between(0.03, 0.8);
    const x = chance.unit() * s.width;
    const half = s.m * chance.between(0.02, 0.1);
    const ink = chance.chance(0.3) ? palette.sun : mix(palette.sky[1], palette.white, 0.25);
    s.fill(
      stroke([x - half, y, x + half, y], (t) => s.m * 0.012 * t * (1 - t)),
      { ink, alpha: 0.7 },
    );
  }
}

function paintTent({ sheet: s, palette, chance }: Stage, x: number, y: number, size: number): void {
  const put = (path: Path): Path => placed(path, x, y, size, size);
  s.fill([circle(x, y - size * 0.3, size * 2.3)], glowing(palette.pops[0], [x, y - size * 0.3], 0, size * 2.3, 0.6));
  s.fill(
    put([[-0.95, 0, 0, -1.1, 0.95, 0]]),
    { ink: palette.pops[0] },
    fading(palette.pops[1], [x + size, y - size * 0.5], [x - size * 0.2, y], 0.9),
  );
  s.fill(put([[-0.26, 0, 0, -0.85, 0.26, 0]]), { ink: palette.sun });
  s.fill(put([[0.02, -0.8, 0.26, 0, 0.05, 0]]), { ink: lighten(palette.pops[0], -0.12) });
  s.fill(put(stroke([0.04, -1.2, -0.98, 0.02], 0.035)), { ink: palette.ink });
  s.fill(put(stroke([-0.04, -1.2, 0.98, 0.02], 0.035)), { ink: palette.ink });
  const fire = x + size * 1.75 * chance.sign();
  s.fill(
    [
      smoothLine(
        [
          [fire - size * 0.14, y],
          [fire - size * 0.12, y - size * 0.2],
          [fire, y - size * 0.48],
          [fire + size * 0.12, y - size * 0.2],
          [fire + size * 0.14, y],
        ],
        false,
        8,
      ),
    ],
    { ink: palette.pops[0] },
  );
  s.fill([circle(fire, y - size * 0.1, size * 0.085)], { ink: palette.sun });
}
