import { along, type Ink, lightness, mix } from './colour.ts';
import { clamp } from './numbers.ts';
import type { Palette } from './palette.ts';
import { placed, rectangle } from './path.ts';
import type { Raster } from './raster.ts';
import { cover } from './resample.ts';
import type { Stage } from './scenes/parts.ts';
import type { Sheet } from './sheet.ts';
import { type Simplified, simplify } from './simplify.ts';

/** Longest side at which a reference is simplified; the print itself has the full size. */
const workEdge = 860;

/** How much of its own colour a picture keeps in a palette that the instruction asked for, and in one that it did not. */
const keepAsked = 0.4;
const keepUnasked = 0.85;

/** Prints a picture anew over the whole sheet: few tones in the inks of the palette, sprayed edges, drawn lines. */
export function reprint(stage: Stage, reference: Raster): void {
  const { sheet, palette, reading } = stage;
  const scale = Math.min(1, workEdge / Math.max(sheet.width, sheet.height));
  const simple = simplify(
    cover(reference, Math.max(1, Math.round(sheet.width * scale)), Math.max(1, Math.round(sheet.height * scale))),
    palette.paper,
  );
  const asked = reading.hues.length > 0 || reading.moods.size > 0;
  const keep = reading.monochrome ? 0 : asked ? keepAsked : keepUnasked;
  const inkAt = printer(sheet, simple, rampOf(palette), palette.ink, keep, [0, 0, sheet.width, sheet.height]);
  sheet.picture(sheet.all, inkAt);
}

/** Pastes further references on the sheet as prints on paper of their own. */
export function collage(stage: Stage, references: readonly Raster[]): void {
  const { sheet: s, chance } = stage;
  const columns =
    s.width >= s.height
      ? Math.min(references.length, Math.ceil(Math.sqrt(references.length * 1.6)))
      : Math.ceil(Math.sqrt(references.length / 1.6));
  const rows = Math.ceil(references.length / columns);
  const size = Math.min(s.m * 0.46, (s.width * 0.84) / columns / 1.12, (s.height * 0.84) / rows / 1.12);
  references.forEach((reference, i) => {
    const ratio = clamp(reference.width / reference.height, 0.6, 1.6);
    const [w, h] = ratio > 1 ? [size, size / ratio] : [size * ratio, size];
    const x =
      s.width * 0.5 +
      ((i % columns) - (columns - 1) / 2 + (columns === 1 ? 0.45 * chance.sign() : 0)) * size * 1.1 +
      chance.between(-0.03, 0.03) * size;
    const y = s.height - s.m * 0.1 - size * (rows - Math.floor(i / columns) - 0.5) * 1.08;
    paste(stage, reference, clamp(x, size * 0.62, s.width - size * 0.62), y, w, h, chance.between(-0.018, 0.018));
  });
}

function paste(
  { sheet, palette }: Stage,
  reference: Raster,
  x: number,
  y: number,
  w: number,
  h: number,
  tilt: number,
): void {
  const border = sheet.m * 0.014;
  const card = placed([rectangle(-w / 2 - border, -h / 2 - border, w + 2 * border, h + 2 * border)], x, y, 1, 1, tilt);
  const picture = placed([rectangle(-w / 2, -h / 2, w, h)], x, y, 1, 1, tilt);
  sheet.shadow(card, palette.ink, sheet.m * 0.016);
  sheet.fill(card, { ink: palette.paper });
  const simple = simplify(
    cover(
      reference,
      Math.max(1, Math.round(Math.min(w, workEdge))),
      Math.max(1, Math.round(Math.min(h, (workEdge * h) / w))),
    ),
    palette.paper,
  );
  sheet.picture(
    picture,
    printer(sheet, simple, rampOf(palette), palette.ink, keepUnasked, [x - w / 2, y - h / 2, w, h]),
  );
}

