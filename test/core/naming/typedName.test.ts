import { describe, expect, it } from 'vitest';
import { typedName } from '../../../src/core/naming/typedName.ts';

describe('a name that a person typed for a file', () => {
  it.each([
    ['Das große Schiff', 'Das große Schiff'],
    ['  cat 2 ', 'cat 2'],
    ['v1.2 (final)', 'v1.2 (final)'],
    ['一隻可愛的小貓', '一隻可愛的小貓'],
    ['cafe\u0301', 'caf\u00e9'],
  ])('%j is taken as %j', (typed, name) => {
    expect(typedName(typed)).toBe(name);
  });

  it.each([
    '',
    '  ',
    '..',
    '.hidden',
    'end.',
    '-rf',
    'a/b',
    'a\\b',
    'C:a',
    'what?',
    'a\nb',
    'a\u202Egnp',
    'zero\u200Bwidth',
    'con',
    'LPT1.old',
    '\ud800',
    '貓'.repeat(100),
  ])('%j is refused', (typed) => {
    expect(() => typedName(typed)).toThrow(/easel\.invalidRequest/);
  });
});
