import { type Ink, lighten, mix } from '../colour.ts';
import { clamp, cosine, lerp, noise1, sine } from '../numbers.ts';
import { arcBand, circle, type Contour, ellipse, type Path, placed, smoothLine, smoothShape, stroke } from '../path.ts';
import { fading, glowing, paintStars, type Stage } from './parts.ts';

/** Planets near and far, a ring, an orbit, often a rocket. */
export function space(stage: Stage): void {
  const { sheet: s, palette, chance } = stage;
  const deep = palette.night ? palette.sky[0] : lighten(palette.land[3], -0.06);
  const haze = palette.night ? palette.sky[1] : palette.land[2];
  s.fill(s.all, { ink: deep });
  const [nx, ny] = [s.width * chance.between(0.2, 0.8), s.height * chance.between(0.3, 0.7)];
  for (const [scale, t] of [
    [0.95, 0.3],
    [0.66, 0.6],
    [0.4, 0.9],
  ] as const) {
    s.fill([circle(nx, ny, s.m * scale)], glowing(mix(deep, haze, t), [nx, ny], 0, s.m * scale, 0.75));
  }
  paintStars(
    { ...stage, palette: { ...palette, sun: palette.night ? palette.sun : palette.pops[0] } },
    s.height,
    (x, y) => {
      const [dx, dy] = [(x - nx) / s.m, (y - ny) / s.m];
      return clamp(1 - dx * dx - dy * dy, 0, 1);
    },
  );
  const side = chance.sign();
  paintGround(stage, side, deep);
  const [px, py] = [s.width * (0.5 + side * chance.between(0.1, 0.24)), s.height * chance.between(0.26, 0.38)];
  const r = s.m * chance.between(0.13, 0.19);
  paintOrbit(stage, px, py, r);
  paintRinged(stage, px, py, r, deep);
  for (let i = 0; i < chance.whole(2, 3); i++) {
    const [x, y] = [s.width * chance.between(0.08, 0.92), s.height * chance.between(0.08, 0.55)];
    const away = Math.sqrt((x - px) * (x - px) + (y - py) * (y - py));
    if (away > r * 2.4)
      paintPlanet(stage, x, y, s.m * chance.between(0.022, 0.055), palette.pops[i % 3] ?? palette.sun, deep);
  }
  if (
    stage.reading.names('rocket spaceship spacecraft launch startup 火箭 飛船 飞船 發射 发射') ||
    chance.chance(0.6)
  ) {
    paintRocket(
      stage,
      s.width * (0.5 - side * chance.between(0.06, 0.2)),
      s.height * chance.between(0.5, 0.58),
      s.m * 0.13,
      side * chance.between(0.03, 0.09),
    );
  }
}

function paintPlanet(
  { sheet: s, chance }: Pick<Stage, 'sheet' | 'chance'>,
  x: number,
  y: number,
  r: number,
  ink: Ink,
  deep: Ink,
): void {
  const disc: Path = [circle(x, y, r)];
  s.fill(disc, { ink, dry: 0.2 });
  const seed = chance.bits();
  const bands: Contour[] = [];
  for (let k = 0; k < 4; k++) {
    const mid = -0.62 + 0.4 * k + chance.between(-0.06, 0.06);
    const thick = chance.between(0.05, 0.13);
    const upper: number[] = [];
    const lower: number[] = [];
    for (let i = 0; i <= 30; i++) {
      const u = -1 + i / 15;
      const limit = Math.sqrt(Math.max(0, 1 - u * u));
      const wave = 0.05 * noise1(seed + k, u * 3);
      upper.push(x + u * r, y + r * clamp(mid - thick + wave, -limit, limit));
      lower.unshift(x + u * r, y + r * clamp(mid + thick + wave * 1.6, -limit, limit));
    }
    const tail: number[] = [];
    for (let i = 0; i + 1 < lower.length; i += 2) tail.push(lower[i] ?? 0, lower[i + 1] ?? 0);
    bands.push([...upper, ...tail]);
  }
  s.fill(bands, { ink: lighten(ink, 0.09), alpha: 0.85, plate: r > s.m * 0.08 ? 1 : 0 });
  s.fill(disc, glowing(mix(lighten(ink, -0.2), deep, 0.45), [x - r * 0.42, y - r * 0.42], r * 1.62, r * 0.5, 0.95));
}

function paintRinged(stage: Stage, x: number, y: number, r: number, deep: Ink): void {
  const { sheet: s, palette, chance } = stage;
  const tilt = chance.between(-0.07, 0.07);
  const bands = [
    [1.42, 1.62, palette.pops[0]],
    [1.68, 1.95, palette.sun],
    [2.0, 2.08, palette.pops[1]],
  ] as const;
  // The far half lies behind the planet, the near half before it.
  const half = (inner: number, outer: number, from: number): Path =>
    placed([arcBand(0, 0, inner, outer, from, from + 0.5)], x, y, r, r * 0.28, tilt);
  for (const [inner, outer, ink] of bands) s.fill(half(inner, outer, 0.5), { ink: mix(ink, deep, 0.3), dry: 0.25 });
  paintPlanet(
    stage,
    x,
    y,
    r,
    palette.pops[1] === palette.sun ? palette.pops[2] : mix(palette.pops[1], palette.sun, 0.2),
    deep,
  );
  for (const [inner, outer, ink] of bands) s.fill(half(inner, outer, 0), { ink, dry: 0.25 });
}

