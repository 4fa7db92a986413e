// The Studio from end to end: from a prompt to a file, over everything that may happen to a panel on the way.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { waitFor } from '../host/host.mjs';
import { replies } from '../services/mixroute.mjs';
import { answerKeyBox, assertNewFiles, filesOf, goodKey, picture, shownInTab, withMixroute } from './support/easel.mjs';
import { StudioPanel } from './support/studio.mjs';

let studio;

const ui = withMixroute({
  key: goodKey,
  // No `open`: a file that the address names would be all that is there after a reload.
  viewport: { width: 1440, height: 900 },
  settings: { 'easel.provider': 'mixroute' },
});

/** A panel that remembers nothing of what the test before did in it. */
async function fresh() {
  studio = new StudioPanel(ui.workbench);
  await ui.workbench.command('View: Close All Editors');
  await studio.open();
  await studio.clear();
}

const posts = () => ui.service.requests.filter(({ method }) => method === 'POST');

afterEach(() => {
  assert.deepEqual(ui.service.violations, []);
  ui.service.clear();
});

describe('The Studio', () => {
  it('opens with the keyboard in the prompt, and Ctrl+Enter makes a file that is shown on its card', async () => {
    const { workbench, host, service } = ui;
    studio = new StudioPanel(workbench);
    const before = filesOf(host);
    await studio.open();
    await studio.isFocused();
    await workbench.page.keyboard.type('A lighthouse in the rain');
    await workbench.page.keyboard.press('Control+Enter');
    await picture(host, 'assets/a-lighthouse-in-the-rain.png');
    assertNewFiles(host, before, 'assets/a-lighthouse-in-the-rain.png');
    const tile = studio.result('a-lighthouse-in-the-rain.png');
    await tile.waitFor();
    await studio.drawn(tile.locator('img'));
    assert.equal(service.charged, 1);
    assert.equal(posts().length, 1);
    studio.assertClean();
    await ui.screenshot('studio');
  });

  it('keeps draft, references and cards while it is hidden, in another column, and over a reload', async () => {
    const { workbench } = ui;
    await studio.page.getByRole('button', { name: 'Use as Reference' }).first().click();
    await studio.hasReferences('a-lighthouse-in-the-rain.png');
    await studio.prompt.fill('A half-written\nthought');
    const isAsItWas = async () => {
      await studio.isThere();
      await waitFor('the draft', async () => (await studio.prompt.inputValue()) === 'A half-written\nthought');
      await studio.hasReferences('a-lighthouse-in-the-rain.png');
      await studio.result('a-lighthouse-in-the-rain.png').waitFor();
      await studio.drawn(studio.references.locator('img'));
    };
    await workbench.openFile('docs/index.md');
    await studio.prompt.waitFor({ state: 'detached' });
    await workbench.page.locator('.tabs-container .tab', { hasText: 'Easel Studio' }).click();
    await isAsItWas();
    await workbench.command('View: Move Editor into Next Group');
    await isAsItWas();
    await workbench.reload();
    await isAsItWas();
    studio.assertClean();
  });

  it('that is closed in the middle of a job goes on with it, and has its card when it is opened again', async () => {
    const { workbench, host, service } = ui;
    await studio.references.first().press('Delete');
    await studio.hasReferences();
    const release = service.hold();
    await studio.make('A patient heron');
    await service.received(1);
    await workbench.page.locator('.tabs-container .tab.active', { hasText: 'Easel Studio' }).click();
    await workbench.page.keyboard.press('Control+w');
    await studio.prompt.waitFor({ state: 'detached' });
    await studio.open();
    await studio.card('A patient heron').getByText('Waiting for mixroute…').waitFor();
    release();
    await picture(host, 'assets/a-patient-heron.png');
    await studio.result('a-patient-heron.png').waitFor();
    assert.equal(posts().length, 1);
    assert.deepEqual(
      service.ledger.map(({ images }) => images),
      [1],
    );
  });
});

