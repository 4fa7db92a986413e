import { type Ink, lighten, lightness, mix } from '../colour.ts';
import { landAt } from '../palette.ts';
import { circle, ellipse, type Path, placed, type Point, smoothLine, smoothShape, stroke } from '../path.ts';
import type { Creature } from '../words.ts';
import { fish, owl, robot, songbird } from './creatures.ts';
import { fading, paintClouds, paintFlower, paintLeaf, type Stage, stemLine } from './parts.ts';

/** A creature in the middle of its own small world. */
export function animal(stage: Stage): void {
  const creature = stage.reading.creature ?? 'cat';
  if (creature === 'fish') fish(stage);
  else if (creature === 'bird') songbird(stage);
  else if (creature === 'owl') owl(stage);
  else if (creature === 'robot') robot(stage);
  else mammal(stage, creature);
}

type Mammal = Exclude<Creature, 'fish' | 'bird' | 'owl' | 'robot'>;

interface Fur {
  readonly coat: Ink;
  readonly pale: Ink;
  readonly dark: Ink;
  readonly eye: Ink;
}

/** Coats as they occur in nature, drawn a little towards the inks at hand. */
const coats: Readonly<Record<Exclude<Mammal, 'panda'>, readonly [Ink, ...Ink[]]>> = {
  cat: [0xe8923f, 0x4a4550, 0xf3e9da, 0x8f8b96, 0xd9a066],
  dog: [0xd9964a, 0x9b6a43, 0xe9d3ad, 0x5b4a48],
  fox: [0xe2703a, 0xd95d2f],
  rabbit: [0xf4ece1, 0xb9a38c, 0xcfc6c4],
  bear: [0x8a5d3f, 0x5c4338, 0xc9935c],
};

const blush: Ink = 0xe79a92;

function furOf({ palette, chance, reading }: Stage, kind: Mammal): Fur {
  const dark = palette.ink;
  const eye = mix(chance.pick([0x84b56c, 0xf1c550, 0x79b4c4]), palette.pops[0], 0.12);
  if (kind === 'panda') return { coat: palette.white, pale: palette.white, dark, eye };
  const nearest = reading.monochrome ? 1 : 0.22;
  const coat = palette.hero ?? mix(chance.pick(coats[kind]), chance.pick([palette.pops[0], palette.land[1], palette.sun]), nearest);
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
  s.fill([circle(x, y, radius)], { ink: sun, dry: 0.35 }, fading(lighten(sun, 0.09), [x, y + radius], [x, y - radius * 0.5], 0.8));
  const far = landAt(palette, 0.2);
  if (s.height > s.width * 1.2) paintClouds({ sheet: s, palette, chance, reading }, 4, s.height * 0.05, y - radius * 0.8);
  const hill = (dx: number, width: number, height: number): Path => [ellipse(s.width * dx, s.height * 1.02, Math.max(s.m, s.width * 0.6) * width, s.m * height + (s.height - s.m) * 0.12)];
  s.fill(hill(0.1, 0.62, 0.26), { ink: far, dry: 0.2 }, fading(mix(far, palette.paper, 0.4), [0, s.height * 0.75], [0, s.height], 0.7));
  s.fill(hill(0.95, 0.7, 0.22), { ink: landAt(palette, 0.35), dry: 0.2 });
}

/** Points of the right half from top to bottom become a whole. */
function mirrored(half: readonly Point[]): Point[] {
  return [...half, ...half.filter(([x]) => x !== 0).map(([x, y]): Point => [-x, y]).reverse()];
}

