import type { MadeImage, Source } from './gallery.ts';

/** The image that a source names, by its URI or its path. */
export function imageOfSource<Image extends Pick<MadeImage, 'uri' | 'path'>>(
  source: Source,
  images: readonly Image[],
): Image | undefined {
  return (
    (source.uri === undefined ? undefined : images.find(({ uri }) => uri === source.uri)) ??
    images.find(({ path }) => path === source.path)
  );
}

/** Images that were made from this one, oldest first. */
export function childrenOf(image: Pick<MadeImage, 'uri' | 'path'>, images: readonly MadeImage[]): readonly MadeImage[] {
  const isThis = ({ uri, path }: Source) => (uri === undefined ? path === image.path : uri === image.uri);
  return images
    .filter((each) => each.uri !== image.uri && each.origin.sources.some(isThis))
    .sort((a, b) => a.at - b.at);
}
