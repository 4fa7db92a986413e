// The Studio from end to end: from a prompt to a file, over everything that may happen to a panel on the way.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { waitFor } from '../host/host.mjs';
import { assertNewFiles, filesOf, goodKey, picture, withMixroute } from './support/easel.mjs';
import { StudioPanel } from './support/studio.mjs';

let studio;

const ui = withMixroute({
  key: goodKey,
  // No `open`: a file that the address names would be all that is there after a reload.
  viewport: { width: 1440, height: 900 },
  settings: { 'easel.provider': 'mixroute' },
});

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
