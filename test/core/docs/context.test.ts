import { describe, expect, it } from 'vitest';
import { contextOf, withContext, withoutContext } from '../../../src/core/docs/context.ts';
import type { LinkLanguage } from '../../../src/core/docs/link.ts';

/** `[…]` is what is selected. */
function around(language: LinkLanguage, marked: string): string | undefined {
  const text = marked.replace(/[[\]]/g, '');
  const all = text.split('\n');
  const place = (offset: number) => {
    const before = text.slice(0, offset).split('\n');
    return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  };
  const lines = { count: all.length, line: (index: number) => all[index] ?? '' };
  return contextOf(language, lines, { start: place(marked.indexOf('[')), end: place(marked.indexOf(']') - 1) });
}

describe('the text around a selection', () => {
  it('is the headings that it stands under and its paragraph', () => {
    expect(
      around('markdown', '# Kitchen\n\n## Tea\n\nFirst.\n\n## Cups\n\nWe have [a cup] here,\nand more.\n\nLast.'),
    ).toBe('Kitchen › Cups\nWe have a cup here, and more.');
  });

  it('knows the headings of every language', () => {
    expect(around('markdown', 'Kitchen\n=======\n\nCups\n----\n\nx [y] z')).toBe('Kitchen › Cups\nx y z');
    expect(around('html', '<h1>Kitchen</h1>\n<h2 class="a">The <b>cups</b></h2>\n\n<p>x [y] z</p>')).toBe(
      'Kitchen › The cups\nx y z',
    );
    expect(around('asciidoc', '= Kitchen\n\n== Cups\n\nx [y] z')).toBe('Kitchen › Cups\nx y z');
    expect(around('restructuredtext', '*******\nKitchen\n*******\n\nCups\n====\n\nx [y] z')).toBe(
      'Kitchen › Cups\nx y z',
    );
  });

  it('takes no comment in code and no front matter for a heading', () => {
    expect(around('markdown', '---\n# draft\n---\n# Kitchen\n\n```sh\n# rm\n```\n\nx [y] z')).toBe('Kitchen\nx y z');
    expect(around('asciidoc', '= Kitchen\n\n----\n== no\n----\n\nx [y] z')).toBe('Kitchen\nx y z');
  });

  it('is nothing where there is no more than what is selected', () => {
    expect(around('markdown', '[All of it.]\n')).toBeUndefined();
    expect(around('markdown', '# [All of it.]\n')).toBe('# All of it.');
  });

  it('is the headings alone where the whole paragraph is selected', () => {
    expect(around('markdown', '# Kitchen\n\n[All of it.]\n')).toBe('Kitchen');
  });

  it('stays short, with what is selected in its middle', () => {
    const text = around('markdown', `# ${'t'.repeat(900)}\n\n${'a '.repeat(900)}[cup]${' b'.repeat(900)}`);
    expect(text).toContain(' cup ');
    expect(text?.length).toBeLessThanOrEqual(605);
  });

  it('leaves no half of a character', () => {
    expect(around('markdown', `${'🍵'.repeat(900)}[茶]${'🍵'.repeat(901)}`)).not.toMatch(/\p{Cs}/u);
  });
});

describe('a prompt with its context', () => {
  const prompt = withContext('a cup', 'Context:', 'Kitchen › Cups\nWe have a cup here.');

  it('says both', () => {
    expect(prompt).toBe('a cup\n\nContext:\nKitchen › Cups\nWe have a cup here.');
  });

  it('is itself again without it, also on one line', () => {
    const context = 'Kitchen › Cups\nWe have a cup here.';
    expect(withoutContext(prompt, 'Context:', context)).toBe('a cup');
    expect(withoutContext(prompt.replace(/\s+/g, ' '), 'Context:', context)).toBe('a cup');
  });

  it('stays as it is when the person has changed it', () => {
    const changed = `${prompt} In blue.`;
    expect(withoutContext(changed, 'Context:', 'Kitchen › Cups\nWe have a cup here.')).toBe(changed);
  });
});
