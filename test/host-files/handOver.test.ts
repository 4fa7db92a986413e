import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Http } from '../../src/core/http.ts';
import type { EntryBody } from '../../src/core/job.ts';
import { WindowJournal } from '../../src/host/journal.ts';
import { Recovery } from '../../src/host/recovery.ts';
import { FileSpool } from '../../src/host/spool.ts';
import { fakePorts, png } from '../core/fakes.ts';
import { summary } from './jobs.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'easel-hand-over-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const link = 'https://cdn.example/cat.png';
const untilFetched: readonly EntryBody[] = [
  { type: 'intent', summary },
  { type: 'sent', call: 0, images: 1 },
  { type: 'answered', call: 0, images: [{ link }] },
];
const untilSent = untilFetched.slice(0, 2);

/** Leaves the journal of a window whose process is gone. */
async function leave(job: string, entries: readonly EntryBody[]): Promise<void> {
  const owner = { type: 'owner', space: 'x', pid: 1 };
  const lines = [owner, ...entries.map((entry, at) => ({ at, job, ...entry })), { type: 'released' }];
  await writeFile(join(folder, `gone-${job}.jsonl`), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

/** A window over the storage that all share; `downloads` are answered when the test says so. */
function openWindow({ hasFolder }: { readonly hasFolder: boolean }) {
  const { ports, recorded } = fakePorts();
  const downloads: (() => void)[] = [];
  const http: Http = {
    async exchange(_, receiver) {
      await new Promise<void>((resolve) => downloads.push(resolve));
      receiver.head({ status: 200, headers: { 'content-type': 'image/png' } });
      await receiver.data(png);
    },
  };
  const timers: (() => void)[] = [];
  const journal = new WindowJournal(folder);
  const recovery = new Recovery({
    ports: { ...ports, http, journal, spool: new FileSpool(join(folder, 'spool')) },
    journal,
    isHere: () => hasFolder,
    announce: () => undefined,
    settle: () => Promise.resolve(),
    settleUnbegun: () => Promise.resolve(),
    sweep: () => Promise.resolve(),
    reach: () => undefined,
    timeoutMs: () => 60_000,
    every(_, work) {
      timers.push(work);
      return { stop: () => void timers.splice(timers.indexOf(work), 1) };
    },
  });
  return { recovery, journal, downloads, timers, files: recorded.files };
}

describe('a job of a folder that only one of two windows has', () => {
  it('is fetched by the one that opens first, once, and saved by the other, though both live', async () => {
    await leave('a', untilFetched);
    const first = openWindow({ hasFolder: false });
    const second = openWindow({ hasFolder: true });
    const fetching = first.recovery.adopt();
    await expect.poll(() => first.downloads.length).toBe(1);
    await second.recovery.adopt();
    expect([second.recovery.list(), second.timers.length]).toEqual([[], 1]);
    first.downloads[0]?.();
    await fetching;
    expect(first.recovery.list().map(({ id }) => id)).toEqual(['a']);
    // As its timer does.
    await second.recovery.adopt();
    expect([first.files.length, second.files.length, second.downloads.length]).toEqual([0, 1, 0]);
    expect([second.recovery.list(), second.timers]).toEqual([[], []]);
    await first.recovery.adopt();
    expect(first.recovery.list()).toEqual([]);
    for (const { journal } of [first, second]) await journal.close();
    expect((await readdir(folder)).filter((name) => name.endsWith('.jsonl'))).toEqual([]);
  });

  it('is saved once when both have it, and both look at the same time', async () => {
    for (const job of ['a', 'b', 'c']) await leave(job, untilFetched);
    const windows = [openWindow({ hasFolder: true }), openWindow({ hasFolder: true })];
    const looking = windows.flatMap(({ recovery }) => [recovery.adopt(), recovery.adopt()]);
    const fetched = () => windows.flatMap(({ downloads }) => downloads);
    await expect.poll(() => fetched().length).toBe(3);
    for (const go of fetched()) go();
    await Promise.all(looking);
    expect([fetched().length, windows.flatMap(({ files }) => files).length]).toEqual([3, 3]);
    for (const { journal } of windows) await journal.close();
    expect((await readdir(folder)).filter((name) => name.endsWith('.jsonl'))).toEqual([]);
  });

  it('goes on where the first window was when that died in the middle', async () => {
    await leave('a', untilFetched);
    const first = openWindow({ hasFolder: false });
    void first.recovery.adopt();
    await expect.poll(() => first.downloads.length).toBe(1);
    // Closed without waiting: what it holds is free with it.
    await first.journal.close();
    const second = openWindow({ hasFolder: true });
    const saving = second.recovery.adopt();
    await expect.poll(() => second.downloads.length).toBe(1);
    second.downloads[0]?.();
    await saving;
    expect(second.files).toHaveLength(1);
    await second.journal.close();
  });
});

describe('a job that waits for its person', () => {
  it('stays listed while another window is at work on it, and nothing is said to be done that is not', async () => {
    await leave('a', untilSent);
    const first = openWindow({ hasFolder: true });
    const second = openWindow({ hasFolder: true });
    const third = openWindow({ hasFolder: true });
    await first.recovery.adopt();
    expect(await second.journal.take('a')).toMatchObject({ id: 'a' });
    for (const { recovery } of [first, third]) await recovery.adopt();
    expect([first.recovery.list().length, third.recovery.list().length]).toEqual([1, 0]);
    expect([first.timers.length, third.timers.length]).toEqual([1, 1]);
    for (const { recovery } of [first, third]) {
      await expect(recovery.settleUnknown('a')).rejects.toMatchObject({ code: 'storage', money: 'kept' });
      await expect(recovery.settleUnasked('a')).rejects.toMatchObject({ code: 'storage', money: 'kept' });
      await expect(recovery.finish('a')).rejects.toMatchObject({ code: 'storage', money: 'kept' });
    }
    await second.journal.release('a');
    await third.recovery.settleUnknown('a');
    await first.recovery.adopt();
    // Of what nobody is owed any more nothing is to be done, and nothing is wrong with that.
    await first.recovery.settleUnknown('a');
    expect([first.recovery.list(), first.timers]).toEqual([[], []]);
    for (const { journal } of [first, second, third]) await journal.close();
  });
});
