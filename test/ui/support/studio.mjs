// The Studio in the real VS Code: its panel, and what people do in it.
import assert from 'node:assert/strict';
import { waitFor } from '../../host/host.mjs';
import { becomes, shownInTab } from './easel.mjs';

/** The panel in front. What it answers is found anew each time, and so outlives a page that is hidden or reloaded. */
export class StudioPanel {
  constructor(workbench) {
    this.workbench = workbench;
    this.page = workbench.page
      .frameLocator('iframe.webview.ready[src*="easel-images.easel"]')
      .frameLocator('iframe#active-frame');
    this.prompt = this.page.getByRole('textbox', { name: 'Prompt', exact: true });
    this.references = this.page.getByRole('button', { name: /^Reference \d+ of \d+: / });
    this.composer = this.page.locator('easel-composer');
  }

  /** Opens the Studio by its command, and waits for its page. */
  async open() {
    await this.workbench.command('Easel: Open Studio');
    await this.isThere();
  }

  /** Takes away what the Studio remembers of what was typed and chosen, also in a panel that was closed. */
  async clear() {
    await this.page.locator('easel-studio').evaluate(({ store }) => {
      store.update({ draft: { prompt: '' }, targets: [], references: [], region: null, isSeedLocked: false });
    });
    await this.hasReferences();
  }

  async isThere() {
    await shownInTab(this.workbench, 'Easel Studio');
    await this.prompt.waitFor({ timeout: 20_000 });
  }

  /** Waits until what is typed goes into the prompt. */
  async isFocused() {
    await waitFor('the prompt to have the focus', () =>
      this.prompt.evaluate((box) => box.matches(':focus') && document.hasFocus()),
    );
  }

  /** The card of a prompt, newest first. */
  card(prompt) {
    return this.page.getByRole('group', { name: `${prompt},` }).first();
  }

  /** The picture of a result, by its file's name. */
  result(name) {
    return this.page.getByRole('button', { name: new RegExp(`^Show ${name.replaceAll('.', '\\.')}, `) }).first();
  }

  /** Sends what is in the composer with another prompt. */
  async make(prompt) {
    await this.prompt.fill(prompt);
    // For a moment after each request it does nothing, so that a double click pays once.
    await this.page.locator('easel-generate button[aria-disabled="false"]').first().waitFor();
    await this.prompt.press('Control+Enter');
    await this.card(prompt).waitFor();
  }

  /** Chooses an action of a result from its menu. */
  async act(name, action) {
    await this.page
      .getByRole('button', { name: `More Actions for ${name}` })
      .first()
      .click();
    await this.page.getByRole('menuitem', { name: action }).click();
  }

  /** Presses Tab until an element has the focus, however many there are before it. */
  async tabTo(locator) {
    const isFocused = () => locator.evaluate((each) => each.matches(':focus'));
    for (let i = 0; i < 80 && !(await isFocused()); i += 1) await this.workbench.page.keyboard.press('Tab');
    assert.ok(await isFocused(), 'Tab leads to it');
  }

  /** Waits until a picture is drawn, and answers its size in pixels. */
  async drawn(image) {
    return waitFor('the picture to be drawn', () =>
      image.evaluate((each) => each.complete && each.naturalWidth > 0 && [each.naturalWidth, each.naturalHeight]),
    );
  }

  /** Chooses provider and model, each by its label. */
  async choose(provider, model) {
    await this.composer.getByRole('combobox', { name: 'Provider' }).first().selectOption({ label: provider });
    await this.composer.getByRole('combobox', { name: 'Model' }).first().selectOption(model);
  }

  /** Names of the references, in order. */
  async referenceNames() {
    const labels = await this.references.evaluateAll((items) => items.map((item) => item.getAttribute('aria-label')));
    return labels.map((label) => label.replace(/^Reference \d+ of \d+: /, ''));
  }

  /** Waits until these are the references. */
  async hasReferences(...names) {
    await becomes(() => this.referenceNames(), names);
  }

  /** The page has reported nothing that its policy stopped, and no fault of its own. */
  assertClean() {
    const found = this.workbench.console.filter(
      ({ type, text }) => type === 'pageerror' || /Content Security Policy|Refused to/.test(text),
    );
    assert.deepEqual(found, []);
  }
}
