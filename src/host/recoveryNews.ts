import { t } from '@vscode/l10n';
import type { EaselError } from '../base/errors.ts';
import { joinSentences } from '../base/sentences.ts';
import { remainsOf, type JobState, type Remains } from '../core/job.ts';
import { oneLine } from './words.ts';

/** What a person is told of jobs that were cut off. Each job is spoken of once. */
export interface News {
  /** Prompts of the jobs that `unknown` and `unasked` are of. */
  readonly prompts: readonly string[];
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

export const noNews: News = { prompts: [], unknown: 0, unseen: 0, unasked: 0, saved: 0, waiting: 0, lost: [] };

/** Undefined when there is nothing to tell. */
export function newsOf(what: Partial<News>): News | undefined {
  const news = { ...noNews, ...what };
  const { unknown, unasked, saved, waiting, lost } = news;
  return unknown + unasked + saved + waiting + lost.length === 0 ? undefined : news;
}

/**
 * What of it is no good news, empty without such. What ended may have been a window, its extension host or the whole
 * machine, and nobody can tell which.
 */
export function troubleText({ prompts, unknown, unasked, waiting, lost }: News): string {
  const [first, ...others] = lost;
  const isCut = unknown + unasked > 0;
  return joinSentences(
    isCut ? whatWasCut(prompts) : undefined,
    unknown > 0 ? t('Requests that may have been charged: {0}.', unknown) : undefined,
    unknown > 0 ? t('Nothing is sent again by itself.') : undefined,
    unasked > 0 ? t('Not sent yet: {0}; “Easel: Show Jobs…” sends them when you say so.', unasked) : undefined,
    first?.text,
    others.length > 0 ? t('Other images that cannot be had any more: {0}.', others.length) : undefined,
    waiting > 0 ? t('Images of interrupted jobs that wait to be saved or fetched: {0}.', waiting) : undefined,
  );
}

function whatWasCut([prompt = '', ...others]: readonly string[]): string {
  if (others.length > 0) return t('{0} jobs were interrupted.', others.length + 1);
  return t('“{0}” was interrupted.', oneLine(prompt, 60));
}

/** What jobs owe their person together. */
export function owedBy(jobs: readonly JobState[], what: keyof Remains): number {
  return jobs.reduce((sum, job) => sum + remainsOf(job)[what], 0);
}
