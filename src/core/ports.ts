import type { ByteSource } from '../base/bytes.ts';
import type { WritableFormat } from '../base/media.ts';
import type { SketchOrder } from '../base/provider.ts';
import type { ReplyEvent, ScannedReply } from '../wire/scanner.ts';
import type { BlobRef } from '../wire/sink.ts';
import type { ProbeResult } from './image/facts.ts';
import type { Destination, JobSummary, JournalEntry, Region } from './job.ts';
import type { ImageFile } from './result.ts';
import type { KeptTurn } from './turn.ts';

// The outside, as the core sees it. `host/` has one adapter per port; tests have fakes that record calls.

/** Paints sketches on this machine, off the main thread. */
export interface Painter {
  paint(order: SketchOrder, signal: AbortSignal): Promise<{ readonly png: Uint8Array }>;
}

/** An answer's image, whole, synced to the disk of this machine before anything else happened to it. */
export interface SpooledImage extends ByteSource {
  /** Name inside the job's spool folder. */
  readonly name: string;
  readonly sha256: string;
  readonly probe: ProbeResult;
}

/** Takes the bytes of one file as they are. */
export interface SpoolWriter {
  write(chunk: Uint8Array): void | Promise<void>;
  /** Gives the file its name once it is synced. Rejects with EaselError `storage` or `malformedResponse` (too large). */
  finish(): Promise<SpooledImage>;
  /** Leaves nothing. Never rejects. */
  abort(): Promise<void>;
}

/** A reply as the spool has it. */
export interface SpooledReply<Reply> {
  readonly reply: Reply;
  /** By the index of the reply's blobs; none for a blob that is spoilt. */
  readonly images: readonly (SpooledImage | undefined)[];
}

/** Reads one reply off the wire: images to files, the rest to memory. */
export interface ReplyReader<Reply> {
  write(chunk: Uint8Array): void | Promise<void>;
  /** The reply is over; whether it is whole the reply itself says. Rejects like a writer's `finish`. */
  finish(): Promise<SpooledReply<Reply>>;
  /** The reply broke off, or `finish` failed: what of it was whole. Never rejects. */
  abort(): Promise<SpooledReply<Reply>>;
}

/**
 * Told of each event of a streamed reply while the rest is still arriving. Must not throw.
 * `imageOf` gives a blob of it as soon as that lies in the spool; undefined for one that is spoilt.
 */
export type SeenEvent = (event: ReplyEvent, imageOf: (blob: BlobRef) => Promise<SpooledImage | undefined>) => void;

/** Where answers and prepared references of one job lie until the job is done. */
export interface JobSpool {
  /**
   * @param call The call of the job that it answers. What is whole and a result of it is found again by `answersTo`,
   * though nobody lives to say that it came.
   */
  readonly reply: (seen?: SeenEvent, call?: number) => ReplyReader<ScannedReply>;
  readonly writer: (name: string) => Promise<SpoolWriter>;
  /** Keeps bytes (a raw reply, a text) under a name, synced. */
  keep(name: string, bytes: Uint8Array): Promise<void>;
  /** An image spooled earlier, perhaps by a window that is gone; undefined when it is not there or not whole. */
  open(name: string): Promise<SpooledImage | undefined>;
  /** The images of answers to a call that were whole, in order: never a preview, a draft, or what was cut. */
  answersTo(call: number): Promise<readonly SpooledImage[]>;
  /** Removes the job's folder. */
  remove(): Promise<void>;
}

export interface Spool {
  job(jobId: string): JobSpool;
}

export interface Journal {
  /** Resolves when the entry is on the disk (fsync). Rejects with EaselError `storage`. */
  append(entry: JournalEntry): Promise<void>;
}

/** One line of the ledger: an image that was made. Outlives the job; holds no key. */
export interface LedgerEntry {
  readonly at: number;
  readonly job: string;
  readonly summary: JobSummary;
  readonly file: ImageFile;
}

/** What was made, with what, for provenance, recent images and conversations. */
export interface Ledger {
  add(entry: LedgerEntry): Promise<void>;
}

/** What is said of images in the folders that they lie in, for everybody who shares them. */
export interface ProvenanceFiles {
  /** @param cost What the service says that this image cost. Never rejects. */
  record(entry: LedgerEntry, cost: number | undefined): Promise<void>;
}

/** What models said in their own words, by job, for conversations that go on later. */
export interface Turns {
  keep(job: string, turn: KeptTurn): Promise<void>;
  find(job: string): Promise<KeptTurn | undefined>;
}

export interface Keys {
  /** The key of a provider for this origin. `otherOrigin`: there is one, but it was entered for another address. */
  find(provider: string, origin: string): Promise<{ readonly key?: string; readonly otherOrigin?: string }>;
}

export interface NewFile {
  readonly destination: Destination;
  /** Base name without extension; a taken one gets `-2`, `-3`, … */
  readonly baseName: string;
  readonly extension: string;
  readonly content: ByteSource;
  /** SHA-256 of the file that may have the name and makes room for this one. Any other stays, and is passed over. */
  readonly replaces?: string;
  /**
   * Given where a window that is gone may have written this very file and not lived to say so: then that is it. Names of
   * files that are other images.
   */
  readonly besides?: readonly string[];
  /** Under this name or not at all: other tools look for it. */
  readonly isFixed?: boolean;
}

export interface Files {
  /**
   * Writes a new file, whole or not at all, and never over an existing one but the one that it is said to replace.
   * Rejects with EaselError `storage`.
   */
  publish(
    file: NewFile,
  ): Promise<{ readonly uri: string; readonly path: string; readonly sha256: string; readonly bytes: number }>;
}

/** Another format, size or orientation of an image. Metadata is never carried over. */
export interface Conversion {
  /** For messages; what the bytes are decides. */
  readonly mediaType: string;
  /** EXIF orientation 1 to 8, to be applied to the pixels. */
  readonly orientation?: number;
  /** Default: the format it has. */
  readonly to?: WritableFormat;
  /** 1 to 100, for JPEG and WebP; default 90. */
  readonly quality?: number;
  /** Longest side and width of the result, in pixels, as it is seen. Images are never enlarged. */
  readonly maxEdge?: number;
  readonly maxWidth?: number;
  /** Largest file. Quality goes down first, then the size. */
  readonly maxBytes?: number;
}

export interface Converted {
  readonly bytes: Uint8Array;
  readonly mediaType: 'image/png' | 'image/jpeg' | 'image/webp';
  readonly width: number;
  readonly height: number;
}

/** Converts on this machine, off the main thread. */
export interface Converter {
  convert(order: Conversion & { readonly source: ByteSource }): Promise<Converted>;
}

/** A result in its place: a PNG of the original's upright size. */
export interface Composed {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** How the result came to the original's size; `cropped`: only its middle, since its ratio was another. */
  readonly fit: 'same' | 'resized' | 'cropped';
  /** The original had 16 bits a channel, and has 8 now. */
  readonly wasDeep: boolean;
}

/** Puts results into regions of their originals, on this machine, off the main thread. */
export interface Compositor {
  /** Rejects with EaselError: the original or the mask is gone or has changed, or something cannot be decoded. */
  compose(region: Region, result: ByteSource): Promise<Composed>;
}

export interface Clock {
  /** ms since the epoch */
  now(): number;
  /** Never ends early. Rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** A number in [0, 1), for jitter. */
  random(): number;
}

/** No key, no image data; prompts at trace level only. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
  trace(message: string): void;
}
