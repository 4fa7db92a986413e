import files, { type FileHandle } from 'node:fs/promises';

/**
 * Ends this process at its Nth step, without a word, as a crash of the host or a power cut does. Steps are the beginning
 * and the end of everything that it asks of the disk, whoever asks, and what else is told to `step`: so no clock decides
 * where it dies. To be imported before anything that uses the disk.
 */
class Fuse {
  /** While true, the process lives on to the next step after that. */
  isSpared: () => boolean = () => false;
  #steps = 0;
  #last = Infinity;

  light(last: number): void {
    this.#last = last;
  }

  step(): void {
    this.#steps += 1;
    if (this.#steps >= this.#last && !this.isSpared()) process.kill(process.pid, 'SIGKILL');
  }
}

export const fuse = new Fuse();

type Work = (this: unknown, ...args: unknown[]) => Promise<unknown>;

function counted(work: Work): Work {
  return async function (...args) {
    fuse.step();
    const result = await work.apply(this, args);
    fuse.step();
    return result;
  };
}

function count(target: object, names: readonly string[]): void {
  for (const name of names) {
    const work = Reflect.get(target, name) as Work;
    Reflect.set(target, name, counted(work));
  }
}

const { open } = files;
let isHandleCounted = false;

async function openCounted(...args: Parameters<typeof open>): Promise<FileHandle> {
  const handle = await open(...args);
  if (!isHandleCounted) {
    isHandleCounted = true;
    count(Object.getPrototypeOf(handle) as object, ['write', 'read', 'sync', 'datasync', 'close']);
  }
  return handle;
}

Object.assign(files, { open: openCounted });
count(files, ['open', 'link', 'unlink', 'rename', 'rm', 'mkdir', 'readdir', 'readFile', 'stat', 'lstat', 'utimes']);
