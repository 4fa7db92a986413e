import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { parseStyle } from '../../../src/core/style/parse.ts';
import { isEmptyLook, useForPath } from '../../../src/core/style/style.ts';

const file = (data: string, body = 'Flat colours, thick outlines.') => `---\n${data}\n---\n${body}\n`;

describe('A house style', () => {
  it('is its text, where it has no data', () => {
    expect(parseStyle('Flat colours.\r\n\r\nThick outlines.\r\n')).toEqual({
      text: 'Flat colours.\n\nThick outlines.',
      references: [],
      uses: [],
      notes: [],
    });
  });

  it('names references, shape, model, and what is different for each use', () => {
    const style = parseStyle(
      file(
        [
          'name: Ours',
          'references: [docs/a.png, docs/b.png]',
          'aspectRatio: 16:9',
          'resolution: 2K',
          'model: mixroute/gemini-2.5-flash-image',
          'negativePrompt: text',
          'uses:',
          '  hero: { aspectRatio: "21:9", prompt: wide and calm }',
          '  icon: one shape on white',
        ].join('\n'),
      ),
    );
    expect(style).toEqual({
      name: 'Ours',
      text: 'Flat colours, thick outlines.',
      references: ['docs/a.png', 'docs/b.png'],
      aspectRatio: '16:9',
      resolution: '2K',
      model: 'mixroute/gemini-2.5-flash-image',
      negativePrompt: 'text',
      uses: [
        { name: 'hero', text: 'wide and calm', aspectRatio: '21:9' },
        { name: 'icon', text: 'one shape on white' },
      ],
      notes: [],
    });
  });

  it('takes a resolution that YAML reads as a number, and one reference that is no list', () => {
    expect(parseStyle(file('resolution: 512\nreferences: a.png'))).toMatchObject({
      resolution: '512',
      references: ['a.png'],
      notes: [],
    });
  });

  it('can name no address, key or header: what it says of them is not read, and noted', () => {
    const style = parseStyle(file('endpoint: https://thief.example\napiKey: sk-1\nheaders: { x: y }\nprovider: thief'));
    expect(JSON.stringify({ ...style, notes: [] })).not.toMatch(/thief|sk-1|headers/);
    expect(style.notes).toEqual([
      '“endpoint” is nothing that a style can set.',
      '“apiKey” is nothing that a style can set.',
      '“headers” is nothing that a style can set.',
      '“provider” is nothing that a style can set.',
    ]);
  });

  it('keeps its text when its data is broken', () => {
    for (const data of ['a: [', '- 1\n- 2', 'a: &x [1]\nb: *x', '['.repeat(5000), 'just words']) {
      const style = parseStyle(file(data));
      expect(style.text).toBe('Flat colours, thick outlines.');
      expect(style.notes).toEqual(['The lines between “---” are not valid YAML, so they are not used.']);
    }
  });

  it('says of each value that is wrong that it does not count', () => {
    const wrong = 'aspectRatio: wide\nresolution: [2K]\nmodel: "a b"\nreferences: { a: b }\nuses: [hero]';
    const style = parseStyle(file(wrong));
    expect(style).toMatchObject({ references: [], uses: [] });
    expect(style.aspectRatio ?? style.resolution ?? style.model).toBeUndefined();
    expect(style.notes).toHaveLength(5);
    expect(style.notes.every((note) => note.endsWith('is not valid and does not count.'))).toBe(true);
  });

  it('hides what stands in comments, so that an untouched template changes nothing', () => {
    const style = parseStyle(file('# aspectRatio: 16:9', '<!-- Say what all images have\nin common. -->\n'));
    expect(style.notes).toEqual([]);
    expect(isEmptyLook({ style })).toBe(true);
    expect(parseStyle('Warm <!-- not this --> light\n<!-- open to the end').text).toBe('Warm  light');
  });

  it('has at most 16,384 characters, eight references and 32 uses', () => {
    const references = Array.from({ length: 20 }, (_, index) => `a${index}.png`);
    const uses = Array.from({ length: 40 }, (_, index) => `  u${index}: text`).join('\n');
    const style = parseStyle(file(`references: [${references.join(', ')}]\nuses:\n${uses}`, '猫'.repeat(20_000)));
    expect(style.references).toEqual(references.slice(0, 8));
    expect(Array.from(style.text)).toHaveLength(16_384);
    expect(style.uses).toHaveLength(32);
    expect(style.notes).toHaveLength(3);
  });

  it('is read from any text at all', () => {
    const pieces = fc.constantFrom(
      '---\n',
      'uses:',
      '\n',
      ' ',
      'a: ',
      '{',
      '[',
      '*a',
      '&a',
      '<!--',
      '-->',
      '\u0000',
      '"',
      '|',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string())), (parts) => {
        const style = parseStyle(`---\n${parts.join('')}`);
        expect(typeof style.text).toBe('string');
        expect(style.references.length).toBeLessThanOrEqual(8);
      }),
    );
  });

  it('reads no data that takes a parser long, and says so', () => {
    const { references, text, notes } = parseStyle(
      `---\nreferences: [a.png]\n# ${'x'.repeat(5000)}\n---\nSoft light\n`,
    );
    expect({ references, text, notes: notes.length }).toEqual({ references: [], text: 'Soft light', notes: 1 });
  });
});

describe('The use of an image', () => {
  const style = parseStyle(file('uses: { hero: a, icon: b, 架构图: c, open graph: d }'));
  it('is told from its name, else from its folders', () => {
    const use = (path: string) => useForPath(style, path)?.name;
    expect(use('docs/img/hero.png')).toBe('hero');
    expect(use('docs/img/Hero-2.png')).toBe('hero');
    expect(use('docs/icons/search.png')).toBe('icon');
    expect(use('heroes/myIcon.png')).toBe('icon');
    expect(use('img/架构图.png')).toBe('架构图');
    expect(use('img/open-graph.png')).toBe('open graph');
    expect(use('img/heroic.png')).toBeUndefined();
    expect(use('img/lexicon.png')).toBeUndefined();
  });
});
