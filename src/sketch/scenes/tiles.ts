import { type Ink, lighten } from '../colour.ts';
import { cosine, sine } from '../numbers.ts';
import { arcBand, circle, ellipse, type Path, placed, rectangle, sector } from '../path.ts';
import { fading, inksOf, type Stage } from './parts.ts';
import { leafPath } from './plants.ts';

export function tiles(stage: Stage): void {
  const { sheet: s, palette, chance } = stage;
  const across = Math.max(2, Math.round((s.width / s.m) * chance.whole(3, 5)));
  const size = s.width / across;
  const rows = Math.ceil(s.height / size);
  const top = (s.height - rows * size) / 2;
  const inks = [palette.paper, ...inksOf(stage)];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < across; column++) {
      const ground = chance.pick(inks as [Ink, ...Ink[]]);
      let ink = chance.pick(inks as [Ink, ...Ink[]]);
      if (ink === ground) ink = ground === palette.paper ? palette.sun : palette.paper;
      paintTile(stage, column * size, top + row * size, size, ground, ink);
    }
  }
}

function paintTile(stage: Stage, x: number, y: number, size: number, ground: Ink, ink: Ink): void {
  const { sheet: s, palette, chance } = stage;
  s.fill([rectangle(x - 0.5, y - 0.5, size + 1, size + 1)], { ink: ground, dry: 0.15 });
  const [cx, cy] = [x + size / 2, y + size / 2];
  const corner = chance.whole(0, 3);
  const kx = x + (corner === 1 || corner === 2 ? size : 0);
  const ky = y + (corner >= 2 ? size : 0);
  const from = corner / 4;
  const pieces: Path[] = [];
  switch (
    chance.pick(['quarter', 'rings', 'half', 'circle', 'petal', 'bars', 'dots', 'quarter', 'triangle', 'flower'])
  ) {
    case 'quarter':
      pieces.push([sector(kx, ky, size, from, from + 0.25)]);
      break;
    case 'rings':
      pieces.push(
        [1, 0.72, 0.44].map((scale) => arcBand(kx, ky, size * (scale - 0.14), size * scale, from, from + 0.25)),
      );
      break;
    case 'half':
      pieces.push([
        sector(
          corner % 2 === 0 ? cx : kx,
          corner % 2 === 0 ? ky : cy,
          size / 2,
          corner % 2 === 0 ? (corner === 0 ? 0 : 0.5) : corner === 1 ? 0.25 : -0.25,
          corner % 2 === 0 ? (corner === 0 ? 0.5 : 1) : corner === 1 ? 0.75 : 0.25,
        ),
      ]);
      break;
    case 'circle':
      pieces.push([circle(cx, cy, size * 0.36)], [circle(cx, cy, size * 0.16)]);
      break;
    case 'petal':
      pieces.push(
        placed(
          leafPath(0.34, 0.5),
          corner % 2 === 0 ? x : x + size,
          y,
          size * 1.41,
          size * 1.41,
          corner % 2 === 0 ? 0.125 : 0.375,
        ),
      );
      break;
    case 'bars':
      pieces.push(
        [0, 1, 2, 3].map((i) =>
          corner % 2 === 0
            ? rectangle(x + size * (0.08 + 0.25 * i), y, size * 0.12, size)
            : rectangle(x, y + size * (0.08 + 0.25 * i), size, size * 0.12),
        ),
      );
      break;
    case 'dots':
      pieces.push(
        Array.from({ length: 9 }, (_, i) =>
          circle(x + size * (0.2 + 0.3 * (i % 3)), y + size * (0.2 + 0.3 * Math.floor(i / 3)), size * 0.085),
        ),
      );
      break;
    case 'triangle':
      pieces.push([[x, y, x + size, y, corner % 2 === 0 ? x : x + size, y + size]]);
      break;
    default:
      pieces.push(
        [0, 1, 2, 3].map((i) =>
          ellipse(
            cx + cosine(i / 4 + 0.125) * size * 0.22,
            cy + sine(i / 4 + 0.125) * size * 0.22,
            size * 0.235,
            size * 0.235,
          ),
        ),
        [circle(cx, cy, size * 0.13)],
      );
  }
  pieces.forEach((piece, i) => {
    const print = i === 0 ? ink : ground === palette.sun ? palette.ink : palette.sun;
    s.fill(
      piece,
      { ink: print, dry: 0.22, plate: 1 },
      { ...fading(lighten(print, -0.09), [x + size, y + size], [x + size * 0.2, y + size * 0.2], 0.75), plate: 1 },
    );
  });
}
