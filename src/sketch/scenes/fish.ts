import { type Ink, lighten, mix } from '../colour.ts';
import { landAt } from '../palette.ts';
import { arcBand, circle, type Contour, hole, type Path, placed, smoothLine, smoothShape, stroke } from '../path.ts';
import { fading, type Stage } from './parts.ts';

/** A big fish and its small followers, weeds and bubbles. */
export function fish(stage: Stage): void {
  const { sheet: s, palette, chance } = stage;
  const deep = landAt(palette, 0.75);
  const shallow = palette.night ? palette.sky[1] : landAt(palette, 0.15);
  s.fill(
    s.all,
    { ink: landAt(palette, 0.45) },
    fading(shallow, [0, 0], [0, s.height * 0.7]),
    fading(deep, [0, s.height], [0, s.height * 0.35]),
  );
  for (let i = 0; i < 4; i++) {
    const x = s.width * chance.between(0, 1);
    const w = s.m * chance.between(0.05, 0.14);
    s.fill([[x, -9, x + w, -9, x + w * 2.4 + s.m * 0.3, s.height, x + w * 0.2 + s.m * 0.3, s.height]], {
      ...fading(palette.white, [0, 0], [0, s.height * 0.75], 0.35),
    });
  }
  const side = chance.sign();
  for (let i = 0; i < 7; i++)
    paintFish(
      stage,
      s.width * chance.unit(),
      s.height * chance.between(0.12, 0.85),
      s.m * chance.between(0.03, 0.06),
      side,
      landAt(palette, chance.between(0.6, 0.9)),
      landAt(palette, 0.9),
    );
  paintFish(
    stage,
    s.width * 0.5,
    s.height * 0.48,
    s.m * 0.25,
    side,
    palette.hero ?? chance.pick([palette.sun, palette.pops[0], palette.pops[1]]),
    palette.white,
  );
  for (let i = 0; i < 12; i++) {
    const r = s.m * chance.between(0.006, 0.022);
    const [x, y] = [
      s.width * (0.5 + side * 0.3) + s.m * chance.between(-0.1, 0.1),
      s.height * chance.between(0.05, 0.5),
    ];
    s.fill([circle(x, y, r), hole(circle(x, y, r * 0.78)), circle(x - r * 0.3, y - r * 0.3, r * 0.2)], {
      ink: palette.white,
      alpha: 0.8,
    });
  }
  for (let x = s.m * 0.02; x < s.width; x += s.m * chance.between(0.04, 0.1)) {
    const length = s.m * chance.between(0.12, 0.34);
    const sway = s.m * 0.03 * chance.sign();
    const weed = smoothLine(
      [
        [x, s.height + 5],
        [x + sway, s.height - length * 0.33],
        [x - sway, s.height - length * 0.66],
        [x + sway * 0.6, s.height - length],
      ],
      false,
      10,
    );
    s.fill(
      stroke(weed, (t) => s.m * 0.028 * (1 - t) + 1),
      { ink: chance.pick([palette.land[3], palette.pops[2], palette.land[2]]), dry: 0.2 },
    );
  }
}

function paintFish(
  { sheet: s, palette }: Stage,
  x: number,
  y: number,
  r: number,
  side: 1 | -1,
  ink: Ink,
  belly: Ink,
): void {
  const put = (path: Path): Path => placed(path, x, y, r * side, r);
  const fin = lighten(ink, -0.09);
  s.fill(
    put([
      smoothShape([
        [-1.05, 0],
        [-1.75, -0.75],
        [-1.95, -0.6],
        [-1.62, 0],
        [-1.95, 0.62],
        [-1.75, 0.75],
      ]),
    ]),
    { ink: fin, plate: 1, dry: 0.2 },
  );
  s.fill(
    put([
      smoothShape([
        [0.35, -0.55],
        [-0.1, -1.12],
        [-0.75, -0.95],
        [-0.7, -0.35],
      ]),
    ]),
    { ink: fin, plate: 1, dry: 0.2 },
  );
  s.fill(
    put([
      smoothShape([
        [0.2, 0.55],
        [-0.15, 1.0],
        [-0.6, 0.85],
        [-0.45, 0.4],
      ]),
    ]),
    { ink: fin, plate: 1, dry: 0.2 },
  );
  const body = put([
    smoothShape([
      [1.25, 0.02],
      [0.9, -0.42],
      [0.25, -0.7],
      [-0.5, -0.5],
      [-1.2, -0.08],
      [-1.2, 0.1],
      [-0.5, 0.52],
      [0.25, 0.68],
      [0.9, 0.42],
    ]),
  ]);
  s.fill(body, { ink, dry: 0.2 }, fading(mix(ink, belly, 0.75), [x, y + r * 0.75], [x, y - r * 0.1], 0.9));
  if (r < s.m * 0.1) return;
  const scales: Contour[] = [];
  for (let row = -2; row <= 2; row++) {
    for (let k = 0; k < 6 - Math.abs(row); k++)
      scales.push(arcBand(0.22 - k * 0.24 - (row & 1) * 0.12, row * 0.2, 0.1, 0.125, 0.28, 0.72));
  }
  s.fill(put(scales), { ink: lighten(ink, -0.13), plate: 2 });
  s.fill(put([arcBand(0.28, 0, 0.5, 0.54, -0.14, 0.14)]), { ink: lighten(ink, -0.16), plate: 2 });
  s.fill(
    put([
      smoothShape([
        [0.3, 0.16],
        [-0.2, 0.08],
        [-0.42, 0.34],
        [-0.1, 0.45],
      ]),
    ]),
    { ink: fin, plate: 1 },
  );
  s.fill(put([circle(0.9, -0.1, 0.125)]), { ink: palette.white });
  s.fill(put([circle(0.93, -0.1, 0.075)]), { ink: palette.ink });
  s.fill(
    put(
      stroke(
        smoothLine(
          [
            [1.2, 0.13],
            [1.08, 0.18],
            [1.0, 0.14],
          ],
          false,
          6,
        ),
        0.035,
      ),
    ),
    { ink: palette.ink },
  );
}
