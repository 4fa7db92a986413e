import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as vscode from 'vscode';
import { recordOf } from '../../src/core/image/metadata.ts';
import type { ImageResult } from '../../src/core/result.ts';
import { makePng } from '../services/images.mjs';
import {
  call,
  checkFile,
  codesOf,
  exported,
  factsOf,
  filesIn,
  inWorkspace,
  only,
  refusalOf,
  write,
} from './support/easel.ts';
import { replies, withMixroute } from './support/mixroute.ts';
import { withUser } from './support/settings.ts';

const fill = (options: object) => call('easel.fillMissing', options);
const sketch = (document: string) => fill({ document, provider: 'sketch' });
const pathsOf = ({ images }: ImageResult) => images.map(({ path }) => path).sort();

describe('easel.fillMissing', () => {
  const service = withMixroute();
  const posts = () => service().requests.filter(({ method }) => method === 'POST');

  it('makes what a document names and is not there, under its path, in its format and shape', async () => {
    await write('fill/there.png', makePng(20, 10, 'there'));
    await write(
      'fill/page.md',
      [
        '![A harbour at dawn](img/harbour.png)',
        '![There](there.png) ![Elsewhere](https://example.org/x.png)',
        '<img src="img/%E6%B8%AF%20%E5%8F%A3.jpg" alt="港口" width="320" height="180">',
        '![A kite][kite]',
        '',
        '[kite]: ../fill/wings/kite.webp "Up"',
      ].join('\n'),
    );
    const result = await sketch('fill/page.md');
    assert.deepEqual(pathsOf(result), ['fill/img/harbour.png', 'fill/img/港 口.jpg', 'fill/wings/kite.webp']);
    for (const image of result.images) await checkFile(image);
    const harbour = result.images.find(({ path }) => path.includes('港'));
    assert.deepEqual([harbour?.mediaType, harbour?.width, harbour?.height], ['image/jpeg', 320, 180]);
    assert.equal(
      recordOf(factsOf(await fs.readFile(inWorkspace('fill/img/harbour.png'))))?.prompt,
      'A harbour at dawn',
    );
    const { code, message } = await refusalOf(sketch('fill/page.md'));
    assert.equal(code, 'invalidRequest', 'a second time there is nothing to do');
    assert.match(message, /No image is missing in fill\/page\.md/);
  });

  it('offers PNG for a format that it cannot write, and the links follow in one undo step', async () => {
    const text = '![A logo](logo.svg)\r\n\r\n![Again](./logo.svg "Logo")\r\n\r\n<img src="logo.svg" alt="">\r\n';
    await write('fill/logo.md', text);
    const document = await vscode.workspace.openTextDocument(inWorkspace('fill/logo.md'));
    await vscode.window.showTextDocument(document);
    assert.deepEqual(pathsOf(await sketch('fill/logo.md')), ['fill/logo.png']);
    assert.equal(document.getText(), text.replaceAll('logo.svg', 'logo.png'));
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), text);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('makes the others when one fails, and only that one when it is run again', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `fill/ten/${index}.png`);
    await write('fill/ten.md', names.map((name, index) => `![Kite ${index}](../${name})`).join('\n\n'));
    const options = { document: 'fill/ten.md', provider: 'mixroute' };
    service().plan({ reply: replies.moderated() });
    const first = await fill(options);
    assert.equal(first.images.length, 9);
    assert.deepEqual(codesOf(first), ['failedPart']);
    assert.match(first.notices[0]!.message, /^fill\/ten\/\d\.png: /);
    assert.equal(posts().length, 10);
    const second = await fill(options);
    assert.deepEqual([...pathsOf(first), ...pathsOf(second)].sort(), names);
    assert.equal(posts().length, 11);
    assert.equal(service().charged, 10);
  });

  it('sends nothing more when the money is used up', () =>
    withUser({ concurrency: 1 }, async () => {
      await write(
        'fill/poor.md',
        Array.from({ length: 6 }, (_, index) => `![Coin ${index}](poor/${index}.png)`).join('\n'),
      );
      service().plan({ reply: replies.quota() });
      const { code } = await refusalOf(fill({ document: 'fill/poor.md', provider: 'mixroute' }));
      assert.equal(code, 'quota');
      assert.equal(posts().length, 1);
      assert.deepEqual(await filesIn('fill/poor'), []);
    }));

  it('converts what the service sends in another format, so that the link holds', async () => {
    await write('fill/format.md', '![A hat](hat.webp)');
    const result = await fill({ document: 'fill/format.md', provider: 'mixroute' });
    assert.equal(only(result).path, 'fill/hat.webp');
    assert.equal(only(result).mediaType, 'image/webp');
    assert.deepEqual(codesOf(result), ['converted']);
    await checkFile(only(result));
  });

  it('looks through a folder, and takes what the site serves from its root', async () => {
    await write('handbook/docs/intro.md', '![Intro](/img/intro.png)\n');
    await write('handbook/docs/guide/more.mdx', '<img src="/img/intro.png" alt="Other" />\n\n![More](./more.png)\n');
    await write('handbook/static/robots.txt', '');
    const { fillMissing } = await exported();
    const result = await fillMissing({ folder: 'handbook', provider: 'sketch' });
    assert.deepEqual(pathsOf(result), ['handbook/docs/guide/more.png', 'handbook/static/img/intro.png']);
  });

  it('writes nowhere else: not outside, not into folders of other tools, not over what is there', async () => {
    await write(
      'fill/bad.md',
      '![a](../../../outside.png)\n![b](../.git/hooks/b.png)\n![c](../.vscode/c.png)\n![ok](ok.png)\n',
    );
    const result = await sketch('fill/bad.md');
    assert.deepEqual(pathsOf(result), ['fill/ok.png']);
    assert.ok(codesOf(result).every((code) => code === 'failedPart'));
    assert.deepEqual(await filesIn('.git'), []);
  });

  it('has no prompt where the document says nothing', async () => {
    await write('fill/mute.md', '![](mute.png)\n');
    const { code, message } = await refusalOf(sketch('fill/mute.md'));
    assert.equal(code, 'invalidRequest');
    assert.match(message, /alternative text/);
  });

  it('fills the Markdown cells of a notebook', async () => {
    const cell = (cell_type: string, source: string) => ({ cell_type, metadata: {}, source: [source] });
    const cells = [
      cell('markdown', '![A wave](wave.png)'),
      { ...cell('code', '# ![no](no.png)'), outputs: [], execution_count: null },
    ];
    await write('fill/book.ipynb', JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
    assert.deepEqual(pathsOf(await sketch('fill/book.ipynb')), ['fill/wave.png']);
  });

  it('refuses options that it does not know', async () => {
    const { code, message } = await refusalOf(fill({ documents: 'x.md' }));
    assert.equal(code, 'invalidRequest');
    assert.match(message, /"documents"/);
  });
});
