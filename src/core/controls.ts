import { t } from '@vscode/l10n';
import { isEaselError } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import type { MediaType } from '../base/media.ts';
import type { Capabilities, Model, Shape } from '../base/provider.ts';
import {
  edgeOf,
  everydayRatios,
  fits,
  inShownOrder,
  offeredRatios,
  parseRatio,
  parseSize,
  type Size,
} from '../base/shape.ts';
import { checkRequest } from './plan.ts';
import { planShape } from './planShape.ts';
import type { Notice } from './result.ts';

export type PixelBounds = Extract<Shape, { kind: 'pixels' }>;

/** What can be chosen for a request to these models: nothing that one of them would refuse or ignore. */
export interface Controls {
  readonly ratios: readonly string[];
  /** Steps such as "2K". */
  readonly resolutions: readonly string[];
  /** "1024x1536", and words that stand in a size's place. */
  readonly sizes: readonly string[];
  /** Bounds within which any size can be typed. Absent: only `sizes`. */
  readonly pixels?: PixelBounds;
  readonly seed: boolean;
  readonly negativePrompt: boolean;
  readonly qualities: readonly string[];
  readonly backgrounds: readonly string[];
  readonly outputFormats: readonly string[];
  readonly references: {
    readonly min: number;
    readonly max: number;
    /** Most that the vendors recommend. */
    readonly recommended?: number;
    /** Formats that go as they are; others are converted on their way, where that is possible. */
    readonly formats: readonly MediaType[];
  };
  readonly mask: boolean;
  readonly conversation: boolean;
  /** Most images that one call makes. */
  readonly countPerCall: number;
  /** Most characters; Infinity where no service states a number. */
  readonly promptCharacters: number;
  readonly negativePromptCharacters: number;
}

/** The options of a request that do not name files: what `easel.generate` takes. */
export interface Chosen {
  readonly prompt: string;
  readonly negativePrompt?: string | undefined;
  readonly aspectRatio?: string | undefined;
  readonly resolution?: string | undefined;
  readonly size?: string | undefined;
  readonly count?: number | undefined;
  readonly seed?: number | undefined;
  readonly quality?: string | undefined;
  readonly background?: string | undefined;
  readonly outputFormat?: string | undefined;
  /** The service's own fields. */
  readonly parameters?: JsonObject | undefined;
  /** Goes on in the conversation of this job. */
  readonly continues?: string | undefined;
}

/** Steps that can be asked for of models that take pixels. */
const everydaySteps = ['512', '1K', '2K', '3K', '4K'];

/**
 * What all of these models can do: one, or several that the same prompt is tried on. None at all can do nothing.
 * @param isConversation An earlier turn is gone on from, which some models do by an endpoint that can do less.
 */
export function controlsFor(models: readonly Model[], isConversation = false): Controls {
  const rows = models.map((model) => inMode(model, isConversation));
  const every = (has: (capabilities: Capabilities) => boolean) =>
    rows.length > 0 && rows.every(({ capabilities }) => has(capabilities));
  const shared = (values: (capabilities: Capabilities) => readonly string[]) =>
    common(rows.map(({ capabilities }) => values(capabilities)));
  const least = (number: (capabilities: Capabilities) => number | undefined) =>
    Math.min(...rows.map(({ capabilities }) => number(capabilities) ?? Infinity));
  const ratios = inShownOrder(offeredBy(rows, ratiosOf, (aspectRatio) => ({ aspectRatio })));
  const pixels = commonBounds(rows);
  const recommended = least(({ references }) => references.recommended);
  return {
    ratios,
    resolutions: resolutionsOf(rows, ratios),
    sizes: sizesOf(rows),
    ...(pixels === undefined ? {} : { pixels }),
    seed: every(({ seed }) => seed),
    negativePrompt: every(({ negativePrompt }) => negativePrompt),
    qualities: shared(({ qualities }) => qualities),
    backgrounds: shared(({ backgrounds }) => backgrounds),
    outputFormats: shared(({ outputFormats }) => outputFormats),
    references: {
      min: Math.max(0, ...rows.map(({ capabilities }) => capabilities.references.min)),
      max: rows.length === 0 ? 0 : least(({ references }) => references.max),
      ...(recommended === Infinity ? {} : { recommended }),
      formats: common(rows.map(({ capabilities }) => capabilities.references.formats)),
    },
    mask: every(({ mask }) => mask),
    conversation: every(({ conversation }) => conversation),
    countPerCall: rows.length === 0 ? 1 : least(({ countPerCall }) => countPerCall),
    promptCharacters: least(({ promptCharacters }) => promptCharacters),
    negativePromptCharacters: least(({ negativePromptCharacters }) => negativePromptCharacters),
  };
}

