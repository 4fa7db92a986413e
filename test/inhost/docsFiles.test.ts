import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { inWorkspace, write } from './support/easel.ts';
import { withDocs } from './support/docs.ts';

describe('What is known of image files', () => {
  const { docs } = withDocs();
  const folder = 'docs-files';
  const uriOf = (...parts: string[]) => vscode.Uri.file(inWorkspace(folder, ...parts));

  before(() => fs.rm(inWorkspace(folder), { recursive: true, force: true }));
  after(() => fs.rm(inWorkspace(folder), { recursive: true, force: true }));

  /** Does something and waits until this file is forgotten for it. */
  async function forgets(uri: vscode.Uri, work: () => Promise<unknown>): Promise<void> {
    const forgotten = new Promise<void>((resolve) => {
      const listening = docs().files.onDidForget((places) => {
        if (![...places].some((place) => place.endsWith(uri.path))) return;
        listening.dispose();
        resolve();
      });
    });
    await work();
    await forgotten;
  }

  it('follows a file that comes and goes', async () => {
    await write(`${folder}/readme.txt`, '');
    const uri = uriOf('cat.png');
    assert.equal(await docs().files.isFile(uri), false);
    await forgets(uri, () => write(`${folder}/cat.png`, 'x'));
    assert.equal(await docs().files.isFile(uri), true);
    await forgets(uri, () => fs.rm(uri.fsPath));
    assert.equal(await docs().files.isFile(uri), false);
  });

  it('follows a folder that is moved with all that is in it', async () => {
    await write(`${folder}/old/deep/cat.png`, 'x');
    const [from, to] = [uriOf('old/deep/cat.png'), uriOf('new/deep/cat.png')];
    assert.deepEqual([await docs().files.isFile(from), await docs().files.isFile(to)], [true, false]);
    await Promise.all([
      forgets(from, () => fs.rename(uriOf('old').fsPath, uriOf('new').fsPath)),
      forgets(to, () => Promise.resolve()),
    ]);
    assert.deepEqual([await docs().files.isFile(from), await docs().files.isFile(to)], [false, true]);
  });

  it('looks once at a place until something happens to it or somebody says so', async () => {
    const uri = vscode.Uri.file(path.join(path.dirname(inWorkspace()), 'outside-of-what-is-watched.png'));
    assert.equal(await docs().files.isFile(uri), false);
    await fs.writeFile(uri.fsPath, 'x');
    assert.equal(await docs().files.isFile(uri), false, 'what it knows');
    docs().files.forget(uri);
    assert.equal(await docs().files.isFile(uri), true);
    await fs.rm(uri.fsPath);
  });

  it('takes a folder for no file', async () => {
    await fs.mkdir(inWorkspace(folder, 'folder.png'), { recursive: true });
    assert.equal(await docs().files.isFile(uriOf('folder.png')), false);
    assert.equal(await docs().files.isFolder(uriOf('folder.png')), true);
  });
});

