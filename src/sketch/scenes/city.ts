import { type Ink, lighten, mix } from '../colour.ts';
import { clamp, lerp } from '../numbers.ts';
import { landAt } from '../palette.ts';
import { circle, type Contour, ellipse, type Path, rectangle, sector, stroke } from '../path.ts';
import { fading, paintBirds, paintClouds, paintSky, paintStars, paintSun, type Stage } from './parts.ts';
import { roundTreePath } from './plants.ts';

/** Rows of houses one behind the other, lit windows, a street with trees. */
export function city(stage: Stage): void {
  const { sheet: s, palette, chance } = stage;
  const ground = s.height * 0.9;
  paintSky(stage, s.height * 0.75);
  const radius = s.m * chance.between(0.1, 0.16);
  if (palette.night) paintStars(stage, s.height * 0.5, () => 0.4);
  paintSun(stage, s.width * chance.between(0.22, 0.78), s.height * chance.between(0.2, 0.34), radius);
  paintClouds(stage, chance.whole(1, 3) + Math.floor(s.width / s.m), s.height * 0.08, s.height * 0.4);
  paintBirds(stage, s.width * chance.between(0.2, 0.8), s.height * 0.16, 4);
  const rise = Math.min(s.height * 0.62, s.m * 0.95);
  paintRow(stage, { ground, high: rise, wide: 0.1, depth: 0, windows: false });
  paintRow(stage, { ground, high: rise * 0.82, wide: 0.13, depth: 0.4, windows: true });
  paintRow(stage, { ground, high: rise * 0.6, wide: 0.16, depth: 0.85, windows: true });
  paintStreet(stage, ground);
}

interface Row {
  readonly ground: number;
  readonly high: number;
  /** Usual width of a house, in shares of the sheet's shorter side. */
  readonly wide: number;
  readonly depth: number;
  readonly windows: boolean;
}

function paintRow(stage: Stage, row: Row): void {
  const { sheet: s, palette, chance } = stage;
  let x = -s.m * chance.between(0, 0.08);
  while (x < s.width) {
    const width = s.m * row.wide * chance.between(0.75, 1.45);
    const slim = width < s.m * row.wide;
    const height = row.high * chance.between(slim ? 0.6 : 0.4, slim ? 1 : 0.8);
    const base = landAt(palette, row.depth);
    const bright = row.depth > 0.3 && chance.chance(row.depth > 0.8 ? 0.45 : 0.3);
    const pop = mix(
      chance.pick(palette.pops),
      palette.night ? palette.land[2] : palette.sky[1],
      palette.night ? 0.45 : 0.12,
    );
    const ink = bright ? pop : lighten(base, chance.between(-0.03, 0.05));
    paintHouse(stage, { x, width, height, ink, ...row });
    x += width + (chance.chance(0.25) ? s.m * chance.between(0.01, 0.05) : 0);
  }
  if (row.depth < 0.8) {
    const mist = mix(landAt(palette, row.depth), palette.sky[1], 0.75);
    const veil: Path = [rectangle(-9, row.ground - row.high * 0.5, s.width + 18, row.high)];
    s.fill(veil, fading(mist, [0, row.ground], [0, row.ground - row.high * 0.45], 0.85));
  }
}

interface House extends Row {
  readonly x: number;
  readonly width: number;
  readonly height: number;
  readonly ink: Ink;
}

function paintHouse(stage: Stage, house: House): void {
  const { sheet: s, palette, chance } = stage;
  const { x, width, height, ink, ground } = house;
  const top = ground - height;
  const roof = chance.pick(['flat', 'flat', 'step', 'slant', 'spire', 'dome', 'tank', 'gable']);
  const body: Contour[] = [rectangle(x, top, width, height + s.m)];
  body.push(...roofOf(roof, x, top, width, s.m));
  s.fill(body, { ink, dry: 0.18 }, fading(lighten(ink, -0.1), [x + width, 0], [x + width * 0.25, 0], 0.75));
  if (roof === 'tank') paintTank(stage, x + width * 0.5, top, width * 0.3);
  if (house.windows) paintWindows(stage, house, top);
  if (house.depth > 0.8 && chance.chance(0.7)) {
    const awning = chance.pick(palette.pops);
    s.fill([rectangle(x + width * 0.1, ground - s.m * 0.055, width * 0.8, s.m * 0.06)], {
      ink: palette.night ? palette.sun : mix(palette.ink, ink, 0.25),
    });
    s.fill(
      [
        [
          x + width * 0.1,
          ground - s.m * 0.058,
          x + width * 0.9,
          ground - s.m * 0.058,
          x + width * 0.96,
          ground - s.m * 0.036,
          x + width * 0.04,
          ground - s.m * 0.036,
        ],
      ],
      { ink: awning, plate: 1 },
    );
  }
}

