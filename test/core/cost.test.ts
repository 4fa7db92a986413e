import { describe, expect, it } from 'vitest';
import { costHint, priceOf, sumOfPrices } from '../../src/core/cost.ts';

describe('what a request costs', () => {
  it.each([
    ['$0.034', 3, '$0.102'],
    ['$0.034', 10, '$0.34'],
    ['¥0.20', 4, '¥0.80'],
    ['≥ $0.134', 2, '≥ $0.268'],
    ['$0.045–0.151', 2, '$0.09–0.302'],
    ['0.2 元', 3, '0.6 元'],
    ['0.1', 3, '0.3'],
    ['$1', 6, '$6'],
  ])('%s for one is for %i %s', (hint, images, all) => {
    expect(priceOf(hint, images)).toBe(all);
  });

  it('does not multiply what is no price', () => {
    expect(priceOf('by tokens', 2)).toBeUndefined();
    expect(priceOf('$0.1 to $0.2 or $0.3', 2)).toBeUndefined();
  });

  it('is added up exactly, for each currency and way of writing it apart', () => {
    const cents = Array.from({ length: 1000 }, () => ({ price: '$0.1', images: 1 }));
    const others = [
      { price: '$0.034', images: 3 },
      { price: '¥0.20', images: 2 },
      { price: '$0.045–0.151', images: 2 },
      { price: '$0.1–0.2', images: 1 },
      { price: '$1', images: 0 },
    ];
    expect(sumOfPrices([...cents, ...others])).toEqual({ sums: ['$100.102', '¥0.40', '$0.19–0.502'], unpriced: 0 });
  });

  it('is not guessed for images whose price is not known', () => {
    const all = [
      { price: undefined, images: 2 },
      { price: 'by tokens', images: 3 },
    ];
    expect(sumOfPrices(all)).toEqual({ sums: [], unpriced: 5 });
  });

  it('is free with Sketch, and not known where no price is', () => {
    expect(costHint([{ isFree: true }], 4)).toBe('free');
    expect(costHint([{ isFree: false }], 4)).toBe('price not known');
    expect(costHint([], 1)).toBe('');
  });

  it('names the prices of several models one by one, and says when one is missing', () => {
    const known = [{ isFree: false, price: '$0.03' }, { isFree: true }, { isFree: false, price: '¥0.20' }];
    expect(costHint(known, 2)).toBe('about $0.06 + ¥0.40');
    expect(costHint([...known, { isFree: false }], 2)).toBe('about $0.06 + ¥0.40, and more whose price is not known');
  });
});
