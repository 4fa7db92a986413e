import { describe, expect, it } from 'vitest';
import type { EaselError } from '../../src/base/errors.ts';
import type { PollContract } from '../../src/base/provider.ts';
import { pollTask } from '../../src/core/pollTask.ts';
import { findService } from '../../src/providers/index.ts';
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

function poll(options: FakeOptions) {
  const { ports, recorded } = fakePorts(options);
  const wait = {
    service: findService('mixroute')!,
    model: 'model',
    endpoint: 'https://relay.example',
    task: 'task-1',
    poll: contract,
    spool: ports.spool.job('job-1'),
    deadline: ports.clock.now() + 1000,
    progress: () => undefined,
  };
  const result = pollTask(wait, ports, new AbortController().signal);
  const failed = () =>
    result.then(
      () => expect.unreachable('the task was done'),
      (error: unknown) => error as EaselError,
    );
  return { result, failed, recorded };
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
});
