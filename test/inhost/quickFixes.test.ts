import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ImageActions } from '../../src/host/docs/imageActions.ts';
import { findModel } from '../../src/providers/index.ts';
import { mixroute } from '../../src/providers/mixroute.ts';
import { makePng } from '../services/images.mjs';
import { generate, inWorkspace, write } from './support/easel.ts';
import { withDocs } from './support/docs.ts';
import { withUser } from './support/settings.ts';
import { leastStall, stallBound } from './support/stall.ts';

async function open(name: string, text: string): Promise<vscode.TextDocument> {
  return vscode.workspace.openTextDocument(await write(name, text));
}

/** What Easel offers where this text stands. */
async function fixesAt(document: vscode.TextDocument, part: string): Promise<readonly vscode.CodeAction[]> {
  const at = document.getText().indexOf(part);
  assert.ok(at >= 0, part);
  const range = new vscode.Range(document.positionAt(at), document.positionAt(at));
  const found = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
    vscode.CodeActionKind.QuickFix.value,
  );
  return found.filter(({ command, title }) => command?.command.startsWith('easel.') ?? title === useItsPrompt);
}

const useItsPrompt = 'Use the image’s prompt as alternative text';
const titlesOf = (actions: readonly vscode.CodeAction[]) => actions.map(({ title }) => title);

