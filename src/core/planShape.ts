import { t } from '@vscode/l10n';
import { EaselError } from '../base/errors.ts';
import type { Model, Shape } from '../base/provider.ts';
import type { Notice } from './result.ts';
import {
  edgeOf,
  fits,
  parseRatio,
  parseSize,
  ratioOf,
  sameRatio,
  sizeFor,
  sizeText,
  type Size,
} from '../base/shape.ts';

interface AskedShape {
  readonly aspectRatio?: string | undefined;
  readonly resolution?: string | undefined;
  readonly size?: string | undefined;
}

/** What is edited, if anything is. */
export interface Edited {
  readonly count: number;
  /** Absent: not read yet, or a link that only the service follows. */
  readonly first?: Size | undefined;
}

export interface PlannedShape {
  /** What goes to the model, in the words that it takes. */
  readonly fields: AskedShape;
  readonly notices: readonly Notice[];
}

/**
 * Puts the asked shape into the words of the model: a size becomes a ratio where the model takes ratios, ratio and
 * resolution become a size where it takes pixels. Without any wish nothing is chosen for a service, so that its own
 * default (for edits: the shape of the reference) stays.
 * @throws EaselError `invalidRequest` for a shape that the model would refuse
 */
export function planShape(model: Model, asked: AskedShape, edited: Edited): PlannedShape {
  const { shape } = model.capabilities;
  const name = model.label ?? model.id;
  const size = asked.size === undefined ? undefined : written(asked.size);
  const wish = { ...asked, size };
  switch (shape.kind) {
    case 'ratios':
      if (shape.ratios.length === 0) return planNoShape(name, wish);
      return planRatio(model, shape, name, wish);
    case 'sizes':
      return planListedSize(shape, name, wish);
    case 'pixels':
      return planPixels(shape, name, wish, edited);
  }
}

/** A size in the one way in which it is written here; words such as "auto" and "2K" as they are. */
function written(size: string): string {
  const parsed = parseSize(size);
  return parsed ? sizeText(parsed) : size;
}

function planNoShape(name: string, asked: AskedShape): PlannedShape {
  const options = (['size', 'aspectRatio', 'resolution'] as const).filter((option) => asked[option] !== undefined);
  const notices = options.map((option): Notice => ({
    code: 'ignored',
    message: t('{0} takes no "{1}" here; it was not sent.', name, option),
  }));
  return { fields: {}, notices };
}

function planRatio(
  model: Model,
  shape: Extract<Shape, { kind: 'ratios' }>,
  name: string,
  asked: AskedShape,
): PlannedShape {
  if (asked.size !== undefined && shape.sizes?.includes(asked.size)) {
    return { fields: { size: asked.size }, notices: contradicted(asked, asked.size) };
  }
  const notices: Notice[] = [];
  const { aspectRatio = ratioFor(asked.size, shape.ratios, name) } = asked;
  if (aspectRatio !== undefined && !shape.ratios.includes(aspectRatio)) {
    throw choices(name, 'aspectRatio', aspectRatio, shape.ratios);
  }
  if (asked.size !== undefined) {
    notices.push({
      code: 'size',
      message: t('{0} takes no size in pixels: {1} was asked for as {2}.', name, asked.size, aspectRatio ?? ''),
    });
  }
  let { resolution } = asked;
  if (resolution !== undefined && shape.resolutions.length === 0) {
    notices.push(...ignoredResolution(name, asked));
    resolution = undefined;
  } else if (resolution !== undefined && !shape.resolutions.includes(resolution)) {
    throw choices(name, 'resolution', resolution, shape.resolutions);
  }
  if (resolution !== undefined && model.doubtful?.['resolution']?.includes(resolution)) {
    notices.push({
      code: 'size',
      message: t(
        '{0} documents the resolution {1}, but the model behind it may deliver another one.',
        name,
        resolution,
      ),
    });
  }
  return { fields: { aspectRatio, resolution }, notices };
}

/** The ratio that stands for a size. */
function ratioFor(asked: string | undefined, ratios: readonly string[], name: string): string | undefined {
  if (asked === undefined) return undefined;
  const size = parseSize(asked);
  const ratio = size && ratioOf(size, ratios);
  if (ratio === undefined) throw choices(name, 'size', asked, ratios);
  return ratio;
}

