// The composer: what is written, chosen and added becomes one request, and nothing is offered that would be ignored.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure, uriOf, withStudio } from './support/studio.mjs';

const studio = withStudio();

const ofRole = (role, name) => studio.page.getByRole(role, { name, exact: true });
const button = (name) => ofRole('button', name);
const generate = () => studio.page.locator('easel-generate button.primary');
const references = () => studio.page.getByRole('list', { name: 'References' }).getByRole('listitem');
const composer = () => studio.page.locator('easel-composer');
const press = (keys) => studio.page.keyboard.press(keys);

async function choose(provider, model) {
  await ofRole('combobox', 'Provider').selectOption(provider);
  if (model) await ofRole('combobox', 'Model').selectOption(model);
}

const until = (read, wanted) => studio.until(read, wanted);

const isFocused = (locator) => locator.evaluate((element) => element.getRootNode().activeElement === element);
const promptText = () => studio.prompt.inputValue();

async function makes() {
  await press('Control+Enter');
  return studio.host.called('make');
}

/** Once the button takes a press again after the first request. */
async function makesAgain() {
  await studio.page.waitForFunction(
    (element) => element.getAttribute('aria-disabled') === 'false',
    await generate().elementHandle(),
  );
  await press('Control+Enter');
  return studio.host.called('make', { count: 2 });
}

describe('The prompt', () => {
  it('selects all of itself, and lets VS Code not do so again over what is typed next', async () => {
    await studio.prompt.fill('An old thought');
    await studio.page.evaluate(() => {
      window.heard = [];
      window.addEventListener('keydown', ({ key }) => window.heard.push(key));
    });
    await press('Control+a');
    await studio.page.keyboard.type('New');
    assert.equal(await promptText(), 'New');
    assert.deepEqual(await studio.page.evaluate(() => window.heard), ['Control', 'N', 'e', 'w']);
  });

  it('has the focus when the Studio opens, and Ctrl+Enter sends it', async () => {
    await until(() => isFocused(studio.prompt), true);
    await studio.page.keyboard.type('A boat');
    const { draft, targets, region } = await makes();
    assert.deepEqual(draft, { prompt: 'A boat', images: [] });
    assert.deepEqual(targets, [{ provider: 'mixroute', model: 'gemini-2.5-flash-image' }]);
    assert.equal(region, undefined);
    await studio.said('Nano Banana began: 1 image');
    assert.deepEqual([await promptText(), await isFocused(studio.prompt)], ['A boat', true]);
  });

  it('does not take the focus again by itself', async () => {
    await button('More Models…').focus();
    const { providers, target } = studio.host.snapshot;
    await studio.host.tell('providers', { providers, target });
    await studio.host.tell('recentPrompts', ['A whale']);
    await until(() => isFocused(button('More Models…')), true);
    await studio.host.tell('intent', { kind: 'focusPrompt' });
    await until(() => isFocused(studio.prompt), true);
  });

  it('is sent once by whoever presses twice', async () => {
    await studio.prompt.fill('A boat');
    await generate().dblclick();
    await press('Control+Enter');
    await press('Control+Enter');
    await studio.said('Nano Banana began: 1 image');
    await press('Control+Enter');
    await studio.prompt.fill('A ship');
    assert.equal((await makesAgain()).draft.prompt, 'A ship');
    assert.equal(studio.host.calls('make').length, 2);
  });

  it('keeps its lines, typed or pasted', async () => {
    await studio.prompt.fill('First line\n\nthird line');
    const { draft } = await makes();
    assert.equal(draft.prompt, 'First line\n\nthird line');
  });

  it('is not sent by the Enter that ends a composition', async () => {
    await studio.prompt.fill('船');
    await studio.prompt.evaluate((element) => {
      const init = { key: 'Enter', ctrlKey: true, isComposing: true, bubbles: true, composed: true };
      element.dispatchEvent(new window.KeyboardEvent('keydown', init));
    });
    await makes();
    assert.equal(studio.host.calls('make').length, 1);
  });

  it('walks through those of before, and back to what was typed', async () => {
    await studio.prompt.fill('Mine');
    const [first, second] = studio.host.snapshot.recentPrompts;
    await press('Alt+ArrowUp');
    await until(promptText, first);
    await press('Alt+ArrowUp');
    await until(promptText, second);
    await press('Alt+ArrowDown');
    await press('Alt+ArrowDown');
    await until(promptText, 'Mine');
    await press('Alt+ArrowDown');
    assert.equal(await promptText(), 'Mine');
  });

  it('is taken up again from the list of recent ones, where one can be forgotten', async () => {
    const [first, second] = studio.host.snapshot.recentPrompts;
    await studio.page.getByRole('button', { name: 'Recent prompts' }).press('Enter');
    await studio.page.getByRole('dialog', { name: 'Recent prompts' }).waitFor();
    await press('Delete');
    assert.deepEqual(await studio.host.called('forgetPrompt'), { prompt: first });
    await until(() => isFocused(studio.page.locator('.take').first()), true);
    await press('Enter');
    await until(promptText, second);
    await until(() => isFocused(studio.prompt), true);
  });

  it('is never a request while it is empty, and says so', async () => {
    await press('Control+Enter');
    await studio.said('Write what the image should show.');
    await generate().click({ force: true });
    assert.deepEqual(studio.host.calls('make'), []);
    assert.equal(await generate().getAttribute('aria-disabled'), 'true');
  });
});

