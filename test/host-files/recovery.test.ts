import { describe, expect, it } from 'vitest';
import type { PollContract } from '../../src/base/provider.ts';
import { isOwing, readJobs, remainsOf, unknownImages, type EntryBody, type JobSummary } from '../../src/core/job.ts';
import type { Compositor, SpooledImage } from '../../src/core/ports.ts';
import { accountOf, type Account } from '../../src/core/spending.ts';
import { noNews, type News } from '../../src/host/recoveryNews.ts';
import { Recovery, type RecoveryParts } from '../../src/host/recovery.ts';
import { builtIn } from '../../src/providers/index.ts';
import { png as pngOf } from '../core/image/images.ts';
import { fakePorts, png, pngBase64, spooledImage, type FakeReply } from '../core/fakes.ts';
import { summary } from './jobs.ts';

const { prompt } = summary;
const origin = 'https://console.mixroute.io';
const poll: PollContract = {
  method: 'GET',
  path: '/v1/tasks',
  idIn: 'path',
  idName: 'id',
  initialDelayMs: 5000,
  intervalMs: 1000,
  backoff: 1,
  maxIntervalMs: 1000,
  notFoundGraceMs: 60_000,
};
const link = 'https://cdn.example/cat.png';
const answer = { status: 200, body: JSON.stringify({ data: [{ b64_json: pngBase64 }] }) };
const download = { status: 200, body: png, headers: { 'content-type': 'image/png' } };

const sent: EntryBody = { type: 'sent', call: 0 };
const unknown: EntryBody = { type: 'failed', call: 0, code: 'unknownOutcome', money: 'unknown', message: 'cut' };
const refused: EntryBody = { type: 'failed', call: 0, code: 'provider', money: 'refused', message: 'no' };
const answered = (...images: readonly string[]): EntryBody => ({
  type: 'answered',
  call: 0,
  images: images.map((image) => (image.startsWith('https:') ? { link: image } : { spooled: image })),
});
const accepted: EntryBody = { type: 'accepted', call: 0, task: 'task-7', poll };

interface Given {
  readonly replies?: readonly FakeReply[];
  /** What lies in the spool. */
  readonly spooled?: Readonly<Record<string, SpooledImage>>;
  readonly endpoint?: string;
  readonly isHere?: boolean;
  readonly failJournal?: boolean;
  readonly failRemove?: boolean;
  readonly failLedger?: boolean;
  readonly key?: { key?: string };
  readonly isUnsure?: () => boolean;
  /** What lies in the spool as answers to each call. */
  readonly answers?: readonly (readonly SpooledImage[])[];
  readonly takenElsewhere?: boolean;
  /** A journal is free again when this has come about. */
  readonly releasing?: Promise<void>;
  readonly now?: () => number;
  readonly named?: ReadonlySet<string> | undefined;
  readonly compose?: Compositor['compose'];
}

