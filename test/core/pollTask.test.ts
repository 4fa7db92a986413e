import { describe, expect, it } from 'vitest';
import type { EaselError } from '../../src/base/errors.ts';
import type { PollContract, Service } from '../../src/base/provider.ts';
import { pollTask } from '../../src/core/pollTask.ts';
import { serviceOf } from '../providers/services.ts';
import { fakePorts, pngBase64, type FakeOptions } from './fakes.ts';
import { answer, good } from './jobs.ts';

const contract: PollContract = {
  method: 'GET',
  path: '/v1/tasks',
  idIn: 'path',
  idName: 'id',
  initialDelayMs: 10,
  intervalMs: 10,
  backoff: 2,
  maxIntervalMs: 40,
  notFoundGraceMs: 100,
};

function poll(options: FakeOptions & { poll?: Partial<PollContract>; service?: Partial<Service> }) {
  const { ports, recorded } = fakePorts(options);
  const progress: unknown[][] = [];
  const wait = {
    service: { ...serviceOf('mixroute'), ...options.service },
    model: 'model',
    endpoint: 'https://relay.example',
    task: 'task-1',
    poll: { ...contract, ...options.poll },
    spool: ports.spool.job('job-1'),
    deadline: ports.clock.now() + 1000,
    progress: (...what: unknown[]) => void progress.push(what),
  };
  const result = pollTask(wait, ports, new AbortController().signal);
  const failed = () =>
    result.then(
      () => expect.unreachable('the task was done'),
      (error: unknown) => error as EaselError,
    );
  return { result, failed, recorded, progress };
}

