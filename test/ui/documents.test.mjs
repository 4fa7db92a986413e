// What Easel does for documents: missing images by the light bulb, for a whole page, for a whole site, and real images
// in the place of sketches.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, it } from 'node:test';
import { waitFor } from '../host/host.mjs';
import { replies } from '../services/mixroute.mjs';
import {
  assertNewFiles,
  choose,
  filesOf,
  goodKey,
  list,
  messages,
  picture,
  pictureIn,
  withMixroute,
} from './support/easel.mjs';

const ten = Array.from({ length: 10 }, (_, index) => `kites/kite-${index}.png`);

const ui = withMixroute({
  key: goodKey,
  viewport: { width: 1280, height: 800 },
  settings: { 'easel.provider': 'mixroute', 'easel.concurrency': 2 },
  prepare(host) {
    const links = ten.map((name, index) => `![Kite number ${index}](${name})`);
    writeFileSync(host.file('kites.md'), `# Kites\n\n${links.join('\n\n')}\n`);
    writeFileSync(host.file('mill.md'), '# Mill\n\n![A mill by a river](art/mill.svg)\n\n![](art/mill.svg)\n');
  },
});

const posts = () => ui.service.requests.filter(({ method }) => method === 'POST');
const saved = (name) => readFileSync(ui.host.file(name), 'utf8');

afterEach(() => {
  assert.deepEqual(ui.service.violations, []);
  ui.service.clear();
});

/** Opens a document with the cursor in a line. */
async function openAt(name, line) {
  const { workbench } = ui;
  await workbench.openFile(name);
  await workbench.page.keyboard.press('Control+g');
  await workbench.inputBox();
  await workbench.input.fill(`:${line}`);
  await workbench.input.press('Enter');
}

/** Waits until the document says so on the disk, saving it each time. */
function untilSaved(name, holds) {
  return waitFor(`${name} to be as it should`, async () => {
    await ui.workbench.page.keyboard.press('Control+s');
    return holds(saved(name));
  });
}

describe('A missing image', () => {
  it('is sketched by the light bulb, as PNG where the format is none of Easel’s, and one undo takes the links back', async () => {
    const { workbench, host } = ui;
    await openAt('mill.md', 3);
    const titles = await workbench.codeActions('Sketch a placeholder as PNG');
    await workbench.page.keyboard.press('Escape');
    assert.deepEqual(titles.slice(0, 3), [
      'Generate this image as PNG…',
      'Sketch a placeholder as PNG',
      'Generate with Prompt…',
    ]);
    await workbench.codeAction('Sketch a placeholder as PNG');
    await picture(host, 'art/mill.png');
    await untilSaved('mill.md', (text) => !text.includes('.svg'));
    await workbench.page.keyboard.press('Control+z');
    await untilSaved('mill.md', (text) => (text.match(/mill\.svg/g) ?? []).length === 2);
    await workbench.page.keyboard.press('Control+Shift+z');
    await untilSaved('mill.md', (text) => !text.includes('.svg'));
    assert.deepEqual(posts(), []);
  });

  it('gives an image without words its prompt as alternative text', async () => {
    await openAt('mill.md', 5);
    await ui.workbench.codeAction('Use the image’s prompt as alternative text');
    await untilSaved('mill.md', (text) => text.split('![A mill by a river](art/mill.png)').length === 3);
  });
});

describe('A document of ten missing images', () => {
  it('is filled from a list, and again after a reload for what failed or was cancelled', async () => {
    const { workbench, host, service } = ui;
    await workbench.openFile('kites.md');
    const before = filesOf(host);
    service.plan({ reply: replies.moderated() });
    const release = service.hold();
    await workbench.command('Easel: Generate Missing Images in This Document');
    const { title, items } = await list(workbench, 'Generate Missing Images');
    assert.match(title, /10 images · Nano Banana, mixroute/);
    assert.equal(items[0].label, ten[0]);
    assert.equal(items[0].detail, 'Kite number 0');
    await ui.screenshot('fill-list');
    await workbench.input.press('Enter');
    await waitFor('eight images', () => ten.filter((name) => pictureIn(host, name)).length === 8);
    await workbench.command('Easel: Show Jobs…');
    await workbench.inputBox('Jobs');
    await choose(workbench, 'Waiting for mixroute…');
    await choose(workbench, 'Cancel');
    const [warning] = await waitFor('the message', async () => {
      const all = await messages(workbench);
      return all.some((text) => text.includes('8 of 10 images were made.')) && all;
    });
    release();
    await ui.screenshot('fill-failed');
    assert.ok(warning);
    assertNewFiles(host, before, ...ten.filter((name) => pictureIn(host, name)));
    await workbench.reload();
    await workbench.openFile('kites.md');
    await workbench.command('Easel: Generate Missing Images in This Document');
    assert.equal((await list(workbench, 'Generate Missing Images')).items.length, 2);
    await workbench.input.press('Enter');
    for (const name of ten) await picture(host, name);
    assertNewFiles(host, before, ...ten);
  });
});

describe('A site', () => {
  it('goes from no image to all of them by one command, in five languages', async () => {
    const { workbench, host } = ui;
    const page = await workbench.page.context().newPage();
    const look = async (name) => {
      await page.goto(pathToFileURL(host.file('site/press.html')).href);
      await page.screenshot({ path: `out/screenshots/${name}.png` });
    };
    await look('site-before');
    await workbench.explorerMenu('site');
    await workbench.menu('Generate Missing Images…');
    assert.match((await list(workbench, 'Generate Missing Images')).title, / 15 images /);
    await workbench.quickButton('Sketch placeholders first (free)');
    await waitFor('Sketch', async () => /Sketch \(placeholder, free\)/.test((await workbench.quickInput()).title));
    await ui.screenshot('site-list');
    await workbench.input.press('Enter');
    await picture(host, 'site/public/img/cover.png');
    await picture(host, 'site/public/img/牆上的鐘.png');
    await picture(host, 'site/public/img/care.jpg');
    assert.deepEqual(
      ((image) => [image.width, image.height])(await picture(host, 'site/public/img/press-hero.jpg')),
      [720, 405],
    );
    await workbench.statusItem('15 placeholders were sketched.', { timeout: 30_000 });
    await look('site-after');
    await page.close();
    assert.deepEqual(posts(), []);
  });

  it('gets real images in the place of its sketches in one step, under the same paths', async () => {
    const { workbench, host } = ui;
    const before = filesOf(host);
    await workbench.explorerMenu('site');
    await workbench.menu('Replace Placeholders by Real Images…');
    const { title } = await list(workbench, 'Replace Placeholders');
    assert.match(title, / 15 images · Nano Banana, mixroute/);
    const images = () =>
      before.filter((name) => /^site\/.*\.(png|jpe?g|webp)$/.test(name)).map((name) => readFileSync(host.file(name)));
    const old = images();
    await workbench.input.press('Enter');
    // More than `easel.maxImagesPerJob`.
    await workbench.answerDialog('Make 15 Images');
    // One file is away for a moment while it is replaced.
    await workbench.statusItem('15 placeholders were replaced.', { timeout: 60_000 });
    assert.deepEqual(filesOf(host), before);
    assert.equal(ui.service.charged, 15);
    assert.equal(images().filter((bytes, at) => !bytes.equals(old[at])).length, 15);
  });
});