function paintOrbit({ sheet: s, palette, chance }: Stage, x: number, y: number, r: number): void {
  const tilt = chance.between(-0.05, 0.05);
  const dots: Contour[] = [];
  for (const scale of [3.1, 4.3]) {
    for (let i = 0; i < 90; i++) {
      const [dx, dy] = [cosine(i / 90) * r * scale, sine(i / 90) * r * scale * 0.42];
      dots.push(circle(x + dx * cosine(tilt) - dy * sine(tilt), y + dx * sine(tilt) + dy * cosine(tilt), s.m * 0.0016));
    }
  }
  s.fill(dots, { ink: palette.white, alpha: 0.6 });
}

/** The limb of a world below, with craters. */
function paintGround({ sheet: s, palette, chance }: Stage, side: number, deep: Ink): void {
  const r = Math.max(s.width, s.m) * chance.between(0.75, 1.05);
  const [x, y] = [s.width * (0.5 - side * 0.2), s.height + r - s.m * chance.between(0.16, 0.24)];
  const ink = palette.land[1];
  s.fill([circle(x, y, r * 1.16)], glowing(mix(deep, palette.land[0], 0.55), [x, y], r, r * 1.16, 0.6));
  s.fill(
    [circle(x, y, r)],
    { ink, dry: 0.2 },
    glowing(palette.land[3], [x - r * 0.3, y - r * 0.35], r * 1.2, r * 0.62, 0.9),
  );
  for (let i = 0; i < 16; i++) {
    const angle = 0.75 + chance.between(-0.14, 0.14);
    const depth = chance.between(0.03, 0.3);
    const [cx, cy] = [x + cosine(angle) * r * (1 - depth), y + sine(angle) * r * (1 - depth)];
    const size = s.m * lerp(0.012, 0.06, depth * 3) * chance.between(0.6, 1.2);
    s.fill([ellipse(cx, cy, size, size * 0.4, angle + 0.25)], { ink: lighten(ink, -0.1) });
    s.fill([ellipse(cx, cy + size * 0.09, size * 0.88, size * 0.32, angle + 0.25)], { ink: lighten(ink, -0.05) });
  }
}

function paintRocket({ sheet: s, palette }: Stage, x: number, y: number, r: number, tilt: number): void {
  const put = (path: Path): Path => placed(path, x, y, r, r, tilt);
  const trail = smoothLine(
    [
      [0, 1.15],
      [0.08, 2],
      [-0.1, 3],
      [0.1, 4.4],
    ],
    false,
    12,
  );
  s.fill(put(stroke(trail, (t) => 0.36 * (1 - t) + 0.02)), {
    ink: mix(palette.white, palette.sky[1], 0.4),
    alpha: 0.5,
    dry: 0.5,
  });
  const puffs: Contour[] = [];
  for (let i = 0; i < 14; i++)
    puffs.push(circle(sine(i * 0.31) * (0.1 + 0.02 * i), 1.5 + i * 0.2, 0.2 + 0.12 * sine(i / 30)));
  s.fill(put(puffs), { ink: mix(palette.white, palette.sky[1], 0.2), alpha: 0.75, dry: 0.4 });
  s.fill(
    put([
      smoothShape([
        [-0.26, 1.0],
        [0, 1.85],
        [0.26, 1.0],
        [0, 0.9],
      ]),
    ]),
    { ink: palette.pops[0] },
  );
  s.fill(
    put([
      smoothShape([
        [-0.14, 1.0],
        [0, 1.45],
        [0.14, 1.0],
        [0, 0.92],
      ]),
    ]),
    { ink: palette.sun },
  );
  for (const side of [-1, 1])
    s.fill(
      put([
        smoothLine(
          [
            [side * 0.34, 0.3],
            [side * 0.78, 0.8],
            [side * 0.74, 1.2],
            [side * 0.3, 0.92],
          ],
          false,
          8,
        ),
      ]),
      { ink: palette.pops[1], dry: 0.2 },
    );
  const hull = put([
    smoothShape([
      [0, -1.35],
      [0.3, -0.85],
      [0.43, -0.1],
      [0.34, 0.75],
      [0.24, 1.02],
      [-0.24, 1.02],
      [-0.34, 0.75],
      [-0.43, -0.1],
      [-0.3, -0.85],
    ]),
  ]);
  s.fill(hull, { ink: palette.white, dry: 0.12 });
  s.fill(
    put([
      smoothShape([
        [0, -1.36],
        [0.27, -0.92],
        [0.33, -0.7],
        [0, -0.6],
        [-0.33, -0.7],
        [-0.27, -0.92],
      ]),
    ]),
    { ink: palette.pops[1], plate: 1 },
  );
  s.fill(hull, fading(mix(palette.land[2], palette.white, 0.2), [x + r * 0.45, y], [x - r * 0.12, y], 0.9));
  s.fill(put([circle(0, -0.18, 0.22)]), { ink: palette.pops[0] });
  s.fill(put([circle(0, -0.18, 0.155)]), { ink: palette.land[3] });
  s.fill(put([circle(-0.05, -0.23, 0.05)]), { ink: palette.white });
  s.fill(
    put([
      smoothShape([
        [-0.05, 0.5],
        [0.05, 0.5],
        [0.05, 1.2],
        [-0.05, 1.2],
      ]),
    ]),
    { ink: palette.pops[1], plate: 1 },
  );
}
