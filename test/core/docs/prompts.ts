import fc from 'fast-check';

/** All that issue 5 asks for with `npm run test:long`; enough to notice a mistake in every other run. */
export function promptRuns(normal: number, long = 100_000): number {
  return process.env['EASEL_LONG'] === '1' ? long : normal;
}

/** What is left of a prompt as alternative text: one line, nothing invisible. */
export function expectedAlt(prompt: string): string {
  return prompt
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/(?![\u200c\u200d])\p{Cf}/gu, '')
    .replace(/[\s\p{Cc}\p{Z}]+/gu, ' ')
    .trim();
}

/** What means something in AsciiDoc, MDX or reStructuredText. */
const pieces = [
  ...[']', '[', '"', "'", ',', '=', '"]', '\\]', '\\', '{', '}', '{docdir}', '{set:a:b}', '{counter:x}', '{x}'],
  ...['+', '++', '+++', 'pass:[', 'pass:q[', '$$', '<<', '>>', '<<x,y>>', 'xref:x[', 'link:x[y]', '((', '))', '(((', 'a@b.example'],
  ...['image:evil.png[]', 'image::evil.png[]', 'icon:x[]', 'footnote:[', 'kbd:[', 'stem:[', 'btn:[', 'menu:a[b]', 'include::x[]'],
  ...['*', '**', '_', '__', '`', '``', '#', '##', '^', '~', '[.role]', '"`', '`"', "'`", "`'", '--', ' -- ', '...', '(C)', '(R)', '(TM)', '->', '=>', '<-'],
  ...['::', ':: ', ';;', ':::: ', ';', ':', '|', '|===', '!', '////', '// ', '----', '====', ' +', '\n', '\n\n', '\r\n', '\n+\n', '\t', '&#93;', '&amp;', '&'],
  ...['alt=', 'width=1', 'link=javascript:x', 'opts=inline', 'role="x"', '%', '.', '..', '<b>', '</b>', '<', '>', '<1>', '<Comp />', '{/*', '*/}'],
  ...['.. image:: evil.png', ':alt:', ':target: x', '|x|_', '|x|', '`x`_', 'x_', '::\n\n  ', ':ref:`x`', 'import x from "y"', 'export ', '![', '](', ')', '$'],
  ...['https://evil.example', 'irc://x', 'www.evil.example', 'mailto:a@b.c', 'cat', ' ', 'a', '小貓', '🐱', '\0', '\u202e', '\ud800', '\u200d', '\u2028', '\x96'],
]; // prettier-ignore

export const prompt = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme-ascii', maxLength: 60 }) },
);

export const fileName = fc
  .oneof(
    fc.array(
      fc.constantFrom(
        ...Array.from('a b(c)#?%&"\'<>[]*_`\\:$~|{}!+=@,;.-é小'),
        '\u3000',
        '🐱',
        '%20',
        '__',
        '--',
        '...',
        '(C)',
        'a_b',
        '&amp;',
      ),
      {
        minLength: 1,
        maxLength: 8,
      },
    ),
    fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }), { minLength: 1, maxLength: 10 }),
  )
  .map((parts) => `${parts.join('').replace(/[/\0]/g, '')}.png`)
  .filter((name) => !/\p{Cs}/u.test(name));
