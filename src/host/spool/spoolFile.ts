import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { ImageProbe, type ProbeResult } from '../../core/image/probe.ts';
import type { BlobWriter } from '../../wire/sink.ts';
import { bufferSize, type Disk } from './disk.ts';
import type { FileOps, OpenFile } from './fileOps.ts';

/** What is known of a file that lies under its final name, synced. */
export interface Published {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly probe: ProbeResult;
}

/** What the files of one reply or download share. */
export interface SpoolFileContext {
  readonly files: FileOps;
  readonly disk: Disk;
  /** The path that it gets when it is whole; asked for at that moment. Without it, the one that it began under. */
  readonly name?: (() => string) | undefined;
  /** Sees every piece of decoded bytes in order. The piece is only good during the call. */
  readonly tap?: ((piece: Uint8Array) => void) | undefined;
  /** Told the first failure, and the number of bytes that were added. */
  readonly failed: (error: unknown) => void;
  readonly grown: (bytes: number) => void;
}

/**
 * One file of the spool while it is being written: to `<path>.part` through pooled buffers, hashed and probed on the
 * way, and under its final name only when it is whole and synced. Writing is synchronous for the caller and never
 * throws; what goes wrong on the disk is told to the context, after which nothing more is written.
 */
export class SpoolFile implements BlobWriter {
  readonly #path: string;
  readonly #context: SpoolFileContext;
  readonly #hash = createHash('sha256');
  readonly #probe = new ImageProbe();
  #handle: Promise<OpenFile | undefined> | undefined;
  #buffer: Buffer | undefined;
  #fill = 0;
  #bytes = 0;
  #onDisk = 0;
  readonly #writes: Promise<void>[] = [];
  #spoilt = false;
  #ended: Promise<Published | undefined> | undefined;

  constructor(path: string, context: SpoolFileContext) {
    this.#path = path;
    this.#context = context;
  }

  base64(text: Uint8Array): number {
    if (this.#ended !== undefined) throw new TypeError('The file has ended.');
    let done = 0;
    while (done < text.length) {
      const buffer = this.#room(3);
      const take = Math.min(text.length - done, Math.floor((bufferSize - this.#fill) / 3) * 4);
      const expected = (take / 4) * 3;
      const part = Buffer.from(text.buffer, text.byteOffset + done, take);
      // Node skips what is no base64 and shifts what follows: only the count gives it away.
      const written = buffer.write(part.toString('latin1'), this.#fill, expected, 'base64');
      if (written !== expected) break;
      this.#took(buffer.subarray(this.#fill, this.#fill + expected));
      done += take;
    }
    return done;
  }

  raw(bytes: Uint8Array): void {
    if (this.#ended !== undefined) throw new TypeError('The file has ended.');
    for (let done = 0; done < bytes.length;) {
      const buffer = this.#room(1);
      const take = Math.min(bytes.length - done, bufferSize - this.#fill);
      buffer.set(bytes.subarray(done, done + take), this.#fill);
      this.#took(buffer.subarray(this.#fill, this.#fill + take));
      done += take;
    }
  }

  finish(): void {
    this.#ended ??= this.#publish();
  }

  abort(): void {
    this.#spoilt = true;
    this.#ended ??= this.#drop();
  }

  /** Resolves when nothing of the file is on its way any more; undefined when there is no file. Never rejects. */
  async settled(): Promise<Published | undefined> {
    return await this.#ended;
  }

  #room(wanted: number): Buffer {
    if (bufferSize - this.#fill < wanted) this.#flush();
    this.#buffer ??= this.#context.disk.buffer();
    return this.#buffer;
  }

  #took(piece: Buffer): void {
    this.#fill += piece.length;
    this.#bytes += piece.length;
    this.#hash.update(piece);
    this.#probe.push(piece);
    this.#context.tap?.(piece);
    this.#context.grown(piece.length);
  }

  /** Sends the filled part of the buffer to the disk. */
  #flush(): void {
    const buffer = this.#buffer;
    const length = this.#fill;
    this.#buffer = undefined;
    this.#fill = 0;
    if (buffer === undefined) return;
    const position = this.#bytes - length;
    this.#handle ??= this.#open();
    const handle = this.#handle;
    this.#writes.push(
      this.#context.disk.enqueue(length, async () => {
        if (!this.#spoilt) await this.#attempt(() => this.#write(handle, buffer, length, position));
        this.#context.disk.release(buffer);
      }),
    );
  }

  async #open(): Promise<OpenFile | undefined> {
    return await this.#attempt(async () => {
      await this.#context.files.makeFolder(dirname(this.#path));
      return await this.#context.files.create(this.#part);
    });
  }

  async #write(opened: Promise<OpenFile | undefined>, buffer: Buffer, length: number, position: number): Promise<void> {
    const handle = await opened;
    if (handle === undefined) return;
    for (let done = 0; done < length;) {
      const written = await handle.write(buffer, done, length - done, position + done);
      // A disk that takes nothing and reports nothing would be asked for ever.
      if (written <= 0) throw Object.assign(new Error('Nothing was written.'), { code: 'ENOSPC' });
      done += written;
      this.#onDisk += written;
    }
  }

  get #part(): string {
    return `${this.#path}.part`;
  }

  async #publish(): Promise<Published | undefined> {
    this.#flush();
    this.#handle ??= this.#open();
    await Promise.all(this.#writes);
    const handle = await this.#handle;
    const { files } = this.#context;
    const whole = await this.#attempt(async () => {
      if (this.#spoilt || handle === undefined) return false;
      if (this.#onDisk !== this.#bytes) throw new Error(`${this.#onDisk} of ${this.#bytes} bytes were written.`);
      await handle.sync();
      return true;
    });
    if (handle !== undefined) await this.#attempt(() => handle.close());
    const path = await this.#attempt(async () => {
      if (whole !== true || this.#spoilt) return undefined;
      const named = this.#context.name?.() ?? this.#path;
      await files.rename(this.#part, named);
      await files.syncFolder(dirname(named));
      return named;
    });
    if (path === undefined) {
      await this.#remove();
      return undefined;
    }
    return {
      path,
      bytes: this.#bytes,
      sha256: this.#hash.digest('hex'),
      probe: this.#probe.finish(),
    };
  }

  async #drop(): Promise<undefined> {
    if (this.#buffer !== undefined) this.#context.disk.release(this.#buffer);
    this.#buffer = undefined;
    await Promise.all(this.#writes);
    const handle = await this.#handle;
    if (handle === undefined) return;
    await handle.close().catch(ignore);
    await this.#remove();
  }

  async #remove(): Promise<void> {
    // Neither may be there; and a disk that will not delete is no news after one that would not write.
    await this.#context.files.unlink(this.#part).catch(ignore);
  }

  /** Runs one step on the disk. Undefined, with the file spoilt and the context told, when it fails. */
  async #attempt<Result>(step: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await step();
    } catch (error) {
      if (!this.#spoilt) this.#context.failed(error);
      this.#spoilt = true;
      return undefined;
    }
  }
}

function ignore(): void {
  // Nothing can be done about it, and what led here has been told already.
}
