import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as vscode from 'vscode';
import type { CheckResult } from '../../src/host/docs/imageCheck.ts';
import { edit, exported, generate, inWorkspace, only, refusalOf, write } from './support/easel.ts';
import { fillInput, pressInNotification } from './support/person.ts';
import { withStudio } from './support/studio.ts';

interface Relinked {
  readonly documents: readonly string[];
  readonly links: number;
}

const useInstead = (options: object) => vscode.commands.executeCommand<Relinked>('easel.useInstead', options);
const documentOf = (name: string) => vscode.workspace.openTextDocument(vscode.Uri.file(inWorkspace(name)));
const paint = async (fileName: string, folder: string) =>
  only(await generate({ prompt: `a ${fileName}`, size: '64x64', fileName, folder }));

/** As soon as the document says so: links are written after a message was answered. */
async function untilText(name: string, text: string): Promise<void> {
  const document = await documentOf(name);
  if (document.getText() === text) return;
  await new Promise<void>((resolve) => {
    const listening = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document !== document || document.getText() !== text) return;
      listening.dispose();
      resolve();
    });
  });
}

/** As soon as Easel knows that so many documents show a sketch. */
async function untilShown(image: string, documents: number): Promise<void> {
  for (;;) {
    const { placeholders } = await vscode.commands.executeCommand<CheckResult>('easel.checkImages', {});
    if (placeholders.some(({ path, documents: { length } }) => path === image && length === documents)) return;
  }
}

describe('An image in the place of its original', () => {
  const studio = withStudio();

  afterEach(async () => {
    await vscode.workspace.saveAll();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('is shown by all documents, whatever their language, and the old file stays', async () => {
    const before = await paint('boat', 'instead/img');
    const after = only(
      await edit({
        prompt: 'in red',
        provider: 'sketch',
        images: [before.path],
        folder: 'instead/img',
        fileName: 'red',
      }),
    );
    const texts = {
      'instead/a.md': '# A\r\n\r\n![Boat](img/boat.png "x")\r\n\r\n![Again][b]\r\n\r\n[b]: ./img/boat.png\r\n',
      'instead/deep/b.html': '<p><img src="../img/boat.png?v=1" alt="Boat"></p>\n',
      'instead/c.adoc': 'image::img/boat.png[Boat]\n',
      'instead/d.rst': '.. image:: img/boat.png\n   :alt: Boat\n',
      'instead/e.mdx': '<Img src="x" />\n\n<img src="./img/boat.png" />\n',
      'instead/other.md': '![Boat](img/other-boat.png)\n',
    };
    for (const [name, text] of Object.entries(texts)) await write(name, text);
    await untilShown(before.path, 5);
    const { documents, links } = await useInstead({ image: after.path });
    assert.deepEqual([documents.length, links], [5, 6]);
    for (const [name, text] of Object.entries(texts)) {
      const document = await documentOf(name);
      const expected = name.includes('other') ? text : text.replaceAll('boat.png', 'red.png');
      assert.equal(document.getText(), expected, name);
    }
    await fs.access(inWorkspace(before.path));
    await fs.access(inWorkspace(after.path));
  });

  it('is offered after an edit that Easel’s own UI asked for', async () => {
    const before = await paint('tree', 'offered');
    await write('offered/page.md', '![Tree](tree.png)\n');
    await untilShown(before.path, 1);
    const made = vscode.commands.executeCommand('easel.edit', vscode.Uri.file(inWorkspace(before.path)));
    await Promise.all([made, fillInput('in winter')]);
    if (!(await pressInNotification('1 document still shows tree.png.', 'Use This One Instead'))) return;
    await untilText('offered/page.md', '![Tree](../assets/tree-in-winter.png)\n');
    await vscode.window.showTextDocument(await documentOf('offered/page.md'));
    await vscode.commands.executeCommand('undo');
    assert.equal((await documentOf('offered/page.md')).getText(), '![Tree](tree.png)\n');
  });

  it('is offered after it was made again', async () => {
    const before = await paint('lake', 'again-offered');
    await write('again-offered/page.md', '![Lake](lake.png)\n');
    await untilShown(before.path, 1);
    const { regenerate } = await exported();
    await Promise.all([regenerate({ image: before.path }), fillInput('a lake at night')]);
    if (!(await pressInNotification('1 document still shows lake.png.', 'Use This One Instead'))) return;
    await untilText('again-offered/page.md', '![Lake](lake-2.png)\n');
  });

  it('is refused where it is not known which, and where no document shows it', async () => {
    const lonely = await paint('lonely', 'nowhere');
    const { code, message } = await refusalOf(useInstead({ image: lonely.path }));
    assert.equal(code, 'invalidRequest');
    assert.match(message, /“original”/);
    const other = await refusalOf(useInstead({ image: lonely.path, original: 'nowhere/lonely.png' }));
    assert.match(other.message, /No document shows/);
  });

  it('is offered in the Studio by the card of its job', async () => {
    const before = await paint('wheel', 'studio-instead');
    await write('studio-instead/page.md', '![Wheel](wheel.png) ![Wheel](wheel.png)\n');
    await untilShown(before.path, 1);
    const panel = studio.open();
    await panel.call('ready', {});
    const draft = { prompt: 'of gold', images: [before.uri] };
    const [begun] = await panel.call('make', { draft, targets: [{ provider: 'sketch', model: 'sketch' }] });
    const done = await panel.card(begun!.id, 'done');
    const told = await panel.wait(
      (message) => message.type === 'event' && message.name === 'card' && message.data.original !== undefined,
    );
    assert.ok(told.type === 'event' && told.name === 'card');
    assert.deepEqual(told.data.original, { uri: before.uri, name: 'wheel.png', documents: 1 });
    const { uri } = done.images[0]!;
    assert.equal(await panel.call('useInstead', { uri, original: before.uri }), 2);
    assert.match(
      (await documentOf('studio-instead/page.md')).getText(),
      /^!\[Wheel\]\(\.\.\/assets\/wheel-of-gold\.png\) /,
    );
  });
});
