// npm start -- --check: does Easel's main job the way a person would, and looks at what came of it.
import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { launchBrowser, Workbench } from '../../test/host/browser.mjs';
import { VsCodeHost, waitFor } from '../../test/host/host.mjs';
import { readPng } from './png.mjs';
import { inRoot, seconds } from './run.mjs';

const shots = inRoot('out/check');

/** Every file of the workspace, by its path in it. */
function filesOf(host) {
  return readdirSync(host.workspace, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(host.workspace, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** Waits for exactly one new PNG, checks it and its name, and answers its path and size in pixels. */
async function newPng(host, before, name) {
  const file = await waitFor(
    `a new image whose name matches ${name}`,
    () => {
      const found = filesOf(host).filter((each) => !before.includes(each));
      return found.length === 1 && found[0].endsWith('.png') && readPng(readFileSync(host.file(found[0]))) && found[0];
    },
    { timeout: 60_000 },
  );
  if (!name.test(file)) throw new Error(`The new image is ${file}, and should match ${name}.`);
  return { file, ...readPng(readFileSync(host.file(file))) };
}

/** Waits until an editor is named after the image, and `pictures` of its size in pixels are drawn in image previews. */
async function shown(workbench, { file, width, height }, pictures) {
  const title = path.basename(file);
  await waitFor(`${title} to be open in an editor`, async () =>
    (await workbench.tabs()).some((tab) => tab.label.includes(title)),
  );
  const size = `${width} x ${height}`;
  await waitFor(`${pictures} pictures of ${size}`, async () => {
    const sizes = await Promise.all(workbench.page.frames().map(pictureSize));
    return sizes.filter((each) => each === size).length >= pictures;
  });
}

/** Size of the picture that VS Code's image preview shows in this frame; undefined in any other frame. */
async function pictureSize(frame) {
  if (!frame.url().includes('fake.html')) return undefined;
  return frame.evaluate(() => {
    const image = document.querySelector('body.image.ready img');
    return image ? `${image.naturalWidth} x ${image.naturalHeight}` : undefined;
  });
}

/** Types into Easel's prompt box and presses Enter once it has taken the text up. */
async function answerPrompt(workbench, text, screenshot) {
  await workbench.inputBox();
  await workbench.input.fill(text);
  await waitFor('the prompt box to offer it', async () =>
    (await workbench.quickInput()).items.some((item) => item.focused),
  );
  await workbench.screenshot(path.join(shots, screenshot));
  await workbench.input.press('Enter');
}

async function generate(host, workbench) {
  const before = filesOf(host);
  await workbench.command('Easel: Generate Image…');
  await answerPrompt(workbench, 'A red fox reading a newspaper', '2-prompt.png');
  const image = await newPng(host, before, /^assets\/[^/]*fox[^/]*\.png$/);
  await shown(workbench, image, 1);
  await workbench.screenshot(path.join(shots, '3-generated.png'));
  return image;
}

async function edit(host, workbench, original) {
  const before = filesOf(host);
  const bytes = readFileSync(host.file(original));
  await workbench.explorerMenu(original);
  await workbench.screenshot(path.join(shots, '4-menu.png'));
  await workbench.menu('Edit Image…');
  await answerPrompt(workbench, 'in the snow', '5-instruction.png');
  const image = await newPng(host, before, /^assets\/[^/]*harbour[^/]*snow[^/]*\.png$/);
  if (!readFileSync(host.file(original)).equals(bytes)) throw new Error(`${original} was changed.`);
  await shown(workbench, image, 2); // beside the original
  await workbench.screenshot(path.join(shots, '6-edited.png'));
  return image;
}

/** Throws what went wrong, with a screenshot of it in out/check/failure.png. */
export async function check(vsix) {
  const started = Date.now();
  rmSync(shots, { recursive: true, force: true });
  mkdirSync(shots, { recursive: true });
  const host = await VsCodeHost.create({ vsix: [vsix], fixture: inRoot('sample'), workspaceName: 'sample' });
  let browser;
  let workbench;
  try {
    await host.start();
    browser = await launchBrowser();
    workbench = await Workbench.open(browser, host, { file: 'docs/index.md' });
    await workbench.screenshot(path.join(shots, '1-workbench.png'));
    const images = [await generate(host, workbench), await edit(host, workbench, 'docs/images/harbour.png')];
    if (workbench.outside.length > 0) throw new Error(`The network was asked for ${workbench.outside.join(', ')}.`);
    console.log(`\nGenerated and edited in VS Code ${host.paths.about.vscode} (${seconds(started)}):`);
    for (const { file, width, height } of images) console.log(`  ${file}  ${width} x ${height}`);
    console.log(
      `Screenshots: ${readdirSync(shots)
        .map((name) => `\n  out/check/${name}`)
        .join('')}`,
    );
  } catch (error) {
    await workbench?.screenshot(path.join(shots, 'failure.png')).catch(() => {});
    const notes = await workbench?.notifications().catch(() => []);
    const said = notes?.map(({ severity, message }) => `\n  ${severity}: ${message}`).join('') ?? '';
    throw new Error(`${error.message}${said && `\nVS Code says:${said}`}\nSee out/check/failure.png.`, {
      cause: error,
    });
  } finally {
    await browser?.close();
    await host.dispose();
  }
}
