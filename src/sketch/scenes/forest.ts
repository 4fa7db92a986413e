import { lighten, mix } from '../colour.ts';
import { layered1, lerp } from '../numbers.ts';
import { landAt } from '../palette.ts';
import {
  circle,
  type Contour,
  ellipse,
  type Path,
  placed,
  pointOn,
  sector,
  smoothLine,
  smoothShape,
  stroke,
} from '../path.ts';
import { fading, glowing, landPath, paintStars, type Stage } from './parts.ts';
import { paintLeaf, stemLine } from './plants.ts';

/** Trunks behind trunks in low light, ferns and mushrooms at their feet. */
export function forest(stage: Stage): void {
  const { sheet: s, palette, chance } = stage;
  const floor = s.height * 0.8;
  const glow = palette.sky[1];
  s.fill(
    s.all,
    { ink: mix(glow, palette.land[0], 0.35) },
    fading(mix(palette.sky[0], palette.land[1], 0.35), [0, 0], [0, s.height * 0.6]),
  );
  if (palette.night) paintStars(stage, s.height * 0.5, () => 0.3);
  const x = s.width * chance.between(0.35, 0.65);
  const y = s.height * chance.between(0.34, 0.46);
  const r = s.m * chance.between(0.13, 0.19);
  s.fill([circle(x, y, s.m * 0.62)], glowing(mix(palette.sun, glow, 0.7), [x, y], r, s.m * 0.62, 0.8));
  s.fill([circle(x, y, r)], { ink: mix(palette.sun, glow, palette.night ? 0 : 0.15), dry: 0.3 });
  const birch = chance.chance(0.4);
  for (let layer = 0; layer < 4; layer++) paintStand(stage, layer / 3, floor, x, birch);
  paintFloor(stage, floor);
}

function paintStand(stage: Stage, t: number, floor: number, light: number, birch: boolean): void {
  const { sheet: s, palette, chance } = stage;
  const ink = landAt(palette, 0.08 + 0.92 * t);
  const seed = chance.bits();
  const foot = floor + s.m * lerp(-0.1, 0.16, t);
  const skyline = (x: number): number => foot + s.m * 0.03 * layered1(seed, (3 * x) / s.m, 2);
  const crowns: Contour[] = [];
  const trunks: Contour[] = [];
  const stems: Stem[] = [];
  const spacing = s.m * lerp(0.075, 0.24, t);
  for (let x = -spacing * chance.unit(); x < s.width + spacing; x += spacing * chance.between(0.65, 1.4)) {
    // Keeps a clearing where the light comes through.
    if (Math.abs(x - light) < s.m * lerp(0.02, 0.2, t)) continue;
    const w = s.m * lerp(0.012, 0.052, t) * chance.between(0.75, 1.25);
    const lean = chance.between(-0.05, 0.05) * s.m;
    const line = smoothLine(
      [
        [x, skyline(x) + w * 1.2],
        [x + lean * 0.2, skyline(x) * 0.6],
        [x + lean, -20],
      ],
      false,
      12,
    );
    stems.push({ line, width: w });
    trunks.push(...stroke(line, (k) => w * (1.5 - 1.1 * Math.min(1, k * 6) * 0.35 - 0.55 * k)));
    for (let k = 0; k < 3; k++) {
      const by = s.height * chance.between(0.06, 0.42);
      const side = chance.sign();
      trunks.push(
        ...stroke(
          smoothLine(
            [
              [x + lean * 0.5, by],
              [x + side * s.m * 0.06, by - s.m * 0.05],
              [x + side * s.m * 0.1, by - s.m * 0.12],
            ],
            false,
            8,
          ),
          (q) => w * 0.35 * (1.1 - q),
        ),
      );
    }
    crowns.push(...leafage(stage, x + lean, s.m * lerp(0.09, 0.17, t)));
  }
  const white = birch && t > 0.3;
  s.fill(trunks, {
    ink: white ? mix(palette.white, ink, 0.15 + 0.3 * (1 - t)) : lighten(ink, -0.02),
    dry: 0.2,
    plate: 1,
  });
  if (white) paintBark(stage, stems, ink);
  s.fill(crowns, { ink, dry: 0.35 }, fading(mix(ink, palette.sun, 0.35), [light, s.height * 0.5], [light, 0], 0.5));
  const land = landPath(s, skyline);
  s.fill(land, { ink, dry: 0.15 });
  s.fill(
    land,
    fading(mix(ink, palette.sky[1], 0.55), [light, foot], [light, foot + s.m * 0.16], t < 0.9 ? 0.75 : 0.35),
  );
}

