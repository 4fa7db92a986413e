import { describe, expect, it } from 'vitest';
import type { EaselError } from '../../src/base/errors.ts';
import type { JsonObject } from '../../src/base/json.ts';
import { FileValue, type HttpOrder, type SketchOrder } from '../../src/base/provider.ts';
import { parseOptions } from '../../src/core/options.ts';
import { makePlan, type ImageRequest } from '../../src/core/plan.ts';
import { findModel } from '../../src/providers/index.ts';
import { serviceOf } from '../providers/services.ts';
import { reference } from './fakes.ts';

function plan(request: Partial<ImageRequest>, provider = 'mixroute', modelId?: string) {
  const service = serviceOf(provider);
  const model = findModel(service, modelId ?? service.firstModel);
  return makePlan(service, model, { prompt: 'a cat', references: [], ...request }, () => 0.5);
}

const body = (request: Partial<ImageRequest>, modelId?: string) => {
  const { payload } = plan(request, 'mixroute', modelId).orders[0] as HttpOrder;
  return payload.kind === 'json' ? payload.value : expect.unreachable('not JSON');
};

function refusal(work: () => unknown): EaselError {
  try {
    work();
  } catch (error) {
    return error as EaselError;
  }
  return expect.unreachable('it was not refused');
}

describe('a plan for mixroute’s Gemini models', () => {
  it('sends the smallest body for the smallest wish', () => {
    expect(body({})).toEqual({ model: 'gemini-2.5-flash-image', prompt: 'a cat', response_format: 'b64_json', n: 1 });
  });

  it('puts earlier turns before the new one', () => {
    const [first, made] = [reference(), reference()];
    const turns = [
      { role: 'user', text: 'a cat', images: [first] },
      { role: 'model', images: [made] },
    ] as const;
    expect(body({ prompt: 'now in snow', turns })['contents']).toEqual([
      { role: 'user', parts: [{ text: 'a cat' }, { image: new FileValue(first, 'dataUri') }] },
      { role: 'model', parts: [{ image: new FileValue(made, 'dataUri') }] },
      { role: 'user', parts: [{ text: 'now in snow' }] },
    ]);
  });

  it('sends an unknown model as it is', () => {
    expect(body({}, 'gemini-9-ultra-image')['model']).toBe('gemini-9-ultra-image');
  });

  it('asks for several variations by as many calls', () => {
    const made = plan({ count: 3 });
    expect([made.orders.length, made.imageCount]).toEqual([3, 3]);
  });

  it('says beforehand that 3K may come as something else', () => {
    expect(plan({ resolution: '3K' }).notices.map((notice) => notice.code)).toEqual(['size']);
  });

  it.each([
    ['seed', { seed: 1 }],
    ['negativePrompt', { negativePrompt: 'dogs' }],
    ['background', { background: 'transparent' }],
    ['mask', { mask: reference() }],
    ['mask', { hasMask: true }],
  ])('says that %s is ignored, and does not send it', (name, request) => {
    const made = plan(request);
    expect(made.notices).toEqual([{ code: 'ignored', message: expect.stringContaining(`"${name}"`) as string }]);
    expect(Object.keys(body(request)).sort()).toEqual(['model', 'n', 'prompt', 'response_format']);
  });

  it.each([
    ['an empty prompt', { prompt: '  \n ' }, /empty/],
    ['a prompt of 40,000 characters', { prompt: '貓'.repeat(40_000) }, /40000 characters.*at most 32000/],
    ['a ratio it does not know', { aspectRatio: '7:5' }, /16:9/],
    ['a resolution it does not know', { resolution: '8K' }, /1K, 2K, 3K/],
    ['a quality it does not know', { quality: 'best' }, /high, medium, low/],
    ['a format it cannot make', { outputFormat: 'webp' }, /png, jpeg/],
    ['more references than it takes', { references: Array.from({ length: 7 }, () => reference()) }, /at most 6.*are 7/],
    ['a size that is no ratio of its', { size: '1000x90' }, /1:1/],
  ])('refuses %s, says what would do, and costs nothing', (_, request, words) => {
    const error = refusal(() => plan(request));
    expect([error.code, error.money]).toEqual(['invalidRequest', 'notSent']);
    expect(error.message).toMatch(words);
  });

  it('takes a size in pixels for the ratio that it has, and says so', () => {
    const made = plan({ size: '1536x1024' });
    expect(made.asked.aspectRatio).toBe('3:2');
    expect(made.notices.map((notice) => notice.code)).toEqual(['size']);
  });
});

