import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { ByteSource } from '../base/bytes.ts';
import { partName } from './partFiles.ts';
import { codeOf } from './spool/fileOps.ts';

/** What is asked of the disk: the seam at which tests make the Nth operation fail. */
export type DiskOps = Pick<typeof fs, 'open' | 'link' | 'unlink'>;

export const nodeDisk: DiskOps = fs;

export interface WrittenFile {
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Writes a new file, whole or not at all, under the first free of these names, never over an existing file.
 *
 * A full disk lies: copying APIs report success for cut files. So the bytes go into a
 * temporary file in the same folder, are synced and counted, and only then get their name by `link`, which fails
 * instead of replacing. File systems without links get an exclusive create in its place.
 *
 * @param names Candidates in order of preference, without end; a name that turns out to be taken is passed over.
 */
export async function writeWholeFile(
  ops: DiskOps,
  folder: string,
  names: Iterable<string> | AsyncIterable<string>,
  content: ByteSource,
): Promise<WrittenFile> {
  const temporary = path.join(folder, partName());
  try {
    const { sha256, bytes } = await writeSynced(ops, temporary, content);
    for await (const name of names) {
      const file = path.join(folder, name);
      if (await nameFile(ops, temporary, file)) {
        await syncFolder(ops, folder);
        return { file, sha256, bytes };
      }
    }
    throw new RangeError('There was no free name.');
  } finally {
    await ops.unlink(temporary).catch(() => undefined);
  }
}

async function writeSynced(
  ops: DiskOps,
  file: string,
  content: ByteSource,
): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  const handle = await ops.open(file, 'wx');
  let bytes = 0;
  try {
    for await (const chunk of content.stream()) {
      hash.update(chunk);
      await writeAll(handle, chunk);
      bytes += chunk.length;
    }
    await handle.sync();
    const { size } = await handle.stat();
    if (size !== bytes || bytes !== content.length) {
      throw new RangeError(`${String(size)} of ${String(content.length)} bytes were written.`);
    }
  } finally {
    await handle.close();
  }
  return { sha256: hash.digest('hex'), bytes };
}

/** `write` may take fewer bytes than it was given. */
export async function writeAll(handle: Pick<fs.FileHandle, 'write'>, chunk: Uint8Array): Promise<void> {
  let done = 0;
  while (done < chunk.length) {
    const { bytesWritten } = await handle.write(chunk, done, chunk.length - done);
    if (bytesWritten === 0) throw new RangeError('The disk took no more bytes.');
    done += bytesWritten;
  }
}

/** Gives a finished file its name; false when the name is taken. */
async function nameFile(ops: DiskOps, temporary: string, file: string): Promise<boolean> {
  try {
    await ops.link(temporary, file);
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP', 'EMLINK', 'EACCES', 'EXDEV'].includes(code)) throw error;
  }
  return copyExclusively(ops, temporary, file);
}

async function copyExclusively(ops: DiskOps, temporary: string, file: string): Promise<boolean> {
  const source = await ops.open(temporary, 'r');
  try {
    const { size } = await source.stat();
    const target = await ops.open(file, 'wx').catch((error: unknown) => {
      if (codeOf(error) === 'EEXIST') return undefined;
      throw error;
    });
    if (!target) return false;
    let isWhole = false;
    try {
      try {
        await copyAll(source, target, size);
      } finally {
        await target.close();
      }
      isWhole = true;
    } finally {
      if (!isWhole) await ops.unlink(file).catch(() => undefined);
    }
    return true;
  } finally {
    // It was only read.
    await source.close().catch(() => undefined);
  }
}

async function copyAll(source: fs.FileHandle, target: fs.FileHandle, size: number): Promise<void> {
  const buffer = Buffer.alloc(1024 * 1024);
  for (let at = 0; at < size;) {
    const { bytesRead } = await source.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) break;
    await writeAll(target, buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
  await target.sync();
  if ((await target.stat()).size !== size) throw new RangeError('The copy is cut.');
}

/** Makes the new name itself survive a power cut, where the platform can. */
async function syncFolder(ops: DiskOps, folder: string): Promise<void> {
  try {
    const handle = await ops.open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // Windows opens no folders; the file's own bytes are synced already.
  }
}
