import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { EaselError, isEaselError } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import type { Dialect, Model, PollContract, Service } from '../base/provider.ts';
import { agicto } from './agicto.ts';
import { ark } from './ark.ts';
import { dashscope } from './dashscope.ts';
import { google } from './google.ts';
import { mixroute } from './mixroute.ts';
import { mountseaPoll, mountsea } from './mountsea.ts';
import { openAiCompatible } from './openAiCompatible.ts';
import { chatCompletions } from './openrouter.ts';
import { vapi } from './vapi.ts';

/** The service whose wire format, models by name and limits a dialect of `easel.customProviders` borrows. */
export const dialects = {
  'openai-images': openAiCompatible,
  mixroute,
  vapi,
  agicto,
  gemini: google,
  chat: chatCompletions,
  dashscope,
  ark,
  task: mountsea,
} as const satisfies Readonly<Record<string, Service>>;

/** As the manifest has it. */
export const idPattern = /^[a-z][a-z0-9-]{0,40}$/;

/** As the manifest has it. Put behind an address, it must not become part of the host: the key would go along. */
export const pathPattern = /^\/(?!\/)[^?#\\\s]+$/;

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const positive = v.pipe(v.number(), v.minValue(1));

const poll = v.strictObject({
  method: v.optional(v.picklist(['GET', 'POST'])),
  path: v.optional(v.pipe(text, v.regex(pathPattern))),
  idIn: v.optional(v.picklist(['query', 'path'])),
  idName: v.optional(text),
  initialDelayMs: v.optional(positive),
  intervalMs: v.optional(positive),
  backoff: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(10))),
  maxIntervalMs: v.optional(positive),
  notFoundGraceMs: v.optional(positive),
});

const namedModel = v.strictObject({ id: text, family: v.optional(text), price: v.optional(text) });

const entry = v.strictObject({
  id: v.pipe(v.string(), v.regex(idPattern)),
  label: text,
  baseUrl: text,
  dialect: v.picklist(Object.keys(dialects) as readonly (keyof typeof dialects)[]),
  auth: v.optional(v.picklist(['bearer', 'x-goog-api-key', 'x-api-key'])),
  models: v.optional(v.array(v.lazy((value) => (isObject(value) ? namedModel : text)))),
  poll: v.optional(poll),
});

type CustomProvider = v.InferOutput<typeof entry>;

export interface Addresses {
  /** Reduces an address to one form, without the end that the service's own paths begin with. Throws for no address. */
  readonly baseUrl: (address: string, ownPath?: string) => string;
  /** Whether an address means this machine, where servers often ask for no key. */
  readonly isLocal: (baseUrl: string) => boolean;
}

/**
 * The services that a person defined. An entry that is wrong does not take the others along.
 * @param known Ids that are taken.
 */
export function customServices(
  setting: unknown,
  known: ReadonlySet<string>,
  addresses: Addresses,
): { readonly services: readonly Service[]; readonly errors: readonly EaselError[] } {
  if (setting !== undefined && setting !== null && !Array.isArray(setting)) {
    const what = t('The setting “easel.customProviders” has to be a list of providers, in brackets.');
    return { services: [], errors: [unusable(what)] };
  }
  const services: Service[] = [];
  const errors: EaselError[] = [];
  const taken = new Set(known);
  const entries: readonly unknown[] = setting ?? [];
  for (const [index, value] of entries.entries()) {
    const found = read(value, taken, addresses);
    if (typeof found === 'string') {
      errors.push(unusable(t('Entry {0} of your own providers cannot be used: {1}', index + 1, found)));
    } else {
      services.push(found);
      taken.add(found.id);
    }
  }
  return { services, errors };
}

/** The service of an entry, or a sentence that says what is wrong with it. */
function read(value: unknown, taken: ReadonlySet<string>, addresses: Addresses): Service | string {
  const parsed = v.safeParse(entry, value);
  if (!parsed.success) return sentenceFor(parsed.issues[0]);
  const custom = parsed.output;
  if (taken.has(custom.id)) return t('The id “{0}” is taken.', custom.id);
  let baseUrl: string;
  try {
    baseUrl = addresses.baseUrl(custom.baseUrl, dialects[custom.dialect].ownPath);
  } catch (error) {
    if (!isEaselError(error)) throw error;
    return t('“{0}”: {1}', 'baseUrl', error.what);
  }
  return serviceOf(custom, baseUrl, addresses.isLocal(baseUrl));
}