/** A window that finds these jobs, each with its entries after `intent`. */
function windowWith(jobs: Readonly<Record<string, readonly EntryBody[]>>, given: Given = {}, about = {}) {
  const { ports, recorded } = fakePorts({
    replies: given.replies ?? [],
    failLedger: given.failLedger ?? false,
    ...(given.now ? { now: given.now } : {}),
    ...(given.key ? { key: given.key } : {}),
    ...(given.compose ? { compose: given.compose } : {}),
  });
  const told: JobSummary = { ...summary, ...about };
  const left = Object.entries(jobs).flatMap(([job, entries]) =>
    [{ type: 'intent', summary: told } as const, ...entries].map((entry, index) => ({ at: index, job, ...entry })),
  );
  const found: Record<string, SpooledImage> = { ...given.spooled };
  const removed: string[] = [];
  const news: News[] = [];
  const accounts: [job: string, account: Account][] = [];
  /** How many jobs were settled when it was asked what never began. */
  const unbegunAfter: number[] = [];
  const swept: ReadonlySet<string>[] = [];
  const running: ReadonlySet<string>[] = [];
  const timers: (() => void)[] = [];
  const held = new Set<string>();
  const released = new Set<string>();
  const here = { is: given.isHere ?? true };
  const parts: RecoveryParts = {
    ports: {
      ...ports,
      spool: {
        job: (id) => ({
          ...ports.spool.job(id),
          open: (name) => Promise.resolve(found[name]),
          answersTo: (call) => Promise.resolve(given.answers?.[call] ?? []),
          reply() {
            const reader = ports.spool.job(id).reply();
            const finish = async () => {
              const reply = await reader.finish();
              for (const image of reply.images) if (image) found[image.name] = image;
              return reply;
            };
            return { write: (chunk) => reader.write(chunk), finish, abort: () => reader.abort() };
          },
          remove() {
            if (given.failRemove) return Promise.reject(new Error('EBUSY'));
            removed.push(id);
            return Promise.resolve();
          },
        }),
      },
    },
    journal: {
      async append(entry) {
        if (given.failJournal) throw new Error('ENOSPC');
        await ports.journal.append(entry);
      },
      entriesOf: (id) => Promise.resolve([...left, ...recorded.journal].filter(({ job }) => job === id)),
      adopt(wants) {
        const all = [...readJobs([...left, ...recorded.journal]).values()].filter(({ id }) => !held.has(id));
        const owing = all.filter(isOwing);
        const taken = owing.filter((job) => !released.has(job.id) || wants(job));
        for (const { id } of taken) held.add(id);
        const waiting = owing.filter((job) => !taken.includes(job));
        const done = all.filter((job) => !isOwing(job));
        return Promise.resolve({ taken, waiting, done, elsewhere: [], isUnsure: given.isUnsure?.() ?? false });
      },
      take(id) {
        if (given.takenElsewhere) return Promise.resolve(undefined);
        held.add(id);
        return Promise.resolve(readJobs([...left, ...recorded.journal]).get(id));
      },
      async release(id) {
        await given.releasing;
        held.delete(id);
        released.add(id);
      },
      isOwed(id) {
        const job = readJobs([...left, ...recorded.journal]).get(id);
        return Promise.resolve(job !== undefined && isOwing(job));
      },
      jobsNamed: () => Promise.resolve('named' in given ? given.named : new Set(Object.keys(jobs))),
    },
    reach: (id) => {
      const service = builtIn.find((each) => each.id === id);
      return service && { service, endpoint: given.endpoint ?? origin };
    },
    timeoutMs: () => 60_000,
    isHere: () => here.is,
    announce: (each) => news.push(each),
    settle: (job) => {
      accounts.push([job.id, accountOf(job)]);
      return Promise.resolve();
    },
    settleUnbegun: () => {
      unbegunAfter.push(accounts.length);
      return Promise.resolve();
    },
    sweep: (named, still) => {
      swept.push(named);
      running.push(still);
      return Promise.resolve();
    },
    every: (_, work) => {
      timers.push(work);
      return { stop: () => timers.splice(timers.indexOf(work), 1) };
    },
  };
  const recovery = new Recovery(parts);
  const lines = () => recorded.journal.map(({ type }) => type);
  /** What the next window would read. */
  const remains = (id: string) => {
    const job = readJobs([...left, ...recorded.journal].filter((entry) => entry.job === id)).get(id);
    return job && remainsOf(job);
  };
  return {
    recovery,
    recorded,
    removed,
    news,
    accounts,
    unbegunAfter,
    swept,
    running,
    timers,
    lines,
    remains,
    here,
    held,
    spooled: found,
  };
}

const cut = png.slice(0, 40);

