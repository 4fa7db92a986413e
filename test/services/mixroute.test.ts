import decodeJpeg, { init as initJpeg } from '@jsquash/jpeg/decode.js';
import decodePng, { init as initPng } from '@jsquash/png/decode.js';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataUri, expectRunsByHand, get, heavyPng, post } from './asking.ts';
import { mixroute } from './documented.ts';
import { inspect, makeJpeg, makePng } from './images.mjs';
import { type Mixroute, replies, startMixroute } from './mixroute.mjs';

let service: Mixroute;
beforeEach(async () => {
  service = await startMixroute({ keys: ['sk-test-1'] });
});
afterEach(() => service.close());

const geminiExamples = Object.entries(mixroute).filter(([, { model }]) => model.startsWith('gemini-'));
const plain = mixroute['000: the first and the last request'];
const edit = mixroute['004: Gemini, with an image'];

interface Answer {
  readonly data: readonly { readonly b64_json: string; readonly url: string; readonly id: string }[];
}

const answerOf = async (reply: Response) => (await reply.json()) as Answer;

function ask(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return post(`${service.url}/v1/images/generations`, { authorization: 'Bearer sk-test-1', ...headers }, body);
}

const turn = (...parts: unknown[]) => ({ ...edit, contents: [{ role: 'user', parts }] });

describe('the simulated mixroute', () => {
  it.each(geminiExamples)('accepts the example of document %s', async (_name, body) => {
    const reply = await ask(body);
    expect(await reply.json()).toMatchObject({ data: [{ b64_json: expect.stringMatching(/^iVBORw0KGgo/) }] });
    expect(reply.status).toBe(200);
    expect(service.violations).toEqual([]);
    expect(service.ledger).toMatchObject([{ key: 'sk-test-1', model: 'gemini-2.5-flash-image', images: 1 }]);
  });

  it('answers with a picture of the documented size, twice or three times that for 2K and 3K', async () => {
    const sizes = [];
    for (const [size, image_size] of [['21:9'], ['3:4', '1K'], ['16:9', '2K'], ['1:1', '3K']]) {
      const { data } = await answerOf(await ask({ model: plain.model, prompt: 'a cat', size, image_size }));
      const picture = inspect(Buffer.from(data[0]!.b64_json, 'base64'));
      sizes.push([picture?.mediaType, picture?.width, picture?.height]);
    }
    expect(sizes).toEqual([
      ['image/png', 1536, 672],
      ['image/png', 864, 1184],
      ['image/png', 2688, 1536],
      ['image/png', 3072, 3072],
    ]);
  });

  it('takes the shape of the first reference when none is asked for', async () => {
    const { size: _size, image_size: _step, ...body } = edit;
    const wide = { image: `data:image/png;base64,${makePng(160, 90, 'x').toString('base64')}` };
    const { data } = await answerOf(await ask({ ...body, contents: [{ role: 'user', parts: [{ text: 'x' }, wide] }] }));
    expect(inspect(Buffer.from(data[0]!.b64_json, 'base64'))).toMatchObject({ width: 1344, height: 768 });
    expect(service.requests[0]?.references).toMatchObject([{ width: 160, height: 90, mediaType: 'image/png' }]);
  });

  it('wraps its answer where it is told to', async () => {
    service.envelope = 'wrapped';
    expect(await (await ask(plain)).json()).toMatchObject({
      code: 200,
      msg: '操作成功',
      data: { data: [{ url: '', revised_prompt: '', b64_json: expect.any(String) }], created: expect.any(Number) },
    });
  });

  it('gives links where it is told to, and no key may come with them', async () => {
    service.results = 'url';
    const { data } = await answerOf(await ask({ ...plain, mime_type: 'image/jpeg' }));
    const { url } = data[0]!;
    const bytes = Buffer.from(await (await get(url)).arrayBuffer());
    expect(inspect(bytes)).toMatchObject({ mediaType: 'image/jpeg', width: 2688, height: 1536 });
    expect((await get(url.replace('%2B', '+'))).status).toBe(403);
    expect(service.violations).toEqual([]);
    await get(url, { headers: { authorization: 'Bearer sk-test-1' } });
    expect(service.violations).toEqual([expect.stringContaining('a download carries "authorization"')]);
  });

  it.each([
    ['an unknown field', { ...plain, seed: 7 }],
    ['pixels for a size', { ...plain, size: '1024x1024' }],
    ['a resolution that only Google knows', { ...plain, image_size: '4K' }],
    ['a list of modalities', { ...plain, response_modalities: ['image'] }],
    ['a link as response format', { ...plain, response_format: 'url' }],
    ['two images', { ...plain, n: 2 }],
    ['a number in quotes', { ...plain, temperature: '1' }],
    ['too much temperature', { ...plain, temperature: 2.5 }],
    ['webp as output', { ...plain, mime_type: 'image/webp' }],
    ['no prompt', { model: plain.model }],
    ['prompt and contents', { ...edit, prompt: 'x' }],
    ['a field of Gemini itself', turn({ text: 'x' }, { inline_data: { mime_type: 'image/png', data: 'x' } })],
    ['two things in one part', turn({ text: 'x', image: 'data:image/png;base64,AAAA' })],
    ['an image that is none', turn({ text: 'x' }, { image: 'data:image/png;base64,AAAA' })],
    ['a cut image', turn({ text: 'x' }, { image: dataUri('png', makePng(8, 8, 'x').subarray(0, -4)) })],
    ['a PNG called JPEG', turn({ text: 'x' }, { image: dataUri('jpeg', makePng(8, 8, 'x')) })],
    ['base64 without its end', turn({ text: 'x' }, { image: dataUri('png', makePng(8, 8, 'x')).replace(/=*$/, '=') })],
    ['a link as image', turn({ text: 'x' }, { image: 'https://example.com/a.png' })],
    ['no text', turn({ image: dataUri('png', makePng(8, 8, 'x')) })],
    ['an unknown role', { ...edit, contents: [{ role: 'assistant', parts: [{ text: 'x' }] }] }],
    ['the model having the last word', { ...edit, contents: [{ role: 'model', parts: [{ text: 'x' }] }] }],
    ['no JSON', '{"model":'],
  ])('refuses and notes %s', async (_name, body) => {
    const reply = await ask(body);
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({
      code: 400,
      msg: expect.stringContaining('Invalid parameter'),
      data: null,
    });
    expect(service.violations.length).toBeGreaterThan(0);
    expect(service.charged).toBe(0);
  });

  it('refuses a reference above 7 MB', async () => {
    const large = heavyPng(7 * 1024 * 1024 + 1);
    expect((await ask(turn({ text: 'x' }, { image: dataUri('png', large) }))).status).toBe(400);
    expect(service.violations).toEqual([expect.stringContaining('more than 7340032')]);
  });

  it('refuses another content type and another key, the key without noting it', async () => {
    expect((await ask(plain, { authorization: 'Bearer sk-wrong' })).status).toBe(401);
    expect(service.violations).toEqual([]);
    expect((await ask(plain, { 'content-type': 'text/plain' })).status).toBe(400);
    expect(service.violations).toHaveLength(1);
  });

  it('has no channel for models that it does not know', async () => {
    const reply = await ask({ ...plain, model: 'midjourney-9' });
    expect(reply.status).toBe(503);
    expect(await reply.json()).toMatchObject({
      error: { code: 'model_not_found', message: expect.stringContaining('无可用渠道') },
    });
  });

  it('lists its models for free', async () => {
    const reply = await get(`${service.url}/v1/models`, { headers: { authorization: 'Bearer sk-test-1' } });
    const { data } = await answerOf(reply);
    expect(data.map(({ id }) => id)).toContain('gemini-2.5-flash-image');
    expect(service.charged).toBe(0);
  });

  it('makes pictures that decoders take', async () => {
    const require = createRequire(import.meta.url);
    const wasm = (name: string) => readFileSync(require.resolve(name));
    await initPng(wasm('@jsquash/png/codec/pkg/squoosh_png_bg.wasm'));
    await initJpeg({ wasmBinary: new Uint8Array(wasm('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm')).buffer });
    const png = await decodePng(toArrayBuffer(makePng(33, 17, 'seed')));
    const jpeg = await decodeJpeg(toArrayBuffer(makeJpeg(33, 17, 'seed')));
    expect([png.width, png.height, jpeg.width, jpeg.height]).toEqual([33, 17, 33, 17]);
    // One colour all over, and the same hue as the PNG's last row.
    const lastPixel = [...png.data.slice(-4)];
    for (let at = 0; at < jpeg.data.length; at += 4) {
      for (const channel of [0, 1, 2]) {
        expect(Math.abs(jpeg.data[at + channel]! - lastPixel[channel]!)).toBeLessThan(12);
      }
    }
  });
});

