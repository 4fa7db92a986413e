import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { startMixroute } from '../services/mixroute.mjs';
import { edit, exported, filesIn, generate, refusalOf } from './support/easel.ts';
import { withUser } from './support/settings.ts';

describe('In a workspace that is not trusted', () => {
  it('nothing is made, nothing is sent, and every call says why', async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    const before = await filesIn('.');
    const service = await startMixroute({ keys: ['any'] });
    await withUser({ endpoints: { mixroute: service.url }, confirmExternalCalls: false }, async () => {
      const easel = await exported();
      const images = ['docs/images/harbour.png'];
      for (const call of [
        () => generate({ prompt: 'a cat' }),
        () => generate({ prompt: 'a cat', provider: 'mixroute' }),
        () => edit({ prompt: 'a cat', images }),
        () => easel.generate({ prompt: 'a cat' }),
        () => easel.edit({ prompt: 'a cat', images }),
      ]) {
        const { code, message } = await refusalOf(call());
        assert.equal(code, 'untrusted');
        assert.match(message, /not trusted\. Nothing was charged\. Trust the workspace/);
      }
    });
    assert.equal(service.connections, 0);
    await service.close();
    assert.deepEqual(await filesIn('.'), before);
  });
});
