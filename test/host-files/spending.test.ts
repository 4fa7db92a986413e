import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EaselError } from '../../src/base/errors.ts';
import { readJobs, type JournalEntry } from '../../src/core/job.ts';
import { dayOf } from '../../src/core/spending.ts';
import { Spending, type SpendingParts } from '../../src/host/spending.ts';
import { cutJob, doneJob, summary } from './jobs.ts';

let folder = '';
let file = '';
let open: Spending[] = [];
const warned: string[] = [];
const now = new Date(2026, 2, 9, 21, 30).getTime();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'easel-spending-'));
  file = join(folder, 'spending.jsonl');
  warned.length = 0;
});
afterEach(async () => {
  await Promise.all(open.map((each) => each.close()));
  open = [];
  await rm(folder, { recursive: true, force: true });
});

/** One window. */
function spending(limit: number, parts: Partial<SpendingParts> = {}): Spending {
  const log = { warn: (text: string) => void warned.push(text) };
  const made = new Spending(file, { limit: () => limit, now: () => now, log, ...parts });
  open.push(made);
  return made;
}

const job = (id: string, images = 1) => ({ job: id, provider: 'mixroute', model: 'nano', images, price: '¥0.14' });
const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('It resolves.'),
    (error: unknown) => error as EaselError,
  );
const stateOf = (entries: readonly JournalEntry[]) => [...readJobs(entries).values()][0]!;

