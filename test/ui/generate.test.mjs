// Generating with Sketch, from an empty window to the files: what a newcomer meets, without a key and without a network.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { waitFor } from '../host/host.mjs';
import {
  activeTitle,
  answerPrompt,
  assertNewFiles,
  becomes,
  choose,
  filesOf,
  generate,
  list,
  messages,
  picture,
  promptBox,
  shownInTab,
  typePrompt,
} from './support/easel.mjs';
import { withWorkbench } from './support/workbench.mjs';
import { itLong } from './support/itLong.mjs';

const ui = withWorkbench({ open: 'docs/index.md' });

/** Puts a text on the clipboard. */
const copy = (text) => ui.workbench.page.evaluate((value) => globalThis.navigator.clipboard.writeText(value), text);

describe('A newcomer', () => {
  it('sees in the view of the activity bar what to do first', async () => {
    const { page } = ui.workbench;
    await page.locator('.activitybar').getByLabel('Easel', { exact: true }).first().click();
    const welcome = page.locator('.sidebar .welcome-view');
    await welcome.getByText('Images that you make appear here').waitFor();
    const buttons = () => welcome.locator('.monaco-button').allTextContents();
    await becomes(buttons, ['Generate Image…', 'Open Studio', 'Set API Key…']);
    await welcome.locator('.monaco-button', { hasText: 'Generate Image…' }).click();
    await promptBox(ui.workbench, 'Generate Image');
    await page.keyboard.press('Escape');
  });

  it('finds a walkthrough of four steps', async () => {
    const { page } = ui.workbench;
    await ui.workbench.command('Welcome: Open Walkthrough...');
    await choose(ui.workbench, 'Make images with Easel');
    const steps = page.locator('.getting-started-step .step-title');
    await becomes(
      () => steps.allTextContents(),
      ['Try Sketch', 'Set a key', 'Edit an image', 'Insert into a document'],
    );
    await page.keyboard.press('Control+w');
    await page.keyboard.press('Control+Shift+e');
    await ui.workbench.openFile('docs/index.md');
  });
});

