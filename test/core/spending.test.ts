import { describe, expect, it } from 'vitest';
import { readJobs, type EntryBody } from '../../src/core/job.ts';
import {
  accountOf,
  dayOf,
  isSpendingLine,
  SpendingBook,
  untilNextDay,
  type Reserved,
  type SpendingLine,
} from '../../src/core/spending.ts';
import { catJob } from './jobs.ts';

const reserved = (job: string, images: number, others: Partial<Reserved> = {}): Reserved => ({
  type: 'reserved',
  at: 1,
  day: '2026-03-09',
  job,
  provider: 'mixroute',
  model: 'nano',
  images,
  limit: 5,
  ...others,
});

const settled = (job: string, made: number, open = 0): SpendingLine => ({ type: 'settled', at: 2, job, made, open });

function bookOf(...lines: readonly SpendingLine[]): SpendingBook {
  const book = new SpendingBook();
  for (const line of lines) book.add(line);
  return book;
}

describe('the book of what is spent', () => {
  it('allows jobs up to the limit, in the order in which they stand, and each whole or not at all', () => {
    const book = bookOf(reserved('a', 3), reserved('b', 3), reserved('c', 2), reserved('d', 1));
    expect(['a', 'b', 'c', 'd', 'e'].map((job) => book.allows(job))).toEqual([true, false, true, false, undefined]);
    expect(book.usedOn('2026-03-09')).toBe(5);
    expect([...book.jobs()].map(({ reserved: { job } }) => job)).toEqual(['a', 'c']);
  });

  it('gives back what was provably not spent, and keeps what may have been', () => {
    const book = bookOf(reserved('a', 4), settled('a', 1, 1));
    expect(book.usedOn('2026-03-09')).toBe(2);
    book.add(reserved('b', 3));
    expect(book.allows('b')).toBe(true);
    book.add(settled('b', 0));
    expect(book.usedOn('2026-03-09')).toBe(2);
  });

  it('counts a job once, whatever is said of it again, and for the day on which it began', () => {
    const book = bookOf(reserved('a', 4), reserved('a', 4), settled('a', 0, 4), settled('a', 4));
    expect(book.usedOn('2026-03-09')).toBe(4);
    book.add(reserved('b', 5, { day: '2026-03-10' }));
    // By a window that knew less.
    book.add(settled('a', 1, 3));
    expect([book.usedOn('2026-03-09'), book.usedOn('2026-03-10')]).toEqual([4, 5]);
    expect(book.find('a')?.account).toEqual({ made: 4, open: 0 });
  });

  it('lacks what became of a job until it was told, and nothing of a window that knew less', () => {
    const book = bookOf(reserved('a', 4));
    expect(book.lacks('a', { made: 0, open: 0 })).toBe(true);
    book.add(settled('a', 2, 2));
    expect([1, 2, 3].map((made) => book.lacks('a', { made, open: 4 - made }))).toEqual([false, false, true]);
    expect(book.lacks('b', { made: 1, open: 0 })).toBe(false);
  });

  it('holds each job against the limit as it was then', () => {
    const book = bookOf(reserved('a', 9, { limit: 0 }), reserved('b', 1), reserved('c', 9, { limit: 20 }));
    expect(['a', 'b', 'c'].map((job) => book.allows(job))).toEqual([true, false, true]);
  });

  it('does not let a job through a second time that was refused', () => {
    const book = bookOf(reserved('a', 5), reserved('b', 1), settled('a', 0), reserved('b', 1), settled('b', 1));
    expect(book.allows('b')).toBe(false);
    expect(book.usedOn('2026-03-09')).toBe(0);
  });

  it('reads only what is a line of it', () => {
    expect(isSpendingLine(reserved('a', 1, { price: '$1' }))).toBe(true);
    expect(isSpendingLine({ ...settled('a', 1), cost: 0.1, costed: 1, usage: { tokens: 1 } })).toBe(true);
    for (const wrong of [
      undefined,
      [],
      { ...reserved('a', 1), images: -1 },
      { ...reserved('a', 1), limit: 'none' },
      { ...reserved('a', 1), price: 3 },
      { ...settled('a', 1), made: 1.5 },
      { ...settled('a', 1), cost: '1' },
      { ...settled('a', 1), usage: { tokens: '1' } },
      { ...settled('a', 1), type: 'spent' },
    ]) {
      expect(isSpendingLine(wrong)).toBe(false);
    }
  });
});

