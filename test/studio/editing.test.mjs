// The region editor, and what holds for all views that edit.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drag as dragOver } from './support/pointer.mjs';
import { uriOf, withStudio } from './support/studio.mjs';

const uri = uriOf('photos/lighthouse.png');
const studio = withStudio({ width: 1000, height: 800 });
const drag = (...places) => dragOver(studio.page, places);

/** Opens the region editor, fitted; gives what turns a place in the image into one on the screen. */
async function openRegion() {
  await studio.go({ view: 'region', uri });
  await studio.page.locator('easel-region easel-stage').waitFor();
  await studio.settled();
  return placeOnScreen();
}

async function placeOnScreen() {
  const { x, y, width } = await studio.page.locator('easel-stage img').first().boundingBox();
  const scale = width / 1024;
  return (px, py) => [x + px * scale, y + py * scale];
}

const tool = (name) => studio.page.getByRole('radio', { name, exact: true }).click();

/** What is marked and not yet used. */
async function marked() {
  const { routes } = await studio.saved();
  return routes.at(-1).draft?.strokes ?? [];
}

/** The last place that the live region told. */
async function cursorSaid() {
  const said = studio.page.locator('easel-region .said');
  await said.filter({ hasText: /^\d+, \d+$/ }).waitFor({ state: 'attached' });
  return (await said.textContent()).split(', ').map(Number);
}

describe('The region editor', () => {
  it('draws with every tool, and remembers it over a reload', async () => {
    const at = await openRegion();
    await drag(at(100, 100), at(400, 300));
    await tool('Rectangle');
    await drag(at(600, 600), at(800, 700));
    await tool('Lasso');
    await drag(at(200, 600), at(400, 600), at(300, 900), at(200, 600));
    await tool('Eraser');
    await drag(at(650, 650), at(700, 650));
    await studio.shot('region drawn');
    const strokes = await marked();
    assert.deepEqual(
      strokes.map((stroke) => stroke.tool),
      ['brush', 'rectangle', 'lasso', 'eraser'],
    );
    await studio.reload();
    await studio.page.locator('easel-region easel-stage').waitFor();
    assert.deepEqual(await marked(), strokes);
  });

  it('takes back and does again what was done', async () => {
    const at = await openRegion();
    await drag(at(100, 100), at(400, 300));
    const [stroke] = await marked();
    await studio.page.getByRole('button', { name: 'Select All' }).click();
    await studio.page.keyboard.press('Control+z');
    assert.deepEqual(await marked(), [stroke]);
    await studio.page.getByRole('button', { name: /^Undo/ }).click();
    assert.deepEqual(await marked(), []);
    assert.ok(await studio.page.getByRole('button', { name: 'Use This Region' }).isDisabled());
    await studio.page.keyboard.press('Control+Shift+Z');
    assert.deepEqual(await marked(), [stroke]);
  });

  it('can be used with the keys alone, and says where the cursor is', async () => {
    await openRegion();
    const { page } = studio;
    const surface = page.getByRole('application', { name: 'Image to mark' });
    await surface.focus();
    await page.keyboard.press('r');
    assert.ok(await page.getByRole('radio', { name: 'Rectangle', exact: true }).getAttribute('aria-checked'));
    await page.keyboard.press('Shift+ArrowLeft');
    const [x, y] = await cursorSaid();
    assert.ok(x < 512 && y === 512);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Alt+ArrowRight');
    await page.keyboard.press('Alt+ArrowDown');
    await page.keyboard.press('Space');
    assert.deepEqual(await marked(), [{ tool: 'rectangle', x, y, width: 1, height: 1 }]);
    await page.keyboard.press('Control+Alt+ArrowLeft');
    await page.getByRole('spinbutton', { name: 'X', exact: true }).fill('10');
    await page.getByRole('spinbutton', { name: 'Height' }).fill('9999');
    await page.getByRole('spinbutton', { name: 'Height' }).fill('200');
    await page.keyboard.press('Enter');
    assert.deepEqual((await marked()).at(-1), { tool: 'rectangle', x: 10, y: 0, width: 512, height: 200 });
  });

  it('puts its image in front of the references, with its thumbnail', async () => {
    await openRegion();
    await studio.page.getByRole('button', { name: 'Select All' }).click();
    await studio.page.getByRole('button', { name: 'Use This Region' }).click();
    await studio.page.locator('easel-region').waitFor({ state: 'detached' });
    const { references, region } = await studio.saved();
    assert.equal(references[0].uri, region.uri);
    assert.ok(references[0].srcThumbnail);
  });

  it('leaves everything as it was when it is cancelled, and asks before Escape loses marks', async () => {
    const before = (await studio.saved())?.region ?? null;
    const at = await openRegion();
    await drag(at(100, 100), at(400, 300));
    await studio.page.keyboard.press('Escape');
    await studio.said(/Press Escape again/);
    await studio.page.locator('easel-region').waitFor();
    await studio.page.keyboard.press('Escape');
    await studio.page.locator('easel-region').waitFor({ state: 'detached' });
    const saved = await studio.saved();
    assert.deepEqual([saved.region, saved.references], [before, []]);
  });

  it('moves and zooms the image without marking anything', async () => {
    const at = await openRegion();
    const { page } = studio;
    const box = () => page.locator('easel-stage img').boundingBox();
    const fitted = await box();
    await page.mouse.move(...at(512, 512));
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -300);
    await page.keyboard.up('Control');
    await studio.settled();
    const zoomed = await box();
    assert.ok(zoomed.width > fitted.width * 2);
    const middle = (each) => [each.x + each.width / 2, each.y + each.height / 2];
    for (const [index, place] of middle(zoomed).entries()) assert.ok(Math.abs(place - middle(fitted)[index]) < 2);
    await page.mouse.down({ button: 'middle' });
    await page.mouse.move(at(512, 512)[0] + 60, at(512, 512)[1] + 30);
    await page.mouse.up({ button: 'middle' });
    const moved = await box();
    assert.deepEqual([moved.x - zoomed.x, moved.y - zoomed.y].map(Math.round), [60, 30]);
    await page.getByRole('button', { name: 'Fit' }).click();
    await studio.settled();
    assert.deepEqual(await box(), fitted);
    assert.deepEqual(await marked(), []);
  });

  it('says why an image is too large instead of failing later', async () => {
    studio.host.on('view', () => ({ ...studio.host.viewed(uri), width: 16_000, height: 16_000, src: '' }));
    await studio.go({ view: 'region', uri });
    await studio.page.getByText('this one has 16000 × 16000').waitFor();
  });
});

