// Two images, one beside or over the other.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drag as dragOver } from './support/pointer.mjs';
import { uriOf, withStudio } from './support/studio.mjs';

const uri = uriOf('photos/lighthouse.png');
const studio = withStudio({ width: 1000, height: 800 });
const drag = (...places) => dragOver(studio.page, places);

describe('Compare', () => {
  const other = uriOf('photos/harbour.png');

  async function openCompare(right = other) {
    await studio.go({ view: 'compare', left: uri, right });
    await studio.page.locator('easel-compare easel-stage').first().waitFor();
    await studio.settled();
  }

  const clip = (side) =>
    studio.page.locator(`easel-compare .${side}`).evaluate((image) => getComputedStyle(image).clipPath);

  it('moves a divider with the pointer and with keys', async () => {
    await openCompare();
    const { page } = studio;
    const divider = page.getByRole('slider', { name: 'Divider' });
    assert.equal(await divider.getAttribute('aria-valuenow'), '50');
    const box = await page.locator('easel-compare .pair').boundingBox();
    const { y, height } = await divider.boundingBox();
    await drag([box.x + box.width / 2, y + height / 2], [box.x + box.width / 4, y + height / 2]);
    assert.equal(await divider.getAttribute('aria-valuenow'), '25');
    const [cutRight, cutLeft] = (await Promise.all(['first', 'second'].map(clip))).map((shape) =>
      Math.round(Number(/([\d.]+)%/.exec(shape)[1])),
    );
    assert.deepEqual([cutRight, cutLeft], [75, 25]);
    await divider.press('ArrowRight');
    await divider.press('PageUp');
    assert.equal(await divider.getAttribute('aria-valuenow'), '36');
    await divider.press('Home');
    assert.equal(await clip('first'), 'inset(0px 100% 0px 0px)');
  });

  it('has four ways, changed by the keys 1 to 4', async () => {
    await openCompare();
    const { page } = studio;
    await page.getByRole('radio', { name: 'Slider' }).focus();
    await page.keyboard.press('2');
    const stages = page.locator('easel-compare easel-stage');
    assert.equal(await stages.count(), 2);
    const [left, right] = [stages.nth(0).locator('img'), stages.nth(1).locator('img')];
    const before = [await left.boundingBox(), await right.boundingBox()];
    await stages.nth(0).getByRole('group', { name: 'lighthouse.png' }).press('+');
    const after = [await left.boundingBox(), await right.boundingBox()];
    for (const index of [0, 1]) assert.ok(after[index].width > before[index].width);
    assert.equal(after[0].width, after[1].width);
    await page.keyboard.press('3');
    await page.getByRole('slider', { name: 'Opacity of the left image' }).fill('0.25');
    assert.equal(await page.locator('.pair .first').evaluate((image) => getComputedStyle(image).opacity), '0.25');
    await page.keyboard.press('4');
    assert.equal(
      await page.locator('.pair .first').evaluate((image) => getComputedStyle(image).mixBlendMode),
      'difference',
    );
    await page.getByRole('button', { name: 'Amplify' }).click();
    assert.equal(await page.locator('.pair').evaluate((pair) => getComputedStyle(pair).filter), 'brightness(8)');
  });

  it('shows by brightness where two images differ, and nothing where they are the same', async () => {
    studio.host.on('viewGitVersion', ({ uri: of }) => studio.host.viewed(of));
    await openCompare('git');
    await studio.page.getByRole('radio', { name: 'Difference' }).click();
    await studio.page.getByRole('button', { name: 'Amplify' }).click();
    const fitted = await brightest();
    await studio.page.getByRole('button', { name: '100%' }).click();
    assert.deepEqual([fitted, await brightest()], [0, 0]);
    await studio.go({ view: 'compare', left: uri, right: other });
    await studio.page.locator('easel-compare footer').getByText('harbour.png').waitFor();
    await studio.page.locator('easel-compare .pair').waitFor();
    await studio.until(async () => (await brightest()) > 200);
  });

  /** Largest value of a colour in the middle of what is shown. */
  async function brightest() {
    await studio.settled();
    const { x, y, width, height } = await studio.page.locator('.pair').boundingBox();
    const shot = await studio.page.screenshot({
      clip: { x: x + width / 4, y: y + height / 4, width: width / 2, height: height / 2 },
    });
    return studio.page.evaluate(
      async (bytes) => {
        const bitmap = await window.createImageBitmap(new window.Blob([new Uint8Array(bytes)]));
        const context = new window.OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
        context.drawImage(bitmap, 0, 0);
        const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
        return data.reduce((most, value, index) => (index % 4 === 3 ? most : Math.max(most, value)), 0);
      },
      [...shot],
    );
  }

  it('fits images of different sizes into one box, and says their sizes', async () => {
    studio.host.on('view', ({ uri: of }) => ({
      ...studio.host.viewed(of),
      ...(of === other ? { width: 512, height: 512 } : {}),
    }));
    await openCompare();
    const [first, second] = [studio.page.locator('.pair .first'), studio.page.locator('.pair .second')];
    assert.deepEqual(await first.boundingBox(), await second.boundingBox());
    await studio.page.getByText('512 × 512').waitFor();
    await studio.page.getByText('fitted into the same box').waitFor();
  });

  it('swaps sides, and takes another right side', async () => {
    await openCompare();
    const names = () => studio.page.locator('easel-compare footer .name').allTextContents();
    assert.deepEqual(await names(), ['lighthouse.png', 'harbour.png']);
    await studio.page.getByRole('button', { name: 'Swap Sides' }).click();
    assert.deepEqual(await names(), ['harbour.png', 'lighthouse.png']);
    await studio.page.getByRole('combobox', { name: 'Compare with' }).selectOption('git');
    await studio.host.called('viewGitVersion');
    await studio.page.getByText('lighthouse.png, version in Git').waitFor();
    assert.deepEqual((await studio.saved()).routes.at(-1), { view: 'compare', left: uri, right: 'git' });
  });

  it('says that Git has no version', async () => {
    studio.host.on('viewGitVersion', () => null);
    await studio.go({ view: 'compare', left: uri, right: 'git' });
    await studio.page.getByRole('alert').filter({ hasText: 'Git has no version' }).waitFor();
  });
});
