import { t } from '@vscode/l10n';
import { EaselError } from '../base/errors.ts';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import {
  FileValue,
  type CountField,
  type FormField,
  type Payload,
  type PayloadObject,
  type PayloadValue,
  type Service,
} from '../base/provider.ts';

/** Fields that decide what is made, from what and by which model: these are options of their own, never parameters. */
const reserved = [
  'model',
  'prompt',
  'contents',
  'messages',
  'input',
  'image',
  'images',
  'image[]',
  'image_url',
  'image_urls',
  'input_references',
  'instances',
  'mask',
];

/**
 * Puts the service's own fields into a body, last and deep: objects key by key, scalars and arrays replace, `null`
 * removes. In a form, scalars become fields.
 * @throws EaselError `invalidRequest` for a reserved field, or for an object in a form
 */
export function mergeParameters(service: Service, payload: Payload, parameters: JsonObject): Payload {
  for (const name of Object.keys(parameters)) {
    if (reserved.includes(name) || service.reserved?.includes(name)) {
      throw invalid(t('"parameters" may not hold "{0}".', name), t('Use Easel’s own option for it.'));
    }
  }
  if (payload.kind === 'json') return { kind: 'json', value: mergeObject(payload.value, parameters) };
  return { kind: 'form', fields: mergeFields(payload.fields, parameters) };
}

function mergeObject(target: PayloadObject, source: JsonObject): PayloadObject {
  const result = new Map<string, PayloadValue>(Object.entries(target));
  for (const [key, value] of Object.entries(source)) {
    const old = result.get(key);
    if (value === null) result.delete(key);
    else if (isJsonObject(value)) result.set(key, mergeObject(isPlain(old) ? old : {}, value));
    else result.set(key, value);
  }
  return Object.fromEntries(result);
}

function mergeFields(fields: readonly FormField[], parameters: JsonObject): FormField[] {
  const kept = fields.filter((field) => !(field.name in parameters));
  const added = Object.entries(parameters).flatMap(([name, value]): FormField[] => {
    if (value === null) return [];
    if (typeof value === 'object') {
      throw invalid(t('"parameters" may hold only single values for this model: "{0}" is not one.', name), '');
    }
    return [{ name, value: String(value) }];
  });
  return [...kept, ...added];
}

/**
 * How many images a body asks for, read back after `parameters`, so that caps and confirmation see the real number: of
 * several fields the largest counts, and of a group without a bound all that the service makes.
 */
export function countImages(service: Service, payload: Payload, references: number): number {
  return largest(service.counts.map((field) => valueAt(payload, field.path) ?? unbound(field, payload, references)));
}

/** How many images a body asks for outright: of a group the model makes as many as it likes. */
export function wantedImages(service: Service, payload: Payload): number {
  return largest(service.counts.filter(({ group }) => !group).map(({ path }) => valueAt(payload, path)));
}

/**
 * Checks what a body says of its number of images, where the service states what it makes.
 * @throws EaselError `invalidRequest` for none, for too many, or for what is no number
 */
export function requireCounts(service: Service, payload: Payload, references: number): void {
  for (const field of service.counts) {
    const value = valueAt(payload, field.path);
    const most = mostOf(field, references);
    if (value === undefined || most === undefined) continue;
    const count = Number(value);
    if (Number.isInteger(count) && count >= 1 && count <= most) continue;
    throw invalid(
      t('{0} takes 1 to {1} for "{2}"; it is {3}.', service.label, most, field.path, JSON.stringify(value)),
      field.mostWithReferences !== undefined && references > 0
        ? t('References and results count together here: ask for fewer, or leave some references out.')
        : '',
    );
  }
}

function mostOf({ most, mostWithReferences = Infinity }: CountField, references: number): number | undefined {
  return most === undefined ? undefined : Math.min(most, mostWithReferences - references);
}

function unbound(field: CountField, payload: Payload, references: number): number | undefined {
  const { group } = field;
  return group && valueAt(payload, group.path) === group.value ? mostOf(field, references) : undefined;
}

function largest(values: readonly unknown[]): number {
  const numbers = values.map(Number).filter((value) => Number.isFinite(value));
  return Math.max(1, ...numbers.map(Math.floor));
}

function valueAt(payload: Payload, path: string): unknown {
  if (payload.kind === 'form') return payload.fields.find((field) => field.name === path)?.value;
  let value: unknown = payload.value;
  for (const key of path.split('.')) value = isObject(value) ? value[key] : undefined;
  return value;
}

function isJsonObject(value: Json): value is JsonObject {
  return isObject(value);
}

function isPlain(value: PayloadValue | undefined): value is PayloadObject {
  return isObject(value) && !(value instanceof FileValue);
}

function invalid(what: string, next: string): EaselError {
  return new EaselError({ code: 'invalidRequest', what, money: 'notSent', next });
}
