import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { isMissing } from './spool/fileOps.ts';
import { nodeDisk, writeAll, type DiskOps } from './wholeFile.ts';

/** A file of JSON lines that is only ever added to. A line that a crash tore is passed over when reading. */
export class JsonLines {
  readonly #file: string;
  readonly #disk: Pick<DiskOps, 'open'>;
  #handle: Promise<fs.FileHandle> | undefined;
  /** Lines go in whole and in order, however many callers write at once. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(file: string, disk: Pick<DiskOps, 'open'> = nodeDisk) {
    this.#file = file;
    this.#disk = disk;
  }

  /** Resolves when the line is on the disk. */
  append(value: unknown): Promise<void> {
    return this.appendAll([value]);
  }

  /** Resolves when the lines are on the disk, which is waited for once. */
  appendAll(values: readonly unknown[]): Promise<void> {
    const lines = Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join(''));
    const write = async () => {
      try {
        const handle = await (this.#handle ??= this.#open());
        await writeAll(handle, lines);
        await handle.datasync();
      } catch (error) {
        // The line may be torn: the next one opens the file anew and begins on a line of its own.
        const handle = await this.#handle?.catch(() => undefined);
        this.#handle = undefined;
        await handle?.close().catch(() => undefined);
        throw error;
      }
    };
    const turn = this.#last.then(write, write);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    await this.#last;
    const handle = await this.#handle?.catch(() => undefined);
    this.#handle = undefined;
    await handle?.close();
  }

  async #open(): Promise<fs.FileHandle> {
    await fs.mkdir(path.dirname(this.#file), { recursive: true });
    const handle = await this.#disk.open(this.#file, 'a+');
    try {
      await endTornLine(handle);
      return handle;
    } catch (error) {
      await handle.close().catch(() => undefined);
      throw error;
    }
  }
}

/** After a torn line the next one would be torn too: it has to begin on a line of its own. */
async function endTornLine(handle: fs.FileHandle): Promise<void> {
  const { size } = await handle.stat();
  if (size === 0) return;
  const last = Buffer.alloc(1);
  await handle.read(last, 0, 1, size - 1);
  if (last.toString() !== '\n') await writeAll(handle, Buffer.from('\n'));
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
