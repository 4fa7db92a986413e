import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { allBytes, bytesInMemory, type ByteSource } from '../base/bytes.ts';
import { EaselError } from '../base/errors.ts';
import { extensionOf, formatName, type MediaType, type WritableFormat } from '../base/media.ts';
import type { PreparedImage, ReferenceLimits } from '../base/provider.ts';
import { cancelled } from '../core/failures.ts';
import type { ImageFacts } from '../core/image/facts.ts';
import { tiffCopy } from '../core/image/formats/tiffCopy.ts';
import { spliceLength, strip, type Splice } from '../core/image/metadata.ts';
import { ImageProbe } from '../core/image/probe.ts';
import { spliced } from '../core/image/spliced.ts';
import { shown } from '../core/naming/shown.ts';
import type { Converter } from '../core/ports.ts';
import { abortable } from './abortable.ts';
import { pathForPeople } from './files.ts';
import { addressOf, isLink } from './resolveReference.ts';
import { codeOf, readFileInPieces } from './spool/fileOps.ts';

/** An image in the workspace or elsewhere that a person wants to have looked at by a service. */
export interface Source {
  readonly uri: vscode.Uri;
  readonly content: ByteSource;
  readonly facts: ImageFacts;
}

/** What the bytes of one image must keep to. */
type FileLimits = Pick<ReferenceLimits, 'formats' | 'maxBytes' | 'maxEdge' | 'minEdge'>;

/** Why an image cannot go as it is, and what a converted copy would be. */
export interface Misfit {
  readonly what: string;
  /** Undefined: no copy would be any better. */
  readonly copy?: Copy;
}

/** A converted copy. */
export interface Copy {
  readonly to?: WritableFormat;
  readonly maxBytes: number;
  readonly maxEdge?: number;
}

/** Asks the person whether a converted copy may go instead. Absent where nobody can be asked. */
export type OfferCopy = (source: Source, misfit: Misfit) => Promise<boolean>;

/** Decides what goes in the place of an image that cannot go as it is; undefined: nothing. */
export type Instead = (source: Source, misfit: Misfit) => Promise<Copy | undefined>;

/** Gets the bytes of a link under the rules for result links: no credentials, no private addresses. */
export type Download = (url: string, signal?: AbortSignal) => Promise<Uint8Array>;

/** An image that is known to be there and has not been read. */
export interface Found {
  readonly uri: vscode.Uri;
  /** Unknown of a link, which is asked for nothing before its person agrees. */
  readonly bytes?: number;
}

/** Nobody means a picture of this size; what is larger is refused before it is read. */
const largestFile = 200 * 1024 * 1024;
const largestToDecode = 100_000_000;
/** A TIFF has to be read whole; no service takes one of this size. */
const largestTiff = 64 * 1024 * 1024;

/**
 * Finds out how large an image is, without reading it.
 * @throws EaselError `invalidRequest`
 */
export async function findSource(uri: vscode.Uri): Promise<Found> {
  if (isLink(uri)) return { uri };
  const place = pathForPeople(uri);
  try {
    const { size, type } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.File) === 0) throw unusable(t('{0} is not a file.', place));
    return { uri, bytes: size };
  } catch (error) {
    throw unreadable(place, error);
  }
}

/** "docs/cat.png (12 KB)", "https://example.org/cat.png" */
export function describeFound({ uri, bytes }: Found): string {
  if (bytes === undefined) return shown(addressOf(uri), 200);
  return `${pathForPeople(uri)} (${megabytes(bytes)})`;
}

/**
 * Opens an image and finds out by its bytes what it is.
 * @throws EaselError `invalidRequest`, `cancelled`
 */
