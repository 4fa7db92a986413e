import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ark, replies, startArk } from './ark.mjs';
import {
  dataUri,
  eventsOf,
  expectRefused,
  expectRunsByHand,
  get,
  heavyPng,
  pictureAt,
  pictureIn,
  post,
} from './asking.ts';
import { makeJpeg, makePng } from './images.mjs';

let service: Ark;
beforeEach(async () => {
  service = await startArk({ keys: ['ark-test-1'] });
});
afterEach(() => service.close());

const ids = {
  third: 'doubao-seedream-3-0-t2i-250415',
  edit: 'doubao-seededit-3-0-i2i-250628',
  fourth: 'doubao-seedream-4-0-250828',
  later: 'doubao-seedream-4-5-251128',
  fifth: 'doubao-seedream-5-0-260128',
  lite: 'doubao-seedream-5-0-lite-260128',
};
const png = dataUri('png', makePng(90, 60, 'a'));
const plain = { model: ids.later, prompt: '一隻貓' };
const group = (max_images: number) => ({
  sequential_image_generation: 'auto',
  sequential_image_generation_options: { max_images },
});

function ask(body: unknown, key = 'ark-test-1'): Promise<Response> {
  return post(`${service.url}/api/v3/images/generations`, { authorization: `Bearer ${key}` }, body);
}

interface Answer {
  readonly model: string;
  readonly data: readonly {
    readonly url: string;
    readonly b64_json: string;
    readonly size: string;
    readonly error: { readonly code: string };
  }[];
  readonly usage: { readonly generated_images: number };
  readonly error: { readonly code: string; readonly message: string };
}

const answerOf = async (reply: Response) => (await reply.json()) as Answer;

