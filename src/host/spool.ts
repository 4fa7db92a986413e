import { t } from '@vscode/l10n';
import { createHash, randomUUID } from 'node:crypto';
import { basename, join } from 'node:path';
import { EaselError } from '../base/errors.ts';
import { ImageProbe } from '../core/image/probe.ts';
import type {
  JobSpool,
  ReplyReader,
  SeenEvent,
  Spool,
  SpooledImage,
  SpooledReply,
  SpoolWriter,
} from '../core/ports.ts';
import { ReplyScanner, type ScannedReply, type ScannerOptions } from '../wire/scanner.ts';
import type { Base64Sink, BlobRef, BlobWriter } from '../wire/sink.ts';
import { Disk } from './spool/disk.ts';
import { codeOf, isMissing, nodeFileOps, type FileOps } from './spool/fileOps.ts';
import { SpoolFile, type Published } from './spool/spoolFile.ts';

export interface SpoolOptions {
  readonly files?: FileOps;
  /** Most bytes of pictures in one reply or download. */
  readonly maxBytes?: number;
  readonly scanner?: ScannerOptions;
  /** A name that no other reply has. */
  readonly unique?: () => string;
  /** Sees the bytes of every blob of a reply in order. A piece is only good during the call. */
  readonly tap?: (blob: number, piece: Uint8Array) => void;
}

type Settings = Required<Omit<SpoolOptions, 'tap'>> & Pick<SpoolOptions, 'tap'>;

const defaultMaxBytes = 1024 ** 3;

/** The spool over a folder of this machine. Nothing is created before there is something to write. */
export class FileSpool implements Spool {
  readonly #folder: string;
  readonly #settings: Settings;

