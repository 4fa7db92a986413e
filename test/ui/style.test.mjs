// The house style of a repository: seen and agreed to once, then part of every image, and apart from what people said.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { waitFor } from '../host/host.mjs';
import { makePng } from '../services/images.mjs';
import { choose, goodKey, list, picture, promptBox, typePrompt, withMixroute } from './support/easel.mjs';
import { itLong } from './support/itLong.mjs';

const calls = {
  'ctrl+alt+1': ['easel.generate', { prompt: 'A called whale', provider: 'mixroute', folder: 'called' }],
  'ctrl+alt+2': ['easel.edit', { prompt: 'Paint it red', provider: 'mixroute', images: ['door.png'] }],
  'ctrl+alt+3': ['easel.fillMissing', { document: 'page.md', provider: 'mixroute' }],
  'ctrl+alt+4': ['easel.insert', { prompt: 'A called mill', provider: 'mixroute' }],
  'ctrl+alt+5': ['easel.regenerate', { image: 'called/again.png' }],
  'ctrl+alt+6': ['easel.generate', { prompt: 'again', provider: 'mixroute', folder: 'called' }],
  'ctrl+alt+7': [
    'easel.edit',
    { prompt: 'All of them', provider: 'mixroute', images: Array.from({ length: 4 }, () => 'door.png') },
  ],
  'ctrl+alt+8': ['easel.generate', { prompt: 'A called preset', provider: 'mixroute', preset: 'isometric' }],
};

const ui = withMixroute({
  key: goodKey,
  open: 'docs/index.md',
  settings: { 'easel.provider': 'mixroute' },
  prepare(host) {
    const bindings = Object.entries(calls).map(([key, [command, args]]) => ({ key, command, args }));
    writeFileSync(host.file('door.png'), makePng(96, 64, 'door'));
    return host.writeKeybindings(bindings);
  },
});

function write(name, content) {
  mkdirSync(path.dirname(ui.host.file(name)), { recursive: true });
  writeFileSync(ui.host.file(name), content);
}

const posts = () => ui.service.requests.filter(({ method }) => method === 'POST');
/** With pictures, mixroute reads the prompt beside them. */
const prompts = () =>
  posts().map(({ json }) => json.prompt ?? json.contents[0].parts.find(({ text }) => text !== undefined).text);
const sent = () =>
  posts()
    .at(-1)
    .references.map(({ bytes }) => bytes);
let serial = 0;
/** A text that nobody has agreed to yet. */
const fresh = () => `Flat colours, number ${(serial += 1)}.`;

/** Waits until so many requests have been read: their references are known then. */
async function requests(count) {
  await waitFor(`${count} requests`, () => posts().filter(({ json }) => json).length >= count);
}

/** Presses the keys of a binding from the editor, and answers the question of the call. */
async function call(keys, answer = 'Send') {
  const { workbench } = ui;
  await workbench.command('View: Focus Active Editor Group');
  await waitFor('the editor to have the keyboard', async () => (await workbench.focusedPart()) === 'editor');
  await workbench.page.keyboard.press(keys);
  const said = await workbench.dialog();
  await workbench.answerDialog(answer);
  return said;
}

/** Generates from the palette, and answers what follows the box. */
async function generateInBox(text, answer) {
  const { workbench } = ui;
  await workbench.command('Easel: Generate Image…');
  const { items } = await promptBox(workbench, 'Generate Image');
  await typePrompt(workbench, text);
  await workbench.input.press('Enter');
  if (answer === undefined) return { rows: items.map(({ label }) => label) };
  const said = await workbench.dialog();
  await workbench.answerDialog(answer);
  return { rows: items.map(({ label }) => label), said };
}

beforeEach(() => {
  rmSync(ui.host.file('.easel'), { recursive: true, force: true });
});
afterEach(async () => {
  assert.deepEqual(ui.service.violations, []);
  ui.service.clear();
  await ui.workbench.clearToasts();
});

