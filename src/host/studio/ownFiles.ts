import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { partName, sweepParts } from '../partFiles.ts';

// Files in Easel's own folders. Another window may make the same one at the same time: whoever comes last wins, and nobody
// sees half a file.

export function writeOwn(file: string, bytes: Uint8Array): Promise<void> {
  return whole(file, (temporary) => fs.writeFile(temporary, bytes, { flag: 'wx', mode: 0o600 }));
}

/** Takes no room and no time where the disk can share what two files have in common. */
export function copyOwn(from: string, file: string): Promise<void> {
  return whole(file, (temporary) =>
    fs.copyFile(from, temporary, fs.constants.COPYFILE_FICLONE | fs.constants.COPYFILE_EXCL),
  );
}

/** Whether the file is there; as if it had just been made, for those who remove old ones. */
export async function isThere(file: string): Promise<boolean> {
  const now = new Date();
  return fs.utimes(file, now, now).then(
    () => true,
    () => false,
  );
}

async function whole(file: string, make: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = path.join(path.dirname(file), partName());
  try {
    await make(temporary);
    // A copy has the age of what it was made of.
    await isThere(temporary);
    await fs.rename(temporary, file);
  } catch (error) {
    await fs.rm(temporary, { force: true });
    throw error;
  }
}

interface OwnFile {
  readonly path: string;
  readonly bytes: number;
  /** ms since the epoch. */
  readonly usedAt: number;
}

/**
 * Removes what is too much in a folder, and what a crash left half written. Never rejects; what stays is looked at again
 * another time.
 * @param chosen Of all files, the one that was used last first, those that are to go.
 */
export async function sweepOwn(
  folder: string,
  chosen: (files: readonly OwnFile[]) => readonly OwnFile[],
): Promise<void> {
  const at = (name: string) => path.join(folder, name);
  const names = await fs.readdir(folder).catch(() => []);
  const remove = (name: string) => fs.rm(at(name), { force: true });
  await sweepParts(names, Date.now(), async (name) => (await fs.lstat(at(name))).mtimeMs, remove);
  const files: OwnFile[] = [];
  for (const name of names) {
    const found = await fs.lstat(at(name)).catch(() => undefined);
    if (found?.isFile() && !name.startsWith('.')) {
      files.push({ path: at(name), bytes: found.size, usedAt: found.mtimeMs });
    }
  }
  files.sort((a, b) => b.usedAt - a.usedAt);
  await Promise.allSettled(chosen(files).map((file) => fs.rm(file.path, { force: true })));
}

/** What does not fit into the limit, however old; the latest stays always. */
export function beyond(limit: number, files: readonly OwnFile[]): readonly OwnFile[] {
  let bytes = 0;
  return files.filter((file, index) => (bytes += file.bytes) > limit && index > 0);
}
