import assert from 'node:assert/strict';
import path from 'node:path';
import { makePng } from '../services/images.mjs';
import { checkFile, codesOf, filesIn, only } from './support/easel.ts';
import { ask, bodyOf, canary, ledgerOf, withMixroute } from './support/mixroute.ts';
import { withUser } from './support/settings.ts';

describe('Images by mixroute', () => {
  const service = withMixroute();

  it('are asked for with the documented fields, the key in one header, and nothing else', async () => {
    const result = await ask({
      prompt: '一隻可愛的橙色小貓坐在花園裡',
      aspectRatio: '16:9',
      resolution: '2K',
      quality: 'high',
      outputFormat: 'png',
      parameters: { temperature: 1.1, top_p: 0.95, response_modalities: 'image' },
    });
    assert.deepEqual(bodyOf(service()), {
      model: 'gemini-2.5-flash-image',
      prompt: '一隻可愛的橙色小貓坐在花園裡',
      size: '16:9',
      quality: 'high',
      image_size: '2K',
      mime_type: 'image/png',
      response_format: 'b64_json',
      n: 1,
      temperature: 1.1,
      top_p: 0.95,
      response_modalities: 'image',
    });
    const [request] = service().requests;
    assert.equal(`${request?.method} ${request?.path}`, 'POST /v1/images/generations');
    assert.equal(request?.headers['authorization'], `Bearer ${canary}`);
    assert.equal(service().requests.length, 1);
    assert.equal(service().charged, 1);
    const image = only(result);
    assert.equal(image.path, 'assets/一隻可愛的橙色小貓坐在花園裡.png');
    assert.deepEqual([image.width, image.height], [2688, 1536]);
    assert.deepEqual(result.notices, []);
    await checkFile(image);
    const [entry] = await ledgerOf(result.jobId);
    assert.deepEqual([entry?.summary.provider, entry?.file.sha256], ['mixroute', image.sha256]);
  });

  it('are asked for with no more than the prompt, where no more is asked', async () => {
    await ask({});
    assert.deepEqual(bodyOf(service()), {
      model: 'gemini-2.5-flash-image',
      prompt: 'a cat',
      response_format: 'b64_json',
      n: 1,
    });
  });

  for (const [resolution, edge, codes] of [
    ['1K', 1024, []],
    ['2K', 2048, []],
    ['3K', 3072, ['size']],
  ] as const) {
    it(`come in ${resolution}${codes.length > 0 ? ', with a word on what the model behind it may do' : ''}`, async () => {
      const result = await ask({ resolution, aspectRatio: '1:1' });
      assert.equal(bodyOf(service())['image_size'], resolution);
      assert.deepEqual([only(result).width, only(result).height], [edge, edge]);
      assert.deepEqual(codesOf(result), codes);
    });
  }

  it('take every documented quality, ratio and model, and models that are not documented', async () => {
    const variants = [
      { quality: 'low', aspectRatio: '2:3' },
      { quality: 'medium', aspectRatio: '21:9', model: 'gemini-3-pro-image-preview' },
      { aspectRatio: '4:5', model: 'gemini-9-of-tomorrow' },
    ];
    for (const variant of variants) {
      const result = await ask(variant);
      const { model, quality, size } = bodyOf(service());
      assert.deepEqual(
        [model, quality, size],
        [variant.model ?? 'gemini-2.5-flash-image', variant.quality, variant.aspectRatio],
      );
      assert.deepEqual(result.notices, []);
    }
  });

  it('are JPEGs when that is asked for, and named by what they are', async () => {
    const result = await ask({ prompt: 'a photo', outputFormat: 'jpeg' });
    assert.equal(bodyOf(service())['mime_type'], 'image/jpeg');
    assert.deepEqual([only(result).path, only(result).mediaType], ['assets/a-photo.jpg', 'image/jpeg']);
    await checkFile(only(result));
  });

  it('keep the name and the type of what came when that is not what was asked', async () => {
    const b64_json = makePng(640, 480, 'other').toString('base64');
    service().plan({ reply: { status: 200, images: 1, body: { created: 1, data: [{ b64_json }] } } });
    const result = await ask({ prompt: 'not a photo', outputFormat: 'jpeg', aspectRatio: '16:9', resolution: '2K' });
    assert.deepEqual([only(result).path, only(result).mediaType], ['assets/not-a-photo.png', 'image/png']);
    assert.deepEqual(codesOf(result), ['ratio', 'size', 'format']);
    assert.match(result.notices.map(({ message }) => message).join('\n'), /640x480.*16:9\.\n640x480.*2K\.\nPNG.*JPEG/);
  });

  it('come as well in a wrapped reply', async () => {
    service().envelope = 'wrapped';
    await checkFile(only(await ask({})));
    assert.equal(service().charged, 1);
  });

  for (const envelope of ['plain', 'wrapped'] as const) {
    it(`come as well as links, ${envelope}, which are fetched without the key`, async () => {
      service().envelope = envelope;
      service().results = 'url';
      const result = await ask({ prompt: 'by link' });
      await checkFile(only(result));
      const methods = service().requests.map(({ method, headers }) => [method, headers['authorization'] !== undefined]);
      assert.deepEqual(methods, [
        ['POST', true],
        ['GET', false],
      ]);
      assert.equal(only(result).revisedPrompt, 'by link');
    });
  }

  it('come compressed, in pieces, and until the connection is closed', async () => {
    for (const fault of [
      { encoding: 'gzip' },
      { framing: 'chunked' },
      { framing: 'close' },
      { framing: 'chunked', encoding: 'gzip', drip: 1000 },
    ] as const) {
      service().plan(fault);
      await checkFile(only(await ask({ prompt: JSON.stringify(fault) })));
    }
  });

  it('are counted by requests, since the model makes one at a time', async () => {
    const result = await ask({ prompt: 'three of them', count: 3 });
    assert.deepEqual(
      result.images.map((image) => path.basename(image.path)),
      ['three-of-them.png', 'three-of-them-2.png', 'three-of-them-3.png'],
    );
    assert.equal(service().requests.length, 3);
    assert.equal(service().charged, 3);
  });

  it('are kept when one of several fails, which is said', async () => {
    service().plan({ reply: { status: 400, body: { code: 400, msg: 'sensitive_words_detected', data: null } } });
    const result = await ask({ prompt: 'two of three', count: 3 });
    assert.equal(result.images.length, 2);
    assert.deepEqual(codesOf(result), ['failedPart']);
    assert.equal(service().charged, 2);
  });

  it('take the nearest to a size in pixels that the model knows, and say so', async () => {
    const result = await ask({ size: '1920x1080' });
    assert.equal(bodyOf(service())['size'], '16:9');
    assert.deepEqual(codesOf(result), ['size']);
  });

  const refused: [string, object, RegExp][] = [
    ['the model', { parameters: { model: 'gpt' } }, /may not hold "model"/],
    ['the prompt', { parameters: { prompt: 'another' } }, /may not hold "prompt"/],
    ['the contents', { parameters: { contents: [] } }, /may not hold "contents"/],
    ['the image', { parameters: { image: 'x' } }, /may not hold "image"/],
    ['the mask', { parameters: { mask: 'x' } }, /may not hold "mask"/],
    ['the messages', { parameters: { messages: [] } }, /may not hold "messages"/],
    ['the input', { parameters: { input: {} } }, /may not hold "input"/],
  ];
  for (const [what, options, says] of refused) {
    it(`are not asked for when the parameters hold ${what}`, async () => {
      await assert.rejects(ask(options), says);
      assert.deepEqual(service().requests, []);
    });
  }

  it('are not asked for when the model would refuse', async () => {
    const before = await filesIn('assets');
    for (const options of [
      { aspectRatio: '7:1' },
      { resolution: '4K' },
      { size: '1000x300' },
      { quality: 'best' },
      { outputFormat: 'webp' },
      { prompt: 'x'.repeat(40_000) },
    ]) {
      await assert.rejects(ask(options), /Nothing was charged\..*\[easel\.invalidRequest\]$/, JSON.stringify(options));
    }
    assert.deepEqual(service().requests, []);
    assert.deepEqual(await filesIn('assets'), before);
  });

  it('are asked for without a mask, which the model has not, and that is said', async () => {
    const result = await ask({
      mask: 'docs/images/harbour.png',
      seed: 3,
      negativePrompt: 'rain',
      background: 'opaque',
    });
    assert.deepEqual(codesOf(result), ['ignored', 'ignored', 'ignored', 'ignored']);
    assert.deepEqual(Object.keys(bodyOf(service())).sort(), ['model', 'n', 'prompt', 'response_format']);
  });

  it('are converted where the person wants that, and the result says so', () =>
    withUser({ saveAs: { format: 'webp', quality: 80, maxWidth: 512 } }, async () => {
      const result = await ask({ prompt: 'converted' });
      assert.deepEqual(codesOf(result), ['converted']);
      const image = only(result);
      assert.deepEqual(
        [image.path, image.mediaType, image.width, image.height],
        ['assets/converted.webp', 'image/webp', 512, 512],
      );
      await checkFile(image);
    }));

  it('do not go to an address that the key was not entered for', () =>
    withUser({ endpoints: { mixroute: 'http://127.0.0.1:9' } }, async () => {
      await assert.rejects(
        ask({}),
        /entered for http:\/\/127\.0\.0\.1:\d+ and does not go to http:\/\/127\.0\.0\.1:9\./,
      );
      assert.deepEqual(service().requests, []);
    }));
});
