import { type Ink, lighten, mix } from '../colour.ts';
import { circle, ellipse, type Path, placed, smoothLine, smoothShape, stroke } from '../path.ts';
import type { Creature } from '../words.ts';
import { fading, type Stage } from './parts.ts';

export type Mammal = Exclude<Creature, 'fish' | 'bird' | 'owl' | 'robot'>;

export interface Fur {
  readonly coat: Ink;
  readonly pale: Ink;
  readonly dark: Ink;
  readonly eye: Ink;
}

export function paintShoulders(
  { sheet: s, palette, chance }: Stage,
  kind: Mammal,
  fur: Fur,
  x: number,
  y: number,
  r: number,
): void {
  const coat = kind === 'panda' ? fur.dark : fur.coat;
  const put = (path: Path): Path => placed(path, x, y, r, r);
  const body = put([
    smoothShape([
      [-0.5, 0.5],
      [-0.78, 1.05],
      [-1.12, 1.7],
      [-1.3, 3.2],
      [1.3, 3.2],
      [1.12, 1.7],
      [0.78, 1.05],
      [0.5, 0.5],
    ]),
  ]);
  s.fill(
    body,
    { ink: lighten(coat, -0.03), dry: 0.2 },
    fading(lighten(coat, -0.13), [x + r * 1.2, y + r * 2], [x - r * 0.2, y + r], 0.9),
  );
  s.fill(
    put([
      smoothShape([
        [-0.4, 0.8],
        [-0.5, 1.3],
        [-0.22, 2.1],
        [0, 2.4],
        [0.22, 2.1],
        [0.5, 1.3],
        [0.4, 0.8],
      ]),
    ]),
    { ink: kind === 'panda' ? fur.coat : fur.pale, plate: 1 },
  );
  if (chance.chance(0.7)) {
    const scarf = chance.pick([palette.pops[1], palette.pops[2], palette.sun]);
    s.fill(
      put([
        smoothShape([
          [-0.66, 0.72],
          [0, 0.98],
          [0.66, 0.72],
          [0.78, 1.0],
          [0, 1.32],
          [-0.78, 1.0],
        ]),
      ]),
      { ink: scarf, plate: 1, dry: 0.2 },
    );
    s.fill(
      put([
        smoothShape([
          [0.2, 1.12],
          [0.46, 1.05],
          [0.72, 1.9],
          [0.42, 2.02],
        ]),
      ]),
      { ink: lighten(scarf, -0.07), plate: 1, dry: 0.2 },
    );
    const bands = [-0.4, 0, 0.4].flatMap((dx) =>
      stroke([dx, 0.86 + 0.06 * (1 - Math.abs(dx)), dx * 1.1, 1.26 - 0.12 * Math.abs(dx)], 0.05),
    );
    s.fill(put(bands), { ink: lighten(scarf, 0.12), plate: 2 });
  }
}

export function paintSitting(
  { sheet: s, palette }: Stage,
  kind: Mammal,
  fur: Fur,
  x: number,
  y: number,
  r: number,
): void {
  const coat = fur.coat;
  const limb = kind === 'panda' ? fur.dark : lighten(coat, -0.04);
  const put = (path: Path): Path => placed(path, x, y, r, r);
  const foot = 3.55;
  s.fill(put([ellipse(0.25, foot - 0.02, 1.9, 0.16)]), {
    ink: mix(palette.ink, palette.land[2], 0.4),
    blend: 'multiply',
    alpha: 0.35,
  });
  const long = kind === 'cat' || kind === 'fox' || kind === 'dog';
  if (long) {
    const thick = kind === 'fox' ? 0.62 : kind === 'cat' ? 0.3 : 0.26;
    const tail = smoothLine(
      [
        [0.8, foot - 0.35],
        [1.6, foot - 0.25],
        [2.05, foot - 0.8],
        [1.85, foot - 1.5],
        [2.1, foot - 1.95],
      ],
      false,
      12,
    );
    s.fill(put(stroke(tail, (t) => thick * (0.75 + 1.1 * t * (1 - t)))), { ink: limb, dry: 0.15 });
    s.fill(put(stroke(tail.slice(-20), (t) => thick * (0.95 - 0.2 * t))), {
      ink: kind === 'cat' ? lighten(coat, -0.16) : fur.pale,
      plate: 1,
    });
  } else s.fill(put([circle(1.05, foot - 0.45, 0.32)]), { ink: fur.pale });
  const body = put([
    smoothShape([
      [-0.48, 0.4],
      [-0.72, 1.2],
      [-1.05, 2.3],
      [-1.12, 3.1],
      [-0.75, foot],
      [0.75, foot],
      [1.12, 3.1],
      [1.05, 2.3],
      [0.72, 1.2],
      [0.48, 0.4],
    ]),
  ]);
  s.fill(
    body,
    { ink: coat, dry: 0.2 },
    fading(lighten(coat, -0.12), [x + r * 1.1, y + r * 3], [x - r * 0.3, y + r * 1.6], 0.9),
  );
  if (kind === 'panda')
    s.fill(
      put([
        smoothShape([
          [-0.58, 0.7],
          [-0.82, 1.5],
          [-0.6, 1.85],
          [0, 1.7],
          [0.6, 1.85],
          [0.82, 1.5],
          [0.58, 0.7],
        ]),
      ]),
      { ink: fur.dark, dry: 0.15 },
    );
  else
    s.fill(
      put([
        smoothShape([
          [-0.36, 0.8],
          [-0.44, 1.4],
          [-0.2, 2.2],
          [0, 2.45],
          [0.2, 2.2],
          [0.44, 1.4],
          [0.36, 0.8],
        ]),
      ]),
      { ink: fur.pale, plate: 1 },
    );
  for (const side of [-1, 1]) {
    s.fill(
      put([
        smoothShape([
          [side * 0.62, 2.35],
          [side * 1.2, 2.6],
          [side * 1.28, 3.3],
          [side * 0.95, foot + 0.02],
          [side * 0.55, foot],
          [side * 0.48, 3],
        ]),
      ]),
      { ink: limb, dry: 0.15 },
    );
    s.fill(
      put([
        smoothShape([
          [side * 0.08, 1.9],
          [side * 0.44, 1.85],
          [side * 0.42, 3],
          [side * 0.48, foot],
          [side * 0.06, foot],
        ]),
      ]),
      { ink: kind === 'panda' ? fur.dark : lighten(coat, 0.02), dry: 0.15 },
    );
    s.fill(put([ellipse(side * 0.3, foot, 0.3, 0.17), ellipse(side * 0.98, foot, 0.36, 0.18)]), {
      ink: kind === 'panda' ? fur.dark : fur.pale,
      plate: 1,
    });
  }
}
