import { EventEmitter, once } from 'node:events';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import decodeWebp, { init as initWebp } from '@jsquash/webp/decode.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataUri, eventsOf, expectRefused, expectRunsByHand, get, heavyPng, pictureIn, post } from './asking.ts';
import { makeJpeg, makePng, makeWebp } from './images.mjs';
import { type OpenAI, replies, startOpenAI } from './openai.mjs';

let service: OpenAI;
beforeEach(async () => {
  service = await startOpenAI({ keys: ['sk-test-1'] });
});
afterEach(() => service.close());

const authorization = { authorization: 'Bearer sk-test-1' };
const plain = { model: 'gpt-image-2', prompt: 'A cute baby sea otter' };

function generate(body: unknown): Promise<Response> {
  return post(`${service.url}/v1/images/generations`, authorization, body);
}

function editJson(body: unknown): Promise<Response> {
  return post(`${service.url}/v1/images/edits`, authorization, body);
}

type Field =
  readonly [name: string, value: string] | readonly [name: string, bytes: Buffer, file: string, type: string];

function editForm(...fields: readonly Field[]): Promise<Response> {
  const form = new FormData();
  for (const [name, value, file, type] of fields) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, new Blob([new Uint8Array(value)], { type: type ?? '' }), file);
  }
  return get(`${service.url}/v1/images/edits`, { method: 'POST', headers: authorization, body: form });
}

const png = makePng(90, 60, 'a');
const image: Field = ['image', png, 'a.png', 'image/png'];
const several = (name: string): Field => ['image[]', png, name, 'image/png'];
const mask = (bytes: Buffer): Field => ['mask', bytes, 'mask.png', 'image/png'];
const texts: Field[] = [
  ['model', 'gpt-image-1'],
  ['prompt', 'Add a hat'],
];
interface Answer {
  readonly created: number;
  readonly data: readonly { readonly b64_json: string }[];
  readonly usage: { readonly input_tokens: number; readonly output_tokens: number };
  readonly error: { readonly code: string };
}

const answerOf = async (reply: Response) => (await reply.json()) as Answer;

