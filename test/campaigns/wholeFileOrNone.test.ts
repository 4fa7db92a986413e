import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Faults } from '../host-files/faultyDisk.ts';
import { scratchFolder } from './disk/scratch.ts';
import { mountSmallDisk, page } from './disk/tmpfs.ts';
import { CutThoughReported, writers, type Load, type Writer } from './disk/writers.ts';
import { campaign, isLong } from './support/campaign.ts';
import type { Random } from './support/random.ts';

const promise = 'whole file or none';

/** Writes once over what was there, and says what came of it. */
async function tryOut(writer: Writer, folder: string, load: Load, faults: Faults) {
  await rm(folder, { recursive: true, force: true });
  await writer.begin(folder);
  const { steps, openFiles, error } = await writer.write(folder, load, faults);
  if (error instanceof CutThoughReported) throw error;
  return { steps, openFiles, isDone: error === undefined };
}

function loadOf(random: Random, most: number): Load {
  const pictures = Array.from({ length: random.between(1, 3) }, () => Buffer.from(random.bytes(random.below(most))));
  return { pictures, piece: random.between(Math.floor(most / 4), most) };
}

campaign(
  {
    promise,
    aim: 'the Nth operation failing, for every N: 0 cut, 0 old files touched, nothing left behind',
    runs: { short: 1, long: 60 },
  },
  async ({ each, isLong: isFull, reached }) => {
    const folder = scratchFolder('failing');
    const inner = join(folder, 'workspace');
    // In `npm test`, test/host-files and test/host-spool fail every one of them.
    const stride = isFull ? 1 : 8;
    let [attempts, failures] = [0, 0];
    try {
      await each(async (random) => {
        const load = loadOf(random, isFull ? 20_000 : 2000);
        const code = random.pick(['EIO', 'ENOSPC', 'EDQUOT', 'EROFS']);
        const link = random.pick([undefined, undefined, 'EPERM', 'ENOTSUP', 'EXDEV']);
        const share = random.pick([1, 1, 0.5, 0.2]);
        const take = (length: number) => Math.ceil(length * share);
        for (const writer of writers) {
          for (const forGood of [false, true]) {
            for (let failAt = random.between(1, stride); ; failAt += stride) {
              const faults = { failAt, forGood, code, take, ...(link === undefined ? {} : { link }) };
              const { steps, openFiles, isDone } = await tryOut(writer, inner, load, faults);
              if (steps.length < failAt) break;
              attempts += 1;
              if (!isDone) failures += 1;
              const wrong = await writer.judge(inner, load, isDone);
              const excuses = excusesFor({ forGood, isDone, failed: steps[failAt - 1] });
              const found = wrong.filter((each) => !excuses.some((excuse) => each.endsWith(excuse)));
              reached(`${attempts} operations failed, ${failures} reported; ${found.length} cut or touched`);
              expect(found, `${writer.title}, operation ${failAt} (${String(steps[failAt - 1])})`).toEqual([]);
              expect(openFiles).toBe(0);
            }
          }
        }
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    expect(failures).toBeGreaterThan(10);
  },
);

/** What may stay where it is when nothing can be removed: a half of a file, as long as nobody is told that it is whole. */
function excusesFor(how: { forGood: boolean; isDone: boolean; failed: string | undefined }): readonly string[] {
  if (how.forGood) return ['was left behind', ...(how.isDone ? [] : ['is cut'])];
  return how.failed === 'unlink' ? ['was left behind'] : [];
}

campaign(
  {
    promise,
    aim: 'a full disk in steps of 4 KiB: 0 cut but reported, old files intact, nothing left behind',
    runs: { short: 1, long: 4 },
  },
  async ({ each, reached }) => {
    const most = isLong ? 600_000 : 30_000;
    const disk = await mountSmallDisk(4 * most);
    if (!disk) {
      reached('LEFT OUT: this machine lets nobody mount a disk');
      return;
    }
    let [steps, failures] = [0, 0];
    try {
      await each(async (random) => {
        const load = loadOf(random, most);
        const inner = join(disk.folder, 'workspace');
        for (const writer of writers) {
          let isDone = false;
          for (let free = 0; !isDone; free += page) {
            await rm(inner, { recursive: true, force: true });
            await writer.begin(inner);
            await disk.fill(free);
            const written = await writer.write(inner, load, {});
            if (written.error instanceof CutThoughReported) throw written.error;
            isDone = written.error === undefined;
            steps += 1;
            if (!isDone) failures += 1;
            const wrong = await writer.judge(inner, load, isDone);
            reached(`${steps} fillings, ${failures} of them too full and reported; ${wrong.length} cut or touched`);
            expect(wrong, `${writer.title}, ${free} bytes free`).toEqual([]);
          }
        }
      });
    } finally {
      await disk.remove();
    }
    expect(failures).toBeGreaterThan(10);
  },
);
