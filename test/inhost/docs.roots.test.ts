import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { inWorkspace } from './support/easel.ts';
import { untilIndexed, withDocs } from './support/docs.ts';
import { MemoryFiles } from './support/memoryFiles.ts';
import { changeFolders } from './support/folders.ts';

describe('The index of a workspace of two folders', () => {
  const { docs, warnings } = withDocs();
  const one = (...parts: string[]) => inWorkspace(...parts);
  const two = (...parts: string[]) => path.join(inWorkspace('..', 'two'), ...parts);
  const remote = new MemoryFiles('easel-memory-docs');

  const write = async (file: string, content: string) => {
    await fs.mkdir(path.dirname(file), { recursive: true });
    await fs.writeFile(file, content);
    return vscode.Uri.file(file).toString();
  };
  const filesOf = async (...documents: string[]) => {
    const images = await untilIndexed(docs(), (all) => {
      const known = new Set(all.map(({ document }) => document.toString()));
      return documents.every((each) => known.has(each));
    });
    return documents
      .flatMap((each) => images.filter(({ document }) => document.toString() === each))
      .map(({ file, exists }) => [file?.toString(), exists]);
  };

  after(async () => {
    for (const folder of [one('index'), two('index')]) await fs.rm(folder, { recursive: true, force: true });
    assert.deepEqual(warnings, []);
  });

  it('finds the images of each document in its own folder, and none in the other', async () => {
    const documents = [
      await write(one('index/a.md'), '![](/index/x.png)'),
      await write(two('index/a.md'), '![](/index/x.png)'),
      await write(one('index/b.md'), '![](../../two/index/x.png)'),
    ];
    const image = await write(two('index/x.png'), '');
    const found = await filesOf(...documents);
    assert.deepEqual(found, [
      [vscode.Uri.file(one('index/x.png')).toString(), false],
      [image, true],
      [undefined, false],
    ]);
  });

  it('takes in a folder that is added, of whatever file system, and leaves out one that is removed', async () => {
    const registration = vscode.workspace.registerFileSystemProvider(remote.scheme, remote, { isCaseSensitive: true });
    remote.createDirectory(remote.uri('/public'));
    remote.files.set('/page.md', Buffer.from('![](/far.png)'));
    remote.files.set('/public/far.png', Buffer.from('x'));
    remote.createDirectory(remote.uri('/docs'));
    remote.files.set('/docs/deep.md', Buffer.from('![](../public/far.png)'));
    const [page, deep] = [remote.uri('/page.md').toString(), remote.uri('/docs/deep.md').toString()];
    const far = remote.uri('/public/far.png').toString();
    await changeFolders(2, 0, { uri: remote.uri('/'), name: 'remote' });
    assert.deepEqual(await filesOf(page, deep), [
      [far, true],
      [far, true],
    ]);
    // Nobody watches such a file system, but VS Code tells what it does there itself.
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(remote.uri('/page.md'), remote.uri('/moved.md'));
    edit.deleteFile(remote.uri('/public/far.png'));
    assert.ok(await vscode.workspace.applyEdit(edit));
    const moved = remote.uri('/moved.md').toString();
    await untilIndexed(docs(), (all) =>
      all.every(({ document, exists }) => document.toString() !== page && (document.scheme === 'file' || !exists)),
    );
    assert.deepEqual(await filesOf(moved, deep), [
      [far, false],
      [far, false],
    ]);
    await changeFolders(2, 1);
    await untilIndexed(docs(), (all) => all.every(({ document }) => document.scheme === 'file'));
    registration.dispose();
  });
});
