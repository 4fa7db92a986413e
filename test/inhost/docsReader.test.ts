import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as vscode from 'vscode';
import { imagesOf } from '../../src/host/docs/documentImages.ts';
import { DocumentReader, type FileImages } from '../../src/host/docs/documentReader.ts';
import { inWorkspace, write } from './support/easel.ts';
import { docsWorker, withDocs } from './support/docs.ts';
import { MemoryFiles } from './support/memoryFiles.ts';
import { leastStall, stallBound } from './support/stall.ts';

const folder = 'docs-reader';

let count = 0;

/** A document with a file of its own: names of untitled ones are given again. */
async function open(content: string, extension = 'md'): Promise<vscode.TextDocument> {
  count += 1;
  return vscode.workspace.openTextDocument(await write(`${folder}/${count}.${extension}`, content));
}

async function change(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(0, 0), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

describe('The reader of documents', () => {
  const { docs } = withDocs();
  afterEach(async () => {
    await vscode.workspace.saveAll();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
  after(() => fs.rm(inWorkspace(folder), { recursive: true, force: true }));

  const urlsIn = async (document: vscode.TextDocument) =>
    (await docs().reader.imagesOf(document)).map(({ url }) => url);

  it('finds images in an untitled document, and the same again without a new look while nothing changes', async () => {
    const document = await vscode.workspace.openTextDocument({ content: '![](one.png)', language: 'markdown' });
    const images = await docs().reader.imagesOf(document);
    assert.deepEqual(
      images.map(({ url }) => url),
      ['one.png'],
    );
    assert.equal(await docs().reader.imagesOf(document), images);
  });

  it('answers for the text that is there when it answers, whatever was there when it was asked', async () => {
    const document = await open('![](one.png)\n');
    const first = urlsIn(document);
    const [early] = await Promise.all([first, change(document, '![](two.png)\n')]);
    assert.deepEqual(await urlsIn(document), ['two.png', 'one.png']);
    assert.ok(early.length === 1 || early[0] === 'two.png', 'never anything in between');
    await change(document, '![](three.png)\n');
    const asked = await Promise.all([urlsIn(document), urlsIn(document)]);
    assert.deepEqual(asked, [
      ['three.png', 'two.png', 'one.png'],
      ['three.png', 'two.png', 'one.png'],
    ]);
  });

  it('reads a document anew when it becomes one of another language', async () => {
    const document = await open('<img src="one.png"> ![](two.png)', 'txt');
    assert.deepEqual(await urlsIn(document), []);
    const html = await vscode.languages.setTextDocumentLanguage(document, 'html');
    assert.deepEqual(await urlsIn(html), ['one.png']);
    const markdown = await vscode.languages.setTextDocumentLanguage(html, 'markdown');
    assert.deepEqual(await urlsIn(markdown), ['one.png', 'two.png']);
  });

  it('counts positions in CRLF as the document does', async () => {
    const document = await open('# One\r\n\r\n![](one.png)\r\n');
    const [image] = await docs().reader.imagesOf(document);
    assert.ok(image);
    const range = new vscode.Range(document.positionAt(image.target.start), document.positionAt(image.target.end));
    assert.equal(document.getText(range), 'one.png');
  });

  it('reads the cells of a notebook one by one', async () => {
    const markup = vscode.NotebookCellKind.Markup;
    const notebook = await vscode.workspace.openNotebookDocument(
      'jupyter-notebook',
      new vscode.NotebookData([
        new vscode.NotebookCellData(markup, '![](one.png)', 'markdown'),
        new vscode.NotebookCellData(vscode.NotebookCellKind.Code, '# ![](two.png)', 'python'),
      ]),
    );
    const found = await Promise.all(notebook.getCells().map(({ document }) => urlsIn(document)));
    assert.deepEqual(found, [['one.png'], []]);
  });

  it('says that it was called off when it is closed', async () => {
    const reader = new DocumentReader(docsWorker());
    const asked = reader.imagesOf(await open('![](one.png)'));
    await reader.dispose();
    await assert.rejects(asked, { code: 'cancelled' });
  });

  it('gives up a text that takes too long, and goes on with the others in a new thread', async () => {
    let impatient: (() => void) | undefined;
    const reader = new DocumentReader(docsWorker(), (ms, callback) => {
      if (ms === 30_000) impatient ??= callback;
      return () => undefined;
    });
    const document = await open('![](one.png)');
    const asked = reader.imagesOf(document);
    assert.ok(impatient);
    impatient();
    await assert.rejects(asked, { code: 'provider' });
    await assert.rejects(reader.imagesOf(document), { code: 'provider' }, 'and not twice');
    assert.equal((await reader.imagesOf(await open('![](two.png)'))).length, 1);
    await reader.dispose();
  });

  it('parses a text of a megabyte, and finds the files that it names, without a stall', async () => {
    const paragraph = `${'Some words about something. '.repeat(20)}![a cat](images/cat.png)\n\n`;
    const document = await open(paragraph.repeat(Math.ceil(1_000_000 / paragraph.length)));
    const { work } = await leastStall('a document of 1 MB', async (round) => {
      await change(document, `![](${round}.png)\n\n`);
      return async () => {
        const images = await imagesOf(docs(), document);
        assert.equal(images[0]?.image.url, `${round}.png`);
        assert.ok(images.length > 1500);
      };
    });
    assert.ok(work <= stallBound, `nobody was heard for ${work} ms`);
  });

  describe('of files', () => {
    async function scan(files: readonly vscode.Uri[], signal?: AbortSignal): Promise<readonly FileImages[]> {
      const all: FileImages[] = [];
      await docs().reader.scan(files, (found) => void all.push(...found), signal);
      return all;
    }
    const file = (name: string) => vscode.Uri.file(inWorkspace(name));
    const summary = (all: readonly FileImages[]) =>
      all.map(({ uri, images, problem }) => [
        uri.path.split('/').at(-1),
        problem?.why ?? images.map(({ image, cell }) => (cell === undefined ? image.url : `${image.url} in ${cell}`)),
      ]);

    it('tells of each what is in it, in their order', async () => {
      await write('docs-reader/one.md', '![](one.png) ![](more.png)');
      await write('docs-reader/two.html', '<img src=two.png>');
      const source = ['![](three.png)'];
      await write('docs-reader/three.ipynb', JSON.stringify({ cells: [{ cell_type: 'markdown', source }] }));
      await write('docs-reader/broken.ipynb', '{');
      const names = ['one.md', 'two.html', 'three.ipynb', 'broken.ipynb', 'missing.md', 'no-document.png'];
      assert.deepEqual(summary(await scan(names.map((name) => file(`docs-reader/${name}`)))), [
        ['one.md', ['one.png', 'more.png']],
        ['two.html', ['two.png']],
        ['three.ipynb', ['three.png in 0']],
        ['broken.ipynb', 'unparsable'],
        ['missing.md', 'unreadable'],
      ]);
    });

    it('reads those of a file system that only VS Code knows', async () => {
      const remote = new MemoryFiles();
      const registration = vscode.workspace.registerFileSystemProvider(remote.scheme, remote);
      try {
        remote.files.set('/page.md', Buffer.from('![](far.png)'));
        remote.files.set('/large.md', new Uint8Array(5 * 1024 * 1024 + 1));
        const files = ['page.md', 'large.md', 'missing.md'].map((name) => remote.uri(name));
        assert.deepEqual(summary(await scan(files)), [
          ['page.md', ['far.png']],
          ['large.md', 'tooLarge'],
          ['missing.md', 'unreadable'],
        ]);
      } finally {
        registration.dispose();
      }
    });

    it('stops between two messages when it is called off', async () => {
      await write('docs-reader/one.md', '![](one.png)');
      const abort = new AbortController();
      let count = 0;
      const scanning = docs().reader.scan(
        Array.from({ length: 100 }, () => file('docs-reader/one.md')),
        (found) => {
          count += found.length;
          abort.abort();
        },
        abort.signal,
      );
      await assert.rejects(scanning, { code: 'cancelled' });
      assert.ok(count > 0 && count < 100, `${count} were told`);
    });
  });
});