describe('a window that opens after one that is gone', () => {
  it('saves what lies in the spool and forgets the job', async () => {
    const { recovery, recorded, news, lines, removed } = windowWith(
      { a: [sent, answered('x', 'y')] },
      { spooled: { x: spooledImage('x', png), y: spooledImage('y', png) } },
    );
    await recovery.adopt();
    expect(recorded.files).toHaveLength(2);
    expect(lines()).toEqual(['saved', 'saved', 'forgotten']);
    expect(recorded.ledger.map(({ job }) => job)).toEqual(['a', 'a']);
    expect(news).toEqual([{ ...noNews, saved: 2 }]);
    expect([recovery.list(), removed]).toEqual([[], ['a']]);
  });

  it('enters at once what each job may have cost into the account, and again what came of it', async () => {
    const jobs = { a: [sent, answered('x')], b: [sent], c: [] };
    const { recovery, accounts } = windowWith(jobs, { spooled: { x: spooledImage('x', png) } });
    await recovery.adopt();
    expect(accounts.map(([job, { made, open }]) => `${job}: ${made} made, ${open} open`)).toEqual([
      'a: 0 made, 1 open',
      'b: 0 made, 1 open',
      'c: 0 made, 0 open',
      'a: 1 made, 0 open',
    ]);
  });

  it('asks what never began when every job that a journal gives up is in the account', async () => {
    const { recovery, unbegunAfter } = windowWith({ a: [sent], b: [sent, { type: 'ended' }], c: [] });
    await recovery.adopt();
    expect(unbegunAfter).toEqual([3]);
  });

  it('puts what lies in the spool into the region that it was made for', async () => {
    const file = (name: string) => ({ uri: `file:///ws/${name}`, sha256: name });
    const region = { original: file('cat.png'), mask: file('mask.png') };
    const placed = pngOf(7, 5);
    const asked: unknown[] = [];
    const compose: Compositor['compose'] = (wanted) => {
      asked.push(wanted);
      return Promise.resolve({ bytes: placed, width: 7, height: 5, fit: 'same', wasDeep: false });
    };
    const { recovery, recorded, lines } = windowWith(
      { a: [sent, answered('x')] },
      { spooled: { x: spooledImage('x', png) }, compose },
      { region, metadata: 'none' },
    );
    await recovery.adopt();
    expect(asked).toEqual([region]);
    expect(Buffer.from(recorded.files[0]!.bytes).equals(Buffer.from(placed))).toBe(true);
    expect(lines()).toEqual(['saved', 'forgotten']);
  });

  it('fetches what lies behind links', async () => {
    const { recovery, recorded, lines } = windowWith({ a: [sent, answered(link)] }, { replies: [download] });
    await recovery.adopt();
    expect(recorded.requests.map(({ url }) => url)).toEqual([link]);
    expect(recorded.requests[0]?.headers).not.toHaveProperty('authorization');
    expect(lines()).toEqual(['fetched', 'saved', 'forgotten']);
  });

  it('fetches what lies behind a link that held the key, only where the key may go', async () => {
    const keyed = `${origin}/files/1.png?key=<key>`;
    const given = { replies: [download], key: { key: 'sk-1' } };
    const { recovery, recorded, lines } = windowWith({ a: [sent, answered(keyed)] }, given);
    await recovery.adopt();
    expect(recorded.requests.map(({ url }) => url)).toEqual([`${origin}/files/1.png?key=sk-1`]);
    expect(JSON.stringify([recorded.journal, recorded.ledger])).not.toContain('sk-1');
    expect(lines()).toEqual(['fetched', 'saved', 'forgotten']);

    const elsewhere = windowWith({ a: [sent, answered(`${link}?key=<key>`)] }, given);
    await elsewhere.recovery.adopt();
    expect(elsewhere.recorded.requests).toEqual([]);
    expect(elsewhere.news[0]?.lost[0]?.text).toContain('leads to cdn.example, where the key does not go.');

    const keyless = windowWith({ a: [sent, answered(keyed)] }, { key: {} });
    await keyless.recovery.adopt();
    expect(keyless.recorded.requests).toEqual([]);
    expect(keyless.remains('a')).toMatchObject({ unfetched: 1 });
  });

  it('asks for a task that the service goes on with, at once, and saves its image', async () => {
    const replies = [{ status: 200, body: '{"id":"task-7","status":"running"}' }, answer];
    const { recovery, recorded, lines } = windowWith({ a: [sent, accepted] }, { replies });
    await recovery.adopt();
    expect(recorded.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `GET ${origin}/v1/tasks/task-7`,
      `GET ${origin}/v1/tasks/task-7`,
    ]);
    expect(recorded.sleeps).toEqual([0, 1000]);
    expect(lines()).toEqual(['answered', 'saved', 'forgotten']);
  });

  it('keeps a task that cannot be asked for now', async () => {
    const { recovery, remains, news } = windowWith({ a: [sent, accepted] }, { key: {} });
    await recovery.adopt();
    expect(remains('a')).toEqual({ unsaved: 0, unfetched: 1, unknown: 0, unasked: 0 });
    expect(news).toEqual([{ ...noNews, waiting: 1 }]);
  });

  it('gives up a task that the service says has failed', async () => {
    const replies = [{ status: 200, body: '{"id":"task-7","status":"failed","error":{"message":"no"}}' }];
    const { recovery, lines, remains } = windowWith({ a: [sent, accepted] }, { replies });
    await recovery.adopt();
    expect(lines()).toEqual(['failed', 'forgotten']);
    expect(remains('a')).toBeUndefined();
  });

  it('does not take another address for the one that the task runs at', async () => {
    const { recovery, recorded, remains } = windowWith({ a: [sent, accepted] }, { endpoint: 'https://relay.example' });
    await recovery.adopt();
    const { errors } = await recovery.finish('a');
    expect(errors[0]).toMatchObject({ money: 'kept' });
    expect(errors[0]?.text).toContain(origin);
    expect(recorded.requests).toEqual([]);
    expect(remains('a')).toMatchObject({ unfetched: 1 });
  });

  it('never sends again what was sent and not answered, and says so once', async () => {
    const { recovery, recorded, news, lines } = windowWith({ a: [sent], b: [sent, unknown] });
    await recovery.adopt();
    expect(recorded.requests).toEqual([]);
    expect(news).toEqual([{ ...noNews, prompts: [prompt, prompt], unknown: 2 }]);
    expect(lines()).toEqual(['ended', 'ended']);
    expect(recovery.list()).toHaveLength(2);
  });

  it('does not speak again of a job that ended in its window or was spoken of', async () => {
    const { recovery, news } = windowWith({ a: [sent, unknown, { type: 'ended' }] });
    await recovery.adopt();
    expect(news).toEqual([]);
    expect(recovery.list()).toHaveLength(1);
  });

  it('writes no files where the folder is not open and trusted', async () => {
    const spooled = { x: spooledImage('x', png) };
    const { recovery, recorded, news } = windowWith({ a: [sent, answered('x')] }, { spooled, isHere: false });
    await recovery.adopt();
    expect(recorded.files).toEqual([]);
    expect(news).toEqual([{ ...noNews, waiting: 1 }]);
    expect((await recovery.finish('a')).saved).toHaveLength(1);
  });

  it('keeps a job listed that it is about to let go of while it looks again', async () => {
    let release: () => void = () => undefined;
    const releasing = new Promise<void>((resolve) => (release = resolve));
    const { recovery, lines } = windowWith({ a: [sent] }, { releasing });
    const looking = recovery.adopt();
    await expect.poll(lines).toEqual(['ended']);
    await recovery.adopt();
    expect(recovery.list()).toHaveLength(1);
    release();
    await looking;
    await recovery.settleUnknown('a');
    expect(recovery.list()).toEqual([]);
  });

  it('looks once for all who ask before it has begun, and for one after the other', async () => {
    const { recovery, accounts } = windowWith({ a: [sent, refused] });
    const looks = [recovery.adopt(), recovery.adopt(), recovery.adopt()];
    await Promise.resolve();
    looks.push(recovery.adopt(), recovery.adopt());
    await Promise.all(looks);
    expect(accounts).toHaveLength(2);
  });

  it('says of how many requests that may have been charged nothing else in the window speaks', async () => {
    const { recovery, news } = windowWith({ a: [sent] }, { isHere: false });
    await recovery.adopt();
    expect(news).toEqual([{ ...noNews, prompts: [prompt], unknown: 1, unseen: 1 }]);
  });

  it('looks again while it is not certain that some window is gone', async () => {
    let isUnsure = true;
    const { recovery, timers } = windowWith({}, { isUnsure: () => isUnsure });
    await recovery.adopt();
    await recovery.adopt();
    expect(timers).toHaveLength(1);
    isUnsure = false;
    await recovery.adopt();
    expect(timers).toEqual([]);
  });

  it('clears up what jobs left that owe nothing, but for what was charged in vain', async () => {
    const failed: EntryBody = { type: 'failed', call: 0, code: 'noImage', money: 'charged', message: '' };
    const saved: EntryBody = { type: 'saved', call: 0, image: 0, uri: 'file:///ws/x.png', sha256: '' };
    const { recovery, removed, swept } = windowWith({ good: [sent, answered('x'), saved], charged: [sent, failed] });
    await recovery.adopt();
    expect(removed).toEqual(['good']);
    await recovery.adopt();
    expect(swept).toEqual([new Set(['good', 'charged'])]);
  });

  it('sweeps the previews of jobs whose window is gone, and not of those that run in another one', async () => {
    const { recovery, running } = windowWith({ a: [sent] }, { named: new Set(['a', 'elsewhere']) });
    await recovery.adopt();
    expect(running).toEqual([new Set(['elsewhere'])]);
  });

  it('leaves the spool alone when it is not certain which jobs there are', async () => {
    const { recovery, swept } = windowWith({}, { named: undefined });
    await recovery.adopt();
    expect(swept).toEqual([]);
  });
});

