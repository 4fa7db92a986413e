import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ImageOptions } from '../../src/core/options.ts';
import { makePng } from '../services/images.mjs';
import { checkFile, codesOf, exported, filesIn, generate, inWorkspace, only, refusalOf } from './support/easel.ts';
import { withUser } from './support/settings.ts';

const size = '96x64';

describe('easel.generate, called with a prompt', () => {
  it('resolves to the documented result, and the file is what it says', async () => {
    const result = await generate({ prompt: 'A lighthouse at dusk' });
    const image = only(result);
    assert.deepEqual(Object.keys(result).sort(), ['images', 'jobId', 'notices']);
    assert.deepEqual(
      Object.keys(image).sort(),
      ['bytes', 'height', 'mediaType', 'path', 'sha256', 'uri', 'width'],
      'nothing beyond what is documented',
    );
    assert.match(result.jobId, /^[0-9a-f-]{36}$/);
    assert.equal(image.path, 'assets/a-lighthouse-at-dusk.png');
    assert.deepEqual([image.mediaType, image.width, image.height], ['image/png', 1024, 1024]);
    assert.deepEqual(result.notices, []);
    const bytes = await checkFile(image);
    assert.equal(bytes.subarray(-8, -4).toString('latin1'), 'IEND');
  });

  const shapes = {
    '{"aspectRatio":"16:9"}': [1365, 768],
    '{"aspectRatio":"1:1","resolution":"512"}': [512, 512],
    '{"aspectRatio":"9:16","resolution":"512"}': [384, 683],
    '{"resolution":"512"}': [512, 512],
    '{"size":"333x77"}': [333, 77],
  };
  for (const [asked, [width, height]] of Object.entries(shapes)) {
    it(`paints exactly the asked size: ${asked}`, async () => {
      const result = await generate({ prompt: 'shapes', ...(JSON.parse(asked) as object) });
      assert.deepEqual([only(result).width, only(result).height], [width, height]);
      assert.deepEqual(result.notices, []);
      await checkFile(only(result));
    });
  }

  it('paints the same picture for the same prompt and seed, and another one for another seed', async () => {
    const hashes = await withUser({ metadata: 'none' }, async () => {
      const found: string[] = [];
      for (const seed of [7, 7, 8]) found.push(only(await generate({ prompt: 'two boats', size, seed })).sha256);
      return found;
    });
    assert.equal(hashes[0], hashes[1]);
    assert.notEqual(hashes[0], hashes[2]);
  });

  it('names the file as asked, in the folder that was asked for', async () => {
    const image = only(await generate({ prompt: 'a fox', size, folder: 'docs/img', fileName: 'Hero Picture' }));
    assert.equal(image.path, 'docs/img/Hero Picture.png');
    await checkFile(image);
  });

  it('never takes a name for a path', async () => {
    for (const fileName of ['../../escape', '/etc/escape', 'a/b', 'a\\b', 'c:d', '${date}']) {
      const { code } = await refusalOf(generate({ prompt: 'a fox', size, fileName }));
      assert.equal(code, 'invalidRequest', fileName);
    }
  });

  it('makes a good name of one that some systems do not take', async () => {
    const names = { '..': 'image', con: 'image-con', '.hidden': 'hidden', ' spaces ': 'spaces', 'dot.': 'dot' };
    for (const [fileName, expected] of Object.entries(names)) {
      const image = only(await generate({ prompt: 'a fox', size, folder: 'names', fileName }));
      assert.equal(image.path, `names/${expected}.png`);
    }
  });

  it('names a picture in the script of its prompt', async () => {
    assert.equal(only(await generate({ prompt: '一隻可愛的小貓', size })).path, 'assets/一隻可愛的小貓.png');
  });

  it('makes two files of two equal prompts', async () => {
    const paths = [];
    for (let turn = 0; turn < 2; turn += 1) {
      const image = only(await generate({ prompt: 'A red boat', size }));
      await checkFile(image);
      paths.push(image.path);
    }
    assert.deepEqual(paths, ['assets/a-red-boat.png', 'assets/a-red-boat-2.png']);
  });

  it('makes as many different images as are counted', async () => {
    const { images, notices } = await generate({ prompt: 'a wheel', size, count: 3, folder: 'three' });
    assert.deepEqual(
      images.map((image) => image.path),
      ['three/a-wheel.png', 'three/a-wheel-2.png', 'three/a-wheel-3.png'],
    );
    assert.equal(new Set(images.map((image) => image.sha256)).size, 3);
    assert.deepEqual(notices, []);
    for (const image of images) await checkFile(image);
  });

  it('makes ten whole files with names of their own out of ten jobs at once', async () => {
    const jobs = Array.from({ length: 10 }, () => generate({ prompt: 'a crowd', size: '160x120', folder: 'crowd' }));
    const images = (await Promise.all(jobs)).map(only);
    for (const image of images) await checkFile(image);
    const expected = ['a-crowd.png', ...Array.from({ length: 9 }, (_, index) => `a-crowd-${index + 2}.png`)];
    assert.deepEqual(images.map((image) => image.path).sort(), expected.map((name) => `crowd/${name}`).sort());
    assert.equal((await filesIn('crowd')).length, 10, 'and nothing else is left behind');
  });

  it('says which options the model has not, and makes the image without them', async () => {
    const result = await generate({ prompt: 'a bell', size, negativePrompt: 'rust', parameters: { steps: 4 } });
    assert.deepEqual(codesOf(result), ['ignored', 'ignored']);
    assert.match(result.notices[0]!.message, /negativePrompt/);
    assert.match(result.notices[1]!.message, /parameters/);
    await checkFile(only(result));
  });
});