/** Seven inks from dark to light. */
function rampOf(palette: Palette): readonly [Ink, ...Ink[]] {
  const { ink, land, sky, sun, paper, white, night } = palette;
  const inks = night
    ? [ink, land[3], land[2], land[1], sky[1], mix(sky[1], sun, 0.55), sun]
    : [ink, land[3], land[2], land[1], mix(land[0], land[1], 0.25), mix(paper, land[0], 0.3), white];
  const [first, ...rest] = inks.toSorted((a, b) => lightness(a) - lightness(b));
  return [first ?? ink, ...rest];
}

/** A function from pixels of the sheet to inks, for a simplified picture within `[left, top, width, height]`. */
function printer(
  sheet: Sheet,
  simple: Simplified,
  stops: readonly [Ink, ...Ink[]],
  line: Ink,
  keep: number,
  [left, top, width, height]: readonly [number, number, number, number],
): (x: number, y: number) => Ink {
  const levels = 6;
  const inks = Array.from({ length: levels }, (_, i) => along(stops, i / (levels - 1)));
  const [sx, sy] = [simple.width / width, simple.height / height];
  // The drawn lines sit a little beside the tones, as a second plate does.
  const shift = sheet.m * 0.0025;
  return (x, y) => {
    const [u, v] = [(x + 0.5 - left) * sx, (y + 0.5 - top) * sy];
    const tone = (between(simple.tones, simple.width, simple.height, u, v) / 255) * (levels - 1);
    const level = Math.min(levels - 2, Math.floor(tone));
    const over = (((tone - level - 0.5) * 1.9 + 0.5) * 255 - sheet.grainAt(x, y)) * 4 + 128;
    const ink = blend(inks[level] ?? 0, inks[level + 1] ?? 0, clamp(over, 0, 255));
    const own = nearest(simple, u, v);
    const coloured = keep === 0 ? ink : tint(ink, own, keep);
    const drawn = between(simple.lines, simple.width, simple.height, u + shift * sx, v + shift * sy);
    return drawn < 4 ? coloured : blend(coloured, line, drawn * 0.8);
  };
}

function nearest({ colours, width, height }: Simplified, u: number, v: number): Ink {
  const at = (clamp(Math.floor(v), 0, height - 1) * width + clamp(Math.floor(u), 0, width - 1)) * 3;
  return ((colours[at] ?? 0) << 16) | ((colours[at + 1] ?? 0) << 8) | (colours[at + 2] ?? 0);
}

/** A plane of bytes read between its pixels. */
function between(plane: Uint8Array, width: number, height: number, u: number, v: number): number {
  const x = clamp(u - 0.5, 0, width - 1);
  const y = clamp(v - 0.5, 0, height - 1);
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const at = y0 * width + x0;
  const right = x0 + 1 < width ? 1 : 0;
  const below = y0 + 1 < height ? width : 0;
  const fx = x - x0;
  const upper = (plane[at] ?? 0) * (1 - fx) + (plane[at + right] ?? 0) * fx;
  const lower = (plane[at + below] ?? 0) * (1 - fx) + (plane[at + below + right] ?? 0) * fx;
  return upper + (lower - upper) * (y - y0);
}

function blend(from: Ink, to: Ink, part: number): Ink {
  const b = Math.round(part);
  const a = 255 - b;
  const red = (((from >> 16) & 255) * a + ((to >> 16) & 255) * b + 127) / 255;
  const green = (((from >> 8) & 255) * a + ((to >> 8) & 255) * b + 127) / 255;
  const blue = ((from & 255) * a + (to & 255) * b + 127) / 255;
  return (red << 16) | (green << 8) | (blue | 0);
}

/** Moves an ink towards a colour without changing how light it is. */
function tint(ink: Ink, own: Ink, keep: number): Ink {
  const luma = (colour: Ink): number =>
    (77 * ((colour >> 16) & 255) + 150 * ((colour >> 8) & 255) + 29 * (colour & 255)) / 256;
  const lightInk = luma(ink);
  const lightOwn = luma(own);
  const channel = (shift: number): number => {
    const print = (ink >> shift) & 255;
    const grey = lightInk + (print - lightInk) * (1 - keep * 0.75);
    return clamp(Math.floor(grey + (((own >> shift) & 255) - lightOwn) * keep), 0, 255) << shift;
  };
  return channel(16) | channel(8) | channel(0);
}
