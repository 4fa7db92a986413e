import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { checkFile, filesIn, generate, inWorkspace, only, refusalOf, write } from './support/easel.ts';
import { becomesReadOnly } from './support/readOnly.ts';
import { withUser } from './support/settings.ts';

const size = '64x64';

/** Rejects with this code, says what to do, says that nothing was charged, and leaves no file. */
async function refuses(options: object, code: string, says: RegExp): Promise<void> {
  const before = await filesIn('.');
  const refusal = await refusalOf(generate({ size, ...options }));
  assert.equal(refusal.code, code, refusal.message);
  assert.match(refusal.message, says);
  assert.match(refusal.message, /Nothing was charged\./);
  assert.deepEqual(await filesIn('.'), before);
}

describe('Bad options', () => {
  const prompt = 'a cat';
  const rows: [string, object, RegExp][] = [
    ['an empty prompt', { prompt: '' }, /prompt is empty/],
    ['a prompt of white space', { prompt: ' \n\t ' }, /prompt is empty/],
    ['a prompt of 40,000 characters', { prompt: '猫'.repeat(40_000) }, /40000 characters.*at most 32000.*Shorten/],
    ['an unknown provider', { prompt, provider: 'nobody' }, /no provider “nobody”.*sketch, mixroute/],
    ['an unknown option', { prompt, colour: 'red' }, /"colour"/],
    ['a prompt that is no text', { prompt: 7 }, /"prompt"/],
    ['a count of nothing', { prompt, count: 0 }, /"count"/],
    ['half an image', { prompt, count: 1.5 }, /"count"/],
    ['a ratio that is none', { prompt, aspectRatio: 'wide' }, /"aspectRatio"/],
    ['a ratio that cannot be painted', { prompt, size: undefined, aspectRatio: '100:1' }, /aspectRatio "100:1".*takes/],
    [
      'a resolution that is none',
      { prompt, size: undefined, resolution: 'huge' },
      /resolution "huge".*512, 1K, 2K, 4K/,
    ],
    ['a size that is none', { prompt, size: 'big' }, /"size"/],
    ['a size beyond measure', { prompt, size: '9000x9000' }, /size "9000x9000".*takes/],
    ['a negative seed', { prompt, seed: -1 }, /"seed"/],
    ['images that are no list', { prompt, images: 'a.png' }, /"images"/],
    ['parameters that are no object', { prompt, parameters: [1] }, /"parameters"/],
    ['a job that is not known', { prompt, continues: 'no-such-job' }, /no job “no-such-job”/],
  ];
  for (const [what, options, says] of rows) {
    it(`${what}: says what is wrong and what would do`, () => refuses(options, 'invalidRequest', says));
  }

  it('an edit without an image asks for one', async () => {
    const { code, message } = await refusalOf(vscode.commands.executeCommand('easel.edit', { prompt: 'x' }));
    assert.equal(code, 'invalidRequest');
    assert.match(message, /no image to edit.*“images”/);
  });

  it('an insert without a document asks for one', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const { code, message } = await refusalOf(vscode.commands.executeCommand('easel.insert', { prompt: 'x' }));
    assert.equal(code, 'invalidRequest');
    assert.match(message, /Open a Markdown or HTML document/);
  });

  it('a key for a provider that takes none is refused', async () => {
    for (const provider of ['sketch', 'nobody']) {
      const { code } = await refusalOf(vscode.commands.executeCommand('easel.setKey', { provider }));
      assert.equal(code, 'invalidRequest', provider);
    }
  });

  it('a mixroute without a key rejects at once, and says how to set one', async () => {
    const { code, message } = await refusalOf(generate({ prompt, provider: 'mixroute' }));
    assert.equal(code, 'auth');
    assert.match(message, /There is no key for mixroute yet\. Nothing was charged\. Run “Easel: Set API Key…”/);
  });

  const endpoints: [string, unknown, RegExp][] = [
    ['malformed', 'https:/console.mixroute.io', /must begin with https:\/\/.*https:\/\/host/],
    ['no address at all', 'console mixroute io', /address|URL/i],
    ['not a text', 7, /no address for mixroute/],
    ['http to another machine', 'http://192.0.2.1/v1', /https/],
    ['http to a name', 'http://mixroute.example', /https/],
    ['with a password in it', 'https://me:secret@mixroute.example', /password|user/i],
  ];
  for (const [what, address, says] of endpoints) {
    it(`an endpoint that is ${what} is refused before anything is sent`, () =>
      withUser({ endpoints: { mixroute: address } }, async () => {
        await refuses({ prompt, size: undefined, provider: 'mixroute' }, 'invalidRequest', says);
      }));
  }

  const settings: [string, object, RegExp][] = [
    ['a name with an unknown variable', { fileName: '${nonsense}' }, /unknown variable.*nonsense/],
    ['a name with a path in it', { fileName: '../${slug}' }, /cannot contain "\/"/],
    ['a format that cannot be saved', { saveAs: { format: 'bmp' } }, /easel\.saveAs/],
  ];
  for (const [what, setting, says] of settings) {
    it(`a setting that asks for ${what} is refused before anything is painted`, () =>
      withUser({ ...setting }, () => refuses({ prompt }, 'invalidRequest', says)));
  }
});

