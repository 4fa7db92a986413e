import { type Ink, lighten, mix } from '../colour.ts';
import { type Chance, cosine, lerp, sine } from '../numbers.ts';
import type { Palette } from '../palette.ts';
import { circle, type Contour, ellipse, hole, type Path, placed, type Point, rectangle, roundedRectangle, smoothLine, smoothShape, stroke } from '../path.ts';
import type { Fade, Paint, Sheet } from '../sheet.ts';
import type { Reading } from '../words.ts';

/** All that a scene needs: where to print, with which inks, by which chance, about what. */
export interface Stage {
  readonly sheet: Sheet;
  readonly palette: Palette;
  readonly chance: Chance;
  readonly reading: Reading;
}

/** An ink that thins out from one point to another. */
export function fading(
  ink: Ink,
  [x0, y0]: Point,
  [x1, y1]: Point,
  strength = 1,
  kind: Fade['kind'] = 'stipple',
): Paint {
  return { ink, fade: { kind, along: { x0, y0, x1, y1 }, strength } };
}

/** An ink that thins out around a point; `gone` below `full` makes it strongest at the rim. */
export function glowing(
  ink: Ink,
  [cx, cy]: Point,
  full: number,
  gone: number,
  strength = 1,
  kind: Fade['kind'] = 'stipple',
): Paint {
  return { ink, fade: { kind, along: { cx, cy, full, gone }, strength } };
}

/** The sky down to a horizon. */
export function paintSky({ sheet, palette }: Stage, horizon: number): void {
  const steps = 4;
  sheet.fill(sheet.all, { ink: palette.sky[1] });
  // Neighbouring inks are close to one another, so the spray between them is quiet.
  for (let step = 1; step <= steps; step++) {
    const at = (rank: number): Point => [0, horizon * (1 - rank / (steps + 0.4))];
    sheet.fill(sheet.all, fading(mix(palette.sky[1], palette.sky[0], step / steps), at(step + 0.4), at(step - 0.9)));
  }
}

/** Sun or moon with its halo, in one of several manners. */
export function paintSun({ sheet, palette, chance }: Stage, x: number, y: number, radius: number): void {
  const disc: Path = [circle(x, y, radius)];
  const halo = mix(palette.sun, palette.sky[1], palette.night ? 0.75 : 0.45);
  const behind = mix(palette.sky[0], palette.sky[1], 0.7);
  sheet.fill([circle(x, y, radius * 2.9)], glowing(mix(halo, behind, 0.62), [x, y], radius, radius * 2.9, 0.75));
  sheet.fill([circle(x, y, radius * 1.9)], glowing(mix(halo, behind, 0.25), [x, y], radius * 0.8, radius * 1.9, 0.6));
  if (chance.chance(0.4)) {
    for (const ring of [1.3, 1.62]) {
      const wide = radius * 0.018;
      sheet.fill([circle(x, y, radius * ring + wide), hole(circle(x, y, radius * ring - wide))], { ink: palette.sun, alpha: 0.75 });
    }
  }
  sheet.fill(disc, { ink: palette.sun, dry: 0.35 });
  const shade = lighten(palette.sun, palette.night ? -0.14 : 0.1);
  if (palette.night) paintCraters(sheet, chance, x, y, radius, shade);
  else {
    const kind = chance.pick<Fade['kind']>(['stipple', 'halftone', 'stipple']);
    sheet.fill(disc, fading(shade, [x, y + radius], [x, y - radius * 0.4], 0.8, kind));
  }
}

function paintCraters(sheet: Sheet, chance: Chance, x: number, y: number, radius: number, ink: Ink): void {
  sheet.fill([circle(x, y, radius)], glowing(ink, [x - radius * 0.35, y - radius * 0.35], radius * 1.75, radius * 0.55, 0.8));
  for (let i = 0; i < 7; i++) {
    const angle = chance.unit();
    const away = Math.sqrt(chance.unit()) * 0.72;
    const size = radius * chance.between(0.05, 0.17);
    const at: Point = [x + cosine(angle) * away * radius, y + sine(angle) * away * radius];
    sheet.fill([circle(at[0], at[1], size)], { ink, alpha: 0.65 });
    sheet.fill([circle(at[0] + size * 0.18, at[1] + size * 0.18, size * 0.8)], { ink: lighten(ink, 0.05), alpha: 0.8 });
  }
}

