import { describe, expect, it } from 'vitest';
import type { Model, Shape } from '../../../src/base/provider.ts';
import { planShape } from '../../../src/core/planShape.ts';
import { shapeFor } from '../../../src/core/docs/shapeFor.ts';
import { builtIn, findModel } from '../../../src/providers/index.ts';

const sketch = findModel(builtIn[0]!, builtIn[0]!.firstModel);
const model = (shape: Shape): Model => ({ ...sketch, capabilities: { ...sketch.capabilities, shape } });

describe('the shape of an image for a place in a document', () => {
  it('is the nearest ratio, where a model takes ratios', () => {
    const ratios = model({ kind: 'ratios', ratios: ['1:1', '16:9', '9:16', '4:3'], resolutions: [] });
    expect(shapeFor(ratios, { width: 1200, height: 630 })).toEqual({ aspectRatio: '16:9' });
    expect(shapeFor(ratios, { width: 100, height: 110 })).toEqual({ aspectRatio: '1:1' });
    expect(shapeFor(ratios, { width: 10, height: 900 })).toEqual({ aspectRatio: '9:16' });
  });

  it('is the nearest size, where a model has a list', () => {
    const sizes = model({ kind: 'sizes', sizes: ['auto', '1024x1024', '1536x1024'] });
    expect(shapeFor(sizes, { width: 900, height: 500 })).toEqual({ size: '1536x1024' });
  });

  it('is the size itself, where a model takes any, and never one that it would refuse', () => {
    expect(shapeFor(sketch, { width: 320, height: 180 })).toEqual({ size: '320x180' });
    for (const { models } of builtIn) {
      for (const each of models) {
        for (const place of [
          { width: 16, height: 16 },
          { width: 320, height: 181 },
          { width: 1200, height: 630 },
          { width: 40, height: 4000 },
          { width: 9000, height: 3000 },
        ]) {
          expect(() => planShape(each, shapeFor(each, place), { count: 0 }), `${each.id} ${place.width}`).not.toThrow();
        }
      }
    }
  });

  it('is nobody’s business, where a model takes no shape', () => {
    expect(shapeFor(model({ kind: 'ratios', ratios: [], resolutions: [] }), { width: 3, height: 2 })).toEqual({});
  });
});
