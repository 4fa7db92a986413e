import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataUri, expectRefused, expectRunsByHand, get, heavyPng, pictureAt, post } from './asking.ts';
import { type DashScope, replies, startDashScope } from './dashscope.mjs';
import { makePng } from './images.mjs';

let service: DashScope;
beforeEach(async () => {
  service = await startDashScope({ keys: ['sk-cn-1'] });
});
afterEach(() => service.close());

const services = '/api/v1/services/aigc';
const authorization = { authorization: 'Bearer sk-cn-1' };
const image = { image: dataUri('png', makePng(600, 400, 'a')) };
const body = (model: string, content: unknown[], parameters?: object) => ({
  model,
  input: { messages: [{ role: 'user', content }] },
  ...(parameters ? { parameters } : {}),
});
const text = { text: '一隻貓' };
const paint = (parameters?: object) => body('qwen-image-plus', [text], parameters);
const edit = (...content: unknown[]) => body('qwen-image-edit-plus', content);

function ask(sent: unknown, headers: Record<string, string> = authorization): Promise<Response> {
  return post(`${service.url}${services}/multimodal-generation/generation`, headers, sent);
}

interface Answer {
  readonly output: {
    readonly choices: readonly { readonly message: { readonly content: readonly { readonly image: string }[] } }[];
    readonly task_id: string;
    readonly task_status: string;
    readonly results: readonly { readonly url: string }[];
    readonly task_metrics: object;
  };
}

const answerOf = async (reply: Response) => (await reply.json()) as Answer;
const linksOf = ({ output }: Answer) =>
  output.choices.flatMap(({ message }) => message.content.map(({ image: link }) => link));

describe('the simulated DashScope', () => {
  it.each([
    ['a prompt alone', paint(), 'image/png 1328x1328', 1],
    [
      'everything that is documented',
      paint({
        size: '1664*928',
        n: 1,
        negative_prompt: '模糊',
        prompt_extend: true,
        watermark: false,
        seed: 2_147_483_647,
      }),
      'image/png 1664x928',
      1,
    ],
    ['the size of an older page', body('qwen-image-max', [text], { size: '1472*1140' }), 'image/png 1472x1140', 1],
    ['a picture to edit', edit(image, text), 'image/png 1254x836', 1],
    [
      'three pictures, one of them a link, and six results',
      body('qwen-image-edit-plus', [{ image: 'https://example.com/a.png' }, image, image, text], {
        n: 6,
        size: '512*2048',
      }),
      'image/png 512x2048',
      6,
    ],
    ['an edit without a size', body('qwen-image-edit', [image, text], { watermark: false }), 'image/png 1254x836', 1],
    [
      'a newer model with any size',
      body('qwen-image-2.0-pro', [text], { size: '3000*600', n: 2 }),
      'image/png 3000x600',
      2,
    ],
  ])('accepts %s', async (_name, sent, picture, count) => {
    const answer = await answerOf(await ask(sent));
    const links = linksOf(answer);
    expect(await Promise.all(links.map(pictureAt))).toEqual(Array.from({ length: count }, () => picture));
    expect(answer).toMatchObject({ usage: { image_count: count }, request_id: expect.any(String) });
    expect(service.violations).toEqual([]);
    expect(service.ledger).toMatchObject([{ key: 'sk-cn-1', model: sent.model, images: count }]);
  });

  it('gives several images as choices or as one content', async () => {
    const sent = body('qwen-image-edit-plus', [image, text], { n: 2 });
    const choices = await answerOf(await ask(sent));
    service.layout = 'content';
    const content = await answerOf(await ask(sent));
    expect([choices.output.choices.length, content.output.choices.length]).toEqual([2, 1]);
    expect([linksOf(choices).length, linksOf(content).length]).toEqual([2, 2]);
  });

  it.each<[string, unknown]>([
    ['an unknown field', { ...paint(), n: 1 }],
    ['an unknown parameter', paint({ guidance_scale: 3 })],
    ['a size with an x', paint({ size: '1664x928' })],
    ['a size that the model does not have', paint({ size: '1024*1024' })],
    ['two images of a model that makes one', paint({ n: 2 })],
    ['a seed in quotes', paint({ seed: '4' })],
    ['a seed that is too large', paint({ seed: 2 ** 31 })],
    ['a negative prompt that is too long', paint({ negative_prompt: '長'.repeat(501) })],
    ['a prompt that is too long', body('qwen-image-plus', [{ text: '長'.repeat(801) }])],
    ['no text', edit(image)],
    ['two texts', edit(image, text, text)],
    ['the text before the picture', edit(text, image)],
    ['no picture to edit', edit(text)],
    ['four pictures', edit(image, image, image, image, text)],
    ['a picture for a model that has no use for it', body('qwen-image-plus', [image, text])],
    ['a size where there is none', body('qwen-image-edit', [image, text], { size: '1024*1024' })],
    ['a side that is too long', body('qwen-image-edit-plus', [image, text], { size: '2049*1024' })],
    ['seven images', body('qwen-image-edit-plus', [image, text], { n: 7 })],
    ['raw base64', edit({ image: image.image.replace(/^.*,/, '') }, text)],
    ['a tiny picture', edit({ image: dataUri('png', makePng(383, 400, 'x')) }, text)],
    ['a vast picture', edit({ image: dataUri('png', makePng(3073, 400, 'x')) }, text)],
    ['a type of part', edit({ type: 'image', ...image }, text)],
    ['two messages', { ...paint(), input: { messages: [...paint().input.messages, ...paint().input.messages] } }],
    ['a message of the assistant', { ...paint(), input: { messages: [{ role: 'assistant', content: [text] }] } }],
    ['content as a text', { ...paint(), input: { messages: [{ role: 'user', content: 'x' }] } }],
    ['a prompt in place of messages', { model: 'qwen-image-plus', input: { prompt: 'x' } }],
    ['no model', { ...paint(), model: undefined }],
    ['no JSON', '{'],
  ])('refuses and notes %s', async (_name, sent) => {
    const reply = await ask(sent);
    expect(reply.status).toBe(400);
    expect(await answerOf(reply)).toEqual({
      code: 'InvalidParameter',
      message: expect.any(String),
      request_id: expect.any(String),
    });
    expectRefused(service);
  });

  it('has its own status for a picture above 10 MB', async () => {
    const reply = await ask(edit({ image: dataUri('png', heavyPng(10 * 1024 * 1024 + 1)) }, text));
    expect(reply.status).toBe(413);
    expectRefused(service);
  });

  it('takes no key of another region', async () => {
    const reply = await ask(paint(), { authorization: 'Bearer sk-intl-1' });
    expect(reply.status).toBe(401);
    expect(await answerOf(reply)).toMatchObject({ code: 'InvalidApiKey' });
    expect(service.violations).toEqual([]);
  });

  it('does not know other models and endpoints', async () => {
    expect(await answerOf(await ask(body('qwen-max', [text])))).toMatchObject({ message: 'Model not exist.' });
    expect(service.violations).toEqual([]);
    expect((await post(`${service.url}/v1/images/generations`, authorization, paint())).status).toBe(404);
    expectRefused(service);
  });

  it('has a code for every error', async () => {
    for (const make of Object.values(replies)) {
      service.plan({ reply: make() });
      const reply = await ask(paint());
      const answer = await answerOf(reply);
      if (reply.status >= 400)
        expect(answer).toMatchObject({ code: expect.any(String), request_id: expect.any(String) });
      else expect(JSON.stringify(answer)).not.toContain('"image"');
    }
  });
});

