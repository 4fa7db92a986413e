import type { MediaType, WritableFormat } from '../../base/media.ts';
import type { ImageFacts } from './facts.ts';

/**
 * The format in which a PNG that is too heavy keeps its pixels and loses bytes: JPEG, or WebP where it may be
 * transparent. Undefined: it is no PNG, or the model takes nothing lighter, and only a smaller picture helps.
 */
export function lighterFormat(
  { mediaType, hasAlpha }: Pick<ImageFacts, 'mediaType' | 'hasAlpha'>,
  formats: readonly MediaType[],
): WritableFormat | undefined {
  const format = hasAlpha ? 'webp' : 'jpeg';
  return mediaType === 'image/png' && formats.includes(`image/${format}`) ? format : undefined;
}
