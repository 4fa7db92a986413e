import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { HttpOrder, PayloadObject } from '../../src/base/provider.ts';
import { makePlan, type ImageRequest } from '../../src/core/plan.ts';
import { findModel } from '../../src/providers/index.ts';
import { startMixroute } from '../services/mixroute.mjs';
import { startVapi } from '../services/vapi.mjs';
import type { Vendor } from '../services/vendor.mjs';
import { Contract, key, prepared } from './harness.ts';
import { serviceOf } from './services.ts';

function bodyOf(provider: string, model: string, request: Partial<ImageRequest>): PayloadObject {
  const service = serviceOf(provider);
  const plan = makePlan(service, findModel(service, model), { prompt: 'a cat', references: [], ...request }, () => 0.5);
  const { payload } = plan.orders[0] as HttpOrder;
  return payload.kind === 'json' ? payload.value : expect.unreachable('not JSON');
}

/** A conversation whose last picture has this shape. */
const after = (width: number, height: number): NonNullable<ImageRequest['turns']> => [
  { role: 'user', text: 'a dog', images: [prepared(300, 300)] },
  { role: 'model', images: [prepared(width, height)] },
];

describe('what goes over the wire', () => {
  it.each<[string, Partial<ImageRequest>, string]>([
    ['a conversation', { turns: after(1344, 768) }, '16:9'],
    ['a conversation with another picture', { turns: after(1344, 768), references: [prepared(832, 1248)] }, '2:3'],
    ['a conversation in another shape', { turns: after(1344, 768), aspectRatio: '4:5' }, '4:5'],
    ['a first request', {}, '1:1'],
  ])('keeps, where agicto requires a ratio, that of the picture: %s', (_, request, aspectRatio) => {
    const { generationConfig } = bodyOf('agicto', 'gemini-2.5-flash-image', request);
    expect(generationConfig).toMatchObject({ imageConfig: { aspectRatio } });
  });

  it('has sizes with an asterisk for Qwen, however they were typed', () => {
    const references = [prepared()];
    for (const size of ['1024x1536', '1024X1536', '1024*1536']) {
      const body = bodyOf('dashscope', 'qwen-image-edit-plus', { references, size });
      expect(body['parameters']).toMatchObject({ size: '1024*1536' });
    }
  });

  it('has no size for a Qwen model that documents none', () => {
    const references = [prepared()];
    const body = bodyOf('dashscope', 'qwen-image-edit', { references, size: '1024x1024', resolution: '1K' });
    expect(body['parameters']).toEqual({ watermark: false });
  });

  it('has no watermark at V-API either', () => {
    expect(bodyOf('vapi', 'qwen-image-plus', {})).toMatchObject({ watermark: false });
    expect(bodyOf('vapi', 'qwen-image-plus', { parameters: { watermark: true } })).toMatchObject({ watermark: true });
  });
});

describe('a simulated service', () => {
  const running: { vendor: Vendor; contract: Contract }[] = [];
  const [mixroute, vapi] = [0, 1];
  const at = (index: number) => running[index]!;

  beforeAll(async () => {
    for (const [id, start] of [
      ['mixroute', startMixroute],
      ['vapi', startVapi],
    ] as const) {
      const vendor = await start({ keys: [key] });
      running.push({ vendor, contract: new Contract(id, vendor.url) });
    }
  });

  afterEach(() => {
    for (const { vendor } of running) vendor.clear();
  });

  afterAll(async () => {
    for (const { vendor, contract } of running) {
      contract.dispose();
      await vendor.close();
    }
  });

  it.each([0, 13])('makes as many of a group as were counted, beside %i references', async (count) => {
    const { vendor, contract } = at(mixroute);
    const references = Array.from({ length: count }, (_, index) => prepared(640, 480, index));
    const { plan, result } = contract.run('doubao-seedream-4-5-251128', {
      references,
      parameters: {
        sequential_image_generation: 'auto',
        ...(count > 0 ? { sequential_image_generation_options: { max_images: 2 } } : {}),
      },
    });
    const { images } = await result;
    expect([vendor.violations, images.length]).toEqual([[], plan.imageCount]);
  });

  it.each([false, true])('takes V-API’s conversation without its shape, streamed or not: %s', async (previews) => {
    const { vendor, contract } = at(vapi);
    const request = { turns: after(640, 480), aspectRatio: '16:9', previews };
    const { result } = contract.run('nano-banana', request);
    const { images, notices } = await result;
    expect(vendor.violations).toEqual([]);
    expect(vendor.requests[0]?.json).toEqual(
      expect.objectContaining(previews ? { stream: true } : { model: 'nano-banana' }),
    );
    expect(JSON.stringify(vendor.requests[0]?.json).includes('"stream"')).toBe(previews);
    expect([images.length, notices.map(({ code }) => code)]).toEqual([1, ['ignored']]);
  });
});
