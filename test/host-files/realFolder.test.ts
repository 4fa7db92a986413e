import { mkdir, mkdtemp, readdir, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { partName, sweepParts } from '../../src/host/partFiles.ts';
import { deepestExisting, makeRealFolder, realFolder } from '../../src/host/realFolder.ts';

let base = '';
let root = '';
let outside = '';
beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'easel-folder-')));
  root = join(base, 'workspace');
  outside = join(base, 'outside');
  await mkdir(root);
  await mkdir(outside);
});
afterEach(async () => {
  await rm(base, { recursive: true, force: true });
});

const wanted = (...parts: string[]) => ({ folder: join(root, ...parts), root, name: parts.join('/') });

describe('the folder for new images', () => {
  it('is made with everything on the way', async () => {
    expect(await makeRealFolder(wanted('docs', 'img'))).toBe(join(root, 'docs', 'img'));
    expect(await readdir(join(root, 'docs'))).toEqual(['img']);
  });

  it('may be the workspace folder itself, or behind a link within it', async () => {
    expect(await makeRealFolder(wanted())).toBe(root);
    await mkdir(join(root, 'real'));
    await symlink(join(root, 'real'), join(root, 'link'));
    expect(await makeRealFolder(wanted('link', 'img'))).toBe(join(root, 'real', 'img'));
  });

  it('may lie in a workspace that is opened by way of a link', async () => {
    await symlink(root, join(base, 'alias'));
    const aliased = { folder: join(base, 'alias', 'img'), root: join(base, 'alias'), name: 'img' };
    expect(await makeRealFolder(aliased)).toBe(join(root, 'img'));
  });

  it.each([
    ['img', () => symlink(outside, join(root, 'img'))],
    ['a/b/img', () => symlink(outside, join(root, 'a'))],
    ['a/b', () => symlink('..', join(root, 'a'))],
    ['a/b', () => symlink('/', join(root, 'a'))],
  ])('is not made where a link leads %s out of the workspace: nothing appears outside', async (folder, link) => {
    await link();
    await expect(makeRealFolder(wanted(...folder.split('/')))).rejects.toMatchObject({
      code: 'storage',
      what: `The folder ${folder} leads out of the workspace.`,
    });
    expect(await readdir(outside)).toEqual([]);
    expect((await readdir(base)).sort()).toEqual(['outside', 'workspace']);
  });

  it('is not made through a link that leads nowhere', async () => {
    await symlink(join(outside, 'later'), join(root, 'img'));
    await expect(makeRealFolder(wanted('img', 'deep'))).rejects.toThrow('leads nowhere');
    expect(await readdir(outside)).toEqual([]);
  });

  it.each(['.git', '.GIT', '.vscode', 'node_modules'])('is never in %s, not by way of a link either', async (name) => {
    await expect(makeRealFolder(wanted(name, 'img'))).rejects.toThrow('writes no images');
    expect(await readdir(root)).toEqual([]);
    await mkdir(join(root, name));
    await symlink(join(root, name), join(root, 'img'));
    await expect(makeRealFolder(wanted('img'))).rejects.toThrow('writes no images');
  });

  it('may be anywhere when the person chose it', async () => {
    expect(await makeRealFolder({ folder: outside, root: undefined, name: outside })).toBe(outside);
  });

  it('can be looked at without being made', async () => {
    expect(await realFolder(wanted('docs', 'img'))).toBe(join(root, 'docs', 'img'));
    expect(await deepestExisting(join(root, 'docs', 'img'))).toBe(root);
    expect(await readdir(root)).toEqual([]);
  });
});

describe('files that a crash left half written', () => {
  const day = 86_400_000;

  it('go after a day, and nothing else does', async () => {
    const [old, young] = [partName(), partName()];
    const now = Date.now();
    const others = ['cat.png', '.easel-notes.part', `x${old}`, '.easelrc'];
    for (const name of [old, young, ...others]) {
      await writeFile(join(root, name), '');
      const changed = new Date(name === young ? now - day + 1000 : now - day - 1000);
      await utimes(join(root, name), changed, changed);
    }
    const changedAt = (name: string) => Promise.resolve(name === young ? now - day + 1000 : now - day - 1000);
    await sweepParts(await readdir(root), now, changedAt, (name) => rm(join(root, name)));
    expect((await readdir(root)).sort()).toEqual([young, ...others].sort());
  });

  it('do not stop the image that is written now', async () => {
    const refuse = () => Promise.reject(new Error('no'));
    await expect(sweepParts([partName()], day * 2, () => Promise.resolve(0), refuse)).resolves.toBeUndefined();
    await expect(sweepParts([partName()], day * 2, refuse, refuse)).resolves.toBeUndefined();
  });
});
