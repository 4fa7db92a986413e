// The gallery: thousands of images of which only those in view exist, and the details of one.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { galleryItems, uriOf, withStudio } from './support/studio.mjs';

const many = 2000;

const studio = withStudio({
  prepare(host) {
    host.gallery = galleryItems(many);
  },
});

const images = () => studio.page.getByRole('listbox', { name: 'Images', exact: true });
const tiles = () => images().getByRole('option');
const tile = (name) => images().getByRole('option', { name, exact: true });
const count = (text) => studio.page.getByRole('status').filter({ hasText: text }).first();
const focused = () =>
  studio.page.evaluate(() => {
    let found = document.activeElement;
    while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
    return { uri: found?.dataset?.uri, position: Number(found?.getAttribute('aria-posinset')) };
  });
const grid = (work, argument) =>
  studio.page.locator('easel-gallery-grid').evaluate(
    (element, [source, value]) => {
      const scroller = element.shadowRoot.querySelector('.scroller');
      return new Function('element', 'scroller', 'value', `return (${source})(element, scroller, value)`)(
        element,
        scroller,
        value,
      );
    },
    [work.toString(), argument],
  );

/** Until what was changed is on the screen. */
const drawn = () =>
  studio.page.evaluate(async () => {
    for (let frame = 0; frame < 3; frame += 1) await new Promise((resolve) => window.requestAnimationFrame(resolve));
  });

async function openGallery() {
  await studio.go({ view: 'gallery' });
  await tiles().first().waitFor();
}