const heads: Readonly<Record<Mammal, readonly Point[]>> = {
  cat: [[0, -0.8], [0.5, -0.76], [0.9, -0.3], [1.06, 0.2], [0.84, 0.62], [0.42, 0.84], [0, 0.9]],
  dog: [[0, -0.86], [0.5, -0.78], [0.8, -0.35], [0.82, 0.15], [0.62, 0.6], [0.36, 0.95], [0, 1.02]],
  fox: [[0, -0.72], [0.5, -0.72], [0.86, -0.3], [1.12, 0.22], [0.66, 0.56], [0.22, 0.98], [0, 1.06]],
  rabbit: [[0, -0.78], [0.45, -0.7], [0.76, -0.25], [0.84, 0.25], [0.66, 0.66], [0.32, 0.86], [0, 0.88]],
  bear: [[0, -0.86], [0.5, -0.78], [0.88, -0.32], [0.98, 0.2], [0.78, 0.66], [0.4, 0.88], [0, 0.92]],
  panda: [[0, -0.84], [0.52, -0.76], [0.92, -0.3], [1.04, 0.2], [0.84, 0.64], [0.42, 0.86], [0, 0.9]],
};

function paintHead(stage: Stage, kind: Mammal, fur: Fur, x: number, y: number, r: number): void {
  const { sheet: s } = stage;
  const tilt = stage.chance.between(-0.018, 0.018);
  const put = (path: Path): Path => placed(path, x, y, r, r, tilt);
  paintEars(stage, kind, fur, put);
  const head = put([smoothShape(mirrored(heads[kind]))]);
  s.fill(head, { ink: fur.coat, dry: 0.2 });
  s.fill(head, fading(lighten(fur.coat, fur.coat === stage.palette.white ? -0.12 : -0.1), [x + r * 1.15, y + r * 0.7], [x - r * 0.15, y - r * 0.25], 0.85));
  paintMarks(stage, kind, fur, put);
  paintFace(stage, kind, fur, put);
}

function paintEars({ sheet: s }: Stage, kind: Mammal, fur: Fur, put: (path: Path) => Path): void {
  const both = (path: Path, ink: Ink): void => {
    s.fill(put(path), { ink, dry: 0.15 });
    s.fill(put(placed(path, 0, 0, -1, 1)), { ink, dry: 0.15 });
  };
  const inner = mix(fur.coat, blush, 0.65);
  if (kind === 'cat' || kind === 'fox') {
    const tall = kind === 'fox' ? -1.55 : -1.38;
    both([smoothLine([[0.22, -0.7], [0.52, tall * 0.86], [0.78, tall], [0.95, -0.95], [0.98, -0.2]], false, 8)], kind === 'fox' ? fur.dark : fur.coat);
    if (kind === 'fox') both([smoothLine([[0.22, -0.7], [0.44, tall * 0.72], [0.95, -0.8], [0.98, -0.2]], false, 8)], fur.coat);
    both([smoothLine([[0.42, -0.74], [0.6, tall * 0.78], [0.75, tall * 0.86], [0.84, -0.85], [0.86, -0.42]], false, 8)], inner);
  } else if (kind === 'dog') {
    both([smoothShape([[0.4, -0.78], [0.86, -0.82], [1.16, -0.2], [1.12, 0.5], [0.86, 0.62], [0.72, 0.1], [0.6, -0.4]])], lighten(fur.coat, -0.14));
  } else if (kind === 'rabbit') {
    both([smoothShape([[0.14, -0.6], [0.12, -1.5], [0.34, -2.25], [0.58, -1.9], [0.62, -1.2], [0.5, -0.5]])], fur.coat);
    both([smoothShape([[0.26, -0.75], [0.25, -1.5], [0.37, -2], [0.48, -1.7], [0.48, -1.2], [0.4, -0.7]])], inner);
  } else {
    both([circle(0.74, -0.72, 0.36)], kind === 'panda' ? fur.dark : fur.coat);
    if (kind === 'bear') both([circle(0.76, -0.72, 0.2)], inner);
  }
}

