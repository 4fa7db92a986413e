// The feed: jobs as they go on, and what can be done with what they made.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure, uriOf, withStudio } from './support/studio.mjs';

const studio = withStudio();

const button = (name, options) => studio.page.getByRole('button', { name, ...options });
const until = (isSo) => studio.until(isSo);
const toast = () => studio.page.locator('easel-status .seen');
const cardNamed = (name) => studio.page.getByRole('group', { name });

describe('A card', () => {
  it('says in words how far its job is, and ends with what came', async () => {
    const { host } = studio;
    await host.card('job', { prompt: 'A red boat', state: 'queued', startedAt: Date.now(), draft: { count: 2 } });
    const card = cardNamed(/^A red boat/);
    await card.getByText('Queued').waitFor();
    await host.card('job', { state: 'waiting' });
    await card.getByText('Waiting for mixroute…').waitFor();
    await host.card('job', { state: 'retrying', until: Date.now() + 4200 });
    await card.getByText(/Trying again in [45] s/).waitFor();
    assert.equal(await card.locator('.elapsed').textContent(), '', 'no seconds that go up beside those that go down');
    await host.card('job', { state: 'receiving', done: 1 });
    await card.getByText('1 of 2').waitFor();
    await host.card('job', { state: 'asking' });
    await card.getByText('Waiting for your answer in VS Code').waitFor();
    await host.finish('job');
    await card.getByText('2 images', { exact: true }).waitFor();
    assert.equal(await card.getByRole('button', { name: /^Show job-\d\.png, 1024 × 1024 pixels$/ }).count(), 2);
    await studio.said('“A red boat”: 2 images.');
    assert.equal(await toast().count(), 0, 'what the card says is only said');
  });

  it('counts the seconds only while something runs', async () => {
    const { host, page } = studio;
    await host.card('card-3', { state: 'waiting', startedAt: Date.now() });
    const seconds = cardNamed(/^Hills at dawn/).locator('.elapsed');
    await page.waitForFunction((node) => /[2-9] s/.test(node.textContent), await seconds.elementHandle());
    await host.card('card-3', { state: 'cancelled', endedAt: Date.now() });
    await studio.said(/was cancelled/);
    const drawn = await page.evaluate(async () => {
      const feed = document.querySelector('easel-studio').shadowRoot.querySelector('easel-feed');
      let updates = 0;
      feed.addController({ hostUpdated: () => (updates += 1) });
      await new Promise((resolve) => setTimeout(resolve, 2300));
      return updates;
    });
    assert.equal(drawn, 0);
  });

  it('shows what came early as a preview, in the shape that was asked for', async () => {
    const { host, page } = studio;
    const srcPreview = host.painter.srcOf('early', 256, 144);
    await host.card('job', { prompt: 'Wide', state: 'receiving', srcPreview, draft: { aspectRatio: '16:9' } });
    const preview = page.getByRole('img', { name: 'Preview, not the result yet' });
    const { width, height } = await preview.boundingBox();
    assert.ok(Math.abs(width / height - 16 / 9) < 0.03, `${width} x ${height}`);
    const before = await cardNamed(/^Wide/).boundingBox();
    await host.finish('job', { images: [host.image('assets/wide.png', { width: 1344, height: 756 })] });
    const tile = await button(/^Show wide\.png/).boundingBox();
    assert.ok(Math.abs(tile.width - width - 2) < 4 && Math.abs(tile.height - height - 2) < 4, 'the place was kept');
    assert.equal(before.y, (await cardNamed(/^Wide/).boundingBox()).y);
  });

  it('is cancelled by its button, and keeps the focus', async () => {
    await cardNamed(/^Hills at dawn/)
      .getByRole('button', { name: 'Cancel' })
      .click();
    assert.deepEqual(await studio.host.called('cancel'), { card: 'card-3' });
    await studio.host.card('card-3', { state: 'cancelled', endedAt: Date.now() });
    await cardNamed(/^Hills at dawn/)
      .getByText('Cancelled')
      .waitFor();
    await studio.said(/was cancelled/);
  });

  it('that was cancelled says so when it may have cost something all the same', async () => {
    const error = {
      code: 'cancelled',
      text: 'It may have been charged.',
      actions: [{ id: 'look', title: 'Look Again' }],
    };
    await studio.host.card('card-3', { state: 'cancelled', endedAt: Date.now(), error });
    const card = cardNamed(/^Hills at dawn/);
    await card.getByText('It may have been charged.').waitFor();
    await studio.said(/It may have been charged\./);
    await card.getByRole('button', { name: 'Look Again' }).click();
    assert.deepEqual(await studio.host.called('act'), { card: 'card-3', action: 'look' });
  });

  it('says what went wrong in full, with the next step', async () => {
    const card = cardNamed(/^A city by night/);
    await card.getByText('mixroute rejected the key. Nothing was charged. Set another key, then try again.').waitFor();
    await card.getByRole('button', { name: 'Set Key' }).click();
    assert.deepEqual(await studio.host.called('act'), { card: 'card-2', action: 'setKey' });
  });

  it('says without alarm what a setting of one’s own held back, and leads to that', async () => {
    const actions = ['Open Setting', 'Try Again'].map((title, id) => ({ id: String(id), title }));
    const error = { code: 'quota', text: 'Your own limit is reached.', actions, isOwnSetting: true };
    await studio.host.card('held', { prompt: 'Three terns', state: 'failed', error });
    const card = cardNamed(/^Three terns/);
    await card.getByText('Not sent', { exact: true }).waitFor();
    assert.equal(await card.locator('.elapsed').textContent(), '');
    assert.equal(
      await card
        .locator('button.primary')
        .textContent()
        .then((text) => text.trim()),
      'Open Setting',
    );
    await studio.said('“Three terns” was not made. Your own limit is reached.');
    assert.equal(await toast().count(), 0);
  });

  it('keeps the provider’s name on one line with the dot before it', async () => {
    await studio.host.card('job', { prompt: 'Narrow', modelLabel: 'A model with quite a long name of its own' });
    await studio.size(320);
    const [model, provider] = await cardNamed(/^Narrow/)
      .locator('.model > span')
      .allTextContents();
    assert.deepEqual([model, provider], ['A model with quite a long name of its own', '· mixroute']);
  });

  it('is dismissed, and the focus goes to the next one', async () => {
    const { host } = studio;
    host.on('dismiss', async ({ card }) => {
      host.snapshot.cards = host.snapshot.cards.filter(({ id }) => id !== card);
      await host.tell('cardGone', { id: card });
      return null;
    });
    await cardNamed(/^A city by night/)
      .getByRole('button', { name: 'Dismiss (Files Stay)' })
      .click();
    await cardNamed(/^A city by night/).waitFor({ state: 'detached' });
    await until(async () => /^A lighthouse/.test(await focused()));
  });

  it('clamps a long prompt and shows all of it when asked', async () => {
    const prompt = Array.from({ length: 40 }, (_, i) => `Line ${i} of a very long prompt`).join('\n');
    await studio.host.card('long', { prompt, state: 'failed' });
    const card = cardNamed(/^Line 0/);
    const text = card.getByText('Line 39 of a very long prompt');
    const { height } = await text.boundingBox();
    assert.ok(height < 80, `${height} px high`);
    await card.getByRole('button', { name: 'Show More' }).click();
    await card.getByRole('button', { name: 'Show Less' }).waitFor();
    assert.ok((await text.boundingBox()).height > 150);
  });

  it('shows hostile prompts and names as text', async () => {
    const hostile = '<img src=x onerror="window.hasRun=1">\u202Egnp.exe';
    const image = studio.host.image(`assets/${hostile}.png`);
    await studio.host.card('hostile', { prompt: hostile, images: [image] });
    await studio.page.getByText('<img src=x', { exact: false }).first().waitFor();
    assert.equal(await studio.page.evaluate(() => window.hasRun), undefined);
  });
});

