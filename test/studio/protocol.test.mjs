// What goes between page and host: what the host says reaches the page however it comes, and nothing that it says runs.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure, withStudio } from './support/studio.mjs';

const studio = withStudio();
const hostile = [
  '<img src=x onerror="window.hasRun=true">',
  '"><script>window.hasRun=true</script>',
  '${window.hasRun=true}{{constructor}}',
  'a\u202Egnp.exe',
  'javascript:window.hasRun=true',
];

describe('A page that is hidden and shown again', () => {
  it('gets all that it missed with its first call', async () => {
    const { host, page } = studio;
    host.snapshot.cards = [host.newCard({ id: 'missed', prompt: 'A missed boat' })];
    await studio.reload();
    await page.getByText('A missed boat').first().waitFor();
    assert.equal(host.calls('ready').length, 2);
  });
});

describe('A call that the host refuses', () => {
  it('is said in its words, and the page goes on', async () => {
    const { host, page } = studio;
    host.on('make', () => {
      throw new Failure('There is no room left. Nothing was sent.', { code: 'storage' });
    });
    await studio.prompt.fill('A boat');
    await studio.prompt.press('Control+Enter');
    await host.called('make');
    await studio.said('There is no room left. Nothing was sent.');
    await page.getByText('There is no room left. Nothing was sent.').first().waitFor();
    assert.equal(await studio.prompt.inputValue(), 'A boat');
  });
});

describe('Texts that look like code', () => {
  it('stay text wherever they are shown', async () => {
    const { host, page } = studio;
    for (const [i, text] of hostile.entries()) {
      const images = [host.image(`assets/${text.replaceAll('/', ' ')}.png`, { subject: 'A boat' })];
      await host.card(`hostile-${i}`, { prompt: text, images, draft: { prompt: text }, modelLabel: text });
      await host.card(`refused-${i}`, {
        prompt: text,
        state: 'failed',
        error: { code: 'provider', text, actions: [{ id: 'again', title: text }] },
      });
    }
    host.gallery = hostile.map((prompt, i) => ({ ...host.gallery[i], prompt, path: `assets/${prompt}.png` }));
    host.snapshot.recentPrompts = hostile;
    await host.tell('recentPrompts', hostile);
    for (const text of hostile.slice(0, 2)) await page.getByText(text).first().waitFor();
    await studio.go({ view: 'gallery' });
    await studio.go({ view: 'image', uri: host.gallery[0].uri });
    await page.locator('easel-details').getByText(hostile[0]).first().waitFor();
    assert.equal(await page.evaluate(() => window.hasRun), undefined);
    assert.equal(await page.locator('img[onerror], easel-studio script').count(), 0);
  });
});
