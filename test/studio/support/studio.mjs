// A Studio to test: the built page in a headless browser, and a host that the test plays. In a file of suites:
//
//   const studio = withStudio({ prepare(host) { host.snapshot.cards = []; } });
//
//   it('makes an image', async () => {
//     await studio.prompt.fill('A boat');
//     await studio.page.keyboard.press('Control+Enter');
//     const { draft } = await studio.host.called('make');
//     assert.equal(draft.prompt, 'A boat');
//     await studio.host.finish('made-1');
//   });
//
// Each test gets a page of its own, opened before it; locators see through shadow roots. Afterwards nothing may have gone
// wrong: no call that the host would refuse, nothing that the content security policy stopped, no error in the console.
// What is wrong on purpose is taken out of `studio.host.problems` by the test.
//
//   studio.page        Playwright's page; studio.prompt the prompt box
//   studio.host        fakeHost.ts: on(name, handler), hold(name), calls(name), called(name), tell(event, data),
//                      card(id, change), finish(id), image(path), snapshot, gallery; throw new Failure(text) to refuse
//   studio.open()      a page anew, as if the panel were opened; { saved } is what it remembers
//   studio.reload()    the same page after the window was reloaded: what it remembers is kept, the host goes on
//   studio.saved()     what the page remembers
//   studio.theme(name) dark, light, highContrast, highContrastLight
//   studio.size(width) in CSS pixels; { zoom: 2 } for a window zoomed to 200 %
//   studio.go(route)   puts a view in front, as state.ts names them
//   studio.until(read, wanted) waits until the page is as it should be
//   studio.axe()       asserts that axe finds nothing
//   studio.said(text)  waits until the live region says the text
//   studio.shot(name)  keeps a picture in out/screenshots/studio
//   dropFiles, paste, dropUris: what comes from outside
import { AxeBuilder } from '@axe-core/playwright';
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, beforeEach } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { launchBrowser } from '../../host/browser.mjs';
import { FakeHost } from './parts.mjs';
import { PageServer } from './server.mjs';
import { dropFiles, dropUris, pasteFiles } from './transfer.mjs';

export { Failure, galleryItems, uriOf } from './parts.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const pictures = path.join(here, '../../../out/screenshots/studio');

/** What VS Code hands its webviews in each of its themes, by the keys of `themes` in test/host (scripts/themes.mjs). */
export const themes = JSON.parse(readFileSync(path.join(here, 'themes.json'), 'utf8'));

/** Levels and rules that axe holds the page to. */
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * To be called at the top of a file or in a `describe`. Options: `theme`, `width`, `height`, `language` and its `bundle`
 * of translations, `saved` (what the page remembers of before), `prepare(host)` before each page is opened.
 */
export function withStudio(options = {}) {
  const studio = new Studio(options);
  before(() => studio.start(), { timeout: 60_000 });
  beforeEach(() => studio.open());
  afterEach(async (test) => {
    if (!test.passed) await studio.shot(`failed ${test.name}`).catch(() => {});
    const { problems } = studio.host;
    await studio.leave();
    assert.deepEqual(problems, []);
  });
  after(() => studio.stop());
  return studio;
}

class Studio {
  #options;
  #browser;
  #server;
  #context;
  #theme;
  #remembered;

  constructor({ theme = 'dark', width = 720, height = 900, language = 'en', bundle = {}, ...others }) {
    this.#options = { width, height, language, bundle, ...others };
    this.#theme = theme;
    this.page = undefined;
    this.host = undefined;
  }

  async start() {
    this.#server = await PageServer.start();
    this.#server.language = this.#options.language;
    this.#server.bundle = this.#options.bundle;
    this.#browser = await launchBrowser();
  }

  async stop() {
    await this.#browser?.close();
    await this.#server?.close();
  }

  async leave() {
    await this.#context?.close();
  }

  get prompt() {
    return this.page.getByRole('textbox', { name: 'Prompt', exact: true });
  }

