// What waits for its person in the list of jobs: fetched, asked for again at one's own cost, or forgotten, and no more
// is sent or lost than they said.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
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

/** Two images in one answer. */
const pair = { prompt: 'A pair of swans', provider: 'mixroute', model: 'gpt-image-1', count: 2 };

const ui = withMixroute({
  key: goodKey,
  open: 'docs/index.md',
  settings: { 'easel.provider': 'mixroute', 'easel.metadata': 'none', 'easel.confirmExternalCalls': false },
  prepare: (host) =>
    host.writeKeybindings([
      { key: 'ctrl+alt+1', command: 'easel.edit', args: three },
      { key: 'ctrl+alt+2', command: 'easel.generate', args: pair },
    ]),
});

const posts = () => ui.service.requests.filter(({ method }) => method === 'POST');
const gets = () => ui.service.requests.filter(({ method }) => method === 'GET');

afterEach(() => {
  assert.deepEqual(ui.service.violations, []);
  ui.service.clear();
  ui.service.results = 'family';
});

/** Opens the list of jobs, in which what happens to them meanwhile is drawn as well. */
async function showJobs() {
  await ui.workbench.command('Easel: Show Jobs…');
  await list(ui.workbench, 'Jobs');
}

/** Waits until these are the rows of those that wait for their person, each as its prompt and what is owed. */
async function waits(...rows) {
  await showJobs();
  await becomes(async () => {
    const { items } = await ui.workbench.quickInput();
    const owed = items.filter(({ detail }) => /^(Requests|Images) that /.test(detail));
    return items.length > 0 && owed.map((each) => [each.label, each.detail]);
  }, rows);
  await ui.workbench.closeQuickInput();
}

async function act(prompt, action) {
  await showJobs();
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
  await waits([prompt, 'Images that can still be fetched: 1']);
}

describe('An image that is paid for and was not downloaded', () => {
  it('is fetched when its person says so, beside the editor, without the key and without another request', async () => {
    const { workbench, host } = ui;
    const before = filesOf(host);
    await calledOff('A late stork');
    await act('A late stork', 'Fetch Now');
    await picture(host, 'assets/a-late-stork.png');
    await waits();
    assertNewFiles(host, before, 'assets/a-late-stork.png');
    assert.equal(posts().length, 1);
    assert.ok(gets().every(({ headers }) => headers.authorization === undefined));
    await quiet();
    await becomes(() => workbench.focusedPart(), 'editor');
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
    await waits(['A lost stork', 'Images that can still be fetched: 1']);
    await act('A lost stork', 'Forget');
    await workbench.answerDialog('Forget');
    await waits();
    assert.equal(posts().length, 1);
    assertNewFiles(host, before);
  });
});

describe('A request whose answer never came', () => {
  const owed = ['Three herons', 'Requests that may have been charged: 1 · Images that are saved: 2'];

  it('is asked again at its person’s cost, once, with everything it had', async () => {
    const { workbench, service, host } = ui;
    const before = filesOf(host);
    service.plan({ reset: 'afterBody' });
    await workbench.opened('docs/index.md');
    await workbench.page.keyboard.press('Control+Alt+1');
    await picture(host, 'birds/harbour-three-herons-2.png');
    await workbench.notification('Not every image came.');
    await workbench.clearToasts();
    await waits(owed);

    // Closing the box settles nothing.
    await act('Three herons', 'Ask Again at My Cost');
    const { value, items } = await promptBox(workbench, 'Ask Again');
    assert.equal(value, 'Three herons');
    const rows = items.map(({ label }) => label);
    for (const row of ['Sends: docs/images/harbour.png', 'Parameters: {"temperature":0.5}', 'Shape: 16:9']) {
      assert.ok(rows.includes(row), rows.join('\n'));
    }
    await workbench.closeQuickInput();
    await waits(owed);
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
    await waits();
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
    await waits(['A shy bittern', 'Requests that may have been charged: 1']);
    await workbench.clearToasts();
    await act('A shy bittern', 'Forget');
    await waits();
  });
});

