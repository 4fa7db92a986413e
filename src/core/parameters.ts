import { t } from '@vscode/l10n';
import { EaselError } from '../base/errors.ts';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import {
  FileValue,
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
 * How many images a body asks for, read back after `parameters`, so that caps and confirmation see the real number.
 * Rows of `countPaths` are dotted; of several the largest counts.
 */
export function countImages(service: Service, payload: Payload): number {
  return largest(service.countPaths, payload);
}

/** How many images a body asks for outright: of a group (`max_images`) the model makes as many as it likes. */
export function wantedImages(service: Service, payload: Payload): number {
  const isBound = (path: string) => path.slice(path.lastIndexOf('.') + 1).startsWith('max');
  return largest(
    service.countPaths.filter((path) => !isBound(path)),
    payload,
  );
}

function largest(paths: readonly string[], payload: Payload): number {
  const values = paths.map((path) => valueAt(payload, path)).map(Number);
  return Math.max(1, ...values.filter((value) => Number.isFinite(value)).map(Math.floor));
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