describe('Controls', () => {
  it('are those of the model, and only what is shown is sent', async () => {
    await studio.prompt.fill('A cat');
    await choose('dashscope', 'qwen-image-plus');
    await ofRole('textbox', 'Negative prompt').fill('dogs');
    await ofRole('textbox', 'Seed').fill('7');
    await choose('openai', 'gpt-image-2');
    assert.equal(await ofRole('textbox', 'Negative prompt').count(), 0);
    assert.equal(await ofRole('textbox', 'Seed').count(), 0);
    await ofRole('combobox', 'Quality').selectOption('high');
    const { draft } = await makes();
    assert.deepEqual(draft, { prompt: 'A cat', quality: 'high', images: [] });
    await choose('dashscope', 'qwen-image-plus');
    assert.equal(await ofRole('textbox', 'Negative prompt').inputValue(), 'dogs');
    assert.equal(await ofRole('combobox', 'Quality').count(), 0);
    const second = await makesAgain();
    assert.deepEqual(second.draft, { prompt: 'A cat', negativePrompt: 'dogs', seed: 7, images: [] });
  });

  it('show the ratios as shapes that arrow keys choose among', async () => {
    await studio.prompt.fill('A cat');
    assert.equal(await ofRole('radio', 'Auto').getAttribute('aria-checked'), 'true');
    await ofRole('radio', 'Auto').focus();
    await press('ArrowRight');
    await until(() => ofRole('radio', '1:1').getAttribute('aria-checked'), 'true');
    await until(() => isFocused(ofRole('radio', '1:1')), true);
    await ofRole('combobox', 'Resolution').selectOption('2K');
    const { draft } = await makes();
    assert.deepEqual(draft, { prompt: 'A cat', aspectRatio: '1:1', resolution: '2K', images: [] });
  });

  it('take a size in the place of ratio and resolution, and never send one that cannot be', async () => {
    await studio.prompt.fill('A cat');
    await choose('openai', 'gpt-image-2');
    await ofRole('radio', '16:9').click();
    await ofRole('combobox', 'Size').selectOption('Other…');
    const box = ofRole('textbox', 'Width x height in pixels');
    await until(() => isFocused(box), true);
    await box.fill('1000x1000');
    assert.equal(await box.getAttribute('aria-invalid'), 'true');
    await press('Control+Enter');
    await studio.said('Width and height must be multiples of 16.');
    assert.deepEqual(studio.host.calls('make'), []);
    await box.fill('1040 x 1040');
    const { draft } = await makes();
    assert.deepEqual(draft, { prompt: 'A cat', size: '1040x1040', images: [] });
    await choose('google');
    const second = await makesAgain();
    assert.deepEqual(second.draft, { prompt: 'A cat', aspectRatio: '16:9', images: [] });
  });

  it('count up to ten, and say how many requests that takes and what it costs', async () => {
    await choose('dashscope', 'qwen-image-plus');
    await button('More').click();
    await button('More').click();
    await studio.page.getByText('in 3 requests').waitFor();
    await studio.page.getByText('3 images · about ¥0.60').waitFor();
    await button('Generate 3 Images').waitFor();
    const count = ofRole('spinbutton', 'Images');
    await count.fill('99');
    await count.press('Tab');
    await until(() => count.inputValue(), '10');
    await choose('sketch');
    await studio.page.getByText('10 images · free').waitFor();
  });

  it('send a seed once, unless it is kept', async () => {
    await studio.prompt.fill('A cat');
    await choose('dashscope', 'qwen-image-plus');
    const seed = ofRole('textbox', 'Seed');
    await seed.fill('12');
    assert.equal((await makes()).draft.seed, 12);
    await until(() => seed.inputValue(), '');
    await button('Keep This Seed').click();
    await until(() => button('Keep This Seed').getAttribute('aria-pressed'), 'true');
    const kept = Number(await seed.inputValue());
    assert.equal((await makesAgain()).draft.seed, kept);
    assert.equal(Number(await seed.inputValue()), kept);
    await seed.fill('a lot');
    await seed.press('Tab');
    await studio.said('A seed is a whole number');
    await until(async () => Number(await seed.inputValue()), kept);
  });

  it('hand over the service’s own fields, never broken', async () => {
    await studio.prompt.fill('A cat');
    await button('Advanced').click();
    const box = ofRole('textbox', 'Fields of the service, as JSON');
    await box.fill('{ "style": ');
    await press('Control+Enter');
    await studio.said('This is no JSON');
    assert.deepEqual(studio.host.calls('make'), []);
    await box.fill('{ "style":  "vivid" }');
    assert.deepEqual((await makes()).draft.parameters, { style: 'vivid' });
    assert.equal(await box.inputValue(), '{ "style":  "vivid" }');
  });

  it('send the service’s own fields neither to Sketch nor to several services, and say so', async () => {
    await studio.prompt.fill('A cat');
    await button('Advanced').click();
    await ofRole('textbox', 'Fields of the service, as JSON').fill('{ "style": "vivid" }');
    await choose('sketch');
    await studio.page.getByText('own fields are kept, and not sent').waitFor();
    assert.equal(await button('Advanced').count(), 0);
    assert.equal((await makes()).draft.parameters, undefined);
    await choose('openai', 'gpt-image-1');
    await button('Advanced').waitFor();
    await button('Try on Several Models').click();
    await ofRole('combobox', 'Provider').nth(1).selectOption('google');
    await studio.page.getByText('own fields are kept, and not sent').waitFor();
    assert.equal((await makesAgain()).draft.parameters, undefined);
    await button('Advanced').waitFor({ state: 'detached' });
  });
});

