import type { ReplyObject, ReplyValue } from '../sink.ts';
import { BlobRef, MixedText } from '../sink.ts';

type Maybe = ReplyValue | undefined;

/** A JSON object: no list, no blob. */
export function isRecord(value: Maybe): value is ReplyObject {
  return typeof value === 'object' && value !== null && !isList(value) && !isLeaf(value);
}

export function isList(value: Maybe): value is readonly ReplyValue[] {
  return Array.isArray(value);
}

function isLeaf(value: object): value is BlobRef | MixedText {
  return value instanceof BlobRef || value instanceof MixedText;
}

/** The member of an object, or undefined. Only own members: a service may name them as it likes. */
export function get(value: Maybe, ...path: readonly string[]): Maybe {
  let at = value;
  for (const key of path) at = isRecord(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  return at;
}

/** Items of a list; none of anything else. */
export function items(value: Maybe): readonly ReplyValue[] {
  return isList(value) ? value : [];
}

/** A string with something in it. Relays send `""` for what is absent. */
export function text(value: Maybe): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  if (!(value instanceof MixedText)) return undefined;
  return text(value.parts.filter((part) => typeof part === 'string').join(''));
}

/** A string or number, as a string. */
export function word(value: Maybe): string | undefined {
  return typeof value === 'number' ? String(value) : text(value);
}

/** The first of several members that is a string with something in it, or a number. */
export function firstWord(value: Maybe, ...keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const found = word(get(value, key));
    if (found !== undefined) return found;
  }
  return undefined;
}
