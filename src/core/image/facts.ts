import { t } from '@vscode/l10n';
import type { MediaType } from '../../base/media.ts';
import type { Orientation } from './exif.ts';
import type { Range, Splice, SpliceList } from './splice.ts';

/** A piece of metadata in the file: the chunk or segment as a whole, and its text where it is readable UTF-8. */
export interface Metadata extends Range {
  readonly text?: string;
}

/** Where things lie in the file: what is needed to write a copy with other metadata, or with none. */
export interface Layout {
  /** The pieces of a copy without metadata. Absent where Easel cannot make one (TIFF, HEIC, AVIF). */
  readonly stripped?: readonly Splice[];
  /** Where new metadata goes. Absent where Easel writes none. */
  readonly insertAt?: number;
  readonly xmp?: Metadata;
  /** PNG: Easel's own text chunk. */
  readonly record?: Metadata;
  readonly webp?: WebpLayout;
}

export interface WebpLayout {
  /** The flags byte of VP8X; absent: the file has no VP8X chunk. */
  readonly flags?: number;
  readonly hasAlpha: boolean;
}

/** What is known of an image after its last byte. */
export interface ImageFacts {
  readonly kind: 'image';
  readonly mediaType: MediaType;
  /** Pixels as they are stored, before `orientation` turns them. 0: not known. */
  readonly width: number;
  readonly height: number;
  /** The file's structure is there from its signature to its end. */
  readonly complete: boolean;
  /** A sentence on why it cannot be used as it is. Always given when not complete. */
  readonly problem?: string;
  /** The file carries signed provenance: changing one byte would break it. */
  readonly hasC2pa: boolean;
  readonly animated?: boolean;
  /** PNG: pixels can be transparent. */
  readonly hasAlpha?: boolean;
  /** From EXIF, where there is one. */
  readonly orientation?: Orientation;
  /** Bytes after the end of the image; readers ignore them. */
  readonly trailing?: number;
  readonly bytes: number;
  readonly layout: Layout;
}

/** Width and height with the orientation applied. */
export function seenSize({ width, height, orientation = 1 }: ImageFacts): { width: number; height: number } {
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}

/** Whole, and nothing that runs whoever opens it out of memory: a file of a few bytes can claim any number of pixels. */
export function isUsable({ complete, problem }: ImageFacts): boolean {
  return complete && problem === undefined;
}

/** Bytes that are no image Easel knows. `looksLike` is for the message to the person. */
export interface UnknownFacts {
  readonly kind: 'unknown';
  readonly looksLike: 'html' | 'json' | 'svg' | 'text' | 'empty' | 'unknown';
  readonly bytes: number;
}

export type ProbeResult = ImageFacts | UnknownFacts;

/** What a parser has found so far. It writes here as it goes, so that a cut file still tells what it had. */
export interface Findings {
  readonly mediaType: MediaType;
  width: number;
  height: number;
  /** Offset just past the last byte of the image, once the parser has seen its end. */
  end?: number;
  /** The first pixels have begun. */
  isAtPixels?: boolean;
  problem?: string | undefined;
  hasC2pa: boolean;
  animated?: boolean;
  hasAlpha?: boolean;
  orientation?: Orientation | undefined;
  stripped?: SpliceList;
  insertAt?: number;
  xmp?: Metadata;
  record?: Metadata;
  webp?: WebpLayout;
}

/** Longest side and largest area that any tool in the chain can hold; more is a mistake or an attack. */
const maxEdge = 65_535;
const maxPixels = 500_000_000;

/** Pieces of the list of kept ranges above which a file is hostile, not an image. */
export const maxPieces = 10_000;

/** Largest piece of metadata that is kept in memory. What is larger is skipped like pixels. */
export const maxMetadataBytes = 512 * 1024;

export function factsOf(found: Findings, bytes: number): ImageFacts {
  const problem = problemOf(found, bytes);
  const complete = found.end !== undefined && found.end <= bytes;
  return {
    kind: 'image',
    mediaType: found.mediaType,
    width: found.width,
    height: found.height,
    complete,
    ...(problem === undefined ? {} : { problem }),
    hasC2pa: found.hasC2pa,
    ...(found.animated === undefined ? {} : { animated: found.animated }),
    ...(found.hasAlpha === undefined ? {} : { hasAlpha: found.hasAlpha }),
    ...(found.orientation === undefined ? {} : { orientation: found.orientation }),
    ...(found.end !== undefined && bytes > found.end ? { trailing: bytes - found.end } : {}),
    bytes,
    layout: {
      ...(found.stripped === undefined ? {} : { stripped: found.stripped.list }),
      ...(found.insertAt === undefined ? {} : { insertAt: found.insertAt }),
      ...(found.xmp === undefined ? {} : { xmp: found.xmp }),
      ...(found.record === undefined ? {} : { record: found.record }),
      ...(found.webp === undefined ? {} : { webp: found.webp }),
    },
  };
}

function problemOf(found: Findings, bytes: number): string | undefined {
  if (found.problem !== undefined) return found.problem;
  if (found.end === undefined || found.end > bytes) return t('The file ends before the image does.');
  const { width, height } = found;
  if (width < 1 || height < 1) return t('The image has no size.');
  if (width > maxEdge || height > maxEdge || width * height > maxPixels) {
    return t('The image claims to be {0} x {1} pixels, which is more than can be used.', width, height);
  }
  return undefined;
}

/** Sentences of the parsers, in one place so that the same fault reads the same in every format. */
export const fault = {
  damaged: (): string => t('The image is damaged.'),
  tooManyPieces: (): string => t('The file is broken into too many pieces.'),
  noPixels: (): string => t('The file holds no image.'),
  openEnded: (): string => t('The file does not say where it ends, so it cannot be checked.'),
};

/** Metadata with its text, when the bytes are UTF-8. */
export function metadata(from: number, to: number, bytes: Uint8Array | undefined): Metadata {
  if (bytes === undefined) return { from, to };
  try {
    return { from, to, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { from, to };
  }
}

/** XMP that points to a manifest kept elsewhere: its hash covers this file as well. */
export function namesRemoteManifest(xmp: Metadata): boolean {
  return xmp.text?.includes('dcterms:provenance') ?? false;
}
