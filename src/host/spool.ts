import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ImageProbe } from '../core/image/probe.ts';
import type { JobSpool, SeenEvent, Spool, SpooledImage, SpoolWriter } from '../core/ports.ts';
import type { ScannerOptions } from '../wire/scanner.ts';
import { resultsAmong } from './spool/answerName.ts';
import { isMissing, nodeFileOps, type FileOps } from './spool/fileOps.ts';
import { FileReplyReader } from './spool/replyReader.ts';
import type { SpoolFile } from './spool/spoolFile.ts';
import { spooled, storageError, Writing } from './spool/writing.ts';

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

  reply(seen?: SeenEvent, call?: number): FileReplyReader {
    const place = { folder: this.#folder, unique: this.#settings.unique(), call };
    return new FileReplyReader(place, this.#settings, seen);
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

  async answersTo(call: number): Promise<readonly SpooledImage[]> {
    const names = await this.#settings.files.names(this.#folder).catch((error: unknown) => {
      throw storageError(error);
    });
    const found = await Promise.all(resultsAmong(names, call).map((name) => this.open(name)));
    return found.filter((image) => image !== undefined).filter(({ probe }) => probe.kind === 'image' && probe.complete);
  }

  async remove(): Promise<void> {
    await this.#settings.files.removeFolder(this.#folder).catch((error: unknown) => {
      throw storageError(error);
    });
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
