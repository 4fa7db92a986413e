import fc from 'fast-check';
import { parseFragment } from 'parse5';
import { describe, expect, it } from 'vitest';
import {
  darkLinks,
  darkTag,
  faviconTags,
  openGraphTags,
  responsiveTag,
  webpTag,
} from '../../../src/core/assets/tags.ts';

const hero = { path: 'img/hero.png', width: 1920, height: 1080 };

describe('Tags of a favicon set', () => {
  it('name the files that are there, the icon file first', () => {
    const there = new Set(['favicon.ico', 'favicon-32x32.png', 'apple-touch-icon.png', 'site.webmanifest']);
    expect(faviconTags((name) => (there.has(name) ? `/${name}` : undefined))).toEqual([
      '<link rel="icon" sizes="16x16 32x32 48x48" href="/favicon.ico">',
      '<link rel="icon" type="image/png" sizes="32x32" href="/favicon-32x32.png">',
      '<link rel="apple-touch-icon" sizes="180x180" href="/apple-touch-icon.png">',
      '<link rel="manifest" href="/site.webmanifest">',
    ]);
  });
});

describe('Tags of an Open Graph image', () => {
  const image = { path: '/封面 图-og.png', width: 1200, height: 630 };

  it('name the whole address where the page says its own', () => {
    expect(openGraphTags(image, 'image/png', 'A "cat"', 'https://example.org')).toEqual([
      '<meta property="og:image" content="https://example.org/封面%20图-og.png">',
      '<meta property="og:image:type" content="image/png">',
      '<meta property="og:image:width" content="1200">',
      '<meta property="og:image:height" content="630">',
      '<meta property="og:image:alt" content="A &quot;cat&quot;">',
      '<meta name="twitter:card" content="summary_large_image">',
    ]);
  });

  it('name the path alone where it does not', () => {
    expect(openGraphTags(image, 'image/jpeg', '')[0]).toBe('<meta property="og:image" content="/封面%20图-og.png">');
    expect(openGraphTags(image, 'image/jpeg', '').join()).not.toContain('alt');
  });
});

describe('The tag of responsive widths', () => {
  it('offers each width, and the widest to browsers that know no srcset', () => {
    const images = [320, 640].map((width) => ({ path: `a,b-${width}w.jpg`, width, height: width / 2 }));
    expect(responsiveTag(images, 'Harbour').join('\n')).toBe(
      [
        '<img',
        '  src="a,b-640w.jpg"',
        '  srcset="a%2Cb-320w.jpg 320w, a%2Cb-640w.jpg 640w"',
        '  sizes="(max-width: 640px) 100vw, 640px"',
        '  width="640" height="320" alt="Harbour">',
      ].join('\n'),
    );
  });
});

describe('The tags of a pair', () => {
  it('give WebP to browsers that know it', () => {
    expect(webpTag(hero, 'img/hero.webp', '')).toEqual([
      '<picture>',
      '  <source type="image/webp" srcset="img/hero.webp">',
      '  <img src="img/hero.png" width="1920" height="1080" alt="">',
      '</picture>',
    ]);
  });

  it('give the dark picture to readers of dark pages', () => {
    expect(darkTag(hero, 'img/hero-dark.png', 'Hero')[1]).toBe(
      '  <source media="(prefers-color-scheme: dark)" srcset="img/hero-dark.png">',
    );
    expect(darkLinks('logo.png', 'logo-dark.png', 'Logo')).toEqual([
      '![Logo](logo.png#gh-light-mode-only)',
      '![Logo](logo-dark.png#gh-dark-mode-only)',
    ]);
  });
});

describe('Hostile names and texts', () => {
  it('stay one element with its own attributes', () => {
    const seed = Date.now() & 0xffffff;
    const anything = fc.string({ unit: 'binary', maxLength: 40 });
    const hostile = fc.oneof(anything, fc.constantFrom('"><script>', "' onerror='x", '--><img src=x>', 'a b, c 2x'));
    fc.assert(
      fc.property(hostile, hostile, (name, alt) => {
        const path = `img/${name.replaceAll('/', '')}.png`;
        const html = responsiveTag([{ ...hero, path }], alt).join('\n');
        const [element, ...others] = parseFragment(html).childNodes;
        expect(others).toEqual([]);
        const names = 'attrs' in element! ? element.attrs.map((each) => each.name) : [];
        expect(names).toEqual(['src', 'srcset', 'sizes', 'width', 'height', 'alt']);
        const picture = parseFragment(webpTag({ ...hero, path }, path, alt).join('')).childNodes;
        expect(picture.map(({ nodeName }) => nodeName)).toEqual(['picture']);
      }),
      { seed, numRuns: 300 },
    );
  });
});