describe('Generating from the palette', () => {
  it('does nothing on Escape and on Enter in an empty box', async () => {
    const { workbench, host } = ui;
    const before = filesOf(host);
    await workbench.command('Easel: Generate Image…');
    await promptBox(workbench, 'Generate Image');
    await workbench.input.press('Enter');
    const box = await workbench.quickInput();
    assert.equal(box.placeholder, 'Describe the image, then press Enter');
    assert.ok(box.items.every((item) => !item.focused));
    await workbench.input.press('Escape');
    await workbench.input.waitFor({ state: 'detached' });
    assertNewFiles(host, before);
    assert.deepEqual(await workbench.notifications(), []);
  });

  it('offers what was typed first, and Enter makes the file, beside the editor that keeps the keyboard', async () => {
    const { workbench, host } = ui;
    const before = filesOf(host);
    await workbench.command('Easel: Generate Image…');
    await promptBox(workbench, 'Generate Image');
    await typePrompt(workbench, 'A lighthouse on a cliff at dusk');
    const [first] = (await workbench.quickInput()).items;
    assert.equal(first.detail, 'Generate · Sketch (placeholder, free)');
    await workbench.input.press('Enter');
    const file = 'assets/a-lighthouse-on-a-cliff-at-dusk.png';
    const { width, height } = await picture(host, file);
    assertNewFiles(host, before, file);
    const tab = await shownInTab(workbench, 'a-lighthouse-on-a-cliff-at-dusk.png');
    assert.equal(tab.group, 1);
    await becomes(() => activeTitle(workbench), 'index.md');
    await becomes(() => workbench.focusedPart(), 'editor');
    await workbench.statusItem(`${file} · ${width}x${height}`);
  });

  it('says once that the file carries its prompt, and with nothing else that it is done', async () => {
    const { workbench, host } = ui;
    const { message, buttons } = await workbench.notification('carries its prompt');
    // The progress stays for a moment.
    await becomes(() => messages(workbench), [message]);
    assert.deepEqual(buttons, ['Privacy Setting…', 'OK']);
    await workbench.pressInNotification('carries its prompt', 'OK');
    await generate(workbench, 'A second lighthouse');
    await picture(host, 'assets/a-second-lighthouse.png');
    await workbench.statusItem('assets/a-second-lighthouse.png');
    await waitFor('the progress to go', async () => (await messages(workbench)).length === 0);
  });

  it('makes two files of two equal prompts, the second from the recent ones', async () => {
    const { workbench, host } = ui;
    await workbench.command('Easel: Generate Image…');
    const { items } = await promptBox(workbench, 'Generate Image');
    const recent = items.findIndex((item) => item.separator === 'Recent prompts');
    assert.deepEqual(
      items.slice(recent, recent + 2).map((item) => item.label),
      ['A second lighthouse', 'A lighthouse on a cliff at dusk'],
    );
    await choose(workbench, 'A second lighthouse');
    await picture(host, 'assets/a-second-lighthouse-2.png');
  });

  it('names the file in the script of the prompt', async () => {
    const { workbench, host } = ui;
    await generate(workbench, '一隻可愛的小貓在花園裡');
    await picture(host, 'assets/一隻可愛的小貓在花園裡.png');
  });

  it('takes a prompt of several lines from the clipboard', async () => {
    const { workbench, host } = ui;
    await copy('A boat\nwith red sails\non a green sea');
    await workbench.command('Easel: Generate Image…');
    await promptBox(workbench, 'Generate Image');
    await choose(workbench, 'Paste clipboard (3 lines)');
    await waitFor('the three lines to be offered', async () => {
      const { items } = await workbench.quickInput();
      return items[0]?.focused && items[0].label === '3 lines: A boat with red sails on a green sea';
    });
    await workbench.input.press('Enter');
    await picture(host, 'assets/a-boat-with-red-sails-on-a-green-sea.png');
    await copy('');
  });

  it('takes a long prompt from an editor, with Ctrl+Enter', async () => {
    const { workbench, host } = ui;
    await workbench.command('Easel: Generate Image…');
    await promptBox(workbench, 'Generate Image');
    await typePrompt(workbench, 'A garden');
    await choose(workbench, 'Write in an editor…');
    await workbench.opened('Prompt for Easel');
    await workbench.page.keyboard.type('\nwith a stone wall');
    await workbench.page.keyboard.press('Control+Enter');
    await picture(host, 'assets/a-garden-with-a-stone-wall.png');
    await waitFor('the editor to be gone', async () =>
      (await workbench.tabs()).every((tab) => tab.title !== 'Prompt for Easel'),
    );
  });

  it('makes nothing of a prompt whose editor was closed', async () => {
    const { workbench, host } = ui;
    const before = filesOf(host);
    await workbench.command('Easel: Generate Image…');
    await promptBox(workbench, 'Generate Image');
    await choose(workbench, 'Write in an editor…');
    await workbench.opened('Prompt for Easel');
    await workbench.page.keyboard.press('Control+w');
    await workbench.opened('index.md');
    await becomes(() => messages(workbench), []);
    assertNewFiles(host, before);
  });

  itLong('remembers the shape that was chosen by its button', async () => {
    const { workbench, host } = ui;
    await workbench.command('Easel: Generate Image…');
    await promptBox(workbench, 'Generate Image');
    await typePrompt(workbench, 'A wide harbour');
    await workbench.quickButton('Shape');
    await workbench.inputBox('Shape: Aspect Ratio (1 of 2)');
    await choose(workbench, '16:9');
    await workbench.inputBox('Shape: Resolution (2 of 2)');
    await choose(workbench, '1K');
    await promptBox(workbench, 'Generate Image');
    await waitFor('the prompt and its shape', async () => {
      const { value, items } = await workbench.quickInput();
      return value === 'A wide harbour' && items[0].detail.endsWith('· 16:9 · 1K');
    });
    await workbench.input.press('Enter');
    const wide = await picture(host, 'assets/a-wide-harbour.png');
    assert.ok(Math.abs(wide.width / wide.height - 16 / 9) < 0.03, `${wide.width}x${wide.height}`);

    await generate(workbench, 'Another wide harbour');
    const next = await picture(host, 'assets/another-wide-harbour.png');
    assert.deepEqual([next.width, next.height], [wide.width, wide.height]);
  });

  it('shows the models by the other button, and comes back to what was typed', async () => {
    const { workbench } = ui;
    await workbench.command('Easel: Generate Image…');
    await promptBox(workbench, 'Generate Image');
    await typePrompt(workbench, 'Half a thought');
    await workbench.quickButton('Provider and Model');
    const { items } = await list(workbench, 'Provider and Model');
    const separators = items.map((item) => item.separator).filter(Boolean);
    assert.equal(separators[0], 'Sketch');
    assert.match(separators[1], /^mixroute — no key yet$/);
    await workbench.input.press('Escape');
    await waitFor('the prompt box again', async () => (await workbench.quickInput()).value === 'Half a thought');
    await workbench.input.press('Escape');
  });
});