describe('A house style', () => {
  it('is in the confirmation of a call, and sent with it; the prompt stays what was said', async () => {
    const text = fresh();
    write('.easel/style.md', `---\naspectRatio: "16:9"\nmodel: gemini-2.5-flash-image\n---\n${text}\n`);
    const { detail } = await call('Control+Alt+1');
    assert.match(detail, /^House style: \.easel\/style\.md$/m);
    assert.ok(detail.includes(text) && detail.includes('It suggests the model gemini-2.5-flash-image.'), detail);
    assert.match(detail, /^A called whale$/m);
    await picture(ui.host, 'called/a-called-whale.png');
    assert.deepEqual(prompts(), [`A called whale\n\n${text}`]);
    assert.ok(JSON.stringify(posts()[0].json).includes('16:9'));
    const bytes = readFileSync(ui.host.file('called/a-called-whale.png')).toString('utf8');
    assert.ok(bytes.includes('"prompt":"A called whale"') && bytes.includes(`"style":"${text}"`));
    assert.ok(bytes.includes('"styleFiles":[".easel/style.md"]'));
    // Who sent it has agreed to it.
    await generateInBox('A whale of mine');
    await picture(ui.host, 'assets/a-whale-of-mine.png');
    assert.deepEqual(prompts(), [`A called whale\n\n${text}`, `A whale of mine\n\n${text}`]);
  });

  it('is shown with text and references before it is first used, and whenever it has changed', async () => {
    const { workbench, host } = ui;
    const text = fresh();
    write('ref.png', makePng(40, 30, 'first'));
    write('.easel/style.md', `---\nreferences: [ref.png]\n---\n${text}`);
    const { rows, said } = await generateInBox('A cat', 'Use');
    assert.ok(rows.includes(`House style: ${text} · 1 reference image`), rows.join('\n'));
    assert.equal(said.message, 'Use the style of this repository, .easel/style.md, for images here?');
    assert.ok(said.detail.includes(text) && /Sends: ref\.png/.test(said.detail), said.detail);
    assert.deepEqual(said.buttons.sort(), ['Cancel', 'Do Not Use This Time', 'Show All…', 'Use']);
    await picture(host, 'assets/a-cat.png');
    assert.ok(sent()[0].equals(makePng(40, 30, 'first')));
    await generateInBox('A bird');
    await picture(host, 'assets/a-bird.png');
    assert.deepEqual(prompts(), [`A cat\n\n${text}`, `A bird\n\n${text}`]);

    write('ref.png', makePng(40, 30, 'other'));
    await generateInBox('A dog', 'Do Not Use This Time');
    await picture(host, 'assets/a-dog.png');
    assert.equal(prompts().at(-1), 'A dog');
    assert.deepEqual(sent(), []);
    await generateInBox('A fox', 'Cancel');
    await generateInBox('A fox', 'Show All…');
    await workbench.pick('Use');
    await picture(host, 'assets/a-fox.png');
    assert.deepEqual(prompts().slice(2), ['A dog', `A fox\n\n${text}`]);
    assert.ok(sent()[0].equals(makePng(40, 30, 'other')));
  });

  it('sends nothing that does not lie in the workspace', async () => {
    const outside = path.join(ui.host.dir, 'outside.png');
    writeFileSync(outside, makePng(32, 32, 'secret'));
    symlinkSync(outside, ui.host.file('link.png'));
    write('own.png', makePng(32, 32, 'own'));
    const named = ['link.png', '../outside.png', outside, 'https://example.org/a.png', 'own.png', 'none.png'];
    write('.easel/style.md', `---\nreferences: ${JSON.stringify(named)}\n---\n${fresh()}`);
    const { detail } = await call('Control+Alt+1');
    assert.equal(detail.match(/^Sends: /gm).length, 1, detail);
    await requests(1);
    assert.equal(sent().length, 1);
    assert.ok(sent()[0].equals(makePng(32, 32, 'own')));
    rmSync(ui.host.file('link.png'));
  });

  it('puts its references behind those of an edit, which keeps its shape', async () => {
    const text = fresh();
    write('ref.png', makePng(40, 30, 'ref'));
    write('.easel/style.md', `---\nreferences: [ref.png]\naspectRatio: "9:16"\n---\n${text}`);
    await call('Control+Alt+2');
    await picture(ui.host, 'assets/door-paint-it-red.png');
    assert.deepEqual(prompts(), [`Paint it red\n\n${text}`]);
    assert.ok(sent()[0].equals(makePng(96, 64, 'door')) && sent()[1].equals(makePng(40, 30, 'ref')));
    assert.ok(!JSON.stringify(posts()[0].json).includes('9:16'));
    const bytes = readFileSync(ui.host.file('assets/door-paint-it-red.png')).toString('utf8');
    assert.ok(bytes.includes('"sourceImages":["door.png"]'));
    assert.ok(bytes.includes('"styleFiles":[".easel/style.md","ref.png"]'));
  });

  it('leaves out the references for which there is no room, and says so', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `many/${index}.png`);
    for (const name of names) write(name, makePng(20, 20, name));
    write('.easel/style.md', `---\nreferences: ${JSON.stringify(names)}\n---\n${fresh()}`);
    await call('Control+Alt+7');
    await requests(1);
    assert.equal(sent().length, 6);
    await ui.workbench.statusItem('Of the 8 references of the style 2 went along');
  });

  it('goes with missing images by the use that their names say, asked about once', async () => {
    const text = fresh();
    write('.easel/style.md', `---\nuses:\n  hero: Wide and calm.\n---\n${text}`);
    write('page.md', '![A harbour](img/hero.png)\n\n![A kite](img/kite.png)\n');
    const { detail } = await call('Control+Alt+3');
    assert.ok(detail.includes(text), detail);
    await picture(ui.host, 'img/hero.png');
    await picture(ui.host, 'img/kite.png');
    assert.deepEqual(prompts().sort(), [`A harbour\n\n${text}\n\nWide and calm.`, `A kite\n\n${text}`]);

    const other = fresh();
    write('.easel/style.md', other);
    write('page.md', '![A harbour](img/two.png)\n\n![A kite](img/three.png)\n');
    const { workbench } = ui;
    await workbench.openFile('page.md');
    await workbench.command('Easel: Generate Missing Images in This Document');
    await list(workbench, 'Generate Missing Images');
    await workbench.input.press('Enter');
    await workbench.answerDialog('Use');
    await picture(ui.host, 'img/two.png');
    await picture(ui.host, 'img/three.png');
    assert.deepEqual(prompts().slice(2).sort(), [`A harbour\n\n${other}`, `A kite\n\n${other}`]);
  });

  it('is no part of the link of an image that is inserted', async () => {
    const text = fresh();
    write('.easel/style.md', text);
    write('note.md', 'Text\n');
    await ui.workbench.openFile('note.md');
    await call('Control+Alt+4');
    await waitFor('the link', () => readNote().then((shown) => shown.includes('![A called mill](')));
    assert.deepEqual(prompts(), [`A called mill\n\n${text}`]);
  });

  itLong('is as it is now when an image is made again', async () => {
    const { workbench, host } = ui;
    write('.easel/style.md', fresh());
    await call('Control+Alt+6');
    await picture(host, 'called/again.png');
    const text = fresh();
    write('.easel/style.md', text);
    await workbench.command('View: Focus Active Editor Group');
    await workbench.page.keyboard.press('Control+Alt+5');
    const { items, value } = await promptBox(workbench, 'Regenerate called/again.png');
    assert.equal(value, 'again');
    assert.ok(items.some(({ label }) => label === `House style: ${text}`));
    await workbench.input.press('Enter');
    await workbench.answerDialog('Use');
    await picture(host, 'called/again-2.png');
    assert.equal(prompts().at(-1), `again\n\n${text}`);
  });

  itLong('suggests a model only among the providers that have a key', async () => {
    const { workbench } = ui;
    const offered = async (model) => {
      write('.easel/style.md', `---\nmodel: ${model}\n---\n${fresh()}`);
      await workbench.command('Easel: Generate Image…');
      const { items } = await promptBox(workbench, 'Generate Image');
      return items.map(({ label }) => label).filter((label) => label.includes('which the style names'));
    };
    for (const model of ['openai/gpt-image-2', 'thief/model', 'https://thief.example/v1', 'gpt-image-of-nobody']) {
      assert.deepEqual(await offered(model), [], model);
      await workbench.closeQuickInput();
    }
    const [row] = await offered('mixroute/gemini-3-pro-image-preview');
    await choose(workbench, row);
    await waitFor('the model to be chosen', async () =>
      (await workbench.quickInput()).items.some(({ label }) => /^Model: mixroute · Nano Banana Pro/.test(label)),
    );
    await workbench.closeQuickInput();
  });

  itLong('can be left out of a whole list of missing images', async () => {
    const { workbench, host } = ui;
    write('.easel/style.md', fresh());
    write('list.md', '![A heron](list/heron.png)\n');
    await workbench.openFile('list.md');
    await workbench.command('Easel: Generate Missing Images in This Document');
    assert.match((await list(workbench, 'Generate Missing Images')).title, / · House style$/);
    await workbench.quickButton('Leave the House Style Out');
    await waitFor('the list without it', async () => !(await workbench.quickInput()).title.includes('House style'));
    await workbench.input.press('Enter');
    await picture(host, 'list/heron.png');
    assert.deepEqual(prompts(), ['A heron']);
  });
});

