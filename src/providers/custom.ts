import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { EaselError } from '../base/errors.ts';
import type { Dialect, Model, PollContract, Service } from '../base/provider.ts';
import { agicto } from './agicto.ts';
import { ark } from './ark.ts';
import { dashscope } from './dashscope.ts';
import { google } from './google.ts';
import { mixroute } from './mixroute.ts';
import { mountseaPoll, mountsea } from './mountsea.ts';
import { openai } from './openai.ts';
import { chatCompletions } from './openrouter.ts';
import { vapi } from './vapi.ts';

/** The service whose wire format, models by name and limits a dialect of `easel.customProviders` borrows. */
const templates: Readonly<Record<string, Service>> = {
  'openai-images': openai,
  mixroute,
  vapi,
  agicto,
  gemini: google,
  chat: chatCompletions,
  dashscope,
  ark,
  task: mountsea,
};

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const positive = v.pipe(v.number(), v.minValue(1));

const poll = v.strictObject({
  method: v.optional(v.picklist(['GET', 'POST'])),
  path: v.optional(text),
  idIn: v.optional(v.picklist(['query', 'path'])),
  idName: v.optional(text),
  initialDelayMs: v.optional(positive),
  intervalMs: v.optional(positive),
  backoff: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(10))),
  maxIntervalMs: v.optional(positive),
  notFoundGraceMs: v.optional(positive),
});

const entry = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,40}$/, 'an id has small letters, digits and dashes')),
  label: text,
  baseUrl: text,
  dialect: v.picklist(['openai-images', 'mixroute', 'vapi', 'agicto', 'gemini', 'chat', 'dashscope', 'ark', 'task']),
  auth: v.optional(v.picklist(['bearer', 'x-goog-api-key', 'x-api-key'])),
  models: v.optional(
    v.array(v.union([text, v.strictObject({ id: text, family: v.optional(text), price: v.optional(v.string()) })])),
  ),
  poll: v.optional(poll),
});

export type CustomProvider = v.InferOutput<typeof entry>;

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
  const services: Service[] = [];
  const errors: EaselError[] = [];
  const taken = new Set(known);
  const entries: readonly unknown[] = Array.isArray(setting) ? setting : [];
  for (const [index, value] of entries.entries()) {
    const parsed = v.safeParse(entry, value);
    if (!parsed.success) {
      const [issue] = parsed.issues;
      errors.push(wrong(index, `${v.getDotPath(issue) ?? ''}: ${issue.message}`));
      continue;
    }
    const custom = parsed.output;
    if (taken.has(custom.id)) {
      errors.push(wrong(index, t('the id “{0}” is taken', custom.id)));
      continue;
    }
    try {
      services.push(serviceOf(custom, addresses));
      taken.add(custom.id);
    } catch (error) {
      errors.push(wrong(index, error instanceof EaselError ? error.what : String(error)));
    }
  }
  return { services, errors };
}

function serviceOf(custom: CustomProvider, addresses: Addresses): Service {
  const template = templates[custom.dialect] ?? openai;
  const baseUrl = addresses.baseUrl(custom.baseUrl, template.ownPath);
  const rows = (custom.models ?? []).map((each) => {
    const { id, family, price } = typeof each === 'string' ? { id: each } : each;
    // A family in words ("seedream", "gpt-image") stands in for a name that does not say what the model is.
    const row = template.guess(family === undefined ? id : `${family} ${id}`);
    return { ...row, id, ...(price === undefined ? {} : { price }) };
  });
  const models: readonly Model[] = rows.length > 0 ? rows : template.models;
  const dialect = custom.poll ? withPoll(template, definedOf(custom.poll)) : template.dialect;
  // The page for keys is the borrowed service's, not this one's.
  const { keyPage: _, ...borrowed } = template;
  return {
    ...borrowed,
    id: custom.id,
    label: custom.label,
    baseUrl,
    auth: custom.auth ?? template.auth,
    keyOptional: addresses.isLocal(baseUrl),
    models,
    firstModel: models[0]?.id ?? template.firstModel,
    dialect,
  };
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

function wrong(index: number, why: string): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('Entry {0} of your own providers cannot be used: {1}.', index + 1, why),
    money: 'notSent',
    next: t('Open your settings and correct it there.'),
  });
}
