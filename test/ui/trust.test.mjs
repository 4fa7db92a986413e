// A folder that nobody has vouched for: Easel reads nothing from it, makes nothing in it and sends nothing.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertNewFiles, filesOf, picture, withMixroute } from './support/easel.mjs';
import { StudioPanel } from './support/studio.mjs';

const ui = withMixroute({
  restricted: true,
  settings: { 'easel.provider': 'mixroute' },
  prepare: (host) =>
    host.writeKeybindings([
      { key: 'ctrl+alt+1', command: 'easel.generate', args: { prompt: 'A stray dog', provider: 'mixroute' } },
      { key: 'ctrl+alt+2', command: 'easel.generate', args: { prompt: 'A stray cat', provider: 'sketch' } },
    ]),
});

describe('A workspace that is not trusted', () => {
  it('gets no image, and the message says why and leads to its trust', async () => {
    const { workbench, host, service } = ui;
    const before = filesOf(host);
    await workbench.command('Easel: Generate Image…');
    const { message, buttons } = await workbench.notification('not trusted');
    assert.equal(
      message,
      'Easel does nothing in a workspace that is not trusted. Nothing was charged. Trust the workspace, then try again.',
    );
    assert.deepEqual(buttons, ['Manage Trust']);
    assert.equal(await workbench.input.count(), 0);
    await workbench.clearToasts();
    for (const keys of ['Control+Alt+1', 'Control+Alt+2']) {
      await workbench.page.locator('.part.statusbar').click({ position: { x: 600, y: 10 } });
      await workbench.page.keyboard.press(keys);
      await workbench.notification('[easel.untrusted]');
      await workbench.clearToasts();
    }
    assertNewFiles(host, before);
    assert.deepEqual(service.requests, []);
  });

  it('gets no edit either, and no key box for its documents', async () => {
    const { workbench, host, service } = ui;
    const before = filesOf(host);
    await workbench.explorerMenu('docs/images/harbour.png');
    await workbench.menu('Edit Image…');
    await workbench.notification('not trusted');
    assertNewFiles(host, before);
    assert.deepEqual(service.requests, []);
    await workbench.clearToasts();
  });

  it('has a Studio that says so, and makes nothing', async () => {
    const { workbench, service } = ui;
    const studio = new StudioPanel(workbench);
    await studio.open();
    await studio.page.getByText('This workspace is not trusted, so Easel makes nothing in it.').waitFor();
    await studio.prompt.fill('A stray bird');
    await studio.prompt.press('Control+Enter');
    assert.ok(await studio.page.getByRole('button', { name: 'Generate Image' }).isDisabled());
    assert.deepEqual(service.requests, []);
    await workbench.command('View: Close All Editors');
  });

  it('gets images as soon as it is trusted', async () => {
    const { workbench, host } = ui;
    await workbench.trustFolder();
    await workbench.page.keyboard.press('Control+Alt+2');
    await picture(host, 'assets/a-stray-cat.png');
  });
});
