// A key's whole life: set, tried, used, rejected, bound to its address, kept over restarts, lost, deleted.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { filesBelow } from '../host/files.mjs';
import { waitFor } from '../host/host.mjs';
import { startMixroute } from '../services/mixroute.mjs';
import {
  answerKeyBox,
  assertNewFiles,
  filesOf,
  generate,
  goodKey,
  messages,
  picture,
  promptBox,
  openKeyBox,
  setKey,
  typePrompt,
  withMixroute,
} from './support/easel.mjs';
import { itLong } from './support/itLong.mjs';

const otherKey = 'sk-ui-second-77b0e1';
const ui = withMixroute({ open: 'docs/index.md', settings: { 'easel.metadata': 'none' } });

const posts = (service = ui.service) => service.requests.filter(({ method }) => method === 'POST');
const authorization = (request) => request.headers['authorization'];

/** Waits for a message, answers its text, and closes it by one of its buttons. */
async function answer(text, button) {
  const { message } = await ui.workbench.notification(text);
  await ui.workbench.pressInNotification(text, button);
  return message;
}

/** The bytes of a file, which may be one of those that come and go while VS Code runs. */
function bytesOf(file) {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

async function quiet() {
  await waitFor('no message', async () => (await messages(ui.workbench)).length === 0);
}

describe('Setting a key', () => {
  it('asks in one box that hides what is typed and says where the key goes', async () => {
    const { workbench, service } = ui;
    await openKeyBox(workbench);
    const box = await workbench.quickInput();
    assert.equal(box.password, true);
    assert.ok(box.message.includes(service.url), box.message);
    assert.ok(box.message.includes('https://console.mixroute.io'), box.message);
    assert.deepEqual(box.buttons, ['Get a key: https://console.mixroute.io/token']);
  });

  it('refuses what cannot be a key, says why, and leaves the box open', async () => {
    const { workbench, service } = ui;
    for (const [text, why] of [
      ['sk-two words', 'without spaces'],
      ['sk-ключ', 'plain characters'],
      ['   ', 'The key is empty.'],
    ]) {
      await workbench.input.fill(text);
      await workbench.input.press('Enter');
      await waitFor(why, async () => (await workbench.inputMessage()).includes(why));
    }
    await workbench.input.press('Escape');
    await workbench.input.waitFor({ state: 'detached' });
    assert.deepEqual(service.requests, []);
  });

  it('stores it, tries it with the free list of models, and offers the service as the default', async () => {
    const { workbench, service, host } = ui;
    await setKey(workbench, ` ${goodKey} `);
    await workbench.statusItem('mixroute accepted the key.');
    assert.deepEqual(
      service.requests.map((request) => [request.method, request.path, authorization(request)]),
      [['GET', '/v1/models', `Bearer ${goodKey}`]],
    );
    await answer('New images can be made with mixroute', 'Use mixroute');
    await waitFor('the setting', async () => (await host.readSettings())['easel.provider'] === 'mixroute');
    await quiet();
  });

  it('makes the next image at the service', async () => {
    const { workbench, service, host } = ui;
    await workbench.command('Easel: Generate Image…');
    await promptBox(workbench, 'Generate Image');
    await typePrompt(workbench, 'A paper boat');
    const { items } = await workbench.quickInput();
    assert.equal(items[0].detail, 'Generate · mixroute · Nano Banana');
    await workbench.input.press('Enter');
    await picture(host, 'assets/a-paper-boat.png');
    await workbench.statusItem('assets/a-paper-boat.png');
    assert.equal(posts().length, 1);
    assert.equal(posts()[0].json.model, 'gemini-2.5-flash-image');
    assert.equal(posts()[0].json.prompt, 'A paper boat');
    assert.equal(service.charged, 1);
    assert.deepEqual(service.violations, []);
    await quiet();
  });

  it('lets F2 go to Sketch and back while the prompt stays', async () => {
    const { workbench } = ui;
    const offered = (text) =>
      waitFor(text, async () => {
        const { value, items } = await workbench.quickInput();
        return value === 'A kite' && items[0]?.detail === text;
      });
    await workbench.command('Easel: Generate Image…');
    await promptBox(workbench, 'Generate Image');
    await typePrompt(workbench, 'A kite');
    await offered('Generate · mixroute · Nano Banana');
    await workbench.page.keyboard.press('F2');
    await offered('Generate · Sketch (placeholder, free)');
    await workbench.page.keyboard.press('F2');
    await offered('Generate · mixroute · Nano Banana');
    // The cursor is where it was: what is typed next does not replace the prompt.
    await workbench.page.keyboard.type(' in the wind');
    await waitFor('the longer prompt', async () => (await workbench.quickInput()).value === 'A kite in the wind');
    await workbench.input.press('Escape');
  });
});

describe('A key that does not work', () => {
  it('is told of by a message whose button asks for another, and the job goes on', async () => {
    const { workbench, service, host } = ui;
    service.clear();
    service.keys = [otherKey];
    await generate(workbench, 'A paper plane');
    const told = await answer('mixroute did not accept the key', 'Set Key');
    assert.match(told, /The job goes on as soon as there is a key\./);
    await answerKeyBox(workbench, otherKey);
    await picture(host, 'assets/a-paper-plane.png');
    assert.deepEqual(posts().map(authorization), [`Bearer ${goodKey}`, `Bearer ${otherKey}`]);
    assert.equal(service.charged, 1);
    await quiet();
  });

  it('is not sent again when the person closes the box, and asked for again when another one is rejected', async () => {
    const { workbench, service, host } = ui;
    service.clear();
    service.keys = [goodKey];
    const before = filesOf(host);
    await generate(workbench, 'A paper crane');
    await answer('mixroute did not accept the key', 'Set Key');
    await workbench.inputBox('API Key for mixroute');
    await workbench.input.press('Escape');
    const told = await answer('with a key of this service', 'Set Key');
    assert.match(told, /mixroute did not accept the key/);
    await answerKeyBox(workbench, goodKey);
    await workbench.statusItem('mixroute accepted the key.');
    await quiet();
    assert.deepEqual(posts().map(authorization), [`Bearer ${otherKey}`]);
    assertNewFiles(host, before);

    service.clear();
    service.keys = [otherKey];
    await generate(workbench, 'A paper crane');
    await answer('mixroute did not accept the key', 'Set Key');
    await answerKeyBox(workbench, 'sk-mistyped');
    await answer('did not accept the key (401). A refused request is normally not charged. The job goes on', 'Set Key');
    assert.equal(posts().length, 1);
    await answerKeyBox(workbench, otherKey);
    await picture(host, 'assets/a-paper-crane.png');
    assert.deepEqual(
      posts().map(authorization),
      [goodKey, otherKey].map((key) => `Bearer ${key}`),
    );
    await quiet();
  });

  it('is said to be rejected as soon as it is set, and kept all the same', async () => {
    const { workbench, service } = ui;
    service.clear();
    await setKey(workbench, 'sk-mistyped');
    const { message, buttons } = await workbench.notification('did not accept the key (401)');
    assert.match(message, /stored all the same/);
    assert.deepEqual(buttons, ['Set Key']);
    await workbench.pressInNotification('did not accept the key (401)', 'Set Key');
    await answerKeyBox(workbench, otherKey);
    await workbench.statusItem('mixroute accepted the key.');
    await quiet();
  });
});

describe('A deleted key', () => {
  it('is asked for when a job needs it, and nothing is sent before', async () => {
    const { workbench, service, host } = ui;
    service.clear();
    await workbench.command('Easel: Delete API Key…');
    await workbench.answerDialog('Delete');
    await workbench.statusItem('The key for mixroute is deleted.');
    await generate(workbench, 'A paper hat');
    await workbench.notification('There is no key for mixroute yet.');
    assert.deepEqual(service.requests, []);
    await answer('There is no key for mixroute yet.', 'Set Key');
    await answerKeyBox(workbench, otherKey);
    await picture(host, 'assets/a-paper-hat.png');
    assert.equal(posts().length, 1);
    await quiet();
  });

  it('ends the job without a word when the person cancels it instead', async () => {
    const { workbench, service, host } = ui;
    await workbench.command('Easel: Delete API Key…');
    await workbench.answerDialog('Delete');
    await workbench.statusItem('The key for mixroute is deleted.');
    service.clear();
    const before = filesOf(host);
    await generate(workbench, 'A paper crown');
    await workbench.notification('There is no key for mixroute yet.');
    await workbench.pressInNotification('Making “A paper crown”', 'Cancel');
    await waitFor('the progress to go', async () => !(await messages(workbench)).some((text) => /Making/.test(text)));
    assertNewFiles(host, before);
    assert.deepEqual(service.requests, []);
    // The message outlives the job, and its button still sets the key.
    await answer('There is no key for mixroute yet.', 'Set Key');
    await answerKeyBox(workbench, otherKey);
    await workbench.statusItem('mixroute accepted the key.');
    await quiet();
  });
});

describe('A stored key', () => {
  itLong('is still there after the window is reloaded', async () => {
    const { workbench, service, host } = ui;
    service.clear();
    await workbench.reload();
    await generate(workbench, 'A paper fish');
    await picture(host, 'assets/a-paper-fish.png');
    assert.deepEqual(posts().map(authorization), [`Bearer ${otherKey}`]);
  });

  itLong('is still there after VS Code is stopped and started, with the settings', async () => {
    const { workbench, service, host } = ui;
    service.clear();
    await host.stop();
    await host.start();
    await workbench.goto(host.address());
    await generate(workbench, 'A paper bird');
    await picture(host, 'assets/a-paper-bird.png');
    assert.deepEqual(posts().map(authorization), [`Bearer ${otherKey}`]);
  });

  it('goes to no address but the one it was entered for', async (test) => {
    const { workbench, service, host } = ui;
    const elsewhere = await startMixroute({ keys: [otherKey] });
    test.after(() => elsewhere.close());
    service.clear();
    await workbench.applySettings({ 'easel.endpoints': { mixroute: elsewhere.url } });
    await generate(workbench, 'A paper house');
    const told = await answer('was entered for', 'Set Key');
    assert.ok(told.includes(service.url) && told.includes(elsewhere.url), told);
    const { message } = await answerKeyBox(workbench, otherKey);
    assert.ok(message.includes(elsewhere.url), message);
    await picture(host, 'assets/a-paper-house.png');
    assert.deepEqual(service.requests, []);
    assert.equal(posts(elsewhere).length, 1);
    assert.deepEqual([...service.violations, ...elsewhere.violations], []);
  });

  it('stands nowhere on the disk and in nothing that the window shows', async () => {
    const { host, workbench } = ui;
    for (const key of [goodKey, otherKey, 'sk-mistyped']) {
      const spellings = [key, Buffer.from(key).toString('base64').slice(0, -4), Buffer.from(key).toString('hex')];
      const hits = filesBelow(host.dir).filter((file) => {
        const bytes = bytesOf(file);
        return spellings.some((spelling) => bytes.includes(spelling)) || bytes.includes(Buffer.from(key, 'utf16le'));
      });
      assert.deepEqual(hits, []);
      assert.ok(!workbench.console.some(({ text }) => text.includes(key)));
      assert.ok(!(await workbench.page.content()).includes(key));
    }
  });

  itLong('is asked for anew in a browser that never had it', async () => {
    const { service } = ui;
    service.clear();
    const other = await ui.openWindow({ file: 'docs/index.md' });
    try {
      await generate(other, 'A paper moon');
      await other.notification('There is no key for mixroute yet.');
      assert.deepEqual(service.requests, []);
    } finally {
      await other.close();
    }
  });
});
