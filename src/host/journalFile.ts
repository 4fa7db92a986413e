import { randomUUID } from 'node:crypto';
import { isObject } from '../base/json.ts';
import { isJournalEntry } from '../core/journalEntry.ts';
import { isOver, isOwing, readJobs, type JournalEntry } from '../core/job.ts';
import type { Holder } from './lease.ts';

export const extension = '.jsonl';

/** A window's own journal: "a.jsonl". */
export function ownName(holder: string): string {
  return holder + extension;
}

/** A journal of a window that is gone, held by another one: "a+b.jsonl". */
export function takenName(holder: string): string {
  return `${holder}+${randomUUID()}${extension}`;
}

/** A journal that nobody holds: "+b.jsonl". */
export function releasedName(): string {
  return takenName('');
}

/** Empty: nobody. */
export function holderOf(name: string): string {
  return name.slice(0, -extension.length).split('+')[0] ?? '';
}

/**
 * Says who writes a journal: the last of these lines counts. A window that closes its journal lets go of it, though
 * its process may go on.
 */
export type OwnLine = ({ readonly type: 'owner' } & Holder) | { readonly type: 'released' };

export function isOwnerLine(value: unknown): value is OwnLine {
  if (!isObject(value)) return false;
  const { type, space, pid, began } = value;
  if (type === 'released') return value['job'] === undefined;
  const isKnown = typeof space === 'string' && typeof pid === 'number';
  return type === 'owner' && isKnown && (began === undefined || typeof began === 'string');
}

/** Lines of jobs that run or owe something. */
export function withoutWhatIsOver(values: readonly unknown[]): readonly JournalEntry[] {
  const entries = values.filter(isJournalEntry);
  const jobs = readJobs(entries);
  return entries.filter(({ job }) => {
    const state = jobs.get(job);
    return state !== undefined && !isOver(state);
  });
}

/** Lines of jobs that owe something: none runs in a journal whose window is gone. */
export function withoutDebtless(values: readonly unknown[]): readonly JournalEntry[] {
  const entries = values.filter(isJournalEntry);
  const owing = new Set([...readJobs(entries).values()].filter(isOwing).map(({ id }) => id));
  return entries.filter(({ job }) => owing.has(job));
}