function sentenceFor(issue: v.InferIssue<typeof entry>): string {
  const member = v.getDotPath(issue);
  if (member === null) return t('It has to be an object, in braces.');
  if (issue.type === 'strict_object' && issue.expected === 'never') return t('“{0}” means nothing there.', member);
  if (issue.input === undefined) return t('“{0}” is missing.', member);
  switch (issue.type) {
    case 'strict_object':
      return t('“{0}” has to be an object, in braces.', member);
    case 'array':
      return t('“{0}” has to be a list.', member);
    case 'picklist':
      return t('“{0}” has to be one of {1}.', member, quotedIn(issue.expected));
    case 'number':
    case 'min_value':
    case 'max_value':
      return member === 'poll.backoff'
        ? t('“{0}” has to be a number from 1 to 10.', member)
        : t('“{0}” has to be a number of at least 1.', member);
    case 'regex':
      return member === 'id'
        ? t('“{0}” takes small letters, digits and dashes, a letter first.', member)
        : t('“{0}” has to be a path such as {1}.', member, '/v1/tasks');
    case 'string':
    case 'min_length':
    case 'max_length':
      return t('“{0}” has to be a text of 1 to 200 characters.', member);
  }
}

/** The choices in what a picklist expects, which it writes as `("GET" | "POST")`. */
function quotedIn(expected: string | null): string {
  return Array.from((expected ?? '').matchAll(/"([^"]*)"/g), ([, choice]) => choice).join(', ');
}

function serviceOf(custom: CustomProvider, baseUrl: string, isLocal: boolean): Service {
  const template: Service = dialects[custom.dialect];
  const models = modelsOf(custom, template);
  const dialect = custom.poll ? withPoll(template, definedOf(custom.poll)) : template.dialect;
  // The pages are the borrowed service's, not this one's.
  const { keyPage: _, usagePage: __, ...borrowed } = template;
  return {
    ...borrowed,
    id: custom.id,
    label: custom.label,
    baseUrl,
    auth: custom.auth ?? template.auth,
    keyOptional: isLocal,
    models,
    firstModel: models[0]?.id ?? template.firstModel,
    guess: (id) => rowOf(template, id),
    dialect,
  };
}

function modelsOf({ models = [] }: CustomProvider, template: Service): readonly Model[] {
  if (models.length === 0) return template.models.map(withoutPrice);
  return models.map((each) => {
    const { id, family, price } = typeof each === 'string' ? { id: each } : each;
    const row = family === undefined ? rowOf(template, id) : rowOfFamily(template, id, family);
    return price === undefined ? row : { ...row, price };
  });
}

/** What the borrowed service knows of a model, or what its name says. */
function rowOf(template: Service, id: string): Model {
  return withoutPrice(template.models.find((model) => model.id === id) ?? template.guess(id));
}

/** A family in words ("seedream", "gemini-2.5-flash-image") stands in for a name that does not say what the model is. */
function rowOfFamily(template: Service, id: string, family: string): Model {
  const known = template.models.find((model) => model.id === family) ?? template.guess(`${family} ${id}`);
  const { label: _, ...row } = withoutPrice(known);
  return { ...row, id };
}

/** The same model costs something else at another service. */
function withoutPrice({ price: _, ...row }: Model): Model {
  return row;
}

/** Says otherwise how tasks are asked for, in what the person says; the rest stays as the dialect has it. */
function withPoll(template: Service, change: Partial<PollContract>): Service['dialect'] {
  return (model): Dialect => {
    const encode = template.dialect(model);
    return (call) => {
      const order = encode(call);
      if (order.transport !== 'http') return order;
      return { ...order, poll: { ...(order.poll ?? mountseaPoll), ...change } };
    };
  };
}

function definedOf<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as never;
}

function unusable(what: string): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what,
    money: 'notSent',
    next: t('Open your settings and correct it there.'),
  });
}
