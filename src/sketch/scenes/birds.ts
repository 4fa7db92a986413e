import { lighten, mix } from '../colour.ts';
import { lerp } from '../numbers.ts';
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
  turnOf,
} from '../path.ts';
import { backdrop, fading, type Stage } from './parts.ts';
import { paintFlower, paintLeaf } from './plants.ts';

/** A bough across the sheet, with leaves and blossoms. */
function paintBough({ sheet: s, palette, chance }: Stage, y: number): void {
  const bark = mix(palette.ink, palette.land[2], 0.35);
  const line = smoothLine(
    [
      [-20, y + s.m * 0.06],
      [s.width * 0.3, y + s.m * 0.012],
      [s.width * 0.6, y + s.m * 0.02],
      [s.width + 20, y - s.m * 0.05],
    ],
    false,
    14,
  );
  for (let i = 0; i < Math.round((9 * s.width) / s.m); i++) {
    const t = chance.unit();
    const at = pointOn(line, t);
    const side = chance.sign();
    const length = s.m * chance.between(0.08, 0.17);
    const twig = smoothLine(
      [
        [at.x, at.y],
        [at.x + length * 0.4, at.y + side * length * 0.3],
        [at.x + length * 0.8, at.y + side * length * 0.85],
      ],
      false,
      8,
    );
    s.fill(
      stroke(twig, (k) => s.m * 0.008 * (1.2 - k)),
      { ink: bark },
    );
    for (const k of [0.4, 0.7, 1]) {
      const leaf = pointOn(twig, k);
      const green = landAt(palette, chance.between(0.55, 0.9));
      paintLeaf(
        s,
        leaf.x,
        leaf.y,
        s.m * chance.between(0.07, 0.11),
        turnOf(leaf.dx, leaf.dy) + chance.between(-0.14, 0.14),
        0.27,
        green,
        mix(green, palette.paper, 0.4),
      );
    }
    const tip = pointOn(twig, 1);
    if (chance.chance(0.4))
      paintFlower(s, chance, tip.x, tip.y, s.m * 0.04, 0, {
        petal: chance.pick(palette.pops),
        heart: palette.white,
        kind: 'poppy',
      });
  }
  s.fill(
    stroke(line, (t) => s.m * lerp(0.042, 0.022, t)),
    { ink: bark, dry: 0.3 },
    fading(lighten(bark, 0.12), [0, y - s.m * 0.04], [0, y + s.m * 0.05], 0.6),
  );
}

/** A round bird on a bough, seen from the side. */
export function songbird(stage: Stage): void {
  const { sheet: s, palette, chance } = stage;
  const x = s.width * 0.5;
  const y = s.height * 0.52;
  const r = s.m * 0.235;
  backdrop(stage, x, y - r * 0.25, s.m * 0.36);
  const side = chance.sign();
  const put = (path: Path): Path => placed(path, x, y, r * side, r);
  const coat = palette.hero ?? chance.pick([palette.land[2], palette.pops[1], palette.land[3]]);
  const breast = coat === palette.pops[0] ? palette.white : palette.pops[0];
  s.fill(
    put([
      smoothShape([
        [-0.7, 0.25],
        [-1.5, 0.85],
        [-2.05, 1.05],
        [-1.95, 1.3],
        [-1.2, 1.1],
        [-0.4, 0.75],
      ]),
    ]),
    { ink: lighten(coat, -0.1), dry: 0.2 },
  );
  const body = put([
    smoothShape([
      [0.95, -0.62],
      [0.62, -1.05],
      [0.12, -1.02],
      [-0.35, -0.55],
      [-0.95, 0.15],
      [-1.0, 0.75],
      [-0.35, 1.12],
      [0.45, 1.0],
      [0.98, 0.42],
      [1.06, -0.15],
    ]),
  ]);
  s.fill(body, { ink: coat, dry: 0.2 });
  s.fill(
    put([
      smoothShape([
        [1.0, -0.35],
        [0.62, -0.2],
        [0.32, 0.3],
        [-0.2, 0.8],
        [-0.3, 1.1],
        [0.45, 0.98],
        [0.96, 0.42],
        [1.05, -0.1],
      ]),
    ]),
    { ink: breast, plate: 1, dry: 0.2 },
  );
  s.fill(body, fading(lighten(coat, -0.15), [x - r * side, y + r * 1.1], [x + r * side * 0.3, y - r * 0.3], 0.7));
  s.fill(put([[0.96, -0.72, 1.5, -0.52, 0.98, -0.44]]), { ink: palette.sun === breast ? palette.ink : palette.sun });
  s.fill(put([circle(0.66, -0.62, 0.15)]), { ink: palette.white });
  s.fill(put([circle(0.69, -0.62, 0.095)]), { ink: palette.ink });
  s.fill(put([circle(0.72, -0.655, 0.03)]), { ink: palette.white });
  [palette.land[3], mix(coat, palette.white, 0.35), palette.pops[2]].forEach((ink, i) => {
    const k = 1 - 0.24 * i;
    s.fill(
      put([
        smoothShape([
          [0.32, -0.12],
          [0.15 - 0.1 * i, 0.42 * k],
          [-0.55 * k, 0.72 * k],
          [-1.3 * k, 0.78 * k],
          [-0.9 * k, 0.2 * k],
          [-0.3, -0.28],
        ]),
      ]),
      { ink, plate: 1, dry: 0.2 },
    );
  });
  s.fill(put([...stroke([-0.05, 1.05, -0.02, 1.42], 0.05), ...stroke([0.25, 1.02, 0.3, 1.42], 0.05)]), {
    ink: palette.ink,
  });
  paintBough(stage, y + r * 1.5);
}

