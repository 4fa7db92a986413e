import type { DocumentImage, TextChange } from './documentImage.ts';
import {
  asciidocPath,
  asciidocText,
  attributeText,
  directivePath,
  encodedPath,
  type LinkLanguage,
  markdownText,
  oneLine,
  relativePath,
} from './link.ts';

/**
 * Gives an image another file. What follows the path in the target, `?query` and `#fragment`, stays. Undefined where no
 * way leads there from what the document puts before every path.
 *
 * @param path As the file is named, from the document or from the site's root ("/img/x.png"): nothing is encoded.
 */
export function retarget(language: LinkLanguage, image: DocumentImage, path: string): TextChange | undefined {
  const way = image.base === undefined ? path : fromBase(image.base, path);
  if (way === undefined) return undefined;
  const rest = /[?#].*$/s.exec(image.url)?.[0] ?? '';
  return { ...image.target, text: writtenPath(image, way) + writtenRest(language, rest) };
}

function writtenPath({ form, quote }: DocumentImage, path: string): string {
  switch (form) {
    case 'inline':
    case 'definition':
      return encodedPath(path);
    case 'attribute':
    case 'srcset':
      // A comma ends a candidate of `srcset`, an equals sign what stands without quotes.
      return encodedPath(path).replaceAll(',', '%2C').replaceAll('=', '%3D');
    case 'frontMatter':
      return dataPath(path, quote !== undefined);
    case 'macro':
      return asciidocPath(path);
    case 'directive':
      return directivePath(path);
  }
}

/** In data a path is a path, spaces included, as long as nothing in it could end its text or mean something else. */
function dataPath(path: string, isQuoted: boolean): string {
  const inert = encodedPath(path).replaceAll('%20', ' ');
  if (isQuoted) return inert;
  const plain = inert.replaceAll(',', '%2C').replace(/ $/, '%20');
  return /^[\p{L}\p{N}./]/u.test(plain) ? plain : `./${plain}`;
}

function writtenRest(language: LinkLanguage, rest: string): string {
  const inert = rest.replace(/[^\p{L}\p{N}\-._/?#&=%+~@]/gu, encodeURIComponent);
  return language === 'markdown' || language === 'html' ? inert.replaceAll('&', '&amp;') : inert;
}

function fromBase(base: string, path: string): string | undefined {
  if (path.startsWith('/') && !base.startsWith('/')) return path;
  const way = relativePath(`${base}_`, path);
  // From a folder that itself lies above, no way back is known.
  const isKnown = way !== undefined && !climbsBack(base, path);
  return isKnown ? way : undefined;
}

function climbsBack(base: string, path: string): boolean {
  const parts = (text: string) => text.split('/').filter((part) => part !== '' && part !== '.');
  const from = parts(base);
  const to = parts(path);
  const same = from.findIndex((part, index) => part !== to[index]);
  return same >= 0 && from.slice(same).includes('..');
}

/** Writes an alternative text, whatever it says; undefined where the document has no place for one. */
export function describeImage(language: LinkLanguage, image: DocumentImage, alt: string): TextChange | undefined {
  if (!image.altPlace) return undefined;
  const { start, end, before, after } = image.altPlace;
  return { start, end, text: before + writtenText(language, image, alt) + after };
}

function writtenText(language: LinkLanguage, { form }: DocumentImage, alt: string): string {
  if (form === 'attribute' || form === 'srcset') return attributeText(alt);
  switch (language) {
    case 'markdown':
      return markdownText(alt);
    case 'html':
      return attributeText(alt);
    case 'asciidoc':
      return asciidocText(alt, true);
    case 'restructuredtext':
      return oneLine(alt);
  }
}
