// Editing images of the workspace: from every place they can be seen, and what is refused before anything is sent.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { waitFor } from '../host/host.mjs';
import { makeJpeg, makePng } from '../services/images.mjs';
import {
  answerPrompt,
  assertNewFiles,
  choose,
  filesOf,
  goodKey,
  noisePng,
  picture,
  promptBox,
  shownInTab,
  withMixroute,
} from './support/easel.mjs';
import { itLong } from './support/itLong.mjs';

const fixtures = fileURLToPath(new URL('../fixtures/images/', import.meta.url));

const ui = withMixroute({
  key: goodKey,
  open: 'docs/index.md',
  settings: { 'easel.provider': 'mixroute', 'easel.metadata': 'none' },
  prepare(host) {
    mkdirSync(host.file('pictures'));
    writeFileSync(host.file('pictures/cat.png'), makePng(320, 200, 'cat'));
    writeFileSync(host.file('pictures/ant.jpg'), makeJpeg(240, 240, 'ant'));
    writeFileSync(host.file('pictures/zebra.png'), makePng(160, 480, 'zebra'));
    writeFileSync(host.file('pictures/noise.png'), noisePng(1800, 1500));
    writeFileSync(host.file('pictures/letter.png'), 'Dear cat,\nthis is no picture.\n');
    copyFileSync(`${fixtures}animated.gif`, host.file('pictures/moving.png'));
  },
});

const posts = () => ui.service.requests.filter(({ method }) => method === 'POST');
const sizes = () => posts().map(({ references }) => references.map(({ width, height }) => `${width}x${height}`));
const bytesOf = (name) => readFileSync(ui.host.file(name));

/** Does something that edits, and asserts that these originals keep every byte. */
async function untouched(names, work) {
  const originals = names.map(bytesOf);
  await work();
  for (const [i, name] of names.entries()) assert.ok(bytesOf(name).equals(originals[i]), `${name} was changed`);
}

/** Starts an edit from the Explorer and gives the instruction. */
async function editFromExplorer(names, title, instruction) {
  await ui.workbench.explorerMenu(...names);
  await ui.workbench.menu('Edit Image…');
  await answerPrompt(ui.workbench, title, instruction);
}

describe('Editing', () => {
  it('one image from the Explorer makes a new one, named after both, and compares them', async () => {
    const { workbench, host, service } = ui;
    service.clear();
    const before = filesOf(host);
    await untouched(['pictures/cat.png'], async () => {
      await editFromExplorer(['pictures/cat.png'], 'Edit pictures/cat.png', 'in the snow');
      await picture(host, 'assets/cat-in-the-snow.png');
      await shownInTab(workbench, 'cat.png ↔ cat-in-the-snow.png');
    });
    await workbench.statusItem('assets/cat-in-the-snow.png');
    assertNewFiles(host, before, 'assets/cat-in-the-snow.png');
    assert.deepEqual(sizes(), [['320x200']]);
    assert.deepEqual(service.violations, []);
    await waitFor('the progress to go', async () => (await workbench.notifications()).length === 0);
  });

  itLong('leaves the shape to the original, whatever shape the last new image had', async () => {
    const { workbench, host, service } = ui;
    await workbench.command('Easel: Generate Image…');
    await promptBox(workbench, 'Generate Image');
    await workbench.quickButton('Shape');
    await workbench.inputBox('Shape: Aspect Ratio (1 of 2)');
    await choose(workbench, '16:9');
    await workbench.inputBox('Shape: Resolution (2 of 2)');
    // Escape here keeps the ratio.
    await workbench.input.press('Escape');
    await promptBox(workbench, 'Generate Image');
    await workbench.rows.filter({ hasText: 'Shape: 16:9' }).waitFor();
    await workbench.closeQuickInput();
    service.clear();
    await editFromExplorer(['pictures/cat.png'], 'Edit pictures/cat.png', 'by night');
    await picture(host, 'assets/cat-by-night.png');
    await shownInTab(workbench, 'cat.png ↔ cat-by-night.png');
    assert.equal(posts()[0].json.size, undefined);
    await waitFor('the progress to go', async () => (await workbench.notifications()).length === 0);
  });

  it('three images from the Explorer sends them in the order in which they were selected', async () => {
    const { host, service } = ui;
    service.clear();
    const names = ['pictures/zebra.png', 'pictures/ant.jpg', 'pictures/cat.png'];
    await untouched(names, async () => {
      await editFromExplorer(names, 'Edit pictures/zebra.png with 2 more as references', 'all at one table');
      await picture(host, 'assets/zebra-all-at-one-table.png');
    });
    assert.deepEqual(sizes(), [['160x480', '240x240', '320x200']]);
    assert.deepEqual(service.violations, []);
  });

  it('the image of a preview starts from the icon in its title bar', async () => {
    const { workbench, host, service } = ui;
    service.clear();
    await workbench.openFile('pictures/cat.png');
    await workbench.page.locator('.editor-group-container.active .editor-actions').getByLabel('Edit Image…').click();
    await answerPrompt(workbench, 'Edit pictures/cat.png', 'at night');
    await picture(host, 'assets/cat-at-night.png');
    await shownInTab(workbench, 'cat.png ↔ cat-at-night.png');
    assert.deepEqual(sizes(), [['320x200']]);
  });

  it('from the palette lets the images of the workspace be picked', async () => {
    const { workbench, host, service } = ui;
    service.clear();
    await workbench.openFile('docs/index.md');
    await workbench.command('Easel: Edit Image…');
    await workbench.inputBox('Edit Image');
    await workbench.input.fill('pictures/ant');
    await workbench.rows.filter({ hasText: 'ant.jpg' }).waitFor();
    // Nothing is ticked: the one in focus is meant.
    await workbench.input.press('Enter');
    await answerPrompt(workbench, 'Edit pictures/ant.jpg', 'as a giant');
    await picture(host, 'assets/ant-as-a-giant.png');
    assert.deepEqual(sizes(), [['240x240']]);
  });
});

