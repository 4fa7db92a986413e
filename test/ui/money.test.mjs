// Nothing is spent without a person, nothing is sent twice, and what may have been charged is never passed over.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { waitFor } from '../host/host.mjs';
import {
  assertNewFiles,
  becomes,
  choose,
  filesOf,
  generate,
  goodKey,
  list,
  messages,
  noisePng,
  picture,
  withMixroute,
} from './support/easel.mjs';

/** What people bind keys to, and so what any caller of the public commands can do. */
const calls = {
  'ctrl+alt+1': { prompt: 'A called whale', provider: 'mixroute' },
  'ctrl+alt+2': { prompt: 'A called shell', provider: 'sketch' },
  'ctrl+alt+3': { prompt: 'A called wave', provider: 'mixroute', count: 12 },
  'ctrl+alt+4': { prompt: 'A called reef', provider: 'mixroute', images: ['docs/images/harbour.png'] },
  'ctrl+alt+5': {
    prompt: 'A called bay',
    provider: 'mixroute',
    model: 'gemini-3-pro-image-preview',
    images: ['docs/images/harbour.png', 'called.png'],
    aspectRatio: '16:9',
    count: 2,
    folder: 'drafts/new',
    parameters: { temperature: 0.5 },
  },
  'ctrl+alt+6': { prompt: 'A called link', provider: 'mixroute', images: ['https://pictures.example/cat.png'] },
};

const ui = withMixroute({
  key: goodKey,
  open: 'docs/index.md',
  settings: { 'easel.provider': 'mixroute', 'easel.metadata': 'none' },
  prepare(host) {
    writeFileSync(host.file('called.png'), noisePng(60, 40));
    const command = ({ images }) => (images ? 'easel.edit' : 'easel.generate');
    return host.writeKeybindings(Object.entries(calls).map(([key, args]) => ({ key, command: command(args), args })));
  },
});

const posts = () => ui.service.requests.filter(({ method }) => method === 'POST');

/** Waits until the service has one request to hold its answer to. */
const sent = () => waitFor('the request', () => posts()[0]?.json);

/** Waits until the connection of that request is closed. */
async function closed() {
  let isClosed = false;
  void posts()[0].closed.then(() => (isClosed = true));
  await waitFor('the connection to be closed', () => isClosed, { timeout: 15_000, interval: 10 });
}

/** Presses the keys of a binding from the editor. */
async function call(keys) {
  await waitFor('the editor to have the keyboard', async () => (await ui.workbench.focusedPart()) === 'editor');
  await ui.workbench.page.keyboard.press(keys);
}

/** Opens the list of jobs and answers what it shows. */
async function jobs() {
  await ui.workbench.command('Easel: Show Jobs…');
  return (await list(ui.workbench, 'Jobs')).items;
}

/** Takes an action of the job whose prompt this is. */
async function actOnJob(prompt, action) {
  await jobs();
  await choose(ui.workbench, prompt);
  await waitFor(`the actions of ${prompt}`, async () => (await ui.workbench.quickInput()).title === prompt);
  await choose(ui.workbench, action);
}

/** Waits until the list of jobs holds none that waits for its person. */
async function noneWaits() {
  await jobs();
  await waitFor('none to wait', async () => {
    const { items } = await ui.workbench.quickInput();
    return items.length > 0 && items.every((item) => item.separator !== 'Waiting for You');
  });
  await ui.workbench.closeQuickInput();
}

async function quiet() {
  await waitFor('no message', async () => (await messages(ui.workbench)).length === 0);
}

afterEach(() => {
  assert.deepEqual(ui.service.violations, []);
  ui.service.clear();
});

