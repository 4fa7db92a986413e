import type { EaselError } from '../base/errors.ts';
import { remainsOf, type JobState, type Remains } from '../core/job.ts';

/** What a person is told of jobs that were cut off. Each job is spoken of once. */
export interface News {
  /** Calls that may have been charged and whose answer never came. */
  readonly unknown: number;
  /** Those of them that are of no folder of this window: nothing else in it speaks of them. */
  readonly unseen: number;
  /** Calls that were never sent. */
  readonly unasked: number;
  /** Images that are files now. */
  readonly saved: number;
  /** Images that wait to be saved or fetched. */
  readonly waiting: number;
  /** Images that cannot be had any more, and why. */
  readonly lost: readonly EaselError[];
}

/** Undefined when there is nothing to tell. */
export function newsOf(what: Partial<News>): News | undefined {
  const news = { unknown: 0, unseen: 0, unasked: 0, saved: 0, waiting: 0, lost: [], ...what };
  const { unknown, unasked, saved, waiting, lost } = news;
  return unknown + unasked + saved + waiting + lost.length === 0 ? undefined : news;
}

/** What jobs owe their person together. */
export function owedBy(jobs: readonly JobState[], what: keyof Remains): number {
  return jobs.reduce((sum, job) => sum + remainsOf(job)[what], 0);
}
