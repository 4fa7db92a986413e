import { clamp, cosine, lerp, sine } from './numbers.ts';

/** A closed line: x, y, x, y, … in pixels. */
export type Contour = readonly number[];

/** A shape: the area inside its contours. Contours that turn the other way cut holes. */
export type Path = readonly Contour[];

export type Point = readonly [x: number, y: number];

/** Corners of the smallest circle: many, because a shape may be drawn small around the origin and then enlarged. */
const fewest = 44;

export function rectangle(x: number, y: number, width: number, height: number): Contour {
  return [x, y, x + width, y, x + width, y + height, x, y + height];
}

/** An ellipse, turned by `tilt` turns. */
export function ellipse(cx: number, cy: number, rx: number, ry: number, tilt = 0): Contour {
  const steps = clamp(Math.ceil(Math.sqrt(Math.max(rx, ry)) * 7), fewest, 400);
  const out: number[] = [];
  const c = cosine(tilt);
  const s = sine(tilt);
  for (let i = 0; i < steps; i++) {
    const x = cosine(i / steps) * rx;
    const y = sine(i / steps) * ry;
    out.push(cx + x * c - y * s, cy + x * s + y * c);
  }
  return out;
}

export function circle(cx: number, cy: number, radius: number): Contour {
  return ellipse(cx, cy, radius, radius);
}

/** The sector of a circle from one angle to another, in turns; 0 is to the right and angles go clockwise. */
export function sector(cx: number, cy: number, radius: number, from: number, to: number): Contour {
  return [cx, cy, ...arcPoints(cx, cy, radius, from, to)];
}

/** A band between two radii. */
export function arcBand(cx: number, cy: number, inner: number, outer: number, from: number, to: number): Contour {
  const back = arcPoints(cx, cy, inner, to, from);
  return [...arcPoints(cx, cy, outer, from, to), ...back];
}

export function arcPoints(cx: number, cy: number, radius: number, from: number, to: number): number[] {
  const steps = clamp(
    Math.ceil(Math.sqrt(radius) * 7 * Math.abs(to - from)),
    Math.ceil(fewest * Math.abs(to - from)),
    400,
  );
  const out: number[] = [];
  for (let i = 0; i <= steps; i++) {
    const angle = from + ((to - from) * i) / steps;
    out.push(cx + cosine(angle) * radius, cy + sine(angle) * radius);
  }
  return out;
}

export function roundedRectangle(x: number, y: number, width: number, height: number, radius: number): Contour {
  const r = Math.min(radius, width / 2, height / 2);
  return [
    ...arcPoints(x + r, y + r, r, 0.5, 0.75),
    ...arcPoints(x + width - r, y + r, r, 0.75, 1),
    ...arcPoints(x + width - r, y + height - r, r, 0, 0.25),
    ...arcPoints(x + r, y + height - r, r, 0.25, 0.5),
  ];
}

/** A doorway: straight sides, half a circle on top. */
export function arch(x: number, y: number, width: number, height: number): Contour {
  const r = Math.min(width / 2, height);
  return [...arcPoints(x + width / 2, y + r, r, 0.5, 1), x + width, y + height, x, y + height];
}

/** Points on a smooth line through all given points (Catmull-Rom). */
export function smoothLine(points: readonly Point[], closed: boolean, steps = 10): number[] {
  const out: number[] = [];
  const n = points.length;
  const at = (i: number): Point => points[closed ? (i + n) % n : clamp(i, 0, n - 1)] ?? [0, 0];
  for (let i = 0; i < (closed ? n : n - 1); i++) {
    const [p0, p1, p2, p3] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    for (let step = 0; step < steps; step++) {
      const t = step / steps;
      out.push(spline(p0[0], p1[0], p2[0], p3[0], t), spline(p0[1], p1[1], p2[1], p3[1], t));
    }
  }
  if (!closed) out.push(...at(n - 1));
  return out;
}

function spline(a: number, b: number, c: number, d: number, t: number): number {
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

/** A smooth closed shape through the points. */
export function smoothShape(points: readonly Point[]): Contour {
  return smoothLine(points, true, 14);
}

/**
 * A brush stroke along a line, `width(t)` wide at t from 0 (start) to 1 (end), with round ends.
 * Made of pieces that all turn the same way, so that they add up instead of cutting each other.
 */
export function stroke(line: readonly number[], width: number | ((t: number) => number)): Path {
  const at = typeof width === 'number' ? () => width : width;
  const n = line.length / 2;
  const pieces: Contour[] = [];
  for (let i = 0; i + 1 < n; i++) {
    const [x0, y0, x1, y1] = [line[2 * i] ?? 0, line[2 * i + 1] ?? 0, line[2 * i + 2] ?? 0, line[2 * i + 3] ?? 0];
    const length = Math.sqrt((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0));
    const r0 = at(i / (n - 1)) / 2;
    const r1 = at((i + 1) / (n - 1)) / 2;
    pieces.push(joint(x0, y0, r0));
    if (length === 0) continue;
    const nx = (y1 - y0) / length;
    const ny = (x0 - x1) / length;
    pieces.push([
      x0 + nx * r0,
      y0 + ny * r0,
      x1 + nx * r1,
      y1 + ny * r1,
      x1 - nx * r1,
      y1 - ny * r1,
      x0 - nx * r0,
      y0 - ny * r0,
    ]);
  }
  if (n > 0) pieces.push(joint(line[2 * n - 2] ?? 0, line[2 * n - 1] ?? 0, at(1) / 2));
  return pieces;
}

function joint(x: number, y: number, radius: number): Contour {
  const steps = clamp(Math.ceil(Math.sqrt(radius) * 6), 18, 60);
  const out: number[] = [];
  for (let i = 0; i < steps; i++) out.push(x + cosine(i / steps) * radius, y + sine(i / steps) * radius);
  return out;
}

/** Moves, scales (after mirroring by a negative `sx`) and turns a shape around the origin, then puts it at x, y. */
export function placed(path: Path, x: number, y: number, sx: number, sy: number, tilt = 0): Path {
  const c = cosine(tilt);
  const s = sine(tilt);
  return path.map((contour) => {
    const out: number[] = [];
    for (let i = 0; i < contour.length; i += 2) {
      const px = (contour[i] ?? 0) * sx;
      const py = (contour[i + 1] ?? 0) * sy;
      out.push(x + px * c - py * s, y + px * s + py * c);
    }
    return out;
  });
}

/** The same contour, turning the other way: a hole. */
export function hole(contour: Contour): Contour {
  const out: number[] = [];
  for (let i = contour.length - 2; i >= 0; i -= 2) out.push(contour[i] ?? 0, contour[i + 1] ?? 0);
  return out;
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
