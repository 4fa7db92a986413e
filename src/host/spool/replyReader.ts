import type { ReplyReader, SeenEvent, SpooledImage, SpooledReply } from '../../core/ports.ts';
import { normalise } from '../../wire/normalise.ts';
import { ReplyScanner, type ScannedReply, type ScannerOptions } from '../../wire/scanner.ts';
import type { Base64Sink, BlobRef, BlobWriter } from '../../wire/sink.ts';
import { answerPath, earlyPath } from './answerName.ts';
import type { Published, SpoolFile } from './spoolFile.ts';
import { spooled, Writing, type WritingSettings } from './writing.ts';

export interface ReaderSettings extends WritingSettings {
  readonly scanner: ScannerOptions;
  /** Sees the bytes of every blob of a reply in order. A piece is only good during the call. */
  readonly tap?: ((blob: number, piece: Uint8Array) => void) | undefined;
}

export interface ReplyPlace {
  readonly folder: string;
  /** A name that no other reply has. */
  readonly unique: string;
  /** The call that it answers, where its pictures count as results. */
  readonly call?: number | undefined;
}

/** Pieces of a reply that are looked at for what says that a picture is a result, before its end is waited for. */
const mostLooks = 8;

/**
 * Reads one reply: pictures to files while they arrive, the rest to memory. The files of an answer to a call are named
 * so that a window which finds them later knows what they are, though this one did not live to say so: a picture has
 * the name of a result as soon as what came of the reply says that it is one, and the name of an early one until then.
 */
export class FileReplyReader implements ReplyReader<ScannedReply>, Base64Sink {
  readonly #place: ReplyPlace;
  readonly #settings: ReaderSettings;
  readonly #writing: Writing;
  readonly #scanner: ReplyScanner;
  readonly #blobs: SpoolFile[] = [];
  /** Blobs that came to their end. */
  readonly #ended = new Set<number>();
  readonly #results = new Set<number>();
  readonly #renamed = new Map<number, Promise<Published | undefined>>();
  #looks = 0;

  constructor(place: ReplyPlace, settings: ReaderSettings, seen: SeenEvent | undefined) {
    this.#place = place;
    this.#settings = settings;
    this.#writing = new Writing(settings);
    const imageOf = async ({ index }: BlobRef) => {
      const file = await this.#published(index);
      return file && spooled(file, this.#settings.files);
    };
    this.#scanner = new ReplyScanner(this, {
      ...settings.scanner,
      ...(seen ? { onEvent: (event) => seen(event, imageOf) } : {}),
    });
  }

  open(index: number): BlobWriter {
    const { tap } = this.#settings;
    const file = this.#writing.file(answerPath(this.#place, index), {
      tap: tap && ((piece) => tap(index, piece)),
      name: () => this.#pathOf(index),
    });
    this.#blobs[index] = file;
    return {
      base64: (text) => file.base64(text),
      raw: (bytes) => file.raw(bytes),
      finish: () => {
        this.#ended.add(index);
        this.#looks = 0;
        file.finish();
      },
      abort: () => file.abort(),
    };
  }

  ready(): Promise<void> | undefined {
    return this.#writing.ready();
  }

  write(chunk: Uint8Array): void | Promise<void> {
    if (!this.#writing.failed) {
      this.#scanner.push(asBuffer(chunk));
      this.#look();
    }
    return this.ready();
  }

  /**
   * `images` are indexed like the reply's blobs, with no entry for a blob that is spoilt.
   * @throws EaselError `storage`; pictures that were whole before it stay in the spool.
   */
  async finish(): Promise<SpooledReply<ScannedReply>> {
    if (this.#writing.failed) await this.abort();
    this.#writing.throwIfFailed();
    const reply = this.#scanner.end();
    this.#judge(reply);
    const images = await this.#images();
    this.#writing.throwIfFailed();
    return { reply, images };
  }

  /** Removes what is not whole; pictures that are stay in the spool. */
  async abort(): Promise<SpooledReply<ScannedReply>> {
    const reply = this.#scanner.abort();
    return { reply, images: await this.#images() };
  }

  #pathOf(index: number): string {
    const path = answerPath(this.#place, index);
    return this.#place.call === undefined || this.#results.has(index) ? path : earlyPath(path);
  }

  /** Looks whether pictures that have ended are known for results by now. */
  #look(): void {
    const isKnown = this.#place.call === undefined || this.#ended.size === this.#results.size;
    if (isKnown || this.#looks === mostLooks) return;
    this.#looks += 1;
    this.#judge(this.#scanner.soFar());
  }

  /** By the same rules as the answer itself will be read by. */
  #judge(reply: ScannedReply): void {
    if (this.#place.call === undefined) return;
    for (const { blob } of normalise(reply, 200).images) {
      if (blob === undefined || this.#results.has(blob.index) || !this.#ended.has(blob.index)) continue;
      this.#results.add(blob.index);
      this.#renamed.set(blob.index, this.#rename(blob.index));
    }
  }

  /** One that had its name before it was known what it is gets the right one. */
  async #rename(index: number): Promise<Published | undefined> {
    const file = await this.#blobs[index]?.settled();
    const path = this.#pathOf(index);
    if (file === undefined || file.path === path) return file;
    const { files } = this.#settings;
    return files.rename(file.path, path).then(
      () => ({ ...file, path }),
      // Under whichever name it lies there, this reply can still give it.
      () => file,
    );
  }

  async #published(index: number): Promise<Published | undefined> {
    return await (this.#renamed.get(index) ?? this.#blobs[index]?.settled());
  }

  async #images(): Promise<readonly (SpooledImage | undefined)[]> {
    const published = await Promise.all(this.#blobs.map((_, index) => this.#published(index)));
    return published.map((file) => file && spooled(file, this.#settings.files));
  }
}

/** A view, not a copy; `Buffer` searches several times faster than a plain array. */
function asBuffer(chunk: Uint8Array): Buffer {
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
