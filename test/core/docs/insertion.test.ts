import { HtmlRenderer, Parser } from 'commonmark';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { insertionAt, insertionBelow, type Insertion, type WrittenLink } from '../../../src/core/docs/insertion.ts';
import type { TextLines } from '../../../src/core/docs/lines.ts';
import type { LinkLanguage } from '../../../src/core/docs/link.ts';

const written: Readonly<Record<LinkLanguage, WrittenLink>> = {
  markdown: { block: '![a cup](a.png)', inline: '![a cup](a.png)' },
  html: { block: '<img src="a.png" alt="a cup">', inline: '<img src="a.png" alt="a cup">' },
  asciidoc: { block: 'image::a.png[a cup]', inline: 'image:a.png[a cup]' },
  restructuredtext: { block: '.. image:: a.png\n   :alt: a cup', inline: '.. image:: a.png\n   :alt: a cup' },
};

function linesOf(text: string): TextLines {
  const all = text.split('\n');
  return { count: all.length, line: (index) => all[index] ?? '' };
}

function placeIn(text: string, offset: number): { readonly line: number; readonly character: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

function inserted(text: string, { line, character, text: added }: Insertion): string {
  const lines = text.split('\n');
  const whole = lines[line] ?? '';
  lines[line] = whole.slice(0, character) + added + whole.slice(character);
  return lines.join('\n');
}

/** `|` is the cursor, or the end of what is selected. */
function after(how: typeof insertionAt, language: LinkLanguage, marked: string, count = 1): string {
  const text = marked.replace('|', '');
  const links = Array.from({ length: count }, () => written[language]);
  return inserted(text, how(language, linesOf(text), placeIn(text, marked.indexOf('|')), links));
}

const at = (language: LinkLanguage, marked: string, count?: number) => after(insertionAt, language, marked, count);
const below = (language: LinkLanguage, marked: string, count?: number) =>
  after(insertionBelow, language, marked, count);

describe('a link at the cursor', () => {
  it('stands within the text in Markdown and HTML', () => {
    expect(at('markdown', 'One | two')).toBe('One ![a cup](a.png) two');
    expect(at('html', '<p>One | two</p>')).toBe('<p>One <img src="a.png" alt="a cup"> two</p>');
  });

  it('keeps several in the list item, the quote or the element that the cursor is in', () => {
    expect(at('markdown', '1. Look: |', 2)).toBe('1. Look: ![a cup](a.png)\n   ![a cup](a.png)');
    expect(at('markdown', '> - |', 2)).toBe('> - ![a cup](a.png)\n>   ![a cup](a.png)');
    expect(at('html', '<div>\n\t|\n</div>', 2)).toBe(
      '<div>\n\t<img src="a.png" alt="a cup">\n\t<img src="a.png" alt="a cup">\n</div>',
    );
  });

  it('is a block of its own on an empty line of AsciiDoc, and stands within a line of text', () => {
    expect(at('asciidoc', 'One\n\n|\n\nTwo')).toBe('One\n\nimage::a.png[a cup]\n\nTwo');
    expect(at('asciidoc', 'One\n|\nTwo')).toBe('One\n\nimage::a.png[a cup]\n\nTwo');
    expect(at('asciidoc', 'One\n\n  |\n\nTwo'), 'what is indented would be literal').toBe(
      'One\n\nimage::a.png[a cup]  \n\nTwo',
    );
    expect(at('asciidoc', 'Press | to go.')).toBe('Press image:a.png[a cup] to go.');
    expect(at('asciidoc', '|', 2)).toBe('image::a.png[a cup]\n\nimage::a.png[a cup]');
  });

  it('is a directive on lines of its own in reStructuredText, indented as the cursor is', () => {
    expect(at('restructuredtext', '|')).toBe('.. image:: a.png\n   :alt: a cup');
    expect(at('restructuredtext', 'One\n|\nTwo')).toBe('One\n\n.. image:: a.png\n   :alt: a cup\n\nTwo');
    expect(at('restructuredtext', '.. note::\n\n   |\n')).toBe('.. note::\n\n   .. image:: a.png\n      :alt: a cup\n');
    expect(at('restructuredtext', 'One | two,\nthree.\n\nFour.')).toBe(
      'One  two,\nthree.\n\n.. image:: a.png\n   :alt: a cup\n\nFour.',
    );
  });
});

describe('a link below a selection', () => {
  it('comes after the whole paragraph', () => {
    expect(below('markdown', 'One|\ntwo\n\nThree')).toBe('One\ntwo\n\n![a cup](a.png)\n\nThree');
    expect(below('asciidoc', 'One|\ntwo\n\nThree')).toBe('One\ntwo\n\nimage::a.png[a cup]\n\nThree');
    expect(below('restructuredtext', 'One|\ntwo\n\nThree')).toBe(
      'One\ntwo\n\n.. image:: a.png\n   :alt: a cup\n\nThree',
    );
    expect(below('html', '<p>One|\n  two</p>\n<p>Three</p>')).toBe(
      '<p>One\n  two</p>\n  <img src="a.png" alt="a cup">\n<p>Three</p>',
    );
  });

  it('takes whole lines as they are, not the line that the selection ends in front of', () => {
    expect(below('markdown', 'One\n|Two\n')).toBe('One\nTwo\n\n![a cup](a.png)\n');
    expect(below('markdown', 'One\n|\nTwo\n')).toBe('One\n\n![a cup](a.png)\n\nTwo\n');
  });

  it('comes right below a heading, with room to what follows', () => {
    expect(below('markdown', '# One|\nTwo')).toBe('# One\n\n![a cup](a.png)\n\nTwo');
    expect(below('markdown', 'One|\n# Two')).toBe('One\n\n![a cup](a.png)\n\n# Two');
    expect(below('asciidoc', '== One|\nTwo')).toBe('== One\n\nimage::a.png[a cup]\n\nTwo');
    expect(below('restructuredtext', 'One|\n===\n\nTwo')).toBe('One\n===\n\n.. image:: a.png\n   :alt: a cup\n\nTwo');
  });

  it('belongs to the list item whose text was selected', () => {
    expect(below('markdown', '1. One|\n2. Two')).toBe('1. One\n\n   ![a cup](a.png)\n\n2. Two');
    expect(below('markdown', '- One\n  more|\n- Two')).toBe('- One\n  more\n\n  ![a cup](a.png)\n\n- Two');
    expect(below('restructuredtext', '* One|\n* Two')).toBe('* One\n\n  .. image:: a.png\n     :alt: a cup\n\n* Two');
    expect(below('asciidoc', '* One|\n* Two')).toBe('* One\n+\nimage::a.png[a cup]\n* Two');
  });

  it('stays in the quote', () => {
    expect(below('markdown', '> One|\n> two\n\nThree')).toBe('> One\n> two\n>\n> ![a cup](a.png)\n\nThree');
  });

  it('never goes into code or front matter', () => {
    expect(below('markdown', '```\none|\n\ntwo\n```\nThree')).toBe('```\none\n\ntwo\n```\n\n![a cup](a.png)\n\nThree');
    expect(below('markdown', '---\ntitle: One|\n---\n\nTwo')).toBe('---\ntitle: One\n---\n\n![a cup](a.png)\n\nTwo');
    expect(below('markdown', 'One\n\n    code|\n\nTwo')).toBe('One\n\n    code\n\n![a cup](a.png)\n\nTwo');
    expect(below('asciidoc', '----\none|\n\ntwo\n----\n')).toBe('----\none\n\ntwo\n----\n\nimage::a.png[a cup]\n');
    expect(below('restructuredtext', '.. code-block:: python\n\n   one|\n\n   two\n\nThree')).toBe(
      '.. code-block:: python\n\n   one\n\n   two\n\n.. image:: a.png\n   :alt: a cup\n\nThree',
    );
  });

  it('stays in the list item or the cell whose text was selected', () => {
    expect(below('html', '<ul>\n  <li>One|</li>\n  <li>Two</li>\n</ul>')).toBe(
      '<ul>\n  <li>One\n    <img src="a.png" alt="a cup">\n  </li>\n  <li>Two</li>\n</ul>',
    );
  });

  it('is a picture in whatever Markdown it lands in, and leaves every character of the text', () => {
    const line = fc.constantFrom(
      '',
      'text',
      '- item',
      '  more',
      '> quote',
      '# Title',
      '1. one',
      '   deep',
      '```',
      '| a |',
    );
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), fc.nat(), (all, pick) => {
        const text = all.join('\n');
        const index = pick % all.length;
        const end = { line: index, character: (all[index] ?? '').length };
        const insertion = insertionBelow('markdown', linesOf(text), end, [written.markdown]);
        const result = inserted(text, insertion);
        expect(result.replace(insertion.text, '')).toBe(text);
        // An open fence has no end that anything could stand behind.
        fc.pre(all.filter((each) => each === '```').length % 2 === 0);
        expect(new HtmlRenderer().render(new Parser().parse(result))).toContain('<img src="a.png" alt="a cup" />');
      }),
      { numRuns: 2000 },
    );
  });
});
