import { type Ink, lighten, lightness, mix } from '../colour.ts';
import { landAt } from '../palette.ts';
import { circle, ellipse, type Path, stroke } from '../path.ts';
import { type Fur, type Mammal, paintShoulders, paintSitting } from './animalBody.ts';
import { paintHead } from './animalHead.ts';
import { owl, songbird } from './birds.ts';
import { fish } from './fish.ts';
import { fading, paintClouds, type Stage } from './parts.ts';
import { paintFlower, paintLeaf, stemLine } from './plants.ts';
import { robot } from './robot.ts';

/** A creature in the middle of its own small world. */
export function animal(stage: Stage): void {
  const creature = stage.reading.creature ?? 'cat';
  if (creature === 'fish') fish(stage);
  else if (creature === 'bird') songbird(stage);
  else if (creature === 'owl') owl(stage);
  else if (creature === 'robot') robot(stage);
  else mammal(stage, creature);
}

/** Coats as they occur in nature, drawn a little towards the inks at hand. */
const coats: Readonly<Record<Exclude<Mammal, 'panda'>, readonly [Ink, ...Ink[]]>> = {
  cat: [0xe8923f, 0x4a4550, 0xf3e9da, 0x8f8b96, 0xd9a066],
  dog: [0xd9964a, 0x9b6a43, 0xe9d3ad, 0x5b4a48],
  fox: [0xe2703a, 0xd95d2f],
  rabbit: [0xf4ece1, 0xb9a38c, 0xcfc6c4],
  bear: [0x8a5d3f, 0x5c4338, 0xc9935c],
};

function furOf({ palette, chance, reading }: Stage, kind: Mammal): Fur {
  const dark = palette.ink;
  const eye = mix(chance.pick([0x84b56c, 0xf1c550, 0x79b4c4]), palette.pops[0], 0.12);
  if (kind === 'panda') return { coat: palette.white, pale: palette.white, dark, eye };
  const nearest = reading.monochrome ? 1 : 0.22;
  const coat =
    palette.hero ??
    mix(chance.pick(coats[kind]), chance.pick([palette.pops[0], palette.land[1], palette.sun]), nearest);
  const pale = mix(palette.white, coat, lightness(coat) > 0.85 ? 0.02 : 0.1);
  return { coat, pale, dark, eye };
}

function mammal(stage: Stage, kind: Mammal): void {
  const { sheet: s, chance } = stage;
  const fur = furOf(stage, kind);
  const wide = s.width > s.height * 1.3;
  const tall = s.height > s.width * 1.35;
  const sitting = tall || (chance.chance(0.5) && !wide);
  const x = s.width * (wide ? chance.pick([0.36, 0.64, 0.5]) : 0.5);
  const scale = (kind === 'rabbit' ? 0.84 : 1) * (tall ? 1.2 : 1);
  const r = s.m * (sitting ? 0.165 : 0.235) * scale;
  const y = s.height - (sitting ? r * 4.1 : r * 2.1) - (tall ? s.height * 0.06 : 0);
  paintWorld(stage, x, y, r * (sitting ? 2.1 : 1.85));
  if (sitting) paintSitting(stage, kind, fur, x, y, r);
  else paintShoulders(stage, kind, fur, x, y, r);
  paintHead(stage, kind, fur, x, y, r);
  paintUndergrowth(stage, sitting ? 0.15 : 0.26, x);
}

function paintWorld({ sheet: s, palette, chance, reading }: Stage, x: number, y: number, radius: number): void {
  const ground = palette.night ? palette.sky[0] : mix(palette.sky[1], palette.sky[0], 0.45);
  s.fill(s.all, { ink: ground }, fading(palette.sky[1], [0, s.height], [0, s.height * 0.1], 0.9));
  const sun = palette.night ? palette.sky[1] : mix(palette.sun, palette.paper, chance.pick([0.15, 0.45]));
  s.fill(
    [circle(x, y, radius)],
    { ink: sun, dry: 0.35 },
    fading(lighten(sun, 0.09), [x, y + radius], [x, y - radius * 0.5], 0.8),
  );
  const far = landAt(palette, 0.2);
  if (s.height > s.width * 1.2)
    paintClouds({ sheet: s, palette, chance, reading }, 4, s.height * 0.05, y - radius * 0.8);
  const hill = (dx: number, width: number, height: number): Path => [
    ellipse(
      s.width * dx,
      s.height * 1.02,
      Math.max(s.m, s.width * 0.6) * width,
      s.m * height + (s.height - s.m) * 0.12,
    ),
  ];
  s.fill(
    hill(0.1, 0.62, 0.26),
    { ink: far, dry: 0.2 },
    fading(mix(far, palette.paper, 0.4), [0, s.height * 0.75], [0, s.height], 0.7),
  );
  s.fill(hill(0.95, 0.7, 0.22), { ink: landAt(palette, 0.35), dry: 0.2 });
}

function paintUndergrowth({ sheet: s, palette, chance }: Stage, reach: number, clear: number): void {
  const greens = [landAt(palette, 0.62), landAt(palette, 0.85), landAt(palette, 1)];
  const count = Math.round((20 * s.width) / s.m);
  for (let i = 0; i < count; i++) {
    const x = ((i + chance.unit()) / count) * s.width;
    const away = Math.min(1, Math.abs(x - clear) / (s.m * 0.42));
    const length = s.m * reach * (0.28 + 0.95 * away * away) * chance.between(0.7, 1.25);
    const green = chance.pick([greens[0] ?? 0, greens[1] ?? 0, greens[2] ?? 0]);
    const kind = chance.unit();
    if (kind < 0.62)
      paintLeaf(
        s,
        x,
        s.height + s.m * 0.012,
        length * 1.15,
        0.75 + chance.between(-0.09, 0.09),
        0.17,
        green,
        mix(green, palette.paper, 0.35),
      );
    else {
      const line = stemLine(chance, x, s.height + 4, length * 1.2, chance.between(-0.2, 0.2));
      s.fill(stroke(line, s.m * 0.006), { ink: green });
      const [tx, ty] = [line.at(-2) ?? x, line.at(-1) ?? 0];
      paintFlower(s, chance, tx, ty, s.m * chance.between(0.025, 0.045), 0, {
        petal: chance.pick(palette.pops),
        heart: palette.white,
        kind: chance.pick(['daisy', 'tulip', 'poppy']),
      });
    }
  }
}
