import { describe, expect, it } from 'vitest';
import { isFoundByConvention, namesIn } from '../../../src/core/docs/mentions.ts';

const found = (text: string, ...names: string[]) => [...namesIn(text, names)].sort();

describe('A text names an image', () => {
  it.each([
    ['in code', `import hero from '../assets/hero.png?url';`],
    ['in a style', 'background:url(../img/hero.png)'],
    ['in data', '{"icons":[{"src":"\\/hero.png"}]}'],
    ['in a path of Windows', String.raw`C:\site\img\hero.png`],
    ['in another case', 'HERO.PNG'],
    ['in a link of a document', '[see](assets/hero.png "x")'],
    ['in a shell script', 'cp $OUT/hero.png,v .'],
    ['after a text in another script', '图片：`img/hero.png`。'],
    ['as the value of a key', 'cover=hero.png'],
  ])('%s', (_, text) => {
    expect(found(text, 'hero.png', 'other.png')).toEqual(['hero.png']);
  });

  it('with spaces, encoded or not, and with accents in either form', () => {
    expect(found('![](my%20red%20kite.png)', 'my red kite.png')).toEqual(['my red kite.png']);
    expect(found('src="my red kite.png"', 'my red kite.png')).toEqual(['my red kite.png']);
    expect(found('x/%E6%B8%AF%E5%8F%A3.webp', '港口.webp')).toEqual(['港口.webp']);
    expect(found('cafe\u0301.jpg', 'caf\u00e9.jpg')).toEqual(['caf\u00e9.jpg']);
  });

  it('not when it only begins or ends the same', () => {
    expect(found('superhero.png hero.pngx hero.jpg hero', 'hero.png')).toEqual([]);
  });

  it('in a line of a megabyte', () => {
    const text = 'a'.repeat(1_000_000);
    expect(found(`${text} hero.png`, 'hero.png')).toEqual(['hero.png']);
  });
});

describe('A file that tools look for by themselves', () => {
  it.each(['favicon.ico', 'favicon-32x32.png', 'apple-touch-icon.png', 'apple-touch-icon-180x180-precomposed.png'])(
    'is %s',
    (name) => expect(isFoundByConvention(name)).toBe(true),
  );
  it.each(['hero.png', 'my-icon-set.png', 'iconography.png'])('is not %s', (name) =>
    expect(isFoundByConvention(name)).toBe(false),
  );
});
