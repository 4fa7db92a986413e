import { t } from '@vscode/l10n';
import { EaselError } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import type { Call, Capabilities, Order, PreparedImage, Service, Model, Turn } from '../base/provider.ts';
import type { Size } from '../base/shape.ts';
import { countImages, mergeParameters, requireCounts } from './parameters.ts';
import { choices, planShape, type PlannedShape } from './planShape.ts';
import type { Notice } from './result.ts';

/** What is asked of one model, with its references ready to be sent. */
export interface ImageRequest {
  readonly prompt: string;
  readonly references: readonly PreparedImage[];
  readonly referenceUrls?: readonly string[] | undefined;
  readonly mask?: PreparedImage | undefined;
  /** Whether a mask was asked for, also when the model takes none and it was not prepared. */
  readonly hasMask?: boolean;
  readonly turns?: readonly Turn[] | undefined;
  readonly count?: number | undefined;
  readonly aspectRatio?: string | undefined;
  readonly resolution?: string | undefined;
  readonly size?: string | undefined;
  readonly quality?: string | undefined;
  readonly background?: string | undefined;
  readonly outputFormat?: string | undefined;
  readonly seed?: number | undefined;
  readonly negativePrompt?: string | undefined;
  readonly parameters?: JsonObject | undefined;
  /** Asks models that stream to do so, and for partial images where they make some; some services charge for those. */
  readonly previews?: boolean | undefined;
}

/** What will be sent, and what it costs in images, known before anything is sent. */
export interface Plan {
  readonly service: Service;
  readonly model: Model;
  /** What was asked of the model in the end; for the file's metadata and for comparing with what came. */
  readonly asked: Omit<Call, 'model' | 'references' | 'referenceUrls' | 'turns' | 'mask' | 'count' | 'previews'>;
  readonly orders: readonly Order[];
  readonly notices: readonly Notice[];
  /** Images that the final bodies ask for, group images included. */
  readonly imageCount: number;
}

/** The part of a request that can be judged before its references are read. */
export type Asked = Omit<ImageRequest, 'references' | 'referenceUrls' | 'mask' | 'hasMask' | 'turns'> & {
  readonly referenceCount: number;
  /** The size of the first reference, once it is known. */
  readonly reference?: Size | undefined;
  readonly hasMask: boolean;
};

/**
 * Compares a request with what the model can do: what it would ignore becomes a notice, what it would refuse throws.
 * Costs nothing and reads nothing, so it runs before references are read and again when the plan is made.
 * @throws EaselError `invalidRequest`
 */
export function checkRequest(model: Model, asked: Asked): { shape: PlannedShape; notices: readonly Notice[] } {
  const { capabilities } = model;
  checkWords(asked, capabilities);
  const notices: Notice[] = [];
  const ignored = (option: string) => {
    notices.push({ code: 'ignored', message: t('{0} has no option "{1}"; it was not sent.', nameOf(model), option) });
  };
  const { references } = capabilities;
  if (asked.referenceCount > references.max) {
    throw refused(
      references.max === 0
        ? t('{0} takes no reference images.', nameOf(model))
        : t(
            '{0} takes at most {1} reference images; there are {2}.',
            nameOf(model),
            references.max,
            asked.referenceCount,
          ),
      t('Leave some out, or choose another model.'),
    );
  }
  if (asked.referenceCount < references.min) {
    throw refused(
      t('{0} only edits: it needs a reference image.', nameOf(model)),
      t('Add an image, or choose another model.'),
    );
  }
  notices.push(...doubts(model, asked));
  if (asked.hasMask && !capabilities.mask) ignored('mask');
  if (asked.hasMask && capabilities.mask && asked.referenceCount === 0) {
    throw refused(
      t('There is no image that the mask could belong to.'),
      t('Add the image that it is for, or leave the mask out.'),
    );
  }
  if (asked.seed !== undefined && !capabilities.seed) ignored('seed');
  if (asked.negativePrompt !== undefined && !capabilities.negativePrompt) ignored('negativePrompt');
  for (const option of ['quality', 'background', 'outputFormat'] as const) {
    const allowed = allowedValues(model, option);
    const value = asked[option];
    if (value === undefined) continue;
    if (allowed.length === 0) ignored(option);
    else if (!allowed.includes(value)) throw choices(nameOf(model), option, value, allowed);
  }
  const { backgrounds, outputFormats } = capabilities;
  if (
    offered(backgrounds, asked.background) === 'transparent' &&
    offered(outputFormats, asked.outputFormat) === 'jpeg'
  ) {
    throw refused(t('A JPEG cannot have a transparent background.'), t('Choose another format or background.'));
  }
  const shape = planShape(model, asked, { count: asked.referenceCount, first: asked.reference });
  notices.push(...shape.notices);
  return { shape, notices };
}

