import { appendFile, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../src/core/ports.ts';
import { LedgerFile } from '../../src/host/ledger.ts';
import { sweepSpool } from '../../src/host/sweepSpool.ts';
import { summary } from './jobs.ts';

let folder = '';
let file = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'easel-ledger-'));
  file = join(folder, 'ledger.jsonl');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const entry = (job: string): LedgerEntry => ({
  at: 1,
  job,
  summary: { ...summary, prompt: '猫 🦀' },
  file: {
    uri: `file:///ws/${job}.png`,
    path: `${job}.png`,
    mediaType: 'image/png',
    width: 1,
    height: 1,
    bytes: 1,
    sha256: '00',
  },
});

const jobsIn = async (ledger: LedgerFile) => (await ledger.read()).map(({ job }) => job);

describe('the ledger', () => {
  it('is empty before the first image', async () => {
    expect(await jobsIn(new LedgerFile(file))).toEqual([]);
  });

  it('has what every window added, in order, and tells its own window', async () => {
    const [one, other] = [new LedgerFile(file), new LedgerFile(file)];
    let told = 0;
    const listening = one.onDidAdd(() => (told += 1));
    await one.add(entry('a'));
    expect(await one.read()).toEqual([entry('a')]);
    await other.add(entry('b'));
    await one.add(entry('c'));
    expect(await jobsIn(one)).toEqual(['a', 'b', 'c']);
    expect(await jobsIn(other)).toEqual(['a', 'b', 'c']);
    listening.dispose();
    await one.add(entry('d'));
    expect(told).toBe(2);
    await Promise.all([one.close(), other.close()]);
  });

  it('is read only where it grew', async () => {
    const ledger = new LedgerFile(file);
    await ledger.add(entry('a'));
    const first = await ledger.read();
    expect(await ledger.read()).toBe(first);
    await ledger.add(entry('b'));
    expect((await ledger.read())[0]).toBe(first[0]);
    await ledger.close();
  });

  it('has a line that another window is writing as soon as it is whole', async () => {
    const ledger = new LedgerFile(file);
    await ledger.add(entry('a'));
    const line = Buffer.from(`${JSON.stringify(entry('b'))}\n`);
    for (const byte of [line.indexOf(0xe7) + 1, line.length - 1]) {
      await writeFile(file, Buffer.concat([Buffer.from(`${JSON.stringify(entry('a'))}\n`), line.subarray(0, byte)]));
      expect(await jobsIn(ledger)).toEqual(['a']);
    }
    await appendFile(file, '\n');
    expect(await ledger.read()).toEqual([entry('a'), entry('b')]);
    await ledger.close();
  });

  it('begins anew when its file was removed or cut', async () => {
    const ledger = new LedgerFile(file);
    for (const job of ['a', 'b']) await ledger.add(entry(job));
    await ledger.read();
    await writeFile(file, `${JSON.stringify(entry('b'))}\n`);
    expect(await jobsIn(ledger)).toEqual(['b']);
    await rm(file);
    expect(await jobsIn(ledger)).toEqual([]);
    await ledger.close();
  });

  it('says so when it cannot be read, and is read again when it can', async () => {
    await mkdir(file);
    const ledger = new LedgerFile(file);
    await expect(ledger.read()).rejects.toThrow('EISDIR');
    await rm(file, { recursive: true });
    await ledger.add(entry('a'));
    expect(await jobsIn(ledger)).toEqual(['a']);
    await ledger.close();
  });
});

describe('what jobs left in the spool', () => {
  it('goes after two weeks, unless a journal names the job', async () => {
    const day = 86_400_000;
    const now = Date.now();
    for (const [job, days] of [
      ['owed', 100],
      ['old', 15],
      ['young', 13],
    ] as const) {
      await mkdir(join(folder, job));
      await writeFile(join(folder, job, 'reply.json'), '{}');
      const changed = new Date(now - days * day);
      await utimes(join(folder, job), changed, changed);
    }
    await sweepSpool(folder, new Set(['owed']), now);
    expect((await readdir(folder)).sort()).toEqual(['owed', 'young']);
    await sweepSpool(join(folder, 'none'), new Set(), now);
  });

  it('finds a file under its new name: as a result, and as a reference, in the order in which it happened', async () => {
    const ledger = new LedgerFile(file);
    const made = entry('a');
    const sources = [{ uri: made.file.uri, path: made.file.path }];
    await ledger.add(made);
    await ledger.add({ ...entry('b'), summary: { ...summary, sources } });
    await ledger.read();
    await ledger.move([{ from: made.file.uri, to: 'file:///ws/new.png', path: 'new.png' }]);
    await ledger.add(made);
    const seen = (entries: readonly LedgerEntry[]) =>
      entries.map((each) => [each.file.path, each.summary.sources.map((source) => source.path)]);
    const expected = [
      ['new.png', []],
      ['b.png', ['new.png']],
      ['a.png', []],
    ];
    expect(seen(await ledger.read())).toEqual(expected);
    expect(seen(await new LedgerFile(file).read())).toEqual(expected);
  });

  it('follows files that change their names with each other, all of them told at once', async () => {
    const ledger = new LedgerFile(file);
    let told = 0;
    for (const job of ['a', 'b']) await ledger.add(entry(job));
    ledger.onDidAdd(() => (told += 1));
    const [a, b, aside] = ['file:///ws/a.png', 'file:///ws/b.png', 'file:///ws/aside.png'] as const;
    await ledger.move([
      { from: a, to: aside, path: 'aside.png' },
      { from: b, to: a, path: 'a.png' },
      { from: aside, to: b, path: 'b.png' },
    ]);
    await ledger.move([]);
    expect((await ledger.read()).map(({ job, file: { path } }) => [job, path])).toEqual([
      ['a', 'b.png'],
      ['b', 'a.png'],
    ]);
    expect(told).toBe(1);
    await ledger.close();
  });
});
