import { isObject, type JsonObject } from '../../base/json.ts';

/** How an image came to be, as Easel writes it into the file. */
export interface ImageRecord {
  /**
   * The IPTC digital source type, its last segment. `algorithmicMedia`: painted by rules, not by a trained model.
   * `compositeWith…`: only a part of the picture was made.
   */
  readonly digitalSourceType: DigitalSourceType;
  /** "Easel 1.2.3". */
  readonly software: string;
  readonly prompt?: string;
  /** The alternative text of a document that it was made for. */
  readonly alt?: string;
  readonly provider?: string;
  readonly model?: string;
  readonly parameters?: JsonObject;
  readonly jobId?: string;
  /** ISO 8601. */
  readonly created?: string;
  /** Painted to hold the place of a real image. */
  readonly placeholder?: boolean;
  /**
   * Of a placeholder: SHA-256, in hexadecimal, of the file without any metadata. A file that has another one was changed
   * by somebody, and is nobody's to replace.
   */
  readonly picture?: string;
  /** References it was made from, as workspace-relative paths or URLs. */
  readonly sourceImages?: readonly string[];
  /** What the repository's style added to the prompt, where it had one. */
  readonly style?: string;
  /** Workspace-relative paths of the files of that style: text and references. */
  readonly styleFiles?: readonly string[];
  /** The prompt as the service rewrote it. */
  readonly revisedPrompt?: string;
  /** The file had no room for all of it: the prompt ends early and other texts may be missing. The ledger has it whole. */
  readonly isCut?: boolean;
}

export type DigitalSourceType = (typeof digitalSourceTypes)[number];

const digitalSourceTypes = [
  'trainedAlgorithmicMedia',
  'compositeWithTrainedAlgorithmicMedia',
  'algorithmicMedia',
] as const;

/** Levels of nesting that parameters may have when they are read back from a file of unknown origin. */
const maxDepth = 32;

/**
 * The record as JSON that XML can hold without loss: control characters, lone surrogates and what XML forbids stand as
 * JSON escapes.
 */
export function encodeRecord(record: ImageRecord): string {
  return JSON.stringify(record).replace(
    /[\x7f-\x9f\u2028\u2029\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** As `encodeRecord`, in at most `limit` bytes: a record that has no room loses its lesser texts and the end of its prompt. */
export function encodeRecordWithin(record: ImageRecord, limit: number): string {
  const whole = encodeRecord(record);
  if (utf8Length(whole) <= limit) return whole;
  // A character of the prompt takes at most six bytes as a JSON escape.
  return encodeRecord(essential(record, cut(record.prompt ?? '', Math.floor(limit / 8))));
}

/** What a record is worth nothing without, with as much of its prompt as is given. */
export function essential(record: ImageRecord, prompt: string): ImageRecord {
  const { digitalSourceType, software, provider, model, jobId, created, placeholder, picture } = record;
  return {
    digitalSourceType,
    software,
    ...(prompt === '' ? {} : { prompt }),
    ...(provider === undefined ? {} : { provider }),
    ...(model === undefined ? {} : { model }),
    ...(jobId === undefined ? {} : { jobId }),
    ...(created === undefined ? {} : { created }),
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(picture === undefined ? {} : { picture }),
    isCut: true,
  };
}

/** At most `length` UTF-16 units, never half of a surrogate pair. */
export function cut(text: string, length: number): string {
  return /[\ud800-\udbff]/.test(text.charAt(length - 1)) ? text.slice(0, length - 1) : text.slice(0, length);
}

export function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Reads a record back. The file may come from anywhere: what has not the right shape is left out. */
export function decodeRecord(text: string): ImageRecord | undefined {
  const value = parse(text);
  if (!isObject(value)) return undefined;
  const digitalSourceType = digitalSourceTypes.find((type) => type === value['digitalSourceType']);
  const software = stringIn(value, 'software');
  if (digitalSourceType === undefined || software === undefined) return undefined;
  return {
    digitalSourceType,
    software,
    ...optional('prompt', stringIn(value, 'prompt')),
    ...optional('alt', stringIn(value, 'alt')),
    ...optional('provider', stringIn(value, 'provider')),
    ...optional('model', stringIn(value, 'model')),
    ...optional('parameters', parametersIn(value)),
    ...optional('jobId', stringIn(value, 'jobId')),
    ...optional('created', stringIn(value, 'created')),
    ...optional('placeholder', booleanIn(value, 'placeholder')),
    ...optional('picture', stringIn(value, 'picture')),
    ...optional('sourceImages', stringsIn(value, 'sourceImages')),
    ...optional('style', stringIn(value, 'style')),
    ...optional('styleFiles', stringsIn(value, 'styleFiles')),
    ...optional('revisedPrompt', stringIn(value, 'revisedPrompt')),
    ...optional('isCut', booleanIn(value, 'isCut')),
  };
}

function parse(text: string): unknown {
  try {
    // A key `__proto__` could reach an object's prototype when parameters are merged.
    return JSON.parse(text, (key, value: unknown) => (key === '__proto__' ? undefined : value));
  } catch {
    return undefined;
  }
}

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}

function stringIn(value: Record<string, unknown>, key: string): string | undefined {
  const found = value[key];
  return typeof found === 'string' ? found : undefined;
}

function booleanIn(value: Record<string, unknown>, key: string): boolean | undefined {
  const found = value[key];
  return typeof found === 'boolean' ? found : undefined;
}

function stringsIn(value: Record<string, unknown>, key: string): readonly string[] | undefined {
  const found = value[key];
  return Array.isArray(found) && found.every((item) => typeof item === 'string') ? found : undefined;
}

function parametersIn(value: Record<string, unknown>): JsonObject | undefined {
  const found = value['parameters'];
  return isObject(found) && isShallow(found, maxDepth) ? (found as JsonObject) : undefined;
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1));
}
