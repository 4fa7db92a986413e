import * as fs from 'node:fs/promises';
import { type DiskOps, nodeDisk } from '../../src/host/wholeFile.ts';

export interface Faults {
  /** Number, from 1, of the operation that fails; undefined: none does. */
  readonly failAt?: number;
  /** Whether every later one fails as well. */
  readonly forGood?: boolean;
  readonly code?: string;
  /** Code with which every `link` fails. */
  readonly link?: string;
  /** How much of a write is done. */
  readonly take?: (length: number) => number;
}

/** A real disk of which the Nth operation fails. Names every operation and counts open files. */
export class FaultyDisk implements DiskOps {
  readonly done: string[] = [];
  openFiles = 0;
  readonly #faults: Faults;

  constructor(faults: Faults = {}) {
    this.#faults = faults;
  }

  readonly open: DiskOps['open'] = async (file, flags, mode) => {
    this.#step('open');
    const handle = await nodeDisk.open(file, flags, mode);
    this.openFiles += 1;
    return this.#watched(handle);
  };

  readonly link: DiskOps['link'] = async (from, to) => {
    this.#step('link');
    if (this.#faults.link !== undefined) throw failure(this.#faults.link, 'link');
    await nodeDisk.link(from, to);
  };

  readonly unlink: DiskOps['unlink'] = async (file) => {
    this.#step('unlink');
    await nodeDisk.unlink(file);
  };

  readonly rename: typeof fs.rename = async (from, to) => {
    this.#step('rename');
    await fs.rename(from, to);
  };

  #watched(handle: fs.FileHandle): fs.FileHandle {
    const watched: Partial<fs.FileHandle> = {
      write: (async (buffer: Uint8Array, offset: number, length: number) => {
        const take = Math.min(length, this.#faults.take?.(length) ?? length);
        try {
          this.#step('write');
        } catch (error) {
          // As a full disk does: some of it is there.
          await handle.write(buffer, offset, Math.floor(take / 2));
          throw error;
        }
        return take === 0 ? { bytesWritten: 0, buffer } : handle.write(buffer, offset, take);
      }) as fs.FileHandle['write'],
      sync: async () => {
        this.#step('sync');
        await handle.sync();
      },
      close: async () => {
        // A close that fails has closed all the same.
        await handle.close();
        this.openFiles -= 1;
        this.#step('close');
      },
    };
    return new Proxy(handle, {
      get: (target, name) => {
        const own: unknown = Reflect.get(watched, name);
        if (own !== undefined) return own;
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  }

  #step(name: string): void {
    this.done.push(name);
    const { failAt, forGood, code = 'EIO' } = this.#faults;
    const number = this.done.length;
    if (failAt === undefined || number < failAt || (number > failAt && forGood !== true)) return;
    throw failure(code, name);
  }
}

function failure(code: string, name: string): Error {
  return Object.assign(new Error(`${code}: ${name}`), { code });
}
