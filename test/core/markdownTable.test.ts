import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { code, table, words } from '../../src/core/markdownTable.ts';

const markdown = new MarkdownIt({ html: true, linkify: true });
/** The text of each cell, if all there is in it is text. */
const cellsOf = (source: string) =>
  [...markdown.render(source).matchAll(/<t[hd][^>]*>(?:<code>)?([^<]*)(?:<\/code>)?<\/t[hd]>/g)].map(
    ([, text]) => text,
  );

describe('a table in Markdown', () => {
  it('has names on the left and numbers on the right', () => {
    expect(table(['Model'], ['Images'], [['a', '1']])).toBe('| Model | Images |\n| --- | ---: |\n| a | 1 |');
  });

  it('leaves words and amounts as they are, and makes code of everything else', () => {
    expect(['OpenRouter', 'V-API', '火山方舟 (Ark)', 'about ¥1.40', '≥ 0.2 元'].map(words)).toEqual([
      'OpenRouter',
      'V-API',
      '火山方舟 (Ark)',
      'about ¥1.40',
      '≥ 0.2 元',
    ]);
    expect(words('$0.10')).toBe('\\$0.10');
    expect(words('a.b')).toBe('`a.b`');
    expect(words('')).toBe('`  `');
  });

  it.each([
    'a|b',
    'a\\|b',
    '`a`',
    '``',
    '`',
    '<img src=x onerror=alert(1)>',
    '[x](command:evil)',
    '![x](https://example.org/x.png)',
    'https://example.org',
    'www.example.org',
    '**bold** _it_ ~~no~~',
    '$x^2$',
    '&lt;b&gt;',
    '| --- |',
    '\\',
    'a\\',
  ])('shows %j as it is, and nothing else', (hostile) => {
    for (const write of [code, words]) {
      const cells = cellsOf(table(['A'], ['B'], [[write(hostile), '1']]));
      const plain = hostile.replace(
        /[&<>"]/g,
        (each) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[each]!,
      );
      expect(cells.map((cell) => cell?.trim())).toEqual(['A', 'B', plain, '1']);
    }
  });

  it('shows what could not be seen, and cuts what is long', () => {
    expect(code('a\nb\u202e')).toBe('`a\\u{a}b\\u{202e}`');
    expect(code('x'.repeat(500))).toHaveLength(123);
  });
});
