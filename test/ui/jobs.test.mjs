// What waits for its person in the list of jobs: fetched, asked for again at one's own cost, or forgotten, and no more
// is sent or lost than they said.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { waitFor } from '../host/host.mjs';
import {
  assertNewFiles,
  choose,
  filesOf,
  generate,
  goodKey,
  messages,
  picture,
  promptBox,
  withMixroute,
} from './support/easel.mjs';
import { itLong } from './support/itLong.mjs';

/** Three variations with fields of their own, as a key binding asks for them. */
const three = {
  prompt: 'Three herons',
  provider: 'mixroute',
  count: 3,
  aspectRatio: '16:9',
  quality: 'low',
  images: ['docs/images/harbour.png'],
  folder: 'birds',
  parameters: { temperature: 0.5 },
};

const ui = withMixroute({
  key: goodKey,
  open: 'docs/index.md',
  settings: { 'easel.provider': 'mixroute', 'easel.metadata': 'none', 'easel.confirmExternalCalls': false },
  prepare: (host) => host.writeKeybindings([{ key: 'ctrl+alt+1', command: 'easel.edit', args: three }]),
});

const posts = () => ui.service.requests.filter(({ method }) => method === 'POST');
const gets = () => ui.service.requests.filter(({ method }) => method === 'GET');

afterEach(() => {
  assert.deepEqual(ui.service.violations, []);
  ui.service.clear();
  ui.service.results = 'family';
});

/** The rows of the list of jobs that wait for their person, each as its prompt and what is owed. */
async function waiting() {
  await ui.workbench.command('Easel: Show Jobs…');
  await ui.workbench.inputBox('Jobs');
  const items = await waitFor('the jobs', async () => {
    const shown = (await ui.workbench.quickInput()).items;
    return shown.length > 0 && shown;
  });
  await ui.workbench.closeQuickInput();
  return items.filter(({ detail }) => /^(Requests|Images) that /.test(detail)).map((each) => [each.label, each.detail]);
}

async function act(prompt, action) {
  await ui.workbench.command('Easel: Show Jobs…');
  await ui.workbench.inputBox('Jobs');
  await choose(ui.workbench, prompt);
  await waitFor(`the actions of ${prompt}`, async () => (await ui.workbench.quickInput()).title === prompt);
  await choose(ui.workbench, action);
}

const quiet = () => waitFor('no message', async () => (await messages(ui.workbench)).length === 0);

/** A job whose image is made and paid for and lies behind a link: its person called the download off. */
async function calledOff(prompt) {
  const { workbench, service } = ui;
  service.results = 'url';
  let release;
  const until = new Promise((resolve) => (release = resolve));
  service.plan({ on: ({ method }) => method === 'GET', until });
  await generate(workbench, prompt);
  await waitFor('the download', () => gets().length > 0);
  await workbench.pressInNotification(`Making “${prompt}”`, 'Cancel');
  await workbench.notification('What was paid for is not lost.');
  release();
  await workbench.clearToasts();
  assert.deepEqual(await waiting(), [[prompt, 'Images that can still be fetched: 1']]);
}

describe('An image that is paid for and was not downloaded', () => {
  it('is fetched when its person says so, beside the editor, without the key and without another request', async () => {
    const { workbench, host } = ui;
    const before = filesOf(host);
    await calledOff('A late stork');
    await act('A late stork', 'Fetch Now');
    await picture(host, 'assets/a-late-stork.png');
    await waitFor('the job to go', async () => (await waiting()).length === 0);
    assertNewFiles(host, before, 'assets/a-late-stork.png');
    assert.equal(posts().length, 1);
    assert.ok(gets().every(({ headers }) => headers.authorization === undefined));
    await quiet();
    assert.equal(await workbench.focusedPart(), 'editor');
    await workbench.opened('docs/index.md');
  });

  itLong('is forgotten only when its person agrees to lose it', async () => {
    const { workbench, host } = ui;
    const before = filesOf(host);
    await calledOff('A lost stork');
    await act('A lost stork', 'Forget');
    const { message, detail, buttons } = await workbench.dialog();
    assert.equal(message, 'Forget “A lost stork” and lose its images?');
    assert.match(detail, /^Images that can still be fetched: 1\. They were probably paid for\.$/);
    assert.deepEqual(buttons.sort(), ['Cancel', 'Forget']);
    await workbench.answerDialog('Cancel');
    assert.deepEqual(await waiting(), [['A lost stork', 'Images that can still be fetched: 1']]);
    await act('A lost stork', 'Forget');
    await workbench.answerDialog('Forget');
    await waitFor('the job to go', async () => (await waiting()).length === 0);
    assert.equal(posts().length, 1);
    assertNewFiles(host, before);
  });
});

describe('A request whose answer never came', () => {
  const owed = [['Three herons', 'Requests that may have been charged: 1']];

  it('is asked again at its person’s cost, once, with everything it had', async () => {
    const { workbench, service, host } = ui;
    const before = filesOf(host);
    service.plan({ reset: 'afterBody' });
    await workbench.opened('docs/index.md');
    await workbench.page.keyboard.press('Control+Alt+1');
    await picture(host, 'birds/harbour-three-herons-2.png');
    await workbench.notification('Not every image came.');
    await workbench.clearToasts();
    assert.deepEqual(await waiting(), owed);

    // Closing the box settles nothing.
    await act('Three herons', 'Ask Again at My Cost');
    const { value, items } = await promptBox(workbench, 'Ask Again');
    assert.equal(value, 'Three herons');
    const rows = items.map(({ label }) => label);
    for (const row of ['Sends: docs/images/harbour.png', 'Parameters: {"temperature":0.5}', 'Shape: 16:9']) {
      assert.ok(rows.includes(row), rows.join('\n'));
    }
    await workbench.closeQuickInput();
    assert.deepEqual(await waiting(), owed);
    assert.equal(posts().length, 3);

    await act('Three herons', 'Ask Again at My Cost');
    await promptBox(workbench, 'Ask Again');
    await workbench.input.press('Enter');
    await picture(host, 'birds/harbour-three-herons-3.png');
    assert.equal(posts().length, 4, 'one for the one that never came');
    assert.deepEqual(posts()[3].json, posts()[0].json);
    await waitFor('the comparison', async () =>
      (await workbench.tabs()).some(({ label }) => label.includes('herons-3')),
    );
    await waitFor('the job to go', async () => (await waiting()).length === 0);
    assertNewFiles(host, before, ...['', '-2', '-3'].map((end) => `birds/harbour-three-herons${end}.png`));
  });

  itLong('stays in the list when the new one did not reach the service', async () => {
    const { workbench, service } = ui;
    service.plan({ reset: 'afterBody' });
    await generate(workbench, 'A shy bittern');
    await workbench.notification('It may have been charged');
    await workbench.clearToasts();
    service.plan({ reply: { status: 401, body: { code: 401, msg: 'invalid token', data: null } } });
    await act('A shy bittern', 'Ask Again at My Cost');
    await promptBox(workbench, 'Ask Again');
    await workbench.input.press('Enter');
    await waitFor('the second request', () => posts().length === 2);
    await waitFor('a question about the key', async () => (await messages(workbench)).length > 0);
    await workbench.pressInNotification('Making “A shy bittern”', 'Cancel');
    await waitFor('the job to end', async () => (await waiting()).length === 1);
    assert.deepEqual(await waiting(), [['A shy bittern', 'Requests that may have been charged: 1']]);
    await workbench.clearToasts();
    await act('A shy bittern', 'Forget');
    await waitFor('the job to go', async () => (await waiting()).length === 0);
  });
});
