import { describe, expect, it } from 'vitest';
import { candidate, freeName, isCandidate, isTaken } from '../../../src/core/naming/candidates.ts';

describe('names for a file whose name is taken', () => {
  it('count from 2', () => {
    expect([1, 2, 3].map((n) => candidate('name', 'png', n))).toEqual(['name.png', 'name-2.png', 'name-3.png']);
  });

  it('are told from others', () => {
    const isOne = (name: string) => isCandidate(name, 'cat.v2', 'png');
    expect(['cat.v2.png', 'cat.v2-2.png', 'cat.v2-31.png'].filter(isOne)).toHaveLength(3);
    expect(['cat.png', 'cat.v2', 'cat.v2.jpg', 'cat.v2-a.png', 'cat.v2-2-3.png', 'cat.v22.png'].filter(isOne)).toEqual(
      [],
    );
    expect(isCandidate('a.png', 'a.png', 'png')).toBe(false);
  });

  it.each([
    ['cat.png', 'Cat.PNG'],
    ['caf\u00e9.png', 'cafe\u0301.png'],
    ['CAF\u00c9.png', 'cafe\u0301.png'],
    ['stra\u00dfe.png', 'STRASSE.png'],
    ['cat.png', 'c\u200bat.png'],
    ['cat.png', 'cat.png. '],
    ['\uac00.png', '\u1100\u1161.png'],
  ])('%j meets %j', (name, existing) => {
    expect(isTaken(name, [existing])).toBe(true);
    expect(isTaken(existing, [name])).toBe(true);
  });

  it('do not meet other extensions and other words', () => {
    expect(isTaken('cat.png', ['cat.jpg', 'cats.png', 'cat-2.png', 'cat'])).toBe(false);
    expect(isTaken('cat.png', [])).toBe(false);
  });

  it('are the first that is free', () => {
    expect(freeName('cat', 'png', [])).toBe('cat.png');
    expect(freeName('cat', 'png', ['CAT.png', 'cat-2.png', 'cat-4.png'])).toBe('cat-3.png');
  });
});