/** A flat cloud of rounded bars. */
export function cloudPath(chance: Chance, x: number, y: number, width: number): Path {
  const bars = chance.whole(2, 4);
  const tall = width * 0.11;
  const out: Contour[] = [];
  for (let i = 0; i < bars; i++) {
    const w = width * (i === 0 ? 1 : chance.between(0.4, 0.8));
    const dx = i === 0 ? 0 : chance.between(-0.28, 0.28) * width;
    out.push(roundedRectangle(x + dx - w / 2, y - i * tall * 0.92, w, tall, tall / 2));
  }
  return out;
}

export function paintClouds({ sheet, palette, chance }: Stage, count: number, top: number, bottom: number): void {
  const ink = palette.night ? mix(palette.sky[0], palette.sky[1], 0.75) : mix(palette.white, palette.sky[1], 0.15);
  for (let i = 0; i < count; i++) {
    const width = sheet.m * chance.between(0.16, 0.32);
    const x = ((i + chance.between(0.05, 0.95)) / count) * sheet.width;
    const y = chance.between(top, bottom);
    const path = cloudPath(chance, x, y, width);
    sheet.fill(path, { ink, plate: 1, dry: 0.25 }, fading(mix(ink, palette.sky[0], 0.35), [0, y + width * 0.12], [0, y - width * 0.2], 0.7));
  }
}

/** Land from a skyline down to the lower edge of the sheet. */
export function landPath(sheet: Sheet, skyline: (x: number) => number): Path {
  const step = Math.max(2, sheet.m / 220);
  const out: number[] = [-20, sheet.height + 20];
  for (let x = -20; x < sheet.width + 20 + step; x += step) out.push(x, skyline(x));
  out.push(sheet.width + 20 + step, sheet.height + 20);
  return [out];
}

/** A bird far away: two wings in one stroke. */
export function paintBirds({ sheet, palette, chance }: Stage, x: number, y: number, count: number): void {
  for (let i = 0; i < count; i++) {
    const size = sheet.m * chance.between(0.012, 0.024);
    const bx = x + chance.between(-0.13, 0.13) * sheet.m;
    const by = y + chance.between(-0.06, 0.06) * sheet.m;
    const lift = size * chance.between(0.35, 0.6);
    const line = smoothLine([[bx - size, by - lift * 0.7], [bx - size * 0.45, by - lift], [bx, by], [bx + size * 0.45, by - lift], [bx + size, by - lift * 0.6]], false, 6);
    sheet.fill(stroke(line, (t) => size * 0.17 * (0.35 + 1.3 * (t < 0.5 ? t : 1 - t))), { ink: palette.ink, plate: 2 });
  }
}

/** A conifer with its foot at x, y. */
export function pinePath(chance: Chance, x: number, y: number, height: number): Path {
  const tiers = chance.whole(4, 6);
  const half = height * chance.between(0.17, 0.23);
  const out: Contour[] = [rectangle(x - height * 0.016, y - height * 0.14, height * 0.032, height * 0.15)];
  for (let tier = 0; tier < tiers; tier++) {
    const low = y - height * (0.1 + (0.72 * tier) / tiers);
    const w = half * (1 - tier / (tiers + 0.6)) * chance.between(0.88, 1.08);
    const high = tier === tiers - 1 ? y - height : low - (height * 1.5) / tiers;
    out.push([x, high, x + w, low, x + w * 0.4, low - w * 0.12, x, low + w * 0.1, x - w * 0.4, low - w * 0.12, x - w, low]);
  }
  return out;
}

/** A broad-leaved tree of a few round crowns. */
export function roundTreePath(chance: Chance, x: number, y: number, height: number): { trunk: Path; crown: Path } {
  const crown: Contour[] = [];
  const r = height * chance.between(0.24, 0.3);
  for (let i = 0; i < 5; i++) {
    const angle = i / 5 + chance.between(-0.05, 0.05);
    crown.push(ellipse(x + cosine(angle) * r * 0.55, y - height * 0.66 + sine(angle) * r * 0.5, r * 0.72, r * 0.66));
  }
  crown.push(ellipse(x, y - height * 0.7, r * 0.8, r * 0.9));
  return { trunk: stroke([x, y, x, y - height * 0.55], (t) => height * 0.05 * (1 - 0.4 * t)), crown };
}