describe('parameters', () => {
  it('are merged last and deep; null removes; arrays replace', () => {
    const sent = body({ quality: 'high', parameters: { quality: null, extra: { a: { b: 1 } }, list: [1] } });
    expect(sent).toEqual({
      model: 'gemini-2.5-flash-image',
      prompt: 'a cat',
      response_format: 'b64_json',
      n: 1,
      extra: { a: { b: 1 } },
      list: [1],
    });
  });

  it.each(['model', 'prompt', 'contents', 'messages', 'input', 'image', 'mask'])('may not hold %s', (name) => {
    const error = refusal(() => plan({ parameters: { [name]: 'x' } }));
    expect([error.code, error.money]).toEqual(['invalidRequest', 'notSent']);
    expect(error.message).toContain(name);
  });

  it('that raise the number of images are counted', () => {
    expect(plan({ parameters: { n: 4 } }).imageCount).toBe(4);
    expect(plan({ count: 2, parameters: { n: 4 } }).imageCount).toBe(8);
  });

  const group = (options?: JsonObject): JsonObject => ({
    sequential_image_generation: 'auto',
    ...(options && { sequential_image_generation_options: options }),
  });
  const seedream = 'doubao-seedream-4-5-251128';

  it.each([
    ['mixroute', seedream, group(), 0, 4],
    ['mixroute', seedream, group({ max_images: 3 }), 0, 3],
    ['mixroute', seedream, group(), 13, 2],
    ['ark', seedream, group(), 0, 15],
    ['ark', seedream, group(), 4, 11],
    ['vapi', seedream, group(), 0, 15],
    ['openai', seedream, group({ max_images: 9 }), 0, 9],
    ['vapi', 'qwen-image-2.0', { parameters: { n: 5 } }, 0, 5],
    ...['generationConfig', 'generation_config'].flatMap((config) =>
      ['candidateCount', 'candidate_count'].flatMap((name) =>
        (['google', 'agicto', 'mountsea'] as const).map(
          (provider) => [provider, undefined, { [config]: { [name]: 4 } }, 1, 4] as const,
        ),
      ),
    ),
  ] as const)('that ask %s, %s for %j beside %i references are counted', (provider, model, parameters, many, count) => {
    const references = Array.from({ length: many }, () => reference());
    expect(plan({ references, parameters }, provider, model).imageCount).toBe(count);
  });

  it.each([
    ['mixroute', seedream, group({ max_images: 5 }), 0],
    ['mixroute', 'gpt-image-1', { n: 11 }, 0],
    ['ark', seedream, group({ max_images: 16 }), 0],
    ['ark', seedream, group({ max_images: 12 }), 4],
    ['dashscope', 'qwen-image-edit-plus', { parameters: { n: 7 } }, 1],
  ])(
    'that ask %s, %s for %j beside %i references are refused, as it makes fewer',
    (provider, model, parameters, many) => {
      const references = Array.from({ length: many }, () => reference());
      const error = refusal(() => plan({ references, parameters }, provider, model));
      expect([error.code, error.money]).toEqual(['invalidRequest', 'notSent']);
    },
  );
});

describe('what would be dropped silently', () => {
  it('is refused when it is a mask without an image, for which money would be spent', () => {
    const error = refusal(() => plan({ mask: reference() }, 'openai'));
    expect([error.code, error.money]).toEqual(['invalidRequest', 'notSent']);
    expect(error.message).toMatch(/mask/);
    expect(plan({ mask: reference(), references: [reference()] }, 'openai').notices).toEqual([]);
  });

  it('is refused when it is transparency that the format does not have', () => {
    const error = refusal(() => plan({ background: 'transparent', outputFormat: 'jpeg' }, 'openai'));
    expect([error.code, error.money]).toEqual(['invalidRequest', 'notSent']);
    expect(plan({ background: 'transparent', outputFormat: 'webp' }, 'openai').notices).toEqual([]);
  });

  it('is refused when it is the end of a negative prompt', () => {
    const refused = refusal(() => plan({ negativePrompt: '狗'.repeat(501) }, 'dashscope'));
    expect(refused.message).toMatch(/negative prompt has 501 characters.*at most 500/);
    expect(plan({ negativePrompt: '狗'.repeat(500) }, 'dashscope').notices).toEqual([]);
  });
});

describe('limits that no document states', () => {
  it('are none: Ark reads a prompt of any length', () => {
    expect(plan({ prompt: '貓'.repeat(50_000) }, 'ark').orders).toHaveLength(1);
  });

  it('are none: 32,768 tokens of words are a lot of characters', () => {
    expect(plan({ prompt: 'cats '.repeat(26_000) }, 'vapi').orders).toHaveLength(1);
  });

  it.each(['google', 'mixroute'])('are a notice: more references than recommended at %s', (provider) => {
    const references = (count: number) => Array.from({ length: count }, () => reference());
    const made = (count: number) => plan({ references: references(count) }, provider, 'gemini-2.5-flash-image');
    expect(made(3).notices).toEqual([]);
    expect(made(4).notices).toEqual([
      { code: 'ignored', message: expect.stringMatching(/at most 3.*are 4/) as string },
    ]);
    expect(made(4).orders).toHaveLength(1);
  });
});