describe('A card', () => {
  it('whose job is cancelled closes the connection at once, and says what it may have cost', async () => {
    const { service } = ui;
    await fresh();
    const release = service.hold();
    await studio.make('A hasty hare');
    await service.received(1);
    const card = studio.card('A hasty hare');
    await card.getByRole('button', { name: 'Cancel' }).click();
    await posts()[0].closed;
    release();
    await card.getByText('Cancelled', { exact: true }).waitFor();
    await card.getByText(/It may have been charged; Easel does not send it again by itself\./).waitFor();
    assert.equal(posts().length, 1);
  });

  it('of a key that is refused waits for another one, and then goes on', async () => {
    const { workbench, host, service } = ui;
    await fresh();
    service.plan({ reply: replies.badKey() });
    await studio.make('A locked door');
    await studio.card('A locked door').getByText('Waiting for your answer in VS Code').waitFor();
    await workbench.pressInNotification('mixroute did not accept the key.', 'Set Key');
    await answerKeyBox(workbench, goodKey);
    await picture(host, 'assets/a-locked-door.png');
    await studio.result('a-locked-door.png').waitFor();
    assert.equal(service.charged, 1);
  });

  it('of a service that refuses says in full why, and can be taken away', async () => {
    const { service } = ui;
    await fresh();
    service.plan({ reply: replies.quota() });
    await studio.make('A dear deer');
    const card = studio.card('A dear deer');
    await card.getByText(/用户额度不足/).waitFor();
    await card.getByRole('button', { name: /^Dismiss/ }).click();
    await card.waitFor({ state: 'detached' });
    assert.equal(service.charged, 0);
  });

  it('renames the file in place, and deletes it only after a question', async () => {
    const { workbench, host } = ui;
    await fresh();
    await studio.make('A nameless newt');
    await picture(host, 'assets/a-nameless-newt.png');
    await studio.act('a-nameless-newt.png', 'Rename…');
    await studio.page.getByRole('textbox', { name: 'New name, without the extension' }).fill('nelly');
    await workbench.page.keyboard.press('Enter');
    await picture(host, 'assets/nelly.png');
    await studio.result('nelly.png').waitFor();
    assert.ok(!filesOf(host).includes('assets/a-nameless-newt.png'));
    await studio.act('nelly.png', 'Delete…');
    await workbench.answerDialog('Cancel');
    assert.ok(filesOf(host).includes('assets/nelly.png'));
    await studio.act('nelly.png', 'Delete…');
    await workbench.answerDialog('Delete Permanently');
    await waitFor('the file to be gone', () => !filesOf(host).includes('assets/nelly.png'));
    await studio.result('nelly.png').waitFor({ state: 'detached' });
  });

  it('shows a prompt that looks like code as it was typed', async () => {
    const { host } = ui;
    await fresh();
    const before = filesOf(host);
    const prompt = '"><img src=x onerror=alert(1)><script>alert(2)</script> \u202Egnp';
    await studio.prompt.fill(prompt);
    await studio.prompt.press('Control+Enter');
    await studio.page.locator('easel-card').first().getByText(prompt).waitFor();
    await studio.page
      .locator('easel-card')
      .first()
      .getByRole('button', { name: /^Show / })
      .waitFor();
    assert.equal(filesOf(host).length, before.length + 1);
    studio.assertClean();
  });
});

describe('The keyboard alone', () => {
  it('is enough from opening to a second image made of the first, which is opened', async () => {
    const { workbench, host } = ui;
    const { keyboard } = workbench.page;
    await fresh();
    await studio.isFocused();
    await keyboard.type('A keyboard canary');
    await keyboard.press('Control+Enter');
    await picture(host, 'assets/a-keyboard-canary.png');
    const card = studio.card('A keyboard canary');
    await studio.tabTo(card.getByRole('button', { name: 'Use as Reference' }));
    await keyboard.press('Enter');
    await studio.hasReferences('a-keyboard-canary.png');
    await studio.isFocused();
    await keyboard.press('Control+a');
    await keyboard.type('In a cage');
    // For a moment after each request, so that a double click pays once.
    await studio.page.getByRole('button', { name: 'Edit Image', exact: true, disabled: false }).waitFor();
    await keyboard.press('Control+Enter');
    const name = 'a-keyboard-canary-in-a-cage.png';
    await picture(host, `assets/${name}`);
    await studio.result(name).waitFor();
    await studio.tabTo(studio.card('In a cage').getByRole('button', { name: 'Open', exact: true }));
    await keyboard.press('Enter');
    await shownInTab(workbench, name);
  });
});