describe('A reference that cannot go as it is', () => {
  it('is offered as a smaller copy when it is too large, and goes when the person agrees', async () => {
    const { workbench, host, service } = ui;
    service.clear();
    await untouched(['pictures/noise.png'], async () => {
      await editFromExplorer(['pictures/noise.png'], 'Edit pictures/noise.png', 'calm');
      const { message, buttons } = await workbench.dialog();
      assert.match(message, /^pictures\/noise\.png has 7\.7 MB; this model takes at most 7 MB\.$/);
      assert.deepEqual(buttons, ['Cancel', 'Send a Smaller Copy']);
      assert.deepEqual(service.requests, []);
      await workbench.answerDialog('Send a Smaller Copy');
      await picture(host, 'assets/noise-calm.png');
    });
    const [reference] = posts()[0].references;
    assert.ok(reference.bytes.length <= 7 * 1024 * 1024);
    assert.deepEqual(service.violations, []);
  });

  itLong('is not sent when the person does not agree to a smaller copy', async () => {
    const { workbench, host, service } = ui;
    service.clear();
    const before = filesOf(host);
    await editFromExplorer(['pictures/noise.png'], 'Edit pictures/noise.png', 'calmer');
    await workbench.answerDialog('Cancel');
    const { message } = await workbench.notification('this model takes at most 7 MB');
    assert.match(message, /Nothing was charged\./);
    assert.deepEqual(service.requests, []);
    assertNewFiles(host, before);
    await workbench.clearToasts();
  });

  it('is refused by its content when a GIF is named .png, and nothing is sent', async () => {
    const { workbench, host, service } = ui;
    service.clear();
    const before = filesOf(host);
    await editFromExplorer(['pictures/moving.png'], 'Edit pictures/moving.png', 'standing still');
    const { message } = await workbench.notification('moving.png is GIF');
    assert.match(message, /^pictures\/moving\.png is GIF, which this model does not take\. Nothing was charged\./);
    assert.equal(await workbench.page.locator('.monaco-dialog-box').count(), 0);
    assert.deepEqual(service.requests, []);
    assertNewFiles(host, before);
    await workbench.clearToasts();
  });

  it('is refused before any instruction is asked for when a text is named .png', async () => {
    const { workbench, host, service } = ui;
    service.clear();
    const before = filesOf(host);
    await workbench.explorerMenu('pictures/letter.png');
    await workbench.menu('Edit Image…');
    const { message } = await workbench.notification('letter.png');
    assert.match(message, /^pictures\/letter\.png is no image: by its content it is text\. Nothing was charged\./);
    assert.equal(await workbench.input.count(), 0);
    assert.deepEqual(service.requests, []);
    assertNewFiles(host, before);
    await workbench.clearToasts();
  });
});

describe('The setting easel.editDestination', () => {
  itLong('puts the new image beside the original where the setting says so', async () => {
    const { workbench, host } = ui;
    await workbench.applySettings({ 'easel.editDestination': 'besideOriginal' });
    await editFromExplorer(['pictures/cat.png'], 'Edit pictures/cat.png', 'asleep');
    await picture(host, 'pictures/cat-asleep.png');
  });
});