function paintMarks({ sheet: s, palette, chance }: Stage, kind: Mammal, fur: Fur, put: (path: Path) => Path): void {
  const both = (path: Path, ink: Ink): void => {
    s.fill(put(path), { ink, plate: 1, dry: 0.15 });
    s.fill(put(placed(path, 0, 0, -1, 1)), { ink, plate: 1, dry: 0.15 });
  };
  if (kind === 'cat') {
    both([ellipse(0.2, 0.46, 0.3, 0.27)], fur.pale);
    if (chance.chance(0.75)) {
      const stripe = mix(lighten(fur.coat, -0.2), fur.dark, 0.25);
      s.fill(put([[-0.09, -0.82, 0.09, -0.82, 0, -0.28]]), { ink: stripe, plate: 1 });
      both([[0.22, -0.82, 0.4, -0.78, 0.24, -0.42]], stripe);
      both([[0.99, 0.03, 1.0, 0.2, 0.66, 0.2]], stripe);
      both([[0.95, 0.36, 0.87, 0.52, 0.6, 0.43]], stripe);
    }
  } else if (kind === 'fox') {
    both([smoothShape([[0.04, 0.2], [0.4, 0.12], [1.08, 0.24], [0.66, 0.56], [0.22, 0.96], [0.02, 1.04]])], fur.pale);
    s.fill(put([smoothShape([[-0.1, 0.1], [0.1, 0.1], [0.16, 0.6], [0.06, 0.9], [-0.06, 0.9], [-0.16, 0.6]])]), { ink: fur.coat, plate: 1 });
  } else if (kind === 'panda') {
    both([ellipse(0.42, 0.06, 0.24, 0.31, 0.09)], fur.dark);
  } else if (kind === 'dog') {
    s.fill(put([smoothShape([[0, -0.8], [0.16, -0.3], [0.2, 0.1], [0.46, 0.5], [0.3, 0.92], [0, 0.98], [-0.3, 0.92], [-0.46, 0.5], [-0.2, 0.1], [-0.16, -0.3]])]), { ink: fur.pale, plate: 1 });
    if (chance.chance(0.5)) s.fill(put([ellipse(0.44, -0.06, 0.3, 0.34)]), { ink: lighten(fur.coat, -0.14), plate: 1 });
  } else {
    s.fill(put([ellipse(0, 0.46, 0.44, 0.34)]), { ink: mix(fur.pale, palette.white, 0.3), plate: 1 });
  }
  if (kind === 'rabbit' || kind === 'bear' || kind === 'cat') {
    both([ellipse(0.68, 0.42, 0.17, 0.11)], mix(fur.coat, blush, 0.6));
  }
}

