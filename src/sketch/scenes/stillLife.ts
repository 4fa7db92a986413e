import { type Ink, lighten, mix } from '../colour.ts';
import { lerp } from '../numbers.ts';
import { landAt } from '../palette.ts';
import { arcBand, arch, circle, type Contour, ellipse, type Path, placed, type Point, rectangle, smoothLine, smoothShape, stroke } from '../path.ts';
import { fading, paintFlower, paintLeaf, pointOn, stemLine, type Stage, turnOf } from './parts.ts';

/** Things on a table: a vase with a branch, a bowl of fruit, a cup, books, before a wall with a window of light. */
export function stillLife(stage: Stage): void {
  const { sheet: s, palette, chance, reading } = stage;
  const table = s.height * (s.height > s.width ? chance.between(0.68, 0.74) : chance.between(0.64, 0.72));
  paintRoom(stage, table);
  const unit = Math.min(s.m * 0.42, table * 0.62);
  const places = Math.max(3, Math.min(9, Math.round((s.width / unit) * 1.35)));
  const cup = reading.names('coffee tea cup mug 咖啡 茶 杯');
  const books = reading.names('book books desk 書 书');
  const kinds = chance.shuffled(['bowl', cup ? 'cup' : 'bottle', books ? 'books' : 'fruit', 'bottle', 'cup', 'books', 'fruit', 'jug']);
  const hero = Math.floor(places / 2 - 0.01) + (chance.chance(0.5) && places > 3 ? 1 : 0);
  const gap = s.width / (places + 0.15);
  for (let i = 0; i < places; i++) {
    const x = s.width / 2 + (i - (places - 1) / 2) * gap + chance.between(-0.06, 0.06) * gap;
    const y = table + (s.height - table) * chance.between(0.16, 0.42);
    if (i === hero) continue;
    const kind = cup && i === hero + 1 ? 'cup' : books && i === hero - 1 ? 'books' : (kinds[i % kinds.length] ?? 'cup');
    paintThing(stage, kind, x, y, unit * (cup && kind === 'cup' ? 1.15 : 0.9));
  }
  const x = s.width / 2 + (hero - (places - 1) / 2) * gap;
  paintVase(stage, x, table + (s.height - table) * 0.3, unit);
  for (let i = 0; i < 3; i++) paintFruit(stage, x + chance.between(-0.6, 0.6) * gap, table + (s.height - table) * chance.between(0.55, 0.72), unit * 0.17, palette.pops[i % 2] ?? palette.sun);
}

function paintRoom({ sheet: s, palette, chance }: Stage, table: number): void {
  const wall = palette.night ? palette.sky[1] : mix(palette.sky[1], palette.sky[0], 0.35);
  s.fill(s.all, { ink: wall }, fading(mix(wall, palette.sky[0], 0.8), [0, 0], [s.width * 0.5, table], 0.8));
  const light = chance.pick(['arch', 'sun', 'window']);
  const x = s.width * chance.between(0.28, 0.72);
  if (light === 'sun') s.fill([circle(x, table * 0.45, s.m * 0.26)], { ink: palette.sun, dry: 0.35 }, fading(lighten(palette.sun, 0.1), [x, table * 0.8], [x, table * 0.2], 0.8));
  if (light === 'arch') {
    for (const [scale, ink] of [[1, palette.sun], [0.78, mix(palette.sun, palette.paper, 0.4)], [0.56, mix(palette.sun, palette.paper, 0.72)]] as const) {
      s.fill([arch(x - s.m * 0.31 * scale, table - s.m * 0.6 * scale, s.m * 0.62 * scale, s.m)], { ink, dry: 0.3 });
    }
  }
  if (light === 'window') {
    const slant = s.m * 0.1;
    for (const [column, row] of [[0, 0], [1, 0], [0, 1], [1, 1]] as const) {
      const left = x - s.m * 0.27 + column * s.m * 0.28;
      const top = table * 0.14 + row * s.m * 0.25;
      s.fill([[left, top, left + s.m * 0.25, top - slant * 0.4, left + s.m * 0.25, top + s.m * 0.22 - slant * 0.4, left, top + s.m * 0.22]], { ink: mix(palette.white, palette.sun, 0.18), alpha: 0.85, dry: 0.2 });
    }
  }
  const wood = landAt(palette, chance.pick([0.05, 0.35, 0.75]));
  s.fill([rectangle(-9, table, s.width + 18, s.height)], { ink: wood, dry: 0.15 }, fading(lighten(wood, -0.1), [0, s.height], [0, table], 0.8));
  s.fill([rectangle(-9, table, s.width + 18, s.m * 0.006)], { ink: lighten(wood, 0.09) });
  if (chance.chance(0.5)) {
    const cloth: Contour[] = [];
    for (let k = -2; k < s.width / (s.m * 0.09) + 6; k++) cloth.push([k * s.m * 0.09, s.height + 9, k * s.m * 0.09 + s.m * 0.012, s.height + 9, k * s.m * 0.09 - s.m * 0.14, table, k * s.m * 0.09 - s.m * 0.147, table]);
    s.fill(cloth, { ink: lighten(wood, 0.07), alpha: 0.6, plate: 1 });
  }
}

