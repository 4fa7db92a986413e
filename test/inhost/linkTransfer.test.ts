// Images of the Studio that are dropped or pasted into documents.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { LinkTransfer } from '../../src/host/studio/linkTransfer.ts';
import { UntitledLinks } from '../../src/host/untitledLinks.ts';
import { imageMime } from '../../src/protocol/drag.ts';
import { generate, only, write } from './support/easel.ts';

const transferOf = (entries: Readonly<Record<string, string>>) => {
  const transfer = new vscode.DataTransfer();
  for (const [type, value] of Object.entries(entries)) transfer.set(type, new vscode.DataTransferItem(value));
  return transfer;
};

function textOf(edit: vscode.DocumentDropEdit | undefined): string {
  assert.ok(typeof edit?.insertText === 'string');
  return edit.insertText;
}

describe('A link that is dropped or pasted', () => {
  let links: LinkTransfer;
  let image: string;

  before(async () => {
    links = new LinkTransfer({
      ledger: { read: () => Promise.resolve([]) },
      download: () => assert.fail('nothing is downloaded'),
      untitledLinks: new UntitledLinks(),
    } as unknown as ConstructorParameters<typeof LinkTransfer>[0]);
    image = only(await generate({ prompt: 'a cup [of] tea', size: '64x64', fileName: 'dropped' })).uri;
  });
  after(() => links.dispose());
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  async function open(name: string, text: string): Promise<vscode.TextDocument> {
    return vscode.workspace.openTextDocument(await write(name, text));
  }

  const drop = (document: vscode.TextDocument, at: vscode.Position, entries: Readonly<Record<string, string>>) =>
    links.provideDocumentDropEdits(document, at, transferOf(entries));

  const paste = (document: vscode.TextDocument, at: vscode.Position, text: string) =>
    links.provideDocumentPasteEdits(document, [new vscode.Range(at, at)], transferOf({ 'text/plain': text }));

  const start = new vscode.Position(0, 0);

  it('stands in the language of the document, with its prompt, which stays inert', async () => {
    const expected = {
      'drop/a.md': '![a cup \\[of\\] tea](../assets/dropped.png)',
      'drop/a.mdx': '![a cup \\[of\\] tea](../assets/dropped.png)',
      'drop/a.vue': '<img src="../assets/dropped.png" alt="a cup [of] tea">',
    };
    for (const [name, text] of Object.entries(expected)) {
      const edit = await drop(await open(name, ''), start, { [imageMime]: image });
      assert.equal(edit?.insertText, text);
    }
    const adoc = await drop(await open('drop/a.adoc', 'One \n'), new vscode.Position(0, 4), { [imageMime]: image });
    assert.match(textOf(adoc), /^image:\.\.\/assets\/dropped\.png\[/);
  });

  it('is several where several were dragged', async () => {
    const edit = await drop(await open('drop/several.md', ''), start, { [imageMime]: `${image}\r\n${image}` });
    assert.equal(textOf(edit).split('\n').length, 2);
  });

  it('goes below the paragraph where the language has no pictures within a line', async () => {
    const document = await open('drop/a.rst', 'One two\nthree\n');
    const edit = await drop(document, new vscode.Position(0, 3), { [imageMime]: image });
    assert.equal(edit?.insertText, '');
    assert.ok(edit.additionalEdit && (await vscode.workspace.applyEdit(edit.additionalEdit)));
    assert.match(document.getText(), /^One two\nthree\n\n\.\. image:: \.\.\/assets\/dropped\.png\n/);
  });

  it('is nothing for what does not come from the Studio, lies outside, or is no image', async () => {
    const document = await open('drop/b.md', '');
    assert.equal(await drop(document, start, { 'text/uri-list': image }), undefined);
    for (const list of ['', 'no address', 'file:///etc/passwd', 'https://example.com/a.png', document.uri.toString()])
      assert.equal(await drop(document, start, { [imageMime]: list }), undefined, list);
    assert.equal(await drop(await open('drop/b.py', ''), start, { [imageMime]: image }), undefined);
  });

  it('is pasted for what was copied in the Studio, and for nothing else', async () => {
    const document = await open('drop/c.html', '<p>\r\n</p>\r\n');
    assert.equal(await paste(document, start, 'x'), undefined);
    await links.copy(vscode.Uri.parse(image, true));
    const copied = await vscode.env.clipboard.readText();
    assert.equal(copied, '![a cup \\[of\\] tea](assets/dropped.png)');
    const [edit] = (await paste(document, start, copied)) ?? [];
    assert.equal(edit?.insertText, '<img src="../assets/dropped.png" alt="a cup [of] tea">');
    assert.equal(await paste(document, start, `${copied} `), undefined);
  });
});