describe('Models', () => {
  it('say what they can do, and where a key is missing', async () => {
    await choose('dashscope', 'qwen-image-plus');
    await studio.page.getByText('no references').waitFor();
    assert.deepEqual(await studio.host.called('rememberTarget'), { provider: 'dashscope', model: 'qwen-image-plus' });
    await button('Set Key…').click();
    assert.deepEqual(await studio.host.called('setKey'), { provider: 'dashscope' });
    await button('Set Key…').waitFor({ state: 'detached' });
  });

  it('can be chosen in VS Code’s own list', async () => {
    studio.host.on('pickModel', () => ({ provider: 'google', model: 'gemini-2.5-flash-image' }));
    await button('More Models…').click();
    await until(() => ofRole('combobox', 'Provider').inputValue(), 'google');
    assert.deepEqual(await studio.host.called('pickModel'), {
      current: { provider: 'mixroute', model: 'gemini-2.5-flash-image' },
    });
  });

  it('are tried up to six at once, each once, with what all of them have', async () => {
    await studio.prompt.fill('A cat');
    await choose('openai', 'gpt-image-1');
    await button('Try on Several Models').click();
    await ofRole('combobox', 'Provider').nth(1).selectOption('google');
    await until(() => ofRole('radio', '21:9').count(), 0);
    assert.equal(await ofRole('combobox', 'Quality').count(), 0);
    await ofRole('combobox', 'Provider').nth(1).selectOption('openai');
    await ofRole('combobox', 'Model').nth(1).selectOption('gpt-image-1');
    await studio.said('This model is chosen already.');
    for (let i = 0; i < 4; i++) await button('Add Another Model').click();
    await studio.page.getByText('At most 6 models').waitFor();
    const { targets } = await makes();
    assert.equal(new Set(targets.map((target) => JSON.stringify(target))).size, 6);
    await studio.said('6 models began: 6 images');
    await studio.page
      .getByRole('button', { name: /^Remove / })
      .first()
      .click();
    await until(() => ofRole('combobox', 'Provider').count(), 5);
    await studio.axe();
  });
});

