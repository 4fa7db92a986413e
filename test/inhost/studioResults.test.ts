import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { removeImages } from '../../src/host/studio/removeImages.ts';
import type { ResultImage, Target } from '../../src/protocol/types.ts';
import { inWorkspace, write } from './support/easel.ts';
import { bulkyPng } from './support/pictures.ts';
import { Refused, withStudio, type FakePanel } from './support/studio.ts';
import { untilTabs } from './support/tabs.ts';

const sketch: Target = { provider: 'sketch', model: 'sketch' };

const refusal = async (call: Promise<unknown>) => {
  const error: unknown = await call.then(
    (value) => assert.fail(`It resolved to ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Refused, String(error));
  return error.info;
};

const isThere = (uri: string) =>
  fs.stat(vscode.Uri.parse(uri, true).fsPath).then(
    () => true,
    () => false,
  );

describe('What can be done with a result', () => {
  const studio = withStudio();
  let panel: FakePanel;

  before(async () => {
    panel = studio.open();
    await panel.call('ready', {});
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  /** The one image that Sketch paints of it, and its job. */
  async function made(prompt: string, more: { continues?: string; seed?: number; images?: string[] } = {}) {
    const [card] = await panel.call('make', { draft: { prompt, images: [], ...more }, targets: [sketch] });
    assert.ok(card);
    const { images, jobId } = await panel.card(card.id, 'done', 'failed');
    const [image] = images;
    assert.ok(image && jobId !== undefined);
    return { card, jobId, image };
  }

  const outside = async () => {
    const file = path.join(path.dirname(inWorkspace()), 'outside.png');
    await fs.writeFile(file, bulkyPng(64, 64));
    return vscode.Uri.file(file).toString();
  };

  it('opens it, and copies the path that people write', async () => {
    const { image } = await made('a ship to open');
    await panel.call('open', { uri: image.uri });
    await untilTabs(() => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof vscode.TabInputCustom && input.uri.toString() === image.uri;
    });
    await panel.call('copyPath', { uri: image.uri });
    assert.equal(await vscode.env.clipboard.readText(), 'assets/a-ship-to-open.png');
  });

  it('goes into the text editor that was used last, with its prompt, in one undo step', async () => {
    const { image } = await made('a ship [in] ice');
    const file = await write('guide/ice.md', 'One\n\n\n');
    const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
    editor.selection = new vscode.Selection(2, 0, 2, 0);
    await panel.call('open', { uri: image.uri });
    await panel.call('insert', { uri: image.uri });
    assert.equal(editor.document.getText(), 'One\n\n![a ship \\[in\\] ice](../assets/a-ship-in-ice.png)\n');
    await vscode.window.showTextDocument(editor.document);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), 'One\n\n\n');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('is not inserted where no document is open that takes links', async () => {
    const { image } = await made('a ship for nobody');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await untilTabs(() => vscode.window.tabGroups.all.every(({ tabs }) => tabs.length === 0));
    const info = await refusal(panel.call('insert', { uri: image.uri }));
    assert.match(info.text, /There is no document/);
  });

  it('gets another name beside itself, and is found under it by its card, its dialogue and its request', async () => {
    const { card, jobId, image } = await made('a ship to rename', { seed: 11 });
    const renamed = await panel.call('rename', { uri: image.uri, name: 'Das große Schiff' });
    assert.equal(renamed.path, 'assets/Das große Schiff.png');
    assert.ok(await isThere(renamed.uri));
    assert.equal(await isThere(image.uri), false);
    assert.ok(panel.told('fileMoved').some(({ from, to }) => from === image.uri && to === renamed.uri));
    const last = panel.told('card').findLast(({ id }) => id === card.id);
    assert.deepEqual(
      last?.images.map(({ uri, name }) => [uri, name]),
      [[renamed.uri, 'Das große Schiff.png']],
    );
    const [turn] = await panel.call('thread', { jobId });
    assert.deepEqual(
      turn?.images.map(({ uri }) => uri),
      [renamed.uri],
    );
    const request = await panel.call('requestOf', { uri: renamed.uri });
    assert.equal(request?.draft.prompt, 'a ship to rename');
    const next = await made('in the snow', { continues: jobId });
    assert.equal((await panel.call('thread', { jobId: next.jobId })).length, 2);
  });

  it('never gets a name that is taken, in whatever case, or that is none', async () => {
    const { image } = await made('a first ship');
    const other = await made('a second ship');
    for (const name of ['a-second-ship', 'A-Second-SHIP']) {
      assert.match((await refusal(panel.call('rename', { uri: image.uri, name }))).text, /There is a file/);
    }
    for (const name of ['../up', 'a/b', 'a\\b', '.hidden', 'con', 'a\u202Egnp', ' ', 'x'.repeat(200) + '.', 'a:b']) {
      assert.equal((await refusal(panel.call('rename', { uri: image.uri, name }))).code, 'invalidRequest', name);
    }
    assert.ok((await isThere(image.uri)) && (await isThere(other.image.uri)));
  });

  it('can change the case of its name', async () => {
    const { image } = await made('a case of ships');
    const renamed = await panel.call('rename', { uri: image.uri, name: 'A-Case-Of-Ships' });
    assert.equal(renamed.name, 'A-Case-Of-Ships.png');
    assert.ok(await isThere(renamed.uri));
  });

  it('is asked for again with the seed and the options that it was made with', async () => {
    const { image } = await made('a ship again', { seed: 7 });
    const request = await panel.call('requestOf', { uri: image.uri });
    assert.deepEqual(JSON.parse(JSON.stringify(request)), {
      draft: { prompt: 'a ship again', seed: 7, images: [] },
      target: sketch,
      isSuggestion: false,
      isRegion: false,
    });
  });

  it('is only a suggestion where the file itself is all that says how it was made', async () => {
    const { image } = await made('a ship from elsewhere', { seed: 7 });
    const bytes = await fs.readFile(vscode.Uri.parse(image.uri, true).fsPath);
    const changed = await write('elsewhere.png', Buffer.concat([bytes, Buffer.alloc(1)]));
    const request = await panel.call('requestOf', { uri: vscode.Uri.file(changed).toString() });
    assert.equal(request?.isSuggestion, true);
    assert.equal(request.draft.prompt, 'a ship from elsewhere');
    await write('unknown.png', bulkyPng(64, 64));
    const unknown = vscode.Uri.file(inWorkspace('unknown.png')).toString();
    assert.equal(await panel.call('requestOf', { uri: unknown }), null);
  });

  it('is shown as the last turn of its conversation', async () => {
    const first = await made('a red ship');
    const second = await made('make it blue', { continues: first.jobId });
    const turns = await panel.call('thread', { jobId: second.jobId });
    assert.deepEqual(
      turns.map(({ jobId, prompt, target, images }) => [jobId, prompt, target, images.map(({ uri }) => uri)]),
      [
        [first.jobId, 'a red ship', sketch, [first.image.uri]],
        [second.jobId, 'make it blue', sketch, [second.image.uri]],
      ],
    );
    await fs.rm(vscode.Uri.parse(first.image.uri, true).fsPath);
    const [without] = await panel.call('thread', { jobId: second.jobId });
    assert.deepEqual(without?.images, [], 'an image that is gone leaves its turn');
    const { code } = await refusal(panel.call('thread', { jobId: 'nobody' }));
    assert.equal(code, 'invalidRequest');
  });

  it('leaves alone what is outside the workspace, no image, or unknown', async () => {
    const away = await outside();
    const text = vscode.Uri.file(await write('notes/plain.md', 'text')).toString();
    await panel.call('describe', { uris: [away] });
    for (const uri of [away, text, 'command:workbench.action.quit', 'https://example.org/a.png', 'nonsense']) {
      assert.equal((await refusal(panel.call('rename', { uri, name: 'other' }))).code, 'invalidRequest', uri);
      assert.equal((await refusal(panel.call('remove', { uris: [uri] }))).code, 'invalidRequest', uri);
    }
    const up = `${vscode.Uri.file(inWorkspace()).toString()}/../outside.png`;
    await refusal(panel.call('remove', { uris: [up] }));
    assert.ok((await isThere(away)) && (await isThere(text)));
  });

  it('leaves alone what a link in the workspace leads to', async () => {
    await outside();
    const link = inWorkspace('led-out');
    await fs.symlink(path.dirname(inWorkspace()), link).catch(() => undefined);
    const uri = vscode.Uri.file(path.join(link, 'outside.png')).toString();
    assert.match((await refusal(panel.call('remove', { uris: [uri] }))).text, /not in this workspace/);
    await fs.unlink(link);
  });

  it('leaves alone what other tools own', async () => {
    for (const folder of ['.vscode', 'node_modules/pkg']) {
      const uri = vscode.Uri.file(await write(`${folder}/icon.png`, bulkyPng(20, 20))).toString();
      assert.match((await refusal(panel.call('rename', { uri, name: 'other' }))).text, /changes nothing in the folder/);
      assert.match((await refusal(panel.call('remove', { uris: [uri] }))).text, /changes nothing in the folder/);
      assert.ok(await isThere(uri));
    }
  });

  it('tells of files outside of the workspace only whether they are images', async () => {
    const folder = path.dirname(inWorkspace());
    const there = path.join(folder, 'secret.txt');
    await fs.writeFile(there, 'text');
    const about = async (file: string) =>
      (await refusal(panel.call('describe', { uris: [vscode.Uri.file(file).toString()] }))).text;
    const missing = path.join(folder, 'absent.txt');
    assert.equal((await about(there)).replaceAll('secret', '*'), (await about(missing)).replaceAll('absent', '*'));
    const shared = await refusal(panel.call('describe', { uris: ['file://server/share/a.png'] }));
    assert.match(shared.text, /another machine/);
  });

  const asked = (images: readonly ResultImage[], answers: readonly boolean[]) => {
    const questions: { readonly count: number; readonly isPermanent: boolean }[] = [];
    const removed: string[] = [];
    const uris = images.map(({ uri }) => vscode.Uri.parse(uri, true));
    const done = removeImages(uris, {
      ask: ({ uris: named, isPermanent }) =>
        Promise.resolve(answers[questions.push({ count: named.length, isPermanent }) - 1] ?? false),
      onRemoved: (uri) => removed.push(uri.toString()),
    });
    return { done, questions, removed };
  };

  it('stays where the person says no', async () => {
    const { image } = await made('a ship that stays');
    const { done, questions, removed } = asked([image], [false]);
    assert.equal(await done, false);
    assert.equal(questions.length, 1);
    assert.deepEqual(removed, []);
    assert.ok(await isThere(image.uri));
  });

  it('is gone where the person agrees, and each is told', async () => {
    const [a, b] = [await made('a ship to go'), await made('another ship to go')];
    const { done, questions, removed } = asked([a.image, b.image, a.image], [true, true]);
    assert.equal(await done, true);
    assert.equal(questions[0]?.count, 2, 'the same file is named once');
    assert.deepEqual(removed, [a.image.uri, b.image.uri]);
    assert.equal((await isThere(a.image.uri)) || (await isThere(b.image.uri)), false);
  });
});
