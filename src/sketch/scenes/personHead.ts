import { type Ink, lighten, mix } from '../colour.ts';
import { circle, type Contour, ellipse, hole, type Path, smoothLine, smoothShape, stroke } from '../path.ts';
import { fading, type Stage } from './parts.ts';
import { paintFlower } from './plants.ts';

export function longHair(low: number): Contour {
  return smoothShape([
    [0, -1.18],
    [0.7, -1.02],
    [1.02, -0.3],
    [1.0, 0.6],
    [1.15, 1.2],
    [0.85, low],
    [0.2, low * 0.8],
    [-0.2, low * 0.8],
    [-0.85, low],
    [-1.15, 1.2],
    [-1.0, 0.6],
    [-1.02, -0.3],
    [-0.7, -1.02],
  ]);
}

export function paintFace(
  { sheet: s, palette, chance }: Stage,
  put: (path: Path) => Path,
  x: number,
  y: number,
  r: number,
  skin: Ink,
  hair: Ink,
): void {
  for (const side of [-1, 1]) s.fill(put([ellipse(side * 0.76, 0.06, 0.13, 0.2)]), { ink: lighten(skin, -0.04) });
  const head = put([
    smoothShape([
      [0, -1.02],
      [0.52, -0.86],
      [0.78, -0.3],
      [0.72, 0.32],
      [0.42, 0.82],
      [0, 0.98],
      [-0.42, 0.82],
      [-0.72, 0.32],
      [-0.78, -0.3],
      [-0.52, -0.86],
    ]),
  ]);
  const shade = mix(lighten(skin, -0.1), palette.sun, 0.15);
  s.fill(head, { ink: skin, dry: 0.1 }, fading(shade, [x + r * 0.85, y + r * 0.3], [x + r * 0.05, y], 0.85));
  const line = mix(hair, palette.ink, 0.5);
  const awake = chance.chance(0.4);
  for (const side of [-1, 1]) {
    const ex = side * 0.34;
    s.fill(
      put(
        stroke(
          smoothLine(
            [
              [ex - 0.15, -0.2],
              [ex, -0.26],
              [ex + 0.15, -0.19],
            ],
            false,
            6,
          ),
          (t) => 0.04 + 0.02 * t,
        ),
      ),
      { ink: line },
    );
    if (awake) s.fill(put([ellipse(ex, 0.02, 0.062, 0.085)]), { ink: line });
    else
      s.fill(
        put(
          stroke(
            smoothLine(
              [
                [ex - 0.13, 0],
                [ex, 0.075],
                [ex + 0.13, 0],
              ],
              false,
              8,
            ),
            0.04,
          ),
        ),
        { ink: line },
      );
    s.fill(put([ellipse(side * 0.46, 0.32, 0.15, 0.1)]), { ink: mix(skin, 0xe2604f, 0.42), plate: 1, alpha: 0.85 });
  }
  s.fill(
    put(
      stroke(
        smoothLine(
          [
            [0.03, -0.02],
            [0.1, 0.22],
            [-0.02, 0.27],
          ],
          false,
          6,
        ),
        0.034,
      ),
    ),
    { ink: lighten(skin, -0.17) },
  );
  s.fill(
    put([
      smoothShape([
        [-0.17, 0.52],
        [-0.05, 0.47],
        [0, 0.5],
        [0.05, 0.47],
        [0.17, 0.52],
        [0, 0.63],
      ]),
    ]),
    { ink: mix(skin, 0xc23b3b, 0.7), plate: 1 },
  );
}

export function paintHair(
  { sheet: s, palette, chance, reading }: Stage,
  put: (path: Path) => Path,
  x: number,
  y: number,
  r: number,
  hair: Ink,
  long: boolean,
): void {
  const parting = chance.between(-0.3, 0.3);
  const cap = long
    ? smoothShape([
        [parting, -0.82],
        [0.5, -0.5],
        [0.72, 0.2],
        [0.86, 0.7],
        [1.02, 0.2],
        [1.0, -0.5],
        [0.62, -1.08],
        [0, -1.2],
        [-0.62, -1.08],
        [-1.0, -0.5],
        [-1.02, 0.2],
        [-0.86, 0.7],
        [-0.72, 0.2],
        [-0.5, -0.5],
      ])
    : smoothShape([
        [parting, -0.62],
        [0.4, -0.68],
        [0.66, -0.42],
        [0.74, 0.02],
        [0.86, -0.3],
        [0.88, -0.8],
        [0.5, -1.22],
        [-0.1, -1.3],
        [-0.66, -1.14],
        [-0.92, -0.7],
        [-0.86, -0.2],
        [-0.75, 0.04],
        [-0.68, -0.36],
        [-0.4, -0.56],
      ]);
  const path = put([cap]);
  s.fill(
    path,
    { ink: hair, dry: 0.25 },
    fading(lighten(hair, 0.13), [x - r * 0.7, y - r * 1.2], [x + r * 0.1, y - r * 0.5], 0.6),
  );
  if (long && chance.chance(0.4)) s.fill(put([circle(0, -1.42, 0.4)]), { ink: hair, dry: 0.25 });
  if (long && chance.chance(0.6))
    paintFlower(s, chance, x + r * 0.7, y - r * 0.62, r * 0.26, 0, {
      petal: chance.pick(palette.pops),
      heart: palette.white,
      kind: 'bloom',
    });
  if (reading.names('developer worker teacher doctor 老師 老师 醫生 医生') || chance.chance(0.25)) {
    const frame = [-0.34, 0.34].flatMap((ex): Contour[] => [circle(ex, 0.02, 0.24), hole(circle(ex, 0.02, 0.195))]);
    s.fill(put([...frame, ...stroke([-0.1, 0, 0.1, 0], 0.045)]), { ink: palette.ink, plate: 2 });
  }
}
