import { convert } from '@asciidoctor/core';
import { createProcessor } from '@mdx-js/mdx';
import { decodeHTML } from 'entities';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findImages } from '../../../src/core/docs/findImages.ts';
import { imageLink, type LinkLanguage } from '../../../src/core/docs/link.ts';
import { resolveTarget } from '../../../src/core/docs/resolveTarget.ts';
import { describeImage, retarget } from '../../../src/core/docs/rewrite.ts';
import { expectedAlt, fileName, prompt, promptRuns } from './prompts.ts';

const mdx = createProcessor();

interface Tree {
  readonly type: string;
  readonly children?: readonly Tree[];
  readonly url?: string;
  readonly alt?: string;
  readonly attributes?: readonly { readonly name: string; readonly value: string }[];
}

async function html(text: string): Promise<string> {
  const page = await convert(text);
  if (typeof page !== 'string') throw new Error('No page was made.');
  return page;
}

function parsedMdx(text: string): Tree {
  return mdx.parse(text) as Tree;
}

describe('an image link with any prompt', () => {
  it('is one image in MDX, and no expression, element or module', () => {
    fc.assert(
      fc.property(prompt, fileName, (alt, name) => {
        const [paragraph, ...others] = parsedMdx(`a ${imageLink('markdown', { path: name, alt })} b`).children ?? [];
        expect(others).toEqual([]);
        expect(paragraph?.children?.map(({ type }) => type)).toEqual(['text', 'image', 'text']);
        const image = paragraph?.children?.[1];
        expect([decodeURIComponent(image?.url ?? ''), image?.alt ?? '']).toEqual([name, expectedAlt(alt)]);
      }),
      { numRuns: promptRuns(1000, 20_000) },
    );
  });

  it('is one attribute of an element in MDX', () => {
    const text = '<img src="x.png" />\n';
    const [image] = findImages('markdown', text);
    if (!image) throw new Error('The image was not found.');
    fc.assert(
      fc.property(prompt, (alt) => {
        const change = describeImage('markdown', image, alt);
        const [element, ...others] = parsedMdx(changed(text, change)).children ?? [];
        expect(others).toEqual([]);
        expect(element?.attributes?.map(({ name, value }) => [name, value])).toEqual([
          ['src', 'x.png'],
          ['alt', expectedAlt(alt)],
        ]);
      }),
      { numRuns: promptRuns(1000, 20_000) },
    );
  });

  it('is one image in AsciiDoc, as a block, within a line, in a list and in a table', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(prompt, fileName), { minLength: 1, maxLength: 12 }), async (all) => {
        const links = all.map(([alt, path]) => imageLink('asciidoc', { path, alt }));
        const inline = links.map((link) => link.replace('image::', 'image:'));
        const text = links.map(
          (link, index) => `${link}\n\na ${inline[index]} b\n\n* ${inline[index]}\n\n|===\n|${inline[index]}|c\n|===\n`,
        );
        const page = await html(text.join('\n'));
        const images = Array.from(
          page.matchAll(/<img src="([^"<>]*)" alt="([^"<>]*)">/g),
          ([, source = '', alt = '']) => [decodeURIComponent(decodeHTML(source)), decodeHTML(alt)],
        );
        const expected = all.flatMap(([alt, path]) => Array.from({ length: 4 }, () => [path, expectedAlt(alt)]));
        // Asciidoctor makes an alternative text of the file's name where there is none.
        expect(images.map(([path, alt], index) => [path, expected[index]?.[1] === '' ? '' : alt])).toEqual(expected);
        const frame = page.replace(/<img [^<>]*>/g, '');
        const plain = await html(text.map(() => plainPage).join('\n'));
        expect(frame).toBe(plain.replace(/<img [^<>]*>/g, ''));
      }),
      { numRuns: promptRuns(300, 2000) },
    );
  });

  it('is two lines of reStructuredText that end each other', () => {
    fc.assert(
      fc.property(prompt, fileName, (alt, name) => {
        const [first, second, ...others] = imageLink('restructuredtext', { path: name, alt }).split(
          /[\p{Cc}\p{Zl}\p{Zp}]/u,
        );
        expect(others).toEqual([]);
        expect(first).toMatch(/^\.\. image:: \S/);
        expect(second).toBe(expectedAlt(alt) === '' ? undefined : `   :alt: ${expectedAlt(alt)}`);
      }),
      { numRuns: promptRuns(4000) },
    );
  });
});

