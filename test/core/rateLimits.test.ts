import { describe, expect, it } from 'vitest';
import type { EaselError } from '../../src/base/errors.ts';
import { HttpFailure, type Http } from '../../src/core/http.ts';
import { readJobs, remainsOf } from '../../src/core/job.ts';
import { makePlan } from '../../src/core/plan.ts';
import type { Progress } from '../../src/core/progress.ts';
import { providerQueues } from '../../src/core/providerQueue.ts';
import { runJob, type RunPorts } from '../../src/core/run.ts';
import { findModel } from '../../src/providers/index.ts';
import { serviceOf } from '../providers/services.ts';
import { BusyService, type Says } from './busyService.ts';
import { fakePorts } from './fakes.ts';
import { catJob, good, summaryOf } from './jobs.ts';
import { settle, VirtualClock } from './virtualClock.ts';

interface Asked {
  readonly prompt?: string;
  readonly count?: number;
  readonly signal?: AbortSignal;
  readonly newKey?: () => Promise<boolean>;
  readonly timeoutMs?: number;
}

/** Jobs of one window, for one service, in time that passes only when the test says so. */
function windowWith(
  serve: (clock: VirtualClock) => Http,
  width = 4,
  change: (ports: RunPorts) => Partial<RunPorts> = () => ({}),
) {
  const clock = new VirtualClock();
  const { ports, recorded } = fakePorts();
  const base = { ...ports, clock, http: serve(clock), queue: providerQueues(clock, () => width) };
  const shared = { ...base, ...change(base) };
  const service = serviceOf('mixroute');
  const model = findModel(service, service.firstModel);
  const run = (id: string, { prompt = id, count = 1, signal, newKey, timeoutMs = 600_000 }: Asked = {}) => {
    const plan = makePlan(service, model, { prompt, references: [], count }, () => 0.25);
    const { origin } = catJob;
    const progress: (Progress & { readonly at: number })[] = [];
    const result = runJob(
      { id, plan, summary: summaryOf(plan, origin), endpoint: origin, timeoutMs },
      shared,
      { progress: (each) => progress.push({ ...each, at: clock.now() }), ...(newKey ? { newKey } : {}) },
      signal ?? new AbortController().signal,
    );
    const failed = result.then(
      () => expect.unreachable('the job succeeded'),
      (error: unknown) => error as EaselError,
    );
    failed.catch(() => undefined);
    return { result, failed, progress };
  };
  const unknown = (id: string) => remainsOf(readJobs(recorded.journal).get(id)!).unknown;
  return { clock, run, recorded, unknown };
}

interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Gives one answer after the other, at once. */
function replying(...replies: Reply[]) {
  const requests: { readonly at: number; readonly body: string; readonly deadlineMs: number }[] = [];
  const serve = (clock: VirtualClock): Http => ({
    async exchange(request, receiver) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of request.body?.stream() ?? []) chunks.push(chunk);
      const body = Buffer.concat(chunks).toString();
      requests.push({ at: clock.now(), body, deadlineMs: request.deadlineMs });
      const { status, body: answer, headers = {} }: Reply = replies.shift() ?? good;
      receiver.head({ status, headers: { 'content-type': 'application/json', ...headers } });
      await receiver.data(Buffer.from(answer));
    },
  });
  return { serve, requests };
}

const slow = (headers: Record<string, string> = {}) => ({ status: 429, body: '{"error":{"message":"slow"}}', headers });

const forms: readonly [name: string, says: Says][] = [
  ['seconds', (seconds) => ({ headers: { 'retry-after': String(seconds) } })],
  ['milliseconds', (seconds) => ({ headers: { 'retry-after-ms': String(seconds * 1000) } })],
  ['a date', (seconds, now) => ({ headers: { 'retry-after': new Date(now + seconds * 1000 + 999).toUTCString() } })],
  ['a duration', (seconds) => ({ headers: { 'retry-after': `${seconds}s` } })],
  ['the end of a window', (seconds) => ({ headers: { 'x-ratelimit-reset-requests': `${seconds}s` } })],
  ['a sentence', (seconds) => ({ body: `{"error":{"message":"Please retry in ${seconds}s."}}` })],
  ['several', (seconds) => ({ headers: { 'retry-after': `1, ${seconds}` } })],
];

