import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { EaselError } from '../../src/base/errors.ts';
import { ProviderQueue, type Place } from '../../src/core/providerQueue.ts';
import { settle, VirtualClock } from './virtualClock.ts';

const broke = new EaselError({ code: 'quota', what: 'Used up.', money: 'refused', retryAfterMs: 3_600_000 });

/** A queue whose calls work until they are told to end. */
function queueOf(width: number) {
  const clock = new VirtualClock();
  const setting = { width };
  const queue = new ProviderQueue(clock, () => setting.width);
  const began: string[] = [];
  const told: [name: string, until: number | undefined][] = [];
  const call = (name: string, { signal = new AbortController().signal, job = name.replace(/\d+$/, '') } = {}) => {
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const places: Place[] = [];
    const waits = (until: number | undefined) => told.push([name, until === undefined ? until : until - clock.now()]);
    const result = queue.run({ job, signal, waits }, async (place) => {
      places.push(place);
      began.push(name);
      await ended;
      return name;
    });
    result.catch(() => undefined);
    return { name, result, end, place: () => places[0]! };
  };
  return { clock, setting, queue, began, told, call };
}

describe('a queue', () => {
  it('takes as many as the setting says at the time', async () => {
    const { began, call, setting } = queueOf(2);
    const calls = ['a1', 'a2', 'a3', 'a4', 'a5'].map((name) => call(name));
    await settle();
    expect(began).toEqual(['a1', 'a2']);
    setting.width = 3;
    calls[0]!.end();
    await settle();
    expect(began).toEqual(['a1', 'a2', 'a3', 'a4']);
    setting.width = 1;
    calls[1]!.end();
    calls[2]!.end();
    await settle();
    expect(began).toHaveLength(4);
    calls[3]!.end();
    await settle();
    expect(began).toHaveLength(5);
  });

  it('lets jobs take turns, and the calls of one in their order', async () => {
    const { began, call } = queueOf(1);
    const calls = ['a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'b2'].map((name) => call(name));
    for (const each of ['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4']) {
      await settle();
      calls.find(({ name }) => name === each)!.end();
    }
    await settle();
    expect(began).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4']);
  });

  it('says of those who wait what they wait for, once', async () => {
    const { call, clock, told } = queueOf(1);
    const first = call('a1');
    call('a2');
    await settle();
    expect(told).toEqual([['a2', undefined]]);
    first.place().slowDown(5000);
    first.end();
    call('b1');
    await settle();
    expect(told.slice(1)).toEqual([
      ['a2', 5000],
      ['b1', 5000],
    ]);
    await clock.advance(5000);
    // `b1` has begun.
    expect(told.slice(3)).toEqual([['a2', undefined]]);
  });

  it('gives its place back when the work fails', async () => {
    const { queue, call, began } = queueOf(1);
    const caller = { job: 'a', signal: new AbortController().signal, waits: () => undefined };
    await expect(queue.run(caller, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    call('b1');
    await settle();
    expect(began).toEqual(['b1']);
  });
});

describe('a service that wants to be asked less', () => {
  it('is left alone by everybody until it may be asked again, and then asked first by whom it refused', async () => {
    const { clock, began, call } = queueOf(2);
    const [refused, other] = [call('a1'), call('a2'), call('a3'), call('b1')];
    await settle();
    expect(refused.place().slowDown(30_000)).toBe(30_000);
    const again = refused.place().again();
    let isBack = false;
    void again.then(() => (isBack = true));
    other.end();
    call('c1');
    await clock.advance(29_999);
    expect([began, isBack]).toEqual([['a1', 'a2'], false]);
    await clock.advance(1);
    expect([began, isBack]).toEqual([['a1', 'a2'], true]);
  });

  it('is asked half as much at a time after each refusal, and a little more after each success', async () => {
    const { clock, began, call, setting } = queueOf(8);
    const calls = Array.from({ length: 60 }, (_, index) => call(`a${index}`));
    await settle();
    calls[0]!.place().slowDown(1000);
    calls[1]!.place().slowDown(1000);
    for (const each of calls.slice(0, 8)) each.end();
    await clock.advance(1000);
    const width = () => began.length - ended;
    let ended = 8;
    const widths = [width()];
    for (let index = 8; index < 45; index++) {
      calls[index]!.place().succeeded();
      calls[index]!.end();
      ended += 1;
      await settle();
      widths.push(width());
    }
    expect(widths.slice(0, 6)).toEqual([2, 2, 2, 3, 3, 3]);
    expect(widths.filter((each, index) => index > 0 && ![0, 1].includes(each - widths[index - 1]!))).toEqual([]);
    expect([widths.indexOf(8) > 20, widths.at(-1)]).toEqual([true, 8]);
    setting.width = 10;
    calls[45]!.end();
    await settle();
    expect(width()).toBe(11);
  });

  it('is asked a little more after each minute without a refusal, though what it was asked takes long', async () => {
    const { clock, began, call } = queueOf(4);
    const calls = Array.from({ length: 9 }, (_, index) => call(`a${index}`));
    await settle();
    for (const each of calls.slice(0, 3)) each.place().slowDown(3000);
    for (const each of calls.slice(0, 3)) each.end();
    await clock.advance(3000);
    // The fourth one hangs, and one at a time is all that may be asked.
    expect(began).toHaveLength(4);
    await clock.advance(59_999);
    expect(began).toHaveLength(4);
    await clock.advance(1);
    expect(began).toHaveLength(5);
    await clock.advance(60_000);
    expect(began).toHaveLength(6);
    calls[5]!.place().slowDown(1000);
    calls[5]!.end();
    await clock.advance(60_999);
    expect(began).toHaveLength(6);
    await clock.advance(1 + 60_000 + 60_000 + 60_000);
    expect(began).toHaveLength(8);
    expect(clock.pending).toBe(0);
  });

  it('is asked more a minute after the end of a hold, or of a minute before somebody sets the clock back', async () => {
    const { clock, began, call } = queueOf(4);
    const calls = Array.from({ length: 9 }, (_, index) => call(`a${index}`));
    await settle();
    calls[0]!.place().slowDown(90_000);
    await clock.advance(2000);
    calls[1]!.place().succeeded();
    for (const each of calls.slice(0, 3)) each.end();
    await clock.advance(88_000);
    expect(began).toHaveLength(5);
    await clock.advance(59_999);
    expect(began).toHaveLength(5);
    await clock.advance(1);
    expect(began).toHaveLength(6);
    calls[4]!.place().slowDown(1000);
    await clock.advance(1000);
    clock.set(clock.now() - 3_600_000);
    calls[4]!.end();
    calls[5]!.end();
    await clock.advance(0);
    expect(began).toHaveLength(6);
    await clock.advance(60_000);
    expect(began).toHaveLength(7);
  });

  it('is never asked by fewer than one at a time', async () => {
    const { clock, began, call } = queueOf(1);
    const first = call('a1');
    call('a2');
    await settle();
    first.place().slowDown(0);
    first.end();
    await clock.advance(0);
    expect(began).toEqual(['a1', 'a2']);
  });

  it('is waited for longer each time when it does not say how long, or says too little', async () => {
    const { clock, call } = queueOf(4);
    const first = call('a1');
    const second = call('a2');
    await settle();
    const waits = [first.place().slowDown(undefined)];
    // It was under way with the first one, and says nothing new.
    expect(second.place().slowDown(undefined)).toBe(waits[0]);
    second.end();
    for (const told of [undefined, undefined, undefined, 0, 90_000]) {
      const again = first.place().again();
      await clock.until(again);
      waits.push(first.place().slowDown(told));
    }
    expect(waits).toEqual([1500, 6000, 24_000, 45_000, 45_000, 90_000]);
    await clock.until(first.place().again());
    first.place().succeeded();
    expect(first.place().slowDown(0)).toBe(0);
  });

  it('is waited for as long as the longest that it told', async () => {
    const { clock, call } = queueOf(2);
    const first = call('a1');
    const second = call('a2');
    await settle();
    first.place().slowDown(20_000);
    expect(second.place().slowDown(5000)).toBe(20_000);
    await clock.advance(10_000);
    expect(second.place().slowDown(15_000)).toBe(15_000);
  });

  it('is not waited for any longer because somebody sets the clock back', async () => {
    const { clock, began, call } = queueOf(2);
    const first = call('a1');
    await settle();
    first.place().slowDown(60_000);
    first.end();
    call('a2');
    await settle();
    expect(began).toEqual(['a1']);
    clock.set(clock.now() - 3_600_000);
    await clock.advance(60_000);
    expect(began).toEqual(['a1', 'a2']);
  });

  it('is not asked early by an alarm that rings early', async () => {
    const clock = new VirtualClock();
    const hasty = {
      now: () => clock.now(),
      random: () => 0,
      sleep: (ms: number, signal: AbortSignal) => clock.sleep(ms - Math.min(1, ms / 2), signal),
    };
    const queue = new ProviderQueue(hasty, () => 1);
    const caller = { job: 'a', signal: new AbortController().signal, waits: () => undefined };
    const began = clock.now();
    const back = queue.run(caller, async (place) => {
      place.slowDown(7000);
      await place.again();
      return clock.now() - began;
    });
    expect(await clock.until(back)).toBeGreaterThanOrEqual(7000);
  });
});

describe('a queue that is stopped', () => {
  it('lets go of everybody who waits, with the same reason and nothing sent, and begins anew', async () => {
    const { call, began, clock } = queueOf(1);
    const running = call('a1');
    const waiting = [call('a2'), call('b1')];
    await settle();
    running.place().slowDown(60_000);
    expect(clock.pending).toBe(1);
    running.place().stop('provider', broke);
    expect(clock.pending).toBe(0);
    for (const { result } of waiting) {
      await expect(result).rejects.toMatchObject({
        code: 'quota',
        what: 'Used up.',
        money: 'notSent',
        retryAfterMs: 3_600_000,
      });
    }
    running.end();
    expect(await running.result).toBe('a1');
    call('c1');
    await clock.advance(60_000);
    expect(began).toEqual(['a1', 'c1']);
  });

  it('stops those who have a place and have sent nothing yet, and nobody who comes later', async () => {
    const { call } = queueOf(3);
    const [told, preparing] = [call('a1'), call('b1')];
    await settle();
    expect(preparing.place().stopped()).toBeUndefined();
    told.place().stop('job', broke);
    expect(preparing.place().stopped()).toBeUndefined();
    told.place().stop('provider', broke);
    expect(preparing.place().stopped()).toMatchObject({ code: 'quota', money: 'notSent' });
    const later = call('c1');
    await settle();
    expect(later.place().stopped()).toBeUndefined();
  });

  it('for one job goes on with the others', async () => {
    const { call, began } = queueOf(1);
    const running = call('a1');
    const [own] = [call('a2'), call('b1')];
    await settle();
    running.place().stop('job', broke);
    await expect(own.result).rejects.toMatchObject({ code: 'quota' });
    running.end();
    await settle();
    expect(began).toEqual(['a1', 'b1']);
  });
});

describe('a call that waits for its person', () => {
  it('makes room for other jobs, not for its own, and comes back before those that were not sent yet', async () => {
    const { call, began } = queueOf(1);
    const asking = call('a1');
    call('a2');
    const other = call('b1');
    call('c1');
    await settle();
    asking.place().giveWay();
    await settle();
    expect(began).toEqual(['a1', 'b1']);
    let isBack = false;
    void asking
      .place()
      .again()
      .then(() => (isBack = true));
    await settle();
    expect(isBack).toBe(false);
    other.end();
    await settle();
    expect([isBack, began]).toEqual([true, ['a1', 'b1']]);
    asking.end();
    await settle();
    expect(began.slice(2)).toEqual(['c1']);
  });

  it('lets its own job go on when it ends without coming back', async () => {
    const { call, began } = queueOf(1);
    const asking = call('a1');
    call('a2');
    await settle();
    asking.place().giveWay();
    asking.end();
    await settle();
    expect(began).toEqual(['a1', 'a2']);
  });
});

describe('a call that is called off', () => {
  it('leaves at once, whatever it waits for, and leaves nothing behind, a thousand times', async () => {
    const { clock, call, began } = queueOf(1);
    const first = call('z1');
    await settle();
    const cancel = async (count: number) => {
      for (let index = 0; index < count; index++) {
        const controller = new AbortController();
        const { result } = call(`a${index}`, { signal: controller.signal, job: `a${index % 7}` });
        controller.abort();
        await expect(result).rejects.toMatchObject({ code: 'cancelled', money: 'notSent' });
        expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
      }
    };
    await cancel(400);
    first.place().slowDown(60_000);
    await cancel(400);
    const controller = new AbortController();
    const signals = Array.from({ length: 200 }, () => AbortSignal.any([controller.signal]));
    const all = signals.map((signal, index) => call(`b${index}`, { signal }));
    expect(clock.pending).toBe(1);
    controller.abort();
    const settled = await Promise.allSettled(all.map(({ result }) => result));
    expect(settled.every(({ status }) => status === 'rejected')).toBe(true);
    expect(signals.flatMap((signal) => getEventListeners(signal, 'abort'))).toEqual([]);
    expect(clock.pending).toBe(0);
    first.end();
    const last = call('c1');
    expect(clock.pending).toBe(1);
    await clock.advance(60_000);
    expect(began).toEqual(['z1', 'c1']);
    last.end();
    expect(clock.pending).toBe(0);
  });

  it('never enters when it was called off before', async () => {
    const { call, began } = queueOf(1);
    await expect(call('a1', { signal: AbortSignal.abort() }).result).rejects.toMatchObject({ code: 'cancelled' });
    call('b1');
    await settle();
    expect(began).toEqual(['b1']);
  });
});