describe('A call from outside', () => {
  it('asks first, showing what it would do, and sends nothing when it is refused', async () => {
    const { workbench, service, host } = ui;
    const before = filesOf(host);
    await call('Control+Alt+1');
    const { message, detail, buttons } = await workbench.dialog();
    assert.match(message, /wants to make 1 image with mixroute\./);
    assert.match(detail, /^Model: Nano Banana \(gemini-2\.5-flash-image\)$/m);
    assert.ok(detail.includes(`Address: ${service.url}`), detail);
    assert.match(detail, /^Folder: assets$/m);
    assert.match(detail, /^Price: /m);
    assert.match(detail, /^A called whale$/m);
    assert.deepEqual(buttons.sort(), ['Allow for This Session', 'Cancel', 'Send', 'Show All']);
    assert.deepEqual(service.requests, []);
    await workbench.answerDialog('Cancel');
    const told = await workbench.notification('[easel.cancelled]');
    assert.match(told.message, /was not allowed\. Nothing was charged\./);
    assert.deepEqual(service.requests, []);
    assertNewFiles(host, before);
    await workbench.clearToasts();
  });

  it('names every picture that it would send', async () => {
    const { workbench, service } = ui;
    await call('Control+Alt+4');
    const { detail } = await workbench.dialog();
    assert.match(detail, /^Sends: docs\/images\/harbour\.png \(\d+ KB\)$/m);
    await workbench.answerDialog('Cancel');
    await workbench.notification('[easel.cancelled]');
    await workbench.clearToasts();
    assert.deepEqual(service.requests, []);
  });

  it('sends just what it showed, and reads, asks for and makes nothing before the answer', async () => {
    const { workbench, service, host } = ui;
    const before = filesOf(host);
    const original = readFileSync(host.file('called.png'));
    await call('Control+Alt+5');
    const { message, detail } = await workbench.dialog();
    assert.match(message, /wants to make 2 images with mixroute\./);
    const shown = (name) => detail.split('\n').flatMap((line) => line.split(`${name}: `)[1] ?? []);
    assert.equal(existsSync(host.file('drafts')), false);
    assert.deepEqual(service.requests, []);
    // A file that is no picture any more would have been refused if it was read: so it is read only now.
    writeFileSync(host.file('called.png'), 'Dear cat');
    await workbench.answerDialog('Send');
    await workbench.notification('called.png is no image');
    assert.deepEqual(service.requests, []);
    await workbench.clearToasts();
    writeFileSync(host.file('called.png'), original);

    await call('Control+Alt+5');
    assert.equal((await workbench.dialog()).detail, detail);
    await workbench.answerDialog('Send');
    await picture(host, 'drafts/new/harbour-a-called-bay-2.png');
    assertNewFiles(host, before, ...['', '-2'].map((end) => `drafts/new/harbour-a-called-bay${end}.png`));
    assert.deepEqual(shown('Folder'), ['drafts/new']);
    assert.deepEqual(shown('Address'), [service.url]);
    assert.equal(posts().length, 2);
    for (const { json, references } of posts()) {
      assert.ok(shown('Model')[0].includes(`(${json.model})`), detail);
      assert.deepEqual(shown('Parameters'), [JSON.stringify({ temperature: json.temperature })]);
      assert.equal(json.size, '16:9');
      assert.ok(detail.endsWith(json.contents[0].parts[0].text));
      const sizes = references.map(({ bytes }) => `(${Math.round(bytes.length / 1024)} KB)`);
      assert.deepEqual(shown('Sends'), [`docs/images/harbour.png ${sizes[0]}`, `called.png ${sizes[1]}`]);
    }
    // Not by the Explorer, whose rows move while it finds the new folder.
    await workbench.page.keyboard.press('Control+1');
    await workbench.opened('docs/index.md');
  });

  it('names a link that it would download, and downloads nothing when it is refused', async () => {
    const { workbench, service } = ui;
    await call('Control+Alt+6');
    const { detail } = await workbench.dialog();
    assert.match(detail, /^Sends: https:\/\/pictures\.example\/cat\.png$/m);
    await workbench.answerDialog('Cancel');
    await workbench.notification('[easel.cancelled]');
    await workbench.clearToasts();
    assert.deepEqual(service.requests, []);
  });

  it('shows the whole request when asked to, and may still be sent then', async () => {
    const { workbench, host } = ui;
    await call('Control+Alt+1');
    await workbench.answerDialog('Show All');
    await workbench.notification('wants to make 1 image');
    await waitFor('the request', async () => {
      const shown = await workbench.page.locator('.editor-group-container.active .view-lines').textContent();
      return shown.replace(/\u00a0/g, ' ').includes('"prompt": "A called whale"');
    });
    assert.deepEqual(posts(), []);
    await workbench.pressInNotification('wants to make 1 image', 'Send');
    await picture(host, 'assets/a-called-whale.png');
    assert.equal(posts().length, 1);
    await workbench.page.keyboard.press('Control+w');
    await workbench.opened('index.md');
  });

  it('needs no question for Sketch', async () => {
    const { host, service } = ui;
    await call('Control+Alt+2');
    await picture(host, 'assets/a-called-shell.png');
    assert.deepEqual(service.requests, []);
  });

  it('asks no second time once it is allowed for the session', async () => {
    const { workbench, host } = ui;
    await call('Control+Alt+1');
    await workbench.answerDialog('Allow for This Session');
    await picture(host, 'assets/a-called-whale-2.png');
    await call('Control+Alt+1');
    await picture(host, 'assets/a-called-whale-3.png');
    assert.equal(posts().length, 2);
  });

  it('asks all the same for more images than the limit', async () => {
    const { workbench, host, service } = ui;
    await call('Control+Alt+3');
    const { message, detail } = await workbench.dialog();
    assert.equal(message, 'This makes 12 images at once.');
    assert.match(detail, /Your limit in “easel\.maxImagesPerJob” is 10\./);
    await workbench.answerDialog('Cancel');
    await workbench.notification('[easel.cancelled]');
    await workbench.clearToasts();
    assert.deepEqual(service.requests, []);

    await call('Control+Alt+3');
    await workbench.answerDialog('Make 12 Images');
    await picture(host, 'assets/a-called-wave-12.png', { timeout: 60_000 });
    assert.equal(service.charged, 12);
    await quiet();
  });
});