function castShadow({ sheet: s, palette }: Stage, x: number, y: number, half: number): void {
  s.fill([ellipse(x + half * 0.75, y + half * 0.02, half * 1.55, half * 0.24)], { ink: mix(palette.ink, palette.land[2], 0.35), blend: 'multiply', alpha: 0.42 });
}

/** A turned body: half widths from foot (0) to rim (1), mirrored. */
function turned(profile: readonly (readonly [half: number, up: number])[]): Contour {
  const right = smoothLine(profile.map(([half, up]): Point => [half, -up]), false, 10);
  const out = [...right];
  for (let i = right.length - 2; i >= 0; i -= 2) out.push(-(right[i] ?? 0), right[i + 1] ?? 0);
  return out;
}

function paintBody(stage: Stage, contour: Contour, x: number, y: number, size: number, ink: Ink): void {
  const { sheet: s, palette, chance } = stage;
  const path = placed([contour], x, y, size, size);
  s.fill(path, { ink, dry: 0.22, plate: 1 });
  if (chance.chance(0.5)) paintBand(stage, path, x, y, size, lighten(ink, chance.chance(0.5) ? 0.12 : -0.12));
  s.fill(path, { ...fading(mix(lighten(ink, -0.2), palette.ink, 0.2), [x + size * 0.34, y], [x - size * 0.05, y - size * 0.06], 0.9), plate: 1 });
  s.fill(path, { ...fading(mix(ink, palette.white, 0.6), [x - size * 0.36, y], [x - size * 0.14, y], 0.5), plate: 1 });
}

/** A stripe around a pot, kept inside it by the pot's own outline being narrower there. */
function paintBand({ sheet: s }: Stage, path: Path, x: number, y: number, size: number, ink: Ink): void {
  const outline = path[0] ?? [];
  const at = (up: number): number => {
    let half = 0;
    for (let i = 0; i + 1 < outline.length; i += 2) {
      const dy = Math.abs((outline[i + 1] ?? 0) - (y - size * up));
      if (dy < size * 0.03) half = Math.max(half, (outline[i] ?? 0) - x);
    }
    return half;
  };
  for (const [low, high] of [[0.2, 0.26], [0.3, 0.33]] as const) {
    const a = Math.min(at(low), at(high));
    if (a > 0) s.fill([[x - a, y - size * low, x + a, y - size * low, x + a, y - size * high, x - a, y - size * high]], { ink, plate: 1 });
  }
}

const vases: readonly (readonly (readonly [number, number])[])[] = [
  [[0.16, 0], [0.3, 0.18], [0.33, 0.4], [0.2, 0.62], [0.1, 0.72], [0.1, 0.84], [0.15, 0.9]],
  [[0.14, 0], [0.16, 0.2], [0.26, 0.5], [0.27, 0.68], [0.16, 0.8], [0.18, 0.86]],
  [[0.24, 0], [0.33, 0.12], [0.34, 0.28], [0.22, 0.44], [0.08, 0.52], [0.075, 0.8], [0.11, 0.86]],
];

