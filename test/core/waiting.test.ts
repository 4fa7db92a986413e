import { describe, expect, it } from 'vitest';
import { start, good } from './jobs.ts';
import { settle } from './virtualClock.ts';

const refused = { status: 401, body: '{"error":{"message":"无效的令牌"}}' };
const busy = { status: 429, body: '{"error":{"message":"slow down"}}', headers: { 'retry-after': '60' } };
const broke = { status: 403, body: '{"error":{"message":"余额不足","code":"insufficient_user_quota"}}' };

describe('a person who is asked for a key', () => {
  it('has all the time they need, and as many tries', async () => {
    let now = 0;
    const { result, recorded } = start({
      now: () => now,
      replies: [refused, refused, refused, refused, good],
      newKey: () => {
        now += 3_600_000;
        return Promise.resolve(true);
      },
    });
    expect((await result).images).toHaveLength(1);
    expect(recorded.requests.map((request) => request.deadlineMs)).toEqual(Array(5).fill(600_000));
  });

  it('does not use up the tries of a request that did not arrive', async () => {
    const { result } = start({
      replies: [refused, { fails: 'notSent' }, refused, { fails: 'notSent' }, good],
      newKey: () => Promise.resolve(true),
    });
    expect((await result).images).toHaveLength(1);
  });

  it('has the refusal when the question itself fails', async () => {
    const { failed, remains } = start({ replies: [refused], newKey: () => Promise.reject(new Error('no window')) });
    const error = await failed();
    expect([error.code, error.money]).toEqual(['auth', 'refused']);
    expect(remains().unknown).toBe(0);
  });
});

describe('a job that is cancelled', () => {
  it('leaves the queue at once, though the place before it is taken', async () => {
    const controller = new AbortController();
    const { failed, recorded } = start({
      request: { count: 2 },
      replies: [{ fails: 'hangs' }],
      width: 1,
      signal: controller.signal,
    });
    await settle();
    controller.abort();
    expect(await failed()).toMatchObject({ code: 'cancelled', money: 'unknown' });
    expect(recorded.requests).toHaveLength(1);
    expect(recorded.journal.filter((entry) => entry.type === 'failed')).toMatchObject([
      { call: 1, money: 'notSent' },
      { call: 0, money: 'unknown' },
    ]);
  });

  it('while it is on its way may have been charged, and is listed', async () => {
    const controller = new AbortController();
    const { failed, remains } = start({ replies: [{ fails: 'hangs' }], signal: controller.signal });
    await settle();
    controller.abort();
    expect(await failed()).toMatchObject({ code: 'cancelled', money: 'unknown' });
    expect(remains().unknown).toBe(1);
  });

  it('while it waits for another try is not charged', async () => {
    const controller = new AbortController();
    const { failed, recorded, remains } = start({ replies: [busy], signal: controller.signal, sleepsForGood: true });
    await settle();
    expect(recorded.sleeps).toEqual([60_000]);
    controller.abort();
    expect(await failed()).toMatchObject({ code: 'cancelled', money: 'notSent' });
    expect(remains().unknown).toBe(0);
  });
});

describe('a refusal that every call would meet', () => {
  it('ends the waits of the others', async () => {
    const { failed, recorded } = start({ request: { count: 3 }, replies: [busy, busy, broke], sleepsForGood: true });
    expect((await failed()).code).toBe('quota');
    expect(recorded.requests).toHaveLength(3);
  });

  it('is said of those that were not sent without a charge', async () => {
    const replies = [{ fails: 'notSent' }, broke] as const;
    const { failed, recorded } = start({ request: { count: 2 }, replies, sleepsForGood: true });
    await failed();
    expect(recorded.journal.filter((entry) => entry.type === 'failed')).toMatchObject([
      { code: 'quota', money: 'refused' },
      { code: 'quota', money: 'notSent' },
    ]);
  });

  it('is not met a second time by a call whose person was asked for a key meanwhile', async () => {
    const { failed, recorded } = start({
      request: { count: 2 },
      replies: [refused, broke, good],
      newKey: async () => {
        await settle();
        return true;
      },
    });
    expect((await failed()).code).toBe('quota');
    expect(recorded.requests).toHaveLength(2);
  });

  it('leaves alone what is on its way, for it may be paid for', async () => {
    const controller = new AbortController();
    const { failed, recorded } = start({
      request: { count: 2 },
      replies: [{ fails: 'hangs' }, broke],
      signal: controller.signal,
    });
    await settle();
    expect(recorded.journal.filter((entry) => entry.type === 'failed')).toMatchObject([{ call: 1, code: 'quota' }]);
    controller.abort();
    expect((await failed()).money).toBe('unknown');
  });
});
