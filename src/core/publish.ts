import { t } from '@vscode/l10n';
import { bytesInMemory, type ByteSource } from '../base/bytes.ts';
import { EaselError } from '../base/errors.ts';
import { extensionOf, formatOf, type MediaType } from '../base/media.ts';
import { joinSentences } from '../base/sentences.ts';
import { embed, type ImageRecord } from './image/metadata.ts';
import { pictureHashOf } from './image/picture.ts';
import { isUsable, seenSize as seen, type ImageFacts } from './image/facts.ts';
import { probeBytes } from './image/probe.ts';
import { spliced } from './image/spliced.ts';
import type { JobSummary, TargetFile } from './job.ts';
import { fileName } from './naming/template.ts';
import { inRegion } from './inRegion.ts';
import type { Compositor, Converter, Files, Log, SpooledImage } from './ports.ts';
import type { ImageFile, Notice } from './result.ts';

/** An image as it came, before anything was done to it here. Dimensions in pixels as it is to be seen. */
export interface Came {
  readonly mediaType: string;
  readonly width: number;
  readonly height: number;
}

export interface Published {
  readonly file: ImageFile;
  readonly came: Came;
  readonly notices: readonly Notice[];
}

export interface PublishPorts {
  readonly files: Files;
  readonly converter: Converter;
  readonly compositor: Compositor;
  readonly log: Log;
  /** "Easel 1.2.3", for the metadata. */
  readonly software: string;
}

/** Which image of its job it is. */
interface Which {
  readonly index: number;
  readonly revisedPrompt: string | undefined;
  /** The job's images that are files, by name. Given when a window that is gone may have made a file of this one too. */
  readonly besides?: readonly string[];
}

/**
 * Makes a spooled image a file of the workspace: converted where the person wants that, marked as AI-made, named by
 * its content, written whole or not at all. `index` counts the images of the job from 1.
 * @throws EaselError `malformedResponse` when the bytes are no whole picture, `storage`
 */
export async function publish(
  job: JobSummary,
  jobId: string,
  image: SpooledImage,
  { index, revisedPrompt, besides }: Which,
  ports: PublishPorts,
): Promise<Published> {
  const facts = wholeImage(image, job);
  const notices: Notice[] = [];
  const placed = await inRegion(job, image, facts, ports, notices);
  const converted = placed ?? (await convert(job, image, facts, ports, notices));
  const source = converted ?? { content: image, facts };
  const about = { revisedPrompt, isPlaced: placed !== undefined };
  const marked = (picture?: string): ByteSource => {
    const record = recordOf(job, jobId, { ...about, picture }, ports.software);
    return record && !source.facts.hasC2pa ? withRecord(source.content, source.facts, record) : source.content;
  };
  // A sketch is small: it may be read once more, to say of itself what it looks like.
  const content = marked(job.provider === 'sketch' ? await pictureHashOf(marked()) : undefined);
  const mediaType = source.facts.mediaType;
  const written = await ports.files.publish({
    destination: job.destination,
    baseName: baseNameOf(job, index),
    extension: extensionFor(job, mediaType),
    content,
    ...(besides ? { besides } : {}),
    ...(job.target?.replaces === undefined ? {} : { replaces: job.target.replaces }),
  });
  if (job.target) notices.push(...targetNotices(job.target, written));
  return {
    notices,
    came: { mediaType: facts.mediaType, ...seen(facts) },
    file: {
      uri: written.uri,
      path: written.path,
      mediaType,
      ...seen(source.facts),
      bytes: written.bytes,
      sha256: written.sha256,
      ...(revisedPrompt === undefined || revisedPrompt === '' ? {} : { revisedPrompt }),
    },
  };
}

/** "jpeg" stays what a document calls it; a format that it does not name keeps its own extension. */
function extensionFor({ target }: JobSummary, mediaType: MediaType): string {
  return target && formatOf(target.extension) === mediaType ? target.extension : extensionOf(mediaType);
}

function baseNameOf({ name, prompt, provider, model, target }: JobSummary, index: number): string {
  if (target) return target.name;
  const { template, slug, day, seed } = name;
  return fileName(template, {
    prompt,
    slug,
    provider,
    model,
    index,
    date: new Date(day),
    ...(seed === undefined ? {} : { seed }),
  });
}

function wholeImage(image: SpooledImage, job: JobSummary): ImageFacts {
  const { probe } = image;
  if (probe.kind === 'image' && isUsable(probe)) return probe;
  throw new EaselError({
    code: 'malformedResponse',
    what:
      probe.kind === 'image'
        ? t('The image from {0} cannot be used: {1}', job.provider, probe.problem ?? '')
        : t('What {0} sent is not an image.', job.provider),
    money: 'charged',
    next: t('Look at the service’s usage page before you ask again.'),
  });
}

const largestToConvert = 100_000_000;