function planListedSize(shape: Extract<Shape, { kind: 'sizes' }>, name: string, asked: AskedShape): PlannedShape {
  if (asked.size !== undefined) {
    if (!shape.sizes.includes(asked.size)) throw choices(name, 'size', asked.size, shape.sizes);
    return { fields: { size: asked.size }, notices: contradicted(asked, asked.size) };
  }
  if (asked.aspectRatio === undefined) return { fields: {}, notices: ignoredResolution(name, asked) };
  const wanted = parseRatio(asked.aspectRatio) ?? 1;
  const size = shape.sizes.find((each) => {
    const parsed = parseSize(each);
    return parsed !== undefined && ratioOf(parsed, [asked.aspectRatio ?? '']) !== undefined && wanted > 0;
  });
  if (size === undefined) throw choices(name, 'aspectRatio', asked.aspectRatio, shape.sizes);
  return { fields: { size }, notices: ignoredResolution(name, asked) };
}

function ignoredResolution(name: string, asked: AskedShape): readonly Notice[] {
  if (asked.resolution === undefined) return [];
  return [{ code: 'ignored', message: t('{0} has no option "{1}"; it was not sent.', name, 'resolution') }];
}

/** A size says everything about the shape; what was asked beside it and says something else is not sent. */
function contradicted(asked: AskedShape, asks: string): readonly Notice[] {
  const { aspectRatio, resolution } = asked;
  const size = parseSize(asks);
  const ratio = aspectRatio === undefined ? undefined : parseRatio(aspectRatio);
  const agrees = size !== undefined && ratio !== undefined && sameRatio(size.width / size.height, ratio);
  const ignored = [
    ...(aspectRatio === undefined || agrees ? [] : [aspectRatio]),
    ...(resolution === undefined || resolution === asks ? [] : [resolution]),
  ];
  return ignored.map((value) => ({
    code: 'ignored',
    message: t('The size {0} was sent; {1}, asked for beside it, was not.', asks, value),
  }));
}

type Pixels = Extract<Shape, { kind: 'pixels' }>;

function planPixels(shape: Pixels, name: string, asked: AskedShape, edited: Edited): PlannedShape {
  const { size, aspectRatio, resolution } = asked;
  if (size !== undefined) {
    const parsed = parseSize(size);
    const isTaken = parsed ? fits(parsed, shape) : shape.resolutions.includes(size);
    if (!isTaken) throw choices(name, 'size', size, shape.suggested);
    return { fields: { size }, notices: contradicted(asked, size) };
  }
  if (resolution !== undefined && edgeOf(resolution) === undefined) {
    throw choices(name, 'resolution', resolution, shape.resolutions);
  }
  if (aspectRatio === undefined && resolution === undefined) return { fields: {}, notices: [] };
  if (aspectRatio === undefined && edited.count > 0) return planEdit(shape, name, resolution ?? '', edited);
  const ratio = parseRatio(aspectRatio ?? '1:1') ?? 1;
  if (Math.max(ratio, 1 / ratio) > shape.maxRatio) {
    throw choices(name, 'aspectRatio', aspectRatio ?? '', shape.suggested);
  }
  // Some models start above 1K: their smallest step is the default.
  return sized(shape, name, ratio, resolution ?? smallestStep(shape.resolutions));
}

/** An edit without a ratio keeps the shape of its first reference, in the resolution that is asked for. */
function planEdit(shape: Pixels, name: string, resolution: string, { first }: Edited): PlannedShape {
  // A step that the model knows leaves the shape to it.
  if (shape.resolutions.includes(resolution)) return { fields: { resolution }, notices: [] };
  const planned = sized(shape, name, first ? first.width / first.height : 1, resolution);
  return first ? planned : { fields: {}, notices: ignoredResolution(name, { resolution }) };
}

/** The size that a ratio and a resolution stand for, or the largest that the model makes of that ratio. */
function sized(shape: Pixels, name: string, ratio: number, resolution: string): PlannedShape {
  const edge = edgeOf(resolution) ?? 1024;
  const size = sizeFor(ratio, edge, shape);
  if (!fits(size, shape)) throw choices(name, 'resolution', resolution, shape.suggested);
  const text = sizeText(size);
  // A long side that is about as long as the step says is what people mean by it: 3840x2160 is 4K.
  const { width, height } = size;
  const isLess = Math.max(width, height) < edge * 0.9 && Math.sqrt(width * height) < edge * 0.9;
  const message = t('{0} makes at most {1} in this shape; that was asked for instead of {2}.', name, text, resolution);
  return { fields: { size: text }, notices: isLess ? [{ code: 'size', message }] : [] };
}

/** The smallest step that a model starts with: 1K, or more where it takes no less. */
function smallestStep(resolutions: readonly string[]): string {
  const steps = resolutions.filter((step) => edgeOf(step) !== undefined);
  return steps.length === 0 || steps.includes('1K') ? '1K' : (steps[0] ?? '1K');
}

/** The refusal that names what can be chosen instead. */
export function choices(model: string, option: string, value: string, allowed: readonly string[]): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('{0} does not take {1} "{2}".', model, option, value),
    money: 'notSent',
    next: t('It takes: {0}.', allowed.join(', ')),
  });
}