describe('a job that owes images', () => {
  it('keeps one whose file in the spool is missing, and says so', async () => {
    const { recovery, remains, lines, spooled } = windowWith({ a: [sent, answered('x')] }, { isHere: false });
    await recovery.adopt();
    const { errors } = await recovery.finish('a');
    expect(errors[0]).toMatchObject({ code: 'storage' });
    expect(remains('a')).toMatchObject({ unsaved: 1 });
    expect(lines()).not.toContain('forgotten');
    spooled['x'] = spooledImage('x', png);
    expect((await recovery.finish('a')).saved).toHaveLength(1);
  });

  it('gives up one that was cut at the service, tells why, and keeps what came of it as evidence', async () => {
    const spooled = { x: spooledImage('x', cut), y: spooledImage('y', png) };
    const { recovery, news, lines, removed } = windowWith({ a: [sent, answered('x', 'y')] }, { spooled });
    await recovery.adopt();
    expect(lines()).toEqual(['lost', 'saved', 'forgotten']);
    expect(news).toMatchObject([{ saved: 1, waiting: 0, lost: [{ code: 'malformedResponse', money: 'charged' }] }]);
    expect(removed).toEqual([]);
  });

  it('gives up one whose link is gone, and keeps one whose host does not answer', async () => {
    const gone = windowWith({ a: [sent, answered(link)] }, { replies: [{ status: 410, body: '' }] });
    await gone.recovery.adopt();
    expect(gone.lines()).toEqual(['lost', 'forgotten']);
    const down = windowWith({ a: [sent, answered(link)] }, { replies: Array(9).fill({ status: 503, body: '' }) });
    await down.recovery.adopt();
    expect(down.remains('a')).toMatchObject({ unfetched: 1 });
  });

  it('is finished once when it is asked for twice', async () => {
    const spooled = { x: spooledImage('x', png) };
    const { recovery, recorded } = windowWith({ a: [sent, answered('x')] }, { spooled, isHere: false });
    await recovery.adopt();
    const [first, second, third] = await Promise.all([
      recovery.finish('a'),
      recovery.finish('a'),
      recovery.finish('a', { folder: 'file:///elsewhere' }),
    ]);
    expect(first.saved).toHaveLength(1);
    expect(second).toEqual(first);
    expect(third).toEqual({ saved: [], errors: [] });
    expect(recorded.files).toHaveLength(1);
  });

  const slow = { type: 'accepted', call: 1, task: 'task-8', poll } as const;

  it('has what lies in the spool saved before anything is waited for, and keeps the numbers of what is not there', async () => {
    const given = { replies: [{ fails: 'hangs' } as const], spooled: { x: spooledImage('x', png) } };
    const entries: EntryBody[] = [
      { type: 'sent', call: 0, images: 2 },
      accepted,
      { ...answered('x'), call: 1 } as EntryBody,
    ];
    const name = { ...summary.name, template: '${index}' };
    const { recovery, recorded, lines } = windowWith({ a: entries }, given, { calls: 2, images: 3, name });
    const adopting = recovery.adopt();
    await expect.poll(() => recorded.requests.length).toBe(1);
    expect([recorded.files.map(({ baseName }) => baseName), lines()]).toEqual([['3'], ['saved']]);
    recovery.dispose();
    await adopting;
  });

  it('has its tasks asked for side by side, and one that hangs keeps none from being a file', async () => {
    const replies: FakeReply[] = [{ fails: 'hangs' }, answer];
    const entries = [sent, accepted, { type: 'sent', call: 1 } as const, slow];
    const { recovery, recorded, remains } = windowWith({ a: entries }, { replies }, { calls: 2, images: 2 });
    const adopting = recovery.adopt();
    await expect.poll(() => recorded.files.length).toBe(1);
    recovery.dispose();
    await adopting;
    expect([recorded.files.length, remains('a')]).toMatchObject([1, { unfetched: 1, unsaved: 0 }]);
  });

  it('is finished at once when its person asks, though it is being waited for by itself', async () => {
    const replies: FakeReply[] = [{ fails: 'hangs' }, answer];
    const { recovery, recorded, lines } = windowWith({ a: [sent, accepted] }, { replies });
    const adopting = recovery.adopt();
    await expect.poll(() => recorded.requests.length).toBe(1);
    expect((await recovery.finish('a', { folder: 'file:///elsewhere' })).saved).toHaveLength(1);
    expect(recorded.files[0]?.destination).toEqual({ folder: 'file:///elsewhere' });
    await adopting;
    expect(lines().filter((type) => type === 'failed')).toEqual([]);
  });

  it('is not waited for any longer than its person likes', async () => {
    const { recovery, recorded } = windowWith(
      { a: [sent, accepted] },
      { replies: [{ fails: 'hangs' }], isHere: false },
    );
    await recovery.look('a');
    const first = recovery.finish('a');
    await expect.poll(() => recorded.requests.length).toBe(1);
    const calling = new AbortController();
    const second = recovery.finish('a', { folder: 'file:///elsewhere', signal: calling.signal });
    calling.abort();
    expect((await second).errors[0]).toMatchObject({ code: 'cancelled', money: 'kept' });
    recovery.dispose();
    expect((await first).errors[0]).toMatchObject({ code: 'cancelled', money: 'kept' });
  });

  it('goes into the folder that the person chose', async () => {
    const spooled = { x: spooledImage('x', png) };
    const { recovery, recorded } = windowWith({ a: [sent, answered('x')] }, { spooled, isHere: false });
    await recovery.adopt();
    await recovery.finish('a', { folder: 'file:///elsewhere' });
    expect(recorded.files[0]?.destination).toEqual({ folder: 'file:///elsewhere' });
  });

  it('replaces nothing in the folder that the person chose', async () => {
    const spooled = { x: spooledImage('x', png) };
    const target = { name: 'hero', extension: 'png', replaces: '00' };
    const jobs = { a: [sent, answered('x')] };
    const { recovery, recorded } = windowWith(jobs, { spooled, isHere: false }, { target });
    await recovery.adopt();
    await recovery.finish('a', { folder: 'file:///elsewhere' });
    expect(recorded.files).toHaveLength(1);
    expect(recorded.files[0]).toMatchObject({ baseName: 'hero', extension: 'png' });
    expect(recorded.files[0]).not.toHaveProperty('replaces');
  });

  it.each([{ failJournal: true }, { failLedger: true }, { failRemove: true }])(
    'is saved once though housekeeping fails: %j',
    async (failing) => {
      const spooled = { x: spooledImage('x', png) };
      const { recovery, recorded } = windowWith({ a: [sent, answered('x')] }, { spooled, isHere: false, ...failing });
      await recovery.adopt();
      expect(await recovery.finish('a')).toMatchObject({ saved: [expect.any(String)], errors: [] });
      expect(await recovery.finish('a')).toEqual({ saved: [], errors: [] });
      expect(recorded.files).toHaveLength(1);
    },
  );

  it('costs nothing to lose when Sketch painted it', async () => {
    const { recovery } = windowWith(
      { a: [sent, answered('x')] },
      { isHere: false },
      { provider: 'sketch', origin: '' },
    );
    await recovery.adopt();
    expect((await recovery.finish('a')).errors[0]).toMatchObject({ code: 'storage', money: 'free' });
  });

  it('is left as it is when the person calls the fetching off', async () => {
    const { recovery, remains } = windowWith({ a: [sent, accepted] }, { replies: [answer, answer] });
    await recovery.look('a');
    const { errors } = await recovery.finish('a', { signal: AbortSignal.abort() });
    expect(errors[0]).toMatchObject({ code: 'cancelled', money: 'kept' });
    expect(remains('a')).toMatchObject({ unfetched: 1 });
    expect((await recovery.finish('a')).saved).toHaveLength(1);
  });
});

