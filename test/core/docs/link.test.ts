import { Parser, type Node } from 'commonmark';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { imageLink, languageOf, relativePath } from '../../../src/core/docs/link.ts';

const runs = process.env['EASEL_LONG'] === '1' ? 100_000 : 5000;

interface Seen {
  readonly images: readonly { readonly path: string; readonly alt: string }[];
  /** Everything else that is not plain text in one paragraph. */
  readonly others: readonly string[];
}

const plain = new MarkdownIt('commonmark');

function seenByMarkdownIt(parser: ReturnType<typeof MarkdownIt>, text: string): Seen {
  const blocks = parser.parse(text, {});
  const inline = blocks.flatMap((block) => block.children ?? []);
  const images = inline.filter((token) => token.type === 'image');
  return {
    images: images.map((image) => ({
      path: decodeURIComponent(String(image.attrGet('src') ?? '')),
      alt: parser.renderer.renderInlineAsText(image.children ?? [], parser.options, {}),
    })),
    others: [
      ...blocks
        .map((block) => block.type)
        .filter((type) => !['paragraph_open', 'inline', 'paragraph_close'].includes(type)),
      ...inline.map((token) => token.type).filter((type) => type !== 'image' && type !== 'text'),
    ],
  };
}

function seenByCommonmark(text: string): Seen {
  const images: { path: string; alt: string }[] = [];
  const others: string[] = [];
  const walker = new Parser().parse(text).walker();
  let image: Node | undefined;
  for (let event = walker.next(); event; event = walker.next()) {
    const { node, entering } = event;
    if (node.type === 'image') {
      if (entering) images.push({ path: decodeURIComponent(node.destination ?? ''), alt: '' });
      image = entering ? node : undefined;
    } else if (node.type === 'text' && image) {
      const last = images.at(-1);
      if (last) last.alt += node.literal ?? '';
    } else if (entering && !['document', 'paragraph', 'text'].includes(node.type)) others.push(node.type);
  }
  return { images, others };
}

/** With everything on that VS Code's preview has on. */
const rich = new MarkdownIt({ html: true, linkify: true });

const allParsers: readonly ((text: string) => Seen)[] = [
  (text) => seenByMarkdownIt(plain, text),
  (text) => seenByMarkdownIt(rich, text),
  seenByCommonmark,
];

/** What is left of a prompt as alternative text: one line, nothing invisible. */
function expectedAlt(prompt: string): string {
  return prompt
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/(?![\u200c\u200d])\p{Cf}/gu, '')
    .replace(/[\s\p{Cc}\p{Z}]+/gu, ' ')
    .trim();
}

const pieces = [
  '](',
  ')',
  '[',
  ']',
  '![',
  '!',
  '](http://evil.example/x.png)',
  '![a](b)',
  '\\',
  '\\\\',
  '`',
  '``',
  '```',
  '*',
  '**',
  '_',
  '<',
  '>',
  '<img src=x>',
  '<!--',
  '-->',
  '<http://a.b>',
  'https://evil.example',
  'www.evil.example',
  '&amp;',
  '&#33;',
  '&lt;',
  '&',
  '\n',
  '\r\n',
  '\n\n',
  '\u2028',
  '\t',
  '    ',
  '|',
  '~~',
  '$',
  '$$',
  '{',
  '}',
  '{{x}}',
  '#',
  '---',
  '===',
  '1. ',
  '- ',
  '>',
  '"',
  "'",
  ')"',
  '[^1]',
  ':smile:',
  'cat',
  '小貓',
  '🐱',
  '\0',
  '\u202e',
  '\ud800',
  '\u200d',
];

const prompt = fc.oneof(
  { weight: 3, arbitrary: fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme-ascii', maxLength: 60 }) },
);

const fileName = fc
  .oneof(
    fc
      .array(
        fc.constantFrom(
          'a',
          ' ',
          '(',
          ')',
          '小貓',
          '#',
          '?',
          '%',
          '%20',
          '&amp;',
          '&',
          '"',
          "'",
          '<',
          '>',
          '[',
          ']',
          '*',
          '_',
          '`',
          '\\',
          ':',
          '$',
          '~',
          '|',
          '{',
          '!',
          '\u3000',
          'é',
          '🐱',
        ),
        { minLength: 1, maxLength: 8 },
      )
      .map((parts) => parts.join('')),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).map((text) => text.replace(/[/\0]/g, '')),
  )
  .filter((name) => name !== '' && name !== '.' && name !== '..' && !/\p{Cs}/u.test(name));