export function owl(stage: Stage): void {
  const { sheet: s, palette, chance } = stage;
  const x = s.width * 0.5;
  const y = s.height * 0.5;
  const r = s.m * 0.2;
  backdrop(stage, x, y - r * 0.3, s.m * 0.36);
  const put = (path: Path): Path => placed(path, x, y, r, r);
  const coat = palette.hero ?? chance.pick([palette.land[2], palette.pops[1], palette.pops[2]]);
  const body = put([
    smoothShape([
      [0, -1.25],
      [0.45, -1.3],
      [0.95, -1.62],
      [1.06, -0.9],
      [1.16, 0.2],
      [0.95, 1.2],
      [0.4, 1.75],
      [-0.4, 1.75],
      [-0.95, 1.2],
      [-1.16, 0.2],
      [-1.06, -0.9],
      [-0.95, -1.62],
      [-0.45, -1.3],
    ]),
  ]);
  s.fill(body, { ink: coat, dry: 0.2 }, fading(lighten(coat, -0.15), [x + r * 1.2, y + r], [x - r * 0.2, y], 0.9));
  s.fill(put([ellipse(0, 0.75, 0.72, 0.95)]), { ink: mix(palette.white, coat, 0.15), plate: 1 });
  const scales: Contour[] = [];
  for (let row = 0; row < 4; row++) {
    for (let i = 0; i < 4 - (row % 2) - (row > 2 ? 1 : 0); i++)
      scales.push(sector((i - 1.5 + (row % 2) * 0.5 + (row > 2 ? 0.5 : 0)) * 0.34, 0.3 + row * 0.32, 0.14, 0, 0.5));
  }
  s.fill(put(scales), { ink: lighten(coat, -0.06), plate: 1 });
  for (const side of [-1, 1]) {
    s.fill(
      put([
        smoothShape([
          [side * 0.95, -0.35],
          [side * 1.3, 0.5],
          [side * 1.02, 1.5],
          [side * 0.72, 1.0],
          [side * 0.74, 0.2],
        ]),
      ]),
      { ink: lighten(coat, -0.12), dry: 0.2 },
    );
    s.fill(put([circle(side * 0.47, -0.62, 0.5)]), { ink: mix(palette.white, palette.sun, 0.12), plate: 1 });
    s.fill(put([circle(side * 0.45, -0.6, 0.3)]), { ink: palette.pops[0] });
    s.fill(put([circle(side * 0.45, -0.6, 0.19)]), { ink: palette.ink });
    s.fill(put([circle(side * 0.45 + 0.07, -0.68, 0.06)]), { ink: palette.white });
    s.fill(put([ellipse(side * 0.35 - 0.1, 1.78, 0.09, 0.16), ellipse(side * 0.35 + 0.1, 1.78, 0.09, 0.16)]), {
      ink: palette.sun,
    });
  }
  s.fill(put([[-0.13, -0.5, 0.13, -0.5, 0, -0.16]]), {
    ink: palette.sun === palette.pops[0] ? palette.pops[1] : palette.sun,
    plate: 2,
  });
  paintBough(stage, y + r * 1.95);
}
