import type { MadeImage, Origin, Source } from './gallery.ts';

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

/**
 * What an image was made from: its references, and the images of the turn before, which a conversation sends without
 * being told to.
 * @param before The images of the job that its own goes on from.
 */
export function parentsOf({ sources }: Pick<Origin, 'sources'>, before: readonly Source[]): readonly Source[] {
  const isSource = ({ uri, path }: Source) =>
    sources.some((source) => (source.uri === undefined ? source.path === path : source.uri === uri));
  return [...sources, ...before.filter((each) => !isSource(each))];
}

/** Images that were made from this one, oldest first; in a conversation, all of the turn that comes after its own. */
export function childrenOf(
  image: Pick<MadeImage, 'uri' | 'path'> & { readonly origin?: Pick<Origin, 'jobId'> },
  images: readonly MadeImage[],
): readonly MadeImage[] {
  const job = image.origin?.jobId;
  const goesOn = ({ continues }: Origin) => continues !== undefined && continues === job;
  const isThis = ({ uri, path }: Source) => (uri === undefined ? path === image.path : uri === image.uri);
  return images
    .filter((each) => each.uri !== image.uri && (goesOn(each.origin) || each.origin.sources.some(isThis)))
    .sort((a, b) => a.at - b.at);
}
