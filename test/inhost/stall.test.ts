import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import * as vscode from 'vscode';
import { checkFile, generate, only } from './support/easel.ts';
import { ask, canary, setKey } from './support/mixroute.ts';
import { bulkyPng } from './support/pictures.ts';
import { setUser } from './support/settings.ts';
import { leastStall, stallBound } from './support/stall.ts';

/** In ms, for a machine that does other things as well; the promise for one that does not is a second. */
const sketchBound = 2000;

/** A simulated mixroute in a thread of its own, whose every answer is this one image: what it does stalls nobody. */
async function mixrouteAside(b64_json: string): Promise<{ url: string; close: () => Promise<unknown> }> {
  const module = pathToFileURL(path.join(__dirname, '../../test/services/mixroute.mjs')).href;
  const code = `
    const { parentPort, workerData: { module, key, b64_json } } = require('node:worker_threads');
    import(module).then(async ({ startMixroute }) => {
      const service = await startMixroute({ keys: [key] });
      const reply = { status: 200, images: 1, body: { created: 1, data: [{ b64_json }] } };
      for (let count = 0; count < 100; count += 1) service.plan({ reply });
      parentPort.postMessage(service.url);
    });`;
  const worker = new Worker(code, { eval: true, workerData: { module, key: canary, b64_json } });
  const [url] = (await once(worker, 'message')) as [string];
  return { url, close: () => worker.terminate() };
}

describe('The extension host hears others', () => {
  it('while a sketch of 1024x1024 is made, and that does not take long', async () => {
    const { work, took } = await leastStall('a sketch of 1024x1024', (round) =>
      Promise.resolve(() => generate({ prompt: `a harbour at dawn ${round}`, provider: 'sketch', size: '1024x1024' })),
    );
    assert.ok(work <= stallBound, `it did not for ${work} ms`);
    assert.ok(took <= sketchBound, `${took} ms`);
  });

  it('while an answer of 25 MB comes in and its image is saved', async () => {
    const edge = 4330;
    const b64 = bulkyPng(edge, edge).toString('base64');
    assert.ok(b64.length > 25_000_000);
    const service = await mixrouteAside(b64);
    await setUser({ endpoints: { mixroute: service.url }, confirmExternalCalls: false });
    try {
      await setKey(canary);
      const { work } = await leastStall('an answer of 25 MB', (round) =>
        Promise.resolve(async () => {
          const { width, height } = only(await ask({ prompt: `a large cat ${round}` }));
          assert.deepEqual([width, height], [edge, edge]);
        }),
      );
      assert.ok(work <= stallBound, `it did not for ${work} ms`);
      await checkFile(only(await ask({ prompt: 'a large cat' })));
    } finally {
      await vscode.commands.executeCommand('easel.deleteKey', { provider: 'mixroute' });
      await setUser({ endpoints: undefined, confirmExternalCalls: undefined });
      await service.close();
    }
  });
});