function paintFace({ sheet: s, palette, chance }: Stage, kind: Mammal, fur: Fur, put: (path: Path) => Path): void {
  const sleepy = kind !== 'panda' && chance.chance(0.22);
  // A dark face wants pale lines.
  const line = lightness(fur.coat) < 0.48 ? mix(palette.paper, fur.coat, 0.15) : fur.dark;
  for (const side of [-1, 1]) {
    const ex = side * (kind === 'dog' || kind === 'bear' ? 0.38 : 0.43);
    const ey = kind === 'fox' ? 0.06 : 0.02;
    if (sleepy) {
      s.fill(put(stroke(smoothLine([[ex - 0.17, ey], [ex, ey + 0.13], [ex + 0.17, ey]], false, 8), 0.055)), { ink: line, plate: 2 });
      continue;
    }
    if (kind === 'cat') {
      s.fill(put([smoothShape([[ex - 0.2, ey + 0.03], [ex, ey - 0.17], [ex + 0.2, ey - 0.01 * side], [ex, ey + 0.17]])]), { ink: fur.eye });
      s.fill(put([ellipse(ex, ey, 0.075, 0.15)]), { ink: palette.ink });
    } else s.fill(put([ellipse(ex, ey, 0.115, 0.13)]), { ink: kind === 'panda' ? palette.white : palette.ink });
    if (kind === 'panda') s.fill(put([circle(ex, ey + 0.01, 0.075)]), { ink: palette.ink });
    s.fill(put([circle(ex + 0.04, ey - 0.055, 0.036)]), { ink: palette.white });
  }
  const ny = kind === 'fox' ? 0.86 : kind === 'dog' ? 0.46 : 0.3;
  const size = kind === 'dog' || kind === 'bear' ? 1.5 : 1;
  s.fill(put([smoothShape([[-0.11 * size, ny - 0.05], [0, ny - 0.08], [0.11 * size, ny - 0.05], [0, ny + 0.1 * size]])]), { ink: kind === 'cat' || kind === 'rabbit' ? lighten(blush, -0.08) : fur.dark });
  if (kind === 'fox') return;
  const my = ny + 0.1 * size;
  const mouth = kind === 'panda' ? fur.dark : mix(fur.dark, fur.pale, 0.1);
  for (const side of [-1, 1]) {
    s.fill(put(stroke(smoothLine([[0, my - 0.02], [side * 0.02, my + 0.1], [side * 0.13, my + 0.15], [side * 0.23, my + 0.07]], false, 8), 0.034)), { ink: mouth, plate: 2 });
    if (kind !== 'cat' && kind !== 'rabbit') continue;
    for (const up of [-0.09, 0.02, 0.13]) {
      s.fill(put(stroke(smoothLine([[side * 0.42, 0.42 + up * 0.5], [side * 0.85, 0.38 + up], [side * 1.35, 0.36 + up * 2.1]], false, 8), (t) => 0.026 * (1.1 - t))), { ink: line, plate: 2 });
    }
  }
}

function paintShoulders({ sheet: s, palette, chance }: Stage, kind: Mammal, fur: Fur, x: number, y: number, r: number): void {
  const coat = kind === 'panda' ? fur.dark : fur.coat;
  const put = (path: Path): Path => placed(path, x, y, r, r);
  const body = put([smoothShape([[-0.5, 0.5], [-0.78, 1.05], [-1.12, 1.7], [-1.3, 3.2], [1.3, 3.2], [1.12, 1.7], [0.78, 1.05], [0.5, 0.5]])]);
  s.fill(body, { ink: lighten(coat, -0.03), dry: 0.2 }, fading(lighten(coat, -0.13), [x + r * 1.2, y + r * 2], [x - r * 0.2, y + r], 0.9));
  s.fill(put([smoothShape([[-0.4, 0.8], [-0.5, 1.3], [-0.22, 2.1], [0, 2.4], [0.22, 2.1], [0.5, 1.3], [0.4, 0.8]])]), { ink: kind === 'panda' ? fur.coat : fur.pale, plate: 1 });
  if (chance.chance(0.7)) {
    const scarf = chance.pick([palette.pops[1], palette.pops[2], palette.sun]);
    s.fill(put([smoothShape([[-0.66, 0.72], [0, 0.98], [0.66, 0.72], [0.78, 1.0], [0, 1.32], [-0.78, 1.0]])]), { ink: scarf, plate: 1, dry: 0.2 });
    s.fill(put([smoothShape([[0.2, 1.12], [0.46, 1.05], [0.72, 1.9], [0.42, 2.02]])]), { ink: lighten(scarf, -0.07), plate: 1, dry: 0.2 });
    const bands = [-0.4, 0, 0.4].flatMap((dx) => stroke([dx, 0.86 + 0.06 * (1 - Math.abs(dx)), dx * 1.1, 1.26 - 0.12 * Math.abs(dx)], 0.05));
    s.fill(put(bands), { ink: lighten(scarf, 0.12), plate: 2 });
  }
}

