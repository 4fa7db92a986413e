import * as fs from 'node:fs/promises';
import * as path from 'node:path';

const keptMs = 14 * 86_400_000;

/**
 * Removes what jobs left in the spool that no journal names any more: answers that were charged and hold no image are
 * kept for a while as evidence, and a crash leaves some. Never rejects; what stays is looked at again another time.
 * @param named Ids of all jobs that some window's journal names.
 */
export async function sweepSpool(folder: string, named: ReadonlySet<string>, now: number): Promise<void> {
  const found = await fs.readdir(folder).catch(() => []);
  const unnamed = found.filter((name) => !named.has(name)).map((name) => path.join(folder, name));
  await Promise.allSettled(
    unnamed.map(async (job) => {
      const { mtimeMs } = await fs.lstat(job);
      if (now - mtimeMs > keptMs) await fs.rm(job, { recursive: true, force: true });
    }),
  );
}

/**
 * Removes previews that windows left behind, closed in the middle of a job or right after it. Never rejects.
 * @param running Ids of jobs that may still be running in some window.
 */
export async function sweepPreviews(folder: string, running: ReadonlySet<string>): Promise<void> {
  const found = await fs.readdir(folder).catch(() => []);
  const left = found.filter((name) => !running.has(name)).map((name) => path.join(folder, name));
  await Promise.allSettled(left.map((job) => fs.rm(job, { recursive: true, force: true })));
}