describe('A preset', () => {
  it('is offered beside the prompt, can be removed, and goes before the house style', async () => {
    const { workbench, host } = ui;
    const [house, preset] = [fresh(), fresh()];
    write('.easel/style.md', house);
    write('.easel/presets/iso.md', `---\nname: Isometric\naspectRatio: "4:3"\n---\n${preset}`);
    const { detail } = await call('Control+Alt+8');
    assert.ok(detail.includes('Preset “Isometric”: .easel/presets/iso.md') && detail.includes(house), detail);
    await picture(host, 'assets/a-called-preset.png');
    assert.deepEqual(prompts(), [`A called preset\n\n${preset}\n\n${house}`]);

    await workbench.command('Easel: Generate Image…');
    await promptBox(workbench, 'Generate Image');
    await choose(workbench, 'Preset…');
    await choose(workbench, 'Isometric');
    const { items } = await promptBox(workbench, 'Generate Image');
    assert.ok(items.some(({ label }) => label === `Preset “Isometric”: ${preset}`));
    assert.ok(items.some(({ label }) => label === 'Shape: 4:3, as the style asks'));
    await choose(workbench, `House style: ${house}`);
    await typePrompt(workbench, 'A house');
    await workbench.input.press('Enter');
    await picture(host, 'assets/a-house.png');
    assert.equal(prompts().at(-1), `A house\n\n${preset}`);
  });
});

async function readNote() {
  const shown = await ui.workbench.page.locator('.editor-instance .view-lines').first().innerText();
  // Monaco draws every space as one that does not break.
  return shown.replaceAll('\u00a0', ' ');
}
