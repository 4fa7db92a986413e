import { type Ink, lighten, mix } from '../colour.ts';
import { lerp } from '../numbers.ts';
import { landAt, type Palette } from '../palette.ts';
import { arch, circle, ellipse, type Path, pointOn, rectangle, smoothShape, stroke, turnOf } from '../path.ts';
import { fading, type Stage } from './parts.ts';
import { type Flower, paintFlower, paintLeaf, stemLine } from './plants.ts';

/** Stems with leaves and flowers before a bold plain shape. */
export function botanical(stage: Stage): void {
  const { sheet: s, palette, chance } = stage;
  const ground = chance.chance(0.6) ? palette.paper : mix(palette.sky[1], palette.paper, 0.3);
  s.fill(s.all, { ink: ground }, fading(mix(ground, palette.sky[0], 0.5), [0, s.height], [0, s.height * 0.2], 0.7));
  paintBackdrop(stage);
  const count = Math.max(5, Math.round((5 * s.width) / s.m)) + chance.whole(0, 2);
  const tall = Math.min(s.height * 0.84, s.m * 1.5);
  const places = chance.shuffled(Array.from({ length: count }, (_, i) => i));
  const greens = greensOf(palette);
  places.forEach((place, order) => {
    const x = s.width * (0.5 + ((place + 0.5) / count - 0.5) * 0.86) + chance.between(-0.02, 0.02) * s.m;
    const middle = 1 - Math.abs((place + 0.5) / count - 0.5) * 0.75;
    const length = tall * middle * chance.between(0.72, 1.02);
    const lean = ((x / s.width - 0.5) * 0.34 + chance.between(-0.06, 0.06)) * Math.min(1.2, s.width / s.m);
    const bare = order / count < 0.4;
    paintStem(stage, x, s.height + s.m * 0.02, length, lean, greens[order % greens.length] ?? palette.land[2], bare);
  });
  paintGrass(stage, greens);
}

function greensOf(palette: Palette): Ink[] {
  return [
    landAt(palette, 0.66),
    landAt(palette, 0.9),
    landAt(palette, 0.45),
    mix(palette.pops[2], palette.land[2], 0.3),
  ];
}

function paintBackdrop({ sheet: s, palette, chance }: Stage): void {
  const kind = chance.pick(['sun', 'arch', 'blob', 'arches']);
  const ink = chance.pick([palette.sun, palette.pops[0], palette.sky[0], mix(palette.pops[1], palette.paper, 0.25)]);
  const second = mix(ink, palette.paper, 0.35);
  const cx = s.width * chance.between(0.42, 0.58);
  const shapes: Path[] = [];
  if (kind === 'sun') shapes.push([circle(cx, s.height * 0.42, s.m * 0.33)]);
  if (kind === 'arch') shapes.push([arch(cx - s.m * 0.3, s.height * 0.14, s.m * 0.6, s.height)]);
  if (kind === 'blob') {
    const r = s.m * 0.36;
    const at = (dx: number, dy: number): [number, number] => [
      cx + dx * r * chance.between(0.85, 1.2),
      s.height * 0.45 + dy * r * chance.between(0.85, 1.2),
    ];
    shapes.push([
      smoothShape([at(-1, -0.3), at(-0.3, -0.95), at(0.6, -0.85), at(1, 0), at(0.55, 0.9), at(-0.4, 0.85)]),
    ]);
  }
  if (kind === 'arches') {
    for (const scale of [1, 0.74, 0.48])
      shapes.push([arch(cx - s.m * 0.36 * scale, s.height * 0.5 - s.m * 0.36 * scale, s.m * 0.72 * scale, s.height)]);
  }
  shapes.forEach((shape, i) => {
    s.fill(
      shape,
      { ink: i % 2 === 0 ? ink : second, dry: 0.35 },
      fading(lighten(ink, i % 2 === 0 ? 0.08 : 0.04), [0, s.height * 0.8], [0, s.height * 0.2], 0.7),
    );
  });
}