function paintVase(stage: Stage, x: number, y: number, size: number): void {
  const { sheet: s, palette, chance } = stage;
  castShadow(stage, x, y, size * 0.26);
  const rim = y - size * 0.82;
  const branches = chance.whole(3, 5);
  const blooms = chance.chance(0.6);
  const green = palette.night ? palette.land[1] : landAt(palette, chance.pick([0.6, 0.85]));
  const reach = Math.min(size * 1.15, rim - s.height * 0.05);
  for (let i = 0; i < branches; i++) {
    const lean = lerp(-0.55, 0.55, branches === 1 ? 0.5 : i / (branches - 1)) + chance.between(-0.08, 0.08);
    const line = stemLine(chance, x, rim + size * 0.1, reach * chance.between(0.75, 1), lean);
    s.fill(stroke(line, (t) => s.m * lerp(0.007, 0.003, t)), { ink: lighten(green, -0.06) });
    for (let k = 1; k <= 6; k++) {
      const at = pointOn(line, 0.2 + 0.13 * k);
      const side = k % 2 === 0 ? 0.13 : -0.13;
      paintLeaf(s, at.x, at.y, size * chance.between(0.16, 0.24), turnOf(at.dx, at.dy) + side, 0.26, lighten(green, chance.between(-0.04, 0.06)), mix(green, palette.paper, 0.5));
    }
    const tip = pointOn(line, 1);
    if (blooms) {
      paintFlower(s, chance, tip.x, tip.y, size * chance.between(0.12, 0.18), turnOf(tip.dx, tip.dy) + 0.25, { petal: chance.pick([palette.pops[0], palette.pops[1], palette.white]), heart: palette.ink, kind: chance.pick(['daisy', 'poppy', 'bloom', 'tulip']) });
    } else paintLeaf(s, tip.x, tip.y, size * 0.17, turnOf(tip.dx, tip.dy), 0.28, green, palette.paper);
  }
  const vase = vases[chance.whole(0, vases.length - 1)] ?? [];
  paintBody(stage, turned(vase), x, y, size, chance.pick([palette.pops[2], palette.land[2], palette.white, palette.pops[1]]));
}

function paintThing(stage: Stage, kind: string, x: number, y: number, size: number): void {
  const { palette, chance } = stage;
  const ink = chance.pick([palette.pops[0], palette.pops[1], palette.pops[2], palette.land[1], palette.land[3], palette.white]);
  if (kind === 'bottle' || kind === 'jug') {
    castShadow(stage, x, y, size * 0.18);
    const slim: (readonly [number, number])[] = [[0.17, 0], [0.18, 0.1], [0.18, 0.5], [0.13, 0.62], [0.06, 0.7], [0.055, 0.92], [0.075, 0.96]];
    const wide: (readonly [number, number])[] = [[0.15, 0], [0.24, 0.14], [0.25, 0.3], [0.13, 0.46], [0.12, 0.58], [0.16, 0.66]];
    if (kind === 'jug') stage.sheet.fill([arcBand(x + size * 0.2, y - size * 0.38, size * 0.13, size * 0.17, -0.27, 0.3)], { ink: lighten(ink, -0.06), plate: 1 });
    paintBody(stage, turned(kind === 'jug' ? wide : slim), x, y, size * chance.between(0.85, 1.15), ink);
  } else if (kind === 'cup') paintMug(stage, x, y, size, ink);
  else if (kind === 'bowl') paintBowl(stage, x, y, size, ink);
  else if (kind === 'books') paintBooks(stage, x, y, size);
  else {
    paintFruit(stage, x - size * 0.16, y, size * 0.19, palette.pops[0]);
    paintFruit(stage, x + size * 0.14, y + size * 0.05, size * 0.17, palette.pops[1]);
  }
}

function paintMug(stage: Stage, x: number, y: number, size: number, ink: Ink): void {
  const { sheet: s, palette, chance } = stage;
  castShadow(stage, x, y, size * 0.22);
  s.fill([ellipse(x, y, size * 0.34, size * 0.06)], { ink: lighten(ink, -0.1), plate: 1 }, fading(lighten(ink, 0.06), [x - size * 0.34, y], [x + size * 0.2, y], 0.7));
  s.fill([arcBand(x + size * 0.22, y - size * 0.19, size * 0.075, size * 0.115, -0.26, 0.26)], { ink: lighten(ink, -0.05), plate: 1 });
  paintBody(stage, turned([[0.1, 0.01], [0.19, 0.06], [0.23, 0.2], [0.235, 0.36]]), x, y, size, ink);
  s.fill([ellipse(x, y - size * 0.36, size * 0.235, size * 0.05)], { ink: lighten(ink, -0.09), plate: 1 });
  s.fill([ellipse(x, y - size * 0.35, size * 0.205, size * 0.038)], { ink: mix(palette.land[3], palette.ink, 0.4), plate: 1 });
  for (const dx of [-0.06, 0.06]) {
    const w = size * 0.05 * chance.between(0.7, 1.2);
    const line = smoothLine([[x + dx * size, y - size * 0.44], [x + dx * size + w, y - size * 0.54], [x + dx * size - w, y - size * 0.66], [x + dx * size + w * 0.6, y - size * 0.8]], false, 8);
    s.fill(stroke(line, (t) => size * 0.055 * t * (1 - t) + size * 0.004), { ink: palette.white, alpha: 0.75 });
  }
}

