// The story that everything about money is for: a job of twenty images, and all that can happen to it. Whatever does, each
// image that was charged is there, or stands in Show Jobs as one that may have been charged; and nothing is charged twice.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, describe, it } from 'node:test';
import { addFigure } from '../../scripts/support/figures.mjs';
import { waitFor } from '../host/host.mjs';
import { startMountsea } from '../services/mountsea.mjs';
import { choose, filesOf, goodKey, pictureIn, promptBox, setKey, withMixroute } from '../ui/support/easel.mjs';

const wanted = 20;
const lanterns = { prompt: 'Twenty lanterns', provider: 'mixroute', count: wanted, folder: 'lanterns' };
const lights = { prompt: 'Twenty lights', provider: 'mountsea', count: wanted, folder: 'lights' };

let mountsea;

const ui = withMixroute({
  key: goodKey,
  open: 'docs/index.md',
  settings: {
    'easel.provider': 'mixroute',
    'easel.metadata': 'none',
    'easel.confirmExternalCalls': false,
    'easel.maxImagesPerJob': wanted,
  },
  async prepare(host) {
    mountsea = await startMountsea({ keys: [goodKey] });
    await host.updateSettings({ 'easel.endpoints': { mixroute: ui.service.url, mountsea: mountsea.url } });
    await host.writeKeybindings([
      { key: 'ctrl+alt+1', command: 'easel.generate', args: lanterns },
      { key: 'ctrl+alt+2', command: 'easel.generate', args: lights },
    ]);
  },
});

after(() => mountsea?.close());

const posts = (service) => service.requests.filter(({ method }) => method === 'POST');
const imagesIn = (folder) => filesOf(ui.host).filter((name) => name.startsWith(`${folder}/`));

async function start(keys) {
  const { workbench } = ui;
  await workbench.openFile('docs/index.md');
  await waitFor('the editor to have the keyboard', async () => (await workbench.focusedPart()) === 'editor');
  await workbench.page.keyboard.press(keys);
}

/** Holds all further answers back, and waits until as many requests are there as Easel sends at a time. */
async function standstill(service) {
  let release;
  const until = new Promise((resolve) => (release = resolve));
  let isHeld = true;
  const on = ({ method }) => isHeld && method === 'POST';
  service.plan(...Array.from({ length: wanted }, () => ({ on, until })));
  let last = -1;
  await waitFor(
    'no further request',
    () => {
      const now = posts(service).length;
      const isStill = now > 0 && now === last && service.open > 0;
      last = now;
      return isStill;
    },
    { interval: 3000 },
  );
  return () => {
    isHeld = false;
    release();
  };
}

/** The rows of the list of jobs that wait for their person. */
async function waiting() {
  const { workbench } = ui;
  await workbench.command('Easel: Show Jobs…');
  await workbench.inputBox('Jobs');
  const items = await waitFor('the jobs', async () => {
    const shown = (await workbench.quickInput()).items;
    return shown.length > 0 && shown;
  });
  await workbench.closeQuickInput();
  return items.filter(({ detail = '' }) => /^(Requests|Images) that /.test(detail));
}

const counted = (rows, what) =>
  rows.reduce((sum, { detail }) => sum + Number(new RegExp(`${what}: (\\d+)`).exec(detail)?.[1] ?? 0), 0);
const unknown = (rows) => counted(rows, 'Requests that may have been charged');
const unasked = (rows) => counted(rows, 'Requests that were never sent');

