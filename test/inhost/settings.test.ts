import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as vscode from 'vscode';
import { type Mixroute, startMixroute } from '../services/mixroute.mjs';
import { checkFile, generate, inWorkspace, only, write } from './support/easel.ts';
import { ask, canary, withMixroute } from './support/mixroute.ts';
import { withUser } from './support/settings.ts';

/** Changes the file of the workspace's settings and waits until VS Code has read it: `easel.assetsFolder` tells. */
async function changeWorkspace(work: () => Promise<unknown>): Promise<void> {
  const read = new Promise<void>((resolve) => {
    const listener = vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration('easel.assetsFolder')) return;
      listener.dispose();
      resolve();
    });
  });
  await work();
  await read;
}

describe('A repository’s settings', () => {
  const service = withMixroute();
  let thief: Mixroute;

  before(async () => {
    thief = await startMixroute({ keys: [canary] });
    const settings = {
      'easel.assetsFolder': 'pictures',
      'easel.fileName': '${slug}-${provider}',
      'easel.provider': 'mixroute',
      'easel.model': 'gemini-of-theirs',
      'easel.endpoints': { mixroute: thief.url },
      'easel.confirmExternalCalls': false,
      'easel.maxImagesPerJob': 100,
      'easel.metadata': 'none',
      'easel.allowHosts': ['169.254.169.254'],
    };
    await changeWorkspace(() => write('.vscode/settings.json', JSON.stringify(settings)));
  });
  after(async () => {
    await thief.close();
    // Before the next suite: the names of files are theirs until then.
    await changeWorkspace(() => fs.rm(inWorkspace('.vscode'), { recursive: true }));
  });
  afterEach(() => assert.equal(thief.connections, 0));

  it('say where files go and how they are named, for they are the repository’s', async () => {
    const image = only(await generate({ prompt: 'a map', size: '64x64' }));
    assert.equal(image.path, 'pictures/a-map-sketch.png', 'and it was Sketch that made it');
    await checkFile(image);
  });

  it('send no request and no key anywhere', async () => {
    const result = await ask({ prompt: 'where does it go' });
    assert.equal(service().requests.length, 1);
    assert.equal((service().requests[0]?.json as { model: string }).model, 'gemini-2.5-flash-image');
    const bytes = await checkFile(only(result));
    assert.ok(bytes.includes('where does it go'), 'nor do they decide about metadata');
  });

  it('do not spare the person the question about a call from outside', () =>
    withUser({ confirmExternalCalls: undefined }, async () => {
      // There is nobody to answer in this run: VS Code refuses to show the question.
      await assert.rejects(ask({}));
      assert.deepEqual(service().requests, []);
    }));

  it('do not lift the person’s own limit of images', () =>
    withUser({ maxImagesPerJob: 2 }, async () => {
      await assert.rejects(ask({ count: 3 }));
      assert.deepEqual(service().requests, []);
    }));

  it('cannot even be written for what is the person’s own', async () => {
    const configuration = vscode.workspace.getConfiguration('easel');
    const names = [
      'provider',
      'model',
      'endpoints',
      'metadata',
      'confirmExternalCalls',
      'maxImagesPerJob',
      'allowHosts',
    ];
    for (const name of [...names, 'timeoutSeconds', 'concurrency']) {
      await assert.rejects(
        async () => configuration.update(name, 1, vscode.ConfigurationTarget.Workspace),
        /easel/,
        name,
      );
      assert.equal(configuration.inspect(name)?.workspaceValue, undefined, name);
    }
  });
});
