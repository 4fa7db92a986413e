import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { call, codesOf, inWorkspace, only, write } from './support/easel.ts';
import { withMixroute } from './support/mixroute.ts';

const size = '64x64';
const insert = (options: object) => call('easel.insert', { prompt: 'a cup', size, ...options });

/** Opens a document with `|` where the cursor is, or `[…]` around what is selected. */
async function open(name: string, marked: string): Promise<vscode.TextEditor> {
  const file = await write(name, marked.replace(/[[\]|]/g, ''));
  const document = await vscode.workspace.openTextDocument(file);
  const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  const start = document.positionAt(marked.search(/[[|]/));
  const end = marked.includes(']') ? document.positionAt(marked.indexOf(']') - 1) : start;
  editor.selection = new vscode.Selection(start, end);
  return editor;
}

/** The document has this text; one undo brings back what it was. */
async function becomes({ document }: vscode.TextEditor, expected: string, before: string): Promise<void> {
  assert.equal(document.getText(), expected);
  await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  await vscode.commands.executeCommand('undo');
  assert.equal(document.getText(), before, 'one undo step');
}

describe('easel.insert', () => {
  const service = withMixroute();

  afterEach(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));

  it('writes a Markdown link at the cursor, from a nested document, and keeps its line ends', async () => {
    const editor = await open('guide/start/page.md', 'One\r\n\r\nTwo: |\r\nThree\r\n');
    const image = only(await insert({ prompt: 'A [red] *cup*' }));
    assert.equal(image.path, 'assets/a-red-cup.png');
    await becomes(
      editor,
      'One\r\n\r\nTwo: ![A \\[red\\] \\*cup\\*](../../assets/a-red-cup.png)\r\nThree\r\n',
      'One\r\n\r\nTwo: \r\nThree\r\n',
    );
  });

  it('writes an HTML image', async () => {
    const editor = await open('site/index.html', '<body>\n  |\n</body>\n');
    await insert({ prompt: 'Salt & "pepper"', fileName: 'salt' });
    await becomes(
      editor,
      '<body>\n  <img src="../assets/salt.png" alt="Salt &amp; &quot;pepper&quot;">\n</body>\n',
      '<body>\n  \n</body>\n',
    );
  });

  it('encodes what a link cannot hold', async () => {
    const editor = await open('top.md', '|');
    await insert({ fileName: 'two words (1)', folder: 'my pictures' });
    await becomes(editor, '![a cup](my%20pictures/two%20words%20%281%29.png)', '');
  });

  it('puts the image below a selection, with CRLF where the document has it', async () => {
    const editor = await open('selection.md', 'First.\r\n[A long sentence.]\r\n\r\nLast.\r\n');
    await insert({ fileName: 'below' });
    await becomes(
      editor,
      'First.\r\nA long sentence.\r\n\r\n![a cup](assets/below.png)\r\n\r\nLast.\r\n',
      'First.\r\nA long sentence.\r\n\r\nLast.\r\n',
    );
  });

  it('writes every image of several', async () => {
    const editor = await open('several.md', 'x |');
    const { images } = await insert({ count: 2, folder: 'pair' });
    assert.equal(images.length, 2);
    await becomes(editor, 'x ![a cup](pair/a-cup.png)\n![a cup](pair/a-cup-2.png)', 'x ');
  });

  it('takes a folder beside the document', async () => {
    const editor = await open('guide/near.md', '|');
    assert.equal(only(await insert({ folder: '${fileDirname}/img', fileName: 'near' })).path, 'guide/img/near.png');
    await becomes(editor, '![a cup](img/near.png)', '');
  });

  it('finds its place again when the person writes and moves on meanwhile', async () => {
    const editor = await open('busy.md', 'Before\nHere: |\nAfter\n');
    const release = service().hold();
    const inserting = insert({ provider: 'mixroute', size: undefined, fileName: 'busy' });
    await service().received(1);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'A new first line\n'));
    const end = editor.document.positionAt(editor.document.getText().length);
    await editor.edit((edit) => edit.insert(end, 'A new last line\n'));
    editor.selection = new vscode.Selection(end, end);
    release();
    const result = await inserting;
    assert.deepEqual(codesOf(result), []);
    assert.equal(
      editor.document.getText(),
      'A new first line\nBefore\nHere: ![a cup](assets/busy.png)\nAfter\nA new last line\n',
    );
  });

  it('makes the image all the same when the document is closed meanwhile', async () => {
    await open('closed.md', '|');
    const release = service().hold();
    const inserting = insert({ provider: 'mixroute', size: undefined, fileName: 'closed' });
    await service().received(1);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    release();
    assert.equal(only(await inserting).path, 'assets/closed.png');
    const text = await vscode.workspace.fs.readFile(vscode.Uri.file(inWorkspace('closed.md')));
    assert.equal(text.length, 0);
  });
});
