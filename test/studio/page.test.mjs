// The page as a whole: how it begins, what it remembers, and what it may do.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withStudio } from './support/studio.mjs';

const studio = withStudio();

describe('The page', () => {
  it('asks the host once for all that it shows', async () => {
    assert.deepEqual(studio.host.calls('ready'), [{}]);
    assert.equal(await studio.page.title(), 'Easel Studio');
  });

  it('is in front again as it was after the window was reloaded', async () => {
    await studio.go({ view: 'gallery' });
    await studio.reload();
    assert.deepEqual((await studio.saved()).routes, [{ view: 'gallery' }]);
    await studio.page.locator('easel-gallery').waitFor({ state: 'attached' });
  });

  it('has what was typed again when a closed Studio is opened, and tells the host only what changed', async () => {
    await studio.prompt.fill('A boat');
    const { saved } = await studio.host.called('remember');
    await studio.open({ prepare: (host) => (host.snapshot.saved = saved) });
    await studio.page.waitForFunction((box) => box.value === 'A boat', await studio.prompt.elementHandle());
    await studio.prompt.fill('A ship');
    const next = await studio.host.called('remember');
    assert.equal(JSON.parse(next.saved).draft.prompt, 'A ship');
    assert.equal(studio.host.calls('remember').length, 1);
  });

  it('keeps what it remembers itself over what another panel told, and nothing of what is broken', async () => {
    await studio.prompt.fill('Mine');
    studio.host.snapshot.saved = JSON.stringify({ ...(await studio.saved()), draft: { prompt: 'Another' } });
    await studio.reload();
    assert.equal(await studio.prompt.inputValue(), 'Mine');
    await studio.open({ prepare: (host) => (host.snapshot.saved = '{') });
    assert.equal(await studio.prompt.inputValue(), '');
  });

  it('lets no code run but its own, and nothing be fetched or framed', async () => {
    const { page, host } = studio;
    const violations = await page.evaluate(async () => {
      const found = [];
      document.addEventListener('securitypolicyviolation', (event) => found.push(event.effectiveDirective));
      const script = document.createElement('script');
      script.textContent = 'window.hasRun = true;';
      const frame = document.createElement('iframe');
      frame.src = 'https://example.com/';
      document.body.append(script, frame);
      await fetch(location.href).catch(() => {});
      while (found.length < 3) await new Promise(requestAnimationFrame);
      return found.sort();
    });
    assert.deepEqual(violations, ['connect-src', 'frame-src', 'script-src-elem']);
    assert.equal(await page.evaluate(() => window.hasRun), undefined);
    await host.called('report', { count: 3 });
    const stopped = host.problems.splice(0).filter((text) => text.startsWith('The page reported: CSP: '));
    assert.equal(stopped.length, 3);
  });
});
