import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { makePng } from '../services/images.mjs';
import { edit, factsOf, generate, only, refusalOf, sha256 } from './support/easel.ts';
import { changeFolders } from './support/folders.ts';
import { MemoryFiles } from './support/memoryFiles.ts';
import { withUser } from './support/settings.ts';

const size = '64x64';

describe('In a folder of a file system that only VS Code knows', () => {
  const remote = new MemoryFiles();
  const registration = vscode.workspace.registerFileSystemProvider(remote.scheme, remote, { isCaseSensitive: true });

  before(() => changeFolders(2, 0, { uri: remote.uri('/'), name: 'remote' }));
  after(async () => {
    await changeFolders(2, 1);
    registration.dispose();
  });
  beforeEach(async () => {
    remote.files.clear();
    remote.keep = (bytes) => bytes;
    remote.files.set('/page.md', new Uint8Array());
    await vscode.window.showTextDocument(remote.uri('page.md'));
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('an image is written through VS Code, and is what the result says', async () => {
    const image = only(await generate({ prompt: 'far away', size }));
    assert.equal(image.uri, remote.uri('assets/far-away.png').toString());
    const bytes = remote.files.get('/assets/far-away.png') ?? assert.fail('it is there');
    assert.deepEqual([bytes.length, sha256(bytes)], [image.bytes, image.sha256]);
    assert.ok(factsOf(bytes).complete);
    assert.deepEqual(remote.names(), ['/assets/far-away.png', '/page.md'], 'and nothing else is left there');
  });

  it('a name that is taken, in whatever case, is never written over', async () => {
    const taken = Buffer.from('somebody else’s');
    remote.files.set('/assets/Twice.PNG', taken);
    const jobs = await Promise.all([1, 2].map(() => generate({ prompt: 'twice', size })));
    assert.deepEqual(jobs.map((job) => only(job).uri.split('/').at(-1)).sort(), ['twice-2.png', 'twice-3.png']);
    assert.equal(remote.files.get('/assets/Twice.PNG'), taken);
  });

  it('a file that does not come back as it was written is none, and nothing of it is left', async () => {
    remote.keep = (bytes) => bytes.subarray(0, -1);
    const { code, message } = await refusalOf(generate({ prompt: 'cut short', size }));
    assert.equal(code, 'storage');
    assert.match(message, /could not be written to .*assets/);
    assert.deepEqual(remote.names(), ['/page.md']);
  });

  it('a folder that takes no files is named', async () => {
    remote.keep = () => {
      throw vscode.FileSystemError.NoPermissions();
    };
    const { code, message } = await refusalOf(generate({ prompt: 'forbidden', size }));
    assert.equal(code, 'storage');
    assert.match(message, /assets cannot be written to/);
  });

  it('a lock file is written through VS Code, and not at all where it does not come back whole', () =>
    withUser({ lockFile: true }, async () => {
      await generate({ prompt: 'locked', size });
      const names = ['/assets/easel.lock.json', '/assets/locked.png', '/page.md'];
      assert.deepEqual(remote.names(), names);
      const before = remote.files.get('/assets/easel.lock.json');
      assert.match(Buffer.from(before ?? []).toString('utf8'), /"locked\.png": \{\n {6}"prompt": "locked"/);
      const isText = (bytes: Uint8Array) => bytes[0] === 0x7b;
      remote.keep = (bytes) => (isText(bytes) ? bytes.subarray(0, -1) : bytes);
      const image = only(await generate({ prompt: 'other', size }));
      assert.equal(image.path.endsWith('other.png'), true);
      assert.equal(remote.files.get('/assets/easel.lock.json'), before);
      assert.deepEqual(remote.names(), [...names, '/assets/other.png'].sort());
    }));

  it('an image can be edited, and the new one stays in the same file system', async () => {
    const original = makePng(80, 60, 'original');
    remote.files.set('/photos/original.png', original);
    const image = only(await edit({ prompt: 'changed', images: [remote.uri('photos/original.png').toString()] }));
    assert.equal(image.uri, remote.uri('assets/original-changed.png').toString());
    assert.equal(remote.files.get('/photos/original.png'), original);
  });
});
