import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as vscode from 'vscode';
import type { IndexedImage } from '../../src/host/docs/documentIndex.ts';
import { inWorkspace, write } from './support/easel.ts';
import { untilIndexed, withDocs } from './support/docs.ts';

const folder = 'docs-index';

describe('The index of documents', () => {
  const { docs, warnings } = withDocs();
  const uriOf = (name: string) => vscode.Uri.file(inWorkspace(folder, name));
  const clean = () => fs.rm(inWorkspace(folder), { recursive: true, force: true });

  before(clean);
  after(clean);
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    assert.deepEqual(warnings, []);
  });

  const nameOf = (uri: vscode.Uri | undefined) => uri?.path.split(`/${folder}/`)[1] ?? '';
  const isOurs = ({ document }: IndexedImage) => nameOf(document) !== '';
  /** Each as "document > file", with a mark for what is missing. */
  const lines = (images: readonly IndexedImage[]) =>
    images
      .filter(isOurs)
      .map(({ document, file, exists, image }) => {
        return `${nameOf(document)} > ${file ? nameOf(file) : image.url}${exists ? '' : ' (missing)'}`;
      })
      .sort();

  const until = (...wanted: string[]) =>
    untilIndexed(docs(), (images) => lines(images).join() === [...wanted].sort().join());

  it('holds what all documents name, whether it is there or not, and leaves hidden ones out', async () => {
    await write(`${folder}/one.md`, '![](img/a.png) ![](img/b.png) ![](https://example.org/c.png)');
    await write(`${folder}/deep/TWO.HTML`, '<img src="../img/a.png">');
    await write(`${folder}/node_modules/three.md`, '![](a.png)');
    await write(`${folder}/img/a.png`, 'x');
    await write(`${folder}/broken.ipynb`, '{');
    await until(
      'one.md > img/a.png',
      'one.md > img/b.png (missing)',
      'one.md > https://example.org/c.png (missing)',
      'deep/TWO.HTML > img/a.png',
    );
    const links = docs().index.linksTo(uriOf('img/a.png'));
    assert.deepEqual(lines(links), ['deep/TWO.HTML > img/a.png', 'one.md > img/a.png']);
    assert.deepEqual(links.map(({ language }) => language).sort(), ['html', 'markdown']);
    assert.deepEqual(docs().index.linksTo(uriOf('nobody.png')), []);
  });

  it('follows images that come, move and go', async () => {
    const rest = ['one.md > https://example.org/c.png (missing)'];
    await write(`${folder}/img/b.png`, 'x');
    await until(...rest, 'one.md > img/a.png', 'one.md > img/b.png', 'deep/TWO.HTML > img/a.png');
    await fs.rename(inWorkspace(folder, 'img'), inWorkspace(folder, 'pictures'));
    await until(
      ...rest,
      'one.md > img/a.png (missing)',
      'one.md > img/b.png (missing)',
      'deep/TWO.HTML > img/a.png (missing)',
    );
    await fs.rename(inWorkspace(folder, 'pictures'), inWorkspace(folder, 'img'));
    await until(...rest, 'one.md > img/a.png', 'one.md > img/b.png', 'deep/TWO.HTML > img/a.png');
  });

  it('follows documents that come, change, move with their folder and go', async () => {
    await fs.rm(inWorkspace(folder, 'one.md'));
    await until('deep/TWO.HTML > img/a.png');
    await write(`${folder}/deep/three.md`, '![](../img/b.png)');
    await until('deep/TWO.HTML > img/a.png', 'deep/three.md > img/b.png');
    await write(`${folder}/deep/three.md`, '![](../img/c.png)');
    await until('deep/TWO.HTML > img/a.png', 'deep/three.md > img/c.png (missing)');
    await fs.rename(inWorkspace(folder, 'deep'), inWorkspace(folder, 'moved'));
    await until('moved/TWO.HTML > img/a.png', 'moved/three.md > img/c.png (missing)');
    await fs.rm(inWorkspace(folder, 'moved'), { recursive: true });
    await until();
  });

  it('counts what is typed and not saved, at once when it is asked whether it is ready', async () => {
    await write(`${folder}/typed.md`, '![](img/a.png)');
    await until('typed.md > img/a.png');
    const document = await vscode.workspace.openTextDocument(uriOf('typed.md'));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), '![](img/typed.png) ');
    assert.ok(await vscode.workspace.applyEdit(edit));
    await docs().index.ready();
    assert.deepEqual(lines(docs().index.images()), ['typed.md > img/a.png', 'typed.md > img/typed.png (missing)']);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await until('typed.md > img/a.png');
    await fs.rm(inWorkspace(folder, 'typed.md'));
    await until();
  });

  it('holds the cells of notebooks, saved or not', async () => {
    const cell = { cell_type: 'markdown', metadata: {}, source: ['![](img/a.png)'] };
    const code = { cell_type: 'code', metadata: {}, source: [], outputs: [], execution_count: null };
    const content = { cells: [code, cell], metadata: {}, nbformat: 4, nbformat_minor: 5 };
    await write(`${folder}/book.ipynb`, JSON.stringify(content));
    await until('book.ipynb > img/a.png');
    assert.deepEqual(
      docs()
        .index.images()
        .filter(isOurs)
        .map((each) => each.cell),
      [1],
    );
    const notebook = await vscode.workspace.openNotebookDocument(uriOf('book.ipynb'));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(notebook.cellAt(1).document.uri, new vscode.Position(0, 0), '![](img/new.png)\n');
    assert.ok(await vscode.workspace.applyEdit(edit));
    await until('book.ipynb > img/a.png', 'book.ipynb > img/new.png (missing)');
    assert.ok(await notebook.save());
    await fs.rm(inWorkspace(folder, 'book.ipynb'));
    await until();
  });

  it('follows where the site begins', async () => {
    await write(`${folder}/site/docs/a.md`, '![](/a.png)');
    await untilIndexed(docs(), (images) => images.some(({ file }) => file?.fsPath === inWorkspace('a.png')));
    await write(`${folder}/site/static/a.png`, 'x');
    await until('site/docs/a.md > site/static/a.png');
    const configuration = vscode.workspace.getConfiguration('easel');
    await configuration.update('siteRoot', `${folder}/img`);
    await until('site/docs/a.md > img/a.png');
    await configuration.update('siteRoot', '../outside');
    await until('site/docs/a.md > /a.png (missing)');
    await configuration.update('siteRoot', undefined);
    await until('site/docs/a.md > site/static/a.png');
    await fs.rm(inWorkspace(folder, 'site'), { recursive: true });
    await until();
  });

  it('leaves out what the person hides from search', async () => {
    await write(`${folder}/shown.md`, '![](img/a.png)');
    await write(`${folder}/built/hidden.md`, '![](img/b.png)');
    await until('shown.md > img/a.png', 'built/hidden.md > built/img/b.png (missing)');
    const search = vscode.workspace.getConfiguration('search');
    for (const pattern of [`${folder}/built`, `${folder}/{built,other}`]) {
      await search.update('exclude', { [pattern]: true });
      await until('shown.md > img/a.png');
      await write(`${folder}/built/late.md`, '![](img/b.png)');
      await write(`${folder}/other.md`, '![](img/b.png)');
      await until('shown.md > img/a.png', 'other.md > img/b.png');
      await fs.rm(inWorkspace(folder, 'built/late.md'));
      await fs.rm(inWorkspace(folder, 'other.md'));
      await search.update('exclude', undefined);
      await until('shown.md > img/a.png', 'built/hidden.md > built/img/b.png (missing)');
    }
  });
});