describe('Hostile names', () => {
  it('are text in every view that edits', async () => {
    const name = '<img src=x onerror="window.hasRun=1"> ${x} \u202Egnp.exe';
    const shown = (of) => ({ ...studio.host.viewed(of), name, path: name });
    studio.host.on('view', ({ uri: of }) => shown(of));
    studio.host.on('viewGitVersion', ({ uri: of }) => shown(of));
    for (const route of [
      { view: 'region', uri },
      { view: 'compare', left: uri, right: 'git' },
      { view: 'transform', uri },
    ]) {
      await studio.go(route);
      await studio.page.getByText('<img src=x onerror=').first().waitFor();
      assert.equal(await studio.page.evaluate(() => window.hasRun), undefined);
      await studio.assertFits();
    }
  });
});

describe('The views that edit', () => {
  it('can be used by everyone, in every state of theirs', async () => {
    const { page } = studio;
    await openRegion();
    await tool('Rectangle');
    await studio.axe();
    for (const mode of ['2', '3', '4', '1']) {
      if (mode === '2') await studio.go({ view: 'compare', left: uri, right: 'git' });
      await page.getByRole('radio').first().focus();
      await page.keyboard.press(mode);
      await studio.axe();
    }
    await studio.go({ view: 'transform', uri });
    await page.getByRole('combobox', { name: 'Pad to ratio' }).selectOption('16:9');
    await page.getByRole('combobox', { name: 'Save as' }).selectOption('jpeg');
    await studio.axe();
    await page.getByRole('radio', { name: 'Result' }).click();
    await studio.axe();
  });
});