describe('the simulated OpenAI, asked to generate', () => {
  it.each([
    ['the example of the schema', { ...plain, model: 'gpt-image-1.5', n: 1, size: '1024x1024' }, 'image/png 1024x1024'],
    [
      'everything that is documented',
      {
        ...plain,
        n: 2,
        size: '1536x1024',
        quality: 'high',
        background: 'opaque',
        output_format: 'jpeg',
        output_compression: 80,
        moderation: 'low',
        user: 'user-1234',
      },
      'image/jpeg 1536x1024',
    ],
    ['a free size', { ...plain, size: '1536x864', output_format: 'webp' }, 'image/webp 1536x864'],
    ['the largest size, upright', { ...plain, size: '2160x3840' }, 'image/png 2160x3840'],
    ['the shape of 1:3', { ...plain, size: '640x1920' }, 'image/png 640x1920'],
    ['a quality of the newest', { ...plain, model: 'gpt-image-2.5-flare', quality: 'xhigh' }, 'image/png 1024x1024'],
    ['nothing behind the subject', { ...plain, background: 'transparent' }, 'image/png 1024x1024'],
  ])('accepts %s', async (_name, body, picture) => {
    const reply = await generate(body);
    const { data, usage, created } = await answerOf(reply);
    expect(data.map(({ b64_json }) => pictureIn(b64_json))).toEqual(
      Array.from({ length: 'n' in body ? body.n : 1 }, () => picture),
    );
    expect(usage).toMatchObject({ total_tokens: usage.input_tokens + usage.output_tokens });
    expect(created).toBeTypeOf('number');
    expect(service.violations).toEqual([]);
    expect(service.ledger).toMatchObject([{ key: 'sk-test-1', model: body.model, images: data.length }]);
  });

  it('tells what it chose, who asked and how much is left', async () => {
    const reply = await generate({ ...plain, size: 'auto', quality: 'auto' });
    expect(await answerOf(reply)).toMatchObject({
      size: '1024x1024',
      quality: 'high',
      background: 'opaque',
      output_format: 'png',
    });
    expect(reply.headers.get('x-request-id')).toMatch(/^req_/);
    expect(reply.headers.get('x-ratelimit-remaining-requests')).toBe('499');
  });

  it('streams partial images, fewer where it likes, and every image complete', async () => {
    service.partials = 2;
    const events = await eventsOf(await generate({ ...plain, stream: true, partial_images: 3, n: 2 }));
    expect(events.map(({ event }) => event?.replace('image_generation.', ''))).toEqual([
      ...['partial_image', 'partial_image', 'completed'],
      ...['partial_image', 'partial_image', 'completed'],
    ]);
    expect(events.every(({ event, data }) => (data as { type: string }).type === event)).toBe(true);
    expect(events[1]?.data).toMatchObject({ partial_image_index: 1, size: '1024x1024', output_format: 'png' });
    expect((events[2]!.data as Answer).usage.output_tokens).toBeGreaterThan(0);
    expect(service.charged).toBe(2);
  });

  it('can be stopped behind a partial image', async () => {
    const gate = new EventEmitter();
    service.plan({ pause: { after: '"partial_image_index":0}\n\n', until: once(gate, 'open') } });
    const reply = await fetch(`${service.url}/v1/images/generations`, {
      method: 'POST',
      headers: { ...authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ ...plain, stream: true, partial_images: 1 }),
    });
    const reader = reply.body!.pipeThrough(new TextDecoderStream()).getReader();
    let seen = '';
    while (!seen.endsWith('\n\n')) seen += (await reader.read()).value ?? '';
    expect(seen).not.toContain('completed');
    gate.emit('open');
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) seen += piece.value;
    expect(seen).toContain('event: image_generation.completed');
  });

  it.each([
    ['response_format', { response_format: 'b64_json' }, 'unknown_parameter'],
    ['a field of other models', { style: 'vivid' }, 'unknown_parameter'],
    ['a field of edits', { input_fidelity: 'high' }, 'unknown_parameter'],
    ['no images', { n: 0 }, 'invalid_value'],
    ['eleven images', { n: 11 }, 'invalid_value'],
    ['a number in quotes', { n: '1' }, 'invalid_value'],
    ['a size that is no multiple of 16', { size: '1000x1000' }, 'invalid_value'],
    ['a size beyond 3:1', { size: '3072x1008' }, 'invalid_value'],
    ['a size beyond the largest', { size: '3840x2176' }, 'invalid_value'],
    ['a size with another sign', { size: '1024*1024' }, 'invalid_value'],
    ['a quality of newer models', { quality: 'max' }, 'invalid_value'],
    ['a quality of older models', { quality: 'hd' }, 'invalid_value'],
    ['another format', { output_format: 'gif' }, 'invalid_value'],
    ['compression of a PNG', { output_compression: 80 }, 'invalid_value'],
    ['a transparent JPEG', { output_format: 'jpeg', background: 'transparent' }, 'invalid_value'],
    ['strict moderation', { moderation: 'high' }, 'invalid_value'],
    ['four partial images', { stream: true, partial_images: 4 }, 'invalid_value'],
    ['partial images without a stream', { partial_images: 1 }, 'invalid_value'],
    ['a stream in quotes', { stream: 'true' }, 'invalid_value'],
    ['a prompt that is too long', { prompt: 'x'.repeat(32_001) }, 'invalid_value'],
    ['no prompt', { prompt: undefined }, 'missing_required_parameter'],
    ['no model', { model: undefined }, 'missing_required_parameter'],
    ['free sizes with the first models', { model: 'gpt-image-1', size: '1536x864' }, 'invalid_value'],
  ])('refuses and notes %s', async (_name, change, code) => {
    const reply = await generate({ ...plain, ...change });
    expect(reply.status).toBe(400);
    const { error } = await answerOf(reply);
    expect(error).toMatchObject({ code, message: expect.any(String), type: 'invalid_request_error' });
    expect(error).toHaveProperty('param');
    expectRefused(service);
  });

  it('does not know other models, keys and endpoints', async () => {
    expect((await generate({ ...plain, model: 'dall-e-3' })).status).toBe(404);
    service.models = ['gpt-image-1'];
    expect((await generate(plain)).status).toBe(404);
    expect((await post(`${service.url}/v1/images/generations`, { authorization: 'Bearer x' }, plain)).status).toBe(401);
    expect(service.violations).toEqual([]);
    expect((await post(`${service.url}/v1/images/variations`, authorization, plain)).status).toBe(404);
    expectRefused(service);
  });

  it('lists its models', async () => {
    const { data } = await answerOf(await get(`${service.url}/v1/models`, { headers: authorization }));
    expect(data).toContainEqual({ id: 'gpt-image-2', object: 'model', created: 1_745_517_030, owned_by: 'system' });
  });
});