/** Every file that Easel and VS Code wrote beside the workspace. */
function everythingWritten() {
  return readdirSync(ui.host.userData, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

const began = Date.now();

/** A row of the table at the end of `npm run test:long`. */
function figure(promise, aim, reached) {
  addFigure({ promise, aim, reached, seed: 0, ms: Date.now() - began, isKept: true });
}

afterEach(() => {
  assert.deepEqual([ui.service.violations, mountsea.violations], [[], []]);
});

describe('A job of twenty images', () => {
  it('is charged for twenty, whatever happens, and each is there or said to be lost', async () => {
    const { service, host } = ui;
    const busy = {
      status: 503,
      body: { error: { message: 'The server had an error', type: 'server_error' } },
      images: 1,
    };
    const tooFast = { status: 429, headers: { 'retry-after': '1' }, body: { error: { message: 'Too many requests' } } };
    service.plan({}, { reply: tooFast }, {}, { reply: busy }, {}, {});
    await start('Control+Alt+1');
    await waitFor('six answers', () => posts(service).length >= 7);

    const afterFirst = await standstill(service);
    await host.crashExtensionHost();
    afterFirst();
    await service.quiet();
    let rows = await waitForRows();
    assert.equal(imagesIn('lanterns').length + unknown(rows), service.charged);
    assert.equal(service.charged + unasked(rows), wanted);

    service.plan({}, { reply: tooFast }, { reply: busy });
    await makeTheRest();
    await waitFor('three more answers', () => service.charged >= wanted - unasked(rows) + 2);
    const afterSecond = await standstill(service);
    await host.crashExtensionHost();
    afterSecond();
    await service.quiet();
    rows = await waitForRows();
    assert.equal(imagesIn('lanterns').length + unknown(rows), service.charged);
    assert.equal(service.charged + unasked(rows), wanted);

    // The window is closed in the middle of what is left, and opened again.
    await makeTheRest();
    await waitFor('one more answer', () => service.charged > wanted - unasked(rows));
    await ui.workbench.close();
    ui.workbench = await ui.openWindow({ file: 'docs/index.md' });
    await waitFor('all images', async () => imagesIn('lanterns').length + unknown(await waiting()) === wanted, {
      timeout: 120_000,
      interval: 1000,
    });
    await service.quiet();
    assert.equal(service.charged, wanted);
    for (const name of imagesIn('lanterns')) assert.ok(pictureIn(host, name), name);
    const lost = unknown(await waiting());
    assert.ok(lost >= 2, 'those that were answered with 503 are among them');
    figure(
      'a job of 20 in VS Code, killed twice and closed',
      'images + unknown = charges = 20',
      `${imagesIn('lanterns').length} images + ${lost} unknown = ${service.charged} charges`,
    );
  });

  it('loses none to a service of tasks', async () => {
    const { host } = ui;
    // The window that was opened last is in another browser, which never had a key.
    await setKey(ui.workbench, goodKey, 'mountsea');
    mountsea.tasks.plan(...Array.from({ length: wanted }, () => ({ states: ['processing', 'completed'] })));
    await start('Control+Alt+2');
    await waitFor('all tasks', () => mountsea.charged === wanted, { timeout: 120_000 });
    await host.crashExtensionHost();
    await waitFor('some images', () => imagesIn('lights').length > 0, { timeout: 120_000 });
    await ui.workbench.reload();
    await waitFor('all images', () => imagesIn('lights').length === wanted, { timeout: 120_000 });
    assert.equal(mountsea.charged, wanted);
    figure(
      'a job of 20 tasks in VS Code, killed and reloaded',
      '20 images, 20 charges',
      `${imagesIn('lights').length} images, ${mountsea.charged} charges`,
    );
  });

  it('leaves its keys in no file and no log', () => {
    const found = everythingWritten().filter(
      (file) => !path.basename(file).includes('state.vscdb') && readFileSync(file).includes(goodKey),
    );
    assert.deepEqual(found, []);
  });
});

async function waitForRows() {
  let rows = [];
  await waitFor('the jobs that were cut off', async () => (rows = await waiting()).length > 0, { interval: 500 });
  return rows;
}

/** Asks for what was never asked for, from the list of jobs. */
async function makeTheRest() {
  const { workbench } = ui;
  await workbench.command('Easel: Show Jobs…');
  await workbench.inputBox('Jobs');
  await choose(workbench, 'Requests that were never sent');
  await choose(workbench, 'Make the Remaining Images');
  await promptBox(workbench, 'Make the Remaining Images');
  await waitFor('the prompt', async () => (await workbench.quickInput()).items[0]?.label === lanterns.prompt);
  await workbench.input.press('Enter');
}