describe('What activate() returns', () => {
  it('has the functions of the commands, with the same results', async () => {
    const easel = await exported();
    for (const name of ['generate', 'edit', 'insert', 'regenerate'] as const) {
      assert.equal(typeof easel[name], 'function', name);
    }
    const result = await easel.generate({ prompt: 'by another extension', size });
    assert.deepEqual(Object.keys(result).sort(), ['images', 'jobId', 'notices']);
    await checkFile(only(result));
  });

  it('edits: the original stays, the new file is named after both', async () => {
    const easel = await exported();
    const before = await filesIn('photos');
    const result = await easel.edit({ prompt: 'in the snow', images: ['photos/lighthouse.jpg'], resolution: '512' });
    assert.equal(only(result).path, 'assets/lighthouse-in-the-snow.png');
    assert.deepEqual(await filesIn('photos'), before);
    await checkFile(only(result));
  });

  it('puts an edit beside its original where the setting says so', async () => {
    const result = await withUser({ editDestination: 'besideOriginal' }, async () =>
      (await exported()).edit({ prompt: 'at night', images: ['photos/lighthouse.jpg'], resolution: '512' }),
    );
    assert.equal(only(result).path, 'photos/lighthouse-at-night.png');
  });

  it('puts an edit of a picture from outside the workspace into the assets, whatever the setting says', async () => {
    const outside = await fs.mkdtemp(path.join(os.tmpdir(), 'easel-outside-'));
    await fs.writeFile(path.join(outside, 'far.png'), makePng(64, 64, 'far'));
    try {
      const result = await withUser({ editDestination: 'besideOriginal' }, async () =>
        (await exported()).edit({ prompt: 'brought home', images: [path.join(outside, 'far.png')] }),
      );
      assert.equal(only(result).path, 'assets/far-brought-home.png');
      assert.deepEqual(await fs.readdir(outside), ['far.png']);
    } finally {
      await fs.rm(outside, { recursive: true });
    }
  });

  it('rejects with an EaselError that has a name, a code and the code at the end of its message', async () => {
    const easel = await exported();
    const error: unknown = await easel.generate({ prompt: ' ' }).catch((reason: unknown) => reason);
    assert.ok(error instanceof Error);
    assert.equal(error.name, 'EaselError');
    assert.equal((error as Error & { code: string }).code, 'invalidRequest');
    assert.match(error.message, / \[easel\.invalidRequest\]$/);
  });

  it('rejects at once, whatever is missing, and asks nobody', async () => {
    const easel = await exported();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const wrong: [Promise<unknown>, string][] = [
      [easel.generate({ prompt: 'a cat', provider: 'mixroute' }), 'auth'],
      [easel.generate({ prompt: 'a cat', provider: 'nobody' }), 'invalidRequest'],
      [easel.generate({ prompt: 'a cat', prompts: 'two cats' } as ImageOptions), 'invalidRequest'],
      [easel.generate('a cat' as ImageOptions), 'invalidRequest'],
      [easel.edit({ prompt: 'a cat' }), 'invalidRequest'],
      [easel.edit({ prompt: 'a cat', images: ['nowhere.png'] }), 'invalidRequest'],
      [easel.insert({ prompt: 'a cat' }), 'invalidRequest'],
      [easel.regenerate({ image: 'nowhere.png' }), 'invalidRequest'],
      [easel.regenerate({ image: 'README.md' }), 'invalidRequest'],
    ];
    for (const [call, code] of wrong) {
      const error: unknown = await call.catch((reason: unknown) => reason);
      assert.ok(error instanceof Error);
      assert.deepEqual([error.name, (error as Error & { code: string }).code], ['EaselError', code], error.message);
      assert.ok(error.message.endsWith(` [easel.${code}]`), error.message);
    }
  });

  it('says the same as the command does', async () => {
    const options = { prompt: '' };
    const easel = await exported();
    assert.deepEqual(await refusalOf(easel.generate(options)), await refusalOf(generate(options)));
  });

  it('writes where the workspace is, not where the process runs', async () => {
    const image = only(await (await exported()).generate({ prompt: 'here', size }));
    assert.ok(image.uri.endsWith('/assets/here.png'));
    assert.ok(image.uri.includes(inWorkspace().split('/').at(-1)!));
  });
});
