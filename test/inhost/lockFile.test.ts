import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as vscode from 'vscode';
import { call, edit, generate, inWorkspace, only, write } from './support/easel.ts';
import { withMixroute } from './support/mixroute.ts';
import { pressInNotification } from './support/person.ts';
import { withUser } from './support/settings.ts';

type Entry = Readonly<Record<string, unknown>>;

const lockOf = (folder: string) => fs.readFile(inWorkspace(folder, 'easel.lock.json'), 'utf8');
const uriOf = (name: string) => vscode.Uri.file(inWorkspace(name));

async function imagesIn(folder: string): Promise<Record<string, Entry>> {
  return (JSON.parse(await lockOf(folder)) as { images: Record<string, Entry> }).images;
}

/** As soon as the file says so: renames are followed when VS Code has told of them. */
async function untilImages(folder: string, ...names: string[]): Promise<void> {
  for (;;) if (Object.keys(await imagesIn(folder)).join() === names.join()) return;
}

const sketch = (fileName: string, folder: string, options: object = {}) =>
  generate({ prompt: `a ${fileName}`, size: '64x64', seed: 7, fileName, folder, ...options });

describe('easel.lock.json', () => {
  const service = withMixroute();

  it('is not written where nobody asked for it', async () => {
    await sketch('kite', 'unlocked');
    assert.deepEqual(await fs.readdir(inWorkspace('unlocked')), ['kite.png']);
  });

  it('says how each image of its folder was made, the same whoever came first', () =>
    withUser({ lockFile: true, prices: { mixroute: 'x', 'gemini-2.5-flash-image': '¥0.14' } }, async () => {
      const images = await Promise.all(['b', 'a', 'c'].map(async (name) => only(await sketch(name, 'locked'))));
      const paid = only(await generate({ prompt: 'a tower', provider: 'mixroute', folder: 'locked', fileName: 'd' }));
      const made = only(
        await edit({
          prompt: 'red',
          provider: 'sketch',
          images: ['locked/a.png'],
          folder: 'locked',
          fileName: 'e',
          seed: 1,
        }),
      );
      const entries = await imagesIn('locked');
      assert.deepEqual(Object.keys(entries), ['a.png', 'b.png', 'c.png', 'd.png', 'e.png']);
      for (const { path, sha256 } of [...images, paid, made]) {
        assert.equal(entries[path.replace('locked/', '')]?.['sha256'], sha256);
      }
      assert.deepEqual(entries['a.png'], {
        prompt: 'a a',
        provider: 'sketch',
        model: 'sketch',
        parameters: { size: '64x64', seed: 7 },
        placeholder: true,
        sha256: entries['a.png']?.['sha256'],
      });
      assert.equal(entries['d.png']?.['cost'], '¥0.14');
      assert.deepEqual(entries['e.png']?.['references'], ['locked/a.png']);
      assert.ok((await lockOf('locked')).endsWith('}\n'));
      assert.ok(!(await lockOf('locked')).includes(inWorkspace('')), 'no absolute path');
      assert.equal(service().charged, 1);
    }));

  it('remembers the alternative text that an image was made for', () =>
    withUser({ lockFile: true }, async () => {
      await write('locked-alt/page.md', '![A mill by the sea](mill.png)\n');
      await call('easel.fillMissing', { document: 'locked-alt/page.md', provider: 'sketch' });
      assert.equal((await imagesIn('locked-alt'))['mill.png']?.['alt'], 'A mill by the sea');
    }));

  it('keeps what others have written, and how its lines end', () =>
    withUser({ lockFile: true }, async () => {
      const text = JSON.stringify({ version: 1, images: { 'z.png': { licence: 'CC0' } }, by: 'us' }, undefined, 2);
      await write('kept/easel.lock.json', `${text.replaceAll('\n', '\r\n')}\r\n`);
      await sketch('a', 'kept');
      const after = await lockOf('kept');
      assert.equal(after.replaceAll('\r\n', '').includes('\n'), false);
      const { images, by } = JSON.parse(after) as { images: Record<string, Entry>; by: string };
      assert.deepEqual([Object.keys(images), images['z.png'], by], [['a.png', 'z.png'], { licence: 'CC0' }, 'us']);
    }));

  it('is left alone when it holds a conflict: the image is saved, and a message says why', () =>
    withUser({ lockFile: true }, async () => {
      const broken = '{\n<<<<<<< HEAD\n  "version": 1,\n=======\n';
      await write('broken/easel.lock.json', broken);
      assert.equal(only(await sketch('a', 'broken')).path, 'broken/a.png');
      assert.equal(await lockOf('broken'), broken);
      if (!(await pressInNotification('broken/easel.lock.json was left as it is', 'Open'))) return;
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    }));

  it('follows images that are renamed, moved and deleted', () =>
    withUser({ lockFile: true }, async () => {
      for (const name of ['a', 'b', 'c']) await sketch(name, 'moved');
      const before = (await imagesIn('moved'))['a.png'];
      const change = async (fill: (edit: vscode.WorkspaceEdit) => void) => {
        const changes = new vscode.WorkspaceEdit();
        fill(changes);
        assert.ok(await vscode.workspace.applyEdit(changes));
      };
      await change((changes) => changes.renameFile(uriOf('moved/a.png'), uriOf('moved/z.png')));
      await untilImages('moved', 'b.png', 'c.png', 'z.png');
      assert.deepEqual((await imagesIn('moved'))['z.png'], before);
      await change((changes) => changes.renameFile(uriOf('moved/z.png'), uriOf('moved/deep/y.png')));
      await untilImages('moved', 'b.png', 'c.png');
      assert.deepEqual(await imagesIn('moved/deep'), { 'y.png': before });
      await change((changes) => changes.deleteFile(uriOf('moved/b.png')));
      await untilImages('moved', 'c.png');
    }));

  it('says how an image was made of which neither the file nor this machine knows', () =>
    withUser({ lockFile: true, metadata: 'none' }, async () => {
      const image = only(await sketch('a', 'theirs'));
      const bytes = await fs.readFile(inWorkspace(image.path));
      // Other bytes than were made here, as another machine would have made them.
      const other = Buffer.concat([bytes, Buffer.alloc(1)]);
      await write('theirs/b.png', other);
      const { createHash } = await import('node:crypto');
      const sha256 = createHash('sha256').update(other).digest('hex');
      const lock = JSON.parse(await lockOf('theirs')) as { images: Record<string, Entry> };
      const prompt = 'a well in the village';
      await write(
        'theirs/easel.lock.json',
        JSON.stringify({
          ...lock,
          images: { ...lock.images, 'b.png': { prompt, provider: 'ark', model: 'm', sha256 } },
        }),
      );
      await vscode.commands.executeCommand('easel.showProvenance', { image: 'theirs/b.png' });
      const shown = vscode.workspace.textDocuments.find((document) => document.getText().includes(prompt));
      assert.match(shown?.getText() ?? '', /easel\.lock\.json/);
      await write('theirs/b.png', Buffer.concat([other, Buffer.alloc(1)]));
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    }));
});
