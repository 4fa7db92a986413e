import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bytesInMemory } from '../../src/base/bytes.ts';
import { KeyedQueue } from '../../src/host/keyedQueue.ts';
import { writeVirtualFile, type VirtualFolder } from '../../src/host/virtualFile.ts';

/** A folder in memory whose every step takes a moment, so that writers come between one another. */
class MemoryFolder implements VirtualFolder {
  readonly files = new Map<string, Uint8Array>();
  failRename = false;
  cut = false;

  readonly names = async () => {
    await moment();
    return [...this.files.keys()];
  };

  readonly write = async (name: string, bytes: Uint8Array) => {
    await moment();
    this.files.set(name, this.cut ? bytes.slice(0, -1) : bytes.slice());
    await moment();
  };

  readonly read = async (name: string) => {
    await moment();
    return this.files.get(name) ?? Promise.reject(new Error('FileNotFound'));
  };

  readonly rename = async (from: string, to: string) => {
    await moment();
    const bytes = this.files.get(from);
    if (!bytes || this.files.has(to) || this.failRename) throw new Error('EntryExists');
    this.files.delete(from);
    this.files.set(to, bytes);
  };

  readonly remove = async (name: string) => {
    await moment();
    if (!this.files.delete(name)) throw new Error('FileNotFound');
  };
}

const moment = () => new Promise<void>((resolve) => setImmediate(resolve));
const picture = (n: number) => new Uint8Array(100).fill(n);

function* names(): Iterable<string> {
  yield 'cat.png';
  for (let n = 2; n < 100; n += 1) yield `cat-${n}.png`;
}

const write = (folder: VirtualFolder, n = 1) => writeVirtualFile(folder, names(), bytesInMemory(picture(n)));

describe('a new file in a virtual folder', () => {
  it('is what was given, under the first free name, and nothing else is left', async () => {
    const folder = new MemoryFolder();
    folder.files.set('cat.png', picture(9));
    const sha256 = createHash('sha256').update(picture(1)).digest('hex');
    expect(await write(folder)).toEqual({ name: 'cat-2.png', sha256, bytes: 100 });
    expect(folder.files).toEqual(
      new Map([
        ['cat.png', picture(9)],
        ['cat-2.png', picture(1)],
      ]),
    );
  });

  it('is its own when two jobs, or two windows, write under one name at once', async () => {
    const folder = new MemoryFolder();
    const written = await Promise.all(Array.from({ length: 20 }, (_, n) => write(folder, n)));
    expect(new Set(written.map(({ name }) => name)).size).toBe(20);
    expect(folder.files.size).toBe(20);
    for (const [n, { name }] of written.entries()) expect(folder.files.get(name)).toEqual(picture(n));
  });

  it('is not there when the file system cuts it', async () => {
    const folder = new MemoryFolder();
    folder.cut = true;
    folder.files.set('cat.png', picture(9));
    await expect(write(folder)).rejects.toThrow('cut on the way');
    expect([...folder.files.keys()]).toEqual(['cat.png']);
  });

  it('is not there when it cannot be named, and says why', async () => {
    const folder = new MemoryFolder();
    folder.failRename = true;
    await expect(write(folder)).rejects.toThrow('EntryExists');
    expect(folder.files.size).toBe(0);
  });
});

describe('a queue for each folder', () => {
  it('does one thing after the other in a folder, and others at once', async () => {
    const queue = new KeyedQueue();
    const done: string[] = [];
    const work = (name: string) => async () => {
      done.push(`${name} begins`);
      await moment();
      done.push(`${name} ends`);
    };
    await Promise.all([queue.run('a', work('a1')), queue.run('a', work('a2')), queue.run('b', work('b1'))]);
    expect(done.filter((each) => each.startsWith('a'))).toEqual(['a1 begins', 'a1 ends', 'a2 begins', 'a2 ends']);
    expect(done.indexOf('b1 begins')).toBeLessThan(done.indexOf('a1 ends'));
  });

  it('goes on after a failure, which is told to its own caller only', async () => {
    const queue = new KeyedQueue();
    const failing = queue.run('a', () => Promise.reject(new Error('no')));
    const next = queue.run('a', () => Promise.resolve('yes'));
    await expect(failing).rejects.toThrow('no');
    await expect(next).resolves.toBe('yes');
  });
});
