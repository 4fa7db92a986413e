import { describe, expect, it } from 'vitest';
import type { DocumentImage, TextChange } from '../../../src/core/docs/documentImage.ts';
import { findImages } from '../../../src/core/docs/findImages.ts';
import { describeImage, retarget } from '../../../src/core/docs/rewrite.ts';
import { type Sample, samples } from './samples.ts';

/** Also as Windows writes it. */
const documents: readonly Sample[] = samples.flatMap((sample) => [
  sample,
  { ...sample, name: `${sample.name} with CRLF`, text: sample.text.replaceAll('\n', '\r\n') },
]);

function applied(text: string, change: TextChange | undefined): string {
  return change ? text.slice(0, change.start) + change.text + text.slice(change.end) : text;
}

function told({ url, alt, width, height }: DocumentImage): readonly unknown[] {
  return [url, alt, width, height];
}

describe.each(documents)('$name', ({ language, text, images }) => {
  const found = findImages(language, text);

  it('has exactly the images that its readers see, at exactly their places', () => {
    expect(found.map((image) => [text.slice(image.target.start, image.target.end), ...told(image)])).toEqual(
      images.map(([written, url, alt, width, height]) => [written, url, alt, width, height]),
    );
    for (const { span, target, form } of found) {
      if (form === 'definition') continue;
      expect(span.start).toBeLessThanOrEqual(target.start);
      expect(span.end).toBeGreaterThanOrEqual(target.end);
    }
  });

  it.each(['new/a (1) 小貓, it’s #1 100%.png', '/site/x_y.png'])(
    'takes %s for each of them, and nothing else changes',
    (path) => {
      for (const [index, image] of found.entries()) {
        const changed = applied(text, retarget(language, image, path));
        const again = findImages(language, changed);
        expect(again).toHaveLength(found.length);
        for (const [place, other] of found.entries()) {
          const now = again[place];
          const isSame = other.target.start === image.target.start;
          const rest = /[?#].*$/.exec(other.url)?.[0] ?? '';
          if (isSame)
            expect(
              decodeURIComponent(now?.url.slice(0, now.url.length - rest.length) ?? '').replace(
                /^(?:images\/)?(?:\.\.\/)?/,
                '',
              ),
            ).toBe(path);
          else expect(now && told(now)).toEqual(told(other));
        }
        expect(index).toBe(found.indexOf(image));
      }
    },
  );

  it('takes a description for each that has a place for one, and nothing else changes', () => {
    const alt = 'A "kite", [it] | <is> {red} & 紅 *b* `c` \\ ]';
    for (const image of found) {
      const change = describeImage(language, image, alt);
      const again = findImages(language, applied(text, change));
      expect(again.map(({ url }) => url)).toEqual(found.map(({ url }) => url));
      for (const [place, other] of found.entries()) {
        const isSame = other.altPlace && other.altPlace.start === image.altPlace?.start;
        expect(again[place]?.alt).toBe(isSame ? alt : other.alt);
      }
    }
  });
});
