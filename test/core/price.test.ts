import { describe, expect, it } from 'vitest';
import { priceHint } from '../../src/core/price.ts';
import { findModel } from '../../src/providers/index.ts';
import { serviceOf } from '../providers/services.ts';

const google = serviceOf('google');
const model = findModel(google, 'gemini-3-pro-image');
const unpriced = findModel(google, 'something-new');

describe('the price of an image', () => {
  it('is what the service’s price list says', () => {
    expect(priceHint(google, model, {})).toBe('≥ $0.134');
    expect(priceHint(google, unpriced, undefined)).toBeUndefined();
  });

  it('is the person’s own where they say one, by provider and model before model alone', () => {
    const prices = { 'google/gemini-3-pro-image': ' ¥0.9 ', 'gemini-3-pro-image': '¥1', 'something-new': 0.2 };
    expect(priceHint(google, model, prices)).toBe('¥0.9');
    expect(priceHint(serviceOf('vapi'), model, prices)).toBe('¥1');
    expect(priceHint(google, unpriced, prices)).toBe('0.2');
  });

  it('is not taken from what is no price', () => {
    for (const wrong of ['', {}, null, Number.NaN]) {
      expect(priceHint(google, model, { 'gemini-3-pro-image': wrong })).toBe('≥ $0.134');
    }
  });
});
