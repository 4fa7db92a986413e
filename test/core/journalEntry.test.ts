import { describe, expect, it } from 'vitest';
import { isJournalEntry } from '../../src/core/journalEntry.ts';
import { catJob } from './jobs.ts';

const intent = { at: 1, job: 'a', type: 'intent', summary: catJob };

describe('a line of the journal', () => {
  it.each([
    intent,
    { at: 2, job: 'a', type: 'sent', call: 0 },
    { at: 2, job: 'a', type: 'answered', call: 0, images: [{ spooled: 'x' }, { link: 'https://files.example/a.png' }] },
    { at: 2, job: 'a', type: 'failed', call: 0, code: 'network', money: 'notSent', message: '' },
    { at: 2, job: 'a', type: 'ended' },
  ])('counts when it is whole: %j', (entry) => {
    expect(isJournalEntry(entry)).toBe(true);
  });

  it.each([
    undefined,
    [],
    { ...intent, at: '1' },
    { ...intent, job: 7 },
    { ...intent, type: 'constructor' },
    { ...intent, type: 'of a later version' },
    { ...intent, summary: undefined },
    { ...intent, summary: { ...catJob, calls: 1e12 } },
    { ...intent, summary: { ...catJob, name: { slug: 'a-cat' } } },
    { at: 2, job: 'a', type: 'sent' },
    { at: 2, job: 'a', type: 'answered', call: 0, images: [null] },
    { at: 2, job: 'a', type: 'saved', call: 0, image: -1, uri: '', sha256: '' },
  ])('is passed over when it is not: %j', (entry) => {
    expect(isJournalEntry(entry)).toBe(false);
  });
});