  constructor(folder: string, options: SpoolOptions = {}) {
    this.#folder = folder;
    this.#settings = {
      files: nodeFileOps,
      maxBytes: defaultMaxBytes,
      scanner: {},
      unique: () => randomUUID().slice(0, 8),
      ...options,
    };
  }

  job(jobId: string): FileJobSpool {
    return new FileJobSpool(join(this.#folder, safeName(jobId)), this.#settings);
  }
}

/** Names come from our own code; one with a separator in it would be a mistake with consequences. */
function safeName(name: string): string {
  if (!/^[\w-][\w.-]{0,120}$/.test(name)) throw new TypeError(`“${name}” is no name for the spool.`);
  return name;
}

class FileJobSpool implements JobSpool {
  readonly #folder: string;
  readonly #settings: Settings;

  constructor(folder: string, settings: Settings) {
    this.#folder = folder;
    this.#settings = settings;
  }

  reply(seen?: SeenEvent): FileReplyReader {
    return new FileReplyReader(join(this.#folder, `reply-${this.#settings.unique()}`), this.#settings, seen);
  }

  writer(name: string): Promise<SpoolWriter> {
    return Promise.resolve(new FileWriter(join(this.#folder, safeName(name)), this.#settings));
  }

  async keep(name: string, bytes: Uint8Array): Promise<void> {
    const writer = await this.writer(name);
    await writer.write(bytes);
    await writer.finish();
  }

  async open(name: string): Promise<SpooledImage | undefined> {
    const path = join(this.#folder, safeName(name));
    const { files } = this.#settings;
    try {
      const size = await files.size(path);
      if (size === undefined) return undefined;
      const hash = createHash('sha256');
      const probe = new ImageProbe();
      let bytes = 0;
      for await (const piece of files.read(path)) {
        hash.update(piece);
        probe.push(piece);
        bytes += piece.length;
      }
      if (bytes !== size) return undefined;
      return spooled({ path, bytes, sha256: hash.digest('hex'), probe: probe.finish() }, files);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw storageError(error);
    }
  }

  async remove(): Promise<void> {
    await this.#settings.files.removeFolder(this.#folder).catch((error: unknown) => {
      throw storageError(error);
    });
  }
}

/** What the writers of one reply or download have in common: one disk queue, one cap, one failure. */
class Writing {
  readonly disk = new Disk();
  readonly #settings: Settings;
  #bytes = 0;
  #failure: EaselError | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  get failed(): boolean {
    return this.#failure !== undefined;
  }

  throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  file(path: string, tap?: (piece: Uint8Array) => void): SpoolFile {
    return new SpoolFile(path, {
      files: this.#settings.files,
      disk: this.disk,
      tap,
      failed: (error) => {
        this.#failure ??= storageError(error);
      },
      grown: (bytes) => {
        this.#bytes += bytes;
        if (this.#bytes > this.#settings.maxBytes) this.#failure ??= tooLarge(this.#settings.maxBytes);
      },
    });
  }

  ready(): Promise<void> | undefined {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return this.disk.pressure()?.then(() => {
      this.throwIfFailed();
    });
  }
}

/** Reads one reply: pictures to files while they arrive, the rest to memory. */
class FileReplyReader implements ReplyReader<ScannedReply>, Base64Sink {
  readonly #path: string;
  readonly #settings: Settings;
  readonly #writing: Writing;
  readonly #scanner: ReplyScanner;
  readonly #blobs: SpoolFile[] = [];

  constructor(path: string, settings: Settings, seen: SeenEvent | undefined) {
    this.#path = path;
    this.#settings = settings;
    this.#writing = new Writing(settings);
    const imageOf = async ({ index }: BlobRef) => {
      const file = await this.#blobs[index]?.settled();
      return file && spooled(file, this.#settings.files);
    };
    this.#scanner = new ReplyScanner(this, {
      ...settings.scanner,
      ...(seen ? { onEvent: (event) => seen(event, imageOf) } : {}),
    });
  }

  open(index: number): BlobWriter {
    const { tap } = this.#settings;
    const file = this.#writing.file(`${this.#path}-${index}`, tap && ((piece) => tap(index, piece)));
    this.#blobs[index] = file;
    return file;
  }

  ready(): Promise<void> | undefined {
    return this.#writing.ready();
  }

  write(chunk: Uint8Array): void | Promise<void> {
    if (!this.#writing.failed) this.#scanner.push(asBuffer(chunk));
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
    const images = await this.#images();
    this.#writing.throwIfFailed();
    return { reply, images };
  }

  /** Removes what is not whole; pictures that are stay in the spool. */
  async abort(): Promise<SpooledReply<ScannedReply>> {
    const reply = this.#scanner.abort();
    return { reply, images: await this.#images() };
  }

  async #images(): Promise<readonly (SpooledImage | undefined)[]> {
    const published = await Promise.all(this.#blobs.map((blob) => blob.settled()));
    return published.map((file) => file && spooled(file, this.#settings.files));
  }
}

class FileWriter implements SpoolWriter {
  readonly #writing: Writing;
  readonly #file: SpoolFile;
  readonly #settings: Settings;

  constructor(path: string, settings: Settings) {
    this.#settings = settings;
    this.#writing = new Writing(settings);
    this.#file = this.#writing.file(path);
  }

  write(chunk: Uint8Array): void | Promise<void> {
    if (!this.#writing.failed) this.#file.raw(chunk);
    return this.#writing.ready();
  }

  async finish(): Promise<SpooledImage> {
    if (this.#writing.failed) this.#file.abort();
    else this.#file.finish();
    const published = await this.#file.settled();
    this.#writing.throwIfFailed();
    if (published === undefined) throw new TypeError('A file that was aborted cannot be finished.');
    return spooled(published, this.#settings.files);
  }

  async abort(): Promise<void> {
    this.#file.abort();
    await this.#file.settled();
  }
}

function spooled({ path, bytes, sha256, probe }: Published, files: FileOps): SpooledImage {
  return {
    name: basename(path),
    length: bytes,
    sha256,
    probe,
    stream: () => files.read(path),
  };
}

/** A view, not a copy; `Buffer` searches several times faster than a plain array. */
function asBuffer(chunk: Uint8Array): Buffer {
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

function storageError(error: unknown): EaselError {
  const code = codeOf(error);
  const full = ['ENOSPC', 'EDQUOT'].includes(code);
  return new EaselError({
    code: 'storage',
    what: full
      ? t('The disk that holds Easel’s own files is full, so the image could not be kept.')
      : t('Easel could not write the image to its own folder ({0}).', code === '' ? String(error) : code),
    money: 'charged',
    next: full ? t('Make room on the disk, then ask again.') : t('Check the disk, then ask again.'),
    cause: error,
  });
}

function tooLarge(maxBytes: number): EaselError {
  return new EaselError({
    code: 'malformedResponse',
    what: t('The answer is larger than {0} MB.', Math.round(maxBytes / 1e6)),
    money: 'charged',
    next: t('Ask for fewer or smaller images.'),
  });
}