describe('References', () => {
  const two = ['photos/lighthouse.png', 'photos/harbour.png'].map(uriOf);

  it('come from the Explorer, several at once and of any scheme', async () => {
    const uris = [...two, 'vscode-remote://ssh%2Bhost/home/ada/pier.png'];
    await studio.dropUris(composer(), uris);
    assert.deepEqual(await studio.host.called('describe'), { uris });
    await until(() => references().count(), 3);
    await studio.page.getByText('3 of 6').waitFor();
    await studio.prompt.fill('As a linocut');
    await button('Edit Image').waitFor();
    assert.deepEqual((await makes()).draft.images, uris);
  });

  it('come as files by drop and paste, byte by byte', async () => {
    const files = [
      { name: 'one.png', bytes: [1, 2, 3] },
      { name: 'two.png', bytes: [4, 5] },
    ];
    await studio.dropFiles(composer(), files);
    const second = await studio.host.called('keep', { count: 2 });
    assert.deepEqual([second.name, [...second.bytes]], ['two.png', [4, 5]]);
    await studio.paste(studio.prompt, [{ name: 'image.png', bytes: [9] }]);
    assert.deepEqual([...(await studio.host.called('keep', { count: 3 })).bytes], [9]);
    await until(() => references().count(), 3);
  });

  it('are left alone when text is pasted that has a picture beside it', async () => {
    await studio.paste(studio.prompt, [{ name: 'image.png', bytes: [9] }], { 'text/plain': 'A table' });
    await studio.host.tell('intent', { kind: 'addReferences', images: [studio.host.image('photos/pier.png')] });
    await until(() => references().count(), 1);
    assert.deepEqual(studio.host.calls('keep'), []);
  });

  it('that are none are told, and the others are added', async () => {
    studio.host.on('describe', ({ uris }, host) => {
      if (uris.some((uri) => uri.endsWith('.txt'))) throw new Failure('notes.txt is no image.');
      return uris.map((uri) => host.imageOf(uri));
    });
    await studio.dropUris(composer(), [two[0], uriOf('notes.txt')]);
    await studio.said('notes.txt is no image.');
    await until(() => references().count(), 1);
    await studio.dropFiles(composer(), [{ name: 'notes.pdf', type: 'application/pdf', bytes: [1] }]);
    await studio.said('notes.pdf is no image.');
  });

  it('are moved and removed by keyboard, and each step is said', async () => {
    await studio.dropUris(composer(), two);
    const first = studio.page.getByRole('button', { name: 'Reference 1 of 2: lighthouse.png' });
    await first.focus();
    await press('Alt+ArrowRight');
    await studio.said('Now reference 2 of 2.');
    await until(() => isFocused(studio.page.getByRole('button', { name: 'Reference 2 of 2: lighthouse.png' })), true);
    await press('Delete');
    await studio.said('lighthouse.png is no longer a reference.');
    await until(() => isFocused(studio.page.getByRole('button', { name: 'Reference 1 of 1: harbour.png' })), true);
  });

  it('beyond what the model takes are marked, and not sent', async () => {
    await studio.prompt.fill('As a linocut');
    await button('Add Images…').click();
    await until(() => references().count(), 2);
    await choose('dashscope', 'qwen-image-plus');
    await studio.page.getByRole('button', { name: 'lighthouse.png, over the limit' }).waitFor();
    await press('Control+Enter');
    await studio.said('This model takes no references');
    assert.deepEqual(studio.host.calls('make'), []);
  });

  it('are looked at again after a reload, and those that are gone are told', async () => {
    await studio.dropUris(composer(), two);
    await until(() => references().count(), 2);
    studio.host.on('describe', ({ uris }, host) => {
      if (uris.includes(two[1])) throw new Failure('It is gone.');
      return uris.map((uri) => host.imageOf(uri));
    });
    await studio.reload();
    await studio.said('No longer there, and no longer a reference: harbour.png');
    await until(() => references().count(), 1);
  });

  it('follow their files', async () => {
    await studio.dropUris(composer(), two);
    await until(() => references().count(), 2);
    await studio.host.tell('fileMoved', { from: two[0], to: uriOf('photos/tower.png') });
    await studio.page.getByRole('button', { name: 'Reference 1 of 2: tower.png' }).waitFor();
    await studio.host.tell('fileMoved', { from: two[1], to: null });
    await until(() => references().count(), 1);
  });

  it('follow a folder that got another name, with what is marked on them', async () => {
    await studio.dropUris(composer(), two);
    await until(() => references().count(), 2);
    const drawn = { width: 64, height: 48, feather: 0, keepsOutside: true };
    const region = { ...drawn, uri: two[0], strokes: [{ tool: 'rectangle', x: 0, y: 0, width: 20, height: 20 }] };
    await studio.page.evaluate((each) => document.querySelector('easel-studio').store.update({ region: each }), region);
    await studio.page.evaluate(
      (each) => document.querySelector('easel-studio').store.go({ view: 'region', uri: each.uri, draft: each }),
      region,
    );
    await studio.host.tell('fileMoved', { from: uriOf('photos'), to: uriOf('pictures') });
    const moved = uriOf('pictures/lighthouse.png');
    await until(async () => (await studio.saved()).region.uri, moved);
    const { references: kept, routes } = await studio.saved();
    assert.deepEqual(
      kept.map((each) => each.uri),
      [moved, uriOf('pictures/harbour.png')],
    );
    assert.deepEqual([routes.at(-1).uri, routes.at(-1).draft.uri], [moved, moved]);
  });
});

