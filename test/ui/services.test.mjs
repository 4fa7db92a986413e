// Several services in one window: which models there are, which of them answers, and what is seen while it does.
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { filesBelow } from '../host/files.mjs';
import { waitFor } from '../host/host.mjs';
import { startGoogle } from '../services/google.mjs';
import { replies as mixrouteReplies, startMixroute } from '../services/mixroute.mjs';
import { OpenAI } from '../services/openai.mjs';
import {
  activeTitle,
  assertNewFiles,
  becomes,
  drawnPictures,
  filesOf,
  generate,
  goodKey,
  list,
  messages,
  picture,
  promptBox,
  setKey,
  shownInTab,
  typePrompt,
} from './support/easel.mjs';
import { withWorkbench } from './support/workbench.mjs';
import { itLong } from './support/itLong.mjs';

const googleKey = 'AIza-ui-5c20e8d1';

/** A server on the person's own machine, which asks for no key. */
class LocalServer extends OpenAI {
  /** @override */
  hasBearer(request) {
    if (request.headers['authorization'] !== undefined) this.violation(request, 'a key came');
    return true;
  }
}

let mixroute;
let google;
let local;

const ui = withWorkbench({
  open: 'docs/index.md',
  settings: { 'easel.provider': 'mixroute', 'easel.metadata': 'none' },
  async prepare(host) {
    mixroute = await startMixroute({ keys: [goodKey] });
    google = await startGoogle({ keys: [googleKey] });
    local = await new LocalServer({ keys: [] }).listen();
    await host.updateSettings({
      'easel.endpoints': { mixroute: mixroute.url, google: google.url },
      'easel.prices': { 'mixroute/qwen-image-plus': '¥0.20' },
      'easel.customProviders': [
        { id: 'Not an id', label: 'Wrong', baseUrl: local.url, dialect: 'openai-images' },
        { id: 'shed', label: 'Shed', baseUrl: `${local.url}/v1/`, dialect: 'openai-images', models: ['gpt-image-1'] },
      ],
    });
  },
});

after(() => Promise.all([mixroute, google, local].map((service) => service?.close())));

const posts = (service) => service.requests.filter(({ method }) => method === 'POST');

/** No message and no progress is left. */
async function quiet() {
  await waitFor('no message', async () => (await messages(ui.workbench)).length === 0);
}

/** Opens the prompt box, and the list of models from there. */
async function openModels() {
  const { workbench } = ui;
  await workbench.command('Easel: Generate Image…');
  await promptBox(workbench, 'Generate Image');
  await workbench.quickButton('Provider and Model');
  await list(workbench, 'Provider and Model');
}

/** Types into the list that is open and waits until this is its first row. */
async function find(typed, label) {
  const { workbench } = ui;
  await workbench.input.fill(typed);
  return waitFor(`"${label}" for "${typed}"`, async () => {
    const row = (await workbench.quickInput()).items.find((item) => item.label === label);
    return row?.focused && row;
  });
}

/** The prompt box says which model it is for. */
function isFor(model) {
  return waitFor(`the prompt box for ${model}`, async () =>
    (await ui.workbench.quickInput()).items.some((item) => item.label === `Model: ${model}`),
  );
}

/** Takes a model from the list; the prompt box is open for it then. */
async function useModel(typed, label, model) {
  await openModels();
  await find(typed, label);
  await ui.workbench.input.press('Enter');
  await isFor(model);
}

/** Every separator of the list that is open, from the top. */
async function separators() {
  const { workbench } = ui;
  const found = new Set();
  const last = () => workbench.rows.last().getAttribute('aria-posinset');
  const size = await workbench.rows.first().getAttribute('aria-setsize');
  await workbench.page.keyboard.press('Control+Home');
  await waitFor('the end of the list', async () => {
    for (const { separator } of (await workbench.quickInput()).items) if (separator) found.add(separator);
    if ((await last()) === size) return true;
    await workbench.page.keyboard.press('PageDown');
    return false;
  });
  return [...found];
}