describe('Cancelling', () => {
  it('closes the connection at once, says what it may have cost, and sends nothing again', async () => {
    const { workbench, service, host } = ui;
    const before = filesOf(host);
    const release = service.hold();
    await generate(workbench, 'A slow tortoise');
    await sent();
    await workbench.notification('Making “A slow tortoise”: Waiting for mixroute…');
    await workbench.pressInNotification('Making “A slow tortoise”', 'Cancel');
    const pressed = Date.now();
    await closed();
    assert.ok(Date.now() - pressed < 1000, `${Date.now() - pressed} ms`);
    const { message, severity } = await workbench.notification('It may have been charged');
    assert.match(message, /^Cancelled\. It may have been charged; Easel does not send it again by itself\.$/);
    assert.equal(severity, 'warning');
    release();
    await workbench.pressInNotification('It may have been charged', 'Show Jobs');
    const { items } = await list(workbench, 'Jobs');
    assert.deepEqual(
      [items[0].separator, items[0].label, items[0].detail],
      ['Waiting for You', 'A slow tortoise', 'Requests that may have been charged: 1'],
    );
    await workbench.closeQuickInput();
    // A new window lists it too, and says nothing that was said before.
    await workbench.reload();
    await actOnJob('A slow tortoise', 'Forget');
    await noneWaits();
    await becomes(() => messages(workbench), []);
    assert.equal(posts().length, 1);
    assertNewFiles(host, before);
  });
});

describe('An image that cannot be saved', () => {
  it('is kept, and can be saved elsewhere from the list of jobs', async () => {
    const { workbench, service, host } = ui;
    const release = service.hold();
    await generate(workbench, 'A homeless crab');
    await sent();
    renameSync(host.file('assets'), host.file('assets-before'));
    writeFileSync(host.file('assets'), 'in the way');
    release();
    const { message, buttons } = await workbench.notification('What was paid for is not lost.');
    assert.match(message, /assets/);
    assert.deepEqual(buttons, ['Save As…', 'Show Jobs']);
    mkdirSync(host.file('elsewhere'));
    await workbench.clearToasts();
    const [job] = await jobs();
    assert.equal(job.detail, 'Images that are safe but not saved yet: 1');
    await choose(workbench, 'A homeless crab');
    await waitFor('its actions', async () => (await workbench.quickInput()).title === 'A homeless crab');
    await choose(workbench, 'Save As…');
    // The dialog writes its own start into the box once it has listed it.
    await waitFor('the folder in the dialog', async () => {
      const { value, items } = await workbench.quickInput();
      if (value === `${host.file('elsewhere')}/`) return items.every((item) => item.label === '..');
      await workbench.input.fill(`${host.file('elsewhere')}/`);
      return false;
    });
    await workbench.page.locator('.quick-input-widget:visible .monaco-button', { hasText: 'Save Here' }).click();
    const saved = await picture(host, 'elsewhere/a-homeless-crab.png');
    assert.equal(saved.width, 1024);
    assert.equal(readFileSync(host.file('assets'), 'utf8'), 'in the way');
    await noneWaits();
    await generate(workbench, 'A crab that stays away');
    const unsent = await workbench.notification('assets is a file, not a folder. Nothing was charged.');
    assert.deepEqual(unsent.buttons, ['Open Setting', 'Try Again']);
    await workbench.clearToasts();
    assert.equal(posts().length, 1);
    rmSync(host.file('assets'));
    renameSync(host.file('assets-before'), host.file('assets'));
  });
});

describe('A crash in the middle of a job', () => {
  it('is told of after the restart: the request may have been charged, and is not sent again', async () => {
    const { workbench, service, host } = ui;
    const before = filesOf(host);
    const release = service.hold();
    await generate(workbench, 'A lost anchor');
    await sent();
    await host.crashExtensionHost();
    await closed();
    release();
    const { message, buttons } = await workbench.notification('may have been charged', { timeout: 60_000 });
    assert.match(
      message,
      /^“A lost anchor” was interrupted\. Requests that may have been charged: 1\. Nothing is sent again by itself\.$/,
    );
    assert.deepEqual(buttons, ['Show Jobs']);
    await workbench.pressInNotification('may have been charged', 'Show Jobs');
    const { items } = await list(workbench, 'Jobs');
    assert.deepEqual([items[0].label, items[0].detail], ['A lost anchor', 'Requests that may have been charged: 1']);
    await workbench.closeQuickInput();
    const account = path.join(host.userData, 'User/globalStorage/easel-images.easel/spending.jsonl');
    const { made, open } = JSON.parse(readFileSync(account, 'utf8').trim().split('\n').at(-1));
    assert.deepEqual({ made, open }, { made: 0, open: 1 }, 'the new window has entered what it may have cost');
    await actOnJob('A lost anchor', 'Forget');
    await noneWaits();
    assert.equal(posts().length, 1);
    assertNewFiles(host, before);
    // Forgotten for good: the next window has nothing to say.
    await workbench.reload();
    await noneWaits();
  });
});