describe('A region', () => {
  const uri = uriOf('photos/lighthouse.png');
  const strokes = [{ tool: 'rectangle', x: 0, y: 0, width: 20, height: 20 }];

  async function withRegion() {
    await studio.prompt.fill('A red roof');
    await studio.dropUris(composer(), [uri, uriOf('photos/harbour.png')]);
    await until(() => references().count(), 2);
    await studio.page.evaluate((region) => document.querySelector('easel-studio').store.update({ region }), {
      uri,
      width: 64,
      height: 48,
      strokes,
      feather: 0,
      keepsOutside: true,
    });
  }

  it('goes with the first reference, as a mask', async () => {
    await withRegion();
    await ofRole('checkbox', 'Keep everything outside exactly as it is').uncheck();
    const { region } = await makes();
    assert.deepEqual([...region.mask.slice(1, 4)].map((byte) => String.fromCharCode(byte)).join(''), 'PNG');
    assert.equal(region.keepsOutside, false);
  });

  it('keeps the shape of the image that it is in, until it is removed', async () => {
    await studio.prompt.fill('A red roof');
    await ofRole('radio', '16:9').click();
    await withRegion();
    await studio.page.getByText('The shape stays the original’s.').waitFor();
    assert.equal(await ofRole('radio', '16:9').count(), 0);
    assert.equal((await makes()).draft.aspectRatio, undefined);
    await button('Remove Region').click();
    assert.equal((await makesAgain()).draft.aspectRatio, '16:9');
  });

  it('holds the request up when another reference is first, until it is first again or removed', async () => {
    await withRegion();
    await studio.page.getByRole('button', { name: 'Reference 1 of 2: lighthouse.png' }).press('Alt+ArrowRight');
    await ofRole('checkbox', 'Keep everything outside exactly as it is').waitFor({ state: 'detached' });
    await press('Control+Enter');
    await studio.said('The marked region belongs to lighthouse.png, which must come first.');
    assert.deepEqual(studio.host.calls('make'), []);
    await studio.axe();
    await button('Make It First').click();
    await until(() => isFocused(ofRole('checkbox', 'Keep everything outside exactly as it is')), true);
    assert.equal((await makes()).region.keepsOutside, true);
    await studio.axe();
    await button('Remove Region').click();
    assert.equal((await makesAgain()).region, undefined);
  });

  it('is marked from the reference itself', async () => {
    await withRegion();
    await button('Edit a Region of harbour.png…').click();
    const { routes, references: kept } = await studio.saved();
    assert.deepEqual(routes.at(-1), { view: 'region', uri: uriOf('photos/harbour.png') });
    assert.equal(kept[0].name, 'harbour.png');
  });
});