describe('What a card says', () => {
  it('is shown by itself where the cards are not', async () => {
    await studio.go({ view: 'gallery' });
    await studio.host.finish('card-3');
    await toast().getByText('“Hills at dawn”: 1 image.').waitFor();
  });
});

describe('The feed', () => {
  it('teaches the first step where there is nothing yet', async () => {
    await studio.open({ prepare: (host) => (host.snapshot.cards = []) });
    await studio.page.getByText(/Describe an image in the prompt box/).waitFor();
  });

  it('is a list, newest first', async () => {
    await studio.host.card('newest', { prompt: 'The newest', state: 'waiting' });
    const names = studio.page.getByRole('list', { name: 'Results, newest first' }).getByRole('group');
    await cardNamed(/^The newest/).waitFor();
    assert.match(await names.first().getAttribute('aria-label'), /^The newest/);
  });

  it('stays where it is scrolled to when a card above changes', async () => {
    await studio.open({
      prepare: (to) =>
        (to.snapshot.cards = Array.from({ length: 12 }, (_, i) =>
          to.newCard({ id: `c${i}`, prompt: `Number ${i}`, ...(i === 0 ? { state: 'waiting', images: [] } : {}) }),
        )),
    });
    const seventh = cardNamed(/^Number 7/);
    await seventh.scrollIntoViewIfNeeded();
    await studio.settled();
    const before = await seventh.boundingBox();
    await studio.host.card('c0', {
      state: 'failed',
      error: { code: 'provider', text: 'Refused. '.repeat(200), actions: [] },
    });
    await studio.page.getByText('Refused.', { exact: false }).first().waitFor({ state: 'attached' });
    await studio.settled();
    assert.ok(Math.abs((await seventh.boundingBox()).y - before.y) <= 1);
  });

  it('has nothing that axe finds, in any theme', async () => {
    const { host } = studio;
    await host.card('group-a', { prompt: 'Tried', group: 'g', state: 'receiving', images: [] });
    await host.card('group-b', { prompt: 'Tried', group: 'g' });
    await button('Edit Further').nth(0).click();
    await host.called('thread');
    for (const theme of ['dark', 'highContrastLight']) {
      await studio.theme(theme);
      await studio.axe();
    }
  });

  it('fits into a narrow panel', async () => {
    await studio.size(320);
    await studio.settled();
    await studio.assertFits();
  });
});