/**
 * Makes the orders for a request. Pure: the same request gives the same plan, except for a seed that nobody chose,
 * which comes from `random`.
 * @throws EaselError `invalidRequest`
 */
export function makePlan(service: Service, model: Model, request: ImageRequest, random: () => number): Plan {
  const capabilities = capabilitiesFor(model, request);
  requireWholeLinks(model, request);
  const referenceCount = request.references.length + (request.referenceUrls ?? []).length;
  const checked = checkRequest(capabilities === model.capabilities ? model : { ...model, capabilities }, {
    ...request,
    referenceCount,
    reference: request.references[0],
    hasMask: request.hasMask ?? request.mask !== undefined,
  });
  const count = request.count ?? 1;
  const seed = chosenSeed(service, model, request.seed, random);
  const asked = defined({
    prompt: request.prompt.trim(),
    ...checked.shape.fields,
    quality: offered(capabilities.qualities, request.quality),
    background: offered(capabilities.backgrounds, request.background),
    outputFormat: offered(capabilities.outputFormats, request.outputFormat),
    seed,
    negativePrompt: capabilities.negativePrompt ? request.negativePrompt : undefined,
  });
  const encode = service.dialect(model);
  const orders: Order[] = [];
  for (let done = 0; done < count; done += capabilities.countPerCall) {
    const call: Call = {
      ...asked,
      model,
      references: request.references,
      referenceUrls: request.referenceUrls ?? [],
      turns: request.turns ?? [],
      count: Math.min(capabilities.countPerCall, count - done),
      ...(capabilities.mask && request.mask ? { mask: request.mask } : {}),
      ...(capabilities.streaming && request.previews ? { previews: true } : {}),
      // The same seed twice is the same picture twice: parallel variations count up from it.
      ...(seed === undefined ? {} : { seed: (seed + orders.length) % 2147483648 }),
    };
    orders.push(withParameters(service, encode(call), request.parameters, referenceCount));
  }
  const notices = [...checked.notices];
  if (request.parameters && orders[0]?.transport === 'sketch') {
    notices.push({
      code: 'ignored',
      message: t('{0} has no option "{1}"; it was not sent.', nameOf(model), 'parameters'),
    });
  }
  return {
    service,
    model,
    asked,
    orders,
    notices,
    imageCount: orders.reduce(
      (sum, order) => sum + (order.transport === 'http' ? countImages(service, order.payload, referenceCount) : 1),
      0,
    ),
  };
}

/** Who asks decides with `linksToSend`; a link that is dropped on the way would be paid for without being looked at. */
function requireWholeLinks(model: Model, { references, referenceUrls = [], turns = [] }: ImageRequest): void {
  if (referenceUrls.length === 0) return;
  if (model.capabilities.references.urls === undefined || references.length > 0 || turns.length > 0) {
    throw new TypeError('Links go only to a model that takes them, and neither beside files nor into a conversation.');
  }
}