const plainPage = ((link) =>
  `image::${link}\n\na image:${link} b\n\n* image:${link}\n\n|===\n|image:${link}|c\n|===\n`)('x.png[a]');

function changed(text: string, change: { start: number; end: number; text: string } | undefined): string {
  return change ? text.slice(0, change.start) + change.text + text.slice(change.end) : text;
}

/** Each way in which an image is written, in a document that it could end. */
const written: readonly (readonly [LinkLanguage, string])[] = [
  ['markdown', 'a ![x](x.png "t") [b](c) `d`\n\n![](y.png)\n'],
  ['markdown', '| a | b |\n|---|---|\n| ![x](x.png) | <img src="y.png"> |\n'],
  ['markdown', '- > ![x][n] and ![n] <img src=z.png alt=q>\n\n[n]: <x.png>\n'],
  [
    'markdown',
    '---\nimage: x.png\nlist: [1, {cover: y.png, b: 2}]\nhero: "z.png"\nlogo: \'w.png\'\n---\n\n![x](x.png)\n',
  ],
  ['markdown', '+++\nimage = "x.png"\nimages = ["a.png", \'b.png\']\n+++\n\n![x](x.png)\n'],
  ['html', '<img src=x.png><img alt src="y.png"><img alt=q src=\'z.png\' srcset="a.png 1x, b.png 2x"/>'],
  ['asciidoc', 'image::x.png[]\n\nimage::y.png[a,100]\n\na image:z.png[width=3] b image:w.png[alt="q"] c\n'],
  ['asciidoc', ':imagesdir: img\n\n|===\n|image:x.png[a] |image:y.png["b",10]\n|===\n'],
  [
    'restructuredtext',
    '.. image:: x.png\n\n.. figure:: y.png\n   :alt: q\n   :width: 10\n\n   caption\n\n* .. |z| image:: z.png\n',
  ],
];

describe('writing into a document', () => {
  it.each(written)('of %s any prompt changes one alternative text', (language, text) => {
    const images = findImages(language, text);
    fc.assert(
      fc.property(prompt, fc.nat({ max: images.length - 1 }), (alt, index) => {
        const image = images[index];
        const change = image && describeImage(language, image, alt);
        if (!change) return;
        const again = findImages(language, changed(text, change));
        const now = images.map((other) => (other.altPlace?.start === change.start ? expectedAlt(alt) : other.alt));
        expect(again.map(({ url }) => url)).toEqual(images.map(({ url }) => url));
        // An empty one is none in AsciiDoc and reStructuredText.
        expect(again.map((each) => each.alt ?? '')).toEqual(now.map((each) => each ?? ''));
      }),
      { numRuns: promptRuns(1000, 5000) },
    );
  });

  it.each(written)('of %s any file name changes one target', (language, text) => {
    const images = findImages(language, text);
    const place = { document: '/w/d/a.md', root: '/w', siteRoots: [] };
    fc.assert(
      fc.property(fileName, fc.nat({ max: images.length - 1 }), (name, index) => {
        const image = images[index];
        const change = image && retarget(language, image, `../n/${name}`);
        if (!change) throw new Error('Nothing changes.');
        const again = findImages(language, changed(text, change));
        const now = images.map(({ url, target }) =>
          target.start === change.start ? `/w/n/${name}` : resolveTarget(url, place),
        );
        expect(again.map(({ url }) => resolveTarget(url, place))).toEqual(now);
      }),
      { numRuns: promptRuns(1000, 5000) },
    );
  });
});
