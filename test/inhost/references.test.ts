import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { spliceBytes, strip } from '../../src/core/image/metadata.ts';
import { makeJpeg, makePng } from '../services/images.mjs';
import {
  bytesOf,
  checkFile,
  codesOf,
  edit,
  factsOf,
  filesIn,
  generate,
  inWorkspace,
  only,
  refusalOf,
  sha256,
  write,
} from './support/easel.ts';
import { ask, bodyOf, canary, withMixroute } from './support/mixroute.ts';
import { bulkyPng, fixture, withChunk } from './support/pictures.ts';

const stripped = (bytes: Buffer) => Buffer.from(spliceBytes(bytes, strip(factsOf(bytes))));

/** Things that a picture may tell about a person, as bytes. */
const secrets = ['Exif', 'eXIf', 'http://ns.adobe.com/xap', 'photoshop', 'Home of Ada', 'iTXt', 'tEXt', 'caBX'];

describe('A reference', () => {
  const service = withMixroute();
  const change = (options: object) => edit({ provider: 'mixroute', prompt: 'make it blue', ...options });

  it('goes to mixroute as a data URI, byte for byte as its file but for the metadata', async () => {
    const photo = withChunk(makePng(64, 48, 'photo'), 'tEXt', Buffer.from('Author\0Home of Ada'));
    await write('photo.png', photo);
    const result = await change({ images: ['photo.png'], aspectRatio: '1:1', resolution: '1K' });
    const { prompt, contents, n, ...rest } = bodyOf(service());
    assert.deepEqual(rest, {
      model: 'gemini-2.5-flash-image',
      size: '1:1',
      image_size: '1K',
      response_format: 'b64_json',
    });
    assert.deepEqual([prompt, n], [undefined, undefined], 'contents take the place of the prompt');
    const [turn] = contents as { role: string; parts: object[] }[];
    assert.equal(turn?.role, 'user');
    assert.deepEqual(
      turn.parts.map((part) => Object.keys(part)),
      [['text'], ['image']],
    );
    const [sent] = service().requests[0]!.references;
    assert.ok(sent?.bytes.equals(makePng(64, 48, 'photo')));
    assert.equal(only(result).path, 'assets/photo-make-it-blue.png');
    await checkFile(only(result));
    assert.equal(service().charged, 1);
  });

  it('keeps its place among three, and all three are whole', async () => {
    const names = ['first.jpg', 'docs/images/harbour.png', 'third.webp'];
    await write('first.jpg', await fixture('progressive.jpg'));
    await write('third.webp', await fixture('lossy.webp'));
    await change({ images: [names[0], inWorkspace(names[1]!), vscode.Uri.file(inWorkspace(names[2]!)).toString()] });
    const files = await Promise.all(names.map((name) => fs.readFile(inWorkspace(name))));
    const sent = service().requests[0]!.references;
    assert.deepEqual(
      sent.map(({ bytes }) => sha256(bytes)),
      files.map((bytes) => sha256(stripped(bytes))),
    );
    assert.deepEqual(
      sent.map(({ mediaType }) => mediaType),
      ['image/jpeg', 'image/png', 'image/webp'],
    );
  });

  it('tells nobody where it was taken, and is turned the way it was held', async () => {
    const photo = await fixture('gps.jpg');
    assert.ok(secrets.some((secret) => photo.includes(secret)));
    await write('holiday.jpg', photo);
    const { width, height, orientation } = factsOf(photo);
    assert.equal(orientation, 6);
    await change({ images: ['holiday.jpg'] });
    const [sent] = service().requests[0]!.references;
    assert.deepEqual([sent?.width, sent?.height], [height, width]);
    for (const secret of secrets) assert.ok(!sent?.bytes.includes(secret), secret);
    assert.deepEqual(await fs.readFile(inWorkspace('holiday.jpg')), photo, 'the file itself is left alone');
  });

  it('takes along neither texts, nor XMP, nor what Easel itself wrote into it', async () => {
    const made = only(await generate({ prompt: 'Home of Ada', size: '64x64' }));
    const bytes = await bytesOf(made);
    assert.ok(bytes.includes('Home of Ada'));
    const more = withChunk(
      withChunk(bytes, 'eXIf', Buffer.from('MM\0*\0\0\0\x08\0\0')),
      'tEXt',
      Buffer.from('a\0Home of Ada'),
    );
    await write('talkative.png', more);
    await change({ images: ['talkative.png'] });
    const [sent] = service().requests[0]!.references;
    for (const secret of secrets) assert.ok(!sent?.bytes.includes(secret), secret);
  });

  it('goes on the wire under a name of Easel’s, if any, never its own', async () => {
    await write('private-name.png', makePng(8, 8, 'x'));
    await change({ images: ['private-name.png'] });
    assert.ok(!service().requests[0]!.body.includes('private-name'));
  });

  it('may come along with generate, too', async () => {
    await ask({ images: ['photos/lighthouse.jpg'] });
    assert.equal(service().requests[0]!.references.length, 1);
  });

  it('is found beside a conversation, which goes on with what was said and made', async () => {
    const first = await ask({ prompt: 'a cat on a wall' });
    const pictureOfFirst = await bytesOf(only(first));
    const second = await ask({ prompt: 'now at night', continues: first.jobId });
    const third = await ask({ prompt: 'now from above', continues: second.jobId });
    await checkFile(only(third));
    assert.deepEqual(Object.keys(service().requests[0]!.json as object).includes('contents'), false);
    type Turns = { role: string; parts: { text?: string; image?: string }[] }[];
    const turns = bodyOf(service())['contents'] as Turns;
    assert.deepEqual(
      turns.map(({ role, parts }) => [role, ...parts.map(({ text }) => text ?? 'a picture')]),
      [
        ['user', 'a cat on a wall'],
        ['model', 'a picture'],
        ['user', 'now at night'],
        ['model', 'a picture'],
        ['user', 'now from above'],
      ],
    );
    const [sent] = service().requests[2]!.references;
    assert.ok(sent?.bytes.equals(stripped(pictureOfFirst)), 'the picture of the first turn, without its metadata');
  });

  it('is made lighter by itself where it is a picture of an earlier turn, and that is said', async () => {
    const first = await ask({ prompt: 'a wall' });
    await fs.writeFile(inWorkspace(only(first).path), bulkyPng(2800, 2800));
    const second = await ask({ prompt: 'with a cat', continues: first.jobId });
    assert.deepEqual(codesOf(second), ['converted']);
    assert.match(second.notices[0]!.message, /a copy went in its place: JPEG, 2800x2800 pixels/);
    const [sent] = service().requests[1]!.references;
    assert.deepEqual([sent?.mediaType, sent?.width, sent?.height], ['image/jpeg', 2800, 2800]);
  });

  it('may be a TIFF where the model takes one, and goes without its metadata', async () => {
    await write('scan.tiff', await fixture('strips.tiff'));
    const result = await change({ model: 'doubao-seedream-4-0-250828', images: ['scan.tiff'] });
    await checkFile(only(result));
    const [sent] = service().requests[0]!.references;
    assert.deepEqual([sent?.mediaType, sent?.width, sent?.height], ['image/tiff', 24, 16]);
    const { message } = await refusalOf(change({ images: ['scan.tiff'] }));
    assert.match(message, /scan\.tiff is TIFF, which this model does not take/);
  });

  const unusable: [string, (file: string) => Promise<unknown>, RegExp][] = [
    ['is not there', () => Promise.resolve(), /There is no file/],
    ['is empty', (file) => fs.writeFile(file, ''), /is empty/],
    ['is cut', async (file) => fs.writeFile(file, (await fixture('photo.png')).subarray(0, 500)), /not a whole image/],
    ['is a cut JPEG', (file) => fs.writeFile(file, makeJpeg(64, 64, 'x').subarray(0, 150)), /not a whole image/],
    ['is text with the name of a picture', (file) => fs.writeFile(file, 'Just words.'), /by its content it is text/],
    ['is a web page', (file) => fs.writeFile(file, '<!doctype html><p>404'), /it is a web page/],
    ['is a drawing', (file) => fs.writeFile(file, '<svg xmlns="http://www.w3.org/2000/svg"/>'), /SVG drawing/],
    ['is a folder', (file) => fs.mkdir(file), /is not a file/],
    ['is a link to itself', (file) => fs.symlink(path.basename(file), file), /cannot be read/],
    [
      'is of a format that the model does not take',
      async (file) => fs.writeFile(file, await fixture('animated.gif')),
      /is GIF.*PNG, JPEG, WEBP/,
    ],
    ['has 50 MB', (file) => fs.writeFile(file, bulkyPng(7168, 7314)), /50 MB; this model takes at most 7 MB/],
  ];
  for (const [what, make, says] of unusable) {
    it(`that ${what} is refused before anything is sent, with its name`, async () => {
      const name = `bad reference ${what}.png`;
      await make(inWorkspace(name));
      try {
        const before = await filesIn('assets');
        for (const provider of what === 'has 50 MB' || what.includes('format')
          ? ['mixroute']
          : ['mixroute', 'sketch']) {
          const { code, message } = await refusalOf(change({ provider, images: [name] }));
          assert.equal(code, 'invalidRequest', message);
          assert.match(message, says);
          assert.ok(message.startsWith(name) || message.includes(name), message);
          assert.match(message, /Nothing was charged\. \p{Lu}/u);
        }
        assert.deepEqual(service().requests, []);
        assert.deepEqual(await filesIn('assets'), before);
      } finally {
        await fs.rm(inWorkspace(name), { recursive: true, force: true });
      }
    });
  }

  it('that may not be read is refused', async function () {
    const file = await write('secret.png', makePng(8, 8, 'x'));
    await fs.chmod(file, 0);
    if (
      await fs.access(file, fs.constants.R_OK).then(
        () => true,
        () => false,
      )
    ) {
      console.log('[in-host] this user reads every file; the test is skipped');
      return this.skip();
    }
    const { code, message } = await refusalOf(change({ images: ['secret.png'] }));
    assert.equal(code, 'invalidRequest');
    assert.match(message, /secret\.png may not be read/);
  });

  it('is one too many when the model takes six', async () => {
    const { message } = await refusalOf(change({ images: Array<string>(7).fill('photos/lighthouse.jpg') }));
    assert.match(message, /at most 6 reference images; there are 7/);
    assert.deepEqual(service().requests, []);
  });

  it('behind plain http, on this machine or in the private network, is not fetched', async () => {
    for (const image of [
      `${service().url}/files/1.png`,
      'http://192.168.0.1/a.png',
      'https://127.0.0.1/a.png',
      'ftp://x/a.png',
    ]) {
      const { code, message } = await refusalOf(change({ images: [image] }));
      assert.equal(code, 'invalidRequest', `${image}: ${message}`);
      assert.ok(!message.includes(canary));
    }
    assert.deepEqual(service().requests, []);
  });
});

