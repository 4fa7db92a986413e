import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { generate, refusalOf } from './support/easel.ts';

describe('With no folder open', () => {
  it('a call that cannot ask for a place rejects at once', async () => {
    assert.equal(vscode.workspace.workspaceFolders, undefined);
    for (const options of [{}, { folder: 'x' }, { folder: '/tmp' }]) {
      const { code, message } = await refusalOf(generate({ prompt: 'a cat', size: '64x64', ...options }));
      assert.equal(code, 'storage');
      assert.match(message, /No folder is open.*Nothing was charged\. Open a folder/);
    }
  });

  it('a reference by a relative path is not guessed at', async () => {
    const { code } = await refusalOf(
      vscode.commands.executeCommand('easel.edit', { prompt: 'a cat', images: ['photo.png'] }),
    );
    assert.equal(code, 'invalidRequest');
  });
});
