import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { leaseMs, Leases, nodeProcesses, standingOf, type Holder, type Processes } from '../../src/host/lease.ts';

const self: Holder = { space: 'boot container', pid: 10, began: '1000' };

/** A machine on which these processes run, by when they began. */
function machine(running: Readonly<Record<number, string>>): Processes {
  return { self: () => Promise.resolve(self), beganAt: (pid) => Promise.resolve(running[pid]) };
}

describe('the window that holds a journal', () => {
  it('is there when its process runs and began when the journal says', async () => {
    const holder = { space: self.space, pid: 7, began: '500' };
    expect(await standingOf(holder, machine({ 7: '500' }))).toBe('alive');
  });

  it('is gone when there is no such process', async () => {
    expect(await standingOf({ space: self.space, pid: 7, began: '500' }, machine({}))).toBe('gone');
  });

  it('is gone when another process has its id now, be it this window itself', async () => {
    expect(await standingOf({ space: self.space, pid: 7, began: '500' }, machine({ 7: '900' }))).toBe('gone');
    expect(await standingOf({ space: self.space, pid: 10, began: '500' }, machine({ 10: '1000' }))).toBe('gone');
  });

  it('may be there when it runs elsewhere, whatever process has its id here', async () => {
    const holder = { space: 'other', pid: 7, began: '500' };
    expect(await standingOf(holder, machine({}))).toBe('unsure');
    expect(await standingOf(holder, machine({ 7: '500' }))).toBe('unsure');
  });

  it('may be there when the system does not say when a process began', async () => {
    expect(await standingOf({ space: self.space, pid: 7 }, machine({ 7: '' }))).toBe('unsure');
    expect(await standingOf({ space: self.space, pid: 7 }, machine({}))).toBe('gone');
  });
});

describe('the processes of this machine', () => {
  it('are told from one another', async () => {
    const here = await nodeProcesses.self();
    expect(here.pid).toBe(process.pid);
    expect(await standingOf(here, nodeProcesses)).toBe(here.began === undefined ? 'unsure' : 'alive');
    expect(await nodeProcesses.self()).toEqual(here);
  });

  it('are gone when they have ended', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    const pid = child.pid ?? 0;
    await once(child, 'close');
    const { space } = await nodeProcesses.self();
    expect(await standingOf({ space, pid, began: '1' }, nodeProcesses)).toBe('gone');
  });

  it.each([0, -1, 1.5, NaN])('have no id like %d', async (pid) => {
    expect(await nodeProcesses.beganAt(pid)).toBeUndefined();
  });
});

describe('a lease', () => {
  const old = leaseMs.lasts + 1;
  const leasesAt = (now: () => number, elapsed = now) => new Leases(now, elapsed);

  it('holds when it is renewed between two looks', () => {
    let now = 0;
    const leases = leasesAt(() => now);
    expect(leases.standing('a', now)).toBe('unsure');
    for (let n = 0; n < 20; n += 1) {
      now += leaseMs.lookAgain;
      expect(leases.standing('a', now - 1)).toBe('alive');
    }
  });

  it('has run out when it is found old twice, with time for a renewal in between', () => {
    let now = old;
    const leases = leasesAt(() => now);
    expect(leases.standing('a', 0)).toBe('unsure');
    now += leaseMs.renew;
    expect(leases.standing('a', 0)).toBe('unsure');
    now += 1;
    expect(leases.standing('a', 0)).toBe('gone');
  });

  it('runs out in its time when its window crashed just now', () => {
    let now = 0;
    const leases = leasesAt(() => now);
    const looks = [];
    for (; now <= 80_000; now += leaseMs.lookAgain) looks.push(leases.standing('a', 0));
    expect(looks).toEqual(['unsure', 'unsure', 'unsure', 'unsure', 'gone']);
  });

  it('does not run out while the machine sleeps', () => {
    let now = 0;
    const leases = leasesAt(() => now);
    expect(leases.standing('a', 0)).toBe('unsure');
    now += 3_600_000;
    expect(leases.standing('a', 0)).toBe('unsure');
    now += 1;
    expect(leases.standing('a', 0)).toBe('unsure');
    expect(leases.standing('a', now)).toBe('alive');
  });

  it('holds when its window wakes up with the machine and renews it late', () => {
    let now = 3_600_000;
    const leases = leasesAt(() => now);
    expect(leases.standing('a', 0)).toBe('unsure');
    now += leaseMs.lookAgain;
    expect(leases.standing('a', now - 5)).toBe('alive');
  });

  it('runs out in its time though the clock was set back, and holds when its window lives', () => {
    let elapsed = 0;
    let renewed = 3_600_000;
    const leases = leasesAt(
      () => elapsed,
      () => elapsed,
    );
    const look = (name: string, at: number) => leases.standing(name, at);
    const looks = [];
    for (; elapsed <= 100_000; elapsed += leaseMs.lookAgain)
      looks.push([look('dead', 3_600_000), look('lives', (renewed += 1))]);
    expect(looks.map(([dead]) => dead)).toEqual(['unsure', 'unsure', 'unsure', 'unsure', 'gone', 'gone']);
    expect(looks.slice(1).map(([, lives]) => lives)).toEqual(Array(5).fill('alive'));
  });

  it('does not run out at once when the clock is set forward, nor while a machine whose clock was set back sleeps', () => {
    let [now, elapsed] = [0, 0];
    const leases = leasesAt(
      () => now,
      () => elapsed,
    );
    expect(leases.standing('a', now)).toBe('unsure');
    [now, elapsed] = [now + 86_400_000, elapsed + leaseMs.lookAgain];
    expect(leases.standing('a', 0)).toBe('unsure');
    expect(leases.standing('a', now)).toBe('alive');
    expect(leases.standing('b', now + 3_600_000)).toBe('unsure');
    elapsed += 36_000_000;
    expect(leases.standing('b', now + 3_600_000)).toBe('unsure');
  });

  it('is judged by itself, not with others', () => {
    let now = 100_000;
    const leases = leasesAt(() => now);
    expect(leases.standing('a', 0)).toBe('unsure');
    now += leaseMs.lookAgain;
    expect(leases.standing('b', 0)).toBe('unsure');
    expect(leases.standing('a', 0)).toBe('gone');
  });
});
