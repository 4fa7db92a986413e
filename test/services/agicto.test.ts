import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Agicto, replies, startAgicto } from './agicto.mjs';
import { expectRefused, expectRunsByHand, pictureAt, pictureIn, post } from './asking.ts';
import { agicto } from './documented.ts';
import { makePng, makeWebp } from './images.mjs';

let service: Agicto;
beforeEach(async () => {
  service = await startAgicto({ keys: ['sk-test-1'] });
});
afterEach(() => service.close());

const inline = (mime_type: string, bytes: Buffer) => ({ inline_data: { mime_type, data: bytes.toString('base64') } });
const png = inline('image/png', makePng(160, 90, 'me'));
const documented = agicto['002: the only request'];
const { generationConfig } = documented;
const shaped = (aspectRatio?: string, imageSize?: string) => ({
  ...documented,
  generationConfig: { ...generationConfig, imageConfig: { aspectRatio, imageSize } },
});
const saying = (...parts: unknown[]) => ({ ...documented, contents: [{ role: 'user', parts }] });

function ask(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return post(`${service.url}/v1/images/generations`, { authorization: 'Bearer sk-test-1', ...headers }, body);
}

describe('the simulated agicto', () => {
  it('takes the example of its document', async () => {
    const reply = await ask(documented);
    expect(reply.status).toBe(200);
    const { candidates } = (await reply.json()) as {
      candidates: { content: { parts: { inlineData?: { mimeType: string; data: string } }[] } }[];
    };
    const { inlineData } = candidates[0]!.content.parts[1]!;
    expect(inlineData?.mimeType).toBe('image/png');
    expect(pictureIn(inlineData!.data)).toBe('image/png 1024x1024');
    expect(service.violations).toEqual([]);
    expect(service.ledger).toMatchObject([{ key: 'sk-test-1', model: documented.model, images: 1 }]);
    expect(service.requests[0]?.references).toMatchObject([{ width: 160 }, { width: 160 }]);
  });

  it.each([
    ['another shape', shaped('21:9', '2K'), 'image/png 3072x1344'],
    ['the largest step', shaped('1:1', '4K'), 'image/png 4096x4096'],
    ['a prompt alone', saying({ text: 'a cat' }), 'image/png 1024x1024'],
    ['WebP', saying({ text: 'x' }, inline('image/webp', makeWebp(40, 30, 'x'))), 'image/png 1024x1024'],
    [
      'a conversation',
      {
        ...documented,
        contents: [
          { role: 'user', parts: [{ text: 'a cat' }] },
          { role: 'model', parts: [{ text: 'Here is it' }, png] },
          { role: 'user', parts: [{ text: 'on a roof' }] },
        ],
      },
      'image/png 1024x1024',
    ],
  ])('takes %s', async (_name, body, picture) => {
    service.shape = 'b64_json';
    const { data } = (await (await ask(body)).json()) as { data: { b64_json: string }[] };
    expect(pictureIn(data[0]!.b64_json)).toBe(picture);
    expect(service.violations).toEqual([]);
  });

  it('answers in the shape that it is told, as nobody documents which one it has', async () => {
    const pattern = /^iVBOR/;
    const entry = { b64_json: expect.stringMatching(pattern) };
    service.shape = 'geminiSnake';
    expect(await (await ask(documented)).json()).toMatchObject({
      candidates: [
        {
          content: {
            role: 'model',
            parts: [
              { text: expect.any(String) },
              { inline_data: { mime_type: 'image/png', data: expect.stringMatching(pattern) } },
            ],
          },
        },
      ],
    });
    service.shape = 'wrapped';
    expect(await (await ask(documented)).json()).toMatchObject({ code: 200, data: { data: [{ url: '', ...entry }] } });
    service.shape = 'url';
    const { data } = (await (await ask(documented)).json()) as { data: { url: string }[] };
    expect(await pictureAt(data[0]!.url)).toBe('image/png 1024x1024');
    expect(service.violations).toEqual([]);
  });

  it.each([
    ['no configuration', { ...documented, generationConfig: undefined }, '"generationConfig"'],
    ['no contents', { ...documented, contents: undefined }, '"contents"'],
    ['no model', { ...documented, model: undefined }, '"model"'],
    ['no step', shaped('1:1'), '"generationConfig.imageConfig.imageSize"'],
    ['no ratio', shaped(undefined, '1K'), '"generationConfig.imageConfig.aspectRatio"'],
    ['a step in lower case', shaped('1:1', '1k'), '"generationConfig.imageConfig.imageSize"'],
    ['a step that only mixroute has', shaped('1:1', '3K'), '"generationConfig.imageConfig.imageSize"'],
    ['an extreme ratio', shaped('1:8', '1K'), '"generationConfig.imageConfig.aspectRatio"'],
    ['pixels', shaped('1024x1024', '1K'), '"generationConfig.imageConfig.aspectRatio"'],
    [
      'pictures only',
      { ...documented, generationConfig: { ...generationConfig, responseModalities: ['IMAGE'] } },
      '"generationConfig.responseModalities"',
    ],
    [
      'the other order',
      { ...documented, generationConfig: { ...generationConfig, responseModalities: ['IMAGE', 'TEXT'] } },
      '"generationConfig.responseModalities"',
    ],
    ['a configuration in snake case', { ...documented, generation_config: generationConfig }, '"generation_config"'],
    [
      'a temperature',
      { ...documented, generationConfig: { ...generationConfig, temperature: 1 } },
      '"generationConfig.temperature"',
    ],
    ['a prompt', { ...documented, prompt: 'x' }, '"prompt"'],
    [
      "Google's own casing",
      saying({ text: 'x' }, { inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' } }),
      '"contents[0].parts[1].inlineData"',
    ],
    [
      'the part of mixroute',
      saying({ text: 'x' }, { image: 'data:image/png;base64,iVBORw0KGgo=' }),
      '"contents[0].parts[1].image"',
    ],
    ['two things in one part', saying({ text: 'x', ...png }), '"contents[0].parts[0]"'],
    [
      'a picture without its type',
      saying({ text: 'x' }, { inline_data: { data: png.inline_data.data } }),
      '"contents[0].parts[1].inline_data.mime_type"',
    ],
    [
      'a data URI as data',
      saying(
        { text: 'x' },
        { inline_data: { ...png.inline_data, data: `data:image/png;base64,${png.inline_data.data}` } },
      ),
      '"contents[0].parts[1].inline_data.data"',
    ],
    [
      'a PNG called JPEG',
      saying({ text: 'x' }, inline('image/jpeg', makePng(8, 8, 'x'))),
      '"contents[0].parts[1].inline_data.data"',
    ],
    [
      'a cut picture',
      saying({ text: 'x' }, inline('image/png', makePng(8, 8, 'x').subarray(0, -4))),
      '"contents[0].parts[1].inline_data.data"',
    ],
    ['no text', saying(png), '"contents"'],
    [
      'another role',
      { ...documented, contents: [{ ...documented.contents[0], role: 'assistant' }] },
      '"contents[0].role"',
    ],
    [
      'the model having the last word',
      { ...documented, contents: [{ role: 'model', parts: [{ text: 'x' }] }] },
      '"contents"',
    ],
    ['comments, which the document has', `${JSON.stringify(documented).slice(0, -1)} //图片base64\n}`, 'the body'],
  ])('refuses and notes %s', async (_name, body, place) => {
    const reply = await ask(body);
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ error: { code: 'invalid_request' } });
    expectRefused(service);
    expect(service.violations[0]).toContain(place);
  });

  it('refuses a wrong key without noting it, and notes one that is missing', async () => {
    expect((await ask(documented, { authorization: 'Bearer sk-wrong' })).status).toBe(401);
    expect(service.violations).toEqual([]);
    expect((await post(`${service.url}/v1/images/generations`, {}, documented)).status).toBe(401);
    expect(service.violations).toHaveLength(1);
  });

  it('fails as told', async () => {
    service.plan({ reply: replies.imageSafety() }, { reply: replies.onlyText() }, { reply: replies.rateLimit() });
    expect(await (await ask(documented)).json()).toMatchObject({ candidates: [{ finishReason: 'IMAGE_SAFETY' }] });
    expect(service.charged).toBe(0);
    await ask(documented);
    expect(service.charged).toBe(1);
    expect((await ask(documented)).status).toBe(429);
    expect((await ask({ ...documented, model: 'dall-e-9' })).status).toBe(503);
  });
});

it('runs by hand and prints its address', () => expectRunsByHand('agicto.mjs'));