/** A four-pointed star with hollow sides. */
export function sparklePath(x: number, y: number, radius: number): Path {
  const out: number[] = [];
  for (let i = 0; i < 8; i++) {
    const r = i % 2 === 0 ? radius : radius * 0.2;
    out.push(x + cosine(i / 8) * r, y + sine(i / 8) * r);
  }
  return [out];
}

/** Stars over an area, thicker where `favour` (0 to 1) says so. */
export function paintStars({ sheet, palette, chance }: Stage, bottom: number, favour: (x: number, y: number) => number): void {
  const count = Math.round((420 * sheet.width * bottom) / (sheet.m * sheet.m));
  const small: Contour[] = [];
  for (let i = 0; i < Math.min(count, 2400); i++) {
    const x = chance.unit() * sheet.width;
    const y = chance.unit() * bottom;
    const size = chance.unit();
    if (chance.unit() > 0.35 + 0.65 * favour(x, y)) continue;
    if (size > 0.984) sheet.fill(sparklePath(x, y, sheet.m * chance.between(0.012, 0.022)), { ink: palette.sun });
    else small.push(circle(x, y, sheet.m * lerp(0.0011, 0.0042, size * size * size)));
  }
  sheet.fill(small, { ink: palette.white, alpha: 0.92 });
}

/** A leaf from its foot at the origin to its tip at (1, 0). `belly` is its half width, `lean` where it is widest. */
export function leafPath(belly: number, lean = 0.4): Path {
  return [smoothShape([[0, 0], [lean * 0.45, -belly * 0.72], [lean, -belly], [0.75, -belly * 0.55], [1, 0], [0.75, belly * 0.55], [lean, belly], [lean * 0.45, belly * 0.72]])];
}

/** The half of that leaf on one side of its rib. */
export function halfLeafPath(belly: number, lean = 0.4): Path {
  return [[...smoothLine([[0, 0], [lean * 0.45, -belly * 0.72], [lean, -belly], [0.75, -belly * 0.55], [1, 0]], false, 14)]];
}

/** A two-toned leaf with a rib, `length` long, pointing at `tilt` turns. */
export function paintLeaf(sheet: Sheet, x: number, y: number, length: number, tilt: number, belly: number, ink: Ink, rib: Ink): void {
  const put = (path: Path): Path => placed(path, x, y, length, length, tilt);
  sheet.fill(put(leafPath(belly)), { ink, dry: 0.3, plate: 1 });
  sheet.fill(put(halfLeafPath(belly)), fading(lighten(ink, -0.11), [x, y], [x + cosine(tilt) * length * 1.1, y + sine(tilt) * length * 1.1], 0.9));
  sheet.fill(put(stroke([0.04, 0, 0.9, 0], (t) => 0.022 * (1.2 - t))), { ink: rib, plate: 2 });
}

export interface Flower {
  readonly petal: Ink;
  readonly heart: Ink;
  readonly kind: 'daisy' | 'poppy' | 'tulip' | 'bell' | 'bloom';
}