describe('Generating where it is needed', () => {
  it('puts the image into the folder that was right-clicked', async () => {
    const { workbench, host } = ui;
    await workbench.explorerMenu('photos');
    await workbench.menu('Generate Image Here…');
    await answerPrompt(workbench, 'Generate Image in photos', 'A pebble');
    await picture(host, 'photos/a-pebble.png');
  });

  it('puts the image of a part of a paragraph below the whole of it, and the cursor behind it', async () => {
    const { workbench, host } = ui;
    const { page } = workbench;
    writeFileSync(host.file('wrapped.md'), '# Tides\n\nOne hand shows the time,\nthe other the tide.\n\nThe end.\n');
    await workbench.openFile('wrapped.md');
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+End');
    await page.keyboard.press('Shift+F10');
    await workbench.menu('Illustrate Selection…');
    await promptBox(workbench, 'Generate Image and Insert');
    await typePrompt(workbench, 'A clock');
    await workbench.input.press('Enter');
    await workbench.statusItem('assets/a-clock.png is inserted.');
    await page.keyboard.type('!');
    await page.keyboard.press('Control+s');
    const text = await waitFor('the link in the file', () => {
      const found = readFileSync(host.file('wrapped.md'), 'utf8');
      return found.includes('!\n') && found;
    });
    assert.equal(
      text,
      '# Tides\n\nOne hand shows the time,\nthe other the tide.\n\n![A clock](assets/a-clock.png)!\n\nThe end.\n',
    );
  });

  it('illustrates a selection: its text is the prompt, the link goes below it', async () => {
    const { workbench, host } = ui;
    const { page } = workbench;
    await workbench.openFile('README.md');
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Shift+End');
    const selected = readFileSync(host.file('README.md'), 'utf8').split('\n')[0];
    await page.keyboard.press('Shift+F10');
    await workbench.menu('Illustrate Selection…');
    await promptBox(workbench, 'Generate Image and Insert');
    const { value } = await workbench.quickInput();
    assert.equal(value, selected);
    await typePrompt(workbench, 'A tide clock by the sea');
    await workbench.input.press('Enter');
    await picture(host, 'assets/a-tide-clock-by-the-sea.png');
    await workbench.statusItem('assets/a-tide-clock-by-the-sea.png is inserted.');
    await page.keyboard.press('Control+s');
    const lines = await waitFor('the link in the file', () => {
      const found = readFileSync(host.file('README.md'), 'utf8').split('\n');
      return found.some((line) => line.includes('a-tide-clock-by-the-sea')) && found;
    });
    assert.deepEqual(lines.slice(0, 3), [
      selected,
      '',
      '![A tide clock by the sea](assets/a-tide-clock-by-the-sea.png)',
    ]);
  });

  it('inserts the link at the cursor of a Markdown document, relative to it', async () => {
    const { workbench, host } = ui;
    const { page } = workbench;
    await workbench.openFile('docs/index.md');
    await page.keyboard.press('Control+End');
    await workbench.command('Easel: Generate Image and Insert…');
    await answerPrompt(workbench, 'Generate Image and Insert', 'Three people and a dog');
    await picture(host, 'assets/three-people-and-a-dog.png');
    await workbench.statusItem('assets/three-people-and-a-dog.png is inserted.');
    await page.keyboard.press('Control+s');
    await waitFor('the link at the end', () =>
      readFileSync(host.file('docs/index.md'), 'utf8').endsWith(
        '![Three people and a dog](../assets/three-people-and-a-dog.png)',
      ),
    );
  });
});

describe('The view of the activity bar', () => {
  it('lists the images that were made, the newest first', async () => {
    const { page } = ui.workbench;
    await page.locator('.activitybar').getByLabel('Easel', { exact: true }).first().click();
    const rows = page.locator('.sidebar .monaco-list-row .label-name');
    await becomes(
      async () => (await rows.allTextContents()).slice(0, 3),
      ['three-people-and-a-dog.png', 'a-tide-clock-by-the-sea.png', 'a-clock.png'],
    );
  });

  it('asks nobody outside of this machine for anything', () => {
    assert.deepEqual(ui.workbench.outside, []);
  });
});

describe('Where the clipboard may not be read', () => {
  it('the prompt box opens all the same', async () => {
    const { workbench, host } = ui;
    await workbench.context.clearPermissions();
    await workbench.command('Easel: Generate Image…');
    await promptBox(workbench, 'Generate Image');
    await typePrompt(workbench, 'A locked door');
    await workbench.input.press('Enter');
    await picture(host, 'assets/a-locked-door.png');
  });
});
