import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { t } from '@vscode/l10n';
import { failure } from './failure.ts';

/** Takes the bytes of a body as they come and hands on what they stand for. */
export interface BodyDecoder {
  /** A returned promise asks for no more until it resolves. */
  push(chunk: Buffer): void | Promise<void>;
  /** Resolves when everything is delivered; rejects when the encoding says that something is missing. */
  end(): Promise<void>;
  /** Gives up; nothing is delivered any more. */
  abandon(): void;
}

export interface DecodeLimits {
  readonly maxBytes: number;
  /** Decoded bytes for each byte that came; counted from `ratioFromBytes` on. */
  readonly maxRatio: number;
  readonly ratioFromBytes: number;
}

export const defaultDecodeLimits: DecodeLimits = {
  maxBytes: 600_000_000,
  maxRatio: 100,
  ratioFromBytes: 16 * 1024 * 1024,
};

/** Where decoded bytes go. */
export interface DecoderSink {
  deliver(chunk: Uint8Array): void | Promise<void>;
  /** Decoding or delivering failed, between two calls of `push`. */
  fail(error: unknown): void;
}

/** A decoder for the value of a Content-Encoding header. Throws `HttpFailure` for encodings that nobody asked for. */
export function createDecoder(contentEncoding: string, limits: DecodeLimits, sink: DecoderSink): BodyDecoder {
  const encodings = contentEncoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim().replace(/^x-/, ''))
    .filter((name) => name !== '' && name !== 'identity');
  if (encodings.length > 2 || encodings.some((name) => !['gzip', 'deflate', 'br'].includes(name))) {
    throw failure('protocol', t('The answer is compressed in a way that was not asked for.'));
  }
  const counter = new Counter(limits);
  return encodings.length === 0
    ? new PlainDecoder(counter, sink)
    : new CompressedDecoder(encodings.reverse(), counter, sink);
}

class Counter {
  readonly #limits: DecodeLimits;
  #came = 0;
  #decoded = 0;

  constructor(limits: DecodeLimits) {
    this.#limits = limits;
  }

  came(bytes: number): void {
    this.#came += bytes;
  }

  decoded(bytes: number): void {
    this.#decoded += bytes;
    const { maxBytes, maxRatio, ratioFromBytes } = this.#limits;
    const isInflated = this.#decoded > ratioFromBytes && this.#decoded > this.#came * maxRatio;
    if (this.#decoded > maxBytes || isInflated) {
      throw failure('tooLarge', t('The answer is larger than {0} MB or inflates without end.', maxBytes / 1e6));
    }
  }
}

class PlainDecoder implements BodyDecoder {
  readonly #counter: Counter;
  readonly #sink: DecoderSink;
  #last: void | Promise<void> = undefined;

  constructor(counter: Counter, sink: DecoderSink) {
    this.#counter = counter;
    this.#sink = sink;
  }

  push(chunk: Buffer): void | Promise<void> {
    this.#counter.came(chunk.length);
    this.#counter.decoded(chunk.length);
    this.#last = this.#sink.deliver(chunk);
    return this.#last;
  }

  async end(): Promise<void> {
    await this.#last;
  }

  abandon(): void {
    this.#last = undefined;
  }
}

class CompressedDecoder implements BodyDecoder {
  readonly #encodings: readonly string[];
  readonly #counter: Counter;
  readonly #sink: DecoderSink;
  #running: { readonly input: Transform; readonly done: Promise<void> } | undefined;

  constructor(encodings: readonly string[], counter: Counter, sink: DecoderSink) {
    this.#encodings = encodings;
    this.#counter = counter;
    this.#sink = sink;
  }

  push(chunk: Buffer): void | Promise<void> {
    if (chunk.length === 0) return undefined;
    this.#running ??= this.#start(chunk);
    this.#counter.came(chunk.length);
    const { input } = this.#running;
    return input.write(chunk) ? undefined : new Promise((resolve) => input.once('drain', resolve));
  }

  async end(): Promise<void> {
    this.#running?.input.end();
    await this.#running?.done;
  }

  abandon(): void {
    this.#running?.input.destroy();
  }

  #start(firstChunk: Buffer): { input: Transform; done: Promise<void> } {
    const [outer = '', inner] = this.#encodings;
    const input = decompressor(outer, firstChunk);
    const output = async (decoded: AsyncIterable<Buffer>) => {
      try {
        for await (const piece of decoded) {
          this.#counter.decoded(piece.length);
          await this.#sink.deliver(piece);
        }
      } catch (error) {
        // Told here, because a pipeline that is torn down may report the tearing down instead of its reason.
        this.#sink.fail(error);
      }
    };
    const done = inner === undefined ? pipeline(input, output) : pipeline(input, decompressor(inner), output);
    done.catch((error: unknown) => {
      this.#sink.fail(error);
    });
    return { input, done };
  }
}

const chunkSize = 64 * 1024;

function decompressor(name: string, firstChunk?: Buffer): Transform {
  if (name === 'gzip') return createGunzip({ chunkSize });
  if (name === 'br') return createBrotliDecompress({ chunkSize });
  // "deflate" means zlib's format, but some servers send the bare one; the low four bits of zlib's first byte are 8.
  const isBare = firstChunk !== undefined && ((firstChunk[0] ?? 0) & 15) !== 8;
  return isBare ? createInflateRaw({ chunkSize }) : createInflate({ chunkSize });
}