/** A flower seen from the front (or, tulip and bell, from the side), `tilt` turns from upright. */
export function paintFlower(sheet: Sheet, chance: Chance, x: number, y: number, radius: number, tilt: number, flower: Flower): void {
  const { petal, heart, kind } = flower;
  if (kind === 'tulip' || kind === 'bell') {
    paintCup(sheet, x, y, radius, tilt + (kind === 'bell' ? 0.5 : 0), petal);
    return;
  }
  const petals = kind === 'daisy' ? chance.whole(9, 13) : kind === 'bloom' ? chance.whole(7, 9) : 5;
  const turn = chance.unit();
  const belly = kind === 'daisy' ? 0.16 : kind === 'bloom' ? 0.36 : 0.52;
  const rings = kind === 'bloom' ? [1, 0.68, 0.4] : [1];
  rings.forEach((ring, depth) => {
    const ink = depth === 0 ? petal : lighten(petal, -0.06 * depth);
    for (let i = 0; i < petals; i++) {
      const angle = turn + i / petals + depth * 0.07;
      sheet.fill(placed([roundPetal(belly)], x, y, radius * ring, radius * ring, angle), { ink, dry: 0.25, plate: 1 });
    }
    const inner = lighten(petal, depth === 0 ? -0.13 : -0.17);
    sheet.fill([circle(x, y, radius * ring)], glowing(inner, [x, y], 0, radius * ring * 0.75, kind === 'daisy' ? 0 : 0.75));
  });
  sheet.fill([circle(x, y, radius * (kind === 'daisy' ? 0.3 : 0.2))], { ink: heart, plate: 2 });
  const seeds: Contour[] = [];
  for (let i = 0; i < 9; i++) seeds.push(circle(x + cosine(i / 9) * radius * 0.3, y + sine(i / 9) * radius * 0.3, radius * 0.032));
  if (kind === 'poppy') sheet.fill(seeds, { ink: heart, plate: 2 });
}

function roundPetal(belly: number): Contour {
  return smoothShape([[0, 0], [0.35, -belly * 0.55], [0.78, -belly], [1, -belly * 0.3], [1, belly * 0.3], [0.78, belly], [0.35, belly * 0.55]]);
}

function paintCup(sheet: Sheet, x: number, y: number, radius: number, tilt: number, petal: Ink): void {
  const put = (path: Path): Path => placed(path, x, y, radius, radius, tilt);
  const cup = smoothShape([[0, 0.62], [-0.5, 0.36], [-0.62, -0.2], [-0.5, -0.8], [-0.22, -0.42], [0, -0.92], [0.22, -0.42], [0.5, -0.8], [0.62, -0.2], [0.5, 0.36]]);
  const middle = smoothShape([[0, 0.6], [-0.34, 0.2], [-0.3, -0.4], [0, -0.92], [0.3, -0.4], [0.34, 0.2]]);
  sheet.fill(put([cup]), { ink: petal, dry: 0.25, plate: 1 });
  sheet.fill(put([middle]), { ink: lighten(petal, 0.06), plate: 1 });
  sheet.fill(put([cup]), fading(lighten(petal, -0.15), [x - sine(tilt) * radius * 0.6, y + cosine(tilt) * radius * 0.6], [x, y], 0.85));
}

/** A stem as points from its foot upwards, bending as it goes. */
export function stemLine(chance: Chance, x: number, y: number, length: number, lean: number): number[] {
  const bend = chance.between(-0.12, 0.12);
  return smoothLine(
    [[x, y], [x + length * (lean * 0.3 + bend), y - length * 0.35], [x + length * (lean * 0.65 + bend * 0.8), y - length * 0.7], [x + length * lean, y - length]],
    false,
    12,
  );
}

/** The point at t (0 to 1) of a line and its direction in turns (0 right, 0.25 down). */
export function pointOn(line: readonly number[], t: number): { x: number; y: number; dx: number; dy: number } {
  const last = line.length / 2 - 1;
  const at = Math.min(last - 1, Math.max(0, Math.floor(t * last)));
  const f = t * last - at;
  const [x0, y0, x1, y1] = [line[2 * at] ?? 0, line[2 * at + 1] ?? 0, line[2 * at + 2] ?? 0, line[2 * at + 3] ?? 0];
  const length = Math.sqrt((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0)) || 1;
  return { x: lerp(x0, x1, f), y: lerp(y0, y1, f), dx: (x1 - x0) / length, dy: (y1 - y0) / length };
}

/** The direction of a vector in turns, to about a thousandth. */
export function turnOf(dx: number, dy: number): number {
  const ax = dx < 0 ? -dx : dx;
  const ay = dy < 0 ? -dy : dy;
  const q = ax + ay === 0 ? 0 : Math.min(ax, ay) / Math.max(ax, ay);
  const small = q * (0.1591549 - q * q * (0.0515 - q * q * 0.0178));
  const first = ay > ax ? 0.25 - small : small;
  const half = dx < 0 ? 0.5 - first : first;
  return dy < 0 ? -half : half;
}
