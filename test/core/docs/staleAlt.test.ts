import { describe, expect, it } from 'vitest';
import { staleAlt } from '../../../src/core/docs/staleAlt.ts';

describe('An image is stale', () => {
  it('when its documents say something else of it than it was made for', () => {
    expect(staleAlt(['A harbour'], ['A harbour at night'])).toBe('A harbour at night');
    expect(staleAlt(['A harbour'], [undefined, ' ', 'A boat', 'A ship'])).toBe('A boat');
  });

  it.each([
    ['what it was made for is not known', [undefined], ['A boat']],
    ['nothing is said of it', ['A harbour'], [undefined, '', '  ']],
    ['no document shows it', ['A harbour'], []],
    ['one document still says the same', ['A harbour'], ['A boat', 'A harbour']],
    ['only spaces, case or width differ', ['A  harbour,\nat dawn'], ['a harbour, at dawn ']],
    ['only the width of its characters differs', ['ＡＢＣ 港口'], ['abc 港口']],
    ['a person has agreed to what is said now', ['A harbour', 'A boat'], ['A boat']],
    ['somebody else has', ['A harbour', undefined, 'A boat'], ['A boat']],
  ])('not when %s', (_, madeFor, alts) => {
    expect(staleAlt(madeFor, alts)).toBeUndefined();
  });

  it('again when it is said anew after a person has agreed', () => {
    expect(staleAlt(['A harbour', 'A boat'], ['A train'])).toBe('A train');
  });
});