describe('the limit of images a day', () => {
  it('refuses what is over it, and says what is left, what to do, and that nothing was charged', async () => {
    const window = spending(5);
    await window.reserve(job('a', 3));
    expect(await window.left()).toBe(2);
    const error = await errorOf(window.reserve(job('b', 3)));
    expect(error.code).toBe('quota');
    expect(error.text).toBe(
      'Your own limit of 5 images a day leaves 2 for today, and this makes 3. Nothing was charged. ' +
        'A new day begins in 3 h; “easel.dailyImageLimit” changes the limit.',
    );
    expect([error.setting, error.retryAfterMs]).toEqual(['easel.dailyImageLimit', 9_000_000]);
    await window.requireRoom(2);
    await window.reserve(job('c', 2));
    const reached = await errorOf(window.requireRoom(1));
    expect(reached.what).toBe('Your own limit of 5 images a day is reached.');
  });

  it('is one for all windows, which cannot both have the last place', async () => {
    const windows = Array.from({ length: 4 }, () => spending(10));
    const jobs = Array.from({ length: 40 }, (_, at) => windows[at % 4]!.reserve(job(`job-${at}`)));
    const outcomes = await Promise.allSettled(jobs);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect(await Promise.all(windows.map((window) => window.left()))).toEqual([0, 0, 0, 0]);
  });

  it('is another one tomorrow', async () => {
    let time = now;
    const window = spending(1, { now: () => time });
    await window.reserve(job('a'));
    time += 3 * 3_600_000;
    await window.reserve(job('b'));
    expect((await errorOf(window.reserve(job('c')))).code).toBe('quota');
  });

  it('has room again for what was not sent, and not for what may have been charged', async () => {
    const window = spending(2);
    await window.reserve(job('sent'));
    await window.reserve(job('planned'));
    await window.settle(stateOf(cutJob('sent')));
    await window.settle(stateOf(cutJob('planned').slice(0, 1)));
    expect(await window.left()).toBe(1);
    // Another window fetched it after all.
    await spending(2).settle(stateOf(doneJob('sent')));
    expect(await window.left()).toBe(1);
    expect((await window.read()).find('sent')?.account).toEqual({ made: 1, open: 0 });
  });

  it('says nothing twice, and nothing of jobs that are not in the book', async () => {
    const window = spending(2);
    await window.reserve(job('a'));
    for (const id of ['a', 'a', 'b']) await window.settle(stateOf(doneJob(id)));
    expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(2);
  });

  it('grows by nothing, however often a job is settled that says absurd things, or is known less of', async () => {
    const window = spending(9);
    await window.reserve(job('a', 2));
    await window.reserve(job('b'));
    await window.settle(stateOf(doneJob('b')));
    const [intent, ...entries] = doneJob('a');
    const twice = [0, 1].flatMap((call) => entries.map((entry) => ('call' in entry ? { ...entry, call } : entry)));
    const absurd = twice.map((entry) => (entry.type === 'answered' ? { ...entry, usage: { cost: 1e308 } } : entry));
    const state = stateOf([{ ...intent!, summary: { ...summary, calls: 2 } } as JournalEntry, ...absurd]);
    for (const known of [state, stateOf(cutJob('b'))]) for (let at = 0; at < 5; at += 1) await window.settle(known);
    expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(4);
    expect((await window.read()).find('a')?.account).toEqual({ made: 2, open: 0 });
    expect((await window.read()).find('b')?.account).toEqual({ made: 1, open: 0 });
  });

  it('has room again for what its window did not live to begin, once that is certain', async () => {
    let time = now;
    const window = spending(9, { now: () => time });
    for (const id of ['lost', 'named', 'settled']) await window.reserve(job(id, 2));
    await window.settle(stateOf(cutJob('settled')));
    const unbegun = (named: ReadonlySet<string> | undefined) => window.settleUnbegun(() => Promise.resolve(named));
    await unbegun(new Set(['named']));
    time += 11 * 60_000;
    await window.reserve(job('young', 2));
    await unbegun(undefined);
    expect(await window.left()).toBe(2);
    await unbegun(new Set(['named']));
    expect(await window.left()).toBe(4);
    expect((await window.read()).find('lost')?.account).toEqual({ made: 0, open: 0 });
    // It began after all, in a window that had been asleep.
    await spending(9).settle(stateOf(doneJob('lost')));
    expect(await window.left()).toBe(3);
  });

  it('reads no journal for it while there is nothing to be sure of', async () => {
    const window = spending(9);
    await window.reserve(job('a'));
    await window.settleUnbegun(() => expect.fail('It is read.'));
    expect(warned).toEqual([]);
  });

  it('keeps what its own window settled while the journals were read', async () => {
    let time = now;
    const window = spending(9, { now: () => time });
    await window.reserve(job('a'));
    time += 11 * 60_000;
    await window.settleUnbegun(async () => {
      await spending(9).settle(stateOf(cutJob('a')));
      return new Set();
    });
    expect((await window.read()).find('a')?.account).toEqual({ made: 0, open: 1 });
    expect(warned).toEqual([]);
  });

  it('is held over a line that a crash tore, under this window’s own pen', async () => {
    const window = spending(2);
    await window.reserve(job('a'));
    await appendFile(file, '{"type":"reserved","at":1,"day":"2026');
    await window.reserve(job('b'));
    expect((await errorOf(window.reserve(job('c')))).code).toBe('quota');
    expect(await spending(2).left()).toBe(0);
  });

  it('is held when the file is removed while a window has it open', async () => {
    const window = spending(1);
    await window.reserve(job('a'));
    await rm(file);
    await window.reserve(job('b'));
    expect((await errorOf(window.reserve(job('c')))).code).toBe('quota');
  });

  it('lets nothing through when it cannot be held, and everything when there is none', async () => {
    await mkdir(file);
    const error = await errorOf(spending(5).reserve(job('a')));
    expect([error.code, error.money, error.setting]).toEqual(['storage', 'notSent', 'easel.dailyImageLimit']);
    expect((await errorOf(spending(5).requireRoom(1))).code).toBe('storage');
    const free = spending(0);
    expect(await free.left()).toBeUndefined();
    await free.requireRoom(1000);
    await free.reserve(job('a', 1000));
    await free.settle(stateOf(doneJob('a')));
    expect(warned).toHaveLength(2);
  });
});

describe('the account of what was spent', () => {
  it('stands in the file before a job begins, with the price as it was known then', async () => {
    await spending(0).reserve(job('a', 2));
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      type: 'reserved',
      at: now,
      day: dayOf(now),
      limit: 0,
      ...job('a', 2),
    });
  });

  it('is read in pieces, however long', async () => {
    const lines = Array.from({ length: 8000 }, (_, at) => {
      return { type: 'reserved', at, day: dayOf(now), limit: 0, ...job(`job-${at}`) };
    });
    await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const long = { ...lines[0], job: 'long', model: 'm'.repeat(700_000) };
    await appendFile(file, `${JSON.stringify(long)}\n`);
    const window = spending(9000);
    expect(await window.left()).toBe(999);
    expect((await window.read()).find('long')).toBeDefined();
  });
});