describe('a service that takes a few images a minute', () => {
  it.each(forms)('makes all twenty, charged once each, and is never asked early: %s', async (_, says) => {
    let service: BusyService | undefined;
    const { clock, run, recorded, unknown } = windowWith((time) => {
      service = new BusyService(time, { images: 3, perMs: 60_000, takesMs: 4000 }, says);
      return service.http;
    });
    const { result, progress } = run('a', { count: 20 });
    const { images, notices } = await clock.until(result);
    expect([images.length, notices, service!.charged, service!.early]).toEqual([20, [], 20, 0]);
    expect(service!.refused).toBeGreaterThan(5);
    expect(unknown('a')).toBe(0);
    expect(recorded.journal.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(clock.pending).toBe(0);
    // Whoever looks sees either that it works or for how long it waits.
    const silent = progress.filter(({ at, until }, index) => {
      const next = progress[index + 1]?.at ?? at;
      return next - at > 120_000 || (next - at > 10_000 && until === undefined);
    });
    expect(silent).toEqual([]);
  });

  it('lets the one image of another job through between those of twenty', async () => {
    let service: BusyService | undefined;
    const { clock, run } = windowWith((time) => {
      service = new BusyService(time, { images: 1000, perMs: 1, takesMs: 5000 });
      return service.http;
    }, 2);
    const many = run('many', { count: 20 });
    await clock.advance(1000);
    const one = run('one');
    await clock.until(one.result);
    expect(service!.prompts.slice(0, 4)).toEqual(['many', 'many', 'one', 'many']);
    expect([one.progress[0]?.state, one.progress.some(({ state }) => state === 'retrying')]).toEqual(['queued', false]);
    await clock.until(many.result);
    expect([service!.charged, service!.mostUnderWay]).toEqual([21, 2]);
  });

  it('is asked as much as the setting allows again once it bears that', async () => {
    let service: BusyService | undefined;
    const { clock, run } = windowWith((time) => {
      service = new BusyService(time, { images: 30, perMs: 60_000, takesMs: 4000 });
      return service.http;
    }, 4);
    const { result } = run('a', { count: 45 });
    while (service!.refused === 0) await clock.advance(1000);
    const widths: number[] = [];
    while (service!.charged < 45) {
      await clock.advance(1000);
      widths.push(service!.underWay);
    }
    await clock.until(result);
    expect([widths.includes(4), service!.refused, service!.early]).toEqual([true, expect.any(Number) as number, 0]);
    expect(service!.refused).toBeLessThan(6);
  });

  it('does not let a call fail for its place in the queue', async () => {
    let service: BusyService | undefined;
    const { clock, run } = windowWith((time) => {
      service = new BusyService(time, { images: 1000, perMs: 1, takesMs: 50_000 });
      return service.http;
    }, 1);
    const { result } = run('a', { count: 10, timeoutMs: 60_000 });
    expect((await clock.until(result)).images).toHaveLength(10);
  });
});

describe('a job that is told to wait', () => {
  it('says until when, everywhere where somebody waits for that', async () => {
    const { serve } = replying(slow({ 'retry-after': '45' }));
    const { clock, run } = windowWith(serve, 1);
    const [first, second] = [run('a', { count: 2 }), run('b')];
    await settle();
    const until = clock.now() + 45_000;
    expect(first.progress.at(-1)).toMatchObject({ state: 'retrying', until, isAsked: true });
    expect(second.progress.at(-1)).toMatchObject({ state: 'retrying', until, isAsked: true });
    await clock.until(Promise.all([first.result, second.result]));
  });

  it('is not taken for one that may have been charged when the window ends meanwhile', async () => {
    const { serve } = replying(slow({ 'retry-after': '45' }));
    const { run, unknown } = windowWith(serve);
    run('a');
    await settle();
    expect(unknown('a')).toBe(0);
  });

  it('is asked again as often as that is said, as long as half of its time is left for the answer', async () => {
    const { serve, requests } = replying(...Array.from({ length: 20 }, () => slow({ 'retry-after': '60' })));
    const { clock, run } = windowWith(serve);
    const error = await clock.until(run('a').failed);
    expect([error.code, error.money, error.retryAfterMs]).toEqual(['rateLimit', 'refused', 60_000]);
    expect(requests).toHaveLength(6);
    expect(requests.map(({ deadlineMs }) => deadlineMs)).toEqual([
      600_000, 540_000, 480_000, 420_000, 360_000, 300_000,
    ]);
  });

  it('gives up all of itself when its service does not stop refusing, and no other job', async () => {
    const { serve, requests } = replying(...Array.from({ length: 6 }, () => slow({ 'retry-after': '60' })));
    const { clock, run } = windowWith(serve, 1);
    const [first, second] = [run('a', { count: 20 }), run('b')];
    expect(await clock.until(first.failed)).toMatchObject({ code: 'rateLimit' });
    expect(requests).toHaveLength(6);
    expect((await clock.until(second.result)).images).toHaveLength(1);
  });

  it('and everybody else is told when it is over two minutes', async () => {
    const { serve, requests } = replying(slow({ 'retry-after': '3600' }));
    const { clock, run } = windowWith(serve, 1);
    const [first, second] = [run('a', { count: 3 }), run('b')];
    for (const { failed } of [first, second]) {
      expect(await clock.until(failed)).toMatchObject({ code: 'rateLimit', retryAfterMs: 3_600_000 });
    }
    expect((await second.failed).text).toBe(
      'mixroute is receiving requests too fast. The service says: “slow” Nothing was charged. Try again in 60 min.',
    );
    expect([requests.length, clock.pending]).toEqual([1, 0]);
    // A person who asks again is believed to know why.
    expect((await clock.until(run('c').result)).images).toHaveLength(1);
  });

  it('by words under another status is not asked again, but the others wait', async () => {
    const { serve, requests } = replying({
      status: 200,
      body: '{"code":429,"msg":"slow down, retry in 30s","data":null}',
    });
    const { clock, run } = windowWith(serve, 1);
    const { result } = run('a', { count: 2 });
    const { images, notices } = await clock.until(result);
    expect([images.length, notices.map(({ code }) => code)]).toEqual([1, ['failedPart']]);
    expect(requests[1]!.at - requests[0]!.at).toBe(30_000);
  });

  it('by a 503 is not asked again, since it may have been charged, but the others wait', async () => {
    const { serve, requests } = replying({ status: 503, body: '', headers: { 'retry-after': '30' } });
    const { clock, run, unknown } = windowWith(serve, 1);
    expect((await clock.until(run('a', { count: 3 }).result)).images).toHaveLength(2);
    expect([requests.length, unknown('a')]).toEqual([3, 1]);
    expect(requests.map(({ at }) => at - requests[0]!.at)).toEqual([0, 30_000, 30_000]);
  });

  it('by a 503 for an hour stops the others, of whom nothing was sent', async () => {
    const { serve, requests } = replying({ status: 503, body: '', headers: { 'retry-after': '3600' } });
    const { clock, run } = windowWith(serve, 1);
    const [first, second] = [run('a', { count: 3 }), run('b')];
    expect(await clock.until(first.failed)).toMatchObject({ code: 'unknownOutcome', money: 'unknown' });
    expect(await clock.until(second.failed)).toMatchObject({ code: 'rateLimit', money: 'notSent' });
    expect(requests).toHaveLength(1);
  });

  it('does not wait at all where the model is not offered', async () => {
    const body = '{"error":{"message":"分组 default 下模型 x 无可用渠道（distributor）","code":"model_not_found"}}';
    const { serve, requests } = replying({ status: 503, body, headers: { 'retry-after': '30' } });
    const { clock, run } = windowWith(serve, 1);
    expect(await clock.until(run('a', { count: 3 }).failed)).toMatchObject({ code: 'modelNotFound' });
    const other = await clock.until(run('b').result);
    expect([other.images.length, requests.map(({ at }) => at)]).toEqual([1, [requests[0]!.at, requests[0]!.at]]);
  });
});

describe('a request that is being made ready when its service wants to be left alone', () => {
  it.each(['keys', 'journal'] as const)('is not sent before it may be asked again: %s', async (slowest) => {
    const { serve, requests } = replying(slow({ 'retry-after': '45' }));
    let asked = 0;
    const { clock, run, recorded } = windowWith(serve, 2, (ports) => {
      const later = async () => ports.clock.sleep(100 * asked++, new AbortController().signal);
      const { keys, journal } = ports;
      return slowest === 'keys'
        ? { keys: { find: (...args) => later().then(() => keys.find(...args)) } }
        : {
            journal: {
              append: (entry) =>
                (entry.type === 'sent' ? later() : Promise.resolve()).then(() => journal.append(entry)),
            },
          };
    });
    const { images } = await clock.until(run('a', { count: 2 }).result);
    expect([images.length, requests.length]).toEqual([2, 3]);
    expect(requests[1]!.at - requests[0]!.at).toBeGreaterThanOrEqual(45_000);
    const sent = recorded.journal.filter(({ type }) => type === 'sent').length;
    expect(sent - recorded.journal.filter(({ type }) => type === 'notSent').length).toBe(2);
  });

  it('is not sent again either, though it did not arrive', async () => {
    const times: number[] = [];
    const { clock, run } = windowWith(
      (time) => ({
        async exchange(_, receiver) {
          times.push(time.now());
          if (times.length === 1) throw new HttpFailure('reset', 'The connection broke.', false);
          const { status, body, headers = {} }: Reply = times.length === 2 ? slow({ 'retry-after': '45' }) : good;
          receiver.head({ status, headers });
          await receiver.data(Buffer.from(body));
        },
      }),
      2,
    );
    expect((await clock.until(run('a', { count: 2 }).result)).images).toHaveLength(2);
    expect([times.length, times[2]! - times[1]! >= 45_000]).toEqual([4, true]);
  });
});

describe('an allowance that is used up', () => {
  const broke = { status: 403, body: '{"error":{"message":"余额不足","code":"insufficient_user_quota"}}' };

  it('stops every job of that service in this window, and says when it resets', async () => {
    const { serve, requests } = replying({ ...broke, headers: { 'retry-after': '7200' } });
    const { clock, run, recorded } = windowWith(serve, 1);
    const [first, second] = [run('a', { count: 3 }), run('b', { count: 2 })];
    const errors = [await clock.until(first.failed), await clock.until(second.failed)];
    expect(errors.map(({ code, retryAfterMs }) => [code, retryAfterMs])).toEqual([
      ['quota', 7_200_000],
      ['quota', 7_200_000],
    ]);
    expect(errors.map(({ money }) => money)).toEqual(['refused', 'notSent']);
    expect(errors[1]!.text).toContain('It resets in 2 h');
    expect(requests).toHaveLength(1);
    expect(recorded.journal.filter(({ type }) => type === 'failed')).toHaveLength(5);
  });

  it('lets what is on its way come, and the next job begin anew', async () => {
    let isFirst = true;
    const { clock, run } = windowWith(
      (time) => ({
        async exchange(_, receiver, signal) {
          const reply = isFirst ? broke : good;
          const takesMs = isFirst ? 1000 : 5000;
          isFirst = false;
          await time.sleep(takesMs, signal);
          receiver.head({ status: reply.status, headers: {} });
          await receiver.data(Buffer.from(reply.body));
        },
      }),
      2,
    );
    const [first, second, waiting] = [run('a'), run('b'), run('c')];
    expect(await clock.until(first.failed)).toMatchObject({ code: 'quota' });
    expect(await clock.until(waiting.failed)).toMatchObject({ code: 'quota', money: 'notSent' });
    const next = run('d');
    expect((await clock.until(second.result)).images).toHaveLength(1);
    expect((await clock.until(next.result)).images).toHaveLength(1);
  });
});

describe('a person who is asked for a key', () => {
  it('holds up their own job, and no other', async () => {
    const { serve, requests } = replying({ status: 401, body: '{"error":{"message":"无效的令牌"}}' });
    const { clock, run } = windowWith(serve, 1);
    let answer: (gotOne: boolean) => void = () => undefined;
    const asking = run('a', { count: 2, newKey: () => new Promise((resolve) => (answer = resolve)) });
    await settle();
    const other = run('b');
    expect((await clock.until(other.result)).images).toHaveLength(1);
    expect(requests).toHaveLength(2);
    answer(true);
    expect((await clock.until(asking.result)).images).toHaveLength(2);
  });

  it('who has none lets nobody of their job try the old one', async () => {
    const { serve, requests } = replying({ status: 401, body: '{"error":{"message":"无效的令牌"}}' });
    const { clock, run } = windowWith(serve, 1);
    const { failed } = run('a', { count: 5, newKey: () => Promise.resolve(false) });
    expect(await clock.until(failed)).toMatchObject({ code: 'auth' });
    expect(requests).toHaveLength(1);
  });
});

describe('jobs that are cancelled while their service is to be left alone', () => {
  it('end at once, and leave no timer behind', async () => {
    const { serve, requests } = replying(slow({ 'retry-after': '100' }), slow({ 'retry-after': '100' }));
    const { clock, run } = windowWith(serve, 2);
    const controller = new AbortController();
    const jobs = Array.from({ length: 50 }, (_, index) => run(`a${index}`, { count: 4, signal: controller.signal }));
    await settle();
    expect([clock.pending, requests.length]).toEqual([1, 2]);
    controller.abort();
    for (const { failed } of jobs) expect((await failed).code).toBe('cancelled');
    expect([clock.pending, requests.length]).toEqual([0, 2]);
  });
});
