import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataUri, eventsOf, expectRefused, expectRunsByHand, get, pictureIn, post } from './asking.ts';
import { makePng } from './images.mjs';
import { type OpenRouter, replies, startOpenRouter } from './openrouter.mjs';

let service: OpenRouter;
beforeEach(async () => {
  service = await startOpenRouter({ keys: ['sk-or-1'] });
});
afterEach(() => service.close());

const authorization = { authorization: 'Bearer sk-or-1' };
const url = dataUri('png', makePng(160, 90, 'a'));
const picture = { type: 'image_url', image_url: { url } };
const user = (content: unknown) => ({ role: 'user', content });
const plain = {
  model: 'google/gemini-3.1-flash-image',
  messages: [user('a cat')] as unknown[],
  modalities: ['image', 'text'],
};
const simple = { model: 'google/gemini-3.1-flash-image', prompt: 'a cat' };

function chat(body: unknown, headers: Record<string, string> = authorization): Promise<Response> {
  return post(`${service.url}/api/v1/chat/completions`, headers, body);
}

function images(body: unknown): Promise<Response> {
  return post(`${service.url}/api/v1/images`, authorization, body);
}

interface Message {
  readonly content: string;
  readonly images?: readonly { readonly image_url: { readonly url: string } }[];
}

interface Answer {
  readonly created: number;
  readonly choices?: readonly { readonly message: Message; readonly delta: Message; readonly finish_reason: string }[];
  readonly data: readonly { readonly b64_json: string }[];
  readonly usage: { readonly cost: number };
}

const answerOf = async (reply: Response) => (await reply.json()) as Answer;

describe("the simulated OpenRouter's chat", () => {
  it.each([
    ['a prompt alone', plain, 'image/png 1024x1024'],
    [
      'a shape and a step',
      { ...plain, image_config: { aspect_ratio: '16:9', image_size: '2K' } },
      'image/png 2736x1536',
    ],
    [
      'text and pictures',
      { ...plain, messages: [user([picture, { type: 'text', text: 'a hat' }])] },
      'image/png 1360x768',
    ],
    [
      'links',
      { ...plain, messages: [user([{ ...picture, image_url: { url: 'https://example.com/a.png' } }])] },
      'image/png 1024x1024',
    ],
    [
      'earlier turns with their pictures',
      {
        ...plain,
        messages: [user('a cat'), { role: 'assistant', content: 'Here.', images: [picture] }, user('and a hat')],
        seed: 7,
        temperature: 1,
        top_p: 0.9,
        max_tokens: 4096,
        usage: { include: true },
      },
      'image/png 1360x768',
    ],
    [
      'a model without text',
      { ...plain, model: 'black-forest-labs/flux.2-pro', modalities: ['image'] },
      'image/png 1024x1024',
    ],
  ])('accepts %s', async (_name, body, expected) => {
    const answer = await answerOf(await chat(body));
    const { message, finish_reason } = answer.choices![0]!;
    expect(finish_reason).toBe('stop');
    expect(message.images).toMatchObject([
      { type: 'image_url', image_url: { url: expect.stringMatching(/^data:image\/png;base64,/) } },
    ]);
    expect(pictureIn(message.images![0]!.image_url.url)).toBe(expected);
    expect(answer.usage.cost).toBeGreaterThan(0);
    expect(service.violations).toEqual([]);
    expect(service.ledger).toMatchObject([{ key: 'sk-or-1', model: body.model, images: 1 }]);
  });

  it('streams comments, text, the picture in a delta, and usage without choices', async () => {
    const reply = await chat({ ...plain, stream: true });
    const copy = reply.clone();
    expect(await copy.text()).toMatch(/^: OPENROUTER PROCESSING\n\n/);
    const events = await eventsOf(reply);
    const deltas = events.flatMap(({ data }) => (data as Answer).choices ?? []).map(({ delta }) => delta);
    expect(deltas.map(({ content }) => content).join('')).toBe('Here is your image.');
    expect(deltas.flatMap((delta) => delta.images ?? []).map(({ image_url }) => pictureIn(image_url.url))).toEqual([
      'image/png 1024x1024',
    ]);
    expect(events.at(-2)?.data).toMatchObject({ choices: [], usage: { cost: expect.any(Number) } });
    expect(events.at(-1)?.data).toBe('[DONE]');
    service.endsStreams = false;
    expect(await (await chat({ ...plain, stream: true })).text()).not.toContain('[DONE]');
    expect(service.charged).toBe(2);
  });

  it.each<[string, object | string]>([
    ['an unknown field', { n: 2 }],
    ['no modalities', { modalities: undefined }],
    ['text only', { modalities: ['text'] }],
    ['a text for modalities', { modalities: 'image' }],
    ['text from a model without', { model: 'black-forest-labs/flux.2-pro' }],
    ['no messages', { messages: [] }],
    ['an unknown role', { messages: [{ role: 'model', content: 'x' }] }],
    ['the assistant having the last word', { messages: [user('x'), { role: 'assistant', content: 'y' }] }],
    ['pictures beside the content of a user', { messages: [{ ...user('x'), images: [picture] }] }],
    ['no content', { messages: [{ role: 'user' }] }],
    ['an empty text', { messages: [user('')] }],
    ['a part of another kind', { messages: [user([{ type: 'image', image: url }])] }],
    ['a text for a link', { messages: [user([{ type: 'image_url', image_url: url }])] }],
    [
      'a link without encryption',
      { messages: [user([{ ...picture, image_url: { url: 'http://example.com/a.png' } }])] },
    ],
    [
      'a picture that is none',
      { messages: [user([{ ...picture, image_url: { url: 'data:image/png;base64,AAAA' } }])] },
    ],
    ['a detail', { messages: [user([{ ...picture, image_url: { url, detail: 'high' } }])] }],
    ['a ratio that it does not know', { image_config: { aspect_ratio: '5:3' } }],
    ['a step in lower case', { image_config: { image_size: '2k' } }],
    ['casing of the SDK', { imageConfig: { aspectRatio: '1:1' } }],
    ['no model', { model: undefined }],
  ])('refuses and notes %s', async (_name, change) => {
    const reply = await chat({ ...plain, ...(change as object) });
    expect(reply.status).toBe(400);
    expect(await answerOf(reply)).toMatchObject({ error: { code: 400, message: expect.any(String) } });
    expectRefused(service);
  });

  it('knows its keys and models', async () => {
    expect((await chat(plain, { authorization: 'Bearer sk-or-2' })).status).toBe(401);
    expect(await answerOf(await chat({ ...plain, model: 'google/imagen-4' }))).toMatchObject({
      error: { message: 'google/imagen-4 is not a valid model ID' },
    });
    expect(service.violations).toEqual([]);
  });
});

