import { isOver, isOwing, readJobs, remainsOf, unknownImages, type EntryBody } from '../../../src/core/job.ts';
import { isJournalEntry } from '../../../src/core/journalEntry.ts';
import { parseJsonLines } from '../../../src/host/jsonLines.ts';
import { mountseaPoll } from '../../../src/providers/mountsea.ts';
import { catJob } from '../../core/jobs.ts';
import type { Input } from './damage.ts';

const images = [{ spooled: 'reply-a-0' }, { link: 'https://files.example/a.png', revisedPrompt: 'a cat' }];
const sha256 = '00';

const entries: readonly EntryBody[] = [
  { type: 'intent', summary: { ...catJob, calls: 3, images: 4 } },
  { type: 'sent', call: 0, images: 2 },
  { type: 'answered', call: 0, images, usage: { total_tokens: 3 } },
  { type: 'fetched', call: 0, link: 'https://files.example/a.png', spooled: '0-1' },
  { type: 'saved', call: 0, image: 0, uri: 'file:///ws/assets/a-cat.png', sha256 },
  { type: 'lost', call: 0, image: 1 },
  { type: 'sent', call: 1 },
  { type: 'notSent', call: 1 },
  { type: 'sent', call: 1 },
  { type: 'accepted', call: 1, task: '6f1d', poll: mountseaPoll },
  { type: 'sent', call: 2 },
  { type: 'failed', call: 2, code: 'unknownOutcome', money: 'unknown', message: 'cut' },
  { type: 'settled', call: 2 },
  { type: 'ended' },
];

const lines = entries.map((entry, at) => `${JSON.stringify({ at, job: 'a', ...entry })}\n`);

export const journals: readonly Input[] = [{ name: 'a journal', bytes: Buffer.from(lines.join('')) }];

/** All that is told from a journal. */
export function readJournal(bytes: Uint8Array): void {
  for (const job of readJobs(parseJsonLines(Buffer.from(bytes).toString(), isJournalEntry)).values()) {
    isOver(job);
    isOwing(job);
    remainsOf(job);
    unknownImages(job);
  }
}