/**
 * A model as it is in a conversation. One that only edits, or that knows no conversation, gets the last image as one more
 * reference there.
 */
function inMode(model: Model, isConversation: boolean): Model {
  const { capabilities } = model;
  if (!isConversation) return model;
  const { references, conversation, inConversation } = capabilities;
  const room = conversation ? references.max : Math.max(0, references.max - 1);
  return {
    ...model,
    capabilities: { ...capabilities, ...inConversation, references: { ...references, min: 0, max: room } },
  };
}

/** The members of the first list that are in all. */
function common<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const [first = [], ...others] = lists;
  return first.filter((value) => others.every((list) => list.includes(value)));
}

type Wish = Parameters<typeof planShape>[1];

/** "no": it would be refused. "less": something is left out, or made smaller. */
function answer(model: Model, wish: Wish): 'yes' | 'less' | 'no' {
  try {
    // What is doubtful is offered, and said with the verdict.
    return planShape({ ...model, doubtful: {} }, wish, { count: 0 }).notices.length === 0 ? 'yes' : 'less';
  } catch (error) {
    if (isEaselError(error)) return 'no';
    throw error;
  }
}

/** What any model offers and all take, in the order in which it is first offered. */
function offeredBy(
  models: readonly Model[],
  offer: (shape: Shape) => readonly string[],
  wish: (value: string) => Wish,
): readonly string[] {
  const all = new Set(models.flatMap(({ capabilities }) => offer(capabilities.shape)));
  return [...all].filter((value) => models.every((model) => answer(model, wish(value)) === 'yes'));
}

/** A list of sizes stands for the ratios that they have. */
function ratiosOf(shape: Shape): readonly string[] {
  return shape.kind === 'sizes' ? [...everydayRatios, '4:5', '5:4'] : offeredRatios(shape);
}

/** Steps that no model refuses in any of these ratios, and that all make in at least one of them. */
function resolutionsOf(models: readonly Model[], ratios: readonly string[]): readonly string[] {
  const known = models.flatMap(({ capabilities: { shape } }) => (shape.kind === 'sizes' ? [] : shape.resolutions));
  const steps = models.some(({ capabilities: { shape } }) => shape.kind === 'pixels') ? everydaySteps : [];
  const isOffered = (resolution: string) => {
    const wishes: readonly Wish[] = [{ resolution }, ...ratios.map((aspectRatio) => ({ resolution, aspectRatio }))];
    const answers = wishes.map((wish) => models.map((model) => answer(model, wish)));
    return !answers.flat().includes('no') && answers.some((all) => all.every((each) => each === 'yes'));
  };
  return [...new Set([...known, ...steps])]
    .filter((step) => edgeOf(step) !== undefined && isOffered(step))
    .sort((a, b) => (edgeOf(a) ?? 0) - (edgeOf(b) ?? 0));
}

function sizesOf(models: readonly Model[]): readonly string[] {
  return offeredBy(
    models,
    (shape) => {
      switch (shape.kind) {
        case 'ratios':
          return shape.ratios.length === 0 ? [] : (shape.sizes ?? []);
        case 'sizes':
          return shape.sizes;
        case 'pixels':
          return [...shape.suggested, ...shape.resolutions.filter((step) => edgeOf(step) === undefined)];
      }
    },
    (size) => ({ size }),
  );
}

/** The bounds that all models have in common; undefined where one takes no pixels, or where nothing is left. */
function commonBounds(models: readonly Model[]): PixelBounds | undefined {
  const all = models.map(({ capabilities }) => capabilities.shape).filter((shape) => shape.kind === 'pixels');
  const [first, ...others] = all;
  if (!first || all.length < models.length) return undefined;
  const bounds = others.reduce<PixelBounds>(
    (a, b) => ({
      ...a,
      multipleOf: leastCommonMultiple(a.multipleOf, b.multipleOf),
      minPixels: Math.max(a.minPixels, b.minPixels),
      maxPixels: Math.min(a.maxPixels, b.maxPixels),
      maxEdge: Math.min(a.maxEdge, b.maxEdge),
      maxRatio: Math.min(a.maxRatio, b.maxRatio),
    }),
    first,
  );
  return bounds.minPixels <= bounds.maxPixels ? bounds : undefined;
}

