import { lighten, mix } from '../colour.ts';
import { cosine, lerp, sine } from '../numbers.ts';
import { arcBand, circle, type Contour, ellipse, type Path, placed, type Point, smoothShape } from '../path.ts';
import { fading, inksOf, type Stage } from './parts.ts';
import { leafPath } from './plants.ts';

export function cutouts(stage: Stage): void {
  const { sheet: s, palette, chance } = stage;
  const inks = inksOf(stage);
  const columns = Math.max(1, Math.min(7, Math.round((s.width / s.m) * (s.width > s.height ? 1.9 : 1.6))));
  const rows = Math.max(1, Math.min(7, Math.round((s.height / s.m) * (s.height > s.width ? 1.9 : 1.6))));
  const w = s.width / columns;
  const h = s.height / rows;
  const order = chance.shuffled(inks);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const ground = order[(row * 2 + column * 3) % order.length] ?? palette.paper;
      const wobble = (): number => chance.between(-0.018, 0.018) * s.m;
      const x = column * w;
      const y = row * h;
      const block: Contour = [
        x + wobble(),
        y + wobble(),
        x + w + wobble() + 6,
        y + wobble(),
        x + w + wobble() + 6,
        y + h + 8,
        x + wobble(),
        y + h + 8,
      ];
      const pale = mix(ground, palette.paper, chance.pick([0, 0.2, 0.6, 0.75]));
      s.fill([block], { ink: pale, dry: 0.25 }, fading(lighten(pale, -0.06), [x, y + h], [x + w * 0.3, y], 0.6));
    }
  }
  const shade = mix(palette.ink, palette.land[3], 0.3);
  const kinds = chance.shuffled([
    'algae',
    'blob',
    'sun',
    'rainbow',
    'sprig',
    'wave',
    'algae',
    'moon',
    'pebbles',
    'blob',
    'sprig',
  ]);
  let turn = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const ink = chance.pick([
        palette.pops[0],
        palette.pops[1],
        palette.pops[2],
        palette.sun,
        palette.land[3],
        palette.land[2],
        palette.white,
      ]);
      const x = (column + 0.5 + chance.between(-0.1, 0.1)) * w;
      const y = (row + 0.5 + chance.between(-0.1, 0.1)) * h;
      const shapes = cutout(
        stage,
        kinds[turn++ % kinds.length] ?? 'blob',
        x,
        y,
        Math.min(w, h) * chance.between(0.42, 0.56),
      );
      for (const shape of shapes) {
        s.shadow(shape, shade, s.m * 0.009);
        s.fill(
          shape,
          { ink, dry: 0.18 },
          fading(lighten(ink, -0.07), [x + w * 0.4, y + h * 0.4], [x - w * 0.2, y - h * 0.2], 0.6),
        );
      }
    }
  }
  const dots: Contour[] = [];
  for (let i = 0; i < 7 * columns * rows * 0.6; i++)
    dots.push(circle(chance.unit() * s.width, chance.unit() * s.height, s.m * chance.between(0.005, 0.013)));
  s.fill(dots, { ink: chance.pick([palette.white, palette.sun, palette.ink]), plate: 2 });
}

/** One cut-out within about `r` of x, y; several pieces where they are laid one on the other. */
function cutout({ chance }: Stage, kind: string, x: number, y: number, r: number): Path[] {
  const tilt = chance.between(-0.12, 0.12);
  switch (kind) {
    case 'algae':
      return [
        placed([algae(chance.whole(5, 7), chance.between(0.8, 1.1))], x, y, r, r, tilt + chance.pick([0, 0.25, 0.1])),
      ];
    case 'sun':
      return [[sunburst(x, y, r, chance.whole(9, 14))]];
    case 'rainbow':
      return [[1, 0.68, 0.36].map((scale) => arcBand(x, y + r * 0.45, r * (scale - 0.2), r * scale, 0.5, 1))];
    case 'sprig':
      return [placed(sprig(chance.whole(3, 5)), x, y + r, r * 2, r * 2, -0.25 + tilt * 0.6)];
    case 'wave':
      return [[-0.55, 0, 0.55].map((dy) => ribbon(x, y + dy * r, r, r * 0.17))];
    case 'moon':
      return [[smoothShape(crescent(x, y, r))]];
    case 'pebbles':
      return [
        [ellipse(x - r * 0.1, y + r * 0.55, r * 0.85, r * 0.36, 0.01)],
        [ellipse(x + r * 0.08, y - r * 0.02, r * 0.6, r * 0.27, -0.02)],
        [ellipse(x, y - r * 0.5, r * 0.38, r * 0.22, 0.03)],
      ];
    default:
      return [
        [
          blob(chance.whole(5, 7), (i) => [
            x + cosine(i) * r * chance.between(0.62, 1.08),
            y + sine(i) * r * chance.between(0.62, 1.08),
          ]),
        ],
      ];
  }
}