export async function openSource(uri: vscode.Uri, download: Download, signal?: AbortSignal): Promise<Source> {
  const place = isLink(uri) ? uri.authority : pathForPeople(uri);
  const content = isLink(uri) ? bytesInMemory(await download(addressOf(uri), signal)) : await contentOf(uri, place);
  if (content.length === 0) throw unusable(t('{0} is empty.', place));
  if (content.length > largestFile) {
    throw unusable(t('{0} is too large to be a reference ({1}).', place, megabytes(content.length)));
  }
  const probe = new ImageProbe();
  try {
    for await (const chunk of content.stream()) {
      if (signal?.aborted) throw cancelled('notSent');
      probe.push(chunk);
    }
  } catch (error) {
    throw unreadable(place, error);
  }
  const facts = probe.finish();
  if (facts.kind !== 'image')
    throw unusable(t('{0} is no image: by its content it is {1}.', place, kindOf(facts.looksLike)));
  if (!facts.complete) throw unusable(t('{0} is not a whole image: {1}', place, facts.problem ?? ''));
  return { uri, content, facts };
}

/**
 * Makes an image ready to be sent: metadata left out, the orientation it carried applied, within the service's limits.
 * @param index Counted from 0, for the name that the service sees: never the name of the person's file.
 * @throws EaselError `invalidRequest`, `cancelled`
 */
export async function prepareImage(
  source: Source,
  limits: FileLimits,
  index: number,
  converter: Converter,
  instead: Instead | undefined,
  signal: AbortSignal,
): Promise<PreparedImage> {
  const { facts, content } = source;
  const pieces = limits.formats.includes(facts.mediaType) ? await strippedPieces(source) : undefined;
  const misfit = misfitOf(source, limits, pieces);
  if (!misfit && pieces && (facts.orientation ?? 1) === 1) {
    return prepared(spliced(content, pieces), facts.mediaType, facts.width, facts.height, index);
  }
  const canConvert = isDecodable(facts) && (!misfit || misfit.copy !== undefined);
  const copy = misfit && canConvert && instead ? await abortable(instead(source, misfit), signal) : undefined;
  if (misfit && !copy) throw unusable(misfit.what, whatToDo(misfit, limits));
  if (!canConvert) {
    throw unusable(t('{0} cannot be converted on this machine.', pathForPeople(source.uri)), whatToDo(misfit, limits));
  }
  const converting = converter.convert({
    source: content,
    mediaType: facts.mediaType,
    ...(facts.orientation === undefined ? {} : { orientation: facts.orientation }),
    ...(copy ?? { maxBytes: limits.maxBytes }),
  });
  const { bytes, mediaType, width, height } = await abortable(converting, signal);
  return prepared(bytesInMemory(bytes), mediaType, width, height, index);
}

/** The pieces of a copy without metadata; undefined where Easel cannot make one. */
async function strippedPieces({ facts, content }: Source): Promise<readonly Splice[] | undefined> {
  if (facts.layout.stripped) return strip(facts);
  if (facts.mediaType !== 'image/tiff' || content.length > largestTiff) return undefined;
  return tiffCopy(await allBytes(content));
}

function prepared(
  content: ByteSource,
  mediaType: MediaType,
  width: number,
  height: number,
  index: number,
): PreparedImage {
  return {
    length: content.length,
    stream: () => content.stream(),
    mediaType,
    width,
    height,
    name: `reference-${index + 1}.${extensionOf(mediaType)}`,
  };
}

