import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editName, safePart, slug } from '../../../src/core/naming/slug.ts';

const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const graphemes = (text: string): number => [...new Intl.Segmenter('en').segment(text)].length;
const bytes = (text: string): number => new TextEncoder().encode(text).length;

describe('a name from a prompt', () => {
  it.each([
    ['一隻可愛的小貓', '一隻可愛的小貓'],
    ['A cute Orange cat!', 'a-cute-orange-cat'],
    ['一隻貓，在雪地裡。', '一隻貓-在雪地裡'],
    ['かわいい猫 ガラス', 'かわいい猫-ガラス'],
    ['귀여운 고양이', '귀여운-고양이'],
    ['แมวน่ารัก', 'แมวน่ารัก'],
    ['Милый Кот', 'милый-кот'],
    ['قطة لطيفة', 'قطة-لطيفة'],
    ['प्यारी बिल्ली', 'प्यारी-बिल्ली'],
    ["the cat's hat", 'the-cats-hat'],
    ['Cafe\u0301 au lait', 'caf\u00e9-au-lait'],
    ['snake_case, 3.5 mm', 'snake-case-3-5-mm'],
    ['line one\nline two\ttab', 'line-one-line-two-tab'],
    ['../../etc/passwd', 'etc-passwd'],
    ['C:\\Windows\\win.ini', 'c-windows-win-ini'],
    ['--dangerous flag', 'dangerous-flag'],
    ['.hidden...', 'hidden'],
    ['a\u202egnp.exe', 'agnp-exe'],
    ['zero\u200bwidth\ufeff joined\u00ad', 'zerowidth-joined'],
    ['\u3164\u115f', 'image'],
    ['🐱🚀', 'image'],
    ['cat 🐱 dog', 'cat-dog'],
    ['', 'image'],
    ['   \n', 'image'],
    ['\ud800\udc00\ud800', '\ud800\udc00'],
    ['CON', 'image-con'],
    ['nul', 'image-nul'],
    ['COM1', 'image-com1'],
    ['com\u00b9', 'image-com\u00b9'],
    ['console', 'console'],
    ['com10', 'com10'],
  ])('%j becomes %j', (prompt, name) => {
    expect(slug(prompt)).toBe(name);
  });

  it('ends with a whole word', () => {
    const words = 'a very long description of a small orange cat that sits on a wall and looks at the sea';
    expect(slug(words)).toBe('a-very-long-description-of-a-small-orange-cat-that-sits-on-a');
    const chinese = slug('一隻可愛的小貓坐在古老的石牆上看著遠方的大海和美麗的夕陽'.repeat(4));
    expect(graphemes(chinese)).toBeLessThanOrEqual(60);
    expect(graphemes(chinese)).toBeGreaterThan(55);
    expect('一隻可愛的小貓坐在古老的石牆上看著遠方的大海和美麗的夕陽'.repeat(4).startsWith(chinese)).toBe(true);
  });

  it('cuts a word that is too long by itself between what people see as characters', () => {
    expect(slug('x'.repeat(300))).toBe('x'.repeat(60));
    expect(slug('e\u0323\u0301'.repeat(100))).toBe('\u1eb9\u0301'.repeat(40));
  });

  it('does not take long for a prompt of 40,000 characters', () => {
    expect(slug('貓'.repeat(40_000)).length).toBe(60);
    expect(slug('!'.repeat(40_000))).toBe('image');
    expect(slug('e' + '\u0301'.repeat(40_000))).toBe('\u00e9\u0301\u0301\u0301\u0301');
  });

  it('is good on every file system, whatever the prompt is', () => {
    fc.assert(
      fc.property(hostileText(), (prompt) => {
        expectGoodName(slug(prompt));
        expect(slug(slug(prompt))).toBe(slug(prompt));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('the name of an edit', () => {
  it.each([
    ['cat.png', 'in the snow', 'cat-in-the-snow'],
    ['Cat_2024.PNG', 'In the Snow!', 'Cat_2024-in-the-snow'],
    ['一隻貓.webp', '在雪地裡', '一隻貓-在雪地裡'],
    ['cat.final.png', 'blue', 'cat.final-blue'],
    ['cat.png', '🐱', 'cat'],
    ['cat.png', '', 'cat'],
    ['.png', 'blue', 'png-blue'],
    ['', '', 'image'],
    ['con.png', '', 'image-con'],
    ['my photo (1).jpg', 'brighter', 'my-photo-(1)-brighter'],
  ])('%j, %j is %j', (original, instruction, name) => {
    expect(editName(original, instruction)).toBe(name);
  });

  it.each([
    ['cat-in-the-snow.png', 'in the snow', 'cat-in-the-snow'],
    ['cat-in-the-snow-2.png', 'In the snow!', 'cat-in-the-snow'],
    ['Snow.png', 'snow', 'Snow-snow'],
    ['cat-2.png', 'in the snow', 'cat-2-in-the-snow'],
  ])('%s, asked for “%s” once more, stays %s', (original, instruction, name) => {
    expect(editName(original, instruction)).toBe(name);
  });

  it('has room for both, however long they are', () => {
    const name = editName(`${'original '.repeat(20)}.png`, 'instruction '.repeat(20));
    expect(name).toBe('original-original-instruction-instruction-instruction');
  });

  it('is good on every file system, whatever both are', () => {
    fc.assert(
      fc.property(hostileText(), hostileText(), (original, instruction) => {
        expectGoodName(editName(`${original}.png`, instruction));
        expectGoodName(editName(original, instruction));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a value in a name', () => {
  it('keeps its case and its dots, and loses what paths are made of', () => {
    expect(safePart('google/gemini-2.5-Flash')).toBe('google-gemini-2.5-Flash');
    expect(safePart('../..')).toBe('');
    expect(safePart('a:b*c?"d"<e>|f')).toBe('a-b-c-d-e-f');
  });
});

function hostileText(): fc.Arbitrary<string> {
  const pieces = [
    '/',
    '\\',
    '..',
    ':',
    '\0',
    'con',
    'aux.',
    ' ',
    '-',
    '.',
    '\u202e',
    '\u200b',
    '小貓',
    'é',
    'e\u0301',
    '🐱',
    '\ud800',
    'ﷺ',
    '~',
    '%',
    'İ',
    'ß',
  ];
  return fc.oneof(
    fc.string({ unit: 'binary', maxLength: 150 }),
    fc.string({ unit: 'grapheme', maxLength: 150 }),
    fc.array(fc.constantFrom(...pieces), { maxLength: 80 }).map((parts) => parts.join('')),
  );
}

function expectGoodName(name: string): void {
  expect(name).not.toBe('');
  expect(name).not.toMatch(invisible);
  expect(name).not.toMatch(/[/\\:*?"<>|\s]/u);
  expect(name).not.toMatch(/^[-.]|[-.]$/);
  expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
  expect(name.normalize('NFC')).toBe(name);
  expect(graphemes(name)).toBeLessThanOrEqual(66);
  expect(bytes(name)).toBeLessThanOrEqual(206);
}
