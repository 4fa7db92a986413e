import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { makePng } from '../services/images.mjs';
import { call, edit, generate, inWorkspace, only, refusalOf } from './support/easel.ts';

const size = '64x64';

describe('In a workspace of two folders', () => {
  const two = (...parts: string[]) => path.join(inWorkspace('..', 'two'), ...parts);
  const folderOf = ({ uri }: { readonly uri: string }) => path.dirname(vscode.Uri.parse(uri, true).fsPath);

  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('an image goes into the folder that the active editor is in', async () => {
    await fs.writeFile(two('page.md'), '');
    await vscode.window.showTextDocument(vscode.Uri.file(two('page.md')));
    const image = only(await generate({ prompt: 'in two', size }));
    assert.equal(folderOf(image), two('assets'));
  });

  it('and into the first where no editor is open, without asking, when it is called', async () => {
    const image = only(await generate({ prompt: 'in one', size }));
    assert.equal(folderOf(image), inWorkspace('assets'));
  });

  it('an edit goes where its original is', async () => {
    await fs.writeFile(two('original.png'), makePng(64, 64, 'x'));
    const image = only(await edit({ prompt: 'changed', images: ['original.png'] }));
    assert.equal(folderOf(image), two('assets'));
  });

  it('a folder is one of the root that the active editor is in, and never one of another', async () => {
    await fs.writeFile(two('page.md'), '');
    await vscode.window.showTextDocument(vscode.Uri.file(two('page.md')));
    const image = only(await generate({ prompt: 'in a folder', size, folder: 'drafts' }));
    assert.equal(folderOf(image), two('drafts'));
    const { code } = await refusalOf(generate({ prompt: 'over there', size, folder: '../one/drafts' }));
    assert.equal(code, 'invalidRequest');
  });

  it('a link into a document leads to its own folder', async () => {
    await fs.writeFile(two('linked.md'), '');
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(two('linked.md')));
    await call('easel.insert', { prompt: 'linked', size });
    assert.equal(editor.document.getText(), '![linked](assets/linked.png)');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});