describe('its tasks', () => {
  const sent = { model: 'qwen-image-plus', input: { prompt: '一隻貓' }, parameters: { size: '928*1664', n: 1 } };
  const isAsync = { 'x-dashscope-async': 'enable' };
  const submit = (prompt: unknown = sent, headers: Record<string, string> = isAsync) =>
    post(`${service.url}${services}/text2image/image-synthesis`, { ...authorization, ...headers }, prompt);
  const poll = async (id: string, headers = authorization) =>
    (await answerOf(await get(`${service.url}/api/v1/tasks/${id}`, { headers }))).output;
  const start = async (): Promise<string> => (await answerOf(await submit())).output.task_id;

  it('run at the pace that they are told to, and are charged once', async () => {
    service.pace = ['PENDING', 'RUNNING', 'SUCCEEDED'];
    const id = await start();
    const seen = [];
    for (let round = 0; round < 4; round += 1) seen.push(await poll(id));
    expect(seen.map(({ task_status }) => task_status)).toEqual(['PENDING', 'RUNNING', 'SUCCEEDED', 'SUCCEEDED']);
    expect(await pictureAt(seen[3]!.results[0]!.url)).toBe('image/png 928x1664');
    expect(seen[3]!.task_metrics).toEqual({ TOTAL: 1, SUCCEEDED: 1, FAILED: 0 });
    expect(service.violations).toEqual([]);
    expect(service.ledger).toMatchObject([{ model: 'qwen-image-plus', images: 1 }]);
  });

  it('fail for free, as a whole or in their results', async () => {
    service.pace = ['FAILED'];
    expect(await poll(await start())).toMatchObject({ task_status: 'FAILED', code: 'DataInspectionFailed' });
    service.pace = ['SUCCEEDED'];
    service.failing = [0];
    expect(await poll(await start())).toMatchObject({ results: [{ code: 'DataInspectionFailed' }] });
    expect(service.charged).toBe(0);
  });

  it('are unknown to other keys and by other ids', async () => {
    service.keys = ['sk-cn-1', 'sk-cn-2'];
    const id = await start();
    expect(await poll(id, { authorization: 'Bearer sk-cn-2' })).toMatchObject({ task_status: 'UNKNOWN' });
    expect(await poll('no-such-task')).toMatchObject({ task_status: 'UNKNOWN' });
  });

  it('need their header, which other endpoints do not take', async () => {
    expect(await answerOf(await submit(sent, {}))).toMatchObject({ code: 'AccessDenied' });
    expect(await answerOf(await ask(paint(), { ...authorization, ...isAsync }))).toMatchObject({
      code: 'AccessDenied',
    });
    expect(service.charged).toBe(0);
  });

  it('refuse and note messages, and know only their models', async () => {
    expect((await submit({ ...paint() })).status).toBe(400);
    expectRefused(service);
    expect(await answerOf(await submit({ ...sent, model: 'qwen-image-max' }))).toMatchObject({
      message: 'Model not exist.',
    });
  });
});

it('runs by hand', () => expectRunsByHand('dashscope.mjs'));
