import { clamp, cosine, sine } from './numbers.ts';

/** A colour as 0xRRGGBB in sRGB. */
export type Ink = number;

interface Lab {
  readonly l: number;
  readonly a: number;
  readonly b: number;
}

function fifthRoot(value: number): number {
  if (value === 0) return 0;
  let root = 1;
  for (let i = 0; i < 40; i++) root = (4 * root + value / (root * root * root * root)) / 5;
  return root;
}

function cubeRoot(value: number): number {
  if (value <= 0) return 0;
  let root = 1;
  for (let i = 0; i < 40; i++) root = (2 * root + value / (root * root)) / 3;
  return root;
}

/** Linear light of each of the 256 sRGB steps; x^2.4 as x² times the fifth root of x². */
const linearOf: readonly number[] = Array.from({ length: 256 }, (_, step) => {
  const value = step / 255;
  if (value <= 0.04045) return value / 12.92;
  const base = (value + 0.055) / 1.055;
  return base * base * fifthRoot(base * base);
});

function toLinear(step: number): number {
  return linearOf[step] ?? 0;
}

/** The sRGB step nearest to a linear light. */
function toStep(light: number): number {
  let low = 0;
  let high = 255;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (toLinear(middle) <= light) low = middle;
    else high = middle;
  }
  return light - toLinear(low) < toLinear(high) - light ? low : high;
}

function toLab(ink: Ink): Lab {
  const red = toLinear((ink >> 16) & 255);
  const green = toLinear((ink >> 8) & 255);
  const blue = toLinear(ink & 255);
  const l = cubeRoot(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = cubeRoot(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = cubeRoot(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return {
    l: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    a: 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    b: 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  };
}

function linearFromLab({ l, a, b }: Lab): readonly [number, number, number] {
  const x = l + 0.3963377774 * a + 0.2158037573 * b;
  const y = l - 0.1055613458 * a - 0.0638541728 * b;
  const z = l - 0.0894841775 * a - 1.291485548 * b;
  const [x3, y3, z3] = [x * x * x, y * y * y, z * z * z];
  return [
    4.0767416621 * x3 - 3.3077115913 * y3 + 0.2309699292 * z3,
    -1.2684380046 * x3 + 2.6097574011 * y3 - 0.3413193965 * z3,
    -0.0041960863 * x3 - 0.7034186147 * y3 + 1.707614701 * z3,
  ];
}

function fromLab(lab: Lab): Ink {
  const [red, green, blue] = linearFromLab(lab);
  return (toStep(clamp(red, 0, 1)) << 16) | (toStep(clamp(green, 0, 1)) << 8) | toStep(clamp(blue, 0, 1));
}

/** A colour by OKLCH: lightness 0 to 1, chroma 0 to about 0.3, hue in degrees. Chroma gives way to fit sRGB. */
export function oklch(lightness: number, chroma: number, hue: number): Ink {
  const a = cosine(hue / 360);
  const b = sine(hue / 360);
  let fitting = chroma;
  for (;;) {
    const lab = { l: lightness, a: a * fitting, b: b * fitting };
    const inside = linearFromLab(lab).every((light) => light >= -0.0005 && light <= 1.0005);
    if (inside || fitting < 0.005) return fromLab(lab);
    fitting *= 0.95;
  }
}

/** Mixes two colours evenly to the eye (in OKLab). */
export function mix(from: Ink, to: Ink, t: number): Ink {
  if (t <= 0) return from;
  if (t >= 1) return to;
  const p = toLab(from);
  const q = toLab(to);
  return fromLab({ l: p.l + (q.l - p.l) * t, a: p.a + (q.a - p.a) * t, b: p.b + (q.b - p.b) * t });
}

/** The same hue, lighter (above 0) or darker (below 0) by that much OKLab lightness. */
export function lighten(ink: Ink, by: number): Ink {
  const lab = toLab(ink);
  return fromLab({ l: clamp(lab.l + by, 0.04, 0.985), a: lab.a, b: lab.b });
}

/** OKLab lightness, 0 to 1. */
export function lightness(ink: Ink): number {
  return toLab(ink).l;
}

/** A colour between stops that are spread evenly over 0 to 1. */
export function along(stops: readonly [Ink, ...Ink[]], t: number): Ink {
  const at = clamp(t, 0, 1) * (stops.length - 1);
  const low = Math.min(Math.floor(at), stops.length - 1);
  const from = stops[low] ?? stops[0];
  return mix(from, stops[low + 1] ?? from, at - low);
}
