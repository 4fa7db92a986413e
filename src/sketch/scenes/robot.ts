import { lighten } from '../colour.ts';
import { cosine, sine } from '../numbers.ts';
import { circle, type Path, placed, type Point, rectangle, roundedRectangle, smoothLine, stroke } from '../path.ts';
import { backdrop, fading, glowing, type Stage } from './parts.ts';

/** A friendly machine, from the waist up. */
export function robot(stage: Stage): void {
  const { sheet: s, palette, chance } = stage;
  const x = s.width * 0.5;
  const y = s.height * 0.44;
  const r = s.m * 0.22;
  backdrop(stage, x, y, s.m * 0.37);
  for (let i = 0; i < 14; i++) {
    const at: Point = [s.width * chance.unit(), s.height * chance.between(0.03, 0.8)];
    const arm = s.m * 0.014;
    s.fill(
      [
        ...stroke([at[0] - arm, at[1], at[0] + arm, at[1]], s.m * 0.004),
        ...stroke([at[0], at[1] - arm, at[0], at[1] + arm], s.m * 0.004),
      ],
      { ink: palette.white },
    );
  }
  const put = (path: Path): Path => placed(path, x, y, r, r);
  const metal = palette.hero ?? chance.pick([palette.land[1], palette.pops[2], palette.pops[1]]);
  const dark = lighten(metal, -0.13);
  s.fill(put([rectangle(-0.28, 0.8, 0.56, 0.6)]), { ink: dark });
  const body = put([roundedRectangle(-1.15, 1.2, 2.3, 3, 0.42)]);
  for (const side of [-1, 1]) {
    s.fill(
      put(
        stroke(
          smoothLine(
            [
              [side * 1.2, 1.65],
              [side * 1.75, 2.1],
              [side * 1.7, 3.2],
            ],
            false,
            8,
          ),
          0.36,
        ),
      ),
      { ink: dark, dry: 0.2 },
    );
    s.fill(put([circle(side * 1.18, 1.62, 0.3)]), { ink: palette.pops[0], plate: 1 });
    s.fill(put([roundedRectangle(side > 0 ? 1.08 : -1.3, -0.25, 0.22, 0.55, 0.09)]), {
      ink: palette.pops[0],
      plate: 1,
    });
  }
  s.fill(body, { ink: metal, dry: 0.2 }, fading(dark, [x + r * 1.2, y + r * 2.4], [x - r * 0.3, y + r * 1.6], 0.9));
  s.fill(put([roundedRectangle(-0.6, 1.62, 1.2, 0.72, 0.12)]), { ink: palette.paper, plate: 1 });
  const pulse = smoothLine(
    [
      [-0.48, 2.0],
      [-0.2, 2.0],
      [-0.1, 1.78],
      [0.04, 2.2],
      [0.14, 2.0],
      [0.48, 2.0],
    ],
    false,
    6,
  );
  s.fill(put(stroke(pulse, 0.05)), { ink: palette.sun, plate: 2 });
  s.fill(put([...stroke([0, -0.8, 0, -1.3], 0.07), circle(0, -1.38, 0.15)]), { ink: dark });
  s.fill(put([circle(0, -1.38, 0.13)]), { ink: palette.sun });
  s.fill(put([circle(0, -1.38, 0.42)]), glowing(palette.sun, [x, y - r * 1.38], r * 0.1, r * 0.42, 0.6));
  const head = put([roundedRectangle(-1.12, -0.82, 2.24, 1.7, 0.48)]);
  s.fill(head, { ink: metal, dry: 0.2 }, fading(dark, [x + r * 1.2, y + r * 0.8], [x - r * 0.3, y - r * 0.2], 0.9));
  s.fill(put([roundedRectangle(-0.88, -0.56, 1.76, 1.16, 0.34)]), { ink: palette.ink });
  const joyful = chance.chance(0.35);
  for (const side of [-1, 1]) {
    if (joyful)
      s.fill(put(stroke([side * 0.4 - 0.2, 0.02, side * 0.4, -0.2, side * 0.4 + 0.2, 0.02], 0.085)), {
        ink: palette.sun,
      });
    else {
      s.fill(put([circle(side * 0.4, -0.06, 0.21)]), { ink: palette.sun });
      s.fill(put([circle(side * 0.4 + 0.06, -0.12, 0.06)]), { ink: palette.white });
    }
  }
  const smile: number[] = [];
  for (let i = 0; i <= 12; i++)
    smile.push(cosine(0.08 + 0.34 * (i / 12)) * 0.24, 0.18 + sine(0.08 + 0.34 * (i / 12)) * 0.16);
  s.fill(put(stroke(smile, 0.06)), { ink: palette.sun });
}
