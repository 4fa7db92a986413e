import { describe, expect, it } from 'vitest';
import type { Shape } from '../../src/base/provider.ts';
import { planShape } from '../../src/core/planShape.ts';
import { findModel, findService } from '../../src/providers/index.ts';

const sketch = findModel(findService('sketch')!, 'sketch');
const pixels = sketch.capabilities.shape;
const listed: Shape = { kind: 'sizes', sizes: ['1024x1024', '1536x1024'] };

function plan(shape: Shape, asked: Parameters<typeof planShape>[1]) {
  const model = { ...sketch, capabilities: { ...sketch.capabilities, shape } };
  const { fields, notices } = planShape(model, asked, false);
  return { size: fields.size, ignored: notices.map(({ code, message }) => `${code}: ${message}`) };
}

describe.each([
  ['takes pixels', pixels],
  ['lists its sizes', listed],
])('a size for a model that %s', (_, shape) => {
  it('says by itself what else was asked in the same sense', () => {
    expect(plan(shape, { size: '1536*1024', aspectRatio: '3:2' })).toEqual({ size: '1536x1024', ignored: [] });
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
