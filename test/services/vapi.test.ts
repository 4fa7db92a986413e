import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataUri, expectRefused, expectRunsByHand, get, pictureAt, pictureIn, post } from './asking.ts';
import { vapi } from './documented.ts';
import { makeJpeg, makePng, makeWebp } from './images.mjs';
import { replies, startVapi, type Vapi } from './vapi.mjs';

let service: Vapi;
beforeEach(async () => {
  service = await startVapi({ keys: ['sk-default', 'sk-gemini'], groups: { 'sk-gemini': 'Gemini' } });
});
afterEach(() => service.close());

const plain = vapi['003: 基础示例'];
const pro = vapi['003: nano-banana-pro'];
const pro2k = vapi['003: 名称携带-2k'];
const { prompt } = plain;

const png = makePng(160, 90, 'reference');
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const generate = (body: unknown, key = 'sk-default') => post(`${service.url}/v1/images/generations`, bearer(key), body);

type Field = readonly [name: string, value: string | Buffer, filename?: string | undefined, type?: string];
const fields: readonly Field[] = [
  ['image', png, 'a.png', 'image/png'],
  ['prompt', prompt],
  ['model', 'nano-banana'],
];
const head = (...[name, , filename, type]: Field) =>
  `Content-Disposition: form-data; name="${name}"` +
  (filename === undefined ? '' : `; filename="${filename}"`) +
  (type === undefined ? '' : `\r\nContent-Type: ${type}`);
const form = (parts: readonly Field[], end = '--b--\r\n') =>
  Buffer.concat([
    ...parts.flatMap((part) => [
      Buffer.from(`--b\r\n${head(...part)}\r\n\r\n`),
      Buffer.from(part[1]),
      Buffer.from('\r\n'),
    ]),
    Buffer.from(end),
  ]);
const edit = (body: Buffer, key = 'sk-default', type = 'multipart/form-data; boundary=b') =>
  get(`${service.url}/v1/images/edits`, {
    method: 'POST',
    headers: { ...bearer(key), 'content-type': type },
    body: new Uint8Array(body),
  });

interface Answer {
  readonly data: readonly { readonly b64_json?: string; readonly url?: string }[];
  readonly usage: Readonly<Record<string, unknown>>;
}

/** "url image/png 1024x1024" */
async function picture(reply: Response): Promise<string> {
  expect(reply.status).toBe(200);
  const { data } = (await reply.json()) as Answer;
  const { b64_json, url } = data[0]!;
  return b64_json ? `b64_json ${pictureIn(b64_json)}` : `url ${await pictureAt(url!)}`;
}

describe('the images of the simulated V-API', () => {
  it.each([
    ['the first example of the document', plain, 'url image/png 832x1248'],
    ['the second', pro, 'url image/png 3328x4992'],
    ['the third', pro2k, 'url image/png 1664x2496'],
    ['pixels', { ...plain, size: '1344x768' }, 'url image/png 1344x768'],
    ['no size', { model: 'nano-banana-pro-4k', prompt }, 'url image/png 4096x4096'],
    ['a response format', { ...plain, response_format: 'b64_json' }, 'b64_json image/png 832x1248'],
    ['a name that has base64 only', { ...plain, model: 'gemini-2.5-flash-image' }, 'b64_json image/png 832x1248'],
    [
      'the same of the pro model',
      { ...pro, model: 'gemini-3-pro-image-preview', size: '1k' },
      'b64_json image/png 832x1248',
    ],
  ])('takes %s', async (_name, body, expected) => {
    expect(await picture(await generate(body))).toBe(expected);
    expect(service.violations).toEqual([]);
    expect(service.ledger).toMatchObject([{ key: 'sk-default', model: body.model, images: 1 }]);
  });

  it('answers as the group of the key has it, unless a format is asked for', async () => {
    expect(await picture(await generate(plain, 'sk-gemini'))).toBe('b64_json image/png 832x1248');
    expect(await picture(await generate({ ...plain, response_format: 'url' }, 'sk-gemini'))).toBe(
      'url image/png 832x1248',
    );
  });

  it('says what it used', async () => {
    const { usage } = (await (await generate(plain)).json()) as Answer;
    expect(usage).toEqual({
      input_tokens: 23,
      input_tokens_details: { image_tokens: 0, text_tokens: 23 },
      output_tokens: 1290,
      total_tokens: 1313,
    });
  });

  it.each([
    ['a step for the first model', { ...plain, size: '1k' }, '"size"'],
    ['a ratio beside the size', { ...plain, aspect_ratio: '2:3' }, '"aspect_ratio"'],
    ['pixels that are not in the table', { ...plain, size: '1000x1000' }, '"size"'],
    ['a ratio as the size of pro', { ...pro, size: '2:3' }, '"size"'],
    ['a step in upper case', { ...pro, size: '4K' }, '"size"'],
    ['a ratio that is not in the table', { ...pro, aspect_ratio: '1:8' }, '"aspect_ratio"'],
    ['a step for a model that has it in its name', { ...pro2k, size: '2k' }, '"size"'],
    ['a ratio beside the size of such a model', { ...pro2k, aspect_ratio: '2:3' }, '"aspect_ratio"'],
    ['n', { ...plain, n: 1 }, '"n"'],
    ['a format that is none', { ...plain, response_format: 'png' }, '"response_format"'],
    ['no prompt', { model: 'nano-banana' }, '"prompt"'],
    ['no model', { prompt }, '"model"'],
    ['more than 32,768 tokens', { ...plain, prompt: '街'.repeat(32_769) }, '"prompt"'],
    ['an image', { ...plain, image: dataUri('png', png) }, '"image"'],
    ['no JSON', '{"model":', 'the body'],
  ])('refuses and notes %s', async (_name, body, place) => {
    const reply = await generate(body);
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
    expectRefused(service);
    expect(service.violations[0]).toContain(place);
  });

  it('takes as much text as the document says', async () => {
    expect((await generate({ ...plain, prompt: '街'.repeat(32_768) })).status).toBe(200);
  });

  it('has the same endpoints as its document, and others for nobody', async () => {
    const list = await get(`${service.url}/v1/models`, { headers: bearer('sk-default') });
    expect(((await list.json()) as { data: { id: string }[] }).data.map(({ id }) => id)).toEqual([
      'nano-banana',
      'nano-banana-pro',
      'nano-banana-pro-2k',
      'nano-banana-pro-4k',
      'gemini-3-pro-image-preview',
      'gemini-2.5-flash-image',
    ]);
    expect((await generate({ ...plain, model: 'nano-banana-9' })).status).toBe(503);
    expect(service.violations).toEqual([]);
    expect((await post(`${service.url}/v1/image/generations`, bearer('sk-default'), plain)).status).toBe(404);
    expect((await generate(plain, 'sk-wrong')).status).toBe(401);
    expect(service.violations).toEqual([expect.stringContaining('no such endpoint')]);
  });

  it('fails as told', async () => {
    service.plan({ reply: replies.noForm() }, { reply: replies.arkShaped() }, { reply: replies.keyGroup() });
    expect((await edit(form(fields))).status).toBe(500);
    expect(await (await generate(plain)).json()).toMatchObject({ usage: { generated_images: 1 } });
    expect((await generate(plain)).status).toBe(403);
    expect(service.charged).toBe(1);
  });
});

