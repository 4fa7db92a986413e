// How long VS Code itself says that Easel's activation took: from its own list of running extensions, in a real window.
import { launchBrowser, Workbench } from '../test/host/browser.mjs';
import { VsCodeHost, waitFor } from '../test/host/host.mjs';
import { inRoot } from '../scripts/support/run.mjs';

/** ms of `count` activations, each in an extension host of its own. */
export async function activationTimes(vsix, count) {
  const host = await VsCodeHost.create({ fixture: inRoot('sample'), vsix: [vsix] });
  let browser;
  try {
    await host.start();
    browser = await launchBrowser();
    const workbench = await Workbench.open(browser, host, {});
    const times = [await timeShown(workbench)];
    while (times.length < count) {
      await workbench.reload();
      times.push(await timeShown(workbench));
    }
    return times;
  } finally {
    await browser?.close();
    await host.dispose();
  }
}

async function timeShown(workbench) {
  await workbench.command('Developer: Show Running Extensions');
  const row = workbench.page.locator('.runtime-extensions-editor .extension', { hasText: 'Easel' });
  const { ms } = await waitFor('the time of Easel’s activation', async () => {
    const text = (await row.count()) > 0 ? await row.first().textContent() : '';
    const found = /Activation: (\d+) ?ms/.exec(text);
    return found && { ms: Number(found[1]) };
  });
  return ms;
}