describe('what a document lists and the model behind may not heed', () => {
  it.each<[string, Partial<ImageRequest>, string, RegExp]>([
    ['doubao-seedream-4-0-250828', { seed: 12345 }, 'seed', /"seed"/],
    ['gpt-image-1', { parameters: { input_fidelity: 'medium' } }, 'input_fidelity', /"input_fidelity"/],
    ['gpt-image-1-mini', { parameters: { input_fidelity: 'high' } }, 'input_fidelity', /"input_fidelity"/],
  ])('is sent to mixroute with a notice: %s, %j', (model, request, field, words) => {
    expect(body(request, model)).toHaveProperty(field);
    expect(plan(request, 'mixroute', model).notices).toEqual([
      { code: 'ignored', message: expect.stringMatching(words) as string },
    ]);
  });

  it.each<[string, Partial<ImageRequest>]>([
    ['doubao-seedream-3-0-t2i-250415', { seed: 12345 }],
    ['gpt-image-1', { parameters: { input_fidelity: 'high' } }],
  ])('is said of nothing else: %s, %j', (model, request) => {
    expect(plan(request, 'mixroute', model).notices).toEqual([]);
  });
});

describe('a conversation by a chat that knows no size', () => {
  const turns = [
    { role: 'user', text: 'a cat', images: [] },
    { role: 'model', images: [reference()] },
  ] as const;
  const sent = (request: Partial<ImageRequest>) => {
    const { path, payload } = plan({ turns, ...request }, 'vapi', 'nano-banana-pro').orders[0] as HttpOrder;
    return { path, fields: payload.kind === 'json' ? Object.keys(payload.value) : [] };
  };

  it('goes on without the size, and says so', () => {
    const request = { turns, aspectRatio: '2:3', resolution: '2K' };
    expect(sent(request)).toEqual({ path: '/v1/chat/completions', fields: ['model', 'messages'] });
    expect(plan(request, 'vapi', 'nano-banana-pro').notices.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      expect.stringMatching(/^ignored: .*"aspectRatio"/),
      expect.stringMatching(/^ignored: .*"resolution"/),
    ]);
    expect(plan(request, 'vapi', 'nano-banana-pro').asked).toEqual({ prompt: 'a cat' });
  });

  it('streams when somebody is looking, and only then', () => {
    expect(sent({ previews: true }).fields).toEqual(['model', 'messages', 'stream']);
    expect(plan({ previews: true }, 'vapi').orders).toEqual(plan({}, 'vapi').orders);
  });
});

describe('a plan for Sketch', () => {
  const order = (request: Partial<ImageRequest>) => plan(request, 'sketch').orders[0] as SketchOrder;

  it('paints the asked size exactly', () => {
    expect(order({ size: '333x77' })).toMatchObject({ width: 333, height: 77 });
  });

  it('makes a size of ratio and resolution', () => {
    expect(order({ aspectRatio: '16:9' })).toMatchObject({ width: 1365, height: 768 });
    expect(order({ aspectRatio: '1:1', resolution: '2K' })).toMatchObject({ width: 2048, height: 2048 });
  });

  it('keeps the shape of what it edits', () => {
    const wide = { ...reference(), width: 640, height: 400 };
    expect(order({ references: [wide] })).toMatchObject({ width: 640, height: 400 });
    expect(order({ references: [wide], resolution: '1K' })).toMatchObject({ width: 1295, height: 810 });
  });

  it('has a seed even when none was asked for, and counts up from it for variations', () => {
    const made = plan({ count: 3 }, 'sketch');
    expect(made.asked.seed).toBe(1073741824);
    expect(made.orders.map((each) => (each as SketchOrder).seed)).toEqual([1073741824, 1073741825, 1073741826]);
  });

  it('refuses what would be no picture or too much of one', () => {
    expect(refusal(() => plan({ size: '9000x9000' }, 'sketch')).code).toBe('invalidRequest');
    expect(refusal(() => plan({ size: '4x4' }, 'sketch')).code).toBe('invalidRequest');
  });
});

describe('options from outside', () => {
  it.each([
    ['an unknown option', { prompt: 'x', colour: 'red' }, /colour/],
    ['a count of 0', { count: 0 }, /count/],
    ['a count of 1.5', { count: 1.5 }, /count/],
    ['a ratio in words', { aspectRatio: 'wide' }, /aspectRatio/],
    ['a prompt that is a number', { prompt: 7 }, /prompt/],
    ['images that are no list', { images: 'a.png' }, /images/],
    ['a negative seed', { seed: -1 }, /seed/],
    ['parameters that are a list', { parameters: [1] }, /parameters/],
    ['parameters that JSON cannot hold', { parameters: { f: Number.NaN } }, /parameters/],
    ['text instead of an object', 'a cat', /JSON object/],
  ])('are refused by name: %s', (_, options, words) => {
    const error = refusal(() => parseOptions(options));
    expect([error.code, error.money]).toEqual(['invalidRequest', 'notSent']);
    expect(error.message).toMatch(words);
    expect(error.message).toMatch(/ \[easel\.invalidRequest\]$/);
  });

  it('may be left out altogether', () => {
    expect(parseOptions(undefined)).toMatchObject({});
  });
});
