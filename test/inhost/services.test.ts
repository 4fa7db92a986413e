import assert from 'node:assert/strict';
import { startAgicto } from '../services/agicto.mjs';
import { startArk } from '../services/ark.mjs';
import { startDashScope } from '../services/dashscope.mjs';
import { startGoogle } from '../services/google.mjs';
import { startMixroute } from '../services/mixroute.mjs';
import { startMountsea, type Mountsea } from '../services/mountsea.mjs';
import { startOpenAI } from '../services/openai.mjs';
import { startOpenRouter } from '../services/openrouter.mjs';
import { startVapi } from '../services/vapi.mjs';
import { makePng } from '../services/images.mjs';
import type { Vendor } from '../services/vendor.mjs';
import { checkFile, edit, generate, only, write } from './support/easel.ts';
import { canary, withService } from './support/service.ts';
import { withUser } from './support/settings.ts';

interface Provider {
  readonly id: string;
  readonly start: (options: { keys: readonly string[] }) => Promise<Vendor>;
  /** Its tasks are done at the second look: it is looked at every few seconds, by the clock. */
  readonly hurry?: (service: Vendor) => void;
  /** A model that edits, where the first one does not. */
  readonly editor?: string;
  /** What its addresses begin with. */
  readonly prefix?: string;
}

const providers: readonly Provider[] = [
  { id: 'mixroute', start: startMixroute },
  {
    id: 'mountsea',
    start: startMountsea,
    hurry: (service) => (service as Mountsea).tasks.plan({ states: ['processing', 'completed'] }),
  },
  { id: 'agicto', start: startAgicto },
  { id: 'vapi', start: startVapi },
  { id: 'google', start: startGoogle },
  { id: 'openai', start: startOpenAI },
  { id: 'ark', start: startArk },
  { id: 'dashscope', start: startDashScope, editor: 'qwen-image-edit-plus' },
  { id: 'openrouter', start: startOpenRouter, prefix: '/api' },
];

const original = 'photos/harbour.png';

for (const { id, start, hurry, editor, prefix = '' } of providers) {
  describe(`${id}, with its first model`, () => {
    const service = withService(id, start, (url) => ({ endpoints: { [id]: url + prefix } }));

    it('makes an image, which costs one', async function () {
      this.timeout(60_000);
      hurry?.(service());
      const image = only(await generate({ provider: id, prompt: 'a small boat' }));
      await checkFile(image);
      assert.match(image.path, /^assets\/a-small-boat(-\d+)?\.(png|jpg|webp)$/);
      assert.equal(service().charged, 1);
      assert.ok(
        !JSON.stringify(service().requests.map(({ path, json }): unknown => ({ path, json }))).includes(canary),
      );
    });

    it('edits an image, which costs one', async () => {
      await write(original, makePng(800, 600, 'harbour'));
      const model = editor === undefined ? {} : { model: editor };
      const image = only(await edit({ provider: id, ...model, prompt: 'at night', images: [original] }));
      await checkFile(image);
      assert.match(image.path, /^assets\/harbour-at-night(-\d+)?\.(png|jpg|webp)$/);
      assert.equal(service().charged, 1);
    });
  });
}

describe('A provider that stands in the settings alone', () => {
  const settings = (url: string) => ({
    customProviders: [
      { id: 'my-relay', label: 'My Relay', baseUrl: `${url}/v1/`, dialect: 'openai-images', models: ['gpt-image-1'] },
      { id: 'Not An Id', label: 'Wrong', baseUrl: 'x', dialect: 'openai-images' },
    ],
    provider: 'my-relay',
  });
  const service = withService('my-relay', startOpenAI, settings);

  it('makes and edits images with its own key, beside an entry that is wrong', async () => {
    await write(original, makePng(800, 600, 'harbour'));
    const made = only(await generate({ prompt: 'a small boat' }));
    await checkFile(made);
    await checkFile(only(await edit({ prompt: 'at night', images: [original] })));
    assert.deepEqual(
      service()
        .requests.map(({ method, path, headers }) => [method, path, headers['authorization']])
        .slice(-2),
      [
        ['POST', '/v1/images/generations', `Bearer ${canary}`],
        ['POST', '/v1/images/edits', `Bearer ${canary}`],
      ],
    );
    assert.equal(service().charged, 2);
  });
});

describe('A provider with the name of what every object has', () => {
  const service = withService('constructor', startOpenAI, (url) => ({
    customProviders: [
      { id: 'constructor', label: 'Mine', baseUrl: url, dialect: 'openai-images', models: ['gpt-image-1'] },
    ],
    provider: 'constructor',
  }));

  it('makes images like any other', async () => {
    await checkFile(only(await generate({ prompt: 'a small boat' })));
    assert.equal(service().charged, 1);
  });
});

describe('Own providers that stand in no list', () => {
  it('are said to, where one of them is looked for', async () => {
    await withUser({ customProviders: { id: 'my-relay' } }, async () => {
      await assert.rejects(
        generate({ provider: 'my-relay', prompt: 'a small boat' }),
        /There is no provider “my-relay”\. The setting “easel\.customProviders” has to be a list of providers, in brackets\./,
      );
    });
  });
});
