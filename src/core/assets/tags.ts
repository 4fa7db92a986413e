import { attributeText, encodedPath, imageLink } from '../docs/link.ts';

// The text that a page needs to use an asset set. Paths are as files are named, from the page or from the site's root;
// they are encoded here, and alternative texts are made inert.

/** A picture of a set, as a page names it. */
export interface SizedImage {
  readonly path: string;
  readonly width: number;
  readonly height: number;
}

/** @param pathOf The path of a file of the set by its name. Undefined: it is not there. */
export function faviconTags(pathOf: (name: string) => string | undefined): readonly string[] {
  const tag = (name: string, before: string) => {
    const path = pathOf(name);
    return path === undefined ? [] : [`<link ${before} href="${encodedPath(path)}">`];
  };
  return [
    ...tag('favicon.ico', 'rel="icon" sizes="16x16 32x32 48x48"'),
    ...tag('favicon-32x32.png', 'rel="icon" type="image/png" sizes="32x32"'),
    ...tag('favicon-16x16.png', 'rel="icon" type="image/png" sizes="16x16"'),
    ...tag('apple-touch-icon.png', 'rel="apple-touch-icon" sizes="180x180"'),
    ...tag('site.webmanifest', 'rel="manifest"'),
  ];
}

/** @param origin "https://example.org", where it is known: networks follow whole addresses only. */
export function openGraphTags(
  { path, width, height }: SizedImage,
  mediaType: string,
  alt: string,
  origin = '',
): readonly string[] {
  const content = origin === '' ? encodedPath(path) : `${origin}/${encodedPath(path).replace(/^\//, '')}`;
  const property = (name: string, value: string) => `<meta property="${name}" content="${value}">`;
  return [
    property('og:image', content),
    property('og:image:type', mediaType),
    property('og:image:width', String(width)),
    property('og:image:height', String(height)),
    ...(alt === '' ? [] : [property('og:image:alt', attributeText(alt))]),
    '<meta name="twitter:card" content="summary_large_image">',
  ];
}

/** @param images At least one, the widest last: what old browsers show. */
export function responsiveTag(images: readonly SizedImage[], alt: string): readonly string[] {
  const widest = images.at(-1);
  if (!widest) return [];
  return [
    '<img',
    `  src="${encodedPath(widest.path)}"`,
    `  srcset="${images.map(({ path, width }) => `${candidatePath(path)} ${width}w`).join(', ')}"`,
    `  sizes="(max-width: ${widest.width}px) 100vw, ${widest.width}px"`,
    `  width="${widest.width}" height="${widest.height}" alt="${attributeText(alt)}">`,
  ];
}

/** Browsers that know WebP take it, others the original. */
export function webpTag(original: SizedImage, webp: string, alt: string): readonly string[] {
  return pictureTag(`type="image/webp" srcset="${candidatePath(webp)}"`, original, alt);
}

/** Follows the colours that its reader has chosen, on GitHub as on a page. */
export function darkTag(light: SizedImage, dark: string, alt: string): readonly string[] {
  return pictureTag(`media="(prefers-color-scheme: dark)" srcset="${candidatePath(dark)}"`, light, alt);
}

/** The older way of GitHub's Markdown, for where HTML is not wanted. */
export function darkLinks(light: string, dark: string, alt: string): readonly string[] {
  const link = (path: string, mode: string) =>
    imageLink('markdown', { path, alt }).replace(/\)$/, `#gh-${mode}-mode-only)`);
  return [link(light, 'light'), link(dark, 'dark')];
}

function pictureTag(source: string, { path, width, height }: SizedImage, alt: string): readonly string[] {
  return [
    '<picture>',
    `  <source ${source}>`,
    `  <img src="${encodedPath(path)}" width="${width}" height="${height}" alt="${attributeText(alt)}">`,
    '</picture>',
  ];
}

/** A comma ends a candidate of `srcset`. */
function candidatePath(path: string): string {
  return encodedPath(path).replaceAll(',', '%2C');
}
