// Pictures of what Easel shows, in every kind of theme and in a narrow window, for people to look at: out/screenshots.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { waitFor } from '../host/host.mjs';
import { replies } from '../services/mixroute.mjs';
import {
  answerPrompt,
  drawnPictures,
  generate,
  goodKey,
  messages,
  openKeyBox,
  picture,
  promptBox,
  shownInTab,
  typePrompt,
  withMixroute,
} from '../ui/support/easel.mjs';

const ui = withMixroute({
  key: goodKey,
  theme: 'light',
  open: 'docs/index.md',
  settings: { 'easel.prices': { 'gemini-2.5-flash-image': '¥0.14', 'qwen-image-plus': '¥0.20' } },
  prepare: (host) =>
    host.writeKeybindings([
      {
        key: 'ctrl+alt+1',
        command: 'easel.generate',
        args: { prompt: 'A map of the tides, drawn in ink on old paper', provider: 'mixroute', count: 2 },
      },
    ]),
});

const drawn = () => drawnPictures(ui.workbench);

async function noProgress() {
  await waitFor('the progress to go', async () => !(await messages(ui.workbench)).some((text) => / s…?$/.test(text)));
}

/** Goes to the other provider in the prompt box that is open. */
async function switchTo(model) {
  await ui.workbench.page.keyboard.press('F2');
  await waitFor(model, async () =>
    (await ui.workbench.quickInput()).items.some((item) => item.label === `Model: ${model}`),
  );
}

/** Walks through Easel's main views and keeps a picture of each. */
async function lookAround(theme) {
  const { workbench, host, service } = ui;
  const { page } = workbench;
  const shot = (view) => ui.screenshot(`${theme} ${view}`);
  await workbench.openFile('docs/index.md');

  await workbench.command('Easel: Generate Image…');
  await promptBox(workbench, 'Generate Image');
  await shot('1 palette empty');
  await typePrompt(workbench, `A lighthouse on a cliff, seen in a ${theme} hour`);
  await shot('2 palette');
  await workbench.input.press('Enter');
  const made = await picture(host, `assets/a-lighthouse-on-a-cliff-seen-in-a-${theme}-hour.png`);
  await waitFor('the picture', async () => (await drawn()).includes(`${made.width}x${made.height}`));
  await noProgress();
  await shot('3 result beside');
  await workbench.clearToasts();

  await workbench.explorerMenu('docs/images/harbour.png');
  await shot('4 menu');
  await workbench.menu('Edit Image…');
  await answerPrompt(workbench, 'Edit docs/images/harbour.png', `in ${theme} fog`);
  await picture(host, `assets/harbour-in-${theme}-fog.png`);
  await shownInTab(workbench, `harbour.png ↔ harbour-in-${theme}-fog.png`);
  await waitFor('both pictures', async () => (await drawn()).length >= 2);
  await noProgress();
  await shot('5 comparison');

  await workbench.openFile('docs/index.md');
  const release = service.hold();
  await workbench.command('Easel: Generate Image…');
  await promptBox(workbench, 'Generate Image');
  await switchTo('mixroute · Nano Banana');
  await typePrompt(workbench, 'A slow ferry');
  await workbench.input.press('Enter');
  await workbench.notification('Waiting for mixroute…');
  await waitFor('the request', () => service.requests.some(({ method }) => method === 'POST'));
  await shot('6 progress');
  await workbench.pressInNotification('Making “A slow ferry”', 'Cancel');
  await workbench.notification('may have been charged');
  await noProgress();
  await shot('7 message');
  release();
  await workbench.clearToasts();
  await workbench.command('Easel: Show Jobs…');
  await workbench.inputBox('Jobs');
  await waitFor('the jobs', async () => (await workbench.quickInput()).items.length > 1);
  await shot('8 jobs');
  await workbench.closeQuickInput();

  await workbench.openFile('docs/index.md');
  await page.keyboard.press('Control+Alt+1');
  await workbench.dialog();
  await shot('9 confirmation');
  await workbench.answerDialog('Cancel');
  await workbench.clearToasts();

  await openKeyBox(workbench);
  await workbench.input.fill('sk two words');
  await workbench.input.press('Enter');
  await waitFor('what is wrong', async () => (await workbench.inputMessage()).includes('without spaces'));
  await shot('10 key');
  await workbench.closeQuickInput();

  await page.locator('.activitybar').getByLabel('Easel', { exact: true }).first().click();
  await page.locator('.sidebar .monaco-list-row .label-name', { hasText: 'lighthouse' }).first().waitFor();
  await shot('11 view');
  await page.keyboard.press('Control+Shift+e');
  service.clear();
  // The next theme begins with Sketch again.
  await workbench.command('Easel: Generate Image…');
  await promptBox(workbench, 'Generate Image');
  await switchTo('Sketch (placeholder, free)');
  await workbench.closeQuickInput();
}