describe('Where a site begins', () => {
  const { docs } = withDocs();
  const folder = 'docs-sites';
  const uriOf = (name: string) => vscode.Uri.file(inWorkspace(folder, name));
  const root = () => inWorkspace();

  before(() => fs.rm(inWorkspace(folder), { recursive: true, force: true }));
  after(async () => {
    await vscode.workspace.getConfiguration('easel').update('siteRoot', undefined);
    await fs.rm(inWorkspace(folder), { recursive: true, force: true });
  });

  /** Relative to the workspace folder. */
  const rootsOf = async (name: string) =>
    (await docs().siteRoots.of(uriOf(name))).map((found) => path.relative(root(), found));

  const layouts: readonly {
    readonly of: string;
    readonly files: readonly string[];
    readonly document: string;
    readonly begins: string;
  }[] = [
    {
      of: 'Docusaurus',
      files: ['static/img/x.png', 'docusaurus.config.js'],
      document: 'docs/a/b.mdx',
      begins: 'static',
    },
    {
      of: 'Docusaurus beside the documents',
      files: ['website/static/x.png'],
      document: 'docs/a.md',
      begins: 'website/static',
    },
    { of: 'Hugo', files: ['static/x.png', 'hugo.toml'], document: 'content/posts/a.md', begins: 'static' },
    { of: 'VitePress', files: ['docs/public/x.png'], document: 'docs/guide/a.md', begins: 'docs/public' },
    {
      of: 'VuePress',
      files: ['docs/.vuepress/public/x.png'],
      document: 'docs/zh/a.md',
      begins: 'docs/.vuepress/public',
    },
    { of: 'Astro or Next.js', files: ['public/x.png'], document: 'src/content/docs/a.mdx', begins: 'public' },
    { of: 'Hexo', files: ['_config.yml', 'source/_posts/a.md'], document: 'source/_posts/a.md', begins: 'source' },
    { of: 'Jekyll', files: ['_config.yml', '_posts/a.md'], document: '_posts/a.md', begins: '' },
    { of: 'MkDocs', files: ['mkdocs.yml', 'docs/index.md'], document: 'docs/guide/a.md', begins: 'docs' },
    { of: 'Sphinx', files: ['doc/source/conf.py'], document: 'doc/source/guide/a.rst', begins: 'doc/source' },
  ];
  for (const { of, files, document, begins } of layouts) {
    it(`is found for ${of}`, async () => {
      const site = of.replace(/\W+/g, '-');
      for (const file of files) await write(`${folder}/${site}/${file}`, '');
      const [first, ...others] = await rootsOf(`${site}/${document}`);
      assert.equal(first, path.join(folder, site, begins));
      assert.ok(others.includes(''), 'and the workspace folder comes later');
    });
  }

  it('is the workspace folder where nothing says otherwise, whatever folders of code are called', async () => {
    await write(`${folder}/plain/source/main.c`, '');
    assert.deepEqual(await rootsOf('plain/docs/a.md'), ['']);
  });

  it('follows folders that come and go', async () => {
    await write(`${folder}/follow/a.md`, '');
    assert.deepEqual(await rootsOf('follow/a.md'), ['']);
    const changed = () =>
      new Promise<void>((resolve) => {
        const listening = docs().siteRoots.onDidChange(() => {
          listening.dispose();
          resolve();
        });
      });
    const made = changed();
    await fs.mkdir(inWorkspace(folder, 'follow/static'));
    await made;
    assert.deepEqual(await rootsOf('follow/a.md'), [path.join(folder, 'follow/static'), '']);
    const removed = changed();
    await fs.rmdir(inWorkspace(folder, 'follow/static'));
    await removed;
    assert.deepEqual(await rootsOf('follow/a.md'), ['']);
  });

  it('is what the person sets, and nothing outside of the workspace folder', async () => {
    const configuration = () => vscode.workspace.getConfiguration('easel');
    await configuration().update('siteRoot', `${folder}/Hugo/static/`);
    assert.deepEqual(await rootsOf('VitePress/docs/a.md'), [path.join(folder, 'Hugo/static')]);
    for (const wrong of ['../elsewhere', '/etc', 'C:\\site', '~/site', '${fileDirname}/static']) {
      await configuration().update('siteRoot', wrong);
      await assert.rejects(
        rootsOf('VitePress/docs/a.md'),
        { code: 'invalidRequest', message: /easel\.siteRoot/ },
        wrong,
      );
    }
    await configuration().update('siteRoot', undefined);
    assert.equal((await rootsOf('VitePress/docs/a.md'))[0], path.join(folder, 'VitePress/docs/public'));
  });

  describe('and so which file an address means', () => {
    const locate = async (document: vscode.Uri, url: string) => {
      const { file, exists } = await docs().targets.locate(document, url);
      return [file && path.relative(root(), file.fsPath), exists];
    };

    it('is one that is there, or else the most likely one', async () => {
      const document = uriOf('Hugo/content/posts/a.md');
      assert.deepEqual(await locate(document, '/x.png'), [path.join(folder, 'Hugo/static/x.png'), true]);
      assert.deepEqual(await locate(document, '/y.png'), [path.join(folder, 'Hugo/static/y.png'), false]);
      await write(`${folder}/in-the-root.png`, '');
      assert.deepEqual(await locate(document, `/${folder}/in-the-root.png`), [`${folder}/in-the-root.png`, true]);
    });

    it('is none outside of the workspace, and none for an address of another kind', async () => {
      const document = uriOf('Hugo/content/posts/a.md');
      for (const url of [
        'https://example.org/a.png',
        '//example.org/a.png',
        'data:image/png,',
        '../../../../../../a.png',
      ]) {
        assert.deepEqual(await locate(document, url), [undefined, false], url);
      }
      assert.deepEqual(await locate(vscode.Uri.file('/elsewhere/a.md'), 'a.png'), [undefined, false]);
    });

    it('begins for an untitled document in the first workspace folder', async () => {
      const document = await vscode.workspace.openTextDocument({ content: '', language: 'markdown' });
      assert.deepEqual(await locate(document.uri, `${folder}/in-the-root.png`), [`${folder}/in-the-root.png`, true]);
    });

    it('begins for a cell where its notebook is', async () => {
      const source = ['![](pic.png)'];
      const cell = { cell_type: 'markdown', metadata: {}, source };
      const content = { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 };
      await write(`${folder}/book/book.ipynb`, JSON.stringify(content));
      await write(`${folder}/book/pic.png`, '');
      const notebook = await vscode.workspace.openNotebookDocument(uriOf('book/book.ipynb'));
      const { document } = notebook.cellAt(0);
      assert.equal(document.uri.scheme, 'vscode-notebook-cell');
      assert.deepEqual(await locate(document.uri, 'pic.png'), [path.join(folder, 'book/pic.png'), true]);
    });
  });
});
