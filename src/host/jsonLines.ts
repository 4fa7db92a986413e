import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { isMissing } from './spool/fileOps.ts';
import { nodeDisk, writeAll, type DiskOps } from './wholeFile.ts';

/** What is asked of the disk: the seam at which tests make the Nth operation fail. */
export type LineOps = Pick<DiskOps, 'open' | 'unlink'> & Pick<typeof fs, 'rename'>;

const nodeLines: LineOps = { open: nodeDisk.open, unlink: nodeDisk.unlink, rename: fs.rename };

/** A file of JSON lines that is only ever added to. A line that a crash tore is passed over when reading. */
export class JsonLines {
  readonly #file: string;
  readonly #disk: Pick<LineOps, 'open'> & Partial<LineOps>;
  #handle: Promise<fs.FileHandle> | undefined;
  /** Lines go in whole and in order, however many callers write at once. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(file: string, disk: Pick<LineOps, 'open'> & Partial<LineOps> = nodeLines) {
    this.#file = file;
    this.#disk = disk;
  }

  /** Resolves when the line is on the disk. */
  append(value: unknown): Promise<void> {
    return this.appendAll([value]);
  }

  /** Resolves when the lines are on the disk, which is waited for once. */
  appendAll(values: readonly unknown[]): Promise<void> {
    const lines = textOf(values);
    return this.#inTurn(async () => {
      try {
        const handle = await (this.#handle ??= this.#open());
        await writeAll(handle, lines);
        await handle.datasync();
      } catch (error) {
        // The line may be torn: the next one opens the file anew and begins on a line of its own.
        await this.#letGo().catch(() => undefined);
        throw error;
      }
    });
  }

  /**
   * Writes the file anew with what `keep` leaves of its lines. The new one is whole and synced beside the old one before
   * it takes its place, and lines that are added meanwhile wait for it: whatever breaks off, one of both is there.
   */
  compact(keep: (values: readonly unknown[]) => readonly unknown[]): Promise<void> {
    const { rename, unlink } = { ...nodeLines, ...this.#disk };
    const beside = this.#file + besideExtension;
    return this.#inTurn(async () => {
      const kept = textOf(keep(await readJsonLines(this.#file, isAnything)));
      try {
        await this.#writeNew(beside, kept);
        await this.#letGo();
        await rename(beside, this.#file);
      } catch (error) {
        await unlink(beside).catch(() => undefined);
        throw error;
      }
      await syncFolder(path.dirname(this.#file), this.#disk.open);
    });
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.#letGo());
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #letGo(): Promise<void> {
    const handle = await this.#handle?.catch(() => undefined);
    this.#handle = undefined;
    await handle?.close();
  }

  async #writeNew(file: string, lines: Uint8Array): Promise<void> {
    const handle = await this.#disk.open(file, 'w');
    try {
      await writeAll(handle, lines);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  async #open(): Promise<fs.FileHandle> {
    await fs.mkdir(path.dirname(this.#file), { recursive: true });
    const handle = await this.#disk.open(this.#file, 'a+');
    try {
      const { size } = await handle.stat();
      if (size === 0) await syncFolder(path.dirname(this.#file), this.#disk.open);
      else await endTornLine(handle, size);
      return handle;
    } catch (error) {
      await handle.close().catch(() => undefined);
      throw error;
    }
  }
}

/** What a file of lines is called while it is written anew. A crash may leave one. */
export const besideExtension = '.new';

function textOf(values: readonly unknown[]): Buffer {
  return Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join(''));
}

/** For those who judge the lines themselves. */
export function isAnything(value: unknown): value is unknown {
  return value !== undefined;
}

/** After a torn line the next one would be torn too: it has to begin on a line of its own. */
async function endTornLine(handle: fs.FileHandle, size: number): Promise<void> {
  const last = Buffer.alloc(1);
  await handle.read(last, 0, 1, size - 1);
  if (last.toString() !== '\n') await writeAll(handle, Buffer.from('\n'));
}

/** Makes a name itself survive a power cut, where the platform can. */
async function syncFolder(folder: string, open: LineOps['open']): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // Windows opens no folders, and some file systems sync none; a disk that fails says so with the next line.
  }
}

/**
 * Every whole line that satisfies the guard; a missing file has none.
 * Rejects when the file is there and cannot be read: that is not the same as an empty one.
 */
export async function readJsonLines<T>(file: string, isLine: (value: unknown) => value is T): Promise<T[]> {
  const text = await fs.readFile(file, 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return '';
    throw error;
  });
  return parseJsonLines(text, isLine);
}

export function parseJsonLines<T>(text: string, isLine: (value: unknown) => value is T): T[] {
  return text.split('\n').flatMap((line): T[] => {
    try {
      const value: unknown = JSON.parse(line);
      return isLine(value) ? [value] : [];
    } catch {
      return [];
    }
  });
}
