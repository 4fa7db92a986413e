import type { JobSummary, JournalEntry } from '../../src/core/job.ts';
import { catJob } from '../core/jobs.ts';

export const summary: JobSummary = { ...catJob, metadata: 'full' };

/** A job that was sent and whose answer never came. */
export const cutJob = (job: string): JournalEntry[] => [
  { at: 1, job, type: 'intent', summary },
  { at: 2, job, type: 'sent', call: 0 },
];

export const doneJob = (job: string): JournalEntry[] => [
  ...cutJob(job),
  { at: 3, job, type: 'answered', call: 0, images: [{ spooled: 'x' }] },
  { at: 4, job, type: 'saved', call: 0, image: 0, uri: 'file:///ws/assets/a-cat.png', sha256: '00' },
  { at: 5, job, type: 'ended' },
];
