import { execFile } from 'node:child_process';
import { mkdtemp, rm, rmdir, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Bytes that such a disk gives away at a time. */
export const page = 4096;

/** A disk of its own in memory, which is soon full. */
export interface SmallDisk {
  readonly folder: string;
  /** Leaves so many bytes free, and nothing but the bytes that fill the rest. */
  fill(free: number): Promise<void>;
  remove(): Promise<void>;
}

/** Undefined where nothing can be mounted: that is for root on Linux, and not in every container. */
export async function mountSmallDisk(bytes: number): Promise<SmallDisk | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'easel-full-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder]);
  } catch {
    await rmdir(folder);
    return undefined;
  }
  const filler = join(folder, 'filler');
  return {
    folder,
    async fill(free) {
      await rm(filler, { force: true });
      const { bavail, bsize } = await statfs(folder);
      await writeFile(filler, Buffer.alloc(Math.max(0, bavail * bsize - free)));
    },
    async remove() {
      await run('umount', [folder]);
      await rmdir(folder);
    },
  };
}