/** What people call a model. */
export function nameOf(model: Model): string {
  return model.label ? `${model.label} (${model.id})` : model.id;
}

/** What a model can do in this request: a conversation may be had by an endpoint that can do less. */
function capabilitiesFor({ capabilities }: Model, { turns = [] }: ImageRequest): Capabilities {
  if (turns.length === 0 || !capabilities.inConversation) return capabilities;
  return { ...capabilities, ...capabilities.inConversation };
}

function withParameters(
  service: Service,
  order: Order,
  parameters: JsonObject | undefined,
  referenceCount: number,
): Order {
  if (order.transport !== 'http' || !parameters) return order;
  const payload = mergeParameters(service, order.payload, parameters);
  requireCounts(service, payload, referenceCount);
  return { ...order, payload };
}

/** What is sent as the documents say, though it may not do what they say. */
function doubts(model: Model, { referenceCount, seed, parameters }: Asked): readonly Notice[] {
  const { doubtful = {}, capabilities } = model;
  const { recommended } = capabilities.references;
  const messages: string[] = [];
  if (referenceCount > 1 && doubtful['references']) {
    messages.push(t('{0} is documented with one reference image; further ones may not be looked at.', nameOf(model)));
  }
  if (recommended !== undefined && referenceCount > recommended) {
    messages.push(
      t(
        '{0} is recommended for at most {1} reference images; there are {2}.',
        nameOf(model),
        recommended,
        referenceCount,
      ),
    );
  }
  const fields: JsonObject = { ...parameters, ...(seed === undefined ? {} : { seed }) };
  for (const [field, values] of Object.entries(doubtful)) {
    const value = fields[field] ?? undefined;
    if (value === undefined || (values !== 'any' && !values.some((each) => each === value))) continue;
    messages.push(t('The documents list "{0}", but the model behind {1} may not heed it.', field, nameOf(model)));
  }
  return messages.map((message) => ({ code: 'ignored', message }));
}

function checkWords({ prompt, negativePrompt }: Asked, capabilities: Capabilities): void {
  if (prompt.trim() === '') {
    throw refused(t('The prompt is empty.'), t('Say in a few words what the image should show.'));
  }
  const { promptCharacters = Infinity, negativePromptCharacters = Infinity } = capabilities;
  const length = lengthOf(prompt.trim());
  if (length > promptCharacters) {
    throw refused(
      t('The prompt has {0} characters; this model reads at most {1}.', length, promptCharacters),
      t('Shorten it and try again.'),
    );
  }
  const negativeLength = lengthOf(negativePrompt ?? '');
  if (capabilities.negativePrompt && negativeLength > negativePromptCharacters) {
    throw refused(
      t(
        'The negative prompt has {0} characters; this model reads at most {1}.',
        negativeLength,
        negativePromptCharacters,
      ),
      t('Shorten it and try again.'),
    );
  }
}

/** In code points: what a person would count, and what services mean by characters. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}

function refused(what: string, next: string): EaselError {
  return new EaselError({ code: 'invalidRequest', what, money: 'notSent', next });
}

function allowedValues(model: Model, option: 'quality' | 'background' | 'outputFormat'): readonly string[] {
  const { capabilities } = model;
  const own = {
    quality: capabilities.qualities,
    background: capabilities.backgrounds,
    outputFormat: capabilities.outputFormats,
  };
  return own[option];
}

function offered(values: readonly string[], value: string | undefined): string | undefined {
  return values.length > 0 ? value : undefined;
}

/** Sketch always has a seed, so that its picture can be painted again; a service gets one only when it was asked for. */
function chosenSeed(
  service: Service,
  model: Model,
  seed: number | undefined,
  random: () => number,
): number | undefined {
  if (!model.capabilities.seed) return undefined;
  if (seed !== undefined || service.auth !== 'none') return seed;
  return Math.floor(random() * 2147483648);
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> } & {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
};

function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Defined<T>;
}