describe('A dialogue', () => {
  it('is gone on with until it is left', async () => {
    await studio.open({ saved: undefined });
    await studio.prompt.fill('Now in snow');
    const { jobId } = studio.host.snapshot.cards.find((card) => card.jobId);
    await studio.page.evaluate((continues) => {
      const { store } = document.querySelector('easel-studio');
      store.update({ draft: { ...store.state.draft, continues } });
    }, jobId);
    await studio.page.getByText('Going on from').waitFor();
    await ofRole('button', 'Continue').waitFor();
    assert.equal((await makes()).draft.continues, jobId);
    await until(() => studio.prompt.inputValue(), '');
    await button('Leave Conversation').click();
    await until(() => isFocused(studio.prompt), true);
    await studio.prompt.fill('A cat');
    assert.equal((await makesAgain()).draft.continues, undefined);
    assert.equal(await studio.prompt.inputValue(), 'A cat');
  });
});

describe('The page around it', () => {
  it('has tabs that arrow keys move between', async () => {
    await ofRole('tab', 'Create').focus();
    await press('ArrowRight');
    await until(() => ofRole('tab', 'Gallery').getAttribute('aria-selected'), 'true');
    assert.equal(await isFocused(ofRole('tab', 'Gallery')), true);
    await press('ArrowLeft');
    await studio.prompt.waitFor();
  });

  it('puts a view over a tab, and Escape goes back to where one was', async () => {
    await studio.dropUris(composer(), [uriOf('photos/lighthouse.png')]);
    const tile = studio.page.getByRole('button', { name: 'Reference 1 of 1: lighthouse.png' });
    await tile.press('Enter');
    await ofRole('button', 'Back').waitFor();
    await studio.prompt.waitFor({ state: 'hidden' });
    await press('Escape');
    await until(() => isFocused(tile), true);
  });

  it('says that nothing is made in a workspace that is not trusted', async () => {
    await studio.open({ prepare: (host) => (host.snapshot.isTrusted = false) });
    await studio.page.getByText('This workspace is not trusted, so').waitFor();
    await studio.prompt.fill('A cat');
    await press('Control+Enter');
    await studio.said('This workspace is not trusted.');
    assert.deepEqual(studio.host.calls('make'), []);
  });

  it('says what the host refuses, and leaves all as it was', async () => {
    studio.host.on('make', () => {
      throw new Failure('The disk is full. Nothing was charged.');
    });
    await studio.prompt.fill('A cat');
    await press('Control+Enter');
    await studio.said('The disk is full. Nothing was charged.');
    assert.equal(await promptText(), 'A cat');
  });

  it('shows that where no control of the composer is', async () => {
    studio.host.on('make', () => {
      throw new Failure('The disk is full. Nothing was charged. '.repeat(4));
    });
    await studio.prompt.fill('A cat');
    await press('Control+Enter');
    const toast = studio.page.locator('easel-status .seen');
    await toast.waitFor();
    for (const [width, height] of [
      [1200, 900],
      [720, 900],
      [320, 500],
    ]) {
      await studio.size(width, height);
      await studio.settled();
      const [shown, bar] = [await toast.boundingBox(), await studio.page.locator('easel-generate').boundingBox()];
      const isBeside = shown.x >= bar.x + bar.width || shown.y >= bar.y + bar.height;
      assert.ok(isBeside, `${width}: ${JSON.stringify({ shown, bar })}`);
      await studio.assertFits();
    }
  });

  it('keeps what stands in one row at one height', async () => {
    await choose('openai', 'gpt-image-1');
    const [quality, count] = [studio.page.getByLabel('Quality'), studio.page.getByLabel('Images', { exact: true })];
    await quality.waitFor();
    await count.fill('3');
    const [select, input] = [await quality.boundingBox(), await count.boundingBox()];
    assert.deepEqual([select.y, select.height], [input.y, input.height]);
  });

  it('shows all of a long composer in a narrow window without scrolling sideways', async () => {
    await studio.size(320);
    await choose('openai', 'gpt-image-2');
    await studio.dropUris(
      composer(),
      ['a', 'b', 'c', 'd', 'e'].map((name) => uriOf(`${name}.png`)),
    );
    await until(() => references().count(), 5);
    await button('Advanced').click();
    await studio.assertFits();
    const wide = await composer().evaluate((element) => element.scrollWidth - element.clientWidth);
    assert.equal(wide, 0);
  });
});