function leastCommonMultiple(a: number, b: number): number {
  const divisor = (x: number, y: number): number => (y === 0 ? x : divisor(y, x % y));
  return (a / divisor(a, b)) * b;
}

/** What is wrong with a size that was typed, as a sentence; undefined: nothing. */
export function sizeProblem(text: string, { sizes, pixels }: Controls): string | undefined {
  if (sizes.includes(text)) return undefined;
  if (!pixels) return t('It takes: {0}.', sizes.join(', '));
  const size = parseSize(text);
  if (!size || size.width === 0 || size.height === 0) return t('Type width and height, like 1024x1536.');
  if (fits(size, pixels)) return undefined;
  const { width, height } = size;
  const { multipleOf, minPixels, maxPixels, maxEdge, maxRatio } = pixels;
  if (width % multipleOf !== 0 || height % multipleOf !== 0) {
    return t('Width and height must be multiples of {0}.', multipleOf);
  }
  if (Math.max(width, height) > maxEdge) return t('No side may be longer than {0} pixels.', maxEdge);
  if (Math.max(width / height, height / width) > maxRatio) {
    return t('The longer side may be at most {0} times the shorter one.', maxRatio);
  }
  return width * height < minPixels
    ? t('It is too small: the model starts at {0} megapixels.', megapixels(minPixels, Math.ceil))
    : t('It is too large: the model ends at {0} megapixels.', megapixels(maxPixels, Math.floor));
}

function megapixels(pixels: number, round: (value: number) => number): string {
  return String(round(pixels / 10_000) / 100);
}

/** What is sent of what is chosen: without what these models do not have, so that choosing others brings it back. */
export function sendable<T extends Chosen>(draft: T, controls: Controls): T {
  const listed = (values: readonly string[], value: string | undefined) =>
    value !== undefined && values.includes(value) ? value : undefined;
  const size = draft.size !== undefined && !sizeProblem(draft.size, controls) ? draft.size : undefined;
  const negativePrompt = draft.negativePrompt?.trim() === '' ? undefined : draft.negativePrompt;
  const hasParameters = Object.keys(draft.parameters ?? {}).length > 0;
  const asked = {
    ...draft,
    // A size says everything of the shape.
    aspectRatio: size === undefined ? listed(controls.ratios, draft.aspectRatio) : undefined,
    resolution: size === undefined ? listed(controls.resolutions, draft.resolution) : undefined,
    size,
    seed: controls.seed ? draft.seed : undefined,
    negativePrompt: controls.negativePrompt ? negativePrompt : undefined,
    quality: listed(controls.qualities, draft.quality),
    background: listed(controls.backgrounds, draft.background),
    outputFormat: listed(controls.outputFormats, draft.outputFormat),
    parameters: hasParameters ? draft.parameters : undefined,
  };
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as T;
}

export interface Verdict {
  /** Why it cannot be sent: sentences for people, one for each model that refuses it. */
  readonly problems: readonly string[];
  /** What will be different from what is asked. */
  readonly notices: readonly Notice[];
}

/** What these models would say to a request, before anything is sent. */
export function judge(models: readonly Model[], draft: Chosen, references: readonly (Size | undefined)[]): Verdict {
  const problems = new Set<string>();
  const notices = new Map<string, Notice>();
  for (const model of models) {
    try {
      const checked = checkRequest(inMode(model, draft.continues !== undefined), {
        ...draft,
        referenceCount: references.length,
        reference: references[0],
        hasMask: false,
      });
      for (const notice of checked.notices) notices.set(notice.message, notice);
    } catch (error) {
      if (!isEaselError(error)) throw error;
      problems.add([error.what, error.next ?? ''].join(' ').trim());
    }
  }
  return { problems: [...problems], notices: [...notices.values()] };
}

/** Calls that it takes to make so many variations. */
export function callsFor(count: number, { countPerCall }: Controls): number {
  return Math.ceil(count / countPerCall);
}

/** "16:9" of a ratio or of a size; "" for words such as "auto". For drawing it. */
export function shapeOf(value: string): string {
  if (parseRatio(value) !== undefined) return value;
  const size = parseSize(value);
  return size ? `${size.width}:${size.height}` : '';
}