describe('A job that runs', () => {
  it('is in the status bar and in the list with what it does, and is cancelled there', async () => {
    const { workbench, service } = ui;
    const release = service.hold();
    await generate(workbench, 'A patient egret');
    const { label } = await workbench.statusItem('Easel: 1 running');
    assert.match(label, /1 job is running/);
    await showJobs();
    const row = await waitFor('the job', async () =>
      (await workbench.quickInput()).items.find((item) => item.detail?.startsWith('Waiting for mixroute…')),
    );
    assert.deepEqual([row.separator, row.label, row.detail], ['Running', 'A patient egret', 'Waiting for mixroute…']);
    // Enter is to look at it, and ends nothing.
    await choose(workbench, 'A patient egret');
    const actions = await list(workbench, 'A patient egret');
    assert.deepEqual(
      actions.items.map(({ label }) => label),
      ['Back to Jobs', 'Cancel'],
    );
    await workbench.closeQuickInput();
    await showJobs();
    await workbench.rowButton('A patient egret', 'Cancel');
    await waitFor('the job to wait', async () => {
      const [first] = (await workbench.quickInput()).items;
      return first?.separator === 'Waiting for You' && first.label === 'A patient egret';
    });
    release();
    await workbench.closeQuickInput();
    const waiting = await workbench.statusItem('1 job waits for you');
    assert.match(waiting.text, /Easel: 1 waiting$/);
    await workbench.notification('It may have been charged');
    await workbench.clearToasts();
    await act('A patient egret', 'Forget');
    await waitFor('nothing in the status bar', async () =>
      (await workbench.statusItems()).every(({ text }) => !text.includes('Easel: ')),
    );
  });
});

describe('A crash in the middle of an answer', () => {
  it('loses no image that was whole: it is saved, and the rest may have been charged', async () => {
    const { workbench, service, host } = ui;
    const before = filesOf(host);
    let release;
    const until = new Promise((resolve) => (release = resolve));
    service.plan({ pause: { after: '},{', until } });
    await workbench.opened('docs/index.md');
    await workbench.page.keyboard.press('Control+Alt+2');
    await workbench.notification('Receiving…');
    await host.crashExtensionHost();
    release();
    await picture(host, 'assets/a-pair-of-swans.png', { timeout: 60_000 });
    const { message } = await workbench.notification('Requests that may have been charged: 1.', { timeout: 60_000 });
    assert.match(message, /^“A pair of swans” was interrupted\. Requests/);
    await becomes(() => messages(workbench), [message]);
    await workbench.clearToasts();
    await waits(['A pair of swans', 'Requests that may have been charged: 1 · Images that are saved: 1']);
    assert.equal(posts().length, 1);
    assertNewFiles(host, before, 'assets/a-pair-of-swans.png');
    await act('A pair of swans', 'Forget');
    await waits();
  });
});

describe('A job whose folder is open in no window', () => {
  it('waits where every window lists it, is not saved behind its person’s back, and is saved where they say', async () => {
    const { workbench, host } = ui;
    const before = filesOf(host);
    leaveJob(host, 'far', path.join(host.dir, 'another-project'));
    await waits(['A far gull', 'Images that are safe but not saved yet: 1']);
    assert.ok((await workbench.statusItems()).every(({ text }) => !text.includes('Easel: ')));
    await act('A far gull', 'Forget');
    await workbench.answerDialog('Forget');
    await waits();
    leaveJob(host, 'near', host.workspace);
    // Nothing but a look is needed where the folder is open.
    await showJobs();
    await workbench.closeQuickInput();
    await picture(host, 'assets/a-near-gull.png');
    await waits();
    assertNewFiles(host, before, 'assets/a-near-gull.png');
    assert.equal(posts().length, 0);
  });
});

/** Leaves a job as a window does that is gone and could not save its image. */
function leaveJob(host, name, project) {
  const storage = path.join(host.userData, 'User/globalStorage/easel-images.easel');
  const root = pathToFileURL(project).href;
  const summary = {
    kind: 'generate',
    provider: 'mixroute',
    model: 'gemini-2.5-flash-image',
    origin: ui.service.url,
    prompt: `A ${name} gull`,
    calls: 1,
    images: 1,
    destination: { folder: `${root}/assets`, root },
    name: { template: '${slug}', slug: `a-${name}-gull`, day: 0 },
    asked: {},
    metadata: 'none',
    sources: [],
  };
  const lines = [
    { type: 'intent', summary },
    { type: 'sent', call: 0 },
    { type: 'answered', call: 0, images: [{ spooled: 'reply-0-cafe-0' }] },
    { type: 'ended' },
  ].map((line, at) => JSON.stringify({ at: Date.now() + at, job: `job-${name}`, ...line }));
  const spool = path.join(storage, 'spool', `job-${name}`);
  for (const folder of [spool, path.join(storage, 'journal')]) mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(spool, 'reply-0-cafe-0'), noisePng(8, 8));
  writeFileSync(path.join(storage, 'journal', `+${name}.jsonl`), `${lines.join('\n')}\n`);
}
