import { type Ink, lighten, mix } from '../colour.ts';
import { type Chance, cosine, lerp, sine } from '../numbers.ts';
import type { Palette } from '../palette.ts';
import { circle, type Contour, hole, type Path, type Point, roundedRectangle, smoothLine, stroke } from '../path.ts';
import type { Fade, Paint } from '../press.ts';
import type { Sheet } from '../sheet.ts';
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
      sheet.fill([circle(x, y, radius * ring + wide), hole(circle(x, y, radius * ring - wide))], {
        ink: palette.sun,
        alpha: 0.75,
      });
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
  sheet.fill(
    [circle(x, y, radius)],
    glowing(ink, [x - radius * 0.35, y - radius * 0.35], radius * 1.75, radius * 0.55, 0.8),
  );
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
function cloudPath(chance: Chance, x: number, y: number, width: number): Path {
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
    sheet.fill(
      path,
      { ink, plate: 1, dry: 0.25 },
      fading(mix(ink, palette.sky[0], 0.35), [0, y + width * 0.12], [0, y - width * 0.2], 0.7),
    );
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
    const line = smoothLine(
      [
        [bx - size, by - lift * 0.7],
        [bx - size * 0.45, by - lift],
        [bx, by],
        [bx + size * 0.45, by - lift],
        [bx + size, by - lift * 0.6],
      ],
      false,
      6,
    );
    sheet.fill(
      stroke(line, (t) => size * 0.17 * (0.35 + 1.3 * (t < 0.5 ? t : 1 - t))),
      { ink: palette.ink, plate: 2 },
    );
  }
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
export function paintStars(
  { sheet, palette, chance }: Stage,
  bottom: number,
  favour: (x: number, y: number) => number,
): void {
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

export function backdrop({ sheet: s, palette, chance }: Stage, x: number, y: number, radius: number): void {
  const ground = palette.night ? palette.sky[0] : mix(palette.sky[1], palette.sky[0], 0.5);
  s.fill(s.all, { ink: ground }, fading(palette.sky[1], [0, s.height], [0, s.height * 0.1], 0.9));
  const sun = palette.night ? palette.sun : mix(palette.sun, palette.paper, chance.pick([0.1, 0.4]));
  s.fill(
    [circle(x, y, radius)],
    { ink: sun, dry: 0.35 },
    fading(lighten(sun, palette.night ? -0.1 : 0.09), [x, y + radius], [x, y - radius * 0.5], 0.8),
  );
}

export function inksOf({ palette }: Stage): Ink[] {
  return [...palette.pops, palette.sun, ...palette.land, palette.sky[0]];
}