describe('A result', () => {
  const name = 'a-lighthouse-on-a-cliff.png';
  const uri = uriOf(`assets/${name}`);
  const more = async (title) => {
    await button(`More Actions for ${name}`).click();
    await studio.page.getByRole('menuitem', { name: title }).click();
  };

  it('opens and goes into the document by its buttons', async () => {
    await button('Open', { exact: true }).click();
    assert.deepEqual(await studio.host.called('open'), { uri });
    await button('Insert into index.md').click();
    assert.deepEqual(await studio.host.called('insert'), { uri });
    await studio.said(`${name} is inserted.`);
    await studio.host.tell('insertTarget', {});
    await button('Insert into index.md').waitFor({ state: 'detached' });
  });

  it('becomes a reference', async () => {
    await button('Use as Reference').click();
    await until(async () => (await studio.saved()).references.some((each) => each.uri === uri));
  });

  it('is gone on with in a conversation, which is shown, and left', async () => {
    await button('Edit Further').click();
    const { jobId } = await studio.host.called('thread');
    assert.equal(jobId, 'job-card-1');
    const { draft, targets } = await studio.saved();
    assert.equal(draft.continues, jobId);
    assert.deepEqual(targets, [{ provider: 'mixroute', model: 'gemini-2.5-flash-image' }]);
    await button('Leave Conversation').click();
    await until(async () => (await studio.saved()).draft.continues === undefined);
  });

  it('of a job that made several goes along as the first reference, so that it is clear which one is meant', async () => {
    await studio.host.card('card-1', { total: 2, done: 2 });
    await button('Edit Further').click();
    await studio.said(/goes along as the first reference/);
    const { draft, references } = await studio.saved();
    assert.deepEqual([draft.continues, references[0].uri], [undefined, uri]);
  });

  it('follows a conversation to its newest answer', async () => {
    await button('Edit Further').click();
    await studio.host.called('thread');
    await studio.host.card('next', { prompt: 'Now at night', state: 'waiting', draft: { continues: 'job-card-1' } });
    await studio.host.finish('next');
    await until(async () => (await studio.saved()).draft.continues === 'job-next');
    assert.deepEqual(await studio.host.called('thread', { count: 2 }), { jobId: 'job-next' });
  });

  it('is varied at once: the same prompt, with itself as the reference and no seed', async () => {
    studio.host.on('requestOf', () => known({ seed: 7, aspectRatio: '3:2', images: [uriOf('docs/old.png')] }));
    await more('Vary');
    const { draft, targets } = await studio.host.called('make');
    assert.deepEqual(draft, { prompt: 'A lighthouse', aspectRatio: '3:2', images: [uri] });
    assert.deepEqual(targets, [{ provider: 'mixroute', model: 'gemini-2.5-flash-image' }]);
    await studio.said(/has begun/);
  });

  it('is made again as it was, with its seed', async () => {
    studio.host.on('requestOf', () => known({ seed: 7 }));
    await more('Regenerate');
    const { draft, original } = await studio.host.called('make');
    assert.deepEqual(draft, { prompt: 'A lighthouse', seed: 7, images: [] });
    assert.equal(original, uri, 'as a version of it');
  });

  it('takes the place of its original in the documents that show that one', async () => {
    const original = { uri: uriOf('docs/old.png'), name: 'old.png', documents: 2 };
    await studio.host.card('card-1', { original });
    await more('Use Instead of old.png in 2 Documents');
    assert.deepEqual(await studio.host.called('useInstead'), { uri, original: original.uri });
    await studio.said(/save them to keep that/);
  });

  it('is not made again by what its file says of itself before a person has looked', async () => {
    studio.host.on('requestOf', () => ({ ...known({}), isSuggestion: true }));
    await more('Regenerate');
    await studio.said(/come from the file/);
    assert.deepEqual(studio.host.calls('make'), []);
    await until(async () => (await studio.prompt.inputValue()) === 'A lighthouse');
  });

  it('gives its settings back to the composer', async () => {
    studio.host.on('requestOf', () => known({ seed: 7, aspectRatio: '3:2', images: [uriOf('docs/old.png')] }));
    await more('Reuse Settings');
    await studio.said(/settings/);
    const { draft, references, isSeedLocked } = await studio.saved();
    assert.deepEqual([draft.prompt, draft.seed, draft.aspectRatio, isSeedLocked], ['A lighthouse', 7, '3:2', true]);
    assert.deepEqual(
      references.map((each) => each.uri),
      [uriOf('docs/old.png')],
    );
    assert.deepEqual(studio.host.calls('make'), []);
  });

  it('gives back the references that are still there, and names the others', async () => {
    const [old, gone] = ['docs/old.png', 'docs/gone.png'].map(uriOf);
    studio.host.on('requestOf', () => known({ images: [gone, old] }));
    studio.host.on('describe', ({ uris }, host) => {
      if (uris.includes(gone)) throw new Failure('It is gone.');
      return uris.map((each) => host.imageOf(each));
    });
    await more('Reuse Settings');
    await studio.said(/Left out, since they cannot be used: gone\.png/);
    assert.deepEqual(
      (await studio.saved()).references.map((each) => each.uri),
      [old],
    );
  });

  it('says so where it is not known how it was made', async () => {
    studio.host.on('requestOf', () => null);
    await more('Vary');
    await studio.said(/is not known here/);
  });

  it('is compared with what is chosen', async () => {
    studio.host.on('details', () => ({
      image: studio.host.image(`assets/${name}`),
      parents: [],
      children: [],
      hasGitVersion: true,
    }));
    await studio.host.card('card-1', { draft: { images: [uriOf('docs/old.png')] } });
    await more('Compare…');
    const { page } = studio;
    await page.getByRole('menuitem', { name: 'With old.png, Which It Was Made From' }).waitFor();
    await page.getByRole('menuitem', { name: 'With the Version in Git' }).click();
    assert.deepEqual((await studio.saved()).routes.at(-1), { view: 'compare', left: uri, right: 'git' });
  });

  it('is renamed in place; a name that is refused can be mended', async () => {
    const { host, page } = studio;
    host.on('rename', ({ name: wanted }) => {
      if (wanted === 'taken') throw new Failure('There is a file taken.png already.', 'storage');
      return host.image(`assets/${wanted}.png`);
    });
    await button(/^Show a-lighthouse/).focus();
    await page.keyboard.press('F2');
    const box = page.getByRole('textbox', { name: 'New name, without the extension' });
    assert.equal(await box.inputValue(), 'a-lighthouse-on-a-cliff');
    await page.keyboard.type('taken');
    await page.keyboard.press('Enter');
    await studio.said(/There is a file/);
    await box.fill('boat');
    await page.keyboard.press('Enter');
    await box.waitFor({ state: 'detached' });
    assert.deepEqual(host.calls('rename'), [
      { uri, name: 'taken' },
      { uri, name: 'boat' },
    ]);
  });

  it('keeps its name when renaming is given up', async () => {
    await more('Rename…');
    await studio.page.getByRole('textbox', { name: 'New name, without the extension' }).fill('other');
    await studio.page.keyboard.press('Escape');
    await button(/^Show a-lighthouse/).waitFor();
    assert.deepEqual(studio.host.calls('rename'), []);
  });

  it('is deleted with the key that deletes, when the host has asked', async () => {
    const { host, page } = studio;
    host.on('remove', async () => {
      await host.card('card-1', { images: [] });
      await host.tell('fileMoved', { from: uri, to: null });
      return true;
    });
    await button(/^Show a-lighthouse/).focus();
    await page.keyboard.press('Delete');
    assert.deepEqual(await host.called('remove'), { uris: [uri] });
    await studio.said(`${name} is deleted.`);
    await button(/^Show a-lighthouse/).waitFor({ state: 'detached' });
    await until(async () => /^A lighthouse/.test(await focused()));
  });

  it('offers its actions on a right click, and by the keyboard', async () => {
    await button(/^Show a-lighthouse/).click({ button: 'right' });
    await studio.page.getByRole('menuitem', { name: 'Copy Path' }).click();
    assert.deepEqual(await studio.host.called('copyPath'), { uri });
  });

  it('is dragged as the Explorer drags files', async () => {
    const list = await button(/^Show a-lighthouse/).evaluate((node) => {
      const dataTransfer = new DataTransfer();
      node.dispatchEvent(new DragEvent('dragstart', { dataTransfer, bubbles: true }));
      return dataTransfer.getData('application/vnd.code.uri-list');
    });
    assert.equal(list, uri);
  });
});

