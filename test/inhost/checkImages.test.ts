import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as vscode from 'vscode';
import type { CheckResult } from '../../src/host/docs/imageCheck.ts';
import { call, generate, inWorkspace, refusalOf, write } from './support/easel.ts';
import { withMixroute } from './support/mixroute.ts';
import { acceptUntil, pressRowButton, readRows } from './support/person.ts';
import { withUser } from './support/settings.ts';

const check = (options: object) => vscode.commands.executeCommand<CheckResult>('easel.checkImages', options);
const fill = (document: string, provider = 'sketch') => call('easel.fillMissing', { document, provider });
const pathsOf = (list: CheckResult[keyof CheckResult]) => list.map(({ path }) => path);
const paint = (fileName: string, folder: string) =>
  generate({ prompt: `a ${fileName}`, size: '64x64', fileName, folder });

/** As soon as it is found: VS Code tells after a while what happened to files. */
async function until(folder: string, isFound: (result: CheckResult) => boolean): Promise<CheckResult> {
  for (;;) {
    const result = await check({ folder });
    if (isFound(result)) return result;
  }
}

describe('easel.checkImages', () => {
  const service = withMixroute();

  it('tells what is missing, stale, still a sketch, and named by nothing, each image once', async () => {
    await write('check/page.md', '![A harbour](harbour.png)\n\n![A kite](kite.png)\n');
    await fill('check/page.md');
    await write('check/real.md', '![A mill](mill.png)\n');
    await fill('check/real.md', 'mixroute');
    for (const name of ['orphan', 'in-code', 'in-style', 'linked']) await paint(name, 'check/more');
    await write('check/app.ts', `export const image = new URL('./more/in-code.png', import.meta.url);\n`);
    await write('check/app.css', '.a { background: url(more/in-style.png) }\n');
    await write('check/more/links.md', '[as a link](linked.png)\n');
    await write('check/real.md', '![A mill in the wind](mill.png)\n![Gone](gone.svg)\n');
    const result = await until(
      'check',
      ({ stale, missing, orphans }) => stale.length > 0 && missing.length > 0 && orphans.length === 1,
    );
    assert.deepEqual(result, {
      missing: [{ path: 'check/gone.svg', documents: ['check/real.md'] }],
      stale: [{ path: 'check/mill.png', documents: ['check/real.md'], alt: 'A mill in the wind', madeFor: 'A mill' }],
      orphans: [{ path: 'check/more/orphan.png', documents: [] }],
      placeholders: [
        ...['harbour', 'kite'].map((name) => ({ path: `check/${name}.png`, documents: ['check/page.md'] })),
        ...['in-code', 'in-style', 'linked'].map((name) => ({ path: `check/more/${name}.png`, documents: [] })),
      ],
    });
    assert.equal(service().charged, 1);
  });

  it('raises no false alarm', async () => {
    await write('quiet/page.md', '![A well](well.png)\n![A gate](gate.png)\n');
    await fill('quiet/page.md', 'mixroute');
    // Made for nobody's text: what its author says of it is theirs alone.
    await paint('free', 'quiet');
    await write('quiet/other.md', '![Something else](free.png) ![the well](well.png)\n');
    await write('quiet/page.md', '![a  WELL](well.png)\n![](gate.png)\n');
    const result = await until('quiet', ({ placeholders }) =>
      placeholders.some(({ documents }) => documents.length > 0),
    );
    assert.deepEqual([result.missing, result.stale, result.orphans], [[], [], []]);
  });

  it('looks at a folder alone, and refuses what it does not know', async () => {
    assert.deepEqual(await check({ folder: 'nowhere' }), { missing: [], stale: [], orphans: [], placeholders: [] });
    assert.equal((await refusalOf(check({ folders: 'x' }))).code, 'invalidRequest');
  });

  it('makes new images for what documents say now, which their links then lead to; the old files stay', () =>
    withUser({ provider: 'mixroute' }, async () => {
      await write('stale/page.md', '![A fox](fox.png)\n![An owl](owl.png)\n');
      await fill('stale/page.md', 'mixroute');
      await write('stale/page.md', '![A sly fox](fox.png)\n![A wise owl](owl.png)\n');
      await until('stale', ({ stale }) => stale.length === 2);
      const done = vscode.commands.executeCommand('easel.checkImages', vscode.Uri.file(inWorkspace('stale')));
      await readRows((rows) => rows.some((row) => row.endsWith('Regenerate All 2…')));
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      const fresh = await readRows((each) => !each.some((row) => row.includes('Regenerate')));
      if (fresh) assert.deepEqual(fresh, ['stale/fox-2.png', 'stale/owl-2.png']);
      await acceptUntil(done);
      const document = await vscode.workspace.openTextDocument(inWorkspace('stale/page.md'));
      assert.equal(document.getText(), '![A sly fox](fox-2.png)\n![A wise owl](owl-2.png)\n');
      await document.save();
      assert.deepEqual((await fs.readdir(inWorkspace('stale'))).sort(), [
        'fox-2.png',
        'fox.png',
        'owl-2.png',
        'owl.png',
        'page.md',
      ]);
      const { stale, orphans } = await until('stale', (result) => result.orphans.length === 2);
      assert.deepEqual([stale, pathsOf(orphans)], [[], ['stale/fox.png', 'stale/owl.png']]);
    }));

  it('takes a stale image as it is when its person says so', async () => {
    await write('keep/page.md', '![A hen](hen.png)\n');
    await fill('keep/page.md', 'mixroute');
    await write('keep/page.md', '![A hen in the yard](hen.png)\n');
    await until('keep', ({ stale }) => stale.length === 1);
    const done = vscode.commands.executeCommand('easel.checkImages', vscode.Uri.file(inWorkspace('keep')));
    if (!(await pressRowButton('keep/hen.png', 'Keep as It Is'))) {
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      await done;
      return;
    }
    await done;
    assert.deepEqual((await check({ folder: 'keep' })).stale, []);
    await write('keep/page.md', '![A hen on the roof](hen.png)\n');
    await until('keep', ({ stale }) => stale.length === 1);
  });

  it('deletes nothing that its person has not agreed to', async () => {
    for (const name of ['left', 'over']) await paint(name, 'litter');
    await until('litter', ({ orphans }) => orphans.length === 2);
    const done = vscode.commands.executeCommand('easel.checkImages', vscode.Uri.file(inWorkspace('litter')));
    if (!(await pressRowButton('litter/left.png', 'Delete…'))) {
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      await done;
      return;
    }
    // A window that runs tests shows no dialogs and answers them with no.
    await done;
    assert.deepEqual(pathsOf((await check({ folder: 'litter' })).orphans), ['litter/left.png', 'litter/over.png']);
  });

  it('lists what it found by sections, and generates what is missing', () =>
    withUser({ provider: 'sketch' }, async () => {
      await write('listed/page.md', '![A gull](gull.png)\n![A crab](crab.png)\n');
      await until('listed', ({ missing }) => missing.length === 2);
      const done = vscode.commands.executeCommand('easel.checkImages', vscode.Uri.file(inWorkspace('listed')));
      const rows = await readRows((each) => each.some((row) => row.includes('Generate All 2')));
      if (!rows) {
        await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
        await done;
        return;
      }
      assert.deepEqual(
        rows.filter((row) => !row.startsWith('Missing')).map((row) => row.replace(/^.*(?=Generate)/, '')),
        ['Generate All 2 Missing Images…', 'listed/gull.png', 'listed/crab.png'],
      );
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      const list = await readRows((each) => !each.some((row) => row.includes('Generate')));
      assert.deepEqual(list, ['listed/gull.png', 'listed/crab.png']);
      await acceptUntil(done);
      assert.deepEqual((await fs.readdir(inWorkspace('listed'))).sort(), ['crab.png', 'gull.png', 'page.md']);
    }));
});