function roofOf(kind: string, x: number, top: number, width: number, m: number): Contour[] {
  switch (kind) {
    case 'step':
      return [
        rectangle(x + width * 0.16, top - width * 0.18, width * 0.68, width * 0.19),
        rectangle(x + width * 0.32, top - width * 0.36, width * 0.36, width * 0.19),
      ];
    case 'slant':
      return [[x, top + 1, x, top - width * 0.4, x + width, top + 1]];
    case 'spire':
      return [
        [x + width * 0.2, top + 1, x + width * 0.5, top - width * 0.7, x + width * 0.8, top + 1],
        rectangle(x + width * 0.5 - m * 0.002, top - width * 1.1, m * 0.004, width * 0.6),
      ];
    case 'dome':
      return [
        sector(x + width / 2, top + 1, width * 0.36, 0.5, 1),
        rectangle(x + width * 0.5 - m * 0.002, top - width * 0.62, m * 0.004, width * 0.3),
      ];
    case 'gable':
      return [[x, top + 1, x + width / 2, top - width * 0.42, x + width, top + 1]];
    default:
      return [
        rectangle(x - width * 0.02, top - m * 0.004, width * 1.04, m * 0.008),
        rectangle(x + width * 0.68, top - m * 0.03, width * 0.16, m * 0.032),
      ];
  }
}

function paintTank({ sheet: s, palette }: Stage, x: number, top: number, size: number): void {
  const legs: Contour[] = [];
  for (const dx of [-0.42, 0, 0.42])
    legs.push(rectangle(x + dx * size - size * 0.04, top - size * 0.7, size * 0.08, size * 0.72));
  s.fill(
    [
      ...legs,
      rectangle(x - size * 0.5, top - size * 1.45, size, size * 0.85),
      [x - size * 0.58, top - size * 1.44, x, top - size * 1.95, x + size * 0.58, top - size * 1.44],
    ],
    { ink: mix(palette.ink, palette.land[2], 0.25), plate: 1 },
  );
}

function paintWindows({ sheet: s, palette, chance }: Stage, house: House, top: number): void {
  const cell = s.m * lerp(0.026, 0.034, house.depth) * chance.between(0.9, 1.25);
  const columns = clamp(Math.floor(house.width / cell) - 1, 1, 12);
  const gap = house.width / columns;
  const foot = house.ground - (house.depth > 0.8 ? s.m * 0.085 : s.m * 0.02);
  const rows = Math.floor((foot - top - cell * 0.4) / (cell * 1.25));
  const style = chance.pick(['tall', 'square', 'band', 'round']);
  const lit: Contour[] = [];
  const dark: Contour[] = [];
  for (let row = 0; row < rows; row++) {
    const y = top + cell * (0.6 + 1.25 * row);
    if (style === 'band') {
      dark.push(rectangle(house.x + house.width * 0.12, y, house.width * 0.76, cell * 0.5));
      if (chance.chance(0.5))
        lit.push(rectangle(house.x + house.width * chance.between(0.12, 0.5), y, house.width * 0.3, cell * 0.5));
      continue;
    }
    for (let column = 0; column < columns; column++) {
      const x = house.x + gap * (column + 0.5);
      const w = gap * (style === 'tall' ? 0.3 : 0.42);
      const pane =
        style === 'round'
          ? ellipse(x, y + cell * 0.36, w * 0.55, cell * 0.3)
          : rectangle(x - w / 2, y, w, cell * (style === 'tall' ? 0.85 : 0.6));
      (chance.chance(palette.night ? 0.48 : 0.3) ? lit : dark).push(pane);
    }
  }
  s.fill(dark, { ink: lighten(house.ink, palette.night ? -0.09 : -0.14), plate: 2 });
  s.fill(lit, {
    ink: palette.night
      ? mix(palette.sun, palette.pops[0], chance.between(0, 0.6))
      : mix(palette.white, palette.sun, 0.15),
    plate: 2,
  });
}

function paintStreet({ sheet: s, palette, chance }: Stage, ground: number): void {
  s.fill([rectangle(-9, ground, s.width + 18, s.height)], { ink: lighten(palette.land[3], -0.02), dry: 0.15 });
  s.fill([rectangle(-9, ground, s.width + 18, s.m * 0.012)], { ink: mix(palette.land[2], palette.sky[1], 0.35) });
  const dashes: Contour[] = [];
  const y = ground + (s.height - ground) * 0.55;
  for (let x = s.m * chance.between(-0.06, 0); x < s.width; x += s.m * 0.09)
    dashes.push([x, y, x + s.m * 0.045, y, x + s.m * 0.04, y + s.m * 0.008, x - s.m * 0.005, y + s.m * 0.008]);
  s.fill(dashes, { ink: palette.sky[1], alpha: 0.75, plate: 1 });
  for (let x = s.m * chance.between(0.04, 0.2); x < s.width; x += s.m * chance.between(0.12, 0.3)) {
    if (chance.chance(0.25)) paintLamp(s, palette.ink, palette.sun, x, ground + s.m * 0.008);
    else {
      const green = mix(
        chance.pick([palette.pops[2], palette.land[2], palette.land[1]]),
        palette.land[3],
        palette.night ? 0.5 : 0.15,
      );
      const tree = roundTreePath(chance, x, ground + s.m * 0.01, s.m * chance.between(0.09, 0.15));
      s.fill(tree.trunk, { ink: palette.ink });
      s.fill(
        tree.crown,
        { ink: green, plate: 1, dry: 0.25 },
        fading(lighten(green, -0.12), [x + s.m * 0.06, ground], [x - s.m * 0.02, ground - s.m * 0.1], 0.8),
      );
    }
  }
}

function paintLamp(s: Stage['sheet'], ink: Ink, light: Ink, x: number, y: number): void {
  const h = s.m * 0.11;
  s.fill(stroke([x, y, x, y - h * 0.9, x + h * 0.12, y - h, x + h * 0.24, y - h * 0.96], h * 0.04), { ink });
  s.fill([circle(x + h * 0.25, y - h * 0.88, h * 0.075)], { ink: light });
}
