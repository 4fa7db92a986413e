// Where links of images go: every cursor, every kind of document, and documents that are no files.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { call, inWorkspace, only, refusalOf, write } from './support/easel.ts';
import { withUser } from './support/settings.ts';
import { Refused, withStudio } from './support/studio.ts';

const size = '64x64';
const insert = (options: object) => call('easel.insert', { prompt: 'a cup', size, ...options });

const sketch = { provider: 'sketch', model: 'sketch' };

const closeAll = async () => {
  // Untitled ones ask before they close.
  for (const { document } of vscode.window.visibleTextEditors) {
    if (!document.isDirty) continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
};

async function show(document: vscode.TextDocument, ...places: vscode.Selection[]): Promise<vscode.TextEditor> {
  const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  if (places.length > 0) editor.selections = places;
  return editor;
}

const cursor = (line: number, character = 0) => new vscode.Selection(line, character, line, character);

async function file(name: string, text: string): Promise<vscode.TextDocument> {
  return vscode.workspace.openTextDocument(await write(name, text));
}

async function undoGives(document: vscode.TextDocument, expected: string): Promise<void> {
  await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  await vscode.commands.executeCommand('undo');
  assert.equal(document.getText(), expected, 'one undo step');
}

describe('The place of a link', () => {
  afterEach(closeAll);

  it('is every cursor, in one undo step, with CRLF kept', async () => {
    const text = 'One \r\n\r\n- Two \r\nThree\r\n';
    const document = await file('many.md', text);
    await show(document, cursor(0, 4), cursor(2, 6), cursor(3, 0));
    await insert({ fileName: 'many' });
    const link = '![a cup](assets/many.png)';
    assert.equal(document.getText(), `One ${link}\r\n\r\n- Two ${link}\r\n${link}Three\r\n`);
    await undoGives(document, text);
  });

  it('is once below a paragraph, however many pieces of it are selected', async () => {
    const text = 'One two\r\nthree\r\n\r\nFour\r\n';
    const document = await file('pieces.md', text);
    await show(document, new vscode.Selection(0, 0, 0, 3), new vscode.Selection(1, 0, 1, 5), cursor(3, 4));
    await insert({ fileName: 'pieces' });
    const link = '![a cup](assets/pieces.png)';
    assert.equal(document.getText(), `One two\r\nthree\r\n\r\n${link}\r\n\r\nFour${link}\r\n`);
    await undoGives(document, text);
  });

  it('is a block or within the line in AsciiDoc', async () => {
    const text = 'Press it \r\nhere.\r\n\r\nMore.\r\n';
    const document = await file('guide/page.adoc', text);
    await show(document, cursor(0, 9), cursor(2));
    await insert({ fileName: 'adoc' });
    const [first, , , block] = document.getText().split('\r\n');
    assert.equal(first, 'Press it image:../assets/adoc.png[a cup]');
    assert.match(block ?? '', /^image::\.\.\/assets\/adoc\.png\[/);
    await undoGives(document, text);
  });

  it('is a directive of its own in reStructuredText', async () => {
    const text = 'One\r\n===\r\n\r\n* Two\r\n* Three\r\n';
    const document = await file('guide/page.rst', text);
    await show(document, new vscode.Selection(3, 2, 3, 5));
    await insert({ fileName: 'rst' });
    assert.equal(
      document.getText(),
      'One\r\n===\r\n\r\n* Two\r\n\r\n  .. image:: ../assets/rst.png\r\n     :alt: a cup\r\n\r\n* Three\r\n',
    );
    await undoGives(document, text);
  });
});

describe('A link in a notebook', () => {
  const studio = withStudio();
  afterEach(closeAll);

  async function notebook(name: string): Promise<vscode.NotebookEditor> {
    const cells = [
      { cell_type: 'markdown', metadata: {}, source: ['# Title\n', '\n', 'Text'] },
      { cell_type: 'code', metadata: {}, source: ['print(1)'], outputs: [], execution_count: null },
    ];
    const uri = vscode.Uri.file(
      await write(name, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 })),
    );
    return vscode.window.showNotebookDocument(await vscode.workspace.openNotebookDocument(uri), {
      viewColumn: vscode.ViewColumn.One,
    });
  }

  it('goes into the Markdown cell that is selected, relative to the notebook', async () => {
    const editor = await notebook('guide/nb/one.ipynb');
    editor.selection = new vscode.NotebookRange(0, 1);
    const image = only(await insert({ folder: '${fileDirname}/img', fileName: 'cell' }));
    assert.equal(image.path, 'guide/nb/img/cell.png');
    const { document } = editor.notebook.cellAt(0);
    assert.equal(document.getText(), '# Title\n\nText![a cup](img/cell.png)');
  });

  it('goes there from the Studio as well, which keeps in mind what is selected', async () => {
    const panel = studio.open();
    await panel.call('ready', {});
    const [card] = await panel.call('make', { draft: { prompt: 'a jug', images: [] }, targets: [sketch] });
    assert.ok(card);
    const [image] = (await panel.card(card.id, 'done', 'failed')).images;
    assert.ok(image);
    const editor = await notebook('guide/nb/three.ipynb');
    editor.selection = new vscode.NotebookRange(0, 1);
    await panel.call('open', { uri: image.uri });
    await panel.call('insert', { uri: image.uri });
    const link = '![a jug](../../assets/a-jug.png)';
    assert.equal(editor.notebook.cellAt(0).document.getText(), `# Title\n\nText${link}`);
    editor.selection = new vscode.NotebookRange(1, 2);
    await assert.rejects(panel.call('insert', { uri: image.uri }), (error: unknown) => {
      assert.ok(error instanceof Refused);
      assert.match(error.info.text, /code.*Markdown cell/s);
      return true;
    });
  });

  it('is refused in a code cell, before anything is made', async () => {
    const editor = await notebook('guide/nb/two.ipynb');
    editor.selection = new vscode.NotebookRange(1, 2);
    const { code, message } = await refusalOf(insert({ fileName: 'never' }));
    assert.equal(code, 'invalidRequest');
    assert.match(message, /code.*Markdown cell/s);
  });
});