/** Files of previews that are on the disk. */
function previewFiles() {
  return filesBelow(ui.host.dir).filter((file) => /[\\/]previews[\\/]/.test(file));
}

describe('A service whose list lacks its usual model', () => {
  it('begins with another one, and says so with the image', async () => {
    const { workbench, host } = ui;
    mixroute.models = ['gpt-image-1', 'gemini-3-pro-image-preview'];
    await setKey(workbench, goodKey);
    await workbench.statusItem('mixroute accepted the key.');
    await generate(workbench, 'A first boat');
    await picture(host, 'assets/a-first-boat.png');
    await workbench.statusItem(
      'mixroute does not list gemini-2.5-flash-image for your key; Nano Banana Pro (gemini-3-pro-image-preview) was used.',
    );
    assert.deepEqual(
      posts(mixroute).map(({ json }) => json.model),
      ['gemini-3-pro-image-preview'],
    );
    await quiet();
  });

  it('begins with the usual one again once a key has it', async () => {
    const { workbench } = ui;
    mixroute.models = undefined;
    // What it said of the key before stays for a while.
    const isForgotten = async () =>
      (await workbench.statusItems()).every(({ text }) => !text.includes('accepted the key'));
    await waitFor('the status bar to forget', isForgotten);
    await setKey(workbench, goodKey);
    await workbench.statusItem('mixroute accepted the key.');
    await workbench.command('Easel: Generate Image…');
    await promptBox(workbench, 'Generate Image');
    await isFor('mixroute · Nano Banana');
    await workbench.closeQuickInput();
  });
});

describe('The list of models', () => {
  it('has first what needs no key or has one, then the others', async () => {
    const { workbench } = ui;
    await setKey(workbench, googleKey, 'Google');
    await workbench.statusItem('Google accepted the key.');
    await openModels();
    const found = await separators();
    assert.deepEqual(found.slice(0, 4), ['Sketch', 'mixroute', 'Google', 'Shed']);
    assert.deepEqual(
      found.slice(4),
      ['mountsea', 'agicto', 'V-API', 'OpenAI', 'Volcengine Ark', 'Alibaba DashScope', 'OpenRouter'].map(
        (label) => `${label} — no key yet`,
      ),
    );
  });

  it('says what a model can do and what an image costs, by the service’s list or by the person’s own', async () => {
    const documented = await find('gemini-3.1-flash-image · google', 'Nano Banana 2');
    assert.equal(documented.description, 'gemini-3.1-flash-image · Google');
    assert.equal(documented.detail, '$0.045–0.151 per image · 14 ratios · 512, 1K, 2K, 4K · up to 14 references');
    const own = await find('qwen-image-plus · mixroute', 'Qwen Image Plus');
    assert.match(own.detail, /^¥0\.20 per image · /);
  });

  it('shows an entry of the person’s own providers that is wrong, and leads to the setting', async () => {
    const { workbench, host } = ui;
    const row = await find('your own providers', 'Your Own Providers');
    assert.match(row.detail, /^Entry 1 of your own providers cannot be used: .*\bid\b/);
    await workbench.input.press('Enter');
    const editor = workbench.page.locator('.settings-editor');
    await editor.locator('.settings-group-title-label, .setting-item-label', { hasText: 'Custom Providers' }).waitFor();
    await waitFor('the search', async () =>
      (await editor.locator('.settings-header').textContent()).includes('easel.customProviders'),
    );
    assert.equal((await host.readSettings())['easel.provider'], 'mixroute');
    await workbench.closeQuickInput();
    await workbench.page.keyboard.press('Control+w');
    await workbench.openFile('docs/index.md');
  });

  it('gets the service’s own list, and the next request asks for what was taken from it', async () => {
    const { workbench, host } = ui;
    mixroute.clear();
    mixroute.models = ['gemini-2.5-flash-image', 'doubao-seedream-4-0-250828', 'deepseek-v3'];
    await openModels();
    await find('models that mixroute', 'Models that mixroute has now…');
    await workbench.input.press('Enter');
    const { items } = await list(workbench, 'Models of mixroute');
    assert.deepEqual(
      items.map(({ label }) => label),
      ['gemini-2.5-flash-image', 'doubao-seedream-4-0-250828'],
    );
    await find('seedream', 'doubao-seedream-4-0-250828');
    await workbench.input.press('Enter');
    await isFor('mixroute · Seedream 4.0');
    await typePrompt(workbench, 'A listed boat');
    await workbench.input.press('Enter');
    await waitFor('the image', () => filesOf(host).some((name) => name.startsWith('assets/a-listed-boat.')));
    assert.deepEqual(
      mixroute.requests
        .filter(({ method, path: at }) => method === 'POST' || at === '/v1/models')
        .map((each) => [each.path, each.json?.model]),
      [
        ['/v1/models', undefined],
        ['/v1/images/generations', 'doubao-seedream-4-0-250828'],
      ],
    );
    mixroute.models = undefined;
    await quiet();
  });

  it('offers an id that no row has with the provider in use, and sends it as it was typed', async () => {
    const { workbench } = ui;
    mixroute.clear();
    await openModels();
    await find('gemini-9-image', 'Use “gemini-9-image” with mixroute');
    await waitFor('no other row', async () => (await workbench.rows.count()) === 1);
    await workbench.input.fill('gemini 9');
    await waitFor('nothing, for a text with spaces', async () => (await workbench.rows.count()) === 0);
    await workbench.input.fill('seedream');
    await waitFor('rows again', async () => (await workbench.rows.count()) > 1);
    await find('gemini-9-image', 'Use “gemini-9-image” with mixroute');
    await workbench.input.press('Enter');
    await isFor('mixroute · gemini-9-image');
    await typePrompt(workbench, 'A typed boat');
    mixroute.plan({ reply: mixrouteReplies.noChannel('gemini-9-image') });
    await workbench.input.press('Enter');
    const { message, buttons } = await workbench.notification('does not offer the model “gemini-9-image”');
    assert.match(message, /分组 default 下模型 gemini-9-image 无可用渠道/);
    assert.deepEqual(buttons, ['Use gemini-2.5-flash-image', 'Choose Model']);
    assert.equal(posts(mixroute)[0].json.model, 'gemini-9-image');
    await workbench.clearToasts();
  });
});

