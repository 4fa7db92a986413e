// What people do with Easel, and what they see of it, for the suites of test/ui.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { crc32, deflateSync } from 'node:zlib';
import { filesBelow } from '../../host/files.mjs';
import { waitFor } from '../../host/host.mjs';
import { inspect } from '../../services/images.mjs';
import { startMixroute } from '../../services/mixroute.mjs';
import { withWorkbench } from './workbench.mjs';

/** The key that the simulated mixroute accepts. */
export const goodKey = 'sk-ui-4f1d0c7a9be25386';

/**
 * As withWorkbench, with a simulated mixroute in this process that Easel's setting points to: `service` in what it
 * answers. With `key`, its key is set already.
 */
export function withMixroute({ prepare, ready, key, ...options } = {}) {
  const context = withWorkbench({
    ...options,
    prepare: async (host) => {
      context.service = await startMixroute({ keys: [goodKey] });
      await host.updateSettings({ 'easel.endpoints': { mixroute: context.service.url } });
      await prepare?.(host);
    },
    ready: async (workbench) => {
      if (key) {
        await setKey(workbench, key);
        await workbench.statusItem('mixroute accepted the key.');
        context.service.clear();
      }
      await ready?.(workbench);
    },
  });
  after(() => context.service?.close());
  return context;
}

/** Waits until what is looked at is just this; when it does not come to be, the error says how it differs. */
export async function becomes(look, expected, options) {
  let last;
  const isSo = async () => isDeepStrictEqual((last = await look()), expected);
  await waitFor('it to be as it should', isSo, options).catch((error) => {
    assert.deepEqual(last, expected);
    throw error;
  });
}

/**
 * Every file of the workspace, by its path in it. One that is being written, beside the one that has just got its name,
 * is none; that nothing of it stays is held by the tests of the writer.
 */
export function filesOf(host) {
  return filesBelow(host.workspace)
    .filter((file) => !/^\.easel-.*\.part$/.test(path.basename(file)))
    .map((file) => path.relative(host.workspace, file))
    .sort();
}

/** The picture in a file of the workspace; undefined while it is not there as a whole. */
export function pictureIn(host, name) {
  return existsSync(host.file(name)) ? inspect(readFileSync(host.file(name))) : undefined;
}

/** Waits until a file of the workspace is a whole picture, and answers it. */
export function picture(host, name, options) {
  return waitFor(`the image ${name}`, () => pictureIn(host, name), options);
}

/** Asserts which files were made since `before`, in any order. */
export function assertNewFiles(host, before, ...names) {
  assert.deepEqual(
    filesOf(host).filter((each) => !before.includes(each)),
    names.sort(),
  );
}

/** Waits for a list with this title, and until its rows are drawn; answers what it shows. */
export async function list(workbench, title) {
  await workbench.inputBox(title);
  return waitFor(`the rows of ${title}`, async () => {
    const shown = await workbench.quickInput();
    return shown.items.length > 0 && shown;
  });
}

/** Waits for Easel's prompt box; its title is part of what is waited for. */
export function promptBox(workbench, title) {
  return list(workbench, title);
}

/** Types into the prompt box and waits until it offers just that first. */
export async function typePrompt(workbench, text) {
  await workbench.input.fill(text);
  await waitFor(`"${text}" to be offered first`, async () => {
    const { items } = await workbench.quickInput();
    return items[0]?.focused && items[0].label === text;
  });
}

export async function answerPrompt(workbench, title, text) {
  await promptBox(workbench, title);
  await typePrompt(workbench, text);
  await workbench.input.press('Enter');
}

/** Generates from the palette; `command` may be another one that asks for a prompt. */
export async function generate(workbench, text, command = 'Generate Image…') {
  await workbench.command(`Easel: ${command}`);
  await answerPrompt(workbench, 'Generate Image', text);
}

/** Takes an item of the list that is open, whatever icon it has, and waits until the list has gone on. */
export async function choose(workbench, item) {
  await workbench.rows.filter({ hasText: item }).first().click({ noWaitAfter: true });
}

/** Runs Set API Key and types the key; answers what the box had to say. */
export async function setKey(workbench, key, provider = 'mixroute') {
  await openKeyBox(workbench, provider);
  return answerKeyBox(workbench, key, provider);
}

/** Runs Set API Key and takes a provider from the list, by its label. */
export async function openKeyBox(workbench, provider = 'mixroute') {
  await workbench.command('Easel: Set API Key…');
  await workbench.inputBox('Set API Key');
  await choose(workbench, provider);
  await workbench.inputBox(`API Key for ${provider}`);
}

export async function answerKeyBox(workbench, key, provider = 'mixroute') {
  await workbench.inputBox(`API Key for ${provider}`);
  const box = await workbench.quickInput();
  await workbench.input.fill(key);
  await workbench.input.press('Enter');
  return box;
}

/** The editor that has the keyboard, by its title. */
export async function activeTitle(workbench) {
  return (await workbench.tabs()).find((tab) => tab.active && tab.focused)?.title;
}

/** Waits until an editor is in front whose tab says the text, and answers the tab. */
export function shownInTab(workbench, text) {
  const { page } = workbench;
  return waitFor(`an editor of ${text}`, async () => {
    const shown = await page.locator('.tabs-container .tab.active', { hasText: text }).count();
    return (
      shown > 0 && (await workbench.tabs()).find((tab) => tab.active && tab.label.includes(text.split(' ').at(-1)))
    );
  });
}

/** Sizes of the pictures that VS Code's image previews have drawn, such as "640x480". */
export async function drawnPictures(workbench) {
  const sizes = await Promise.all(
    workbench.page
      .frames()
      .filter((frame) => frame.url().includes('fake.html'))
      .map((frame) =>
        frame.evaluate(() => {
          const image = document.querySelector('body.image.ready img');
          return image ? `${image.naturalWidth}x${image.naturalHeight}` : undefined;
        }),
      ),
  );
  return sizes.filter((size) => size !== undefined);
}

/** Notifications that stay on the screen once nothing is in progress any more. */
export async function messages(workbench) {
  return (await workbench.notifications()).map(({ message }) => message);
}

/** A PNG of noise, which no compression makes smaller: about three bytes a pixel. The same one each time. */
export function noisePng(width, height) {
  const rows = Buffer.alloc(height * (1 + width * 3));
  let state = 2463534242;
  for (let y = 0, at = 0; y < height; y += 1) {
    rows[at++] = 0;
    for (let x = 0; x < width * 3; x += 1) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      rows[at++] = state & 255;
    }
  }
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const chunks = [
    ['IHDR', header],
    ['IDAT', deflateSync(rows, { level: 0 })],
    ['IEND', Buffer.alloc(0)],
  ].map(([type, data]) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  });
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks]);
}