describe('A gallery of 2,000 images', () => {
  it('shows the newest first, and how many there are', async () => {
    await openGallery();
    await count('2,000 images').waitFor();
    const [newest] = studio.host.gallery;
    assert.equal(await tiles().first().getAttribute('data-uri'), newest.uri);
    assert.equal(await tiles().first().getAttribute('aria-setsize'), '2000');
    await studio.axe();
  });

  it('has only what is in view, wherever one scrolls to', async () => {
    await openGallery();
    const counts = [];
    for (const part of [0, 0.25, 0.5, 0.99, 1]) {
      await grid((_, scroller, to) => (scroller.scrollTop = scroller.scrollHeight * to), part);
      await drawn();
      counts.push(await tiles().count());
    }
    assert.ok(Math.max(...counts) < 120, `${counts.join(', ')} tiles`);
    const oldest = studio.host.gallery.at(-1);
    await studio.page.locator(`[data-uri="${oldest.uri}"]`).waitFor();
  });

  it('draws no more often than it is scrolled, and each time little', async () => {
    await openGallery();
    const work = await grid(async (element, scroller) => {
      let updates = 0;
      let added = 0;
      const controller = { hostUpdated: () => (updates += 1) };
      element.addController(controller);
      const observer = new window.MutationObserver((records) => {
        for (const { addedNodes } of records) {
          added += [...addedNodes].filter((node) => node.nodeName === 'DIV').length;
        }
      });
      observer.observe(scroller, { childList: true, subtree: true });
      const times = [];
      let last = performance.now();
      for (let frame = 0; frame < 60; frame += 1) {
        scroller.scrollTop += 120;
        await new Promise((resolve) => requestAnimationFrame(resolve));
        times.push(performance.now() - last);
        last = performance.now();
      }
      observer.disconnect();
      element.removeController(controller);
      times.sort((a, b) => a - b);
      return { updates, added, median: times[30], worst: times.at(-1), scrolled: scroller.scrollTop };
    });
    console.log(`      scrolling: ${JSON.stringify(work)}`);
    assert.equal(work.scrolled, 60 * 120);
    // Thumbnails that come in between are drawn as well.
    assert.ok(work.updates <= 140, `${work.updates} updates`);
    const columns = 5;
    assert.ok(work.added <= columns * (7200 / 150 + 12), `${work.added} tiles added`);
  });

  it('asks for small copies of what is in view, and of nothing that only went by', async () => {
    await openGallery();
    await studio.host.called('wantThumbnails');
    await studio.page.locator('easel-gallery-grid img').first().waitFor();
    const before = studio.host.calls('wantThumbnails').length;
    await grid((_, scroller) => {
      for (let at = 0; at < 40; at += 1) scroller.scrollTop = at * 3000;
    });
    await studio.host.called('wantThumbnails', { count: before + 1 });
    const [first] = await grid((element, scroller) => {
      const { top } = scroller.getBoundingClientRect();
      return [...element.shadowRoot.querySelectorAll('.tile')]
        .filter((each) => each.getBoundingClientRect().bottom > top)
        .map((each) => each.dataset.uri)
        .slice(0, 1);
    });
    const asked = () => studio.host.calls('wantThumbnails').slice(before);
    await studio.until(() => asked().some(({ uris }) => uris.includes(first)));
    for (const { uris } of asked()) assert.ok(uris.length < 120, `${uris.length} wanted`);
  });

  it('has two columns in a narrow panel, and more in a wide one', async () => {
    await openGallery();
    const columns = () =>
      grid(
        (element) =>
          new Set([...element.shadowRoot.querySelectorAll('.tile')].map((each) => each.getBoundingClientRect().x)).size,
      );
    await studio.size(320);
    await studio.until(columns, 2);
    await studio.size(1200);
    await studio.until(async () => (await columns()) >= 6);
    assert.ok(await grid((_, scroller) => scroller.scrollWidth <= scroller.clientWidth), 'nothing sticks out');
  });

  it('is used by the keyboard alone', async () => {
    await openGallery();
    const { gallery } = studio.host;
    await tiles().first().focus();
    await studio.page.keyboard.press('ArrowRight');
    assert.equal((await focused()).uri, gallery[1].uri);
    await studio.page.keyboard.press('End');
    assert.deepEqual(await focused(), { uri: gallery.at(-1).uri, position: many });
    await studio.page.keyboard.press('PageUp');
    const afterPage = (await focused()).position;
    assert.ok(afterPage < many - 5 && afterPage > many - 80, `${afterPage}`);
    await studio.page.keyboard.press('Home');
    assert.equal((await focused()).uri, gallery[0].uri);
    await studio.page.keyboard.press('ArrowDown');
    const { position } = await focused();
    await studio.page.keyboard.press('ArrowUp');
    assert.ok(position > 2 && (await focused()).position === 1);
    await studio.page.keyboard.press('Enter');
    assert.deepEqual((await studio.saved()).routes.at(-1), { view: 'image', uri: gallery[0].uri });
    await studio.page.keyboard.press('Escape');
    assert.equal((await focused()).uri, gallery[0].uri);
  });

  it('keeps the focus when it is scrolled away from, and when images come and go', async () => {
    await openGallery();
    const [, second] = studio.host.gallery;
    await tiles().nth(1).focus();
    await grid((_, scroller) => (scroller.scrollTop = 40_000));
    await drawn();
    assert.equal((await focused()).uri, second.uri);
    const [newest] = galleryItems(many + 1);
    studio.host.gallery = [
      { ...newest, uri: uriOf('assets/newest.png'), path: 'assets/newest.png' },
      ...studio.host.gallery,
    ];
    await studio.host.tell('galleryChanged', null);
    await count('2,001 images').waitFor();
    assert.deepEqual(await focused(), { uri: second.uri, position: 3 });
  });

  it('leaves what is being looked at where it is when a new image comes', async () => {
    await openGallery();
    await grid((_, scroller) => (scroller.scrollTop = 5000));
    await drawn();
    const inView = (uri) =>
      grid((element, scroller, wanted) => {
        const { top } = scroller.getBoundingClientRect();
        const all = [...element.shadowRoot.querySelectorAll('.tile')];
        const found = wanted
          ? all.find((each) => each.dataset.uri === wanted)
          : all.find((each) => each.getBoundingClientRect().top >= top);
        return { uri: found?.dataset.uri, y: found?.getBoundingClientRect().y };
      }, uri);
    const before = await inView();
    const row = galleryItems(6).map((item, at) => ({ ...item, uri: uriOf(`assets/n${at}.png`), path: `n${at}.png` }));
    const columns = await grid(
      (element) =>
        new Set([...element.shadowRoot.querySelectorAll('.tile')].map((each) => each.getBoundingClientRect().x)).size,
    );
    studio.host.gallery = [...row.slice(0, columns), ...studio.host.gallery];
    await studio.host.tell('galleryChanged', null);
    await count(`${(many + columns).toLocaleString('en')} images`).waitFor();
    await drawn();
    assert.deepEqual(await inView(before.uri), before);
  });

  it('goes on with the next one when one is deleted', async () => {
    await openGallery();
    const [, second, third] = studio.host.gallery;
    await tiles().nth(1).focus();
    await studio.page.keyboard.press('Delete');
    assert.deepEqual(await studio.host.called('remove'), { uris: [second.uri] });
    await count('1,999 images').waitFor();
    assert.equal((await focused()).uri, third.uri);
  });

  it('opens a menu with the keys that VS Code has for it, and gives the focus back', async () => {
    await openGallery();
    const [newest] = studio.host.gallery;
    await tiles().first().focus();
    await studio.page.keyboard.press('Shift+F10');
    await studio.page.getByRole('menuitem', { name: 'Use as Reference' }).waitFor();
    await studio.axe();
    await studio.page.keyboard.press('Escape');
    await studio.page.getByRole('menu').waitFor({ state: 'detached' });
    await studio.page.waitForFunction(() => {
      let found = document.activeElement;
      while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
      return found?.role === 'option' || found?.getAttribute('role') === 'option';
    });
    assert.equal((await focused()).uri, newest.uri);
  });

  it('opens the same menu by the button at a tile', async () => {
    await openGallery();
    const third = studio.host.gallery[2];
    await tiles().nth(2).hover();
    await studio.page.getByRole('button', { name: `Actions for ${third.path.split('/').at(-1)}` }).click();
    await studio.page.getByRole('menuitem', { name: 'Copy Path' }).click();
    assert.deepEqual(await studio.host.called('copyPath'), { uri: third.uri });
  });

  it('copies a link, and is dragged into documents together with what else is selected', async () => {
    await openGallery();
    const [a, b, c] = studio.host.gallery;
    await tiles().nth(2).hover();
    await studio.page.getByRole('button', { name: `Actions for ${c.path.split('/').at(-1)}` }).click();
    await studio.page.getByRole('menuitem', { name: 'Copy as Link' }).click();
    assert.deepEqual(await studio.host.called('copyLink'), { uri: c.uri });
    const dragged = (at) =>
      tiles()
        .nth(at)
        .evaluate((node) => {
          const dataTransfer = new DataTransfer();
          node.dispatchEvent(new DragEvent('dragstart', { dataTransfer, bubbles: true }));
          return dataTransfer.getData('application/vnd.easel.image').split('\r\n');
        });
    await tiles().first().focus();
    await studio.page.keyboard.press('Space');
    await studio.page.keyboard.press('Shift+ArrowRight');
    assert.deepEqual(await dragged(0), [a.uri, b.uri]);
    assert.deepEqual(await dragged(2), [c.uri]);
  });

  it('compares two that are selected, and uses several as references', async () => {
    await openGallery();
    const [a, b, c] = studio.host.gallery;
    await tiles().first().focus();
    await studio.page.keyboard.press('Space');
    await studio.page.keyboard.press('Shift+ArrowRight');
    await count('2 selected').waitFor();
    await studio.page.getByRole('button', { name: 'Compare', exact: true }).click();
    assert.deepEqual((await studio.saved()).routes.at(-1), { view: 'compare', left: b.uri, right: a.uri });
    await studio.page.keyboard.press('Escape');
    await tile(c.isPlaceholder ? `${c.prompt}, placeholder` : c.prompt).click({ modifiers: ['ControlOrMeta'] });
    await count('3 selected').waitFor();
    await studio.page.getByRole('button', { name: 'Use as Reference', exact: true }).click();
    await studio.until(
      async () => (await studio.saved()).references.slice(-3).map(({ uri }) => uri),
      [a.uri, b.uri, c.uri],
    );
  });

  it('remembers where it was scrolled to', async () => {
    await openGallery();
    await grid((_, scroller) => (scroller.scrollTop = 9000));
    await studio.page.waitForFunction(() => window.easelRemembered.gallery.scroll === 9000);
    await studio.reload();
    await tiles().first().waitFor();
    await studio.until(() => grid((_, scroller) => scroller.scrollTop), 9000);
  });
});

