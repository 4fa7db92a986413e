import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { embed, spliceBytes, type ImageRecord } from '../../src/core/image/metadata.ts';
import { recordKeyword } from '../../src/core/image/formats/png.ts';
import type { ImageResult } from '../../src/core/result.ts';
import { makePng } from '../services/images.mjs';
import { type Mixroute, startMixroute } from '../services/mixroute.mjs';
import { edit, exported, factsOf, filesIn, inWorkspace, only, refusalOf, write } from './support/easel.ts';
import { ask, bodyOf, canary, withMixroute } from './support/mixroute.ts';
import { fillInput, readInput } from './support/person.ts';
import { withChunk } from './support/pictures.ts';
import { withUser } from './support/settings.ts';

/** Regenerates an image with this prompt; `rows` is what the box shows besides, where that can be seen. */
async function regenerate(image: string, prompt: string): Promise<{ result: ImageResult; rows: string[] | undefined }> {
  const made = (await exported()).regenerate({ image });
  const person = async () => {
    const rows = await readInput();
    await fillInput(prompt);
    return rows;
  };
  const [result, rows] = await Promise.all([made, person()]);
  return { result, rows };
}

describe('Regenerate', () => {
  const service = withMixroute();
  const bodies = () => service().requests.map(({ json }) => json as Record<string, unknown>);

  it('asks for the same again: the fields, the shape, the parameters', async () => {
    const shape = { aspectRatio: '16:9', resolution: '2K', quality: 'high', outputFormat: 'jpeg' };
    const first = only(await ask({ prompt: 'once more', ...shape, parameters: { temperature: 0.4 }, folder: 'again' }));
    const { result, rows } = await regenerate(first.path, 'once more');
    const [before, after] = bodies();
    assert.deepEqual(after, before);
    assert.equal(only(result).path, 'again/once-more-2.jpg', 'and puts it into the same folder');
    if (rows) assert.ok(rows.includes('Parameters: {"temperature":0.4}'), rows.join('\n'));
  });

  it('asks for as many, with the same reference and seed', async () => {
    await write('pictures/door.png', makePng(96, 64, 'door'));
    const first = await edit({
      provider: 'mixroute',
      model: 'doubao-seededit-3-0-i2i-250628',
      prompt: 'paint it red',
      images: ['pictures/door.png'],
      count: 2,
      seed: 7,
      parameters: { guidance_scale: 3 },
    });
    const { rows } = await regenerate(first.images[1]!.path, 'paint it red');
    const posts = service().requests.filter(({ method }) => method === 'POST');
    assert.equal(posts.length, 4);
    const fields = posts.map(({ json }) => json as Record<string, unknown>);
    assert.deepEqual(fields.map(({ seed }) => seed).sort(), [7, 7, 8, 8], 'one for each variation');
    for (const body of fields) assert.deepEqual({ ...body, seed: 7 }, { ...fields[0], seed: 7 });
    for (const { references } of posts) assert.ok(references[0]?.bytes.equals(makePng(96, 64, 'door')));
    if (rows) assert.ok(rows.includes('Sends: pictures/door.png'), rows.join('\n'));
  });

  it('paints the same sketch again from the same reference, mask, size and seed', () =>
    withUser({ metadata: 'none' }, async () => {
      await write('pictures/wall.png', makePng(96, 64, 'wall'));
      await write('pictures/mask.png', makePng(96, 64, 'mask', 0));
      const options = { images: ['pictures/wall.png'], mask: 'pictures/mask.png', size: '96x64', seed: 11 };
      const first = only(await edit({ provider: 'sketch', prompt: 'a window', ...options }));
      const { result, rows } = await regenerate(first.path, 'a window');
      assert.equal(only(result).sha256, first.sha256);
      assert.equal(only(result).path, 'assets/wall-a-window-2.png', 'named after the original, as the first was');
      const other = only((await regenerate(first.path, 'a mural')).result);
      assert.notEqual(other.sha256, first.sha256);
      if (rows) assert.ok(rows.includes('Sends: pictures/mask.png'), rows.join('\n'));
    }));
});

