import type { ReplyValue } from '../sink.ts';
import { get, isList, isRecord, text } from './value.ts';

/** A hostile reply could name any number of counters. */
const mostCounters = 64;
const longestName = 120;

/** Counters of a body by name, nested ones joined by dots: "input_tokens_details.image_tokens". */
export function usageIn(body: ReplyValue): Readonly<Record<string, number>> {
  const counters = new Map<string, number>();
  for (const place of [get(body, 'data'), get(body, 'response'), body]) {
    for (const key of ['usage', 'usageMetadata', 'usage_metadata']) count(get(place, key), '', counters, 0);
  }
  return Object.fromEntries(counters);
}

function count(value: ReplyValue | undefined, name: string, counters: Map<string, number>, depth: number): void {
  if (typeof value === 'number' && Number.isFinite(value) && name !== '') {
    if (counters.size < mostCounters && name.length <= longestName) counters.set(name, value);
  } else if (depth < 4 && isList(value)) {
    // Google: [{modality: "IMAGE", tokenCount: 1290}].
    value.forEach((item, at) => {
      count(item, join(name, text(get(item, 'modality')) ?? String(at)), counters, depth + 1);
    });
  } else if (depth < 4 && isRecord(value)) {
    for (const [key, member] of Object.entries(value)) count(member, join(name, key), counters, depth + 1);
  }
}

function join(name: string, key: string): string {
  return name === '' ? key : `${name}.${key}`;
}
