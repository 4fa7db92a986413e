import type { FileOps, OpenFile } from '../../src/host/spool/fileOps.ts';
import { nodeFileOps } from '../../src/host/spool/fileOps.ts';

export interface Faults {
  /** Number, from 1, of the operation that fails; undefined: none does. */
  readonly failAt?: number;
  /** Whether every later one fails as well. */
  readonly forGood?: boolean;
  readonly code?: string;
  /** How much of each write is done. */
  readonly take?: (length: number) => number;
  /** Waited for before each write. */
  readonly gate?: () => Promise<void>;
}

/** Real files, of which the Nth operation fails. Counts and names every operation. */
export class FaultyFiles implements FileOps {
  readonly done: string[] = [];
  openFiles = 0;
  mostWritesAtOnce = 0;
  #writes = 0;
  readonly #faults: Faults;

  constructor(faults: Faults = {}) {
    this.#faults = faults;
  }

  #step(name: string): void {
    this.done.push(name);
    const { failAt, forGood, code = 'EIO' } = this.#faults;
    const number = this.done.length;
    if (failAt === undefined || number < failAt || (number > failAt && forGood !== true)) return;
    throw Object.assign(new Error(`${code}: ${name}`), { code });
  }

  async makeFolder(path: string): Promise<void> {
    this.#step('makeFolder');
    await nodeFileOps.makeFolder(path);
  }

  async create(path: string): Promise<OpenFile> {
    this.#step('create');
    const file = await nodeFileOps.create(path);
    this.openFiles++;
    return {
      write: async (bytes, from, length, position) => {
        this.#writes++;
        this.mostWritesAtOnce = Math.max(this.mostWritesAtOnce, this.#writes);
        try {
          await this.#faults.gate?.();
          this.#step('write');
          const take = this.#faults.take?.(length) ?? length;
          return take === 0 ? 0 : await file.write(bytes, from, take, position);
        } finally {
          this.#writes--;
        }
      },
      sync: async () => {
        this.#step('sync');
        await file.sync();
      },
      close: async () => {
        // A close that fails has closed all the same.
        await file.close();
        this.openFiles--;
        this.#step('close');
      },
    };
  }

  async rename(from: string, to: string): Promise<void> {
    this.#step('rename');
    await nodeFileOps.rename(from, to);
  }

  async unlink(path: string): Promise<void> {
    await nodeFileOps.unlink(path);
  }

  async syncFolder(path: string): Promise<void> {
    this.#step('syncFolder');
    await nodeFileOps.syncFolder(path);
  }

  async removeFolder(path: string): Promise<void> {
    this.#step('removeFolder');
    await nodeFileOps.removeFolder(path);
  }

  async names(path: string): Promise<readonly string[]> {
    this.#step('names');
    return await nodeFileOps.names(path);
  }

  async size(path: string): Promise<number | undefined> {
    this.#step('size');
    return await nodeFileOps.size(path);
  }

  read(path: string): AsyncIterable<Uint8Array> {
    return nodeFileOps.read(path);
  }
}
