// What people do with Easel, and what they see of it, for the suites of test/ui.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { waitFor } from '../../host/host.mjs';
import { inspect } from '../../services/images.mjs';

/** Every file of the workspace, by its path in it. */
export function filesOf(host) {
  return readdirSync(host.workspace, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(host.workspace, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** The picture in a file of the workspace; undefined while it is not there as a whole. */
export function pictureIn(host, name) {
  return existsSync(host.file(name)) ? inspect(readFileSync(host.file(name))) : undefined;
}

/** Waits until a file of the workspace is a whole picture, and answers it. */
export function picture(host, name, options = { timeout: 20_000 }) {
  return waitFor(`the image ${name}`, () => pictureIn(host, name), options);
}

/** Asserts which files were made since `before`, in any order. */
export function assertNewFiles(host, before, ...names) {
  assert.deepEqual(
    filesOf(host).filter((each) => !before.includes(each)),
    names.sort(),
  );
}

/** Waits for Easel's prompt box; its title is part of what is waited for. */
export async function promptBox(workbench, title) {
  await workbench.inputBox(title);
  return workbench.quickInput();
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
export async function setKey(workbench, key) {
  await workbench.command('Easel: Set API Key…');
  return answerKeyBox(workbench, key);
}

export async function answerKeyBox(workbench, key) {
  await workbench.inputBox('API Key for mixroute');
  const box = await workbench.quickInput();
  await workbench.input.fill(key);
  await workbench.input.press('Enter');
  return box;
}

/** The editor that has the keyboard, by its title. */
export async function activeTitle(workbench) {
  return (await workbench.tabs()).find((tab) => tab.active && tab.focused)?.title;
}

/** Waits until a picture is shown in an editor whose tab's label holds the text. */
export function shownInTab(workbench, text) {
  return waitFor(`an editor of ${text}`, async () =>
    (await workbench.tabs()).find((tab) => tab.active && tab.label.includes(text)),
  );
}

/** Notifications that stay on the screen once nothing is in progress any more. */
export async function messages(workbench) {
  return (await workbench.notifications()).map(({ message }) => message);
}
