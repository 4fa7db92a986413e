import { describe, expect, it } from 'vitest';
import { EaselError } from '../../../src/base/errors.ts';
import { fileName, type NameValues } from '../../../src/core/naming/template.ts';

const values: NameValues = {
  prompt: 'A cute cat',
  date: new Date(2026, 10, 5, 23, 59),
  model: 'google/gemini-2.5-flash-image',
  provider: 'openrouter',
  index: 2,
};
const seeded: NameValues = { ...values, seed: 7 };

describe('a file name template', () => {
  it.each([
    ['${slug}', 'a-cute-cat'],
    ['', 'a-cute-cat'],
    ['${date}-${slug}', '2026-11-05-a-cute-cat'],
    ['${slug}_${provider}_${model}', 'a-cute-cat_openrouter_google-gemini-2.5-flash-image'],
    ['img-${index}-${seed}', 'img-2-7'],
    ['fixed name', 'fixed name'],
    ['.${slug}.', 'a-cute-cat'],
    ['nul', 'image-nul'],
  ])('%j gives %j', (template, name) => {
    expect(fileName(template, seeded)).toBe(name);
  });

  it('leaves no gap for a seed that was not given', () => {
    expect(fileName('${slug}-${seed}-${index}', values)).toBe('a-cute-cat-2');
    expect(fileName('${slug}-${seed}', values)).toBe('a-cute-cat');
    expect(fileName('${seed}', values)).toBe('image');
  });

  it('takes a given name in the place of the words of the prompt', () => {
    expect(fileName('${slug}-${index}', { ...values, slug: 'cat-in-the-snow' })).toBe('cat-in-the-snow-2');
  });

  it('lets the words shrink until the name fits', () => {
    const long = { ...values, prompt: '一隻可愛的小貓'.repeat(20) };
    const name = fileName(`${'x'.repeat(100)}-\${slug}-\${date}`, long);
    expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(200);
    expect(name).toMatch(/^x{100}-一隻可愛的小貓.*-2026-11-05$/);
    expect(new TextEncoder().encode(fileName('y'.repeat(400), long)).length).toBeLessThanOrEqual(200);
  });

  it.each([
    ['${slug}-${size}', '${size}'],
    ['${Slug}', '${Slug}'],
    ['${}', '${}'],
    ['${a\u202eb}', '\\u{202e}'],
    ['a/${slug}', '"/"'],
    ['..\\${slug}', '"\\"'],
    ['a:b', '":"'],
    ['a\u0000', '\\u{0}'],
    ['a\u2028b', '\\u{2028}'],
    ['${slug', '"{"'],
  ])('%j is refused with the reason', (template, reason) => {
    const attempt = (): string => fileName(template, values);
    expect(attempt).toThrow(EaselError);
    expect(attempt).toThrow(reason);
    expect(attempt).toThrow('[easel.invalidRequest]');
  });
});
