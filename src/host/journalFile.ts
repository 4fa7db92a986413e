import { randomUUID } from 'node:crypto';
import { isObject } from '../base/json.ts';
import { isJournalEntry } from '../core/journalEntry.ts';
import { isOver, isOwing, readJobs, type JobState } from '../core/job.ts';
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

/** What a journal says. */
export interface Reading {
  /** Jobs that owe their person something. */
  readonly owed: readonly JobState[];
  /** Jobs that owe nothing. */
  readonly done: readonly JobState[];
  /** Jobs that any line names. */
  readonly named: ReadonlySet<string>;
  /** Whether nobody needs the file any more. */
  readonly isSpent: boolean;
}

/** @param values Every line that is whole. */
export function readJournal(values: readonly unknown[]): Reading {
  const jobs = [...readJobs(values.filter(isJournalEntry)).values()];
  const strange = strangeIn(values);
  const owed = jobs.filter(isOwing);
  const done = jobs.filter((job) => !isOwing(job) && !strange.jobs.has(job.id));
  const named = new Set(values.flatMap((value) => jobOf(value) ?? []));
  return { owed, done, named, isSpent: owed.length === 0 && strange.lines.size === 0 };
}

/** Lines of jobs that run or owe something, or that are not understood. */
export function withoutWhatIsOver(values: readonly unknown[]): readonly unknown[] {
  return linesOf(values, (job) => !isOver(job));
}

/** Lines of jobs that owe something, or that are not understood: no job runs in a journal whose window is gone. */
export function withoutDebtless(values: readonly unknown[]): readonly unknown[] {
  return linesOf(values, isOwing);
}

function linesOf(values: readonly unknown[], isKept: (job: JobState) => boolean): readonly unknown[] {
  const strange = strangeIn(values);
  const kept = [...readJobs(values.filter(isJournalEntry)).values()].filter(isKept).map(({ id }) => id);
  const jobs = new Set([...kept, ...strange.jobs]);
  return values.filter((value) => strange.lines.has(value) || jobs.has(jobOf(value) ?? ''));
}

/**
 * Lines that are not understood, and the jobs that they name. A later version wrote them, or a disk lost a bit: what they
 * stand for may be owed, so they stay until somebody understands them.
 */
function strangeIn(values: readonly unknown[]): { readonly lines: ReadonlySet<unknown>; readonly jobs: Set<string> } {
  const entries = values.filter(isJournalEntry);
  const begun = new Set(entries.filter(({ type }) => type === 'intent').map(({ job }) => job));
  const isUnderstood = (value: unknown) =>
    isJournalEntry(value) ? value.type !== 'sent' || begun.has(value.job) : isAboutFile(value);
  const lines = new Set(values.filter((value) => !isUnderstood(value)));
  return { lines, jobs: new Set([...lines].flatMap((value) => jobOf(value) ?? [])) };
}

/** Of any version: who writes a file owes nobody anything. */
function isAboutFile(value: unknown): boolean {
  return isObject(value) && value['job'] === undefined && (value['type'] === 'owner' || value['type'] === 'released');
}

function jobOf(value: unknown): string | undefined {
  const job = isObject(value) ? value['job'] : undefined;
  return typeof job === 'string' ? job : undefined;
}
