import type { Shape } from './provider.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** "1024x768" (or the `*` some services write) as numbers; undefined for words such as "auto". */
export function parseSize(text: string): Size | undefined {
  const match = /^(\d+)[x*](\d+)$/i.exec(text);
  return match ? { width: Number(match[1]), height: Number(match[2]) } : undefined;
}

/** "16:9" as width over height. */
export function parseRatio(text: string): number | undefined {
  const match = /^(\d+):(\d+)$/.exec(text);
  return match && Number(match[2]) > 0 ? Number(match[1]) / Number(match[2]) : undefined;
}

/** How far two ratios are apart, as a factor of at least 1: 1.02 means that one is 2 % wider. */
function distance(a: number, b: number): number {
  return Math.max(a / b, b / a);
}

/** Services round to multiples of 8 or 16, so that 1344x768 still is 16:9. */
const ratioTolerance = 1.03;

export function sameRatio(a: number, b: number): boolean {
  return distance(a, b) <= ratioTolerance;
}

/** The listed ratio that a size stands for, if there is one. */
export function ratioOf(size: Size, ratios: readonly string[], tolerance = ratioTolerance): string | undefined {
  const wanted = size.width / size.height;
  const near = ratios
    .map((text) => ({ text, distance: distance(parseRatio(text) ?? Number.NaN, wanted) }))
    .filter((each) => each.distance <= tolerance)
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.text;
}

/** Of shapes in words the one that comes nearest to a size. Undefined: none of them is a ratio. */
export function nearestRatio(
  size: Size,
  shapes: readonly string[],
  valueOf: (text: string) => number | undefined = parseRatio,
): string | undefined {
  const wanted = size.width / size.height;
  return shapes
    .flatMap((text) => {
      const ratio = valueOf(text);
      return ratio === undefined ? [] : [{ text, distance: distance(ratio, wanted) }];
    })
    .sort((a, b) => a.distance - b.distance)[0]?.text;
}

/** Edge of the square that a resolution step stands for, in pixels: "512" is 512, "2K" is 2048. */
export function edgeOf(resolution: string): number | undefined {
  const match = /^(\d+)(k?)$/i.exec(resolution);
  if (!match) return undefined;
  return Number(match[1]) * (match[2] ? 1024 : 1);
}

/** "1024x768" */
export function sizeText({ width, height }: Size): string {
  return `${width}x${height}`;
}

type Pixels = Extract<Shape, { kind: 'pixels' }>;

/** Whether a model with these bounds takes a size. */
export function fits({ width, height }: Size, bounds: Pixels): boolean {
  return (
    width % bounds.multipleOf === 0 &&
    height % bounds.multipleOf === 0 &&
    width * height >= bounds.minPixels &&
    width * height <= bounds.maxPixels &&
    Math.max(width, height) <= bounds.maxEdge &&
    Math.max(width / height, height / width) <= bounds.maxRatio
  );
}

/** What a size is made to keep below; all but `multipleOf` may be left open. */
export type SizeBounds = Pick<Pixels, 'multipleOf'> & Partial<Pick<Pixels, 'maxEdge' | 'maxPixels' | 'maxRatio'>>;

/**
 * Width and height of this ratio with the area of an `edge` by `edge` square, or as much of it as the bounds leave, in
 * steps of `multipleOf` pixels. A ratio beyond the bounds gives the most extreme one within them.
 */
export function sizeFor(ratio: number, edge: number, bounds: SizeBounds): Size {
  const { multipleOf, maxEdge = Infinity, maxPixels = Infinity, maxRatio = Infinity } = bounds;
  const wide = Math.sqrt(Math.min(Math.max(ratio, 1 / maxRatio), maxRatio));
  const side = Math.min(edge, maxEdge / Math.max(wide, 1 / wide), Math.sqrt(maxPixels));
  const inSteps = (round: (value: number) => number): Size => {
    const step = (value: number) => Math.max(multipleOf, round(value / multipleOf) * multipleOf);
    const [width, height] = [step(side * wide), step(side / wide)];
    // Steps may make a long shape a little longer than it may be.
    const longest = Math.floor((Math.min(width, height) * maxRatio) / multipleOf) * multipleOf;
    return { width: Math.min(width, longest), height: Math.min(height, longest) };
  };
  const nearest = inSteps(Math.round);
  const isTooLarge = nearest.width * nearest.height > maxPixels || Math.max(nearest.width, nearest.height) > maxEdge;
  return isTooLarge ? inSteps(Math.floor) : nearest;
}

/** Ratios to offer for a shape: the model's own, or the everyday ones for models that take pixels. */
export function offeredRatios(shape: Shape): readonly string[] {
  switch (shape.kind) {
    case 'ratios':
      return shape.ratios;
    case 'pixels':
      return everydayRatios.filter((text) => {
        const ratio = parseRatio(text) ?? 1;
        return Math.max(ratio, 1 / ratio) <= shape.maxRatio;
      });
    case 'sizes':
      return [];
  }
}

/** The order in which ratios are shown whatever the model: words, square, ever wider, then ever taller. */
export function inShownOrder(ratios: readonly string[]): readonly string[] {
  const place = (text: string): readonly [number, number] => {
    const ratio = parseRatio(text);
    if (ratio === undefined) return [0, 0];
    return ratio >= 1 ? [1, ratio] : [2, 1 / ratio];
  };
  return [...ratios].sort((a, b) => {
    const [[groupA, lengthA], [groupB, lengthB]] = [place(a), place(b)];
    return groupA - groupB || lengthA - lengthB;
  });
}

export const everydayRatios = ['1:1', '3:2', '2:3', '4:3', '3:4', '16:9', '9:16', '21:9'];
