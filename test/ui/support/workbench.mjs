// What the suites of test/ui share: a VS Code with the packed extension in it, and a workbench to use it by.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launchBrowser, Workbench } from '../../host/browser.mjs';
import { VsCodeHost } from '../../host/host.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** The packed extension: scripts/ui.mjs says where it is. */
function vsixPath() {
  if (!process.env.EASEL_VSIX) throw new Error('EASEL_VSIX is not set: run the suites by "npm run test:ui".');
  return process.env.EASEL_VSIX;
}

function screenshotPath(name) {
  const dir = path.join(root, 'out/screenshots');
  mkdirSync(dir, { recursive: true });
  return path.join(dir, `${name.replace(/[^\p{L}\p{N}.-]+/gu, ' ').trim()}.png`);
}

/**
 * To be called in a `describe`: gives its tests one VS Code and one window. What it answers has `host`, `browser` and
 * `workbench` once the tests run; a test that fails leaves a picture in out/screenshots.
 *
 * Options are those of VsCodeHost (`fixture`: the sample workspace unless given, `settings`, `theme`, `restricted`,
 * `env`), of Workbench (`viewport`, `language`), `address` (see VsCodeHost.address), `open` (a file to have open),
 * `prepare(host)`, called before the server starts, and `ready(workbench)`, called when the window is there.
 */
export function withWorkbench({ address, open, prepare, ready, viewport, language, ...options } = {}) {
  const context = {
    host: undefined,
    browser: undefined,
    workbench: undefined,

    /** Keeps a picture of the window as it is, out/screenshots/<name>.png. */
    screenshot: (name) => context.workbench.screenshot(screenshotPath(name)),

    /** Another window on the same server, with storage of its own as in another browser. */
    async openWindow(other = {}) {
      return Workbench.open(context.browser, context.host, { viewport, language, ...other });
    },
  };

  before(
    async () => {
      context.host = await VsCodeHost.create({ fixture: path.join(root, 'sample'), ...options, vsix: [vsixPath()] });
      await prepare?.(context.host);
      await context.host.start();
      context.browser = await launchBrowser();
      context.workbench = await context.openWindow({ address, file: open });
      await ready?.(context.workbench);
    },
    { timeout: 120_000 },
  );

  afterEach(async (test) => {
    if (!test.passed) await context.workbench?.screenshot(screenshotPath(`failed ${test.name}`)).catch(() => {});
  });

  after(async () => {
    await context.browser?.close();
    await context.host?.dispose();
  });

  return context;
}