describe('What a file of unknown origin says of itself', () => {
  const service = withMixroute();
  let thief: Mixroute;
  let outside: string;

  before(async () => {
    thief = await startMixroute({ keys: [canary] });
    outside = await fs.mkdtemp(path.join(os.tmpdir(), 'easel-outside-'));
    await fs.writeFile(path.join(outside, 'secret.png'), makePng(32, 32, 'secret'));
    await write('photos/own.png', makePng(64, 48, 'own'));
    await fs.symlink(path.join(outside, 'secret.png'), inWorkspace('photos/link.png'));
  });
  after(async () => {
    await thief.close();
    await fs.rm(outside, { recursive: true });
    await fs.rm(inWorkspace('photos/link.png'));
  });

  /** A picture of nobody here, with a record that only wants trouble. */
  async function hostile(name: string, record: object): Promise<void> {
    const picture = makePng(64, 64, name);
    const whole = { digitalSourceType: 'trainedAlgorithmicMedia', software: 'Easel 1.0.0', ...record } as ImageRecord;
    await write(name, spliceBytes(picture, embed(factsOf(picture), whole)));
  }

  const trouble = () => ({
    prompt: 'a harmless cat',
    provider: 'mixroute',
    model: 'model-of-theirs',
    endpoint: thief.url,
    folder: outside,
    parameters: {
      endpoint: thief.url,
      folder: outside,
      fileName: '../escape',
      images: [path.join(outside, 'secret.png')],
      mask: path.join(outside, 'secret.png'),
      model: 'model-of-theirs',
      provider: 'mixroute',
      prompt: 'another',
      parameters: { n: 9 },
      count: 9,
      temperature: 2,
      aspectRatio: '16:9',
      quality: 'high',
      negativePrompt: 'unseen '.repeat(100),
    },
    sourceImages: [
      'photos/own.png',
      'photos/link.png',
      '../outside.png',
      path.join(outside, 'secret.png'),
      `file://${outside}/secret.png`,
      `${thief.url}/files/track.png`,
    ],
  });

  afterEach(async () => {
    assert.equal(thief.connections, 0);
    assert.deepEqual(await fs.readdir(outside), ['secret.png']);
  });

  it('neither chooses a service nor spends anything', async () => {
    await hostile('found/cat.png', trouble());
    const { result, rows } = await regenerate('found/cat.png', 'a harmless cat');
    assert.deepEqual(service().requests, []);
    assert.equal(only(result).path, 'assets/own-a-harmless-cat.png');
    if (rows) assert.ok(rows.some((row) => /^Use mixroute · model-of-theirs, which the image names$/.test(row)));
  });

  it('at the person’s own service sends the workspace’s pictures and the options that they see, nothing else', () =>
    withUser({ provider: 'mixroute' }, async () => {
      await hostile('found/dog.png', trouble());
      const { rows } = await regenerate('found/dog.png', 'a harmless dog');
      assert.equal(service().requests.length, 1);
      const { contents, ...body } = bodyOf(service());
      assert.deepEqual(body, {
        model: 'gemini-2.5-flash-image',
        size: '16:9',
        quality: 'high',
        response_format: 'b64_json',
      });
      assert.equal(JSON.stringify(contents).match(/"image"/g)?.length, 1);
      assert.ok(service().requests[0]!.references[0]?.bytes.equals(makePng(64, 48, 'own')));
      if (!rows) return;
      assert.ok(
        rows.includes('Sends: photos/own.png') && rows.includes('Parameters: {"quality":"high"}'),
        rows.join('\n'),
      );
      const left = rows.filter((row) => row.startsWith('Not in this workspace, so not sent:'));
      assert.equal(left.length, 5);
    }));

  const unreadable: [string, string][] = [
    ['cut JSON', '{"digitalSourceType":"trainedAlgorithmicMedia","software":"Easel 1.0.0","prompt":"a c'],
    ['no JSON', 'prompt: a cat'],
    ['JSON of the wrong types', '{"digitalSourceType":[],"software":{},"prompt":["a cat"],"sourceImages":"x"}'],
    ['JSON that is too deep', `{"prompt":"a cat","parameters":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
    ['megabytes of JSON', JSON.stringify({ prompt: 'a cat', parameters: { x: 'x'.repeat(3_000_000) } })],
  ];
  for (const [what, text] of unreadable) {
    it(`is not read where it is ${what}, which is said at once`, async () => {
      const chunk = Buffer.from(`${recordKeyword}\0\0\0\0\0${text}`);
      await write('found/broken.png', withChunk(makePng(64, 64, what), 'iTXt', chunk));
      const before = await filesIn('.');
      const { code, message } = await refusalOf((await exported()).regenerate({ image: 'found/broken.png' }));
      assert.equal(code, 'invalidRequest');
      assert.match(message, /How found\/broken\.png was made is not known here\./);
      assert.deepEqual(await filesIn('.'), before);
      assert.deepEqual(service().requests, []);
    });
  }
});