describe('the simulated OpenAI, asked to edit', () => {
  it('accepts a form with one image, a mask and every field', async () => {
    const fields: Field[] = [
      ...texts,
      image,
      mask(makePng(90, 60, 'mask', 0)),
      ['n', '2'],
      ['size', 'auto'],
      ['quality', 'low'],
      ['background', 'opaque'],
      ['output_format', 'webp'],
      ['output_compression', '50'],
      ['input_fidelity', 'high'],
      ['user', 'user-1234'],
    ];
    const { data } = await answerOf(await editForm(...fields));
    expect(data.map(({ b64_json }) => pictureIn(b64_json))).toEqual(['image/webp 1536x1024', 'image/webp 1536x1024']);
    expect(service.violations).toEqual([]);
    expect(service.ledger).toMatchObject([{ model: 'gpt-image-1', images: 2 }]);
    expect(service.requests[0]?.references).toMatchObject([{ mediaType: 'image/png', width: 90, height: 60 }]);
  });

  it('accepts sixteen images, and streams', async () => {
    const images = Array.from({ length: 14 }, (_, index) => several(`${index}.png`));
    const others: Field[] = [
      ['image[]', makeJpeg(8, 8, 'x'), 'x.jpg', 'image/jpeg'],
      ['image[]', makeWebp(8, 8, 'x'), 'x.webp', 'image/webp'],
    ];
    const reply = await editForm(...texts, ...images, ...others, ['stream', 'true'], ['partial_images', '1']);
    expect((await eventsOf(reply)).map(({ event }) => event)).toEqual([
      'image_edit.partial_image',
      'image_edit.completed',
    ]);
    expect(service.violations).toEqual([]);
    expect(service.requests[0]?.references).toHaveLength(16);
  });

  it('accepts JSON with links, data URIs and uploaded files', async () => {
    const images = [
      { image_url: 'https://example.com/source-image.png' },
      { image_url: dataUri('png', png) },
      { file_id: 'file-abc123' },
    ];
    const body = { ...plain, images, mask: { image_url: dataUri('png', makePng(90, 60, 'm', 0)) }, moderation: 'auto' };
    expect((await editJson(body)).status).toBe(200);
    expect(service.violations).toEqual([]);
  });

  it.each<[string, Field[], string]>([
    ['no image', texts, 'missing_required_parameter'],
    ['several images by the name of one', [...texts, image, image], 'duplicate_parameter'],
    ['both names', [...texts, image, several('b.png')], 'duplicate_parameter'],
    ['seventeen images', [...texts, ...Array.from({ length: 17 }, () => several('a.png'))], 'invalid_value'],
    ['a text in place of an image', [...texts, ['image', dataUri('png', png)]], 'invalid_image_file'],
    ['a cut image', [...texts, ['image', png.subarray(0, -3), 'a.png', 'image/png']], 'invalid_image_file'],
    ['an image of another type', [...texts, ['image', png, 'a.png', 'image/jpeg']], 'invalid_image_file'],
    ['a file name with another ending', [...texts, ['image', png, 'a.jpg', 'image/png']], 'invalid_image_file'],
    ['a mask without alpha', [...texts, image, mask(png)], 'invalid_image_file'],
    ['a mask of another size', [...texts, image, mask(makePng(90, 61, 'm', 0))], 'invalid_image_file'],
    ['moderation', [...texts, image, ['moderation', 'low']], 'unknown_parameter'],
    ['response_format', [...texts, image, ['response_format', 'b64_json']], 'unknown_parameter'],
    ['a number that is none', [...texts, image, ['n', 'two']], 'invalid_value'],
    ['a field twice', [...texts, image, ['n', '1'], ['n', '2']], 'duplicate_parameter'],
    ['a medium fidelity', [...texts, image, ['input_fidelity', 'medium']], 'invalid_value'],
    ['no prompt', [['model', 'gpt-image-1'], image], 'missing_required_parameter'],
  ])('refuses and notes a form with %s', async (_name, fields, code) => {
    const reply = await editForm(...fields);
    expect(reply.status).toBe(400);
    expect((await answerOf(reply)).error.code).toBe(code);
    expectRefused(service);
  });

  it.each(['gpt-image-1-mini', 'gpt-image-2'])('refuses input_fidelity with %s', async (model) => {
    const reply = await editForm(['model', model], ['prompt', 'x'], image, ['input_fidelity', 'high']);
    expect((await answerOf(reply)).error.code).toBe('invalid_input_fidelity_model');
    expectRefused(service);
  });

  it('refuses a mask of 4 MB', async () => {
    const large = makePng(90, 60, 'm', 0);
    const bytes = Buffer.concat([large.subarray(0, -12), Buffer.alloc(4 * 1024 * 1024), large.subarray(-12)]);
    expect((await editForm(...texts, image, mask(bytes))).status).toBe(400);
    expect(service.violations).toEqual([expect.stringContaining('4 MB')]);
  });

  it('refuses an image of 50 MB', async () => {
    const reply = await editForm(...texts, ['image', heavyPng(50 * 1024 * 1024), 'a.png', 'image/png']);
    expect(reply.status).toBe(400);
    expect(service.violations).toHaveLength(1);
  });

  it.each([
    ['no images', {}],
    ['the name of the form', { image: dataUri('png', png) }],
    ['an empty list', { images: [] }],
    ['texts', { images: [dataUri('png', png)] }],
    ['two things at once', { images: [{ image_url: dataUri('png', png), file_id: 'file-1' }] }],
    ['a link without encryption', { images: [{ image_url: 'http://example.com/a.png' }] }],
    ['raw base64', { images: [{ image_url: png.toString('base64') }] }],
    ['something in the mask', { images: [{ file_id: 'file-1' }], mask: { url: 'https://example.com/a.png' } }],
  ])('refuses and notes JSON with %s', async (_name, fields) => {
    expect((await editJson({ ...plain, ...fields })).status).toBe(400);
    expectRefused(service);
  });

  it('refuses a form that is cut', async () => {
    const headers = { ...authorization, 'content-type': 'multipart/form-data; boundary=x' };
    const body = '--x\r\nContent-Disposition: form-data; name="prompt"\r\n\r\na cat';
    expect((await post(`${service.url}/v1/images/edits`, headers, body)).status).toBe(400);
    expectRefused(service);
  });
});

it('makes WebP that decoders take', async () => {
  const wasm = readFileSync(createRequire(import.meta.url).resolve('@jsquash/webp/codec/dec/webp_dec.wasm'));
  await initWebp({ wasmBinary: new Uint8Array(wasm).buffer });
  const decoded = await decodeWebp(new Uint8Array(makeWebp(33, 17, 'seed')).buffer);
  expect([decoded.width, decoded.height]).toEqual([33, 17]);
  const pixels = [...new Uint32Array(decoded.data.buffer)];
  expect(new Set(pixels).size).toBe(1);
  expect(decoded.data[3]).toBe(255);
});

it('has a status for every error', async () => {
  for (const make of Object.values(replies) as (() => { status: number })[]) {
    service.plan({ reply: make() });
    const reply = await generate(plain);
    if (reply.status >= 400) expect((await answerOf(reply)).error).toMatchObject({ message: expect.any(String) });
    else expect(await reply.text()).not.toContain('image_generation.completed');
  }
});

it('runs by hand', () => expectRunsByHand('openai.mjs'));