/** The models of several services, and what is told when a service says no. */
async function lookAtServices(theme) {
  const { workbench, service } = ui;
  const { page } = workbench;
  const shot = (view) => ui.screenshot(`${theme} ${view}`);
  await workbench.clearToasts();
  await page.keyboard.press('Control+1');
  await workbench.command('Easel: Generate Image…');
  await promptBox(workbench, 'Generate Image');
  await switchTo('mixroute · Nano Banana');
  await workbench.quickButton('Provider and Model');
  await workbench.inputBox('Provider and Model');
  await waitFor('the model in use', async () => (await workbench.quickInput()).items.some(({ focused }) => focused));
  await shot('12 models');
  await workbench.input.fill('nano banana');
  await waitFor('the models', async () => (await workbench.quickInput()).items[0]?.label.startsWith('Nano Banana'));
  await shot('13 models found');
  await workbench.closeQuickInput();

  for (const [view, reply, text] of [
    ['14 quota', replies.quota(), 'is used up'],
    ['15 no channel', replies.noChannel('gemini-2.5-flash-image'), 'does not offer the model'],
  ]) {
    service.plan({ reply });
    await generate(workbench, 'A ferry at noon');
    await workbench.notification(text);
    await noProgress();
    await shot(view);
    await workbench.clearToasts();
  }
  service.plan({ reply: replies.rateLimit({ 'retry-after': '9' }) });
  await generate(workbench, 'A ferry at noon');
  const { message } = await workbench.notification('mixroute asks to wait');
  assert.match(message, /mixroute asks to wait: \d+ s…$/);
  await shot('16 waiting');
  await workbench.pressInNotification('Making “A ferry at noon”', 'Cancel');
  await noProgress();
  await workbench.clearToasts();
  service.clear();
  await workbench.command('Easel: Generate Image…');
  await promptBox(workbench, 'Generate Image');
  await switchTo('Sketch (placeholder, free)');
  await workbench.closeQuickInput();
}

describe('Easel’s looks', () => {
  for (const theme of ['light', 'dark', 'highContrast']) {
    it(`are complete in ${theme}`, async () => {
      if (theme !== 'light') await ui.workbench.setTheme(theme);
      await lookAround(theme.toLowerCase());
      await lookAtServices(theme.toLowerCase());
      assert.deepEqual(ui.service.violations, []);
    });
  }

  it('fit a window of 700 pixels', async () => {
    const { workbench, host } = ui;
    await workbench.page.setViewportSize({ width: 700, height: 700 });
    await workbench.page.keyboard.press('Control+b');
    await workbench.command('Easel: Generate Image…');
    await promptBox(workbench, 'Generate Image');
    const long = 'A long sentence about a lighthouse on a cliff that goes on for longer than the box is wide';
    await typePrompt(workbench, long);
    await ui.screenshot('narrow 1 palette');
    await workbench.input.press('Enter');
    await picture(host, 'assets/a-long-sentence-about-a-lighthouse-on-a-cliff-that-goes-on.png');
    await shownInTab(workbench, 'a-long-sentence');
    await waitFor('the picture', async () => (await drawn()).length > 0);
    await noProgress();
    await ui.screenshot('narrow 2 result');
    await workbench.page.keyboard.press('Control+Alt+1');
    const { width } = await workbench.page.locator('.monaco-dialog-box').boundingBox();
    assert.ok(width <= 700);
    await ui.screenshot('narrow 3 confirmation');
    await workbench.answerDialog('Cancel');
    await lookAtServices('narrow');
  });
});
