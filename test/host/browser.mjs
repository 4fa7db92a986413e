// Drives the VS Code workbench in headless Chromium, the way a person would: by keys, clicks and what is on the screen.
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { chromiumPath } from './chromium.mjs';
import { themes, waitFor } from './host.mjs';

const flags = [
  '--no-sandbox', // Chromium will not start as root otherwise
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  // Names outside this machine do not resolve: what would ask for them fails at once. (A Playwright
  // route would do it too, but routing turns the HTTP cache off and slows every load.)
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

export async function launchBrowser({ headless = true } = {}) {
  const executablePath = chromiumPath();
  if (!executablePath) throw new Error('No Chromium: "apt-get install -y chromium", or set CHROMIUM_PATH.');
  return chromium.launch({ executablePath, headless, args: flags, handleSIGINT: false, handleSIGTERM: false });
}

/**
 * Requests that do not leave the machine. Those to vscode-resource.vscode-cdn.net are a webview's
 * own files (asWebviewUri), which VS Code's service worker answers.
 */
const local = (url) =>
  /^(blob|data|about|chrome|chrome-error|devtools):/.test(url) ||
  /^(https?|wss?):\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/.test(url) ||
  /^https:\/\/[\w+.-]+\.vscode-resource\.vscode-cdn\.net\//.test(url);

export class Workbench {
  /**
   * A page with nothing opened in it yet. `language` ("zh-cn", "zh-tw") is what the extension gets as
   * `vscode.env.language`, with its own translations; the words of VS Code itself stay English, since there is no
   * language pack on npm.
   */
  static async create(browser, { viewport = { width: 1280, height: 800 }, language } = {}) {
    const context = await browser.newContext({ viewport, colorScheme: 'light', reducedMotion: 'reduce' });
    if (language) {
      await context.addInitScript((value) => {
        window._VSCODE_NLS_LANGUAGE = value;
      }, language);
    }
    const outside = []; // addresses outside this machine that the pages asked for
    context.on('request', (request) => {
      if (!local(request.url())) outside.push(request.url());
    });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await context.newPage();
    const workbench = new Workbench(context, page);
    workbench.outside = outside;
    page.on('console', (message) => workbench.console.push({ type: message.type(), text: message.text() }));
    page.on('pageerror', (error) => workbench.console.push({ type: 'pageerror', text: String(error) }));
    return workbench;
  }

  /** A window on a host; `address` as for VsCodeHost.address, `file` of the workspace is open and has the keyboard. */
  static async open(browser, host, { address = {}, file, ...options } = {}) {
    const workbench = await Workbench.create(browser, options);
    workbench.host = host;
    const payload = [...(address.payload ?? [])];
    if (file) payload.push(['openFile', host.remoteUri(host.file(file))]);
    await workbench.goto(host.address({ ...address, payload }), { explorer: address.folder !== null });
    if (file) await workbench.opened(file);
    return workbench;
  }

  constructor(context, page) {
    this.context = context;
    this.page = page;
    this.host = undefined;
    this.console = [];
    this.input = page.locator('.quick-input-widget:visible .quick-input-box input');
    this.rows = page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row');
  }

  async goto(url, { explorer = true } = {}) {
    await this.page.goto(url, { waitUntil: 'domcontentloaded' });
    await this.ready({ explorer });
  }

  /** The workbench is drawn and its explorer shows the folder. The extension host may still be starting. */
  async ready({ timeout = 60_000, explorer = true } = {}) {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout });
    if (explorer) await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout });
  }

  async closeQuickInput() {
    for (let i = 0; i < 3 && (await this.input.count()); i += 1) {
      // Into the box itself: in an editor, when the box has just gone, it would undo what is selected there.
      await this.input.press('Escape', { timeout: 1000 }).catch(() => {});
      await this.input.waitFor({ state: 'hidden', timeout: 1000 }).catch(() => {});
    }
  }

  /** Opens the palette, whatever had the focus, and types into it. */
  async palette(text) {
    let tries = 0;
    await waitFor(
      'the command palette',
      async () => {
        await this.closeQuickInput();
        // A menu or a widget that was left open may swallow the key: close it, but not at the first try, and not in an
        // editor, which swallows nothing and would lose its selection.
        if ((tries += 1) > 1 && (await this.focusedPart()) !== 'editor') await this.page.keyboard.press('Escape');
        await this.page.keyboard.press('F1');
        await this.input.waitFor({ timeout: 1500 });
        // What opens late closes the palette, also between its opening and this.
        await this.input.fill(`>${text}`, { timeout: 1500 });
        return true;
      },
      { timeout: 30_000 },
    );
  }

  /**
   * Runs a command by its full name in the palette, such as "Easel: Generate Image…".
   * Looks again until the command is there, as contributed ones come some time after the workbench, and until the
   * palette stays; but Enter is pressed only once, as a second press might run it twice.
   */
  async command(name, { timeout = 45_000 } = {}) {
    await waitFor(
      `the command "${name}"`,
      async () => {
        await this.palette(name);
        const row = this.rows.first();
        await waitFor('its row', async () => (await this.label(row)) === name && this.isFocused(row), {
          timeout: 2500,
        });
        // Into the palette's own box: when an editor that opens late has closed it, nothing is pressed.
        await this.input.press('Enter', { timeout: 2000 });
        return true;
      },
      { timeout, interval: 300 },
    );
    // Gone, or already showing the command's own quick pick or input box.
    await waitFor(
      'the palette to close',
      async () => !(await this.input.count()) || !(await this.input.inputValue({ timeout: 500 })).startsWith('>'),
    );
  }

  async isFocused(row) {
    return row.evaluate((node) => node.classList.contains('focused'), undefined, { timeout: 1000 });
  }

  /** A row's own label, without its description and key binding. */
  async label(row) {
    return (
      await row.locator('.quick-input-list-row .monaco-icon-label .label-name').first().textContent({ timeout: 1000 })
    )?.trim();
  }

  /** Waits for a quick pick that has this item and takes it. */
  async pick(item, { timeout = 15_000 } = {}) {
    const row = this.rows.filter({
      has: this.page.locator('.label-name', { hasText: exactly(item) }),
    });
    await row.first().click({ timeout, noWaitAfter: true });
  }

  /** Waits for an input box (its prompt may be given, so as not to take another one), fills it, presses Enter. */
  async fillInput(text, { prompt, timeout = 15_000 } = {}) {
    await this.inputBox(prompt, timeout);
    await this.input.fill(text);
    await this.input.press('Enter');
  }

  async inputBox(prompt, timeout = 15_000) {
    const widget = this.page.locator('.quick-input-widget:visible');
    await (prompt ? widget.filter({ hasText: prompt }) : widget).waitFor({ timeout });
    return this.input;
  }

  /** What the quick input says under its box: the prompt, or why the text is not valid. */
  async inputMessage() {
    return (await this.page.locator('.quick-input-widget:visible .quick-input-message').textContent())?.trim();
  }

  /** What the quick input shows. Rows that do not fit its height are not drawn, and so not listed. */
  async quickInput() {
    return this.page.locator('.quick-input-widget:visible').evaluate((widget) => {
      const text = (root, selector) => root.querySelector(selector)?.textContent.trim() ?? '';
      const labels = (root, selector) =>
        [...root.querySelectorAll(selector)].map((each) => each.getAttribute('aria-label'));
      // A row that was another one before may hold that one's separator, out of sight.
      const separator = (row) =>
        row.querySelector('.quick-input-list-separator')?.checkVisibility()
          ? text(row, '.quick-input-list-separator')
          : '';
      const input = widget.querySelector('.quick-input-box input');
      return {
        title: text(widget, '.quick-input-title'),
        value: input.value,
        placeholder: input.placeholder,
        password: input.type === 'password',
        message: text(widget, '.quick-input-message'),
        buttons: labels(widget, '.quick-input-titlebar .action-label'),
        items: [...widget.querySelectorAll('.quick-input-list .monaco-list-row')].map((row) => ({
          label: text(row, '.quick-input-list-row .label-name'),
          description: text(row, '.label-description'),
          detail: text(row, '.quick-input-list-label-meta'),
          separator: separator(row),
          buttons: labels(row, '.quick-input-list-entry-action-bar .action-label'),
          focused: row.classList.contains('focused'),
        })),
      };
    });
  }

  /** Clicks a button in the title of the quick input. */
  async quickButton(label) {
    await this.page
      .locator('.quick-input-widget:visible .quick-input-titlebar .action-label[aria-label]')
      .and(this.page.getByLabel(label, { exact: true }))
      .click({ noWaitAfter: true });
  }

  /** Clicks a button of a row of the quick input. */
  async rowButton(item, label, { timeout = 15_000 } = {}) {
    const row = this.rows.filter({ has: this.page.locator('.label-name', { hasText: exactly(item) }) }).first();
    await row.hover({ timeout });
    await row
      .locator('.quick-input-list-entry-action-bar')
      .getByLabel(label, { exact: true })
      .click({ noWaitAfter: true });
  }

  /** The row of a file or folder in the explorer, by its path in the workspace folder, such as "docs/index.md". */
  explorerItem(name) {
    const label = this.host ? `="${this.host.file(name)}"` : `$="/${name}"`;
    return this.page.locator(`.explorer-folders-view .monaco-list-row:has(.explorer-item[aria-label${label}])`);
  }

  /** Opens the folders above a path in the explorer, and answers its row. */
  async reveal(name) {
    const parts = name.split('/');
    for (let i = 1; i <= parts.length; i += 1) {
      const row = this.explorerItem(parts.slice(0, i).join('/')).first();
      await row.waitFor({ timeout: 15_000 });
      if (i === parts.length) return row;
      await waitFor(`${name} to unfold`, async () => {
        if ((await row.getAttribute('aria-expanded')) === 'true') return true;
        await row.locator('.monaco-tl-twistie').click();
        return false;
      });
    }
    return undefined;
  }

  /** Selects files in the explorer, in this order. */
  async select(...names) {
    const isSelected = async (name) => (await (await this.reveal(name)).getAttribute('aria-selected')) === 'true';
    // Again when it did not hold: the click opens the first file, and the explorer then selects what is open.
    await waitFor(`${names.join(', ')} to be selected`, async () => {
      for (const [i, name] of names.entries()) {
        await (await this.reveal(name)).click({ modifiers: i === 0 ? [] : ['ControlOrMeta'] });
        const title = name.split('/').at(-1);
        if (i === 0)
          await waitFor(`${name} to open`, async () => (await this.tabs()).some((tab) => tab.title === title));
        await waitFor(`${name} to be selected`, () => isSelected(name), { timeout: 3000 });
      }
      return (await Promise.all(names.map(isSelected))).every(Boolean);
    });
  }

  /** Opens a file from the explorer, to stay. */
  async openFile(name) {
    await (await this.reveal(name)).dblclick();
    await this.opened(name);
  }

  /** Waits until an editor of this file is the active one, and has the keyboard. */
  async opened(name) {
    const title = name.split('/').at(-1);
    await waitFor(`the editor of ${name}`, async () => {
      const found = (await this.tabs()).some((tab) => tab.active && tab.focused && tab.title === title);
      return found && ['editor', 'webview'].includes(await this.focusedPart());
    });
  }

  /** The open editors, group by group. `preview` ones are shown in italics; `active` is one in every group. */
  async tabs() {
    return this.page.locator('.part.editor .editor-group-container').evaluateAll((groups) =>
      groups.flatMap((container, group) =>
        [...container.querySelectorAll('.tabs-container .tab')].map((tab) => ({
          group,
          title: tab.dataset.resourceName ?? '',
          label: tab.getAttribute('aria-label') ?? '',
          active: tab.classList.contains('active'),
          dirty: tab.classList.contains('dirty'),
          preview: Boolean(tab.querySelector('.monaco-icon-label.italic')),
          focused: container.classList.contains('active'),
        })),
      ),
    );
  }

  /** What has the keyboard: "editor", "sidebar", "panel", …, or "webview", which may be in any of them. */
  async focusedPart() {
    return this.page.evaluate(() => {
      const { activeElement } = document;
      if (activeElement?.matches('iframe.webview')) return 'webview';
      return activeElement?.closest('.part')?.id.replace('workbench.parts.', '');
    });
  }

  /** The items of the menu that is open, in order. */
  async menuItems() {
    const labels = this.page.locator(
      '.monaco-menu-container .monaco-menu .action-item:not(.disabled) .action-label[aria-label]',
    );
    return (await labels.allTextContents()).map((text) => text.trim()).filter(Boolean);
  }

  /**
   * Opens the context menu of files in the explorer (several are selected first, in this order); tries again if the
   * menu went away at once.
   */
  async explorerMenu(...names) {
    if (names.length > 1) await this.select(...names);
    const item = await this.reveal(names.at(-1));
    await waitFor(`the context menu of ${names.join(', ')}`, async () => {
      await item.click({ button: 'right', timeout: 3000 });
      await this.page.locator('.monaco-menu-container .monaco-menu').waitFor({ timeout: 3000 });
      return true;
    });
    await sleep(300); // it fades in
  }

  async menu(item, { timeout = 10_000 } = {}) {
    const label = this.page.locator('.monaco-menu-container .monaco-menu .action-label', {
      hasText: exactly(item),
    });
    await label.waitFor({ timeout });
    await label.hover();
    await label.click();
  }

  /** Opens the code actions at the cursor, waits until one has this title, and answers the titles of all. */
  async codeActions(title, { timeout = 30_000 } = {}) {
    const rows = this.page.locator('.action-widget .monaco-list-row.action');
    await waitFor(
      `the code action "${title}"`,
      async () => {
        await this.page.keyboard.press('Escape');
        await this.page.keyboard.press('Control+.');
        await rows.filter({ hasText: title }).first().waitFor({ timeout: 2500 });
        return true;
      },
      { timeout },
    );
    return (await rows.allTextContents()).map((text) => text.trim());
  }

  /**
   * Chooses a code action at the cursor. By keyboard, since in older versions a transparent block
   * lies over the list while it is open.
   */
  async codeAction(title, options) {
    await this.codeActions(title, options);
    const row = this.page.locator('.action-widget .monaco-list-row.action', { hasText: title }).first();
    for (let i = 0; i < 50 && !(await this.isFocused(row)); i += 1) {
      await this.page.keyboard.press('ArrowDown');
      await sleep(50);
    }
    await this.page.keyboard.press('Enter');
    await row.waitFor({ state: 'detached' });
  }

  /** The frame of a webview's own document: the one, of those shown, in which the selector is found. */
  async webview(selector, { timeout = 30_000 } = {}) {
    return waitFor(
      `a webview with ${selector}`,
      async () => {
        for (const frame of this.page.frames()) {
          if (!/fake\.html/.test(frame.url())) continue;
          if (await frame.locator(selector).count()) return frame;
        }
        return undefined;
      },
      { timeout },
    );
  }

  /** Waits for a notification toast and answers its text. */
  async toast(text, { timeout = 15_000 } = {}) {
    return (await this.notification(text, { timeout })).message;
  }

  #notificationRow(text) {
    const message = this.page.locator('.notification-list-item-message', { hasText: text });
    return this.page
      .locator(
        '.notifications-toasts.visible .notification-list-item, .notifications-center.visible .notification-list-item',
      )
      .filter({ has: message })
      .first();
  }

  /** Waits for a notification whose message holds the text, as a toast or in the notification centre. */
  async notification(text, { timeout = 15_000 } = {}) {
    const row = this.#notificationRow(text);
    await row.waitFor({ timeout });
    return row.evaluate(describeNotification);
  }

  /** Every notification on the screen. */
  async notifications() {
    const rows = await this.page.locator('.notification-list-item:visible').all();
    // One may go away between being found and being asked.
    const found = rows.map((row) => row.evaluate(describeNotification, undefined, { timeout: 500 }).catch(() => {}));
    return (await Promise.all(found)).filter((each) => each !== undefined);
  }

  /** Waits for a notification and presses one of its buttons (Cancel, for progress that can be cancelled). */
  async pressInNotification(text, button, { timeout = 15_000 } = {}) {
    const row = this.#notificationRow(text);
    const wanted = row.locator('.notification-list-item-buttons-container .monaco-button', {
      hasText: exactly(button),
    });
    await waitFor(
      `the button "${button}" of "${text}"`,
      async () => {
        await row.waitFor({ timeout: 2000 });
        if (await wanted.isVisible()) return true;
        await row.hover();
        await row.locator('.codicon-notifications-expand').click({ timeout: 1000 });
        return false;
      },
      { timeout },
    );
    await wanted.click({ noWaitAfter: true });
  }

  async clearToasts() {
    await this.command('Notifications: Clear All Notifications');
  }

  /** The items of the status bar, from left to right: their text without icons, and what a screen reader hears. */
  async statusItems() {
    return this.page.locator('.part.statusbar .statusbar-item:visible').evaluateAll((items) =>
      items
        .map((item) => ({
          id: item.id,
          text: item.textContent.trim(),
          label: item.getAttribute('aria-label') ?? '',
          x: item.getBoundingClientRect().x,
        }))
        .sort((a, b) => a.x - b.x)
        .map(({ id, text, label }) => ({ id, text, label })),
    );
  }

  /** Waits for an item of the status bar that holds the text. */
  async statusItem(text, { timeout = 15_000 } = {}) {
    return waitFor(
      `"${text}" in the status bar`,
      async () => (await this.statusItems()).find((item) => item.text.includes(text) || item.label.includes(text)),
      { timeout },
    );
  }

  /** Waits for a modal dialog: its message, detail and buttons, as they are drawn. */
  async dialog({ timeout = 15_000 } = {}) {
    const box = this.page.locator('.monaco-dialog-box');
    await box.waitFor({ timeout });
    return box.evaluate((node) => ({
      message: node.querySelector('.dialog-message-text')?.innerText.trim() ?? '',
      detail: node.querySelector('.dialog-message-detail')?.innerText.trim() ?? '',
      buttons: [...node.querySelectorAll('.dialog-buttons .monaco-button')]
        .map((button) => button.innerText.trim())
        .filter(Boolean),
    }));
  }

  /** Presses a button of the modal dialog and waits until it is gone. */
  async answerDialog(button, options) {
    await this.dialog(options);
    const box = this.page.locator('.monaco-dialog-box');
    await box.locator('.dialog-buttons .monaco-button', { hasText: exactly(button) }).click({ noWaitAfter: true });
    await box.waitFor({ state: 'detached' });
  }

  /** Developer: Reload Window, waited for until the new workbench is drawn. */
  async reload() {
    const loaded = this.page.waitForEvent('domcontentloaded', { timeout: 60_000 });
    await this.command('Developer: Reload Window');
    await loaded;
    await this.ready();
  }

  /** Changes some of the user's settings, and reloads the window so that they hold. */
  async applySettings(changes) {
    await this.host.updateSettings(changes);
    await this.reload();
  }

  /** Reloads the window in another colour theme, a key of `themes`. */
  async setTheme(name) {
    const kind = { light: 'vs', dark: 'vs-dark', highContrast: 'hc-black', highContrastLight: 'hc-light' }[name];
    // Again when it did not take: a window that is still starting may read the file just before it is written.
    await waitFor(`the theme ${name}`, async () => {
      await this.applySettings({ 'workbench.colorTheme': themes[name] });
      await this.page.locator(`.monaco-workbench.${kind}`).waitFor({ timeout: 5000 });
      return true;
    });
  }

  /** Trusts the folder of a workbench that is in Restricted Mode. */
  async trustFolder() {
    await this.command('Workspaces: Manage Workspace Trust');
    await this.page
      .locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ })
      .first()
      .click();
    await this.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor({ state: 'detached' });
  }

  /** A picture of the whole window (PNG). */
  async screenshot(file) {
    await this.page.screenshot({ path: file });
  }

  errors() {
    return this.console.filter(({ type }) => type === 'error' || type === 'pageerror');
  }

  async close() {
    await this.context.close();
  }
}

/** Runs in the page. */
function describeNotification(row) {
  const text = (selector) => row.querySelector(selector)?.textContent.trim() ?? '';
  const icon = row.querySelector('.notification-list-item-icon')?.className ?? '';
  return {
    severity: /codicon-(info|warning|error)/.exec(icon)?.[1] ?? 'info',
    message: text('.notification-list-item-message'),
    source: text('.notification-list-item-source'),
    buttons: [...row.querySelectorAll('.notification-list-item-buttons-container .monaco-button')]
      .map((button) => button.textContent.trim())
      .filter(Boolean),
    links: [...row.querySelectorAll('.notification-list-item-message a')].map((link) => link.textContent.trim()),
  };
}

function exactly(text) {
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}