describe("the simulated OpenRouter's images", () => {
  it.each([
    ['a prompt alone', simple, ['image/png 1024x1024']],
    ['a size, twice', { ...simple, n: 2, size: '1536x1024', seed: 7 }, ['image/png 1536x1024', 'image/png 1536x1024']],
    ['a resolution and a ratio', { ...simple, resolution: '2K', aspect_ratio: '1:1' }, ['image/png 2048x2048']],
    ['references', { ...simple, input_references: [picture, picture] }, ['image/png 1360x768']],
  ])('accept %s', async (_name, body, expected) => {
    const { data, usage, created } = await answerOf(await images(body));
    expect(data.map(({ b64_json }) => pictureIn(b64_json))).toEqual(expected);
    expect([typeof usage.cost, typeof created]).toEqual(['number', 'number']);
    expect(service.violations).toEqual([]);
    expect(service.charged).toBe(expected.length);
  });

  it('come as a stream', async () => {
    const events = await eventsOf(await images({ ...simple, n: 2, stream: true }));
    expect(events.map(({ event }) => event)).toEqual([
      'image_generation.completed',
      'image_generation.completed',
      undefined,
    ]);
    expect(pictureIn((events[0]!.data as { b64_json: string }).b64_json)).toBe('image/png 1024x1024');
  });

  it.each([
    ['an unknown field', { quality: 'high' }],
    ['no prompt', { prompt: undefined }],
    ['no images', { n: 0 }],
    ['a size and a ratio', { size: '1024x1024', aspect_ratio: '1:1' }],
    ['a size with another sign', { size: '1024*1024' }],
    ['a step of others', { resolution: '3K' }],
    ['references as texts', { input_references: [url] }],
    ['no references in a list', { input_references: [] }],
    ['messages', { messages: plain.messages }],
  ])('refuse and note %s', async (_name, change) => {
    expect((await images({ ...simple, ...change })).status).toBe(400);
    expectRefused(service);
  });

  it("do not stand where OpenAI's do", async () => {
    expect((await post(`${service.url}/api/v1/images/generations`, authorization, simple)).status).toBe(404);
    expectRefused(service);
  });
});

describe('the rest of the simulated OpenRouter', () => {
  it('lists its models to anybody', async () => {
    for (const path of ['/api/v1/models', '/api/v1/images/models']) {
      const { data } = await answerOf(await get(`${service.url}${path}`));
      expect(data).toContainEqual(expect.objectContaining({ id: plain.model }));
    }
    expect(service.violations).toEqual([]);
  });

  it('tells errors with and without a status of their own', async () => {
    for (const make of Object.values(replies) as (() => { status: number })[]) {
      service.plan({ reply: make() });
      const reply = await chat(plain);
      const isWordless =
        reply.status === 200 && /"finish_reason":"(?:stop|content_filter)"/.test(await reply.clone().text());
      expect((await reply.text()).includes('"error"')).toBe(!isWordless);
    }
    expect(service.charged).toBe(0);
  });
});

it('runs by hand', () => expectRunsByHand('openrouter.mjs'));