function leafage({ sheet: s, chance }: Stage, x: number, r: number): Contour[] {
  const out: Contour[] = [];
  for (let i = 0; i < 4; i++)
    out.push(
      ellipse(
        x + chance.between(-1, 1) * r,
        s.height * chance.between(-0.05, 0.13),
        r * chance.between(0.6, 1),
        r * chance.between(0.4, 0.7),
      ),
    );
  return out;
}

interface Stem {
  readonly line: readonly number[];
  readonly width: number;
}

/** Dark marks across pale trunks. */
function paintBark({ sheet: s, chance }: Stage, stems: readonly Stem[], ink: number): void {
  const marks: Contour[] = [];
  for (const { line, width } of stems) {
    for (let k = 0; k < 14; k++) {
      const { x, y } = pointOn(line, chance.between(0.02, 0.8));
      const half = (width / 2) * chance.between(0.3, 0.75);
      const from = x + (chance.chance(0.5) ? -width * 0.55 : width * 0.55 - half);
      const thick = width * chance.between(0.05, 0.14);
      marks.push([from, y - thick, from + half, y - thick * 0.3, from + half * 0.9, y + thick * 0.5, from, y + thick]);
    }
  }
  s.fill(marks, { ink: lighten(ink, -0.08), plate: 1 });
}

function paintFloor(stage: Stage, floor: number): void {
  const { sheet: s, palette, chance } = stage;
  for (let i = 0; i < Math.round((5 * s.width) / s.m); i++) {
    paintFern(stage, s.width * chance.unit(), s.height * chance.between(0.93, 1.02), s.m * chance.between(0.12, 0.22));
  }
  for (let i = 0; i < Math.round((4 * s.width) / s.m); i++) {
    const x = s.width * chance.between(0.05, 0.95);
    paintMushroom(stage, x, lerp(floor, s.height, chance.between(0.45, 0.85)), s.m * chance.between(0.022, 0.045));
  }
  const specks: Contour[] = [];
  for (let i = 0; i < 34 * (s.width / s.m); i++)
    specks.push(
      circle(s.width * chance.unit(), s.height * chance.between(0.35, 0.95), s.m * chance.between(0.0018, 0.005)),
    );
  s.fill(specks, { ink: palette.sun, alpha: 0.85 });
}

function paintFern({ sheet: s, palette, chance }: Stage, x: number, y: number, length: number): void {
  const green = mix(chance.pick([palette.land[2], palette.land[1], palette.pops[2]]), palette.land[3], 0.3);
  for (let blade = 0; blade < 5; blade++) {
    const line = stemLine(chance, x, y, length * chance.between(0.75, 1), (blade - 2) * 0.42);
    s.fill(
      stroke(line, (t) => s.m * 0.005 * (1.2 - t)),
      { ink: green },
    );
    for (let k = 2; k + 3 < line.length / 2; k += 2) {
      const [px, py] = [line[2 * k] ?? 0, line[2 * k + 1] ?? 0];
      const size = length * 0.22 * (1 - (0.75 * k) / (line.length / 2));
      for (const side of [-1, 1])
        paintLeaf(
          s,
          px,
          py,
          size,
          -0.25 + (blade - 2) * 0.07 + side * 0.15,
          0.2,
          lighten(green, 0.02 * (blade % 3)),
          green,
        );
    }
  }
}

function paintMushroom({ sheet: s, palette, chance }: Stage, x: number, y: number, r: number): void {
  const cap = chance.pick([palette.sun, palette.pops[0], palette.pops[1]]);
  const put = (path: Path): Path => placed(path, x, y, r, r, chance.between(-0.02, 0.02));
  s.fill(
    put([
      smoothShape([
        [-0.22, -1],
        [0.22, -1],
        [0.26, -0.3],
        [0.36, 0],
        [-0.36, 0],
        [-0.26, -0.3],
      ]),
    ]),
    { ink: palette.white, plate: 1 },
  );
  s.fill(
    put([sector(0, -0.8, 1, 0.5, 1)]),
    { ink: cap, plate: 1 },
    fading(lighten(cap, -0.14), [x + r, y - r * 0.8], [x - r * 0.4, y - r * 1.5], 0.85),
  );
  s.fill(put([circle(-0.4, -1.15, 0.13), circle(0.12, -1.45, 0.15), circle(0.5, -1.05, 0.1)]), {
    ink: palette.white,
    plate: 2,
  });
}
