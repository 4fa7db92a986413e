import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectRefused, expectRunsByHand, get, pictureAt, pictureIn, post } from './asking.ts';
import { mountsea } from './documented.ts';
import { makePng } from './images.mjs';
import { isPoll, type Mountsea, replies, startMountsea } from './mountsea.mjs';

let service: Mountsea;
beforeEach(async () => {
  service = await startMountsea({ keys: ['token-1', 'token-2'] });
});
afterEach(() => service.close());

const plain = { prompt: 'a cat', action: 'generate' };
const edit = { prompt: 'at night', action: 'edit', image_urls: ['http://example.com/a.png'] };

const bearer = (key = 'token-1') => ({ authorization: `Bearer ${key}` });
const submit = (body: unknown, key?: string) => post(`${service.url}/gemini/image/generate`, bearer(key), body);
const poll = (query: string, key?: string) =>
  get(`${service.url}/gemini/task/result${query}`, { headers: bearer(key) });

interface Task {
  readonly taskId: string;
  readonly status: string;
  readonly result: { readonly imageUrls: readonly string[] } | null;
}

async function taskOf(body: unknown): Promise<string> {
  const reply = await submit(body);
  expect(reply.status).toBe(201);
  return ((await reply.json()) as Task).taskId;
}
const look = async (id: string) => (await (await poll(`?taskId=${id}`)).json()) as Task;
/** Looks until a task is completed. */
async function pictureOf(id: string): Promise<string> {
  for (;;) {
    const { status, result } = await look(id);
    if (status === 'completed') return pictureAt(result!.imageUrls[0]!);
  }
}

describe('the tasks of the simulated mountsea', () => {
  it.each([
    ['the example of its document', mountsea['001: the only request'], 'image/png 1024x1024'],
    ['what is required and no more', plain, 'image/png 1024x1024'],
    [
      'the pro model',
      { ...plain, model: 'nano-banana-pro', resolution: '4K', aspect_ratio: '21:9' },
      'image/png 6144x2688',
    ],
    [
      'the ratios of nano-banana-2',
      { ...plain, model: 'nano-banana-2', resolution: '2K', aspect_ratio: '1:4' },
      'image/png 1024x4096',
    ],
    ['an edit of links', edit, 'image/png 1024x1024'],
  ])('take %s', async (_name, body, picture) => {
    expect(await pictureOf(await taskOf(body))).toBe(picture);
    expect(service.violations).toEqual([]);
    expect(service.ledger).toHaveLength(1);
  });

  it('go through their states, of which "ready" is not the end', async () => {
    const id = await taskOf(plain);
    const seen = [];
    for (let round = 0; round < 6; round += 1) seen.push(await look(id));
    expect(seen.map(({ status }) => status)).toEqual([
      'pending',
      'ready',
      'assigned',
      'processing',
      'completed',
      'completed',
    ]);
    expect(seen.map(({ result }) => result === null)).toEqual([true, true, true, true, false, false]);
    expect(seen[0]).toEqual({
      taskId: id,
      status: 'pending',
      result: null,
      createdAt: expect.any(String),
      traceId: expect.any(String),
    });
    expect(seen[4]?.result?.imageUrls).toEqual(seen[5]?.result?.imageUrls);
    expect(service.tasks.looksAt(id)).toBe(6);
    expect(service.ledger).toMatchObject([{ key: 'token-1', model: 'nano-banana-fast', images: 1 }]);
  });

  it.each(['failed', 'cancelled', 'timeout'])('end as %s when told, for free', async (status) => {
    service.tasks.plan({ states: ['ready', status], error: { message: '内容违规', code: 4001 } });
    const id = await taskOf(plain);
    expect((await look(id)).status).toBe('ready');
    expect(await look(id)).toMatchObject({ status, result: null, errorMessage: '内容违规', errorCode: 4001 });
    expect(service.charged).toBe(0);
  });

  it('end with another result when told', async () => {
    service.tasks.plan(
      { states: ['completed'], result: ([url]) => ({ image_url: url }) },
      { states: ['completed'], result: () => ({}) },
    );
    expect((await look(await taskOf(plain))).result).toEqual({ image_url: expect.stringContaining('/files/1.png?') });
    expect((await look(await taskOf(plain))).result).toEqual({});
    expect(service.charged).toBe(2);
  });

  it('belong to a key, and are not found with another or by another number', async () => {
    const id = await taskOf(plain);
    expect((await poll(`?taskId=${id}`, 'token-2')).status).toBe(404);
    expect((await poll('?taskId=nobody')).status).toBe(404);
    expect((await poll(`?taskId=${id}`, 'token-3')).status).toBe(401);
    expect(service.tasks.looksAt(id)).toBe(0);
    expect(service.violations).toEqual([]);
  });

  it('can be looked at again after a look that failed', async () => {
    const id = await taskOf(plain);
    service.plan(
      { on: isPoll, reply: replies.rateLimit({ 'retry-after': '1' }) },
      { on: isPoll, reply: replies.serverError() },
      { on: isPoll, reply: replies.noTask() },
      { on: isPoll, cut: { at: 200, by: 'RST' } },
    );
    const statuses = [];
    for (let round = 0; round < 3; round += 1) statuses.push((await poll(`?taskId=${id}`)).status);
    expect(statuses).toEqual([429, 500, 404]);
    await expect(poll(`?taskId=${id}`)).rejects.toThrow();
    expect((await look(id)).status).toBe('ready');
    expect(service.charged).toBe(1);
  });

  it('give away links that no key may come with', async () => {
    service.tasks.plan({ states: ['completed'] });
    const { result } = await look(await taskOf(plain));
    expect(service.violations).toEqual([]);
    await get(result!.imageUrls[0]!, { headers: bearer() });
    expect(service.violations).toEqual([expect.stringContaining('a download carries "authorization"')]);
  });

  it.each([
    ['no prompt', { action: 'generate' }, '"prompt"'],
    ['no action', { prompt: 'a cat' }, '"action"'],
    ['another action', { ...plain, action: 'create' }, '"action"'],
    ['two images', { ...plain, num_images: 2 }, '"num_images"'],
    ['an edit of nothing', { prompt: 'x', action: 'edit' }, '"image_urls"'],
    ['an edit of an empty list', { ...edit, image_urls: [] }, '"image_urls"'],
    ['an edit of one string', { ...edit, image_urls: edit.image_urls[0] }, '"image_urls"'],
    [
      'a data URI',
      { ...edit, image_urls: [`data:image/png;base64,${makePng(8, 8, 'x').toString('base64')}`] },
      '"image_urls[0]"',
    ],
    ['a file', { ...edit, image_urls: ['file:///a.png'] }, '"image_urls[0]"'],
    ['an extreme ratio for the first model', { ...plain, aspect_ratio: '1:8' }, '"aspect_ratio"'],
    [
      'an extreme ratio for the pro model',
      { ...plain, model: 'nano-banana-pro', aspect_ratio: '4:1' },
      '"aspect_ratio"',
    ],
    ['a ratio of nobody', { ...plain, model: 'nano-banana-2', aspect_ratio: '9:21' }, '"aspect_ratio"'],
    ['2K for the first model', { ...plain, resolution: '2K' }, '"resolution"'],
    ['a step in lower case', { ...plain, model: 'nano-banana-2', resolution: '2k' }, '"resolution"'],
    ['a step of nobody', { ...plain, model: 'nano-banana-2', resolution: '3K' }, '"resolution"'],
    ["Google's name of a model", { ...plain, model: 'gemini-2.5-flash-image' }, '"model"'],
    ['an unknown field', { ...plain, seed: 7 }, '"seed"'],
    ['no JSON', '{"prompt":', 'the body'],
  ])('refuse and note %s', async (_name, body, place) => {
    const reply = await submit(body);
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ statusCode: 400, error: 'Bad Request', message: [expect.any(String)] });
    expectRefused(service);
    expect(service.violations[0]).toContain(place);
  });

  it.each([[''], ['?taskId='], ['?task_id=1'], ['?taskId=1&other=2']])(
    'refuse to be looked at with "%s"',
    async (query) => {
      expect((await poll(query)).status).toBe(400);
      expect(service.violations).toHaveLength(1);
    },
  );

  it('refuse a wrong key without noting it, and other endpoints with', async () => {
    expect((await submit(plain, 'token-3')).status).toBe(401);
    expect(service.violations).toEqual([]);
    expect((await post(`${service.url}/v1/images/generations`, bearer(), plain)).status).toBe(404);
    expect(service.violations).toEqual([expect.stringContaining('no such endpoint')]);
  });
});