describe('an image link', () => {
  it.each([
    ['markdown', 'assets/a-cute-cat.png', 'A cute cat', '![A cute cat](assets/a-cute-cat.png)'],
    ['markdown', '../圖片/一隻小貓.png', '一隻小貓', '![一隻小貓](../圖片/一隻小貓.png)'],
    ['markdown', 'a (1) b.png', 'A & B, 50% off!', '![A & B, 50% off!](a%20%281%29%20b.png)'],
    ['markdown', 'x.png', 'a]\n[b `c` *d*', '![a\\] \\[b \\`c\\` \\*d\\*](x.png)'],
    ['html', 'a b.png', 'a "b" <c> & {d}', '<img src="a%20b.png" alt="a &quot;b&quot; &lt;c&gt; &amp; &#123;d&#125;">'],
    ['html', '圖片/小貓.png', '', '<img src="圖片/小貓.png" alt="">'],
  ] as const)('in %s for %j reads as a person would write it', (language, path, alt, link) => {
    expect(imageLink(language, { path, alt })).toBe(link);
  });

  it('is exactly one image with our path and the words of the prompt, whatever they are', () => {
    fc.assert(
      fc.property(prompt, (alt) => {
        const link = imageLink('markdown', { path: 'assets/cat.png', alt });
        for (const see of allParsers) {
          expect(see(link)).toEqual({ images: [{ path: 'assets/cat.png', alt: expectedAlt(alt) }], others: [] });
        }
      }),
      { numRuns: runs },
    );
  });

  it('does not change its meaning in the middle of a text, a list or a heading', () => {
    fc.assert(
      fc.property(prompt, fc.constantFrom('text ', '- ', '# ', '> ', '*a ', '| '), (alt, before) => {
        const text = `${before}${imageLink('markdown', { path: 'x.png', alt })} after`;
        for (const see of allParsers) expect(see(text).images.map(({ path }) => path)).toEqual(['x.png']);
      }),
      { numRuns: runs / 5 },
    );
  });

  it('leads to the file, whatever its name is', () => {
    fc.assert(
      fc.property(fileName, fc.constantFrom('', '../', 'docs/'), (name, folder) => {
        const path = folder + name;
        const link = imageLink('markdown', { path, alt: 'cat' });
        for (const see of allParsers) expect(see(link)).toEqual({ images: [{ path, alt: 'cat' }], others: [] });
        const source = /^<img src="([^"<>&\s]*)" alt="cat">$/u.exec(imageLink('html', { path, alt: 'cat' }))?.[1];
        expect(decodeURIComponent(source ?? '')).toBe(path);
      }),
      { numRuns: runs / 5 },
    );
  });

  it('in HTML stays one element with two attributes, also where braces mean something', () => {
    fc.assert(
      fc.property(prompt, (alt) => {
        const link = imageLink('html', { path: 'x.png', alt });
        const value = /^<img src="x\.png" alt="([^"<>'`{}$\n]*)">$/.exec(link)?.[1];
        expect(value).toBeDefined();
        expect(unescapeHtml(value ?? '')).toBe(expectedAlt(alt));
      }),
      { numRuns: runs },
    );
  });
});

describe('the language of a document', () => {
  it.each([
    ['markdown', '/a/b.txt', 'markdown'],
    ['plaintext', '/a/README.md', 'markdown'],
    ['mdx', '/a/b.mdx', 'markdown'],
    ['plaintext', '/a/b.MDX', 'markdown'],
    ['html', '/a/b', 'html'],
    ['vue', '/a/App.vue', 'html'],
    ['plaintext', '/a/App.vue', 'html'],
    ['typescript', '/a/b.ts', undefined],
    ['plaintext', '/a.md/b', undefined],
    ['plaintext', 'constructor', undefined],
  ])('%s, %s is %s', (languageId, path, language) => {
    expect(languageOf(languageId, path)).toBe(language);
  });
});

describe('the path from a document to an image', () => {
  it.each([
    ['/w/README.md', '/w/assets/cat.png', 'assets/cat.png'],
    ['/w/docs/guide/a.md', '/w/assets/cat.png', '../../assets/cat.png'],
    ['/w/docs/a.md', '/w/docs/cat.png', 'cat.png'],
    ['/w/docs/a.md', '/w/docs2/cat.png', '../docs2/cat.png'],
    ['docs/a.md', 'assets/cat.png', '../assets/cat.png'],
    ['a.md', 'cat.png', 'cat.png'],
    ['/w/a/b', '/w/a/b/cat.png', 'b/cat.png'],
    ['/w/a.md', '/w/x:y.png', './x:y.png'],
    ['/c:/w/a.md', '/C:/w/img/cat.png', 'img/cat.png'],
    ['/c:/w/a.md', '/d:/w/cat.png', undefined],
    ['/w/a.md', 'w/cat.png', undefined],
  ])('from %s to %s is %s', (document, image, path) => {
    expect(relativePath(document, image)).toBe(path);
  });
});

function unescapeHtml(text: string): string {
  const names: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
  return text.replace(/&(?:#(\d+)|(\w+));/g, (whole, code: string | undefined, name: string | undefined) =>
    code === undefined ? (names[name ?? ''] ?? whole) : String.fromCodePoint(Number(code)),
  );
}