function paintSitting({ sheet: s, palette }: Stage, kind: Mammal, fur: Fur, x: number, y: number, r: number): void {
  const coat = fur.coat;
  const limb = kind === 'panda' ? fur.dark : lighten(coat, -0.04);
  const put = (path: Path): Path => placed(path, x, y, r, r);
  const foot = 3.55;
  s.fill(put([ellipse(0.25, foot - 0.02, 1.9, 0.16)]), { ink: mix(palette.ink, palette.land[2], 0.4), blend: 'multiply', alpha: 0.35 });
  const long = kind === 'cat' || kind === 'fox' || kind === 'dog';
  if (long) {
    const thick = kind === 'fox' ? 0.62 : kind === 'cat' ? 0.3 : 0.26;
    const tail = smoothLine([[0.8, foot - 0.35], [1.6, foot - 0.25], [2.05, foot - 0.8], [1.85, foot - 1.5], [2.1, foot - 1.95]], false, 12);
    s.fill(put(stroke(tail, (t) => thick * (0.75 + 1.1 * t * (1 - t)))), { ink: limb, dry: 0.15 });
    s.fill(put(stroke(tail.slice(-20), (t) => thick * (0.95 - 0.2 * t))), { ink: kind === 'cat' ? lighten(coat, -0.16) : fur.pale, plate: 1 });
  } else s.fill(put([circle(1.05, foot - 0.45, 0.32)]), { ink: fur.pale });
  const body = put([smoothShape([[-0.48, 0.4], [-0.72, 1.2], [-1.05, 2.3], [-1.12, 3.1], [-0.75, foot], [0.75, foot], [1.12, 3.1], [1.05, 2.3], [0.72, 1.2], [0.48, 0.4]])]);
  s.fill(body, { ink: coat, dry: 0.2 }, fading(lighten(coat, -0.12), [x + r * 1.1, y + r * 3], [x - r * 0.3, y + r * 1.6], 0.9));
  if (kind === 'panda') s.fill(put([smoothShape([[-0.58, 0.7], [-0.82, 1.5], [-0.6, 1.85], [0, 1.7], [0.6, 1.85], [0.82, 1.5], [0.58, 0.7]])]), { ink: fur.dark, dry: 0.15 });
  else s.fill(put([smoothShape([[-0.36, 0.8], [-0.44, 1.4], [-0.2, 2.2], [0, 2.45], [0.2, 2.2], [0.44, 1.4], [0.36, 0.8]])]), { ink: fur.pale, plate: 1 });
  for (const side of [-1, 1]) {
    s.fill(put([smoothShape([[side * 0.62, 2.35], [side * 1.2, 2.6], [side * 1.28, 3.3], [side * 0.95, foot + 0.02], [side * 0.55, foot], [side * 0.48, 3]])]), { ink: limb, dry: 0.15 });
    s.fill(put([smoothShape([[side * 0.08, 1.9], [side * 0.44, 1.85], [side * 0.42, 3], [side * 0.48, foot], [side * 0.06, foot]])]), { ink: kind === 'panda' ? fur.dark : lighten(coat, 0.02), dry: 0.15 });
    s.fill(put([ellipse(side * 0.3, foot, 0.3, 0.17), ellipse(side * 0.98, foot, 0.36, 0.18)]), { ink: kind === 'panda' ? fur.dark : fur.pale, plate: 1 });
  }
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
    if (kind < 0.62) paintLeaf(s, x, s.height + s.m * 0.012, length * 1.15, 0.75 + chance.between(-0.09, 0.09), 0.17, green, mix(green, palette.paper, 0.35));
    else {
      const line = stemLine(chance, x, s.height + 4, length * 1.2, chance.between(-0.2, 0.2));
      s.fill(stroke(line, s.m * 0.006), { ink: green });
      const [tx, ty] = [line.at(-2) ?? x, line.at(-1) ?? 0];
      paintFlower(s, chance, tx, ty, s.m * chance.between(0.025, 0.045), 0, { petal: chance.pick(palette.pops), heart: palette.white, kind: chance.pick(['daisy', 'tulip', 'poppy']) });
    }
  }
}
