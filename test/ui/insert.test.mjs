// Images for documents, as people put them there: over a selection, from the Studio, and before a document has a name.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { waitFor } from '../host/host.mjs';
import { answerPrompt, becomes, choose, picture, promptBox, shownInTab } from './support/easel.mjs';
import { StudioPanel } from './support/studio.mjs';
import { withWorkbench } from './support/workbench.mjs';

const ui = withWorkbench({
  viewport: { width: 1440, height: 900 },
  prepare(host) {
    writeFileSync(host.file('cups.md'), '# Kitchen\n\n## Cups\n\nA blue cup\nstands on the shelf.\n');
  },
});

/** Waits until a file of the workspace has this text. */
function textIs(name, expected) {
  return becomes(() => readFileSync(ui.host.file(name), 'utf8'), expected);
}

describe('Illustrating a selection', () => {
  it('offers the text around it, and sends nothing of that before it is taken', async () => {
    const { workbench, host } = ui;
    const { page } = workbench;
    await workbench.openFile('cups.md');
    await page.keyboard.press('Control+Home');
    for (let line = 0; line < 4; line += 1) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+End');
    await workbench.command('Easel: Generate Image and Insert…');
    const { value, items } = await promptBox(workbench, 'Generate Image and Insert');
    assert.equal(value, 'A blue cup');
    assert.equal(items[0].label, 'A blue cup');
    assert.ok(items.some(({ label }) => label === 'Add the text around it as context'));
    await ui.screenshot('context offered');
    await choose(workbench, 'Add the text around it as context');
    await waitFor('the whole prompt to be in the box', async () => {
      const box = await workbench.quickInput();
      return box.value === 'A blue cup Context: Kitchen › Cups A blue cup stands on the shelf.' && box;
    });
    await ui.screenshot('context added');
    await workbench.input.press('Enter');
    await picture(host, 'assets/a-blue-cup.png');
    await workbench.statusItem('assets/a-blue-cup.png is inserted.');
    await page.keyboard.press('Control+s');
    await textIs(
      'cups.md',
      '# Kitchen\n\n## Cups\n\nA blue cup\nstands on the shelf.\n\n![A blue cup](assets/a-blue-cup.png)\n',
    );
  });
});

describe('A document without a name', () => {
  it('has links that are right as soon as it is saved', async () => {
    const { workbench, host } = ui;
    const { page } = workbench;
    mkdirSync(host.file('docs/deep'), { recursive: true });
    await workbench.command('Create: New File...');
    await workbench.inputBox();
    await choose(workbench, 'Text File');
    await shownInTab(workbench, 'Untitled-1');
    await workbench.command('Change Language Mode');
    await workbench.fillInput('Markdown');
    await page.keyboard.type('Look: ');
    await workbench.command('Easel: Generate Image and Insert…');
    await answerPrompt(workbench, 'Generate Image and Insert', 'A green cup');
    await workbench.statusItem('assets/a-green-cup.png is inserted.');
    await page.keyboard.press('Control+s');
    const box = await workbench.inputBox();
    await waitFor('the dialog to offer a name', async () => (await box.inputValue()) !== '');
    const name = host.file('docs/deep/named.md');
    // While the dialog reads a folder it hears no key, and may write its own name over what is typed.
    await waitFor('the file to be saved', async () => {
      if (existsSync(name)) return true;
      const value = await box.inputValue({ timeout: 1000 }).catch(() => undefined);
      if (value === name) await box.press('Enter', { timeout: 1000 }).catch(() => undefined);
      else if (value !== undefined) await box.fill(name, { timeout: 1000 }).catch(() => undefined);
      return false;
    });
    await shownInTab(workbench, 'named.md');
    await textIs('docs/deep/named.md', 'Look: ![A green cup](../../assets/a-green-cup.png)');
  });
});

describe('From the Studio', () => {
  const studio = () => new StudioPanel(ui.workbench);

  it('a link is copied, and pasted into a document in its language', async () => {
    const { workbench, host } = ui;
    const { page } = workbench;
    await workbench.command('View: Close All Editors');
    mkdirSync(host.file('site'), { recursive: true });
    writeFileSync(host.file('site/page.html'), '<main></main>\n');
    await studio().open();
    await studio().make('A red cup');
    await picture(host, 'assets/a-red-cup.png');
    await studio().result('a-red-cup.png').waitFor();
    await studio().act('a-red-cup.png', 'Copy as Link');
    await waitFor('the link on the clipboard', async () => {
      const text = await page.evaluate(() => globalThis.navigator.clipboard.readText());
      return text === '![A red cup](assets/a-red-cup.png)';
    });
    await workbench.openFile('site/page.html');
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Control+v');
    await page.locator('.view-line', { hasText: '<img src="../assets/a-red-cup.png"' }).waitFor();
    await page.keyboard.press('Control+s');
    await textIs('site/page.html', '<img src="../assets/a-red-cup.png" alt="A red cup"><main></main>\n');
  });

  it('a result is dragged into a document', async () => {
    const { workbench, host } = ui;
    const { page } = workbench;
    await workbench.command('View: Close All Editors');
    writeFileSync(host.file('docs/dragged.md'), 'First line of the document\n');
    await workbench.openFile('docs/dragged.md');
    await workbench.command('Easel: Open Studio');
    await studio().isThere();
    await workbench.command('View: Move Editor into Next Group');
    await studio().isThere();
    await studio().result('a-red-cup.png').scrollIntoViewIfNeeded();
    const from = await studio().result('a-red-cup.png').boundingBox();
    const to = await page.locator('.view-line', { hasText: 'First line' }).boundingBox();
    await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(from.x + from.width / 2 - 20, from.y + from.height / 2, { steps: 4 });
    await page.mouse.move(to.x + 200, to.y + to.height / 2, { steps: 20 });
    await page.mouse.move(to.x + 2, to.y + to.height / 2, { steps: 10 });
    await ui.screenshot('dragged over');
    await page.mouse.up();
    await page.locator('.view-line', { hasText: '![A red cup](../assets/a-red-cup.png)' }).waitFor();
  });
});