describe('A prompt that was tried on several models', () => {
  const group = async () => {
    const { host } = studio;
    for (const [i, model] of ['gemini-2.5-flash-image', 'gpt-image-2', 'seedream'].entries()) {
      const target = { provider: 'mixroute', model };
      const images = [host.image(`assets/try-${i}.png`)];
      await host.card(`try-${i}`, { prompt: 'Three ways', group: 'g', target, images });
    }
  };

  it('stands side by side, each with its model', async () => {
    await group();
    const all = studio.page.getByRole('group', { name: 'Tried on 3 models: Three ways' });
    await all.getByText('gpt-image-2 · mixroute', { exact: false }).waitFor();
    assert.equal(await all.getByRole('button', { name: /^Show try-\d/ }).count(), 3);
  });

  it('is folded to the one that is kept, once the others may go', async () => {
    await group();
    const { host } = studio;
    host.on('remove', () => true);
    await button('Keep').nth(1).click();
    const { uris } = await host.called('remove');
    assert.deepEqual(uris.toSorted(), [uriOf('assets/try-0.png'), uriOf('assets/try-2.png')]);
    await host.called('dismiss', { count: 2 });
    assert.deepEqual(
      host
        .calls('dismiss')
        .map(({ card }) => card)
        .toSorted(),
      ['try-0', 'try-2'],
    );
  });

  it('lets go of any number of files', async () => {
    const { host } = studio;
    await group();
    const many = Array.from({ length: 150 }, (_, i) => host.image(`assets/many-${i}.png`));
    await host.card('try-0', { images: many });
    host.on('remove', () => true);
    await button('Keep').nth(-1).click();
    await host.called('remove', { count: 2 });
    assert.deepEqual(
      host.calls('remove').map(({ uris }) => uris.length),
      [100, 51],
    );
  });

  it('shows the others again where their files stayed', async () => {
    await group();
    studio.host.on('remove', () => false);
    await button('Keep').nth(0).click();
    await button('Show 2 Others').click();
    assert.equal(await studio.page.getByRole('button', { name: /^Show try-\d/ }).count(), 3);
    assert.deepEqual(studio.host.calls('dismiss'), []);
  });
});

function known(draft) {
  return {
    draft: { prompt: 'A lighthouse', images: [], ...draft },
    target: { provider: 'mixroute', model: 'gemini-2.5-flash-image' },
    isSuggestion: false,
    isRegion: false,
  };
}

/** What the focused element calls itself. */
function focused() {
  return studio.page.evaluate(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at?.getAttribute('aria-label') ?? '';
  });
}
