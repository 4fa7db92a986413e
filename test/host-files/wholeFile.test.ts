import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ByteSource } from '../../src/base/bytes.ts';
import { writeAll, writeWholeFile } from '../../src/host/wholeFile.ts';
import { FaultyDisk, type Faults } from './faultyDisk.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'easel-files-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const picture = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 31) & 255));
const sha256 = createHash('sha256').update(picture).digest('hex');

/** The picture in pieces; `length` may be a lie. */
function source(bytes: Buffer = picture, length = bytes.length): ByteSource {
  return {
    length,
    async *stream() {
      for (let at = 0; at < bytes.length; at += 2048) yield await Promise.resolve(bytes.subarray(at, at + 2048));
    },
  };
}

function* names(): Iterable<string> {
  yield 'cat.png';
  for (let n = 2; n < 100; n += 1) yield `cat-${n}.png`;
}

const write = (disk: FaultyDisk, content = source()) => writeWholeFile(disk, folder, names(), content);
const left = async () => (await readdir(folder)).sort();

/** Ways of giving a file its name: by a link, or where the file system has none. */
const ways: [string, Faults][] = [
  ['by a link', {}],
  ...['EPERM', 'ENOTSUP', 'EXDEV', 'EACCES'].map((link): [string, Faults] => [
    `where links fail with ${link}`,
    { link },
  ]),
];

describe.each(ways)('a new file %s', (_, way) => {
  it('is whole, and nothing else is left', async () => {
    const disk = new FaultyDisk(way);
    await expect(write(disk)).resolves.toEqual({ file: join(folder, 'cat.png'), sha256, bytes: 5000 });
    expect(await readFile(join(folder, 'cat.png'))).toEqual(picture);
    expect(await left()).toEqual(['cat.png']);
    expect(disk.openFiles).toBe(0);
  });

  it('is synced before it gets its name', async () => {
    const disk = new FaultyDisk(way);
    await write(disk);
    expect(disk.done.indexOf('sync')).toBeLessThan(disk.done.indexOf('link'));
  });

  it('never takes the place of another one', async () => {
    await writeFile(join(folder, 'cat.png'), 'a cat');
    await writeFile(join(folder, 'cat-2.png'), 'another');
    await expect(write(new FaultyDisk(way))).resolves.toMatchObject({ file: join(folder, 'cat-3.png') });
    expect(await readFile(join(folder, 'cat.png'), 'utf8')).toBe('a cat');
    expect(await readFile(join(folder, 'cat-2.png'), 'utf8')).toBe('another');
  });

  it('is whole when the disk takes little at a time', async () => {
    await write(new FaultyDisk({ ...way, take: (length) => Math.min(length, 7) }));
    expect(await readFile(join(folder, 'cat.png'))).toEqual(picture);
  });

  it('gets a name of its own when ten are written at once under one name', async () => {
    const disk = new FaultyDisk(way);
    const written = await Promise.all(Array.from({ length: 10 }, () => write(disk)));
    const files = written.map(({ file }) => file);
    expect(new Set(files).size).toBe(10);
    expect((await left()).length).toBe(10);
    for (const file of files) expect(await readFile(file)).toEqual(picture);
    expect(disk.openFiles).toBe(0);
  });

  it.each(['EIO', 'ENOSPC'])('is whole or not there, whichever operation fails with %s', async (code) => {
    let failures = 0;
    for (let failAt = 1; ; failAt += 1) {
      await rm(folder, { recursive: true });
      folder = await mkdtemp(join(tmpdir(), 'easel-files-'));
      await writeFile(join(folder, 'cat.png'), 'a cat');
      const disk = new FaultyDisk({ ...way, failAt, code });
      const result = await write(disk).catch((error: unknown) => error);
      if (disk.done.length < failAt) break;
      const failed = disk.done[failAt - 1];
      if (result instanceof Error) {
        failures += 1;
        expect(result).toMatchObject({ code });
      }
      expect(await readFile(join(folder, 'cat.png'), 'utf8')).toBe('a cat');
      const others = (await left()).filter((name) => name !== 'cat.png');
      for (const name of others.filter((each) => !each.endsWith('.part'))) {
        expect(await readFile(join(folder, name)), `${failAt}: ${String(failed)}`).toEqual(picture);
      }
      if (failed !== 'unlink') expect(others.filter((name) => name.endsWith('.part'))).toEqual([]);
      // What is reported as not written is tried again, and must not be there twice then.
      expect(others.includes('cat-2.png'), `${failAt}: ${String(failed)}`).toBe(!(result instanceof Error));
      expect(disk.openFiles).toBe(0);
    }
    expect(failures).toBeGreaterThan(5);
  });

  it('is never reported when the disk is gone for good', async () => {
    const steps = new FaultyDisk(way);
    await write(steps);
    const named = steps.done.lastIndexOf(way.link === undefined ? 'link' : 'sync');
    for (let failAt = 1; failAt < named; failAt += 1) {
      const disk = new FaultyDisk({ ...way, failAt, forGood: true });
      await expect(write(disk), `from ${failAt} on`).rejects.toMatchObject({ code: 'EIO' });
      expect(disk.openFiles).toBe(0);
    }
  });
});

describe('a new file', () => {
  it('is not written when the disk takes nothing and says nothing', async () => {
    await expect(write(new FaultyDisk({ take: () => 0 }))).rejects.toThrow('took no more bytes');
    expect(await left()).toEqual([]);
  });

  it.each([4999, 5001])('is not written when its source said %i bytes and 5000 came', async (length) => {
    await expect(write(new FaultyDisk(), source(picture, length))).rejects.toThrow('bytes were written');
    expect(await left()).toEqual([]);
  });

  it('is not written when its source breaks off', async () => {
    const broken: ByteSource = {
      length: 10,
      async *stream() {
        yield await Promise.resolve(Buffer.alloc(5));
        throw new RangeError('gone');
      },
    };
    const disk = new FaultyDisk();
    await expect(write(disk, broken)).rejects.toThrow('gone');
    expect(await left()).toEqual([]);
    expect(disk.openFiles).toBe(0);
  });

  it('is not written when no name is free', async () => {
    await writeFile(join(folder, 'one.png'), '1');
    await expect(writeWholeFile(new FaultyDisk(), folder, ['one.png'], source())).rejects.toThrow('no free name');
    expect(await left()).toEqual(['one.png']);
  });

  it('is not written into a folder that is not there', async () => {
    await expect(writeWholeFile(new FaultyDisk(), join(folder, 'gone'), names(), source())).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });

  it('is written to its end, however its last write is cut', async () => {
    const taken: number[] = [];
    const handle = {
      write: (_: Uint8Array, offset: number, length: number) => {
        taken.push(offset);
        return Promise.resolve({ bytesWritten: Math.ceil(length / 2), buffer: picture });
      },
    };
    await writeAll(handle as Parameters<typeof writeAll>[0], Buffer.alloc(8));
    expect(taken).toEqual([0, 4, 6, 7]);
  });
});
