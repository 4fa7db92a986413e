import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { NewFile } from '../core/ports.ts';
import { inHeldFolder } from './heldFolder.ts';
import { sweepParts } from './partFiles.ts';
import type { WantedFolder } from './realFolder.ts';
import { inRoom, type RoomFolder } from './room.ts';
import { codeOf } from './spool/fileOps.ts';
import { writtenBefore } from './writtenBefore.ts';
import { writeWholeFile, type DiskOps } from './wholeFile.ts';

/** A file that was written under the first free name of its folder. */
export interface NamedFile {
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Writes a new file into a folder of this machine, which is made where it belongs: looked at again for every file, since
 * a link may have been put in the way since the last one.
 * @throws EaselError `storage`, and what the disk says
 */
export function writeToDisk(
  disk: DiskOps,
  wanted: WantedFolder,
  file: Omit<NewFile, 'destination'>,
): Promise<NamedFile> {
  return inHeldFolder(wanted, async (folder) => {
    const taken = await fs.readdir(folder);
    const inFolder = (name: string) => path.join(folder, name);
    await sweepParts(
      taken,
      Date.now(),
      async (name) => (await fs.lstat(inFolder(name))).mtimeMs,
      (name) => fs.unlink(inFolder(name)),
    );
    const room = roomOf(folder);
    const before = await writtenBefore(room, file, taken);
    if (before) return before;
    return inRoom(room, file, taken, async (names) => {
      const written = await writeWholeFile(disk, folder, names, file.content);
      return { name: path.basename(written.file), sha256: written.sha256, bytes: written.bytes };
    });
  });
}

function roomOf(folder: string): RoomFolder {
  const at = (name: string) => path.join(folder, name);
  return {
    digest: (name, bytes) => digestOf(at(name), bytes),
    async moveAside(name, aside) {
      await fs.rename(at(name), at(aside));
      // What lies aside must not look like what a crash left there long ago.
      const now = new Date();
      await fs.utimes(at(aside), now, now).catch(() => undefined);
    },
    takeBack: (aside, name) => renameToFree(at(aside), at(name)),
    remove: (name) => fs.unlink(at(name)),
  };
}

/** A rename replaces what it meets; a link does not. Where the disk has none, a look has to do. */
async function renameToFree(from: string, to: string): Promise<void> {
  const isLinked = await fs.link(from, to).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) === 'EEXIST' || codeOf(error) === 'ENOENT') throw error;
      return false;
    },
  );
  if (isLinked) return fs.unlink(from);
  if (await isThere(to)) throw Object.assign(new Error(to), { code: 'EEXIST' });
  await fs.rename(from, to);
}

async function isThere(file: string): Promise<boolean> {
  return fs.lstat(file).then(
    () => true,
    () => false,
  );
}

async function digestOf(file: string, bytes?: number): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    if (bytes !== undefined && (await fs.lstat(file)).size !== bytes) return undefined;
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  } catch {
    return undefined;
  }
  return hash.digest('hex');
}