function paintStem(stage: Stage, x: number, y: number, length: number, lean: number, green: Ink, leafy: boolean): void {
  const { sheet: s, palette, chance } = stage;
  const line = stemLine(chance, x, y, length, lean);
  s.fill(
    stroke(line, (t) => s.m * lerp(0.011, 0.0045, t)),
    { ink: lighten(green, -0.05) },
  );
  const kind = leafy
    ? chance.pick(['feather', 'round', 'long', 'berries'] as const)
    : chance.pick(['few', 'few', 'pair'] as const);
  const rib = mix(palette.paper, green, 0.35);
  const size = s.m * chance.between(0.12, 0.17);
  const pairs = kind === 'feather' ? 9 : kind === 'round' || kind === 'long' ? 6 : kind === 'berries' ? 7 : 3;
  for (let i = 0; i < pairs; i++) {
    const t = lerp(
      kind === 'few' || kind === 'pair' ? 0.22 : 0.25,
      kind === 'few' || kind === 'pair' ? 0.66 : 0.97,
      i / (pairs - 1),
    );
    const at = pointOn(line, t);
    const up = turnOf(at.dx, at.dy);
    for (const side of kind === 'few' ? [i % 2 === 0 ? -1 : 1] : [-1, 1]) {
      const spread = side * chance.between(0.1, 0.15);
      const shrink = kind === 'few' || kind === 'pair' ? 1.15 : 1 - 0.5 * t;
      if (kind === 'berries') {
        const bx = at.x + at.dy * side * -size * 0.34 * shrink;
        const by = at.y + at.dx * side * size * 0.34 * shrink - size * 0.12;
        s.fill(stroke([at.x, at.y, bx, by], s.m * 0.004), { ink: green });
        s.fill([circle(bx, by, size * 0.11)], {
          ink: chance.chance(0.75) ? palette.pops[1] : palette.pops[0],
          plate: 1,
        });
        continue;
      }
      const belly = kind === 'round' ? 0.4 : kind === 'long' ? 0.11 : kind === 'feather' ? 0.15 : 0.24;
      paintLeaf(
        s,
        at.x,
        at.y,
        size * shrink * (kind === 'round' ? 0.7 : kind === 'long' ? 1.15 : 1),
        up + spread,
        belly,
        lighten(green, chance.between(-0.03, 0.05)),
        rib,
      );
    }
  }
  const tip = pointOn(line, 1);
  if (leafy) {
    if (kind !== 'berries')
      paintLeaf(s, tip.x, tip.y, size * 0.6, turnOf(tip.dx, tip.dy), kind === 'round' ? 0.38 : 0.16, green, rib);
    return;
  }
  const flower: Flower = {
    petal: chance.pick([palette.pops[0], palette.pops[1], palette.sun, palette.pops[2], palette.white]),
    heart: chance.chance(0.5) ? palette.ink : palette.pops[0],
    kind: chance.pick(['daisy', 'poppy', 'tulip', 'bloom', 'bloom', 'poppy']),
  };
  const heart = flower.petal === flower.heart ? palette.ink : flower.heart;
  paintFlower(s, chance, tip.x, tip.y, s.m * chance.between(0.075, 0.115), turnOf(tip.dx, tip.dy) + 0.25, {
    ...flower,
    heart,
  });
}

function paintGrass({ sheet: s, palette, chance }: Stage, greens: readonly Ink[]): void {
  for (let x = -s.m * 0.05; x < s.width * 1.02; x += s.m * chance.between(0.012, 0.03)) {
    const length = s.m * chance.between(0.07, 0.24);
    const line = stemLine(chance, x, s.height + 4, length, chance.between(-0.45, 0.45));
    s.fill(
      stroke(line, (t) => s.m * 0.012 * (1 - t)),
      { ink: lighten(greens[chance.whole(0, 2)] ?? palette.land[2], chance.between(-0.06, 0.03)) },
    );
  }
  for (let i = 0; i < 9 * (s.width / s.m); i++) {
    s.fill([ellipse(chance.unit() * s.width, s.height - s.m * chance.between(0.01, 0.12), s.m * 0.007, s.m * 0.007)], {
      ink: chance.pick([palette.white, palette.pops[0], palette.pops[1]]),
    });
  }
  s.fill([rectangle(0, s.height - s.m * 0.004, s.width, s.m)], { ink: palette.land[3] });
}