describe('its endpoint for local files', () => {
  const data = makePng(160, 90, 'local').toString('base64');
  const body = {
    contents: [{ role: 'user', parts: [{ text: 'at night' }, { inlineData: { mimeType: 'image/png', data } }] }],
    generationConfig: { responseModalities: ['TEXT', 'IMAGE'], imageConfig: { aspectRatio: '16:9', imageSize: '1K' } },
  };
  const ask = (model: string, sent: unknown = body) =>
    post(`${service.url}/gemini/v1beta/models/${model}:generateContent`, bearer(), sent);

  it.each([
    ['gemini-2.5-flash-image', 'image/png 1344x768'],
    ['gemini-3.1-flash-image-preview', 'image/png 1376x768'],
    ['gemini-3-pro-image-preview', 'image/png 1376x768'],
  ])('answers at once for %s', async (model, picture) => {
    const { candidates } = (await (await ask(model)).json()) as {
      candidates: { content: { parts: { inlineData?: { data: string } }[] } }[];
    };
    expect(pictureIn(candidates[0]!.content.parts[1]!.inlineData!.data)).toBe(picture);
    expect(service.violations).toEqual([]);
    expect(service.requests[0]?.references).toMatchObject([{ width: 160, height: 90 }]);
    expect(service.ledger).toMatchObject([{ key: 'token-1', model, images: 1 }]);
  });

  it.each([
    [
      'snake case',
      { contents: [{ role: 'user', parts: [{ text: 'x' }, { inline_data: { mime_type: 'image/png', data } }] }] },
      '"contents[0].parts[1].inline_data"',
    ],
    [
      'a step that the first model lacks',
      { ...body, generationConfig: { imageConfig: { imageSize: '2K' } } },
      '"generationConfig.imageConfig.imageSize"',
    ],
    [
      'an extreme ratio',
      { ...body, generationConfig: { imageConfig: { aspectRatio: '1:8' } } },
      '"generationConfig.imageConfig.aspectRatio"',
    ],
    ['a model in the body', { ...body, model: 'gemini-2.5-flash-image' }, '"model"'],
    ['no contents', {}, '"contents"'],
  ])('refuses and notes %s', async (_name, sent, place) => {
    const reply = await ask('gemini-2.5-flash-image', sent);
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ error: { status: 'INVALID_ARGUMENT' } });
    expectRefused(service);
    expect(service.violations[0]).toContain(place);
  });

  it('knows three names of models only', async () => {
    expect((await ask('nano-banana-fast')).status).toBe(404);
    expect(service.charged).toBe(0);
  });
});

it('runs by hand and prints its address', () => expectRunsByHand('mountsea.mjs'));
