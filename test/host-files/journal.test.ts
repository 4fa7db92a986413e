import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { remainsOf } from '../../src/core/job.ts';
import { WindowJournal } from '../../src/host/journal.ts';
import { leaseMs, nodeProcesses, type Every } from '../../src/host/lease.ts';
import { cutJob, doneJob, summary } from './jobs.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'easel-journal-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A process id that nobody has: that of a process which has ended and was waited for. */
async function deadPid(): Promise<number> {
  const child = fork(join(folder, 'nothing.cjs'), { stdio: 'ignore' });
  const { pid } = child;
  await once(child, 'exit');
  if (pid === undefined) throw new Error('no process was started');
  return pid;
}

const { space } = await nodeProcesses.self();

/** Leaves a journal as a window of that process would have. */
async function leave(pid: number, name: string, entries: readonly unknown[], owner: object = {}): Promise<string> {
  const file = join(folder, `${name}.jsonl`);
  const began = await nodeProcesses.beganAt(pid);
  const lines = [{ type: 'owner', space, pid, ...(began ? { began } : {}), ...owner }, ...entries];
  await writeFile(file, lines.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  return file;
}

const adopt = (journal: WindowJournal) => journal.adopt(() => true);
const jobsOf = async (journal: WindowJournal) => (await adopt(journal)).taken.map(({ id }) => id).sort();

/** A window with a clock that can be set; `renew` is what its timer would do. */
function windowAt(now: () => number) {
  const timers: (() => void)[] = [];
  const every: Every = (_, work) => {
    timers.push(work);
    return { stop: () => timers.splice(timers.indexOf(work), 1) };
  };
  return { journal: new WindowJournal(folder, { now, elapsed: now, every }), timers };
}

describe('the journal of a window', () => {
  it('is on the disk line by line, begins with its process, and says nothing when nothing happened', async () => {
    const journal = new WindowJournal(folder);
    expect(await readdir(folder)).toEqual([]);
    for (const entry of cutJob('a')) await journal.append(entry);
    const [name = ''] = await readdir(folder);
    expect(name).toMatch(/^[0-9a-f-]{36}\.jsonl$/);
    const lines = (await readFile(join(folder, name), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { type: 'owner', ...(await nodeProcesses.self()) },
      ...cutJob('a'),
    ]);
    expect(await journal.entriesOf('a')).toEqual(cutJob('a'));
    expect(await journal.entriesOf('b')).toEqual([]);
    await journal.close();
  });

  it('goes with its window when nobody is owed anything, and stays when somebody is', async () => {
    const done = new WindowJournal(folder);
    for (const entry of doneJob('a')) await done.append(entry);
    await done.close();
    expect(await readdir(folder)).toEqual([]);
    const owing = new WindowJournal(folder);
    for (const entry of [...doneJob('a'), ...cutJob('b')]) await owing.append(entry);
    await owing.close();
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('leaves what could not be sent any more when its window ended to a later one, as never sent', async () => {
    const window = new WindowJournal(folder);
    const [intent, sent] = cutJob('a');
    await window.append({ ...intent!, type: 'intent', summary: { ...summary, calls: 3 } });
    await window.append(sent!);
    await window.close();
    for (const call of [1, 2]) {
      await window.append({ at: 3, job: 'a', type: 'failed', call, code: 'auth', money: 'notSent', message: 'no key' });
    }
    await window.append({ at: 4, job: 'a', type: 'ended' });
    const next = new WindowJournal(folder);
    const [job] = (await adopt(next)).taken;
    expect(job).toMatchObject({ id: 'a', ended: false });
    expect(remainsOf(job!)).toMatchObject({ unknown: 1, unasked: 2 });
    await next.release('a');
    await next.close();
  });

  it('says so, with what it means for money, when it cannot be written', async () => {
    await writeFile(join(folder, 'file'), '');
    const journal = new WindowJournal(join(folder, 'file'));
    const [intent, , answered] = doneJob('a');
    await expect(journal.append(intent!)).rejects.toMatchObject({ code: 'storage', money: 'notSent' });
    await expect(journal.append(answered!)).rejects.toMatchObject({ code: 'storage', money: 'kept' });
  });

  it('can be written again once the disk can', async () => {
    const place = join(folder, 'later');
    await writeFile(place, 'in the way');
    const journal = new WindowJournal(place);
    const [intent, sent] = cutJob('a');
    await expect(journal.append(intent!)).rejects.toMatchObject({ code: 'storage' });
    await rm(place);
    await journal.append(intent!);
    await journal.append(sent!);
    expect(await journal.entriesOf('a')).toEqual(cutJob('a'));
    await journal.close();
  });
});

describe('a window that opens', () => {
  it('takes over what is owed by one that is gone, and goes on writing it down', async () => {
    const file = await leave(await deadPid(), 'gone', [...cutJob('cut'), ...doneJob('done')]);
    const journal = new WindowJournal(folder);
    expect(await jobsOf(journal)).toEqual(['cut']);
    expect(await journal.entriesOf('cut')).toEqual(cutJob('cut'));
    expect(await journal.entriesOf('done')).toEqual([]);
    await journal.append({ at: 3, job: 'cut', type: 'settled', call: 0 });
    expect(await journal.entriesOf('cut')).toHaveLength(3);
    await expect(readFile(file)).rejects.toThrow('ENOENT');
    expect(await jobsOf(journal)).toEqual([]);
    await journal.release('cut');
    expect((await readdir(folder)).filter((name) => name.includes('+'))).toEqual([]);
    await journal.close();
  });

  it('leaves the journal of a window that lives', async () => {
    const child = fork(await script('process.on("message", () => process.exit())'), { stdio: 'ignore' });
    await once(child, 'spawn');
    await leave(child.pid!, 'lives', cutJob('a'));
    const journal = new WindowJournal(folder);
    expect(await jobsOf(journal)).toEqual([]);
    child.send('end');
    await once(child, 'exit');
    expect(await jobsOf(journal)).toEqual(['a']);
    await journal.close();
  });

  it.each([
    ['of another machine or container', { space: 'elsewhere' }],
    ['of an earlier version', { space: undefined, host: 'a-machine' }],
    ['with an owner line that a crash tore', undefined],
  ])('waits for the lease of a journal %s', async (_, owner) => {
    const file = await leave(process.pid, 'held', cutJob('a'), owner);
    if (!owner) await writeFile(file, (await readFile(file, 'utf8')).replace(/^.{20}/, ''));
    let now = (await stat(file)).mtimeMs;
    const { journal } = windowAt(() => now);
    expect(await adopt(journal)).toMatchObject({ taken: [], isUnsure: true });
    now += leaseMs.lasts + 1;
    expect(await adopt(journal)).toMatchObject({ taken: [], isUnsure: true });
    now += leaseMs.lookAgain;
    expect(await adopt(journal)).toMatchObject({ taken: [{ id: 'a' }], isUnsure: false });
    await journal.close();
  });

  it('leaves a journal elsewhere whose lease is renewed, and need not look again', async () => {
    const file = await leave(process.pid, 'held', cutJob('a'), { space: 'elsewhere' });
    let now = (await stat(file)).mtimeMs;
    const { journal } = windowAt(() => now);
    expect(await adopt(journal)).toMatchObject({ taken: [], isUnsure: true });
    now += leaseMs.lookAgain;
    await utimes(file, new Date(now), new Date(now));
    expect(await adopt(journal)).toMatchObject({ taken: [], isUnsure: false });
    await journal.close();
  });

  it('renews its own lease while it is open, and lets go when it closes', async () => {
    const { journal, timers } = windowAt(Date.now);
    await journal.append(cutJob('a')[0]!);
    for (const entry of cutJob('b')) await journal.append(entry);
    expect(timers).toHaveLength(1);
    const [name = ''] = await readdir(folder);
    await utimes(join(folder, name), new Date(0), new Date(0));
    timers[0]?.();
    await expect.poll(async () => (await stat(join(folder, name))).mtimeMs).toBeGreaterThan(0);
    await journal.close();
    expect(timers).toEqual([]);
    // This process goes on, and yet the journal is free.
    const next = new WindowJournal(folder);
    expect(await jobsOf(next)).toEqual(['a', 'b']);
    await next.close();
  });

  it('takes over the journal of an earlier process that had its own number', async () => {
    await leave(process.pid, 'before-the-restart', cutJob('a'), { began: '1' });
    const journal = new WindowJournal(folder);
    expect(await jobsOf(journal)).toEqual(['a']);
    await journal.close();
  });

  it('takes over what a window had claimed that is gone itself, and leaves it to one that lives', async () => {
    await leave(process.pid, 'lives', []);
    await leave(await deadPid(), 'lives+1', cutJob('a'));
    await leave(await deadPid(), 'gone', []);
    await leave(await deadPid(), 'gone+1', cutJob('b'));
    await leave(await deadPid(), 'removed+1', cutJob('c'));
    const journal = new WindowJournal(folder);
    expect(await jobsOf(journal)).toEqual(['b', 'c']);
    expect(await readdir(folder)).toContain('lives+1.jsonl');
    await journal.close();
  });

  it('tells which jobs owe nothing any more, so that what they left can go', async () => {
    await leave(await deadPid(), 'gone', [...doneJob('done'), ...cutJob('cut')]);
    const journal = new WindowJournal(folder);
    expect((await adopt(journal)).done.map(({ id }) => id)).toEqual(['done']);
    await journal.close();
  });

  it.each([
    ['of a later version', { ...cutJob('a')[0], type: 'planned' }],
    ['that lost a bit', { ...cutJob('a')[0], summary: { ...summary, calls: 'one' } }],
  ])('keeps a journal with a line %s, says whose job it is, and leaves it in peace', async (_, line) => {
    await leave(await deadPid(), 'gone', [line, cutJob('a')[1], ...doneJob('b')]);
    const journal = new WindowJournal(folder);
    expect(await adopt(journal)).toMatchObject({ taken: [], done: [{ id: 'b' }] });
    const left = async () => (await readdir(folder)).filter((name) => name.startsWith('+'));
    const [name = ''] = await left();
    expect(await readFile(join(folder, name), 'utf8')).toContain(JSON.stringify(line));
    expect(await adopt(journal)).toMatchObject({ taken: [], waiting: [], isUnsure: false });
    expect([await left(), [...((await journal.jobsNamed()) ?? [])]]).toEqual([[name], ['a', 'b']]);
    await journal.close();
  });

  it('keeps the lines that it does not understand beside those of jobs that are owed something', async () => {
    const later = { at: 7, job: 'done', type: 'refunded', call: 0 };
    await leave(await deadPid(), 'gone', [...cutJob('a'), ...doneJob('done'), later, ...doneJob('over'), { at: 8 }]);
    const journal = new WindowJournal(folder);
    const found = await adopt(journal);
    expect([found.taken.map(({ id }) => id), found.done.map(({ id }) => id)]).toEqual([['a'], ['over']]);
    await journal.append({ at: 9, job: 'a', type: 'settled', call: 0 });
    await journal.release('a');
    const [name = ''] = (await readdir(folder)).filter((each) => each.startsWith('+'));
    const lines = (await readFile(join(folder, name), 'utf8')).trimEnd().split('\n');
    const settled = { at: 9, job: 'a', type: 'settled', call: 0 };
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      ...cutJob('a'),
      ...doneJob('done'),
      later,
      { at: 8 },
      settled,
    ]);
    await journal.close();
  });

  it('keeps what was sent of a job whose beginning cannot be read', async () => {
    const file = await leave(await deadPid(), 'gone', cutJob('a'));
    await writeFile(file, (await readFile(file, 'utf8')).replace('"intent",', '"intent"'));
    const journal = new WindowJournal(folder);
    expect(await adopt(journal)).toMatchObject({ taken: [], waiting: [] });
    expect(await journal.jobsNamed()).toEqual(new Set(['a']));
    await journal.close();
  });

  it('looks again while another window holds what is owed, or it was on its way from one to another', async () => {
    await leave(process.pid, 'lives', []);
    await leave(process.pid, 'lives+1', cutJob('a'));
    const journal = new WindowJournal(folder);
    const seen = await journal.adopt(() => false);
    expect([seen.isUnsure, seen.elsewhere.map(({ id }) => id)]).toEqual([true, ['a']]);
    expect([await journal.isOwed('a'), await journal.isOwed('b')]).toEqual([true, false]);
    await rm(join(folder, 'lives+1.jsonl'));
    expect(await journal.adopt(() => false)).toMatchObject({ isUnsure: false, elsewhere: [] });
    await journal.close();
  });

  it('knows the jobs that any window names', async () => {
    await leave(process.pid, 'lives', doneJob('a'));
    const journal = new WindowJournal(folder);
    for (const entry of cutJob('b')) await journal.append(entry);
    expect(await journal.jobsNamed()).toEqual(new Set(['a', 'b']));
    await journal.close();
  });

  it('reads as much as there is of a journal that was cut, wherever it was', async () => {
    const file = await leave(await deadPid(), 'cut', cutJob('a'));
    const whole = await readFile(file, 'utf8');
    const endOfIntent = whole.indexOf('\n', whole.indexOf('"intent"'));
    for (let cut = whole.indexOf('\n') + 1; cut <= whole.length; cut += 7) {
      await writeFile(file, whole.slice(0, cut));
      const journal = new WindowJournal(folder);
      // Its line end may be missing; the line is whole all the same.
      const hasIntent = cut >= endOfIntent;
      const [job] = (await adopt(journal)).taken;
      expect(job?.id, `cut at ${cut}`).toBe(hasIntent ? 'a' : undefined);
      const isSent = cut >= whole.length - 1;
      expect(job && remainsOf(job), `cut at ${cut}`).toEqual(
        hasIntent ? { unsaved: 0, unfetched: 0, unknown: isSent ? 1 : 0, unasked: isSent ? 0 : 1 } : undefined,
      );
      await journal.close();
      for (const name of await readdir(folder)) await rm(join(folder, name));
    }
  });

  it('passes over what is no journal', async () => {
    await mkdir(join(folder, '1-folder.jsonl'));
    await writeFile(join(folder, 'notes.txt'), 'hello');
    await writeFile(join(folder, 'x.jsonl'), '{"job":7}\n[]\n');
    const journal = new WindowJournal(folder);
    expect(await jobsOf(journal)).toEqual([]);
    expect(await readdir(folder)).toContain('notes.txt');
    await journal.close();
  });

  it('has nothing to take over where there is no folder', async () => {
    expect(await jobsOf(new WindowJournal(join(folder, 'none')))).toEqual([]);
  });
});

describe('a job that a window cannot finish', () => {
  const id = ({ id: job }: { readonly id: string }) => job;

  it('is left to any other one, which needs no proof that the first is gone', async () => {
    await leave(await deadPid(), 'gone', cutJob('a'));
    const [first, second] = [new WindowJournal(folder), new WindowJournal(folder)];
    expect(await jobsOf(first)).toEqual(['a']);
    expect(await adopt(second)).toMatchObject({ taken: [], waiting: [], isUnsure: true });
    await first.append({ at: 9, job: 'a', type: 'ended' });
    await first.release('a');
    expect(await jobsOf(second)).toEqual(['a']);
    expect(await second.entriesOf('a')).toHaveLength(3);
    await Promise.all([first.close(), second.close()]);
  });

  it('waits where every window sees it, and only one that wants it takes it', async () => {
    await leave(await deadPid(), 'gone', [...cutJob('a'), ...cutJob('b')]);
    const journal = new WindowJournal(folder);
    await adopt(journal);
    await journal.release('a');
    // The other one is still being worked on, and both lie in one file.
    expect(await new WindowJournal(folder).take('a')).toBeUndefined();
    await journal.release('b');
    const other = new WindowJournal(folder);
    const seen = await other.adopt(() => false);
    expect([seen.taken, seen.waiting.map(id)]).toEqual([[], ['a', 'b']]);
    expect((await other.adopt((job) => job.id === 'b')).taken.map(id)).toEqual(['a', 'b']);
    await Promise.all([journal.close(), other.close()]);
  });

  it('is taken when its person asks for it, once, and is free again with what was written', async () => {
    await leave(await deadPid(), 'gone', [...cutJob('a'), ...cutJob('b')]);
    const journal = new WindowJournal(folder);
    const other = new WindowJournal(folder);
    const found = await Promise.all([journal.take('a'), other.take('a')]);
    expect(found.filter((each) => each !== undefined)).toHaveLength(1);
    await other.release('a');
    expect(await journal.take('a')).toMatchObject({ id: 'a' });
    await journal.append({ at: 9, job: 'a', type: 'forgotten' });
    await journal.release('a');
    await journal.release('a');
    expect((await adopt(journal)).taken.map(id)).toEqual(['b']);
    await Promise.all([journal.close(), other.close()]);
  });

  it('is free though another one of its journal was asked for that is over', async () => {
    await leave(await deadPid(), 'gone', [...cutJob('a'), ...cutJob('b')]);
    const journal = new WindowJournal(folder);
    await adopt(journal);
    await journal.append({ at: 9, job: 'a', type: 'forgotten' });
    await journal.release('a');
    expect(await journal.take('a')).toBeUndefined();
    await journal.release('b');
    expect((await adopt(new WindowJournal(folder))).taken.map(id)).toEqual(['b']);
    await journal.close();
  });

  it('leaves no file when nobody is owed anything of it any more', async () => {
    await leave(await deadPid(), 'gone', cutJob('a'));
    const journal = new WindowJournal(folder);
    await adopt(journal);
    await journal.append({ at: 9, job: 'a', type: 'settled', call: 0 });
    await journal.release('a');
    await journal.close();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is free when the window closes in the middle of it, and nothing of it is lost', async () => {
    await leave(await deadPid(), 'gone', cutJob('a'));
    const journal = new WindowJournal(folder);
    await adopt(journal);
    await journal.close();
    await journal.append({ at: 9, job: 'a', type: 'ended' });
    const next = new WindowJournal(folder);
    expect((await adopt(next)).taken).toMatchObject([{ id: 'a', ended: true }]);
    await journal.release('a');
    await next.release('a');
    await next.close();
  });
});

describe('a journal that grows', () => {
  it('keeps what runs or is owed, and who writes it', async () => {
    const journal = new WindowJournal(folder, { compactAfter: 20 });
    for (const entry of [...cutJob('runs'), ...cutJob('owes')]) await journal.append(entry);
    await journal.append({ at: 9, job: 'owes', type: 'ended' });
    for (let n = 0; n < 9; n += 1) for (const entry of doneJob(`done-${n}`)) await journal.append(entry);
    const [name = ''] = (await readdir(folder)).filter((each) => each.endsWith('.jsonl'));
    const lines = async () => (await readFile(join(folder, name), 'utf8')).trimEnd().split('\n');
    await expect.poll(async () => (await lines()).length).toBeLessThan(20);
    expect((await lines())[0]).toContain('"owner"');
    expect(await journal.entriesOf('runs')).toEqual(cutJob('runs'));
    expect(await journal.entriesOf('owes')).toHaveLength(3);
    await journal.append({ at: 10, job: 'runs', type: 'notSent', call: 0 });
    expect(await journal.entriesOf('runs')).toHaveLength(3);
    // It is still held.
    expect(await adopt(new WindowJournal(folder))).toMatchObject({ taken: [], isUnsure: false });
    await journal.close();
  });
});

describe('two windows that open at once', () => {
  it('take over each job exactly once between them', async () => {
    const bundle = await window();
    const left: string[] = [];
    const pid = await deadPid();
    for (let n = 0; n < 40; n += 1) {
      await leave(pid, `left-${n}`, cutJob(`job-${n}`));
      left.push(`job-${n}`);
    }
    const windows = [1, 2].map(() => fork(bundle, [folder]));
    const replies = windows.map((child) => once(child, 'message') as Promise<[string[]]>);
    await Promise.all(windows.map((child) => once(child, 'spawn')));
    for (const child of windows) child.send('adopt');
    const adopted = (await Promise.all(replies)).map(([jobs]) => jobs);
    expect(adopted.flat().sort()).toEqual(left.sort());
    for (const child of windows) child.send('end');
    await Promise.all(windows.map((child) => once(child, 'exit')));
  });
});

async function script(text: string): Promise<string> {
  const file = join(folder, 'script.cjs');
  await writeFile(file, text);
  return file;
}

/** A process that adopts when it is told to, and lives on until it is told to end. */
async function window(): Promise<string> {
  const outfile = join(folder, 'window.cjs');
  await build({
    stdin: {
      contents: `import { WindowJournal } from './src/host/journal.ts';
        const journal = new WindowJournal(process.argv[2]);
        process.on('message', async (message) => {
          if (message === 'end') process.exit();
          process.send((await journal.adopt(() => true)).taken.map((job) => job.id));
        });`,
      resolveDir: join(import.meta.dirname, '../..'),
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    logLevel: 'error',
  });
  return outfile;
}
