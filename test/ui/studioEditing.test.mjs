// What the Studio does with images that are there: as references, in dialogues, in part, beside others, by the thousand.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { waitFor } from '../host/host.mjs';
import { makePng } from '../services/images.mjs';
import { dropFiles, dropUris, pasteFiles } from '../studio/support/transfer.mjs';
import { filesOf, goodKey, noisePng, picture, withMixroute } from './support/easel.mjs';
import { StudioPanel } from './support/studio.mjs';

const hostileName = '"><img src=x onerror=alert(1)>\u202Egnp.png';
let studio;

function git(host, ...args) {
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  execFileSync('git', [...who, ...args], { cwd: host.workspace });
}

/** Gives Git a version of a file as it is now. */
function commit(host, name) {
  git(host, 'add', name);
  git(host, 'commit', '--quiet', '--message', name);
}

const ui = withMixroute({
  key: goodKey,
  viewport: { width: 1440, height: 900 },
  settings: { 'easel.provider': 'mixroute', 'git.enabled': true, 'git.decorations.enabled': false },
  builtins: ['vscode.git'],
  prepare(host) {
    mkdirSync(host.file('pictures'));
    writeFileSync(host.file('pictures/noise.png'), noisePng(160, 120));
    writeFileSync(host.file('pictures/cat.png'), makePng(320, 200, 'cat'));
    writeFileSync(host.file(`pictures/${hostileName}`), makePng(64, 64, 'hostile'));
    git(host, 'init', '--quiet');
    commit(host, 'pictures/cat.png');
  },
});

const posts = () => ui.service.requests.filter(({ method }) => method === 'POST');
const sizes = () => posts().map(({ references }) => references.map(({ width, height }) => `${width}x${height}`));
const uriOf = (name) => pathToFileURL(ui.host.file(name)).href;

/** Pixels of an image, as a browser draws them: RGBA. */
async function pixelsOf(bytes) {
  const page = await ui.browser.newPage();
  try {
    const [width, height, ...data] = await page.evaluate(async (content) => {
      const bitmap = await createImageBitmap(new Blob([content], { type: 'image/png' }));
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
      context.drawImage(bitmap, 0, 0);
      return [bitmap.width, bitmap.height, ...context.getImageData(0, 0, bitmap.width, bitmap.height).data];
    }, new Uint8Array(bytes));
    return { width, height, at: (x, y) => data.slice((y * width + x) * 4, (y * width + x) * 4 + 4) };
  } finally {
    await page.close();
  }
}

/** A panel that remembers nothing of what the test before did in it. */
beforeEach(async () => {
  studio = new StudioPanel(ui.workbench);
  await ui.workbench.command('View: Close All Editors');
  await studio.open();
  await studio.clear();
});

afterEach(() => {
  assert.deepEqual(ui.service.violations, []);
  studio.assertClean();
  ui.service.clear();
});

describe('References', () => {
  it('come from the menu of the Explorer, from a drop with Shift, from the desktop and by paste, and are all sent', async () => {
    const { workbench, host } = ui;
    await workbench.explorerMenu('pictures/cat.png');
    await workbench.menu('Use as Reference in Studio');
    await studio.hasReferences('cat.png');
    await dropUris(studio.prompt, [uriOf('docs/images/harbour.png'), uriOf(`pictures/${hostileName}`)]);
    await studio.hasReferences('cat.png', 'harbour.png', hostileName);
    await dropFiles(studio.prompt, [{ name: 'dropped.png', bytes: makePng(48, 40, 'dropped') }]);
    await pasteFiles(studio.prompt, [{ name: 'image.png', bytes: makePng(40, 48, 'pasted') }]);
    await waitFor('five references', async () => (await studio.references.count()) === 5);
    await studio.make('All of them in one boat');
    await picture(host, 'assets/cat-all-of-them-in-one-boat.png');
    const [sent] = sizes();
    assert.equal(sent[0], '320x200');
    assert.deepEqual(sent.slice(2), ['64x64', '48x40', '40x48']);
  });

  it('outside the workspace that nobody chose are refused in words', async () => {
    await dropUris(studio.prompt, ['file:///etc/hostname']);
    await studio.page.getByRole('alert').filter({ hasText: /\S/ }).waitFor({ state: 'attached' });
    await studio.hasReferences();
    assert.equal(posts().length, 0);
  });
});

describe('A dialogue', () => {
  it('of three turns sends the turns before with each, and shows them as a thread', async () => {
    await studio.make('A small boat');
    const words = ['With a red sail', 'At night'];
    for (const [i, word] of words.entries()) {
      const tile = studio.card(i === 0 ? 'A small boat' : words[0]);
      await tile.getByRole('button', { name: /^Show / }).waitFor();
      await tile.getByRole('button', { name: 'Edit Further' }).click();
      await studio.page.getByRole('region', { name: 'Conversation' }).getByText('A small boat').waitFor();
      await studio.make(word);
    }
    await studio
      .card('At night')
      .getByRole('button', { name: /^Show / })
      .waitFor();
    const turns = posts().at(-1).json.contents;
    assert.deepEqual(
      turns.map(({ role }) => role),
      ['user', 'model', 'user', 'model', 'user'],
    );
    assert.equal(ui.service.charged, 3);
  });
});

