import { isObject } from '../base/json.ts';
import type { JournalEntry } from './job.ts';

type Members = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

/** More than any job has: what a damaged line says must not fill the memory. */
const mostCalls = 10_000;

const text: Check = (value) => typeof value === 'string';
const count: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) < mostCalls;
const list =
  (of: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(of);
const optional =
  (of: Check): Check =>
  (value) =>
    value === undefined || of(value);
const members =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isObject(value) && Object.entries(checks).every(([name, isRight]) => isRight(value[name]));

const summary = members({
  kind: text,
  provider: text,
  model: text,
  origin: text,
  prompt: text,
  calls: count,
  images: count,
  destination: members({ folder: text, root: optional(text) }),
  name: members({ template: text, slug: text, day: Number.isFinite }),
  asked: isObject,
  metadata: text,
  sources: list(members({ uri: text, path: text })),
  target: optional(members({ name: text, extension: text })),
  styles: optional(list(isObject)),
  region: optional(isObject),
  saveAs: optional(isObject),
  options: optional(isObject),
});

const answered: Check = (value) =>
  isObject(value) && (text(value['spooled']) || text(value['link'])) && optional(text)(value['revisedPrompt']);

const call = { call: count };

/** What the members of each entry have to be, as far as anybody relies on it. */
const entries: Readonly<Record<JournalEntry['type'], Readonly<Record<string, Check>>>> = {
  intent: { summary },
  sent: { ...call, images: optional(count) },
  notSent: call,
  accepted: { ...call, task: text, poll: isObject },
  answered: { ...call, images: list(answered), usage: optional(isObject) },
  fetched: { ...call, link: text, spooled: text },
  saved: { ...call, image: count, uri: text, sha256: text },
  lost: { ...call, image: count },
  settled: call,
  failed: { ...call, code: text, money: text, message: text },
  ended: {},
  forgotten: {},
};

/**
 * Whether a line of a journal is an entry that can be relied on. A disk that lost a bit, or a later version of Easel, may
 * have written others: those are passed over, so that the rest can still be read.
 */
export function isJournalEntry(value: unknown): value is JournalEntry {
  if (!isObject(value)) return false;
  const { at, job, type } = value as Members;
  if (!Number.isFinite(at) || typeof job !== 'string' || typeof type !== 'string') return false;
  return Object.hasOwn(entries, type) && members(entries[type as JournalEntry['type']])(value);
}
