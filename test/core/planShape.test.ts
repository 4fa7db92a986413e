import { describe, expect, it } from 'vitest';
import type { Shape } from '../../src/base/provider.ts';
import { planShape } from '../../src/core/planShape.ts';
import type { EaselError } from '../../src/base/errors.ts';
import { edgeOf, fits, offeredRatios, parseRatio, parseSize, sameRatio } from '../../src/base/shape.ts';
import { builtIn, findModel } from '../../src/providers/index.ts';
import { serviceOf } from '../providers/services.ts';

const sketch = findModel(serviceOf('sketch'), 'sketch');
const pixels = sketch.capabilities.shape;
const listed: Shape = { kind: 'sizes', sizes: ['1024x1024', '1536x1024'] };

function plan(shape: Shape, asked: Parameters<typeof planShape>[1]) {
  const model = { ...sketch, capabilities: { ...sketch.capabilities, shape } };
  const { fields, notices } = planShape(model, asked, { count: 0 });
  return { size: fields.size, ignored: notices.map(({ code, message }) => `${code}: ${message}`) };
}

describe.each([
  ['takes pixels', pixels],
  ['lists its sizes', listed],
])('a size for a model that %s', (_, shape) => {
  it('says by itself what else was asked in the same sense', () => {
    expect(plan(shape, { size: '1536*1024', aspectRatio: '3:2' })).toEqual({ size: '1536x1024', ignored: [] });
    expect(plan(shape, { size: '1536X1024' })).toEqual({ size: '1536x1024', ignored: [] });
  });

  it('is sent, and what was asked beside it in another sense is said to be not', () => {
    expect(plan(shape, { size: '1536x1024', aspectRatio: '1:1', resolution: '2K' })).toEqual({
      size: '1536x1024',
      ignored: [
        'ignored: The size 1536x1024 was sent; 1:1, asked for beside it, was not.',
        'ignored: The size 1536x1024 was sent; 2K, asked for beside it, was not.',
      ],
    });
  });
});

describe('the resolution of an edit', () => {
  const edit = (provider: string, id: string, resolution: string, first?: { width: number; height: number }) => {
    const model = findModel(serviceOf(provider), id);
    try {
      const { fields, notices } = planShape(model, { resolution }, { count: 1, ...(first && { first }) });
      return { ...fields, notices: notices.map(({ code }) => code) };
    } catch (error) {
      return (error as EaselError).code;
    }
  };
  const wide = { width: 640, height: 480 };

  it.each([
    ['openai', 'gpt-image-2', '2K', { size: '2368x1776', notices: [] }],
    ['openai', 'gpt-image-2', '4K', { size: '3312x2480', notices: ['size'] }],
    ['dashscope', 'qwen-image-edit-plus', '1K', { size: '1182x887', notices: [] }],
    ['mixroute', 'qwen-image-edit-plus', '1K', { size: '1182x887', notices: [] }],
    ['ark', 'doubao-seedream-4-0-250828', '3K', { size: '3547x2660', notices: [] }],
    ['ark', 'doubao-seedream-4-5-251128', '2K', { resolution: '2K', notices: [] }],
    ['ark', 'doubao-seedream-4-5-251128', '1K', 'invalidRequest'],
    ['mixroute', 'doubao-seedream-4-5-251128', '1K', 'invalidRequest'],
  ])('is a size of the reference’s shape, where %s, %s takes none: %s', (provider, id, resolution, planned) => {
    expect(edit(provider, id, resolution, wide)).toEqual(planned);
  });

  it('keeps within the shapes that the model makes', () => {
    expect(edit('openai', 'gpt-image-2', '1K', { width: 5000, height: 500 })).toEqual({
      size: '1776x592',
      notices: [],
    });
  });

  it('is said to be left out, where the reference is a link that nobody looks at here', () => {
    expect(edit('dashscope', 'qwen-image-edit-plus', '2K')).toEqual({ notices: ['ignored'] });
    expect(edit('ark', 'doubao-seedream-4-5-251128', '2K')).toEqual({ resolution: '2K', notices: [] });
    expect(edit('ark', 'doubao-seedream-4-5-251128', '1K')).toBe('invalidRequest');
  });
});

