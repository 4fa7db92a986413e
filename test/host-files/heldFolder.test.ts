import { mkdir, mkdtemp, readdir, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inHeldFolder } from '../../src/host/heldFolder.ts';

let base = '';
let root = '';
let outside = '';
beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'easel-held-')));
  root = join(base, 'workspace');
  outside = join(base, 'outside');
  await mkdir(root);
  await mkdir(outside);
});
afterEach(async () => {
  await rm(base, { recursive: true, force: true });
});

const wanted = (folder: string) => ({ folder: join(root, folder), root, name: folder });

describe('a folder that is written to', () => {
  it('is made with everything on the way', async () => {
    await inHeldFolder(wanted('docs/img'), (folder) => writeFile(join(folder, 'cat.png'), 'a cat'));
    expect(await readdir(join(root, 'docs/img'))).toEqual(['cat.png']);
  });

  it('stays the same one though a link takes its place meanwhile', async () => {
    await inHeldFolder(wanted('img'), async (folder) => {
      await rename(join(root, 'img'), join(root, 'away'));
      await symlink(outside, join(root, 'img'));
      await writeFile(join(folder, 'cat.png'), 'a cat');
    });
    expect(await readdir(outside)).toEqual([]);
    expect(await readdir(join(root, 'away'))).toEqual(['cat.png']);
  });

  it('is none that a link leads out to', async () => {
    await symlink(outside, join(root, 'a'));
    const writing = inHeldFolder(wanted('a/img'), () => Promise.reject(new Error('It was opened.')));
    await expect(writing).rejects.toThrow('leads out of the workspace');
    expect(await readdir(outside)).toEqual([]);
  });
});
