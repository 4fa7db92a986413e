import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Card, Target } from '../../src/protocol/types.ts';
import { rgbaPng } from '../host-images/pngFiles.ts';
import { factsOf, inWorkspace, sha256, write } from './support/easel.ts';
import { replies, withMixroute } from './support/mixroute.ts';
import { bulkyPng } from './support/pictures.ts';
import { canary } from './support/service.ts';
import { withUser } from './support/settings.ts';
import { Refused, withStudio, type FakePanel } from './support/studio.ts';

const sketch: Target = { provider: 'sketch', model: 'sketch' };
const nano: Target = { provider: 'mixroute', model: 'gemini-2.5-flash-image' };

const refusal = async (call: Promise<unknown>) => {
  const error: unknown = await call.then(
    (value) => assert.fail(`It resolved to ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Refused, String(error));
  return error.info;
};

/** A page that has been given its snapshot. */
async function begun(panel: FakePanel) {
  const snapshot = await panel.call('ready', {});
  return { panel, snapshot };
}

describe('The Studio’s host', () => {
  const service = withMixroute();
  const studio = withStudio();
  before(() => studio.secrets.store('easel.key.mixroute', JSON.stringify({ origin: service().url, key: canary })));

  const make = (
    panel: FakePanel,
    prompt: string,
    targets: readonly Target[] = [sketch],
    images: readonly string[] = [],
  ) => panel.call('make', { draft: { prompt, images: [...images] }, targets: [...targets] });

  const only = (cards: readonly Card[]) => {
    assert.equal(cards.length, 1);
    return cards[0]!;
  };

  it('tells a page that begins what there is: providers with a key and without, the models, what the next image is made with', async () => {
    const { snapshot } = await begun(studio.open());
    const of = (id: string) => snapshot.providers.find((each) => each.id === id);
    assert.equal(of('sketch')?.isFree, true);
    assert.equal(of('mixroute')?.isReady, true);
    assert.equal(of('openai')?.isReady, false);
    assert.ok(
      of('mixroute')?.models.some(({ id, capabilities }) => id === nano.model && capabilities.references.max > 0),
    );
    assert.deepEqual(snapshot.target, sketch);
    assert.equal(snapshot.isTrusted, true);
  });

  it('answers what is no call of its table with a refusal, and what is no message with nothing', async () => {
    const panel = studio.open();
    for (const name of ['constructor', '__proto__', 'toString', 'nothing', 7]) {
      const id = 900 + panel.heard.length;
      panel.post({ type: 'call', id, name, args: {} });
      assert.equal(panel.answersTo(id), 1, String(name));
    }
    const before = panel.heard.length;
    for (const message of [undefined, null, 'call', [], { type: 'call' }, { type: 'event', name: 'card' }]) {
      panel.post(message);
    }
    assert.equal(panel.heard.length, before);
    const info = await refusal(panel.call('cancel', { card: 'x'.repeat(300) }));
    assert.equal(info.code, 'invalidRequest');
    assert.deepEqual(info.actions, []);
  });

  it('makes a file, and tells its card from the beginning to the end', async () => {
    const { panel } = await begun(studio.open());
    const card = only(await make(panel, 'a lighthouse in the fog'));
    assert.equal(card.state, 'queued');
    assert.equal(card.kind, 'generate');
    const done = await panel.card(card.id, 'done');
    const [image] = done.images;
    assert.ok(image && done.jobId !== undefined && done.endedAt !== undefined);
    assert.equal(image.path, 'assets/a-lighthouse-in-the-fog.png');
    assert.equal(image.isPlaceholder, true);
    const bytes = await fs.readFile(inWorkspace(image.path));
    assert.deepEqual(
      [image.width, image.height, image.bytes],
      [factsOf(bytes).width, factsOf(bytes).height, bytes.length],
    );
    assert.equal(panel.told('recentPrompts').at(-1)?.[0], 'a lighthouse in the fog');
    const again = (await begun(studio.open())).snapshot.cards.find(({ id }) => id === card.id);
    assert.equal(again?.state, 'done', 'another panel shows it, too');
  });

  it('goes on with a job whose panel is closed, and gives the next one its card', async () => {
    const { panel } = await begun(studio.open());
    const release = service().hold();
    const card = only(await make(panel, 'a boat that leaves', [nano]));
    await service().received(1);
    panel.close();
    const { panel: next, snapshot } = await begun(studio.open());
    assert.equal(snapshot.cards.find(({ id }) => id === card.id)?.state, 'waiting');
    release();
    const done = await next.card(card.id, 'done');
    assert.equal(done.images.length, 1);
    assert.equal(service().requests.length, 1);
  });

  it('ends a job that is cancelled, and takes its card away when it is dismissed', async () => {
    const { panel } = await begun(studio.open());
    const release = service().hold();
    const card = only(await make(panel, 'never mind', [nano]));
    await service().received(1);
    await panel.call('dismiss', { card: card.id });
    assert.deepEqual(panel.told('cardGone'), [], 'a job that runs keeps its card');
    await panel.call('cancel', { card: card.id });
    const ended = await panel.card(card.id, 'cancelled');
    release();
    assert.ok(ended.endedAt !== undefined);
    await panel.call('dismiss', { card: card.id });
    assert.ok(panel.told('cardGone').some(({ id }) => id === card.id));
    assert.ok(!(await begun(studio.open())).snapshot.cards.some(({ id }) => id === card.id));
  });

  it('says of one that is cancelled between two tries that nothing was charged, and tries it again', async () => {
    const { panel } = await begun(studio.open());
    service().plan({ reply: replies.rateLimit({ 'retry-after': '5' }) });
    const card = only(await make(panel, 'too soon', [nano]));
    await panel.card(card.id, 'retrying');
    await panel.call('cancel', { card: card.id });
    const { error } = await panel.card(card.id, 'cancelled');
    assert.match(error?.text ?? '', /^(Nothing was charged|A refused request is normally not charged)\.$/);
    assert.deepEqual(
      error?.actions.map(({ title }) => title),
      ['Try Again'],
    );
  });

  it('calls it no failure when one’s own setting holds a job back, and leads to that first', async () => {
    const { panel } = await begun(studio.open());
    await withUser({ dailyImageLimit: 1 }, async () => {
      const card = only(await panel.call('make', { draft: { prompt: 'x', images: [], count: 2 }, targets: [nano] }));
      await panel.card(card.id, 'failed');
      const isComplete = (each: Card) => each.id === card.id && (each.error?.actions.length ?? 0) > 0;
      await panel.wait((message) => message.type === 'event' && message.name === 'card' && isComplete(message.data));
      const error = panel.told('card').findLast(isComplete)?.error;
      assert.equal(error?.isOwnSetting, true);
      assert.deepEqual(
        error.actions.map(({ title }) => title),
        ['Open Setting', 'Try Again'],
      );
    });
  });

  it('leads to what a job still owes that was cancelled when some of it was there', async () => {
    const { panel } = await begun(studio.open());
    const release = service().hold();
    const card = only(
      await panel.call('make', { draft: { prompt: 'half of it', images: [], count: 2 }, targets: [nano] }),
    );
    await panel.wait(
      (message) =>
        message.type === 'event' &&
        message.name === 'card' &&
        message.data.id === card.id &&
        message.data.images.length === 1,
    );
    await panel.call('cancel', { card: card.id });
    const { images, error } = await panel.card(card.id, 'done');
    release();
    assert.equal(images.length, 1);
    assert.deepEqual(
      error?.actions.map(({ title }) => title),
      ['Show Jobs'],
    );
  });

  it('shows a job of another door as one that runs until it has ended, however much of it is saved', async () => {
    const { panel } = await begun(studio.open());
    const isOfJob = (prompt: string, images: number) => (message: FakePanel['heard'][number]) =>
      message.type === 'event' &&
      message.name === 'card' &&
      message.data.draft.prompt === prompt &&
      message.data.images.length === images;
    const release = service().hold();
    const made = studio.elsewhere({ ...nano, prompt: 'Two terns', count: 2 });
    await panel.wait(isOfJob('Two terns', 1));
    const { panel: next, snapshot } = await begun(studio.open());
    const card = snapshot.cards.find(({ draft }) => draft.prompt === 'Two terns');
    assert.ok(card);
    assert.ok(!['done', 'failed', 'cancelled'].includes(card.state), card.state);
    assert.deepEqual([card.total, card.images.length], [2, 1]);
    release();
    await made;
    const done = await next.card(card.id, 'done');
    assert.equal(done.images.length, 2);
    assert.ok(done.endedAt !== undefined);
    const again = (await begun(studio.open())).snapshot.cards.filter(({ draft }) => draft.prompt === 'Two terns');
    assert.deepEqual(
      again.map(({ state, images }) => [state, images.length]),
      [['done', 2]],
    );
  });

  it('cancels a job of another door', async () => {
    const { panel } = await begun(studio.open());
    const release = service().hold();
    const made = studio.elsewhere({ ...nano, prompt: 'A tern too many' });
    made.catch(() => undefined);
    await service().received(1);
    const running = await panel.wait(
      (message) =>
        message.type === 'event' &&
        message.name === 'card' &&
        message.data.draft.prompt === 'A tern too many' &&
        message.data.state === 'waiting',
    );
    const { id } = (running as { data: Card }).data;
    await panel.call('cancel', { card: id });
    await assert.rejects(made);
    release();
    await panel.card(id, 'cancelled');
  });

  it('tries a prompt on several models at once, without what one of them does not take', async () => {
    const { panel } = await begun(studio.open());
    const cards = await panel.call('make', {
      draft: { prompt: 'side by side', images: [], aspectRatio: '21:9' },
      targets: [sketch, { provider: 'mixroute', model: 'gpt-image-1' }],
    });
    assert.equal(cards.length, 2);
    assert.ok(cards[0]?.group !== undefined && cards[0].group === cards[1]?.group);
    const ended = await Promise.all(cards.map(({ id }) => panel.card(id, 'done', 'failed')));
    for (const { target, state, notices } of ended) {
      assert.equal(state, 'done', target.provider);
      assert.equal(
        notices.some(({ code }) => code === 'ignored'),
        target.provider === 'mixroute',
      );
    }
  });

  it('asks once about the images of several models together, and sends nothing before the answer', async () => {
    const { panel } = await begun(studio.open());
    await withUser({ maxImagesPerJob: 1 }, async () => {
      const cards = await make(panel, 'too many', [nano, { provider: 'mixroute', model: 'gpt-image-1' }]);
      await Promise.all(cards.map(({ id }) => panel.card(id, 'asking')));
      for (const { id } of cards) await panel.call('cancel', { card: id });
      assert.equal(service().requests.length, 0);
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    });
  });

  it('shows on the card why nothing came and what helps: without a key, trying again does not', async () => {
    const { panel } = await begun(studio.open());
    const card = only(await make(panel, 'no key', [{ provider: 'openai', model: 'gpt-image-1' }], []));
    await panel.card(card.id, 'asking');
    const failed = panel.card(card.id, 'failed');
    // The question is on its way to the window when the card says so.
    const isOver = () => panel.told('card').some(({ id, state }) => id === card.id && state === 'failed');
    while (!isOver()) await vscode.commands.executeCommand('notifications.clearAll');
    const { error } = await failed;
    assert.equal(error?.code, 'auth');
    const isComplete = (each: Card) => each.id === card.id && (each.error?.actions.length ?? 0) > 0;
    await panel.wait((message) => message.type === 'event' && message.name === 'card' && isComplete(message.data));
    const titles = panel
      .told('card')
      .findLast(isComplete)
      ?.error?.actions.map(({ title }) => title);
    assert.deepEqual(titles, ['Set Key']);
  });

  it('sends only what lies in the workspace or was brought in', async () => {
    const { panel } = await begun(studio.open());
    const outside = path.join(studio.root, '../elsewhere.png');
    await fs.mkdir(path.dirname(outside), { recursive: true });
    await fs.writeFile(outside, bulkyPng(8, 8));
    for (const uri of [
      vscode.Uri.file(outside).toString(),
      'https://example.org/cat.png',
      'file:///etc/hosts',
      'data:,x',
    ]) {
      assert.equal((await refusal(make(panel, 'x', [sketch], [uri]))).code, 'invalidRequest', uri);
    }
  });

  it('keeps the mask of a region under its hash, and keeps what lies outside', async () => {
    const { panel } = await begun(studio.open());
    const original = await write('pictures/room.png', bulkyPng(64, 48));
    const images = [vscode.Uri.file(original).toString()];
    const targets = [sketch];
    const wrong = panel.call('make', {
      draft: { prompt: 'a window', images },
      targets,
      region: { mask: new Uint8Array(bulkyPng(48, 64)), keepsOutside: true },
    });
    assert.match((await refusal(wrong)).text, /48x64 pixels large, but pictures\/room\.png is 64x48/);
    const mask = new Uint8Array(rgbaPng({ width: 64, height: 48, data: new Uint8Array(64 * 48 * 4) }));
    const card = only(
      await panel.call('make', {
        draft: { prompt: 'a window', images },
        targets,
        region: { mask, keepsOutside: true },
      }),
    );
    assert.equal(card.isRegion, true);
    const done = await panel.card(card.id, 'done', 'failed');
    assert.equal(done.error?.text, undefined);
    assert.equal(done.images.length, 1);
    assert.deepEqual(await fs.readFile(path.join(studio.root, 'masks', `${sha256(mask)}.png`)), Buffer.from(mask));
  });

  it('says no more of a reference outside the workspace than its name', async () => {
    const { panel } = await begun(studio.open());
    const kept = await panel.call('keep', { name: 'holiday.png', bytes: new Uint8Array(bulkyPng(32, 32)) });
    const card = only(await make(panel, 'brighter', [sketch], [kept.uri]));
    const { images } = await panel.card(card.id, 'done');
    const file = await fs.readFile(inWorkspace(images[0]!.path), 'utf8');
    assert.ok(file.includes('sourceImages'));
    assert.ok(!file.includes(path.dirname(studio.root)), 'no path of this machine is in the file');
  });

  it('brings the last jobs of this workspace back as cards, and not those that were dismissed', async () => {
    const { panel, snapshot } = await begun(studio.open());
    const done = snapshot.cards.filter(({ state }) => state === 'done');
    assert.ok(done.length > 2);
    for (const { id } of done) await panel.call('dismiss', { card: id });
    assert.deepEqual(
      (await begun(studio.open())).snapshot.cards.filter(({ state }) => state === 'done'),
      [],
    );
  });

  it('refuses a page that floods it, and answers each call once all the same', async () => {
    const panel = studio.open();
    for (let id = 1; id <= 300; id += 1) panel.post({ type: 'call', id, name: 'forgetPrompt', args: { prompt: 'x' } });
    const all = Array.from({ length: 300 }, (_, index) => index + 1);
    await Promise.all(all.map((id) => panel.wait((message) => message.type !== 'event' && message.id === id)));
    assert.ok(all.every((id) => panel.answersTo(id) === 1));
    assert.ok(panel.heard.some((message) => message.type === 'failure' && message.error.code === 'rateLimit'));
  });

  it('follows keys, settings and files that change elsewhere', async () => {
    const { panel } = await begun(studio.open());
    await studio.secrets.store('easel.key.vapi', JSON.stringify({ origin: 'https://api.gpt.ge', key: 'sk-other' }));
    const isReady = (message: FakePanel['heard'][number]) =>
      message.type === 'event' &&
      message.name === 'providers' &&
      message.data.providers.some(({ id, isReady: ready }) => id === 'vapi' && ready);
    await panel.wait(isReady);
    const card = only(await make(panel, 'to be renamed'));
    const { images } = await panel.card(card.id, 'done');
    const from = vscode.Uri.parse(images[0]!.uri);
    const to = from.with({ path: from.path.replace('to-be-renamed', 'renamed') });
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(from, to);
    await vscode.workspace.applyEdit(edit);
    await panel.wait((message) => message.type === 'event' && message.name === 'fileMoved');
    const told = panel.told('card').findLast(({ id }) => id === card.id);
    assert.equal(told?.images[0]?.path, 'assets/renamed.png');
  });
});
