import { describe, expect, it } from 'vitest';
import { findImages } from '../../../src/core/docs/findImages.ts';
import type { LinkLanguage } from '../../../src/core/docs/link.ts';

// With `npm run test:long` a megabyte each. What took time beyond the length of the text would not end within the time that a test has.

const length = process.env['EASEL_LONG'] === '1' ? 1_000_000 : 300_000;

function repeated(text: string, size = length): string {
  return text.repeat(Math.ceil(size / text.length));
}

const half = length / 2;
const module = 'import a from "b"\n\n';

const texts: Readonly<Record<LinkLanguage, readonly string[]>> = {
  markdown: [
    ...[
      '![',
      '[',
      ']',
      '[a]',
      '`',
      '<!-- ',
      '<![CDATA[',
      '<?',
      '<!a ',
      '> ',
      '- ',
      '[a](b "',
      '![a](<b',
      '<a b="',
      '\\',
      '&amp;',
    ].map((text) => repeated(text)),
    ...['[a]: b\n', '[a]: b "c\n', '*a_ ', '| a ', '![a]\n\n'].map((text) => repeated(text)),
    repeated('[', half) + repeated(']', half),
    repeated('[', half) + repeated('[a](b)', half),
    repeated('![', half) + repeated('](b)', half),
    Array.from({ length: 1400 }, (_, index) => '`'.repeat(index + 1)).join(' '),
    `${repeated('|a', half)}\n${repeated('|-', half)}\n${repeated('|![](b)', half)}`,
    repeated('![](b)\\n'),
    `${module}${repeated('{/*')}`,
    `${module}${repeated('{')}`,
    `${module}${repeated('<A b="<A" ')}`,
  ],
  html: [
    ...[
      '<',
      '<img',
      '<img ',
      '<img a={',
      '<img a={b} ',
      '{',
      '<!--',
      '<?',
      '<![CDATA[',
      '<script>',
      '<style></style',
      '<a b=\'x"',
      '<p>',
    ].map((text) => repeated(text)),
    `<img ${repeated('a={<b} ')}>`,
    `<img srcset="${repeated('a, ')}">`,
    `<img alt="${repeated('&')}" src=a>`,
    `${repeated('<img a={')}${repeated('}')}`,
  ],
  asciidoc: [
    ...['image:', 'image:a[', 'image:a[b,', '+a ', 'pass:[', ':a: {a}{a}{a}\n', '----\n', 'a ]\n', '  a:: '].map(
      (text) => repeated(text),
    ),
    `image::a[${repeated('b=')}]`,
    `image::a[${repeated('"b,')}]`,
    `image:a[${repeated('\\]')}`,
    Array.from({ length: 40_000 }, (_, index) => `:a${index + 1}: {a${index}}{a${index}}`).join('\n'),
  ],
  restructuredtext: [
    ...['.. image:: a\n', '.. ', 'a::\n', '.. image:: a\n   :alt: b\n', '- ', '.. |a', '   :a', 'a::\n\n b\n'].map(
      (text) => repeated(text),
    ),
    Array.from({ length: 1400 }, (_, index) => `${' '.repeat(index)}.. image:: a`).join('\n'),
    `.. image:: a\n   :alt: b\n${repeated('     c\n')}`,
  ],
};

const data = [
  `---\n${repeated('a: ', 60_000)}\n---\n`,
  `---\n${repeated('[', 60_000)}\n---\n`,
  `---\n${repeated('- ', 60_000)}\n---\n`,
  `---\n${repeated('? ', 60_000)}\n---\n`,
  `---\n${repeated('{a: ', 60_000)}\n---\n`,
  `---\n${repeated('&a *a ', 60_000)}\n---\n`,
  `---\n${Array.from({ length: 350 }, (_, index) => `${' '.repeat(index)}a:`).join('\n')}\n---\n`,
  `+++\n${repeated('a', 60_000)}\n+++\n`,
  `+++\n${repeated('a = "', 60_000)}\n+++\n`,
  `{\n${repeated('{"a":', 60_000)}\n}\n`,
];

const hostile = Object.entries(texts).flatMap(([language, all]) =>
  [...all, ...data].map((text) => [language as LinkLanguage, text.slice(0, 40), text] as const),
);

describe('a text that was made to take long', () => {
  it.each(hostile)('is read as %s: %j', (language, _, text) => {
    const images = findImages(language, text);
    expect(images.every(({ target }) => target.end <= text.length)).toBe(true);
  });

  it('is read where a character is half of one, or none', () => {
    for (const language of ['markdown', 'html', 'asciidoc', 'restructuredtext'] as const) {
      for (const text of [
        '',
        '\0',
        '\ud800',
        '\ufeff',
        '\r',
        '---',
        '---\n',
        '+++\n+++',
        '{\n}',
        '---\n---\n![a](b)',
      ]) {
        expect(() => findImages(language, text)).not.toThrow();
      }
    }
  });
});
