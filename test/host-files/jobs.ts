import type { JobSummary, JournalEntry } from '../../src/core/job.ts';

export const summary: JobSummary = {
  kind: 'generate',
  provider: 'mixroute',
  model: 'm',
  origin: 'https://console.mixroute.io',
  prompt: 'a cat',
  calls: 1,
  images: 1,
  destination: { folder: 'file:///ws/assets', root: 'file:///ws' },
  name: { template: '${slug}', slug: 'a-cat', day: 0 },
  asked: {},
  metadata: 'full',
  sources: [],
};

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