describe('what became of a job', () => {
  const job = (calls: number, ...entries: readonly EntryBody[]) => {
    const bodies: readonly EntryBody[] = [{ type: 'intent', summary: { ...catJob, calls } }, ...entries];
    const state = readJobs(bodies.map((body) => ({ at: 1, job: 'a', ...body }))).get('a');
    return accountOf(state!);
  };
  const sent = (call: number, images = 1): EntryBody => ({ type: 'sent', call, images });
  const saved = (call: number, image: number): EntryBody => ({
    type: 'saved',
    call,
    image,
    uri: 'file:///ws/a.png',
    sha256: '00',
  });
  const failed = (call: number, money: 'notSent' | 'refused' | 'unknown' | 'charged' | 'kept'): EntryBody => {
    return { type: 'failed', call, code: 'provider', money, message: '' };
  };

  it('is nothing where nothing was sent, or where it was refused', () => {
    expect(job(2)).toEqual({ made: 0, open: 0 });
    expect(job(2, sent(0), { type: 'notSent', call: 0 }, failed(0, 'notSent'), sent(1), failed(1, 'refused'))).toEqual({
      made: 0,
      open: 0,
    });
  });

  it('is open where it may have been charged: all images that a call asked for', () => {
    expect(job(1, sent(0, 4))).toEqual({ made: 0, open: 4 });
    expect(job(2, sent(0, 2), failed(0, 'unknown'), sent(1, 2), failed(1, 'charged'))).toEqual({ made: 0, open: 4 });
    const poll = { path: '/tasks/{id}', intervalMs: 1, backoff: 1, initialDelayMs: 0, notFoundGraceMs: 0 } as never;
    const accepted: EntryBody = { type: 'accepted', call: 0, task: 't', poll };
    expect(job(1, sent(0), accepted)).toEqual({ made: 0, open: 1 });
    expect(job(1, sent(0), accepted, failed(0, 'kept'))).toEqual({ made: 0, open: 1 });
    expect(job(1, sent(0), accepted, failed(0, 'refused'))).toEqual({ made: 0, open: 0 });
  });

  it('counts images of an answer that became no files, and those that did not come', () => {
    const images = [{ spooled: 'x' }, { link: 'https://example.org/y' }];
    const answered: EntryBody = { type: 'answered', call: 0, images };
    expect(job(1, sent(0, 2), answered, saved(0, 0))).toEqual({ made: 1, open: 1 });
    expect(job(1, sent(0, 4), answered, saved(0, 0), saved(0, 1))).toEqual({ made: 2, open: 2 });
    expect(job(1, sent(0, 1), answered, saved(0, 0), saved(0, 1))).toEqual({ made: 2, open: 0 });
  });

  it('has what the service counted and said that it cost, and keeps no name that is none', () => {
    const answer = (call: number, usage: Record<string, number>): EntryBody[] => [
      sent(call),
      { type: 'answered', call, images: [{ spooled: 'x' }], usage },
      saved(call, 0),
    ];
    const counters = { cost: 0.25, total_tokens: 3, 'details.image': 1, '| <b>': 1, negative: -1 };
    expect(job(3, ...answer(0, counters), ...answer(1, { cost: 0.5, total_tokens: 4 }), ...answer(2, {}))).toEqual({
      made: 3,
      open: 0,
      cost: 0.75,
      costed: 2,
      usage: { total_tokens: 7, 'details.image': 1 },
    });
    expect(job(1, ...answer(0, { ['__proto__']: 1 })).usage).toEqual(Object.fromEntries([['__proto__', 1]]));
  });
});

describe('what a service says that it cost', () => {
  const accountWith = (...usages: readonly Record<string, number>[]) => {
    const calls = usages.map((usage) => ({
      state: 'answered' as const,
      images: [{ answered: { spooled: 'x' }, spooled: 'x', saved: 'file:///ws/a.png' }],
      usage,
    }));
    return accountOf({ calls });
  };

  it.each([1e308, Infinity, NaN, -1, 1e13])('is no cost when it can be none: %s', (cost) => {
    expect(accountWith({ cost, total_tokens: cost }, { cost })).toEqual({ made: 2, open: 0 });
    expect(accountWith({ cost }, { cost: 0.5 })).toEqual({ made: 2, open: 0, cost: 0.5, costed: 1 });
  });

  it('is the same when it is read again, so that the book has it once', () => {
    for (const cost of [1e308, 0.1, 1e12]) {
      const account = accountWith({ cost, n: cost }, { cost: 0.2, n: 0.2 }, { cost });
      const line: unknown = JSON.parse(JSON.stringify({ type: 'settled', at: 1, job: 'a', ...account }));
      expect(isSpendingLine(line)).toBe(true);
      const book = bookOf(reserved('a', 3));
      expect(book.lacks('a', account)).toBe(true);
      book.add(line as SpendingLine);
      expect(book.lacks('a', account)).toBe(false);
    }
  });
});

describe('a day', () => {
  it('is the calendar’s, and ends at midnight', () => {
    const at = new Date(2026, 2, 9, 23, 59, 30).getTime();
    expect(dayOf(at)).toBe('2026-03-09');
    expect(untilNextDay(at)).toBe(30_000);
    expect(dayOf(at + untilNextDay(at))).toBe('2026-03-10');
  });
});
