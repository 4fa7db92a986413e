import type { ErrorCode } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import type { Service } from '../base/provider.ts';
import { bareId, fateOf, heirsOf } from './lifecycle.ts';

/** Most ids of a list that are looked at. */
const longestList = 5000;

/** Names of models that draw. A list says no more than the name, at most services. */
const drawing =
  /image|banana|dall-?e|seedream|seededit|flux|stable-?diffusion|sdxl|\bsd[-_.]?\d|midjourney|ideogram|recraft|kolors|jimeng|t2i|i2i/i;

/**
 * The ids of models that draw, from a service's answer to `modelList`: OpenAI's and the relays' `data[].id`, Google's
 * `models[].name`, OpenRouter's with what each puts out. Read by shape; what is no list gives none. A list of which
 * nobody can tell what draws, such as a local server's, is given whole.
 */
export function listedModels(body: unknown): readonly string[] {
  if (!isObject(body)) return [];
  const list = [body['data'], body['models']].find((each) => Array.isArray(each)) as readonly unknown[] | undefined;
  const all = (list ?? []).slice(0, longestList).flatMap((entry) => {
    const id = idOf(entry);
    return id === undefined ? [] : [{ id, draws: drawsBy(entry) ?? drawing.test(id) }];
  });
  const ids = all.some(({ draws }) => draws) ? all.filter(({ draws }) => draws) : all;
  return [...new Set(ids.map(({ id }) => id))];
}

function idOf(entry: unknown): string | undefined {
  const id = isObject(entry) ? (entry['id'] ?? entry['name']) : entry;
  // Google names a model by its place: "models/gemini-3-pro-image".
  return typeof id === 'string' && id.trim() !== '' ? id.replace(/^models\//, '') : undefined;
}

/** What an entry itself says of its model; undefined: nothing. */
function drawsBy(entry: unknown): boolean | undefined {
  if (!isObject(entry)) return undefined;
  const { architecture, supportedGenerationMethods: methods } = entry;
  const puts = isObject(architecture) ? architecture['output_modalities'] : undefined;
  if (Array.isArray(puts)) return puts.includes('image');
  // Imagen is asked in another way, which Easel does not speak.
  return Array.isArray(methods) && !methods.includes('generateContent') ? false : undefined;
}

/** What is known when a model is looked for. */
export interface Offered {
  /** Ids that the service lists for this key, if it was asked. */
  readonly listed?: readonly string[] | undefined;
  /** ms since the epoch */
  readonly now: number;
}

/**
 * The model to offer to a person whose model failed for not being there: the same under another name, else what came
 * after it, else another of its kind. Undefined when the failure is about something else, or nothing suits.
 */
export function modelInstead(
  code: ErrorCode,
  service: Service,
  id: string,
  { listed, now }: Offered,
): string | undefined {
  if (code !== 'modelNotFound') return undefined;
  const known = listed ?? service.models.filter((model) => !isRetired(model.id, now)).map((model) => model.id);
  const others = known.filter((each) => each !== id);
  for (const heir of heirsOf(id)) {
    const found = others.find((each) => bareId(each) === heir);
    if (found !== undefined) return found;
  }
  const living = others.filter((each) => !isRetired(each, now));
  return ofFamily(service, id, living) ?? ofFamily(service, id, others);
}

/**
 * The model that a service begins with for this key: its first one, or, where a list lacks that, the first listed one
 * of its family. `replaces` is there when another one took its place, of which people are told (`modelReplaced`).
 */
export function firstModelOf(
  service: Service,
  listed: readonly string[],
): { readonly id: string; readonly replaces?: string } {
  const { firstModel } = service;
  if (listed.length === 0 || listed.includes(firstModel)) return { id: firstModel };
  const heir = heirsOf(firstModel).flatMap((name) => listed.filter((each) => bareId(each) === name))[0];
  const id = heir ?? ofFamily(service, firstModel, listed);
  return id === undefined ? { id: firstModel } : { id, replaces: firstModel };
}

function ofFamily(service: Service, id: string, ids: readonly string[]): string | undefined {
  const rowOf = (each: string) => service.models.find((model) => model.id === each) ?? service.guess(each);
  const { family } = rowOf(id);
  return ids.find((each) => rowOf(each).family === family);
}

function isRetired(id: string, now: number): boolean {
  const { retired } = fateOf(id);
  return retired !== undefined && Date.parse(retired) <= now;
}
