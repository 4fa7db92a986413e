import { json } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { HttpOrder } from '../../src/base/provider.ts';
import { makePlan, type ImageRequest } from '../../src/core/plan.ts';
import { findModel } from '../../src/providers/index.ts';
import { wireBody } from '../../src/wire/body.ts';
import { fakePorts, reference } from '../core/fakes.ts';
import { agicto, mixroute, mountsea, picture, prompts, vapi } from '../services/documented.ts';
import { serviceOf } from './services.ts';

type Wish = Partial<ImageRequest>;
/** What a person asks for to have each request of a service's documents sent. */
type Wishes<Documented> = { readonly [Name in keyof Documented]: Wish };

const image = reference(picture);
const generations = '/v1/images/generations';
const fine = { aspectRatio: '16:9', quality: 'high', resolution: '2K' };
const sampling = { temperature: 1.1, top_p: 0.95 };

const ofMixroute: Wishes<typeof mixroute> = {
  '000: the first and the last request': { prompt: prompts.cat, ...fine },
  '000: 請求示例': {
    prompt: prompts.photo,
    ...fine,
    outputFormat: 'png',
    parameters: { response_modalities: 'image' },
  },
  '004: Gemini': {
    prompt: prompts.photo,
    ...fine,
    outputFormat: 'png',
    parameters: { ...sampling, response_modalities: 'image' },
  },
  '004: Gemini, with an image': {
    prompt: prompts.tower,
    references: [image],
    ...fine,
    resolution: '3K',
    parameters: sampling,
  },
  '004: 豆包 Seedream': {
    prompt: prompts.photo,
    size: '2048x2048',
    seed: 12345,
    parameters: { optimize_prompt_options: { mode: 'standard' } },
  },
  '004: 豆包 Seedream, with an image': {
    prompt: prompts.oil,
    references: [image],
    size: '2048x2048',
    seed: 12345,
  },
  '004: GPT Image': { prompt: prompts.photo, size: '1024x1024', quality: 'high' },
  '004: GPT Image, with an image': {
    prompt: prompts.oil,
    references: [image],
    size: '1024x1024',
    quality: 'high',
    parameters: { input_fidelity: 'medium' },
  },
  '004: 通義千問': {
    prompt: prompts.couplet,
    negativePrompt: '1',
    seed: 4,
    parameters: { parameters: { prompt_extend: true, watermark: true } },
  },
  '004: the last request': { prompt: prompts.cat, size: '1024x1024', parameters: { n: 1, watermark: null } },
};

const ofAgicto: Wishes<typeof agicto> = {
  '002: the only request': {
    prompt: prompts.llama,
    references: [image, image],
    aspectRatio: '1:1',
    resolution: '1K',
  },
};

const ofVapi: Wishes<typeof vapi> = {
  '003: 基础示例': { prompt: prompts.street, aspectRatio: '2:3' },
  '003: nano-banana-pro': { prompt: prompts.street, aspectRatio: '2:3', resolution: '4K' },
  '003: 名称携带-2k': { prompt: prompts.street, aspectRatio: '2:3' },
};

function paired<Documented extends Readonly<Record<string, { readonly model: string }>>>(
  provider: string,
  documented: Documented,
  wishes: Wishes<Documented>,
) {
  return Object.entries(documented).map(([name, body]) => ({ provider, name, wish: wishes[name]!, body }));
}

/** What goes over the wire for a wish, and where to. */
async function sent(provider: string, model: string, wish: Wish): Promise<{ path: string; body: unknown }> {
  const service = serviceOf(provider);
  const plan = makePlan(service, findModel(service, model), { prompt: '', references: [], ...wish }, () => 0.5);
  expect(plan.orders).toHaveLength(1);
  const { path, payload } = plan.orders[0] as HttpOrder;
  const { base64 } = fakePorts().ports;
  return { path, body: await json(wireBody(payload, { base64, boundary: '' }).stream()) };
}

describe('the request examples of the documents', () => {
  it.each([
    ...paired('mixroute', mixroute, ofMixroute),
    ...paired('agicto', agicto, ofAgicto),
    ...paired('vapi', vapi, ofVapi),
  ])('are what is sent: $provider, $name', async ({ provider, wish, body }) => {
    expect(await sent(provider, body.model, wish)).toEqual({ path: generations, body });
  });

  // Mountsea's document has one request that is neither: "generate" with the links of an edit, and a resolution for a
  // model that has none.
  const { image_urls: links, resolution, ...both } = mountsea['001: the only request'];
  const wish = { prompt: prompts.meadow, aspectRatio: '1:1' };

  it('are what is sent: mountsea, without the links where nothing is edited', async () => {
    expect(await sent('mountsea', 'nano-banana-pro', { ...wish, resolution })).toEqual({
      path: '/gemini/image/generate',
      body: { ...both, model: 'nano-banana-pro', resolution },
    });
  });

  it('are what is sent: mountsea, as an edit of the links', async () => {
    expect(await sent('mountsea', 'nano-banana-fast', { ...wish, referenceUrls: links })).toEqual({
      path: '/gemini/image/generate',
      body: { ...both, action: 'edit', image_urls: links },
    });
  });
});