describe('its edits', () => {
  it('take one image, whose shape is kept', async () => {
    expect(await picture(await edit(form(fields)))).toBe('url image/png 1344x768');
    expect(service.violations).toEqual([]);
    expect(service.requests[0]?.references).toMatchObject([{ mediaType: 'image/png', width: 160, height: 90 }]);
    expect(service.ledger).toMatchObject([{ model: 'nano-banana', images: 1 }]);
  });

  it('take six images, and the fields of a generation', async () => {
    const images: Field[] = [
      ['image', makeJpeg(40, 30, 'x'), 'b.jpg', 'image/jpeg'],
      ['image', makeWebp(40, 30, 'x'), 'c.webp', 'image/webp'],
      ...Array.from({ length: 3 }, (): Field => ['image', png, 'd.png', 'image/png']),
    ];
    const asked = form([
      ...images,
      ['image', png, 'a.png', 'image/png'],
      ['prompt', prompt],
      ['model', 'nano-banana-pro'],
      ['size', '2k'],
      ['aspect_ratio', '1:1'],
      ['response_format', 'b64_json'],
    ]);
    expect(await picture(await edit(asked, 'sk-default', 'multipart/form-data; boundary="b"'))).toBe(
      'b64_json image/png 2048x2048',
    );
    expect(service.violations).toEqual([]);
  });

  it.each([
    ['no image', form(fields.slice(1)), '"image"'],
    ['seven images', form([...fields, ...Array.from({ length: 6 }, () => fields[0]!)]), '"image"'],
    ['another name for images', form([...fields, ['image[]', png, 'a.png', 'image/png']]), '"image[]"'],
    ['a mask', form([...fields, ['mask', png, 'a.png', 'image/png']]), '"mask"'],
    ['n', form([...fields, ['n', '1']]), '"n"'],
    ['a step for the first model', form([...fields, ['size', '2k']]), '"size"'],
    ['a prompt twice', form([...fields, ['prompt', prompt]]), '"prompt"'],
    ['no prompt', form([fields[0]!, fields[2]!]), '"prompt"'],
    ['no model', form(fields.slice(0, 2)), '"model"'],
    ['an image without a name', form([['image', png, undefined, 'image/png'], ...fields.slice(1)]), '"image"'],
    ['an image without a type', form([['image', png, 'a.png'], ...fields.slice(1)]), '"image"'],
    ['a PNG called JPEG', form([['image', png, 'a.jpg', 'image/png'], ...fields.slice(1)]), '"image"'],
    ['a PNG of type JPEG', form([['image', png, 'a.png', 'image/jpeg'], ...fields.slice(1)]), '"image"'],
    ['a cut image', form([['image', png.subarray(0, -4), 'a.png', 'image/png'], ...fields.slice(1)]), '"image"'],
    ['a prompt as a file', form([fields[0]!, ['prompt', prompt, 'p.txt', 'text/plain'], fields[2]!]), '"prompt"'],
    ['a prompt that is no UTF-8', form([fields[0]!, ['prompt', Buffer.from([0xff, 0xfe])], fields[2]!]), '"prompt"'],
    ['a form without its end', form(fields, ''), 'the body'],
    ['something behind its end', form(fields, '--b--\r\nmore'), 'the body'],
    ['something before its begin', Buffer.concat([Buffer.from('\r\n'), form(fields)]), 'the body'],
    ['bare line feeds', Buffer.from(form(fields.slice(1)).toString().replaceAll('\r\n', '\n')), 'the body'],
  ])('refuse and note %s', async (_name, body, place) => {
    expect((await edit(body)).status).toBe(400);
    expectRefused(service);
    expect(service.violations[0]).toContain(place);
  });

  it('refuse another content type', async () => {
    expect((await edit(form(fields), 'sk-default', 'multipart/form-data')).status).toBe(400);
    expect((await edit(form(fields), 'sk-default', 'multipart/form-data; boundary=c')).status).toBe(400);
    expectRefused(service);
  });
});

it('runs by hand and prints its address', () => expectRunsByHand('vapi.mjs'));