function misfitOf(source: Source, limits: FileLimits, pieces: readonly Splice[] | undefined): Misfit | undefined {
  const { facts } = source;
  const place = pathForPeople(source.uri);
  const { formats, maxBytes, maxEdge, minEdge = 0 } = limits;
  const copy = { maxBytes, ...(maxEdge === undefined ? {} : { maxEdge }) };
  if (formats.includes(facts.mediaType) && !pieces) {
    const format = formatName(facts.mediaType);
    return { what: t('{0} is {1} of a kind that Easel cannot free of private metadata.', place, format), copy };
  }
  if (!pieces) {
    return {
      what: t('{0} is {1}, which this model does not take.', place, formatName(facts.mediaType)),
      copy: { ...copy, to: formats.includes('image/png') ? 'png' : 'jpeg' },
    };
  }
  if (spliceLength(pieces) > maxBytes) {
    return {
      what: t('{0} has {1}; this model takes at most {2}.', place, megabytes(facts.bytes), megabytes(maxBytes)),
      copy,
    };
  }
  if (maxEdge !== undefined && Math.max(facts.width, facts.height) > maxEdge) {
    return {
      what: t('{0} is {1} pixels large; this model takes at most {2} a side.', place, sizeOf(facts), maxEdge),
      copy,
    };
  }
  if (Math.min(facts.width, facts.height) < minEdge) {
    return {
      what: t('{0} is {1} pixels large; this model takes at least {2} a side.', place, sizeOf(facts), minEdge),
    };
  }
  return undefined;
}

/** "360x480" */
function sizeOf({ width, height }: ImageFacts): string {
  return `${width}x${height}`;
}

export function isDecodable(facts: ImageFacts): boolean {
  return (
    ['image/png', 'image/jpeg', 'image/webp'].includes(facts.mediaType) && facts.width * facts.height <= largestToDecode
  );
}

function whatToDo(misfit: Misfit | undefined, limits: Pick<ReferenceLimits, 'formats' | 'maxBytes'>): string {
  if (!misfit) return t('Save it upright in an image editor, then try again.');
  if (!misfit.copy) return t('Use a larger image.');
  const formats = limits.formats.map(formatName).join(', ');
  return t('Use a copy in one of these formats: {0}, of at most {1}.', formats, megabytes(limits.maxBytes));
}

async function contentOf(uri: vscode.Uri, place: string): Promise<ByteSource> {
  try {
    if (uri.scheme !== 'file') return bytesInMemory(await vscode.workspace.fs.readFile(uri));
    const found = await fs.stat(uri.fsPath);
    if (!found.isFile()) throw unusable(t('{0} is not a file.', place));
    return fileSource(uri.fsPath, found.size);
  } catch (error) {
    throw unreadable(place, error);
  }
}

/** A file that is read from the disk each time it is sent; it must not have changed since it was looked at. */
function fileSource(file: string, length: number): ByteSource {
  return {
    length,
    async *stream() {
      let seen = 0;
      for await (const piece of readFileInPieces(file)) {
        seen += piece.length;
        yield piece;
      }
      if (seen !== length) throw new RangeError(`${path.basename(file)} changed while it was being sent.`);
    },
  };
}

function unreadable(place: string, error: unknown): EaselError {
  if (error instanceof EaselError) return error;
  switch (codeOf(error)) {
    case 'ENOENT':
    case 'FileNotFound':
      return unusable(t('There is no file {0}.', place));
    case 'EACCES':
    case 'EPERM':
    case 'NoPermissions':
      return unusable(t('{0} may not be read.', place));
    default:
      return unusable(t('{0} cannot be read: {1}', place, error instanceof Error ? error.message : String(error)));
  }
}

function unusable(what: string, next: string = t('Choose another image.')): EaselError {
  return new EaselError({ code: 'invalidRequest', what, money: 'notSent', next });
}

function kindOf(looksLike: 'html' | 'json' | 'svg' | 'text' | 'empty' | 'unknown'): string {
  switch (looksLike) {
    case 'html':
      return t('a web page');
    case 'json':
      return t('JSON text');
    case 'svg':
      return t('an SVG drawing, which image models do not take');
    case 'text':
      return t('text');
    case 'empty':
      return t('empty');
    case 'unknown':
      return t('something that Easel does not know');
  }
}

/** "7 MB", "412 KB" */
export function megabytes(bytes: number): string {
  if (bytes < 1024 * 1024) return `${Math.max(1, Math.round(bytes / 1024))} KB`;
  const value = bytes / (1024 * 1024);
  return `${value < 10 ? Number(value.toFixed(1)) : Math.round(value)} MB`;
}