describe('The filter of the gallery', () => {
  it('searches while one types, once the typing rests', async () => {
    await openGallery();
    const search = studio.page.getByRole('searchbox', { name: 'Search in prompts and paths' });
    const before = studio.host.calls('gallery').length;
    // All within one moment, however slow the machine is.
    await search.evaluate((box, text) => {
      for (const letter of text) {
        box.value += letter;
        box.dispatchEvent(new window.InputEvent('input', { bubbles: true, composed: true }));
      }
    }, 'number 1234');
    await count('1 of 2,000').waitFor();
    assert.ok(studio.host.calls('gallery').length - before <= 3, 'not once for each letter');
    assert.equal(await tiles().count(), 1);
    await search.press('Escape');
    await count('2,000 images').waitFor();
  });

  it('takes provider, model and kind, and is remembered', async () => {
    await openGallery();
    const [{ provider, model }] = studio.host.gallery;
    await studio.page.getByRole('combobox', { name: 'Provider' }).selectOption(provider);
    await studio.page.getByRole('combobox', { name: 'Model' }).selectOption(model);
    await studio.page.getByRole('combobox', { name: 'Kind' }).selectOption('edit');
    const wanted = { search: '', provider, model, kind: 'edit', placeholdersOnly: false };
    await count('of 2,000').waitFor();
    await studio.until(() => studio.host.calls('gallery').at(-1), wanted);
    await studio.reload();
    await tiles().first().waitFor();
    assert.deepEqual(studio.host.calls('gallery').at(-1), wanted);
    assert.equal(await studio.page.getByRole('combobox', { name: 'Kind' }).inputValue(), 'edit');
  });

  it('shows placeholders alone', async () => {
    await openGallery();
    await studio.page.getByRole('checkbox', { name: 'Placeholders only' }).check();
    await count('of 2,000').waitFor();
    for (const name of await tiles().evaluateAll((all) => all.map((each) => each.ariaLabel))) {
      assert.match(name, /, placeholder$/);
    }
  });

  it('that nothing matches can be cleared', async () => {
    await openGallery();
    await studio.page.getByRole('searchbox').fill('nothing is called that');
    await studio.page.getByText('No image matches the filter.').waitFor();
    await studio.axe();
    await studio.page.getByRole('button', { name: 'Clear Filters' }).click();
    await count('2,000 images').waitFor();
    assert.equal(await studio.page.getByRole('searchbox').inputValue(), '');
  });
});

