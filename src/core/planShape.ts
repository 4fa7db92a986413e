import { t } from '@vscode/l10n';
import { EaselError } from '../base/errors.ts';
import type { Model, Shape } from '../base/provider.ts';
import type { Notice } from './result.ts';
import { edgeOf, parseRatio, parseSize, ratioOf, sameRatio, sizeFor } from '../base/shape.ts';

interface AskedShape {
  readonly aspectRatio?: string | undefined;
  readonly resolution?: string | undefined;
  readonly size?: string | undefined;
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
export function planShape(model: Model, asked: AskedShape, hasReferences: boolean): PlannedShape {
  const { shape } = model.capabilities;
  const name = model.label ?? model.id;
  switch (shape.kind) {
    case 'ratios':
      return planRatio(model, shape, name, asked);
    case 'sizes':
      return planListedSize(shape, name, asked);
    case 'pixels':
      return planPixels(shape, name, asked, hasReferences);
  }
}

function planRatio(
  model: Model,
  shape: Extract<Shape, { kind: 'ratios' }>,
  name: string,
  asked: AskedShape,
): PlannedShape {
  const notices: Notice[] = [];
  let { aspectRatio, resolution } = asked;
  if (aspectRatio !== undefined && !shape.ratios.includes(aspectRatio)) {
    throw choices(name, 'aspectRatio', aspectRatio, shape.ratios);
  }
  const size = asked.size === undefined ? undefined : parseSize(asked.size);
  if (size) {
    const ratio = ratioOf(size, shape.ratios);
    if (aspectRatio === undefined && ratio === undefined) throw choices(name, 'size', asked.size ?? '', shape.ratios);
    aspectRatio ??= ratio;
    notices.push({
      code: 'size',
      message: t('{0} takes no size in pixels: {1} was asked for as {2}.', name, asked.size ?? '', aspectRatio ?? ''),
    });
  }
  if (resolution !== undefined && shape.resolutions.length === 0) {
    notices.push({ code: 'ignored', message: t('{0} has no option "{1}"; it was not sent.', name, 'resolution') });
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

function planListedSize(shape: Extract<Shape, { kind: 'sizes' }>, name: string, asked: AskedShape): PlannedShape {
  const asks = asked.size?.replace('*', 'x');
  if (asks !== undefined) {
    if (!shape.sizes.includes(asks)) throw choices(name, 'size', asks, shape.sizes);
    return { fields: { size: asks }, notices: contradicted(asked, asks) };
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

function planPixels(
  shape: Extract<Shape, { kind: 'pixels' }>,
  name: string,
  asked: AskedShape,
  hasReferences: boolean,
): PlannedShape {
  if (asked.size !== undefined) {
    const size = parseSize(asked.size);
    const pixels = size ? size.width * size.height : 0;
    const fits =
      size !== undefined &&
      size.width % shape.multipleOf === 0 &&
      size.height % shape.multipleOf === 0 &&
      pixels >= shape.minPixels &&
      pixels <= shape.maxPixels &&
      Math.max(size.width, size.height) <= shape.maxEdge &&
      Math.max(size.width / size.height, size.height / size.width) <= shape.maxRatio;
    if (!fits && !shape.resolutions.includes(asked.size)) throw choices(name, 'size', asked.size, shape.suggested);
    const asks = asked.size.replace('*', 'x');
    return { fields: { size: asks }, notices: contradicted(asked, asks) };
  }
  if (asked.resolution !== undefined && edgeOf(asked.resolution) === undefined) {
    throw choices(name, 'resolution', asked.resolution, shape.resolutions);
  }
  if (asked.aspectRatio === undefined && asked.resolution === undefined) return { fields: {}, notices: [] };
  // An edit without a ratio keeps the shape of its reference; only the resolution is asked for.
  if (asked.aspectRatio === undefined && hasReferences)
    return { fields: { resolution: asked.resolution }, notices: [] };
  const ratio = parseRatio(asked.aspectRatio ?? '1:1') ?? 1;
  if (Math.max(ratio, 1 / ratio) > shape.maxRatio) {
    throw choices(name, 'aspectRatio', asked.aspectRatio ?? '', shape.suggested);
  }
  // Some models start above 1K: their smallest step is the default.
  const resolution = asked.resolution ?? smallestStep(shape.resolutions);
  const edge = edgeOf(resolution) ?? 1024;
  const { width, height } = sizeFor(ratio, edge, shape.multipleOf, shape.maxEdge);
  if (width * height > shape.maxPixels || width * height < shape.minPixels) {
    throw choices(name, 'resolution', resolution, shape.suggested);
  }
  return { fields: { size: `${width}x${height}` }, notices: [] };
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
