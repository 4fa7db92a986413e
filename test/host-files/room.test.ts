import { describe, expect, it } from 'vitest';
import { inRoom, makeRoom, type RoomFolder } from '../../src/host/room.ts';

/** A folder of texts; a digest is the text itself. `meanwhile` happens before each rename. */
function folderOf(files: Record<string, string>, meanwhile: (files: Map<string, string>) => void = () => undefined) {
  const all = new Map(Object.entries(files));
  const rename = (from: string, to: string) => {
    meanwhile(all);
    const text = all.get(from);
    if (text === undefined || all.has(to)) return Promise.reject(new Error('no'));
    all.delete(from);
    all.set(to, text);
    return Promise.resolve();
  };
  const folder: RoomFolder = {
    digest: (name) => Promise.resolve(all.get(name)),
    moveAside: rename,
    takeBack: rename,
    remove: (name) => Promise.resolve(void all.delete(name)),
  };
  return { all, folder, named: () => Object.fromEntries([...all].filter(([name]) => !name.startsWith('.easel-'))) };
}

describe('Room for a new file', () => {
  it('is made by a file that is exactly the one to be replaced, which goes when the new one is there', async () => {
    const { all, folder, named } = folderOf({ 'a.png': 'sketch' });
    const room = await makeRoom(folder, 'a.png', 'sketch');
    expect(named()).toEqual({});
    all.set('a.png', 'real');
    await room?.leave();
    expect(Object.fromEntries(all)).toEqual({ 'a.png': 'real' });
  });

  it('is given back when no new file came', async () => {
    const { all, folder } = folderOf({ 'a.png': 'sketch' });
    await (await makeRoom(folder, 'a.png', 'sketch'))?.takeBack();
    expect(Object.fromEntries(all)).toEqual({ 'a.png': 'sketch' });
  });

  it('is not made by another file, or by none', async () => {
    const { all, folder } = folderOf({ 'a.png': 'mine' });
    expect(await makeRoom(folder, 'a.png', 'sketch')).toBeUndefined();
    expect(await makeRoom(folder, 'b.png', 'sketch')).toBeUndefined();
    expect(Object.fromEntries(all)).toEqual({ 'a.png': 'mine' });
  });

  it('is not made by what somebody saves at the last moment', async () => {
    const { all, folder } = folderOf({ 'a.png': 'sketch' }, (files) => {
      if (files.get('a.png') === 'sketch') files.set('a.png', 'mine');
    });
    expect(await makeRoom(folder, 'a.png', 'sketch')).toBeUndefined();
    expect(Object.fromEntries(all)).toEqual({ 'a.png': 'mine' });
  });

  it('loses neither file when something new has the name and there is no new image', async () => {
    const { all, folder } = folderOf({ 'a.png': 'sketch' });
    const room = await makeRoom(folder, 'a.png', 'sketch');
    all.set('a.png', 'mine');
    await room?.takeBack();
    expect([...all.values()].sort()).toEqual(['mine', 'sketch']);
  });
});

describe('An image in the place of another', () => {
  const wanted = { baseName: 'a', extension: 'png', replaces: 'sketch' };
  const replaceIn = (files: Record<string, string>, isTakenMeanwhile = false) => {
    const { all, folder, named } = folderOf(files);
    const write = async (names: AsyncIterable<string>) => {
      expect(Object.fromEntries(all)).toEqual(files);
      for await (const name of names) {
        if (isTakenMeanwhile) all.set('a.png', 'mine');
        if (all.has(name)) continue;
        all.set(name, 'real');
        return { name };
      }
      throw new Error('no name');
    };
    return inRoom(folder, wanted, Object.keys(files), write).then(({ name }) => ({ name, all, named }));
  };

  it('gets its name though a name like it is taken', async () => {
    const { name, all } = await replaceIn({ 'a.png': 'sketch', 'A.png': 'mine' });
    expect(name).toBe('a.png');
    expect(Object.fromEntries(all)).toEqual({ 'a.png': 'real', 'A.png': 'mine' });
  });

  it('finds its name among thousands without making anybody wait', async () => {
    const names = Array.from({ length: 3000 }, (_, index) => [index === 0 ? 'a.png' : `a-${index + 1}.png`, 'mine']);
    const started = performance.now();
    const { name } = await replaceIn(Object.fromEntries(names) as Record<string, string>);
    expect(name).toBe('a-3001.png');
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('leaves the other alone when it cannot be written', async () => {
    const { all, folder } = folderOf({ 'a.png': 'sketch' });
    await expect(inRoom(folder, wanted, ['a.png'], () => Promise.reject(new Error('full')))).rejects.toThrow('full');
    expect(Object.fromEntries(all)).toEqual({ 'a.png': 'sketch' });
  });

  it('gives the other its name again when its own name is refused', async () => {
    const { all, folder } = folderOf({ 'a.png': 'sketch' });
    const write = async (names: AsyncIterable<string>) => {
      for await (const name of names) throw new Error(name);
      throw new Error('no name');
    };
    await expect(inRoom(folder, wanted, ['a.png'], write)).rejects.toThrow('a.png');
    expect(Object.fromEntries(all)).toEqual({ 'a.png': 'sketch' });
  });

  it('stands beside what was changed since', async () => {
    const { all } = await replaceIn({ 'a.png': 'mine' });
    expect(Object.fromEntries(all)).toEqual({ 'a.png': 'mine', 'a-2.png': 'real' });
  });

  it('takes nothing away when somebody takes its name meanwhile', async () => {
    const { name, all, named } = await replaceIn({ 'a.png': 'sketch' }, true);
    expect(name).toBe('a-2.png');
    expect(named()).toEqual({ 'a.png': 'mine', 'a-2.png': 'real' });
    expect([...all.values()]).toContain('sketch');
  });
});
