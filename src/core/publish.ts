import { t } from '@vscode/l10n';
import { bytesInMemory, type ByteSource } from '../base/bytes.ts';
import { EaselError } from '../base/errors.ts';
import { extensionOf, type MediaType } from '../base/media.ts';
import { embed, type ImageRecord } from './image/metadata.ts';
import { seenSize as seen, type ImageFacts } from './image/facts.ts';
import { probeBytes } from './image/probe.ts';
import { spliced } from './image/spliced.ts';
import type { JobSummary } from './job.ts';
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

/**
 * Makes a spooled image a file of the workspace: converted where the person wants that, marked as AI-made, named by
 * its content, written whole or not at all. `index` counts the images of the job from 1.
 * @throws EaselError `malformedResponse` when the bytes are no whole picture, `storage`
 */
export async function publish(
  job: JobSummary,
  jobId: string,
  image: SpooledImage,
  about: { readonly index: number; readonly revisedPrompt: string | undefined },
  ports: PublishPorts,
): Promise<Published> {
  const { revisedPrompt } = about;
  const facts = wholeImage(image, job);
  const notices: Notice[] = [];
  const placed = await inRegion(job, image, facts, ports, notices);
  const converted = placed ?? (await convert(job, image, facts, ports, notices));
  const source = converted ?? { content: image, facts };
  const record = recordOf(job, jobId, { revisedPrompt, isPlaced: placed !== undefined }, ports.software);
  const content = record && !source.facts.hasC2pa ? withRecord(source.content, source.facts, record) : source.content;
  const mediaType = source.facts.mediaType;
  const written = await ports.files.publish({
    destination: job.destination,
    baseName: baseNameOf(job, about.index),
    extension: extensionOf(mediaType),
    content,
  });
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

function baseNameOf({ name, prompt, provider, model }: JobSummary, index: number): string {
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
  if (probe.kind === 'image' && probe.complete) return probe;
  throw new EaselError({
    code: 'malformedResponse',
    what:
      probe.kind === 'image'
        ? t('The image from {0} is not whole: {1}', job.provider, probe.problem ?? '')
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
  notices.push({
    code: 'converted',
    message: facts.hasC2pa
      ? t(
          'Converted to {0} as you set; the signed provenance of the original could not be kept.',
          saveAs.format.toUpperCase(),
        )
      : t('Converted to {0} as you set.', saveAs.format.toUpperCase()),
  });
  return { content: converted.content, facts: converted.facts };
}

function recordOf(
  job: JobSummary,
  jobId: string,
  { revisedPrompt, isPlaced }: { readonly revisedPrompt: string | undefined; readonly isPlaced: boolean },
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
  } as const;
  if (job.metadata === 'label') return label;
  return {
    ...label,
    prompt: job.prompt,
    provider: job.provider,
    model: job.model,
    parameters: job.asked,
    jobId,
    ...(job.sources.length > 0 ? { sourceImages: job.sources.map((source) => source.path) } : {}),
    ...(revisedPrompt === undefined || revisedPrompt === '' ? {} : { revisedPrompt }),
  };
}

const embeddable: readonly MediaType[] = ['image/png', 'image/jpeg', 'image/webp'];

/** The image with the record in it, as a source that is streamed like the image itself. */
function withRecord(source: ByteSource, facts: ImageFacts, record: ImageRecord): ByteSource {
  if (!embeddable.includes(facts.mediaType)) return source;
  return spliced(source, embed(facts, record));
}
