import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { deepestExisting, makeRealFolder, realFolder, requireInside, type WantedFolder } from './realFolder.ts';
import { codeOf } from './spool/fileOps.ts';

/**
 * Works in a folder that is made where it belongs, and that stays the same one whatever becomes of its name meanwhile. A
 * path is looked up anew with every step, and between two of them a link that leads out may be put in its place; Linux
 * has paths that go by an open folder.
 * @param work Gets a path that is good until it is done.
 * @throws EaselError `storage`, and what the disk says
 */
export async function inHeldFolder<T>(wanted: WantedFolder, work: (folder: string) => Promise<T>): Promise<T> {
  if (process.platform !== 'linux') return work(await makeRealFolder(wanted));
  const folder = await hold(wanted);
  try {
    return await work(pathOf(folder));
  } finally {
    await folder.close();
  }
}

/** The folder, opened, and what is missing on the way to it made; each step goes by the folder before it. */
async function hold(wanted: WantedFolder): Promise<fs.FileHandle> {
  const real = await realFolder(wanted);
  const existing = await deepestExisting(real);
  let folder = await open(existing);
  try {
    await requireInside(await fs.readlink(pathOf(folder)), wanted);
    for (const name of path.relative(existing, real).split(path.sep).filter(Boolean)) {
      const next = path.join(pathOf(folder), name);
      await fs.mkdir(next).catch((error: unknown) => {
        if (codeOf(error) !== 'EEXIST') throw error;
      });
      const inner = await open(next);
      await folder.close();
      folder = inner;
    }
    return folder;
  } catch (error) {
    await folder.close();
    throw error;
  }
}

function open(folder: string): Promise<fs.FileHandle> {
  const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;
  return fs.open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
}

function pathOf({ fd }: fs.FileHandle): string {
  return `/proc/self/fd/${String(fd)}`;
}