describe('an answer that came while its window died', () => {
  const asked: EntryBody = { type: 'sent', call: 0, images: 2 };
  const [x, y] = [spooledImage('x', png), spooledImage('y', png)];
  const about = { images: 2 };

  it('is saved, and counts as an answer', async () => {
    const given = { answers: [[x, y]], spooled: { x, y } };
    const { recovery, recorded, news, lines } = windowWith({ a: [asked] }, given, about);
    await recovery.adopt();
    expect([recorded.files.length, recorded.requests]).toEqual([2, []]);
    expect(lines()).toEqual(['answered', 'saved', 'saved', 'forgotten']);
    expect(news).toEqual([{ ...noNews, saved: 2 }]);
  });

  it('is saved as far as it came, and the rest may have been charged', async () => {
    const { recovery, recorded, news, remains } = windowWith({ a: [asked] }, { answers: [[x]], spooled: { x } }, about);
    await recovery.adopt();
    expect(recorded.files).toHaveLength(1);
    expect(remains('a')).toEqual({ unsaved: 0, unfetched: 0, unknown: 1, unasked: 0 });
    expect(unknownImages(recovery.list()[0]!)).toBe(1);
    expect(news.map(({ unknown, saved }) => [unknown, saved])).toEqual([
      [1, 0],
      [0, 1],
    ]);
    await recovery.settleUnknown('a');
    expect(recovery.list()).toEqual([]);
  });

  it('is found where no line says how many images it was to have', async () => {
    const { recovery, remains } = windowWith({ a: [sent] }, { answers: [[x]], spooled: { x } });
    await recovery.adopt();
    expect(remains('a')).toBeUndefined();
  });

  it('is not looked for where its journal says what became of the call', async () => {
    const planned: EntryBody = { type: 'notSent', call: 0 };
    for (const entries of [
      [asked, unknown],
      [asked, accepted],
      [asked, planned],
      [asked, answered('y')],
    ]) {
      const given = { answers: [[x]], spooled: { y }, key: {}, isHere: false };
      const { recovery, lines } = windowWith({ a: entries }, given, about);
      await recovery.adopt();
      expect(lines()).not.toContain('answered');
    }
  });
});

