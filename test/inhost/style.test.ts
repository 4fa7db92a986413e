// The house style and presets of a repository that nobody has agreed to yet: VS Code shows no dialog while suites run in
// its extension host, so what comes after the agreement is in test/ui/style.test.mjs.
import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { recordOf } from '../../src/core/image/metadata.ts';
import type { ImageResult } from '../../src/core/result.ts';
import { bytesOf, codesOf, factsOf, filesIn, generate, inWorkspace, only, refusalOf, write } from './support/easel.ts';
import { bodyOf, ledgerOf, withMixroute } from './support/mixroute.ts';
import { fillInput, isSomebodyThere, pickRow, readInput } from './support/person.ts';

const text = 'Flat colours, thick outlines.';
const inStyled = { provider: 'mixroute', model: 'gemini-2.5-flash-image', folder: 'styled/out' };

describe('A house style that nobody has agreed to', () => {
  const service = withMixroute();
  const prompt = () => bodyOf(service())['prompt'];
  const style = (content: string) => write('styled/.easel/style.md', content);

  afterEach(async () => {
    await fs.rm(inWorkspace('styled/.easel'), { recursive: true, force: true });
    await fs.rm(inWorkspace('.easel'), { recursive: true, force: true });
  });

  it('is left out of a call that nobody is asked about, which says so', async () => {
    await style(`---\naspectRatio: "16:9"\n---\n${text}`);
    for (const provider of ['mixroute', 'sketch']) {
      const made = await generate({ prompt: 'a cat', folder: 'styled/out', provider });
      assert.deepEqual(codesOf(made), ['ignored']);
      assert.match(made.notices[0]!.message, /House style was not used/);
      assert.equal(recordOf(factsOf(await bytesOf(only(made))))?.style, undefined);
    }
    assert.equal(prompt(), 'a cat');
  });

  it('is beside the prompt box, and is left out with a key and remembered so', async function () {
    if (!isSomebodyThere) this.skip();
    await style(text);
    const made = vscode.commands.executeCommand<ImageResult>('easel.generate', inStyled);
    await readInput();
    await pickRow(`House style: ${text}`);
    // Drawn by another process, some time after the click.
    while (!(await readInput())?.includes('Without the house style'));
    await fillInput('a dog');
    const [entry] = await ledgerOf((await made).jobId);
    assert.equal(prompt(), 'a dog');
    assert.equal(entry?.summary.options?.['style'], false, 'which Regenerate asks for again');
  });

  it('is refused by an option, without a word', async () => {
    await style(text);
    assert.deepEqual(codesOf(await generate({ ...inStyled, prompt: 'a fox', style: false })), []);
    assert.equal(prompt(), 'a fox');
  });

  it('is none where it is empty, also for a folder whose parent has one', async () => {
    await write('.easel/style.md', text);
    await style('<!-- none here -->');
    assert.deepEqual(codesOf(await generate({ ...inStyled, prompt: 'a fox' })), []);
    assert.deepEqual(codesOf(await generate({ ...inStyled, prompt: 'a fox', folder: 'other' })), ['ignored']);
  });

  it('is refused where it is named and not there, with nothing sent', async () => {
    await style(`---\nuses: { hero: Wide. }\n---\n${text}`);
    await write('.easel/presets/iso.md', '---\nname: Isometric\n---\nIsometric.');
    const outside = await fs.mkdtemp(path.join(os.tmpdir(), 'easel-style-'));
    await fs.writeFile(path.join(outside, 'secret.md'), 'a private text');
    await fs.symlink(path.join(outside, 'secret.md'), inWorkspace('styled/.easel/link.md'));
    const named = ['nowhere.md', '../outside.md', 'styled/.easel/link.md', path.join(outside, 'secret.md')];
    const others = ['/etc/passwd', 'styled/.easel', 'https://example.org/a.md', 'styled/.easel/style.md#icon'];
    for (const bad of [...named, ...others]) {
      const { code } = await refusalOf(generate({ ...inStyled, prompt: 'a cat', style: bad }));
      assert.equal(code, 'invalidRequest', bad);
    }
    for (const bad of ['nothing', 'link', path.join(outside, 'secret.md')]) {
      const { code, message } = await refusalOf(generate({ ...inStyled, prompt: 'a cat', preset: bad }));
      assert.equal(code, 'invalidRequest', bad);
      assert.match(message, /Isometric/);
    }
    assert.deepEqual(service().requests, []);
    await fs.rm(outside, { recursive: true });
  });

  it('is nothing that a link in the repository leads to', async () => {
    const outside = await fs.mkdtemp(path.join(os.tmpdir(), 'easel-style-'));
    await fs.writeFile(path.join(outside, 'secret.md'), 'a private text');
    await write('styled/.easel/other.md', text);
    await fs.symlink(path.join(outside, 'secret.md'), inWorkspace('styled/.easel/style.md'));
    assert.deepEqual(codesOf(await generate({ ...inStyled, prompt: 'a fox' })), []);
    assert.equal(prompt(), 'a fox');
    await fs.rm(outside, { recursive: true });
  });
});

describe('Edit House Style', () => {
  it('begins a style from a template that changes nothing yet, and opens the one that is there', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('easel.editStyle');
    const names = (await filesIn('.easel')).map((name) => path.basename(name));
    assert.deepEqual(names, ['style.md']);
    const template = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(template, /^---\n# /);
    assert.deepEqual(codesOf(await generate({ prompt: 'a cat', provider: 'sketch', size: '32x32' })), []);
    await vscode.commands.executeCommand('easel.editStyle');
    assert.equal(vscode.window.activeTextEditor?.document.getText(), template);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await fs.rm(inWorkspace('.easel'), { recursive: true });
  });
});