describe('A link in an untitled document', () => {
  afterEach(closeAll);

  it('leads from the workspace folder, whose assets folder the image goes into', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: 'Look: ' });
    await show(document, cursor(0, 6));
    const image = only(await insert({ fileName: 'untitled-1' }));
    assert.equal(image.path, 'assets/untitled-1.png');
    assert.equal(document.getText(), 'Look: ![a cup](assets/untitled-1.png)');
  });

  it('is relative from the beginning where the place of the file is known', async () => {
    const uri = vscode.Uri.file(inWorkspace('guide/deep/planned.md'));
    const document = await vscode.workspace.openTextDocument(uri.with({ scheme: 'untitled' }));
    await show(document, cursor(0));
    await insert({ fileName: 'planned' });
    assert.equal(document.getText(), '![a cup](../../assets/planned.png)');
  });

  it('is made relative in another document that its text was moved to, and only where it leads nowhere', async () => {
    const untitled = await vscode.workspace.openTextDocument({ language: 'markdown', content: '' });
    await show(untitled, cursor(0));
    await insert({ fileName: 'moved' });
    const link = untitled.getText();
    const document = await file('guide/moved.md', '');
    const editor = await show(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), `${link}\n\n${link} and ![a cup](other.png)\n`));
    await document.save();
    const relative = '![a cup](../assets/moved.png)';
    assert.equal(document.getText(), `${relative}\n\n${relative} and ![a cup](other.png)\n`);
    assert.equal(document.isDirty, false);
    const top = await file('top-moved.md', '');
    const topEditor = await show(top);
    await topEditor.edit((edit) => edit.insert(new vscode.Position(0, 0), `${link}\n`));
    await top.save();
    assert.equal(top.getText(), `${link}\n`);
  });
});

describe('The folder for images of a Markdown document', () => {
  afterEach(closeAll);

  async function withCopyFiles<T>(value: unknown, work: () => Promise<T>): Promise<T> {
    const markdown = vscode.workspace.getConfiguration('markdown');
    await markdown.update('copyFiles.destination', value, vscode.ConfigurationTarget.Workspace);
    try {
      return await work();
    } finally {
      await markdown.update('copyFiles.destination', undefined, vscode.ConfigurationTarget.Workspace);
    }
  }

  const destination = { '/docs/**/*': 'img/${documentBaseName}/${fileName}' };

  it('is the one that VS Code is set to for pasted files', () =>
    withCopyFiles(destination, async () => {
      await show(await file('docs/a/page.md', ''), cursor(0));
      assert.equal(only(await insert({ fileName: 'copied' })).path, 'docs/a/img/page/copied.png');
      await show(await file('elsewhere/page.md', ''), cursor(0));
      assert.equal(only(await insert({ fileName: 'not-copied' })).path, 'assets/not-copied.png');
      await show(await file('docs/a/page.html', ''), cursor(0));
      assert.equal(only(await insert({ fileName: 'html' })).path, 'assets/html.png');
    }));

  it('is the assets folder where somebody has set that', () =>
    withCopyFiles(destination, () =>
      withUser({ assetsFolder: 'assets' }, async () => {
        await show(await file('docs/a/other.md', ''), cursor(0));
        assert.equal(only(await insert({ fileName: 'set' })).path, 'assets/set.png');
      }),
    ));

  it('is refused outside the workspace, in words that name the setting', () =>
    withCopyFiles({ '*.md': '../../../../up/' }, async () => {
      await show(await file('docs/a/up.md', ''), cursor(0));
      const { code, message } = await refusalOf(insert({ fileName: 'up' }));
      assert.equal(code, 'invalidRequest');
      assert.match(message, /markdown\.copyFiles\.destination/);
    }));
});