describe('a job whose folder is not open here', () => {
  it('is fetched all the same, before its link expires, and saved where its folder is', async () => {
    const given = { replies: [download], isHere: false };
    const { recovery, recorded, lines, held, here, spooled, news } = windowWith({ a: [sent, answered(link)] }, given);
    await recovery.adopt();
    expect([recorded.requests.length, recorded.files, [...held]]).toEqual([1, [], []]);
    expect(lines()).toEqual(['fetched', 'ended']);
    expect(news).toEqual([{ ...noNews, waiting: 1 }]);
    spooled['0-0'] = spooledImage('0-0', png);
    here.is = true;
    await Promise.all([recovery.tryAgain(), recovery.tryAgain()]);
    expect([recorded.requests.length, recorded.files.length, recovery.list()]).toEqual([1, 1, []]);
    expect(news.at(-1)).toMatchObject({ saved: 1 });
  });

  it('is asked for at the service all the same', async () => {
    const { recovery, recorded, remains } = windowWith({ a: [sent, accepted] }, { replies: [answer], isHere: false });
    await recovery.adopt();
    expect(recorded.files).toEqual([]);
    expect(remains('a')).toEqual({ unsaved: 1, unfetched: 0, unknown: 0, unasked: 0 });
  });

  it('that another window works on is left to it, and its person told so', async () => {
    const { recovery } = windowWith({ a: [sent, answered('x')] }, { isHere: false, takenElsewhere: true });
    await recovery.adopt();
    await expect(recovery.finish('a')).rejects.toMatchObject({ code: 'storage', money: 'kept' });
    await expect(recovery.forget('a')).rejects.toMatchObject({ code: 'storage' });
    expect(recovery.list()).toHaveLength(1);
  });
});

