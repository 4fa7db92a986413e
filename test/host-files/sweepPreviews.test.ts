import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sweepPreviews } from '../../src/host/sweepSpool.ts';

let folder: string;
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'easel-previews-'));
});
afterEach(() => fs.rm(folder, { recursive: true, force: true }));

it('Previews that a closed window left are removed, and those of running jobs stay', async () => {
  for (const job of ['left', 'running']) {
    await fs.mkdir(path.join(folder, job));
    await fs.writeFile(path.join(folder, job, 'preview.png'), 'x');
  }
  await sweepPreviews(folder, new Set(['running', 'elsewhere']));
  expect(await fs.readdir(folder)).toEqual(['running']);
  expect(await fs.readdir(path.join(folder, 'running'))).toEqual(['preview.png']);
});

it('Where there never was a preview nothing is swept, and nothing is made', async () => {
  await sweepPreviews(path.join(folder, 'previews'), new Set());
  expect(await fs.readdir(folder)).toEqual([]);
});
