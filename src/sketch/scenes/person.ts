import { type Ink, lighten, mix } from '../colour.ts';
import { landAt } from '../palette.ts';
import { circle, type Contour, type Path, placed, type Point, smoothLine, smoothShape, stroke } from '../path.ts';
import { fading, paintClouds, type Stage } from './parts.ts';
import { longHair, paintFace, paintHair } from './personHead.ts';
import { paintFlower, paintLeaf } from './plants.ts';

/** Tones of skin, any of them for any prompt. */
const skins: readonly [Ink, ...Ink[]] = [0xf2c9a8, 0xe3a983, 0xc68a62, 0x9a6344, 0x6f4631, 0xf6d8c2];

/** A calm head and shoulders before a disc, half abstract. */
export function person(stage: Stage): void {
  const { sheet: s, palette, chance, reading } = stage;
  const x = s.width * (s.width > s.height * 1.3 ? chance.pick([0.38, 0.5, 0.62]) : 0.5);
  const r = s.m * 0.185 * (s.height > s.width * 1.35 ? 1.25 : 1);
  const y = s.height - r * 2.75 - (s.height > s.width * 1.35 ? s.height * 0.08 : 0);
  const ground = palette.night ? palette.sky[0] : mix(palette.sky[0], palette.sky[1], chance.pick([0.1, 0.6]));
  s.fill(s.all, { ink: ground }, fading(palette.sky[1], [0, s.height], [0, s.height * 0.1], 0.9));
  if (s.width > s.height * 1.2 || s.height > s.width * 1.2) paintClouds(stage, 4, s.height * 0.06, s.height * 0.4);
  const sun = mix(palette.sun, palette.paper, palette.night ? 0 : chance.pick([0.1, 0.4]));
  s.fill(
    [circle(x, y - r * 0.1, r * 2)],
    { ink: sun, dry: 0.35 },
    fading(lighten(sun, 0.08), [x, y + r * 2], [x, y - r], 0.8),
  );
  paintSprays(stage, x, y, r);
  const skin = reading.monochrome ? palette.sky[0] : mix(chance.pick(skins), palette.sun, 0.08);
  const hair = mix(chance.pick([0x2a2026, 0x4a2f26, 0x8c4a2b, 0x1f2430, palette.ink]), palette.land[3], 0.25);
  const long =
    reading.names('girl woman lady queen princess mother 女 少女 女孩 媽 妈') ||
    (!reading.names('boy man king prince father samurai 男 少年 爸') && chance.chance(0.5));
  const put = (path: Path): Path => placed(path, x, y, r, r);
  if (long) s.fill(put([longHair(chance.between(1.6, 2.5))]), { ink: hair, dry: 0.25 });
  paintBody(stage, put, x, y, r, skin);
  paintFace(stage, put, x, y, r, skin, hair);
  paintHair(stage, put, x, y, r, hair, long);
}

function paintSprays({ sheet: s, palette, chance }: Stage, x: number, y: number, r: number): void {
  for (const side of [-1, 1]) {
    for (let i = 0; i < 9; i++) {
      const foot: Point = [x + side * r * (1.5 + 0.16 * i), y + r * 2.9];
      const tilt = -0.25 + side * (0.015 + 0.02 * i) + chance.between(-0.02, 0.02);
      const green = landAt(palette, chance.between(0.4, 0.95));
      paintLeaf(
        s,
        foot[0],
        foot[1],
        r * chance.between(1.5, 2.9) * (1 - 0.05 * i),
        tilt,
        0.14,
        green,
        mix(green, palette.paper, 0.35),
      );
    }
    for (let i = 0; i < 3; i++) {
      const kind = chance.pick(['bloom', 'poppy', 'daisy'] as const);
      paintFlower(
        s,
        chance,
        x + side * r * chance.between(1.45, 2.3),
        y + r * chance.between(1.1, 2.3),
        r * chance.between(0.2, 0.34),
        0,
        { petal: chance.pick(palette.pops), heart: palette.ink, kind },
      );
    }
  }
}

function paintBody(
  { sheet: s, palette, chance }: Stage,
  put: (path: Path) => Path,
  x: number,
  y: number,
  r: number,
  skin: Ink,
): void {
  const shade = mix(lighten(skin, -0.13), palette.sun, 0.15);
  s.fill(
    put([
      smoothShape([
        [-0.3, 0.6],
        [-0.32, 1.2],
        [-0.5, 1.55],
        [0.5, 1.55],
        [0.32, 1.2],
        [0.3, 0.6],
      ]),
    ]),
    { ink: skin },
    fading(shade, [x, y + r * 0.8], [x, y + r * 1.5], 1),
  );
  const cloth = chance.pick([palette.pops[0], palette.pops[1], palette.pops[2], palette.land[2], palette.white]);
  const body = put([
    smoothShape([
      [-0.36, 1.34],
      [-0.95, 1.52],
      [-1.5, 1.95],
      [-1.72, 3.6],
      [1.72, 3.6],
      [1.5, 1.95],
      [0.95, 1.52],
      [0.36, 1.34],
      [0.2, 1.66],
      [-0.2, 1.66],
    ]),
  ]);
  s.fill(body, { ink: cloth, dry: 0.2 });
  const bands = chance.pick(['stripes', 'plain', 'dots']);
  const trim = lighten(cloth, cloth === palette.white ? -0.2 : 0.13);
  if (bands === 'stripes') {
    for (let k = 0; k < 6; k++) {
      const at = 1.78 + k * 0.28;
      const half = Math.min(1.62, 0.98 + (at - 1.6) * 0.95);
      s.fill(
        put(
          stroke(
            smoothLine(
              [
                [-half, at + 0.06],
                [0, at + 0.14],
                [half, at + 0.06],
              ],
              false,
              10,
            ),
            0.075,
          ),
        ),
        { ink: trim, plate: 2 },
      );
    }
  }
  if (bands === 'dots') {
    const dots: Contour[] = [];
    for (let row = 0; row < 5; row++)
      for (let k = -4; k <= 4; k++)
        if (Math.abs(k) < 2.6 + row * 0.5) dots.push(circle((k + (row % 2) * 0.5) * 0.3, 1.86 + row * 0.24, 0.055));
    s.fill(put(dots), { ink: trim, plate: 2 });
  }
  s.fill(body, fading(lighten(cloth, -0.13), [x + r * 1.5, y + r * 2.6], [x - r * 0.2, y + r * 1.6], 0.9));
}