describe('what cannot be fetched now', () => {
  const down = Array<FakeReply>(6).fill({ status: 503, body: '' });

  it('is tried again by itself, ever later, and never asked for anew', async () => {
    let now = 0;
    const given = { replies: [...down, ...down, download], now: () => now };
    const { recovery, recorded, timers, remains } = windowWith({ a: [sent, answered(link)] }, given);
    await recovery.adopt();
    expect([recorded.requests.length, timers.length]).toEqual([6, 1]);
    const tick = async (ms: number) => {
      now += ms;
      await recovery.adopt();
      return recorded.requests.length;
    };
    expect(await tick(20_000)).toBe(6);
    expect(await tick(20_000)).toBe(12);
    expect(await tick(40_000)).toBe(12);
    expect(await tick(40_000)).toBe(13);
    expect(recorded.requests.every(({ method }) => method === 'GET')).toBe(true);
    expect([remains('a'), recorded.files.length, timers]).toEqual([undefined, 1, []]);
  });

  it('is left alone for as long as its host or its service asks', async () => {
    let now = 0;
    const hour = 3_600_000;
    const busy = { status: 429, body: '{"error":{"message":"slow down"}}', headers: { 'retry-after': '3600' } };
    for (const entries of [
      [sent, answered(link)],
      [sent, accepted],
    ]) {
      now = 0;
      const last = entries.includes(accepted) ? answer : download;
      const { recovery, recorded } = windowWith({ a: entries }, { replies: [busy, last], now: () => now });
      await recovery.adopt();
      now = hour - 1;
      await recovery.adopt();
      expect(recorded.requests).toHaveLength(1);
      now = hour;
      await recovery.adopt();
      expect([recorded.requests.length, recorded.files.length]).toEqual([2, 1]);
    }
  });

  it('is tried again by itself though the window that is gone was not to wait for it', async () => {
    let now = 0;
    const off: EntryBody = { type: 'failed', call: 0, code: 'cancelled', money: 'kept', message: '' };
    const given = { replies: [...down, download], now: () => now };
    const { recovery, recorded, timers } = windowWith({ a: [sent, answered(link), off] }, given);
    await recovery.adopt();
    expect([recorded.files.length, timers.length]).toEqual([0, 1]);
    now += 60_000;
    await recovery.adopt();
    expect([recorded.files.length, timers.length]).toEqual([1, 0]);
  });

  it('of a job of this window as well, unless its person has called it off', async () => {
    let now = 0;
    const over: EntryBody = { type: 'ended' };
    const off: EntryBody = { type: 'failed', call: 0, code: 'cancelled', money: 'kept', message: '' };
    const one = windowWith({ a: [sent, answered(link), over] }, { replies: [download], now: () => now });
    const other = windowWith({ a: [sent, answered(link), off, over] }, { replies: [download], now: () => now });
    for (const { recovery } of [one, other]) await recovery.look('a');
    expect([one.timers.length, other.timers.length]).toEqual([1, 0]);
    one.held.add('a');
    other.held.add('a');
    now += 60_000;
    for (const { recovery } of [one, other]) await recovery.adopt();
    expect([one.recorded.files.length, other.recorded.files.length]).toEqual([1, 0]);
  });
});

