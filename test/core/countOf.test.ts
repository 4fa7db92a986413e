import { describe, expect, it } from 'vitest';
import { countOf, isUnknown, readJobs, type EntryBody, type JobSummary } from '../../src/core/job.ts';
import { catJob } from './jobs.ts';

function jobOf(summary: Partial<JobSummary>, ...entries: readonly EntryBody[]) {
  const told = [{ type: 'intent', summary: { ...catJob, ...summary } } as const, ...entries];
  return readJobs(told.map((entry, at) => ({ at, job: 'a', ...entry }))).get('a')!;
}

const neverSent = ({ state }: { readonly state: string }) => state === 'planned';
const sent = (call: number, images?: number): EntryBody => ({ type: 'sent', call, ...(images ? { images } : {}) });

describe('what is asked for again', () => {
  it('is one image for each call of a model that makes one at a time', () => {
    const job = jobOf({ calls: 4, images: 4, options: { count: 4 } }, sent(0), sent(2));
    expect([countOf(job, 1, neverSent), countOf(job, 1, isUnknown)]).toEqual([2, 2]);
  });

  it('is as many as each call was to make, where they were not all to make the same', () => {
    const job = jobOf({ calls: 2, images: 8, options: { count: 8 } }, sent(0, 6));
    expect([countOf(job, 6, isUnknown), countOf(job, 6, neverSent)]).toEqual([6, 2]);
  });

  it('leaves to the parameters what they make of a call, and multiplies nothing by it', () => {
    const group = jobOf({ calls: 1, images: 3, options: { parameters: { n: 3 } } });
    expect(countOf(group, 1, neverSent)).toBe(1);
    const twice = jobOf({ calls: 2, images: 6, options: { count: 2, parameters: { n: 3 } } }, sent(0, 3));
    expect([countOf(twice, 1, isUnknown), countOf(twice, 1, neverSent)]).toEqual([1, 1]);
  });

  it('is one for each call where the model takes another number by now, or the options are not known', () => {
    const changed = jobOf({ calls: 2, images: 8, options: { count: 8 } }, sent(0, 6));
    expect(countOf(changed, 8, neverSent)).toBe(1);
    expect(countOf(jobOf({ calls: 3, images: 3 }, sent(0)), 1, neverSent)).toBe(2);
  });
});
