import { Parser } from 'commonmark';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { findImages } from '../../../src/core/docs/findImages.ts';
import { promptRuns } from './prompts.ts';

const parser = new MarkdownIt('default', { html: true });

interface Seen {
  readonly url: string;
  readonly alt: string;
}

/** What VS Code's preview makes of a document. */
function seenByMarkdownIt(text: string): readonly Seen[] {
  return parser.parse(text, {}).flatMap((block) =>
    (block.children ?? [])
      .filter((token) => token.type === 'image')
      .map((token) => ({
        url: String(token.attrGet('src')),
        alt: inOneLine(parser.renderer.renderInlineAsText(token.children ?? [], parser.options, {})),
      })),
  );
}

/** What the reference implementation makes of it, which knows no tables. */
function seenByCommonmark(text: string): readonly Seen[] {
  const seen: { url: string; alt: string }[] = [];
  const walker = new Parser().parse(text).walker();
  let depth = 0;
  for (let event = walker.next(); event; event = walker.next()) {
    const { node, entering } = event;
    if (node.type === 'image') {
      if (entering && depth === 0) seen.push({ url: node.destination ?? '', alt: '' });
      depth += entering ? 1 : -1;
    } else if (depth > 0 && entering) {
      const last = seen.at(-1);
      if (last) last.alt += node.literal ?? (node.type.endsWith('break') ? ' ' : '');
    }
  }
  return seen.map(({ url, alt }) => ({ url: parser.normalizeLink(url), alt: inOneLine(alt) }));
}

function seenByUs(text: string): readonly Seen[] {
  return findImages('markdown', text)
    .filter(({ form }) => form === 'inline' || form === 'definition')
    .map(({ url, alt }) => ({ url: parser.normalizeLink(url), alt: alt ?? '' }));
}

function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

const fragments = [
  '![', '![a](b.png)', '![é 貓](圖/貓.png "t")', '![x][n]', '![n][]', '![n]', '[n]: d.png\n', '[N]: <e f.png> "t"\n',
  '[', ']', '](', '](c.png)', ')', '(', '"', "'", '<', '>', '\\', '`', '``', '*', '_', '![a\\]](b\\).png)', '&amp;', '![q](<a b.png>)',
  '[![i](j.png)](k)', '<b>', '<b c="', '-->', '<!--', '<!-- ![z](y.png) -->', '<a href="![z](y.png)">', '<http://a.b/![x](y)>',
  '\n', '\n\n', '\r\n', '\n\n', '    ', '\t', '> ', '- ', '1. ', '# ', ' #', '```\n', '~~~', '|', '\n|-|-|\n', '| a | b |\n|---|---|\n', '---\n', '===\n',
  'text ', ' ', '<div>\n', '</div>\n', '\\|', '![a|b](c.png)', '![', '](x.png', ' "t")', '\0', '小貓', '🐱',
]; // prettier-ignore

const documentText = fc
  .array(fc.constantFrom(...fragments), { maxLength: 24 })
  .map((parts) => `x\n\n${parts.join('')}`);

describe('the images of random Markdown', () => {
  it('are those that VS Code shows, with exact places', () => {
    fc.assert(
      fc.property(documentText, (text) => {
        // Where these two disagree, either is right. A reference within an alternative text stays as it is written.
        const seen = seenByUs(text);
        const same = (others: readonly Seen[]) =>
          seen.length === others.length &&
          seen.every(({ url, alt }, index) => {
            const other = others[index];
            return other?.url === url && (other.alt === alt || alt.includes('['));
          });
        if (!same(seenByCommonmark(text)) && !same(seenByMarkdownIt(text)))
          expect(seen).toEqual(seenByMarkdownIt(text));
        for (const { form, target, url } of findImages('markdown', text)) {
          if (form === 'inline' || form === 'definition')
            expect(parser.utils.unescapeAll(text.slice(target.start, target.end).replaceAll('\0', '\ufffd'))).toBe(url);
        }
      }),
      { numRuns: promptRuns(4000) },
    );
  });
});