function paintBowl(stage: Stage, x: number, y: number, size: number, ink: Ink): void {
  const { palette } = stage;
  castShadow(stage, x, y, size * 0.34);
  const fruits: readonly (readonly [number, number, Ink])[] = [[-0.2, 0.4, palette.pops[0]], [0.2, 0.4, palette.pops[1]], [0.01, 0.46, palette.sun], [-0.1, 0.36, palette.pops[1]], [0.12, 0.35, palette.pops[0]]];
  for (const [dx, up, fruit] of fruits) paintRound(stage, x + dx * size, y - up * size * 0.86, size * 0.135, fruit);
  paintBody(stage, turned([[0.13, 0], [0.14, 0.03], [0.3, 0.14], [0.4, 0.32]]), x, y, size, ink);
}

function paintFruit(stage: Stage, x: number, y: number, radius: number, ink: Ink): void {
  castShadow(stage, x, y + radius * 0.06, radius * 0.8);
  paintRound(stage, x, y - radius * 0.86, radius, ink);
}

function paintRound({ sheet: s, palette, chance }: Stage, x: number, y: number, radius: number, ink: Ink): void {
  const pear = chance.chance(0.35);
  const body = pear
    ? smoothShape([[0, 1], [-0.8, 0.75], [-0.9, 0.1], [-0.45, -0.45], [-0.3, -1], [0, -1.2], [0.3, -1], [0.45, -0.45], [0.9, 0.1], [0.8, 0.75]])
    : smoothShape([[0, -0.82], [-0.5, -0.98], [-1, -0.3], [-0.85, 0.55], [-0.35, 0.98], [0, 0.9], [0.35, 0.98], [0.85, 0.55], [1, -0.3], [0.5, -0.98]]);
  const path = placed([body], x, y, radius, radius, chance.between(-0.02, 0.02));
  s.fill(path, { ink, dry: 0.2, plate: 1 }, { ...fading(lighten(ink, -0.16), [x + radius * 0.9, y + radius * 0.7], [x - radius * 0.3, y - radius * 0.2], 0.95), plate: 1 });
  s.fill(stroke([x, y - radius * (pear ? 1.1 : 0.8), x + radius * 0.12, y - radius * (pear ? 1.45 : 1.2)], radius * 0.1), { ink: palette.ink });
  if (!pear) paintLeaf(s, x + radius * 0.08, y - radius * 1.05, radius * 0.6, -0.06, 0.26, landAt(palette, 0.75), palette.paper);
}

function paintBooks({ sheet: s, palette, chance }: Stage, x: number, y: number, size: number): void {
  const inks = chance.shuffled([palette.pops[0], palette.pops[1], palette.pops[2], palette.land[3], palette.land[1]]);
  let up = y + size * 0.03;
  for (let i = 0; i < chance.whole(3, 4); i++) {
    const ink = inks[i] ?? palette.pops[0];
    const w = size * chance.between(0.5, 0.66);
    const h = size * chance.between(0.075, 0.115);
    const dx = chance.between(-0.04, 0.04) * size;
    s.fill([rectangle(x + dx - w / 2, up - h, w, h)], { ink, plate: 1, dry: 0.15 }, { ...fading(lighten(ink, -0.14), [x + w / 2, 0], [x, 0], 0.8), plate: 1 });
    s.fill([rectangle(x + dx - w * 0.4, up - h, w * 0.035, h), rectangle(x + dx - w * 0.34, up - h, w * 0.02, h)], { ink: palette.white, alpha: 0.8, plate: 2 });
    s.fill([rectangle(x + dx + w * 0.44, up - h * 0.85, w * 0.07, h * 0.7)], { ink: palette.paper });
    up -= h;
  }
}