describe('An edit by Sketch', () => {
  it('shows the reference, changed, and keeps its shape', async () => {
    const result = await edit({ prompt: 'at night', images: ['docs/images/harbour.png'] });
    const before = factsOf(await fs.readFile(inWorkspace('docs/images/harbour.png')));
    assert.deepEqual([only(result).width, only(result).height], [before.width, before.height]);
    await checkFile(only(result));
  });

  /** A mask that lets the whole picture change. */
  const maskOf = async (image: string) => {
    const { width, height } = factsOf(await fs.readFile(inWorkspace(image)));
    return makePng(width, height, 'x', 0);
  };

  it('takes a mask', async () => {
    await write('mask.png', await maskOf('docs/images/harbour.png'));
    const result = await edit({
      prompt: 'a hat',
      images: ['docs/images/harbour.png'],
      mask: 'mask.png',
      resolution: '512',
    });
    assert.deepEqual(result.notices, []);
    await checkFile(only(result));
  });

  it('refuses a mask that is no picture', async () => {
    await write('mask.txt', 'no mask');
    const call = edit({ prompt: 'a hat', images: ['docs/images/harbour.png'], mask: 'mask.txt' });
    assert.match((await refusalOf(call)).message, /mask\.txt is no image/);
  });

  it('refuses a mask that says nowhere what may change, or that lies on another size', async () => {
    await write('opaque.png', makePng(32, 32, 'x'));
    await write('small.png', makePng(32, 32, 'x', 0));
    const masked = (mask: string) => refusalOf(edit({ prompt: 'a hat', images: ['docs/images/harbour.png'], mask }));
    assert.match((await masked('opaque.png')).message, /opaque\.png has no transparency.*\[easel\.invalidRequest\]/s);
    assert.match((await masked('small.png')).message, /small\.png has 32x32 pixels, but the first image is sent with/);
  });

  it('refuses a mask for a photo that was turned on its side, as long as the mask was not', async () => {
    const photo = await fixture('gps.jpg');
    await write('held.jpg', photo);
    await write('flat.png', await maskOf('held.jpg'));
    const { width, height } = factsOf(photo);
    const call = edit({ prompt: 'a hat', images: ['held.jpg'], mask: 'flat.png' });
    assert.match((await refusalOf(call)).message, new RegExp(`Make the mask ${height}x${width} pixels large`));
    await write('upright.png', makePng(height, width, 'x', 0));
    await checkFile(only(await edit({ prompt: 'a hat', images: ['held.jpg'], mask: 'upright.png' })));
  });
});