describe('A folder that cannot be used', () => {
  const prompt = 'a jar';

  for (const folder of [
    '../x',
    'a/../../x',
    '/tmp',
    '~/x',
    'C:\\x',
    'a\0b',
    '.git',
    'docs/.git/x',
    'node_modules',
    '.vscode/x',
    '.GIT',
    '${userHome}',
  ]) {
    it(`${JSON.stringify(folder)} is refused, as an option and as the assets folder`, async () => {
      await refuses({ prompt, folder }, 'invalidRequest', /folder/);
      await withUser({ assetsFolder: folder }, () => refuses({ prompt }, 'invalidRequest', /folder/));
    });
  }

  it('a folder that starts with a dot is no trouble by itself', async () => {
    const image = only(await generate({ prompt, size, folder: '.vuepress/public' }));
    assert.equal(image.path, '.vuepress/public/a-jar.png');
    await checkFile(image);
    await fs.rm(inWorkspace('.vuepress'), { recursive: true });
  });

  it('a file in its place is named', async () => {
    await write('taken', 'not a folder');
    await refuses({ prompt, folder: 'taken' }, 'storage', /taken is a file, not a folder/);
    await refuses({ prompt, folder: 'taken/below' }, 'storage', /is a file, not a folder/);
  });

  it('a link that leads out of the workspace is not followed', async () => {
    const outside = await fs.mkdtemp(path.join(process.env['TMPDIR'] ?? '/tmp', 'outside-'));
    await fs.symlink(outside, inWorkspace('way-out'));
    await refuses({ prompt, folder: 'way-out' }, 'storage', /leads out of the workspace.*easel\.assetsFolder/);
    await refuses({ prompt, folder: 'way-out/below' }, 'storage', /leads out of the workspace/);
    await fs.symlink(path.join(outside, 'nothing'), inWorkspace('dangling'));
    await refuses({ prompt, folder: 'dangling' }, 'storage', /leads nowhere/);
    assert.deepEqual(await fs.readdir(outside), []);
  });

  it('a link that stays in the workspace works', async () => {
    await fs.mkdir(inWorkspace('real'), { recursive: true });
    await fs.symlink('real', inWorkspace('shortcut'));
    await checkFile(only(await generate({ prompt, size, folder: 'shortcut' })));
    assert.equal((await filesIn('real')).length, 1);
  });

  it('a folder that may not be written to is named', async function () {
    await fs.mkdir(inWorkspace('sealed'), { recursive: true });
    const release = await becomesReadOnly(inWorkspace('sealed'));
    if (!release) return this.skip();
    try {
      await refuses({ prompt, folder: 'sealed' }, 'storage', /sealed cannot be written to.*easel\.assetsFolder/);
      await refuses({ prompt, folder: 'sealed/new' }, 'storage', /cannot be written to/);
    } finally {
      await release();
    }
  });
});
