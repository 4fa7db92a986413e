import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JsonLines, readJsonLines } from '../../src/host/jsonLines.ts';
import { FaultyDisk } from './faultyDisk.ts';

let folder = '';
let file = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'easel-lines-'));
  file = join(folder, 'deep', 'lines.jsonl');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface Line {
  readonly n: number;
}
const isLine = (value: unknown): value is Line => typeof value === 'object' && value !== null && 'n' in value;
const read = async () => (await readJsonLines(file, isLine)).map(({ n }) => n);

describe('a file of JSON lines', () => {
  it('begins with the first line, in a folder that is made for it', async () => {
    expect(await read()).toEqual([]);
    const lines = new JsonLines(file);
    await lines.append({ n: 1 });
    await lines.append({ n: 2, text: 'two\nlines' });
    expect(await readFile(file, 'utf8')).toBe('{"n":1}\n{"n":2,"text":"two\\nlines"}\n');
    expect(await read()).toEqual([1, 2]);
    await lines.close();
  });

  it('holds lines in the order in which they were added, whole, however many callers write at once', async () => {
    const lines = new JsonLines(file);
    const all = Array.from({ length: 50 }, (_, n) => n);
    await Promise.all(all.map((n) => lines.append({ n, text: 'x'.repeat(n * 100) })));
    expect(await read()).toEqual(all);
    await lines.close();
  });

  it('is gone on with in a later session', async () => {
    for (const n of [1, 2, 3]) {
      const lines = new JsonLines(file);
      await lines.append({ n });
      await lines.close();
    }
    expect(await read()).toEqual([1, 2, 3]);
  });

  it('may be added to again after it was closed', async () => {
    const lines = new JsonLines(file);
    await lines.append({ n: 1 });
    await lines.close();
    await lines.append({ n: 2 });
    await lines.close();
    expect(await read()).toEqual([1, 2]);
  });

  it('loses only the line that a crash tore, wherever it tore it', async () => {
    const whole = '{"n":1}\n{"n":2}\n{"n":3}\n';
    for (let cut = 0; cut <= whole.length; cut += 1) {
      const lines = new JsonLines(file);
      await lines.append({ n: 0 });
      await lines.close();
      await writeFile(file, whole.slice(0, cut));
      const before = whole
        .slice(0, cut)
        .split('\n')
        .filter((line) => line.endsWith('}')).length;
      const again = new JsonLines(file);
      await again.append({ n: 9 });
      await again.close();
      expect(await read(), `cut at ${cut}`).toEqual([...[1, 2, 3].slice(0, before), 9]);
    }
  });

  it('passes over what is no line of its own', async () => {
    const lines = new JsonLines(file);
    await lines.append({ n: 1 });
    await lines.close();
    await appendFile(file, '\n\n"text"\nnull\n[1]\n{"m":1}\n\u0000\u0000\u0000\n{"n":2}\r\n');
    expect(await read()).toEqual([1, 2]);
  });

  it('is whole when the disk takes little at a time', async () => {
    const lines = new JsonLines(file, new FaultyDisk({ take: () => 1 }));
    await lines.append({ n: 1 });
    await lines.close();
    expect(await readFile(file, 'utf8')).toBe('{"n":1}\n');
  });

  it('says which line did not get in, and keeps the next one whole, whichever operation failed', async () => {
    for (let failAt = 1; ; failAt += 1) {
      await rm(file, { force: true });
      const disk = new FaultyDisk({ failAt, code: 'ENOSPC' });
      const lines = new JsonLines(file, disk);
      const added: number[] = [];
      for (const n of [1, 2, 3, 4]) {
        await lines.append({ n }).then(
          () => added.push(n),
          (error: unknown) => expect(error).toMatchObject({ code: 'ENOSPC' }),
        );
      }
      await lines.close().catch(() => undefined);
      if (disk.done.length < failAt) break;
      const found = await read();
      expect(added.length, `operation ${failAt}`).toBeGreaterThanOrEqual(3);
      expect(
        found.filter((n) => added.includes(n)),
        `operation ${failAt}`,
      ).toEqual(added);
      expect(disk.openFiles).toBe(0);
    }
  });
});

describe('a file of JSON lines that has grown', () => {
  const odd = (values: readonly unknown[]) => values.filter((value) => isLine(value) && value.n % 2 === 1);

  it('is written anew with what is still needed, and gone on with', async () => {
    const lines = new JsonLines(file);
    for (const n of [1, 2, 3, 4]) await lines.append({ n });
    await appendFile(file, '{"torn');
    await lines.compact(odd);
    await lines.append({ n: 5 });
    expect(await readFile(file, 'utf8')).toBe('{"n":1}\n{"n":3}\n{"n":5}\n');
    expect(await readdir(join(folder, 'deep'))).toEqual(['lines.jsonl']);
    await lines.close();
  });

  it('loses no line that is added meanwhile', async () => {
    const lines = new JsonLines(file);
    const added = [1, 3, 5].map((n) => lines.append({ n }));
    const compacted = lines.compact(odd);
    added.push(...[7, 9].map((n) => lines.append({ n })));
    await Promise.all([...added, compacted]);
    expect(await read()).toEqual([1, 3, 5, 7, 9]);
    await lines.close();
  });

  it('is the old one or the new one, and takes further lines, whichever operation failed, once or for good', async () => {
    for (const forGood of [false, true]) {
      for (let failAt = 1; ; failAt += 1) {
        await rm(join(folder, 'deep'), { recursive: true, force: true });
        const before = new JsonLines(file);
        for (const n of [1, 2, 3]) await before.append({ n });
        await before.close();
        const disk = new FaultyDisk({ failAt, forGood, code: 'EIO' });
        const lines = new JsonLines(file, disk);
        const isCompact = await lines.compact(odd).then(
          () => true,
          () => false,
        );
        const now = await read();
        expect(
          [
            [1, 2, 3],
            [1, 3],
          ],
          `operation ${failAt}`,
        ).toContainEqual(now);
        if (isCompact) expect(now).toEqual([1, 3]);
        const isAdded = await lines.append({ n: 4 }).then(
          () => true,
          () => false,
        );
        expect(await read(), `operation ${failAt}`).toEqual(isAdded ? [...now, 4] : now);
        if (!forGood && disk.done.length >= failAt && !isCompact) expect(isAdded).toBe(true);
        await lines.close().catch(() => undefined);
        expect(disk.openFiles).toBe(0);
        if (disk.done.length < failAt) break;
      }
    }
  });
});
