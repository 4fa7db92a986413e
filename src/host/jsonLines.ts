import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { writeAll } from './wholeFile.ts';

/** A file of JSON lines that is only ever added to. A line that a crash tore is passed over when reading. */
export class JsonLines {
  readonly #file: string;
  #handle: Promise<fs.FileHandle> | undefined;
  /** Lines go in whole and in order, however many callers write at once. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
  }

  /** Resolves when the line is on the disk. */
  append(value: unknown): Promise<void> {
    const line = Buffer.from(`${JSON.stringify(value)}\n`);
    const write = async () => {
      const handle = await (this.#handle ??= this.#open());
      await writeAll(handle, line);
      await handle.datasync();
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
    const handle = await fs.open(this.#file, 'a+');
    // After a torn line the next one would be torn too: begin on a line of its own.
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    if (size > 0) {
      await handle.read(last, 0, 1, size - 1);
      if (last.toString() !== '\n') await handle.write('\n');
    }
    return handle;
  }
}

/** Every whole line that satisfies the guard; a missing file has none. */
export async function readJsonLines<T>(file: string, isLine: (value: unknown) => value is T): Promise<T[]> {
  const text = await fs.readFile(file, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line): T[] => {
    try {
      const value: unknown = JSON.parse(line);
      return isLine(value) ? [value] : [];
    } catch {
      return [];
    }
  });
}