describe('A provider that stands in the settings alone', () => {
  itLong('makes an image without a key, which nobody asks for', async () => {
    const { workbench, host } = ui;
    await useModel('gpt-image-1 · shed', 'GPT Image 1', 'Shed · GPT Image 1');
    await typePrompt(workbench, 'A boat in the shed');
    await workbench.input.press('Enter');
    await picture(host, 'assets/a-boat-in-the-shed.png');
    await quiet();
    assert.deepEqual(
      local.requests.map(({ method, path: at, json }) => [method, at, json.model]),
      [['POST', '/v1/images/generations', 'gpt-image-1']],
    );
    assert.deepEqual(local.violations, []);
  });
});

describe('A model that is not there', () => {
  it('is answered with its successor on a button, which opens the box with it, and Enter makes the image', async () => {
    const { workbench, host } = ui;
    google.clear();
    await openModels();
    await find('another model of google', 'Another model of Google…');
    await workbench.input.press('Enter');
    await workbench.fillInput('gemini-3-pro-image-preview', { prompt: 'Model of Google' });
    await isFor('Google · gemini-3-pro-image-preview');
    await typePrompt(workbench, 'A lost boat');
    await workbench.input.press('Enter');
    const { message, buttons } = await workbench.notification('Google does not offer the model');
    assert.match(message, /“gemini-3-pro-image-preview” to this key\..* is not found for API version v1beta/);
    assert.deepEqual(buttons, ['Use gemini-3-pro-image', 'Choose Model']);
    await workbench.pressInNotification('Google does not offer the model', 'Use gemini-3-pro-image');
    await promptBox(workbench, 'Generate Image');
    await isFor('Google · Nano Banana Pro');
    assert.equal((await workbench.quickInput()).value, 'A lost boat');
    await workbench.input.press('Enter');
    await picture(host, 'assets/a-lost-boat.png');
    assert.deepEqual(
      posts(google).map((request) => request.model),
      ['gemini-3-pro-image-preview', 'gemini-3-pro-image'],
    );
    assert.equal(google.charged, 1);
    assert.deepEqual(google.violations, []);
    await quiet();
  });
});