describe('Quick fixes for images of documents', () => {
  const { docs } = withDocs();
  const parts = () => ({
    docs,
    gallery: () => ({ find: () => Promise.resolve(undefined) }),
    selection: { resolve: () => ({ service: mixroute, model: findModel(mixroute, mixroute.firstModel) }) },
    log: { debug: (line: string) => assert.fail(line) },
  });

  before(async () => {
    await generate({ prompt: 'a [red] "boat" | <b>', size: '64x64', fileName: 'boat', folder: 'fixes' });
    await write('fixes/unknown.png', makePng(8, 8, 'unknown'));
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  const languages: readonly (readonly [name: string, text: string, part: string])[] = [
    ['missing.md', '![A cat](cat.png)\n', 'cat.png'],
    ['missing.mdx', 'Text\n\n<img src="./cat.png" alt="A cat" />\n', 'cat.png'],
    ['missing.html', '<img src="cat.png" alt="A cat">\n', 'cat.png'],
    ['missing.adoc', 'image::cat.png[A cat]\n', 'cat.png'],
    ['missing.rst', '.. image:: cat.png\n   :alt: A cat\n', 'cat.png'],
  ];
  for (const [name, text, part] of languages) {
    it(`make what is missing: ${name}`, async () => {
      const document = await open(`fixes/${name}`, text);
      const fixes = await withUser({ provider: 'mixroute' }, () => fixesAt(document, part));
      assert.deepEqual(titlesOf(fixes), ['Generate this image…', 'Sketch a placeholder', 'Generate with Prompt…']);
      assert.deepEqual(
        fixes.map(({ isPreferred }) => isPreferred === true),
        [true, false, false],
      );
      const named = vscode.Uri.file(inWorkspace('fixes/cat.png')).toString();
      assert.equal(fixes[0]?.command?.arguments?.[1], named);
    });
  }

  it('offer a PNG in the place of a format that Easel cannot write', async () => {
    const document = await open('fixes/svg.md', '![A cat](cat.svg)\n');
    const fixes = await withUser({ provider: 'mixroute' }, () => fixesAt(document, 'cat.svg'));
    assert.deepEqual(titlesOf(fixes).slice(0, 2), ['Generate this image as PNG…', 'Sketch a placeholder as PNG']);
    const free = await fixesAt(document, 'cat.svg');
    assert.deepEqual(titlesOf(free).slice(0, 2), ['Sketch a placeholder as PNG', 'Generate with Prompt…'], 'by Sketch');
  });

  it('ask for a prompt where the document says nothing, and for all that is missing at once', async () => {
    const document = await open('fixes/two.md', '![](one.png)\n\n![Two](two.png)\n');
    assert.deepEqual(titlesOf(await fixesAt(document, 'one.png')), [
      'Generate with Prompt…',
      'Generate all 2 missing images…',
    ]);
  });

  it('offer nothing for what lies elsewhere, is there, or only looks like an image', async () => {
    const text = [
      '![a](https://example.org/a.png)',
      '![b](//example.org/b.png)',
      '![c](data:image/png;base64,AAAA)',
      '![d](unknown.png)',
      '`![e](e.png)`',
      '![f](notes.txt)',
    ];
    const document = await open('fixes/none.md', text.join('\n\n'));
    for (const part of ['a.png', 'b.png', 'data:', 'unknown.png', 'e.png', 'notes']) {
      assert.deepEqual(titlesOf(await fixesAt(document, part)), [], part);
    }
  });

  const silent: readonly (readonly [name: string, text: string, described: string])[] = [
    ['silent.md', '![](boat.png)\n', '![a \\[red\\] "boat" \\| \\<b>](boat.png)\n'],
    [
      'silent.mdx',
      'Text\n\n<img src="./boat.png" />\n',
      'Text\n\n<img src="./boat.png" alt="a [red] &quot;boat&quot; &#124; &lt;b&gt;" />\n',
    ],
    [
      'silent.html',
      '<img src="boat.png" alt="">\n',
      '<img src="boat.png" alt="a [red] &quot;boat&quot; &#124; &lt;b&gt;">\n',
    ],
    ['silent.adoc', 'image::boat.png[]\n', 'image::boat.png["a &#91;red&#93; &#34;boat&#34; &#124; &#60;b&#62;"]\n'],
    ['silent.rst', '.. image:: boat.png\n', '.. image:: boat.png\n   :alt: a [red] "boat" | <b>\n'],
  ];
  for (const [name, text, described] of silent) {
    it(`give an image that says nothing its prompt, which stays inert: ${name}`, async () => {
      const document = await open(`fixes/${name}`, text);
      const [fix] = await fixesAt(document, 'boat.png');
      assert.equal(fix?.title, useItsPrompt);
      assert.ok(fix.edit && (await vscode.workspace.applyEdit(fix.edit)));
      assert.equal(document.getText(), described);
      assert.deepEqual(await fixesAt(document, 'boat.png'), [], 'it says something now');
      await document.save();
    });
  }

  it('are said to mend what VS Code itself reports about the same link', async () => {
    const document = await open('fixes/reported.md', '![A cat](cat.png)\n\n![A dog](dog.png)\n');
    const rangeOf = (part: string) => {
      const at = document.getText().indexOf(part);
      return new vscode.Range(document.positionAt(at), document.positionAt(at + part.length));
    };
    const reported = (part: string, code: vscode.Diagnostic['code']) =>
      Object.assign(new vscode.Diagnostic(rangeOf(part), 'File does not exist'), { code });
    const cat = reported('cat.png', 'link.no-such-file');
    const others = [reported('dog.png', 'link.no-such-file'), reported('cat.png', 'spelling')];
    const actions = new ImageActions(parts());
    const { token } = new vscode.CancellationTokenSource();
    const fixes = await actions.at(document, rangeOf('cat.png'), [cat, ...others], token);
    assert.deepEqual(fixes[0]?.diagnostics, [cat]);
  });

  it('hold nobody up in a document of a megabyte, and are read from it once', async () => {
    const actions = new ImageActions(parts());
    const { token } = new vscode.CancellationTokenSource();
    const text = `![A cat](cat.png)\n\n${'A line of prose with *some* [words](a.md) in it.\n\n'.repeat(21_000)}`;
    assert.ok(text.length > 1_000_000);
    const { work } = await leastStall('quick fixes in a document of a megabyte', async (round) => {
      const document = await open(`fixes/long-${round}.md`, text);
      return async () => {
        const fixes = await actions.at(document, new vscode.Range(0, 9, 0, 9), [], token);
        assert.equal(fixes.length, 3);
        const { reader } = docs();
        assert.equal(reader.imagesOf(document), reader.imagesOf(document), 'as it was read');
      };
    });
    assert.ok(work <= stallBound, `nobody was heard for ${work} ms`);
  });
});