describe('The house style', () => {
  const style = () => ofRole('checkbox', 'House style Flat colours, thick outlines');
  const withStyle = () => studio.host.on('styleOf', () => ({ house: 'Flat colours, thick outlines' }));

  it('is beside the prompt, and goes along unless it is left out', async () => {
    withStyle();
    await studio.reload();
    await studio.prompt.fill('A lighthouse');
    assert.equal(await style().isChecked(), true);
    assert.equal('style' in (await makes()).draft, false);
    await style().uncheck();
    const { draft } = await makesAgain();
    assert.equal(draft.style, false);
  });

  it('is asked for again with the image that is edited, and when the page is come back to', async () => {
    withStyle();
    await studio.reload();
    await style().waitFor();
    const before = studio.host.calls('styleOf').length;
    assert.deepEqual(studio.host.calls('styleOf')[0], {});
    await button('Add Images…').click();
    const { image } = await studio.host.called('styleOf', { count: before + 1 });
    assert.equal(image, uriOf('photos/lighthouse.png'));
    studio.host.on('styleOf', () => ({}));
    await studio.page.evaluate(() => window.dispatchEvent(new window.Event('focus')));
    await until(() => style().count(), 0);
  });

  it('shows the preset of a request that is made again, which can be removed', async () => {
    studio.host.on('styleOf', ({ preset }) =>
      preset === undefined ? {} : { preset: `Preset “${preset}”: thin lines` },
    );
    await composer().evaluate(({ store }) => store.update({ draft: { prompt: 'A boat', preset: 'iso' } }));
    await studio.page.getByText('Preset “iso”: thin lines').waitFor();
    assert.equal((await makes()).draft.preset, 'iso');
    await button('Remove Preset').click();
    await until(() => studio.page.getByText('thin lines').count(), 0);
    assert.equal('preset' in (await makesAgain()).draft, false);
  });
});
