import { type Ink, lighten, mix } from '../colour.ts';
import { landAt } from '../palette.ts';
import { ellipse, placed, smoothShape, stroke } from '../path.ts';
import { fading, type Stage } from './parts.ts';
import { paintLeaf } from './plants.ts';

export function castShadow({ sheet: s, palette }: Stage, x: number, y: number, half: number): void {
  s.fill([ellipse(x + half * 0.75, y + half * 0.02, half * 1.55, half * 0.24)], {
    ink: mix(palette.ink, palette.land[2], 0.35),
    blend: 'multiply',
    alpha: 0.42,
  });
}

export function paintFruit(stage: Stage, x: number, y: number, radius: number, ink: Ink): void {
  castShadow(stage, x, y + radius * 0.06, radius * 0.8);
  paintRound(stage, x, y - radius * 0.86, radius, ink);
}

export function paintRound({ sheet: s, palette, chance }: Stage, x: number, y: number, radius: number, ink: Ink): void {
  const pear = chance.chance(0.35);
  const body = pear
    ? smoothShape([
        [0, 1],
        [-0.8, 0.75],
        [-0.9, 0.1],
        [-0.45, -0.45],
        [-0.3, -1],
        [0, -1.2],
        [0.3, -1],
        [0.45, -0.45],
        [0.9, 0.1],
        [0.8, 0.75],
      ])
    : smoothShape([
        [0, -0.82],
        [-0.5, -0.98],
        [-1, -0.3],
        [-0.85, 0.55],
        [-0.35, 0.98],
        [0, 0.9],
        [0.35, 0.98],
        [0.85, 0.55],
        [1, -0.3],
        [0.5, -0.98],
      ]);
  const path = placed([body], x, y, radius, radius, chance.between(-0.02, 0.02));
  s.fill(
    path,
    { ink, dry: 0.2, plate: 1 },
    {
      ...fading(lighten(ink, -0.16), [x + radius * 0.9, y + radius * 0.7], [x - radius * 0.3, y - radius * 0.2], 0.95),
      plate: 1,
    },
  );
  s.fill(
    stroke([x, y - radius * (pear ? 1.1 : 0.8), x + radius * 0.12, y - radius * (pear ? 1.45 : 1.2)], radius * 0.1),
    { ink: palette.ink },
  );
  if (!pear)
    paintLeaf(s, x + radius * 0.08, y - radius * 1.05, radius * 0.6, -0.06, 0.26, landAt(palette, 0.75), palette.paper);
}
