import { describe, expect, it } from 'vitest';
import { JobRoom } from '../../src/host/studio/jobRoom.ts';

describe('room for jobs', () => {
  it('is taken by jobs that are still being prepared, and by those that run', async () => {
    let running = 10;
    const room = new JobRoom(() => running);
    let prepared: () => void = () => undefined;
    const preparing = room.during(10, () => new Promise<void>((resolve) => (prepared = resolve)));
    await expect(room.during(5, () => Promise.resolve())).rejects.toMatchObject({
      code: 'invalidRequest',
      money: 'notSent',
      what: '20 jobs are running already.',
    });
    expect(await room.during(4, () => Promise.resolve('begun'))).toBe('begun');
    prepared();
    await preparing;
    running = 20;
    expect(await room.during(4, () => Promise.resolve('begun'))).toBe('begun');
    await expect(room.during(5, () => Promise.resolve())).rejects.toThrow('20 jobs');
  });

  it('is free again when what took it could not be prepared', async () => {
    const room = new JobRoom(() => 0);
    const failure = new Error('no such image');
    await expect(room.during(24, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(await room.during(24, () => Promise.resolve('begun'))).toBe('begun');
  });
});