function blob(corners: number, at: (turn: number) => Point): Contour {
  return smoothShape(Array.from({ length: corners }, (_, i) => at(i / corners)));
}

/** A seaweed with round fingers on both sides, two units high around the origin. */
function algae(fingers: number, spread: number): Contour {
  const side = (sign: 1 | -1): Point[] => {
    const out: Point[] = [];
    for (let i = 0; i < fingers; i++) {
      const up = 0.9 - (1.7 * (i + 0.5)) / fingers;
      const reach = spread * (0.42 + 0.32 * sine(0.08 + (0.4 * (i + 0.5)) / fingers));
      const step = 0.85 / fingers;
      out.push(
        [sign * 0.1, up + step],
        [sign * reach * 0.8, up + step * 0.1],
        [sign * reach, up - step * 0.7],
        [sign * reach * 0.75, up - step * 1.05],
        [sign * 0.12, up - step * 0.35],
      );
    }
    return out;
  };
  return smoothShape([[0, 1], ...side(1), [0, -1.02], ...side(-1).reverse()]);
}

function sunburst(x: number, y: number, r: number, rays: number): Contour {
  const points: Point[] = [];
  for (let i = 0; i < rays * 2; i++) {
    const reach = i % 2 === 0 ? r : r * 0.62;
    points.push([x + cosine(i / rays / 2) * reach, y + sine(i / rays / 2) * reach]);
  }
  return smoothShape(points);
}

function sprig(pairs: number): Path {
  const out: Contour[] = [[-0.02, -0.012, 1, -0.008, 1, 0.008, -0.02, 0.012]];
  for (let i = 0; i < pairs; i++) {
    const at = lerp(0.18, 0.82, i / (pairs - 1));
    const size = 0.36 * (1 - 0.35 * at);
    for (const side of [-1, 1])
      out.push(
        ...placed(leafPath(0.3), at, 0, size, size * side, side * 0.13).map((c) => (side < 0 ? reversed(c) : c)),
      );
  }
  out.push(...placed(leafPath(0.3), 0.85, 0, 0.26, 0.26));
  return out;
}

function reversed(contour: Contour): Contour {
  const out: number[] = [];
  for (let i = contour.length - 2; i >= 0; i -= 2) out.push(contour[i] ?? 0, contour[i + 1] ?? 0);
  return out;
}

function ribbon(x: number, y: number, r: number, half: number): Contour {
  const upper: number[] = [];
  const lower: number[] = [];
  for (let i = 0; i <= 48; i++) {
    const t = i / 48;
    const dy = sine(t * 1.5) * half * 0.9;
    upper.push(x - r + 2 * r * t, y + dy - half * 0.75);
    lower.unshift(x - r + 2 * r * t, y + dy + half * 0.75);
  }
  return [...upper, ...lower];
}

function crescent(x: number, y: number, r: number): Point[] {
  const out: Point[] = [];
  for (let i = 0; i <= 10; i++) out.push([x + cosine(0.1 + 0.08 * i) * r, y + sine(0.1 + 0.08 * i) * r]);
  for (let i = 9; i >= 1; i--)
    out.push([x + r * 0.3 + cosine(0.1 + 0.08 * i) * r * 0.72, y + sine(0.1 + 0.08 * i) * r * 0.72]);
  return out;
}