describe('the simulated Ark', () => {
  it.each([
    ['a prompt alone', plain, 'image/jpeg 2048x2048'],
    ['a size in pixels', { ...plain, size: '2304x1728', watermark: false }, 'image/jpeg 2304x1728'],
    ['the smallest size of 4.0', { ...plain, model: ids.fourth, size: '1280x720' }, 'image/jpeg 1280x720'],
    ['1K of 4.0, optimised fast', fast(), 'image/jpeg 1024x1024'],
    [
      'seed and guidance of 3.0',
      { ...plain, model: ids.third, size: '512x768', seed: 7, guidance_scale: 2.5 },
      'image/jpeg 512x768',
    ],
    [
      'seededit',
      { ...plain, model: ids.edit, image: png, size: 'adaptive', seed: 7, guidance_scale: 5.5 },
      'image/jpeg 90x60',
    ],
    [
      'a PNG of 5.0',
      { ...plain, model: ids.fifth, output_format: 'png', tools: [{ type: 'web_search' }] },
      'image/png 2048x2048',
    ],
    ['3K of lite', { ...plain, model: ids.lite, size: '3K' }, 'image/jpeg 3072x3072'],
  ])('accepts %s', async (_name, body, picture) => {
    const { data, model, usage } = await answerOf(await ask({ ...body, response_format: 'b64_json' }));
    expect(data.map(({ b64_json }) => pictureIn(b64_json))).toEqual([picture]);
    expect(picture).toContain(data[0]!.size);
    expect(model).toBe(body.model);
    expect(usage).toMatchObject({ generated_images: 1 });
    expect(service.violations).toEqual([]);
    expect(service.ledger).toMatchObject([{ key: 'ark-test-1', model: body.model, images: 1 }]);
  });

  function fast() {
    return { ...plain, model: ids.fourth, size: '1K', optimize_prompt_options: { mode: 'fast', thinking: 'disabled' } };
  }

  it('gives signed links by default, to be fetched as they are and without a key', async () => {
    const { data } = await answerOf(await ask(plain));
    const { url } = data[0]!;
    expect(url).toContain('X-Tos-Expires=86400');
    expect(await pictureAt(url)).toBe('image/jpeg 2048x2048');
    expect(service.violations).toEqual([]);
    expect((await get(url.replace('%2B', '+'))).status).toBe(403);
    await get(url, { headers: { authorization: 'Bearer ark-test-1' } });
    expect(service.violations).toHaveLength(1);
  });

  it('takes links and data URIs, one or up to fourteen', async () => {
    const jpeg = dataUri('jpeg', makeJpeg(8, 8, 'x'));
    const image = [...Array.from({ length: 12 }, () => png), jpeg, 'https://example.com/a.png?x=1'];
    for (const each of [png, 'https://example.com/a.png', image]) {
      expect((await ask({ ...plain, image: each })).status).toBe(200);
    }
    expect(service.violations).toEqual([]);
    expect(service.requests.map(({ references }) => references.length)).toEqual([1, 0, 13]);
  });

  it('makes groups, as many as it decides, and charges what came', async () => {
    service.group = 3;
    service.failing = [1];
    const { data, usage } = await answerOf(await ask({ ...plain, ...group(4), image: png }));
    expect(data.map((part) => Object.keys(part)[0])).toEqual(['url', 'error', 'url']);
    expect(data[1]!.error.code).toBe('OutputImageSensitiveContentDetected');
    expect(usage.generated_images).toBe(2);
    expect(service.charged).toBe(2);
  });

  it.each(['created', 'created_at'] as const)(
    'streams parts and failures, then the end without a picture (%s)',
    async (timeKey) => {
      service.failing = [1];
      service.timeKey = timeKey;
      const events = await eventsOf(await ask({ ...plain, ...group(3), stream: true, response_format: 'b64_json' }));
      expect(events.map(({ data }) => (data as { type?: string }).type ?? data)).toEqual([
        'image_generation.partial_succeeded',
        'image_generation.partial_failed',
        'image_generation.partial_succeeded',
        'image_generation.completed',
        '[DONE]',
      ]);
      expect(events[1]?.data).toMatchObject({ image_index: 1, error: { code: expect.any(String) } });
      expect(pictureIn((events[2]!.data as { b64_json: string }).b64_json)).toBe('image/jpeg 2048x2048');
      expect(events[3]?.data).not.toHaveProperty('b64_json');
      expect(events[3]?.data).toMatchObject({ usage: { generated_images: 2 }, [timeKey]: expect.any(Number) });
      expect(service.charged).toBe(2);
    },
  );

  it.each<[string, object]>([
    ['an unknown field', { n: 2 }],
    ['no prompt', { prompt: undefined }],
    ['no model', { model: undefined }],
    ['1K with 4.5', { size: '1K' }],
    ['a size in lower case', { size: '2k' }],
    ['a size with another sign', { size: '2048*2048' }],
    ['too few pixels for 4.5', { size: '1920x1080' }],
    ['too many pixels', { size: '4096x4112' }],
    ['a shape beyond 16', { size: '8192x496' }],
    ['a seed with 4.5', { seed: 7 }],
    ['guidance with 4.5', { guidance_scale: 2.5 }],
    ['an output format with 4.5', { output_format: 'png' }],
    ['fast optimisation with 4.5', { optimize_prompt_options: { mode: 'fast' } }],
    ['another response format', { response_format: 'base64' }],
    ['a watermark in quotes', { watermark: 'false' }],
    ['a group of sixteen', group(16)],
    ['a group that is too large with its references', { ...group(14), image: [png, png] }],
    ['options of a group without one', { sequential_image_generation_options: { max_images: 2 } }],
    ['fifteen references', { image: Array.from({ length: 15 }, () => png) }],
    ['no references in a list', { image: [] }],
    ['raw base64', { image: png.replace(/^.*,/, '') }],
    ['a link without encryption', { image: 'http://example.com/a.png' }],
    ['a PNG called JPEG', { image: png.replace('png', 'jpeg') }],
    ['a type in capitals', { image: png.replace('png', 'PNG') }],
    ['a reference with 3.0', { model: ids.third, image: png }],
    ['a step with 3.0', { model: ids.third, size: '1K' }],
    ['a large size with 3.0', { model: ids.third, size: '2304x1728' }],
    ['a narrow size with 3.0', { model: ids.third, size: '256x2048' }],
    ['a stream with 3.0', { model: ids.third, stream: true }],
    ['a group with 3.0', { model: ids.third, sequential_image_generation: 'disabled' }],
    ['seededit without an image', { model: ids.edit }],
    ['seededit with two images', { model: ids.edit, image: [png, png] }],
    ['seededit in pixels', { model: ids.edit, image: png, size: '1024x1024' }],
    ['eleven references with 4.0', { model: ids.fourth, image: Array.from({ length: 11 }, () => png) }],
    ['4K with lite', { model: ids.lite, size: '4K' }],
  ])('refuses and notes %s', async (_name, change) => {
    const reply = await ask({ ...plain, ...change });
    expect(reply.status).toBe(400);
    const { error } = await answerOf(reply);
    expect(error).toMatchObject({ code: expect.stringMatching(/^(?:Invalid|Missing)Parameter/), type: 'BadRequest' });
    expect(error.message).toContain('Request id: ');
    expectRefused(service);
  });

  it('has its own word for a reference above 10 MB', async () => {
    const reply = await ask({ ...plain, image: dataUri('png', heavyPng(10 * 1024 * 1024 + 1)) });
    expect((await answerOf(reply)).error.code).toBe('InvalidParameter.OversizedImage');
    expectRefused(service);
  });

  it('tells unknown models from those that are not activated, and knows its keys', async () => {
    service.models = [ids.fourth];
    expect((await answerOf(await ask(plain))).error.code).toBe('ModelNotOpen');
    expect((await answerOf(await ask({ ...plain, model: 'doubao-seedream-9' }))).error.code).toContain('NotFound');
    const reply = await ask(plain, 'ark-wrong');
    expect(reply.status).toBe(401);
    expect((await answerOf(reply)).error.code).toBe('AuthenticationError');
    expect(service.violations).toEqual([]);
  });

  it('has no endpoint for edits', async () => {
    const reply = await post(`${service.url}/api/v3/images/edits`, { authorization: 'Bearer ark-test-1' }, plain);
    expect(reply.status).toBe(404);
    expectRefused(service);
  });

  it('has a code for every error', async () => {
    for (const make of Object.values(replies) as (() => { status: number })[]) {
      service.plan({ reply: make() });
      const reply = await ask(plain);
      if (reply.status >= 400) expect((await answerOf(reply)).error.code).toMatch(/^[A-Z][\w.]+$/);
      else expect(await reply.text()).toContain('"error":{"code"');
    }
  });
});

it('runs by hand', () => expectRunsByHand('ark.mjs'));
