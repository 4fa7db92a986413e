// Crop, pad, resize and convert.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drag as dragOver } from './support/pointer.mjs';
import { Failure, uriOf, withStudio } from './support/studio.mjs';

const uri = uriOf('photos/lighthouse.png');
const studio = withStudio({ width: 1000, height: 800 });
const drag = (...places) => dragOver(studio.page, places);

describe('Transform', () => {
  const field = (name) => studio.page.getByRole('spinbutton', { name, exact: true });
  const save = () => studio.page.getByRole('button', { name: 'Save as New File' });

  async function openTransform() {
    await studio.go({ view: 'transform', uri });
    await save().waitFor();
    await studio.settled();
  }

  it('crops by keys and by pointer, and saves a new file', async () => {
    await openTransform();
    assert.ok(await save().isDisabled());
    const corner = studio.page.getByRole('button', { name: 'Bottom right corner' });
    await corner.press('Shift+ArrowLeft');
    await corner.press('ArrowUp');
    assert.deepEqual(
      [await field('Crop width').inputValue(), await field('Crop height').inputValue()],
      ['1014', '1023'],
    );
    const { x, y, width, height } = await studio.page.locator('easel-stage img').boundingBox();
    await drag([x, y], [x + width / 4, y + height / 4]);
    assert.deepEqual([await field('X').inputValue(), await field('Y').inputValue()], ['256', '256']);
    const transform = { crop: { x: 256, y: 256, width: 758, height: 767 } };
    await save().click();
    assert.deepEqual(await studio.host.called('saveTransform'), { uri, transform });
    await studio.said('Saved as photos/lighthouse-2.png.');
    await studio.page.locator('easel-transform').waitFor({ state: 'detached' });
    const { routes } = await studio.saved();
    assert.deepEqual(routes.at(-1), { view: 'image', uri: uriOf('photos/lighthouse-2.png') });
  });

  it('keeps a ratio, pads, resizes and converts, in this order and over a reload', async () => {
    await openTransform();
    const { page } = studio;
    await page.getByRole('combobox', { name: 'Ratio of the crop' }).selectOption('16:9');
    await page.getByRole('combobox', { name: 'Pad to ratio' }).selectOption('1:1');
    await page.getByRole('checkbox', { name: 'Transparent' }).check();
    await field('Percent').fill('50');
    await field('Percent').press('Enter');
    await page.getByRole('combobox', { name: 'Save as' }).selectOption('webp');
    await page.getByRole('slider', { name: 'Quality' }).fill('40');
    await studio.reload();
    const transform = {
      crop: { x: 0, y: 224, width: 1024, height: 576 },
      pad: { width: 1024, height: 1024, colour: 'transparent' },
      resize: { width: 512, height: 512 },
      format: 'webp',
      quality: 40,
    };
    await studio.host.called('previewTransform');
    await save().click();
    assert.deepEqual(await studio.host.called('saveTransform'), { uri, transform });
  });

  it('asks the host once for what it really gives, and tells the bytes before and after', async () => {
    await openTransform();
    const { page } = studio;
    await page.getByRole('combobox', { name: 'Save as' }).selectOption('jpeg');
    // All within one moment, however slow the machine is.
    await page.getByRole('slider', { name: 'Quality' }).evaluate((slider) => {
      for (let times = 0; times < 5; times += 1) {
        slider.stepDown();
        slider.dispatchEvent(new window.InputEvent('input', { bubbles: true, composed: true }));
      }
    });
    await studio.until(() => studio.host.calls('previewTransform').at(-1)?.transform.quality, 80);
    await page.getByText('After: 1024 × 1024, 1.05 MB, JPEG').waitFor();
    await page.getByText('Before: 1024 × 1024, 943.7 kB, PNG').waitFor();
    assert.ok(studio.host.calls('previewTransform').length <= 2);
  });

  it('warns when it only makes larger, and stays when it could not be saved', async () => {
    await openTransform();
    studio.host.on('saveTransform', () => {
      throw new Failure('The disk is full. It cost nothing. Make room, then try again.', { code: 'storage' });
    });
    await field('Width').fill('2048');
    await field('Width').press('Enter');
    await studio.page.getByText('it gets softer, not more detailed').waitFor();
    await save().click();
    await studio.said('The disk is full.');
    await studio.page.locator('easel-transform').waitFor();
  });
});