describe('A region', () => {
  it('is all that changes: every pixel outside is the original’s, with a model that takes no mask', async () => {
    const { host } = ui;
    await dropUris(studio.prompt, [uriOf('pictures/noise.png')]);
    await studio.hasReferences('noise.png');
    await studio.page.getByRole('button', { name: 'Edit a Region of noise.png…' }).click();
    await studio.page.getByText('Rectangle', { exact: true }).click();
    const [x, y, width, height] = [60, 40, 32, 24];
    for (const [name, value] of Object.entries({ X: x, Y: y, Width: width, Height: height })) {
      await studio.page.getByRole('spinbutton', { name, exact: true }).fill(String(value));
    }
    await studio.page.getByRole('button', { name: 'Mark Rectangle' }).click();
    const feather = Number(await studio.page.getByRole('slider', { name: 'Soft edge' }).inputValue());
    await studio.page.getByRole('button', { name: 'Use This Region' }).click();
    const before = filesOf(host);
    await studio.make('A small window');
    const isNew = (each) => each.endsWith('.png') && !before.includes(each);
    const name = await waitFor('the image', () => filesOf(host).find(isNew));
    await picture(host, name);
    const original = await pixelsOf(readFileSync(host.file('pictures/noise.png')));
    const edited = await pixelsOf(readFileSync(host.file(name)));
    assert.deepEqual([edited.width, edited.height], [original.width, original.height]);
    let changed = 0;
    for (let row = 0; row < original.height; row += 1) {
      for (let column = 0; column < original.width; column += 1) {
        const isFar =
          column < x - feather || row < y - feather || column >= x + width + feather || row >= y + height + feather;
        const isSame = String(edited.at(column, row)) === String(original.at(column, row));
        if (!isSame) changed += 1;
        assert.ok(isSame || !isFar, `the pixel at ${column}, ${row} was changed`);
      }
    }
    assert.ok(changed > (width * height) / 2, `${changed} pixels changed`);
  });
});

describe('Comparing', () => {
  it('shows a result beside its original, and beside the version that Git has of it', async () => {
    const { host } = ui;
    const name = 'assets/cat-with-a-hat.png';
    const fileName = 'cat-with-a-hat.png';
    await dropUris(studio.prompt, [uriOf('pictures/cat.png')]);
    await studio.hasReferences('cat.png');
    await studio.make('With a hat');
    await studio.result(fileName).waitFor();
    commit(host, name);
    writeFileSync(host.file(name), noisePng(160, 120));
    for (const [choice, text] of [
      ['With cat.png, Which It Was Made From', 'cat.png'],
      ['With the Version in Git', `${fileName}, version in Git`],
    ]) {
      await studio.act(fileName, 'Compare…');
      await studio.page.getByRole('menuitem', { name: choice }).click();
      const compared = studio.page.locator('easel-compare');
      await compared.getByText(text).first().waitFor();
      for (const image of await compared.locator('img').all()) await studio.drawn(image);
      await studio.page.getByRole('button', { name: 'Back' }).click();
    }
  });
});

describe('One prompt', () => {
  it('is tried on three models side by side, and one is kept', async () => {
    const { workbench, host, service } = ui;
    const models = ['gemini-2.5-flash-image', 'gpt-image-1', 'qwen-image-plus'];
    for (const [i, model] of models.entries()) {
      if (i > 0) await studio.page.getByRole('button', { name: /^(Try on Several Models|Add Another Model)$/ }).click();
      await studio.composer.getByRole('combobox', { name: 'Model' }).nth(i).selectOption(model);
    }
    const before = filesOf(host);
    await studio.prompt.fill('Three hats');
    await studio.prompt.press('Control+Enter');
    const group = studio.page.getByRole('group', { name: 'Tried on 3 models: Three hats' });
    await group.getByRole('button', { name: 'Keep' }).nth(2).waitFor();
    assert.deepEqual(
      posts()
        .map(({ json }) => json.model)
        .sort(),
      [...models].sort(),
    );
    assert.equal(service.charged, 3);
    assert.equal(filesOf(host).length, before.length + 3);
    await group.getByRole('button', { name: 'Keep' }).first().click();
    await workbench.answerDialog('Delete Permanently');
    await waitFor('one file', () => filesOf(host).length === before.length + 1);
  });
});

describe('The gallery', () => {
  // 2,000 of them take a while to be written.
  const many = process.env['EASEL_LONG'] ? 2000 : 400;

  it(`has ${many} images of the workspace, finds one, and goes to the last of them`, async () => {
    const { host } = ui;
    await studio.make('A hat for everyone');
    await picture(host, 'assets/a-hat-for-everyone.png');
    const bytes = readFileSync(host.file('assets/a-hat-for-everyone.png'));
    mkdirSync(host.file('assets/many'));
    for (let i = 1; i <= many; i += 1) writeFileSync(host.file(`assets/many/hat-${i}.png`), bytes);
    await studio.page.getByRole('tab', { name: 'Gallery' }).click();
    const gallery = studio.page.locator('easel-gallery');
    const search = gallery.getByRole('searchbox');
    await search.fill('assets/many/');
    await gallery.getByText(`${many.toLocaleString('en')} of `).waitFor({ timeout: 30_000 });
    const images = gallery.getByRole('listbox', { name: 'Images' }).getByRole('option');
    await images.first().click({ modifiers: ['ControlOrMeta'] });
    await ui.workbench.page.keyboard.press('End');
    await waitFor('the last image', async () => (await images.last().getAttribute('aria-posinset')) === String(many));
    assert.ok((await images.count()) < 200, 'only those in view are there');
    await studio.drawn(images.last().locator('img'));
    await search.fill(`hat-${many - 23}`);
    await gallery.getByText('1 of ').waitFor();
    assert.equal(await images.count(), 1);
  });
});