describe('An image that comes in a stream', () => {
  it('is shown as a preview beside the editor that keeps the keyboard, until the image itself takes its place', async () => {
    const { workbench, host } = ui;
    google.clear();
    await workbench.openFile('docs/index.md');
    // Those of the job before stay for a moment.
    await waitFor('no preview', () => previewFiles().length === 0);
    const before = filesOf(host);
    await useModel('gemini-3.1-flash-image · google', 'Nano Banana 2', 'Google · Nano Banana 2');
    await typePrompt(workbench, 'A slow boat');
    let goOn = () => {};
    const until = new Promise((resolve) => (goOn = resolve));
    // Behind the draft of the thinking model, and before the picture.
    google.plan({ pause: { after: 'Here is your image', until } });
    await workbench.input.press('Enter');
    const tab = await shownInTab(workbench, 'preview.png');
    assert.equal(tab.group, 1);
    assert.equal(tab.preview, true);
    await becomes(() => activeTitle(workbench), 'index.md');
    await becomes(() => workbench.focusedPart(), 'editor');
    await workbench.notification('Receiving…');
    assert.deepEqual(filesOf(host), before);
    assert.equal(previewFiles().length, 1);
    // The draft is a sixteenth as wide as the picture.
    await waitFor('the draft', async () => (await drawnPictures(workbench)).includes('64x64'));
    await ui.screenshot('preview');

    goOn();
    await picture(host, 'assets/a-slow-boat.png');
    await shownInTab(workbench, 'a-slow-boat.png');
    await waitFor('the preview to be gone', async () => {
      const titles = (await workbench.tabs()).map(({ title }) => title);
      return !titles.includes('preview.png') && previewFiles().length === 0;
    });
    assert.equal((await workbench.tabs()).filter(({ group }) => group === 1).length, 1);
    await becomes(() => activeTitle(workbench), 'index.md');
    assertNewFiles(host, before, 'assets/a-slow-boat.png');
    const [{ path: at, query }] = posts(google);
    assert.deepEqual([at, query], ['/v1beta/models/gemini-3.1-flash-image:streamGenerateContent', 'alt=sse']);
    assert.equal(google.charged, 1);
    assert.deepEqual(google.violations, []);
    await quiet();
  });

  itLong('shows nothing that a cancelled job leaves behind', async () => {
    const { workbench, host } = ui;
    google.clear();
    const before = filesOf(host);
    google.plan({ pause: { after: 'Here is your image', until: new Promise(() => {}) } });
    await generate(workbench, 'A boat that turns back');
    await shownInTab(workbench, 'preview.png');
    await workbench.pressInNotification('Making “A boat that turns back”', 'Cancel');
    await workbench.notification('may have been charged');
    await waitFor('the preview to be gone', async () => {
      const titles = (await workbench.tabs()).map(({ title }) => title);
      return !titles.includes('preview.png') && previewFiles().length === 0;
    });
    assertNewFiles(host, before);
    await workbench.clearToasts();
    await quiet();
  });

  itLong('is asked for whole when the person wants no previews', async () => {
    const { workbench, host } = ui;
    google.clear();
    await workbench.applySettings({ 'easel.previews': 'never' });
    await generate(workbench, 'A boat at once');
    await picture(host, 'assets/a-boat-at-once.png');
    assert.deepEqual(
      posts(google).map((request) => [request.path, request.query]),
      [['/v1beta/models/gemini-3.1-flash-image:generateContent', '']],
    );
    assert.deepEqual([...google.violations, ...mixroute.violations, ...local.violations], []);
  });
});