async function convert(
  job: JobSummary,
  image: SpooledImage,
  facts: ImageFacts,
  ports: PublishPorts,
  notices: Notice[],
): Promise<{ content: ByteSource; facts: ImageFacts } | undefined> {
  const { saveAs } = job;
  if (!saveAs) return undefined;
  const convertible = ['image/png', 'image/jpeg', 'image/webp'].includes(facts.mediaType);
  const { width } = seen(facts);
  const { maxWidth = width } = saveAs;
  const tooWide = width > maxWidth;
  if (`image/${saveAs.format}` === facts.mediaType && !tooWide) return undefined;
  if (!convertible || facts.animated || facts.width * facts.height > largestToConvert) {
    notices.push({ code: 'format', message: t('It was saved as it came: this format cannot be converted here.') });
    return undefined;
  }
  const order = {
    source: image,
    mediaType: facts.mediaType,
    to: saveAs.format,
    ...(facts.orientation === undefined ? {} : { orientation: facts.orientation }),
    ...(saveAs.quality === undefined ? {} : { quality: saveAs.quality }),
    ...(tooWide ? { maxWidth } : {}),
  };
  const converted = await ports.converter.convert(order).then(
    (done) => ({ content: bytesInMemory(done.bytes), facts: probeBytes(done.bytes) }),
    (error: unknown) => {
      ports.log.warn(`converting to ${saveAs.format}: ${String(error)}`);
      return undefined;
    },
  );
  if (converted?.facts.kind !== 'image') {
    // It is paid for: a conversion that fails must not stand between the person and their image.
    notices.push({
      code: 'format',
      message: t('It was saved as it came: the conversion to {0} failed.', saveAs.format.toUpperCase()),
    });
    return undefined;
  }
  notices.push({ code: 'converted', message: convertedMessage(job, saveAs.format.toUpperCase(), facts.hasC2pa) });
  return { content: converted.content, facts: converted.facts };
}

/** Somebody took the name, or changed the placeholder, while the image was made. */
function targetNotices(
  { name, extension }: TargetFile,
  { uri, path }: { uri: string; path: string },
): readonly Notice[] {
  const wanted = `${name}.${extension}`;
  const got = decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
  return got === wanted
    ? []
    : [{ code: 'ignored', message: t('{0} could not be used; the image is {1}.', wanted, path) }];
}

function convertedMessage({ target }: JobSummary, format: string, hadC2pa: boolean): string {
  const what = target ? t('Converted to {0}, as the link says.', format) : t('Converted to {0} as you set.', format);
  return hadC2pa ? joinSentences(what, t('The signed provenance of the original could not be kept.')) : what;
}

interface About {
  readonly revisedPrompt: string | undefined;
  readonly isPlaced: boolean;
  /** Of a placeholder (`pictureHash`). */
  readonly picture: string | undefined;
}

function recordOf(
  job: JobSummary,
  jobId: string,
  { revisedPrompt, isPlaced, picture }: About,
  software: string,
): ImageRecord | undefined {
  if (job.metadata === 'none') return undefined;
  const sketched = job.provider === 'sketch';
  const label = {
    digitalSourceType: sketched
      ? 'algorithmicMedia'
      : isPlaced
        ? 'compositeWithTrainedAlgorithmicMedia'
        : 'trainedAlgorithmicMedia',
    software,
    ...(sketched ? { placeholder: true } : {}),
    ...(picture === undefined ? {} : { picture }),
  } as const;
  if (job.metadata === 'label') return label;
  return {
    ...label,
    prompt: job.prompt,
    ...(job.alt === undefined ? {} : { alt: job.alt }),
    provider: job.provider,
    model: job.model,
    parameters: job.asked,
    jobId,
    ...(job.sources.length > 0 ? { sourceImages: job.sources.map((source) => source.path) } : {}),
    ...styleOf(job),
    ...(revisedPrompt === undefined || revisedPrompt === '' ? {} : { revisedPrompt }),
  };
}

/** Apart from the prompt: the same prompt again is not to bring an old style with it. */
function styleOf({ styles = [] }: JobSummary): Pick<ImageRecord, 'style' | 'styleFiles'> {
  if (styles.length === 0) return {};
  const text = styles.map((each) => each.text).filter((each) => each !== '');
  return {
    ...(text.length > 0 ? { style: text.join('\n\n') } : {}),
    styleFiles: styles.flatMap(({ path, images }) => [path, ...images.map((image) => image.path)]),
  };
}

const embeddable: readonly MediaType[] = ['image/png', 'image/jpeg', 'image/webp'];

/** The image with the record in it, as a source that is streamed like the image itself. */
function withRecord(source: ByteSource, facts: ImageFacts, record: ImageRecord): ByteSource {
  if (!embeddable.includes(facts.mediaType)) return source;
  return spliced(source, embed(facts, record));
}