describe('a request that may have been charged', () => {
  it('is settled when the person has asked again, and what is paid for stays', async () => {
    const { recovery, remains, spooled } = windowWith(
      { a: [sent, answered('x'), { type: 'sent', call: 1 }] },
      { isHere: false },
      { calls: 2, images: 2 },
    );
    await recovery.adopt();
    await recovery.settleUnknown('a');
    expect(remains('a')).toEqual({ unsaved: 1, unfetched: 0, unknown: 0, unasked: 0 });
    spooled['x'] = spooledImage('x', png);
    expect((await recovery.finish('a')).saved).toHaveLength(1);
    expect(recovery.list()).toEqual([]);
  });

  it('is gone from the list when it was all that was owed', async () => {
    const { recovery, remains } = windowWith({ a: [sent] });
    await recovery.adopt();
    await recovery.settleUnknown('a');
    expect([recovery.list(), remains('a')]).toEqual([[], undefined]);
  });
});

describe('a job that its person forgets', () => {
  it('goes for good, with what lies in the spool', async () => {
    const { recovery, remains, removed } = windowWith({ a: [sent, answered('x')] }, { isHere: false });
    await recovery.adopt();
    await recovery.forget('a');
    expect([recovery.list(), remains('a'), removed]).toEqual([[], undefined, ['a']]);
  });

  it('stays when that cannot be written down, and goes though the spool cannot be emptied', async () => {
    const stays = windowWith({ a: [sent] }, { failJournal: true });
    await stays.recovery.adopt();
    await expect(stays.recovery.forget('a')).rejects.toThrow('ENOSPC');
    expect(stays.recovery.list()).toHaveLength(1);
    const goes = windowWith({ a: [sent] }, { failRemove: true });
    await goes.recovery.adopt();
    await goes.recovery.forget('a');
    expect(goes.recovery.list()).toEqual([]);
  });

  it('is not saved behind its back: what is being fetched is called off first', async () => {
    const { recovery, recorded, lines } = windowWith({ a: [sent, answered(link)] }, { isHere: false });
    await recovery.adopt();
    const finishing = recovery.finish('a');
    await recovery.forget('a');
    expect((await finishing).errors[0]).toMatchObject({ code: 'cancelled' });
    expect(recorded.files).toEqual([]);
    expect(lines()).toEqual(['ended', 'forgotten']);
  });
});

describe('what was never asked for', () => {
  const three = { calls: 3, images: 6 };

  it('is told of, listed with how many images it is, and settled without what may have been charged', async () => {
    const { recovery, recorded, remains, news } = windowWith({ a: [sent] }, {}, three);
    await recovery.adopt();
    expect(news).toEqual([{ ...noNews, prompts: [prompt], unknown: 1, unasked: 2 }]);
    expect(remains('a')).toEqual({ unsaved: 0, unfetched: 0, unknown: 1, unasked: 2 });
    expect(recorded.requests).toEqual([]);
    expect(await recovery.settleUnasked('a')).toBe(2);
    expect(remains('a')).toEqual({ unsaved: 0, unfetched: 0, unknown: 1, unasked: 0 });
    expect(await recovery.settleUnasked('a')).toBe(0);
    expect(await recovery.settleUnknown('a')).toBe(1);
    expect(recovery.list()).toEqual([]);
    expect(await recovery.settleUnasked('a')).toBe(0);
  });

  it('waits on when the job that was to ask for the rest could not send all of it either', async () => {
    const offline = { code: 'network', money: 'notSent', message: 'No connection.' } as const;
    const failed = { type: 'failed', call: 1, ...offline } as const;
    const { recovery, remains } = windowWith(
      { a: [sent, answered(link), failed, { type: 'ended' }] },
      {},
      { ...three, isRest: true },
    );
    await recovery.look('a');
    expect(remains('a')?.unasked).toBe(2);
    await recovery.settleUnasked('a');
    expect(remains('a')?.unasked).toBe(0);
    const another = windowWith({ a: [sent, refused, failed, { ...failed, call: 2 }, { type: 'ended' }] }, {}, three);
    await another.recovery.look('a');
    expect(another.recovery.list()).toEqual([]);
  });

  it('is nothing of calls that failed, nor of sketches', async () => {
    const { recovery } = windowWith({ a: [sent, refused] });
    await recovery.adopt();
    expect(recovery.list()).toEqual([]);
    const sketching = windowWith({ a: [] }, {}, { ...three, origin: '' });
    await sketching.recovery.adopt();
    expect(sketching.recovery.list()).toEqual([]);
  });
});

describe('a job of this window', () => {
  it('is listed when it ended owing something', async () => {
    const { recovery } = windowWith({ a: [sent, unknown], b: [sent, refused] });
    let changes = 0;
    const listening = recovery.onDidChange(() => (changes += 1));
    await recovery.look('a');
    await recovery.look('b');
    await recovery.look('none');
    listening.dispose();
    expect(recovery.list().map(({ id }) => id)).toEqual(['a']);
    expect(changes).toBe(1);
  });
});