  /** @param options `saved`, `prepare(host)`, `width`, `height`, `zoom`: over those of the suite. */
  async open(options = {}) {
    const { saved, prepare, width, height, zoom = 1 } = { ...this.#options, ...options };
    await this.leave();
    this.host = new FakeHost(this.#server);
    await prepare?.(this.host);
    this.#remembered = saved;
    this.#context = await this.#browser.newContext({
      viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
      deviceScaleFactor: zoom,
      reducedMotion: 'reduce',
    });
    await this.#context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await this.#context.newPage();
    this.page = page;
    page.setDefaultTimeout(15_000);
    const { host } = this;
    page.on('pageerror', (error) => host.problems.push(`An error in the page: ${error.stack ?? error}`));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()))
        host.problems.push(`In the console: ${message.text()} ${message.location().url}`);
    });
    await page.exposeBinding('easelPost', (_, message) => void host.receive(message));
    host.connect(async (message) => {
      if (!page.isClosed()) await page.evaluate(deliver, message).catch(() => {});
    });
    await this.#load();
  }

  async reload() {
    this.#remembered = await this.saved();
    await this.#load();
  }

  async #load() {
    const { page } = this;
    await page.addInitScript(playVsCode, { saved: this.#remembered, theme: themes[this.#theme] });
    await page.goto(this.#server.origin);
    await page.locator('easel-studio main').waitFor({ state: 'attached' });
    await this.host.called('ready');
  }

  /** What the page remembers by `setState`. */
  async saved() {
    return this.page.evaluate(() => window.easelRemembered);
  }

  async theme(name) {
    assert.ok(themes[name], `no theme ${name}`);
    this.#theme = name;
    await this.page.evaluate((theme) => window.easelTheme(theme), themes[name]);
  }

  async size(width, height = this.#options.height) {
    await this.page.setViewportSize({ width, height });
  }

  /** Puts a view in front, and waits until nothing is being drawn any more. */
  async go(route) {
    await this.page.evaluate((to) => document.querySelector('easel-studio').store.go(to), route);
    await this.settled();
  }

  /** All images that are in view have come or have failed, and two frames have been drawn. */
  async settled() {
    await this.page.waitForLoadState('networkidle');
    await this.page.evaluate(drawn);
  }

  /** Waits until what is read is as it should be: the page draws a moment after each key. */
  async until(read, wanted = true) {
    const end = Date.now() + 15_000;
    for (;;) {
      const got = await read();
      if (isDeepStrictEqual(got, wanted)) return;
      if (Date.now() > end) assert.deepEqual(got, wanted);
      await this.page.evaluate(() => new Promise(requestAnimationFrame));
    }
  }

  async axe() {
    assert.deepEqual(await this.violations(), []);
  }

  /** What axe finds, one text for each. @param rules Only these, by their ids. */
  async violations(rules) {
    const builder = new AxeBuilder({ page: this.page }).setLegacyMode(true);
    // What is preloaded goes into a style element, which the policy stops; no rule that holds here needs it.
    const options = { preload: false, runOnly: rules ?? standards };
    const { violations } = await builder.options(options).analyze();
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} (${help}): ${target.flat().join(' ')}\n${failureSummary}`),
    );
  }

  /** Nothing is wider than the page. */
  async assertFits() {
    const { wide, wanted } = await this.page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return { wide: clientWidth, wanted: scrollWidth };
    });
    assert.ok(wanted <= wide, `The page is ${wide} px wide and its content ${wanted} px.`);
  }

  /** Waits until a live region says the text. */
  async said(text) {
    await this.page
      .locator('[aria-live], [role=status], [role=alert], [role=log]')
      .filter({ hasText: text })
      .first()
      .waitFor({ state: 'attached' });
  }

  async shot(name) {
    mkdirSync(pictures, { recursive: true });
    const file = `${name.replace(/[^\p{L}\p{N}.-]+/gu, ' ').trim()}.png`;
    await this.page.screenshot({ path: path.join(pictures, file) });
  }

  /** Drops files `[{ name, type, bytes }]` on an element. */
  dropFiles(locator, files) {
    return dropFiles(locator, files);
  }

  /** Drops addresses as VS Code's Explorer does when Shift is held. */
  dropUris(locator, uris) {
    return dropUris(locator, uris);
  }

  /** Pastes files, or `texts` by their types, into an element. */
  paste(locator, files, texts) {
    return pasteFiles(locator, files, texts);
  }
}

/** Runs in the page, before its own code: what VS Code gives a webview. */
function playVsCode({ saved, theme }) {
  window.easelRemembered = saved;
  window.acquireVsCodeApi = () => {
    delete window.acquireVsCodeApi;
    return {
      postMessage: (message, transfer) => window.easelPost(structuredClone(message, { transfer: transfer ?? [] })),
      getState: () => structuredClone(window.easelRemembered),
      setState: (state) => {
        // VS Code keeps it as JSON.
        window.easelRemembered = JSON.parse(JSON.stringify(state));
        return state;
      },
    };
  };
  window.easelTheme = ({ classes, kind, id, variables }) => {
    const { style } = document.documentElement;
    for (const name of [...style]) style.removeProperty(name);
    for (const [name, value] of Object.entries(variables)) style.setProperty(name, value);
    document.body.classList.remove(...[...document.body.classList].filter((each) => each.startsWith('vscode-')));
    document.body.classList.add(...classes, 'vscode-reduce-motion');
    document.body.dataset.vscodeThemeKind = kind;
    document.body.dataset.vscodeThemeId = id;
  };
  // VS Code prevents what the browser would do with a drop, in every webview, before the page hears of it.
  for (const name of ['dragover', 'drop']) window.addEventListener(name, (event) => event.preventDefault());
  // As VS Code's own style sheet for webviews does: under whatever the page's own says.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`@layer vscode-default {
    html { scrollbar-color: var(--vscode-scrollbarSlider-background) var(--vscode-editor-background); }
    body {
      margin: 0;
      padding: 0 20px;
      overscroll-behavior-x: none;
      background-color: transparent;
      color: var(--vscode-editor-foreground);
      font-family: var(--vscode-font-family);
      font-size: var(--vscode-font-size);
      font-weight: var(--vscode-font-weight);
    }
    img, video { max-width: 100%; max-height: 100%; }
  }
  html { background-color: var(--vscode-editor-background); }`);
  document.addEventListener('DOMContentLoaded', () => window.easelTheme(theme));
  document.adoptedStyleSheets.push(sheet);
}

/** Runs in the page: until all images that it asks for have come or have failed, and two frames have been drawn. */
async function drawn() {
  const frame = () => new Promise(requestAnimationFrame);
  const elementsIn = (root) =>
    [...root.querySelectorAll('*')].flatMap((each) => [each, ...(each.shadowRoot ? elementsIn(each.shadowRoot) : [])]);
  const isThere = (each) => !(each instanceof window.HTMLImageElement) || each.complete || each.loading === 'lazy';
  while (!elementsIn(document).every(isThere)) await frame();
  await frame();
  await frame();
}

/** Runs in the page: one message of the host. */
function deliver(message) {
  window.dispatchEvent(new MessageEvent('message', { data: structuredClone(message), origin: window.origin }));
}