describe('a task of a service', () => {
  it('is asked for again when its answer was cut, however much of it came', async () => {
    const cut = answer(pngBase64, pngBase64).slice(0, -30);
    const { result, recorded } = poll({
      replies: [{ status: 200, body: cut }, { status: 200, body: cut, then: 'cut' }, { fails: 'cut' }, good],
    });
    expect((await result).reply.images).toHaveLength(1);
    expect(recorded.requests).toHaveLength(4);
    expect(recorded.sleeps).toEqual([10, 10, 20, 40]);
  });

  it('is not asked for sooner than the service says, and its person sees until when', async () => {
    const slow = { status: 429, body: '', headers: { 'retry-after': '0.5' } };
    const { result, recorded, progress } = poll({ replies: [slow, good] });
    await result;
    expect(recorded.sleeps).toEqual([10, 500]);
    expect(progress).toEqual([['waiting'], ['retrying', 1_000_510]]);
  });

  it('goes on at the service that asks to be left alone for longer than its person waits, and says for how long', async () => {
    const busy = { status: 429, body: '', headers: { 'retry-after': '3600' } };
    const { failed, recorded } = poll({ replies: [busy] });
    expect(await failed()).toMatchObject({ code: 'timeout', money: 'kept', retryAfterMs: 3_600_000 });
    expect(recorded.sleeps).toEqual([10]);
  });

  it('is asked for in its own time where only a window of requests is told of', async () => {
    const pending = {
      status: 200,
      body: '{"task_id":"task-1","status":"processing"}',
      headers: { 'x-ratelimit-reset-requests': '300' },
    };
    const { result, recorded, progress } = poll({ replies: [pending, good] });
    await result;
    expect(recorded.sleeps).toEqual([10, 10]);
    expect(progress).toEqual([['waiting'], ['waiting']]);
  });

  it('waits at the service when the disk here is full', async () => {
    const error = await poll({ replies: [good], failReply: true }).failed();
    expect([error.code, error.money]).toEqual(['storage', 'kept']);
    expect(error.text).toContain('Easel: Show Jobs…');
  });

  it('says nothing of the key that the service echoes', async () => {
    const { failed } = poll({
      replies: [{ status: 200, body: '{"id":"task-1","status":"failed","error":{"message":"bad sk-test-canary"}}' }],
    });
    expect((await failed()).text).not.toContain('canary');
  });

  it('is done under any status that says so', async () => {
    for (const status of [201, 202, 203]) {
      const { result } = poll({ replies: [{ ...good, status }] });
      expect((await result).reply.images).toHaveLength(1);
    }
  });

  it.each([
    ['{"code":500,"message":"boom"}', 200],
    ['{"code":429,"message":"slow down"}', 200],
    ['{"code":503,"msg":"busy","data":null}', 201],
    ['{"code":404,"message":"no such task"}', 200],
    ['', 503],
  ])('is asked for again after %s under %i', async (body, status) => {
    const { result } = poll({ replies: [{ status, body }, good] });
    expect((await result).reply.images).toHaveLength(1);
  });

  it.each([
    ['quota', 403, '{"error":{"message":"余额不足","code":"insufficient_user_quota"}}'],
    ['provider', 403, '<html><title>Just a moment...</title>'],
    ['provider', 403, '{"id":"ray-1","status":"error","message":"blocked"}'],
    ['provider', 302, ''],
    ['auth', 401, '{"error":{"message":"bad key"}}'],
    ['auth', 200, '{"code":401,"message":"bad key"}'],
    ['invalidRequest', 400, '{"error":{"message":"invalid id"}}'],
    ['provider', 200, '{"hello":1}'],
  ])('is not given up for one bad look: %s, %i %s', async (code, status, body) => {
    const error = await poll({ replies: [{ status, body }] }).failed();
    expect([error.code, error.money]).toEqual([code, 'kept']);
    if (code !== 'auth') expect(error.text).toContain('“Easel: Show Jobs…” fetches the image');
  });

  it.each([
    ['refused', 200, '{"task_id":"task-1","status":"failed","error":{"code":500,"message":"no"}}'],
    ['refused', 200, '{"task_id":"task-1","status":"failed","error":{"code":429,"message":"no"}}'],
    ['refused', 422, '{"task_id":"task-1","status":"failed","message":"no"}'],
    ['charged', 200, '{"output":{"task_id":"task-1","task_status":"UNKNOWN"}}'],
    ['charged', 200, '{"task_id":"task-1","status":"expired"}'],
    ['charged', 200, '{"task_id":"task-1","status":"completed","ready":true}'],
    ['charged', 410, '{"message":"gone"}'],
    ['charged', 410, '{"message":"gone","task_id":"task-1"}'],
  ])('is over by its service’s word, and %s: %i %s', async (money, status, body) => {
    expect((await poll({ replies: [{ status, body }, good] }).failed()).money).toBe(money);
  });

  it('that is not found may only be young, and later is gone', async () => {
    const missing = { status: 404, body: '{"message":"not found","task_id":"task-1"}' };
    expect((await poll({ replies: [missing, good] }).result).reply.images).toHaveLength(1);
    const gone = await poll({ poll: { notFoundGraceMs: 0 }, replies: [missing, good] }).failed();
    expect([gone.money, gone.text]).toEqual(['charged', expect.stringContaining('no longer at') as string]);
  });

  it('is asked for without a key where the service needs none', async () => {
    const { result, recorded } = poll({ key: {}, service: { keyOptional: true }, replies: [good] });
    expect((await result).reply.images).toHaveLength(1);
    expect(recorded.requests[0]?.headers).toEqual({ accept: 'application/json' });
    const missing = poll({ key: {}, replies: [good] });
    expect(await missing.failed()).toMatchObject({ code: 'auth', money: 'kept' });
    expect(missing.recorded.requests).toEqual([]);
  });

  it.each(['.evil.example/x', 'tasks', ':8443/tasks', '@evil.example/tasks', ':port/tasks'])(
    'never takes the key to another address: %s',
    async (path) => {
      for (const idIn of ['path', 'query'] as const) {
        const { failed, recorded } = poll({ poll: { path, idIn }, replies: [good] });
        const error = await failed();
        expect([error.code, error.money]).toEqual(['invalidRequest', 'kept']);
        expect(error.text).toContain(path);
        expect(recorded.requests).toEqual([]);
      }
    },
  );
});