describe('An empty gallery', () => {
  it('says so, and how to fill it', async () => {
    studio.host.gallery = [];
    await studio.go({ view: 'gallery' });
    await studio.page.getByText('No images yet.').waitFor();
    await studio.axe();
    await studio.page.getByRole('button', { name: 'Generate Image' }).click();
    await studio.page.waitForFunction(() => window.easelRemembered.routes.at(-1).view === 'create');
  });

  it('says that it is still being looked for', async () => {
    studio.host.on('gallery', () => ({ items: [], total: 0, providers: [], models: [], isScanning: true }));
    await studio.go({ view: 'gallery' });
    await studio.page.getByText('Looking for images that Easel made…').waitFor();
  });
});

describe('The details of an image', () => {
  it('are looked up one at a time while the gallery changes', async () => {
    const { host, page } = studio;
    const [{ uri }] = host.gallery;
    const looks = () => host.calls('details').filter((each) => each.uri === uri).length;
    await studio.go({ view: 'image', uri });
    await page.getByRole('heading', { name: host.imageOf(uri).name }).waitFor();
    const before = looks();
    const release = host.hold('details');
    for (let i = 0; i < 20; i += 1) await host.tell('galleryChanged', null);
    await studio.settled();
    assert.equal(looks(), before + 1);
    release();
    await studio.until(() => looks() >= before + 2);
    await studio.settled();
    assert.equal(looks(), before + 2);
  });

  it('say how it was made, and what came of what was asked for', async () => {
    const [newest] = studio.host.gallery;
    await studio.go({ view: 'image', uri: newest.uri });
    await studio.page.getByText('1536x1024 asked for').waitFor();
    await studio.page.getByRole('definition').filter({ hasText: newest.prompt }).first().waitFor();
    await studio.page.getByText('assets/gone.png (not here)').waitFor();
    await studio.axe();
  });

  it('are text and nothing else, whatever the file says', async () => {
    const [newest] = studio.host.gallery;
    const prompt = '<img src=x onerror="window.bad = true"> </dd><script>window.bad = true</script> ${1}';
    studio.host.gallery = [{ ...newest, prompt }, ...studio.host.gallery.slice(1)];
    await openGallery();
    await tiles().first().click();
    const told = studio.page.getByRole('group', { name: 'Prompt', exact: true });
    await told.waitFor();
    assert.equal(await told.textContent(), prompt);
    assert.equal(await studio.page.evaluate(() => window.bad), undefined);
  });

  it('walk through the gallery as it is filtered', async () => {
    await openGallery();
    const [a, b] = studio.host.gallery;
    await tiles().first().click();
    await studio.page.getByRole('button', { name: 'Next Image' }).click();
    assert.deepEqual((await studio.saved()).routes.at(-1), { view: 'image', uri: b.uri });
    await studio.page.keyboard.press('ArrowLeft');
    assert.deepEqual((await studio.saved()).routes.at(-1), { view: 'image', uri: a.uri });
    assert.equal(await studio.page.getByRole('button', { name: 'Previous Image' }).count(), 0);
  });

  it('lead to what it was made from', async () => {
    await studio.go({ view: 'image', uri: studio.host.gallery[0].uri });
    await studio.page.getByRole('button', { name: 'Show lighthouse.png' }).click();
    assert.deepEqual((await studio.saved()).routes.at(-1), { view: 'image', uri: uriOf('photos/lighthouse.png') });
    await studio.page.getByText('How this image was made is not known here.').waitFor();
    await studio.axe();
  });

  it('close when the image is gone, and follow it to its new name', async () => {
    await openGallery();
    await tiles().first().click();
    await studio.page.getByRole('heading', { level: 2 }).waitFor();
    await studio.page.keyboard.press('F2');
    await studio.page.getByRole('textbox', { name: 'New name, without the extension' }).fill('renamed');
    await studio.page.keyboard.press('Enter');
    await studio.host.called('rename');
    await studio.page.waitForFunction(
      (uri) => window.easelRemembered.routes.at(-1).uri === uri,
      uriOf('assets/renamed.png'),
    );
    await studio.host.tell('fileMoved', { from: uriOf('assets/renamed.png'), to: null });
    await studio.page.waitForFunction(() => window.easelRemembered.routes.at(-1).view === 'gallery');
  });
});