describe('its faults', () => {
  it('hold a reply back until it is let go, with nothing charged before', async () => {
    const release = service.hold();
    const asked = ask(plain);
    await service.received(1);
    expect(service.charged).toBe(0);
    release();
    expect((await asked).status).toBe(200);
    expect(service.charged).toBe(1);
  });

  it('answer instead of the service', async () => {
    service.plan(
      { reply: replies.quota() },
      { reply: replies.rateLimit({ 'retry-after': '2' }) },
      { reply: replies.page() },
    );
    expect((await ask(plain)).status).toBe(403);
    expect((await ask(plain)).headers.get('retry-after')).toBe('2');
    expect((await ask(plain)).headers.get('content-type')).toContain('text/html');
    expect((await ask(plain)).status).toBe(200);
    expect(service.charged).toBe(1);
  });

  it('reset connections before anything, before the body and after it, with nothing charged', async () => {
    service.resetConnections();
    service.plan({ reset: 'beforeBody' }, { reset: 'afterBody' });
    for (let round = 0; round < 3; round += 1) await expect(ask(plain)).rejects.toThrow();
    expect(service.connections).toBe(3);
    expect(service.requests).toHaveLength(2);
    expect(service.requests.map(({ body }) => body.length > 0)).toEqual([false, true]);
    expect(service.charged).toBe(0);
  });

  it('cut a reply that is charged all the same', async () => {
    for (const by of ['FIN', 'RST'] as const) {
      service.plan({ cut: { at: 400, by } });
      await expect(ask(plain)).rejects.toThrow();
    }
    expect(service.charged).toBe(2);
  });

  it('change how the body is sent, not what it says', async () => {
    const expected = { status: 200, body: { some: 'JSON, 一隻貓' } };
    service.plan(
      { reply: expected, framing: 'chunked' },
      { reply: expected, framing: 'close' },
      { reply: expected, encoding: 'gzip' },
      { reply: expected, encoding: 'gzip', framing: 'chunked', drip: 7 },
    );
    for (let round = 0; round < 4; round += 1) expect(await (await ask(plain)).json()).toEqual(expected.body);
  });

  it('tell when a client hangs up', async () => {
    service.hold();
    const controller = new AbortController();
    const asked = get(`${service.url}/v1/images/generations`, {
      method: 'POST',
      body: '{}',
      signal: controller.signal,
    });
    await service.received(1);
    controller.abort();
    await expect(asked).rejects.toThrow();
    await service.requests[0]!.closed;
  });
});

it('runs by hand and prints its address', () => expectRunsByHand('mixroute.mjs'));

function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