describe('the largest resolution', () => {
  it.each([
    ['ark', 'doubao-seedream-4-5-251128', '4:3', '4729x3547', []],
    ['ark', 'doubao-seedream-4-5-251128', '3:4', '3547x4729', []],
    ['ark', 'doubao-seedream-4-5-251128', '1:1', '4096x4096', []],
    ['openai', 'gpt-image-2', '1:1', '2880x2880', ['size']],
    ['openai', 'gpt-image-2', '3:2', '3520x2352', ['size']],
    ['openai', 'gpt-image-2', '16:9', '3840x2160', []],
  ])('is had in every shape at %s, %s: %s is %s', (provider, id, aspectRatio, size, codes) => {
    const { shape } = findModel(serviceOf(provider), id).capabilities;
    const { fields, notices } = planShape(
      findModel(serviceOf(provider), id),
      { aspectRatio, resolution: '4K' },
      { count: 0 },
    );
    expect([fields.size, notices.map(({ code }) => code)]).toEqual([size, codes]);
    const [width = 0, height = 0] = size.split('x').map(Number);
    expect(width * height).toBeLessThanOrEqual(shape.kind === 'pixels' ? shape.maxPixels : 0);
  });
});

describe('a model that takes a ratio or one of some sizes', () => {
  const vapi = serviceOf('vapi');
  const asks = (id: string, asked: Parameters<typeof planShape>[1]) => {
    const { fields, notices } = planShape(findModel(vapi, id), asked, { count: 0 });
    return { fields, notices: notices.map(({ code }) => code) };
  };

  it('gets the size as it is', () => {
    expect(asks('nano-banana', { size: '832X1248' })).toEqual({ fields: { size: '832x1248' }, notices: [] });
    expect(asks('nano-banana', { size: '832x1248', aspectRatio: '1:1' }).notices).toEqual(['ignored']);
  });

  it('gets the ratio of any other, which is said', () => {
    expect(asks('nano-banana', { size: '1000x1500' })).toEqual({ fields: { aspectRatio: '2:3' }, notices: ['size'] });
    expect(asks('nano-banana-pro-2k', { size: '832x1248' }).notices).toEqual(['size']);
  });
});

describe('a model that takes no shape at all', () => {
  it('is sent none, and whoever asked is told', () => {
    const bare = findModel(serviceOf('dashscope'), 'qwen-image-edit');
    const { fields, notices } = planShape(
      bare,
      { size: '1024x1024', aspectRatio: '1:1', resolution: '1K' },
      { count: 1 },
    );
    expect(fields).toEqual({});
    expect(notices.map(({ code }) => code)).toEqual(['ignored', 'ignored', 'ignored']);
  });
});

describe('every shape and resolution that is offered', () => {
  const models = builtIn.flatMap((service) =>
    service.models.flatMap((model) => {
      const { shape } = model.capabilities;
      return shape.kind === 'pixels' ? [{ provider: service.id, id: model.id, model, shape }] : [];
    }),
  );

  it.each(models)('is a size that the model takes: $provider, $id', ({ model, shape }) => {
    const steps = shape.resolutions.filter((step) => edgeOf(step) !== undefined);
    for (const resolution of [undefined, ...steps]) {
      for (const aspectRatio of offeredRatios(shape)) {
        const { size = '' } = planShape(model, { aspectRatio, resolution }, { count: 0 }).fields;
        const parsed = parseSize(size)!;
        expect([size, fits(parsed, shape)]).toEqual([size, true]);
        expect(sameRatio(parsed.width / parsed.height, parseRatio(aspectRatio)!), `${aspectRatio}: ${size}`).toBe(true);
      }
    }
  });
});
