// The story that everything about money is for: a job of twenty images, and all that can happen to it. Whatever does, each
// image that was charged is there, or stands in Show Jobs as one that may have been charged; and nothing is charged twice.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, describe, it } from 'node:test';
import { addFigure } from '../../scripts/support/figures.mjs';
import { filesBelow } from '../host/files.mjs';
import { waitFor } from '../host/host.mjs';
import { startMountsea } from '../services/mountsea.mjs';
import { choose, filesOf, goodKey, pictureIn, promptBox, setKey, withMixroute } from '../ui/support/easel.mjs';

const wanted = 20;
/** `easel.concurrency`, as it is unless set. */
const atATime = 4;
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

/** Waits that end when something is wrong, on a machine that has much else to do. */
const patiently = { timeout: 120_000 };

const imagesIn = (folder) => filesOf(ui.host).filter((name) => name.startsWith(`${folder}/`));

async function start(keys) {
  const { workbench } = ui;
  await workbench.openFile('docs/index.md');
  await waitFor('the editor to have the keyboard', async () => (await workbench.focusedPart()) === 'editor');
  await workbench.page.keyboard.press(keys);
}

/** Requests for images that the service has read to their end. */
const taken = ({ requests }) => requests.filter(({ method, json }) => method === 'POST' && json !== undefined).length;

/**
 * Plans what becomes of the requests that come next: as many as there are answers get them, in this order and at once;
 * what comes after those is held until it is let go. So the plan says how many images there are when something happens,
 * and not how fast the machine is.
 */
function plan(service, ...answers) {
  const answered = taken(service) + answers.length;
  let release;
  const until = new Promise((resolve) => (release = resolve));
  let isHeld = true;
  const on = ({ method }) => isHeld && method === 'POST';
  service.plan(...answers, ...Array.from({ length: wanted }, () => ({ on, until })));
  return {
    /**
     * Waits until so many are held. Where it is as many as Easel has under way at a time, nothing else is: what was
     * answered is saved, and nothing is on its way to the service.
     */
    standstill: (count) =>
      waitFor(
        `${count} requests that are held`,
        () => {
          const now = taken(service) - answered;
          if (now !== count) throw new Error(`it is ${now}`);
          return true;
        },
        patiently,
      ),
    letGo() {
      isHeld = false;
      release();
    },
  };
}

/** As many as Easel sends at a time are there, and all of them are told to come back. After that it sends one at a time. */
function refuseAll(service) {
  const until = service.received(service.requests.length + atATime);
  const reply = { status: 429, headers: { 'retry-after': '1' }, body: { error: { message: 'Too many requests' } } };
  return Array.from({ length: atATime }, () => ({ reply, until }));
}

/** The service did its work, and says that it did not. */
const busy = {
  reply: { status: 503, body: { error: { message: 'The server had an error', type: 'server_error' } }, images: 1 },
};

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
const isDownload = (name) => name.startsWith('/files/');

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
    // Four successes after a refusal let it send three at a time.
    let then = plan(service, ...refuseAll(service), {}, busy, {}, {}, {});
    await start('Control+Alt+1');
    await then.standstill(3);
    await host.crashExtensionHost();
    then.letGo();
    await service.quiet();
    assert.deepEqual(await account(), { images: 4, unknown: 4, charged: 8, unasked: 12 });

    // And two of them two.
    then = plan(service, ...refuseAll(service), {}, busy, {});
    await makeTheRest();
    await then.standstill(2);
    await host.crashExtensionHost();
    then.letGo();
    await service.quiet();
    assert.deepEqual(await account(), { images: 6, unknown: 7, charged: 13, unasked: 7 });

    // The window is closed in the middle of what is left. What is under way then is answered when there is none; what is
    // not cannot be sent any more, since its key was the window's, and is listed when VS Code has given the window up.
    then = plan(service, {}, {});
    await makeTheRest();
    await then.standstill(atATime);
    await ui.workbench.close();
    then.letGo();
    await service.quiet();
    ui.workbench = await ui.openWindow({ file: 'docs/index.md' });
    const { charged, unasked } = await account();
    assert.deepEqual({ charged, unasked }, { charged: 19, unasked: 1 });

    // It is in another browser, which never had a key.
    await setKey(ui.workbench, goodKey);
    await ui.workbench.statusItem('mixroute accepted the key.');
    await makeTheRest();
    await waitFor('the last image', () => service.charged === wanted, patiently);
    await service.quiet();
    const { images, unknown } = await account();
    assert.equal(images + unknown, wanted);
    assert.equal(service.charged, wanted);
    for (const name of imagesIn('lanterns')) assert.ok(pictureIn(host, name), name);
    assert.ok(unknown >= 7, 'two were answered with 503, and five when nobody was there any more');
    figure(
      'a job of 20 in VS Code, killed twice and closed',
      'images + unknown = charges = 20',
      `${images} images + ${unknown} unknown = ${service.charged} charges`,
    );
  });

  it('loses none to a service of tasks', async () => {
    const { host } = ui;
    const { tasks } = mountsea;
    // The last ones go on until they are let go: a look at a task takes it one state further.
    const goesOn = () => [...Array.from({ length: 1000 }, () => 'processing'), 'completed'];
    const letGo = (states) => states.splice(0, states.length - 1);
    const [some, others] = [goesOn(), goesOn()];
    const early = Array.from({ length: wanted - atATime }, () => ['processing', 'completed']);
    tasks.plan(...[...early, some, some, others, others].map((states) => ({ states })));
    await setKey(ui.workbench, goodKey, 'mountsea');
    await start('Control+Alt+2');
    // What is looked at was written down before. The last ones have all the places, so that the others are done.
    const looks = () => tasks.ids.map((id) => tasks.looksAt(id));
    await waitFor('all tasks', () => looks().length === wanted && looks().every((each) => each > 0), patiently);
    assert.equal(imagesIn('lights').length, early.length);
    await host.crashExtensionHost();
    letGo(some);
    const downloads = () => new Set(mountsea.requests.map((request) => request.path).filter(isDownload)).size;
    await waitFor('the images of some', () => downloads() === early.length + 2, patiently);
    await ui.workbench.reload();
    letGo(others);
    await waitFor('all images', () => imagesIn('lights').length === wanted, patiently);
    for (const name of imagesIn('lights')) assert.ok(pictureIn(host, name), name);
    assert.equal(mountsea.charged, wanted);
    figure(
      'a job of 20 tasks in VS Code, killed and reloaded',
      '20 images, 20 charges',
      `${imagesIn('lights').length} images, ${mountsea.charged} charges`,
    );
  });

  it('leaves its keys in no file and no log', async () => {
    // Nothing is moved or removed any more while it is read.
    await ui.host.stop();
    const found = filesBelow(ui.host.userData).filter(
      (file) => !path.basename(file).includes('state.vscdb') && readFileSync(file).includes(goodKey),
    );
    assert.deepEqual(found, []);
  });
});

/**
 * What the first job came to, when each charge is accounted for: as an image, or as a request of which Show Jobs says
 * that it may have been charged; and what it says was never sent.
 */
function account() {
  const { service } = ui;
  return waitFor(
    'each charge to be accounted for',
    async () => {
      const rows = await waiting();
      const now = {
        images: imagesIn('lanterns').length,
        unknown: counted(rows, 'Requests that may have been charged'),
        charged: service.charged,
        unasked: counted(rows, 'Requests that were never sent'),
      };
      const isAll = now.images + now.unknown === now.charged && now.charged + now.unasked === wanted;
      if (!isAll) throw new Error(JSON.stringify(now));
      return now;
    },
    { ...patiently, interval: 500 },
  );
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
