import type { BodyReader, ReplyEvent, ScannedReply } from './bodyReaders.ts';
import { EventBody, ImageBody, joined, JsonBody, PageBody } from './bodyReaders.ts';
import { Blobs } from './blobs.ts';
import type { ScanLimits } from './jsonScanner.ts';
import { sniff, sniffLength } from './magic.ts';
import type { Base64Sink } from './sink.ts';

export type { ReplyEvent, ScannedReply } from './bodyReaders.ts';

export interface ScannerOptions extends Partial<ScanLimits> {
  /** Most blobs in one reply, partial pictures included. */
  readonly maxBlobs?: number;
  /** Told of each event of a stream as soon as it is complete. Must not throw. */
  readonly onEvent?: (event: ReplyEvent) => void;
}

type Limits = Required<Omit<ScannerOptions, 'onEvent'>>;

const mebibyte = 1024 * 1024;
const defaults = { maxText: 8 * mebibyte, maxDepth: 128, maxBlobs: 128 };

/**
 * Reads the decompressed body of one reply as it arrives. Pictures go to the sink, the rest is returned at the end.
 * `push` never throws; pause the transport while `ready()` gives a promise.
 */
export class ReplyScanner {
  readonly #sink: Base64Sink;
  readonly #limits: Limits;
  readonly #onEvent: ScannerOptions['onEvent'];
  readonly #blobs: Blobs;
  /** The first bytes, until the kind of body is known. */
  #head: Uint8Array = new Uint8Array(0);
  #skipped = 0;
  #reader: BodyReader | undefined;

  constructor(sink: Base64Sink, { onEvent, ...limits }: ScannerOptions = {}) {
    this.#sink = sink;
    this.#limits = { ...defaults, ...limits };
    this.#onEvent = onEvent;
    this.#blobs = new Blobs(sink, this.#limits.maxBlobs);
  }

  /** A `Buffer` is searched several times faster than a plain array. The piece may be used again afterwards. */
  push(piece: Uint8Array): void {
    if (this.#reader !== undefined) {
      this.#reader.push(piece);
      return;
    }
    this.#head = joined(this.#head, piece);
    this.#choose(false);
  }

  ready(): Promise<void> | undefined {
    return this.#sink.ready();
  }

  /** The body is over. */
  end(): ScannedReply {
    if (this.#reader === undefined) this.#choose(true);
    return this.#reader?.end() ?? { kind: 'empty' };
  }

  /** The body will not be read further. Blobs that are complete stay in the sink, and in what is returned. */
  abort(): ScannedReply {
    return this.#reader?.abort() ?? { kind: 'empty' };
  }

  /** What has come of it so far, as if it broke off here. Blobs that are still arriving are in it, too. */
  soFar(): ScannedReply {
    return this.#reader?.soFar() ?? { kind: 'empty' };
  }

  #choose(all: boolean): void {
    const start = textStart(this.#head);
    this.#skipped += start;
    this.#head = this.#head.slice(start);
    const reader = this.#readerFor(this.#head, all);
    if (reader === undefined) return;
    this.#reader = reader;
    reader.push(this.#head);
    this.#head = new Uint8Array(0);
  }

  #readerFor(head: Uint8Array, all: boolean): BodyReader | undefined {
    const first = String.fromCharCode(...head.subarray(0, 1));
    if ('{["'.includes(first) && first !== '') return new JsonBody(this.#blobs, this.#limits, this.#skipped);
    if (head.length === 0 || (head.length < sniffLength && !all)) return undefined;
    const mediaType = sniff(head);
    if (mediaType !== undefined) {
      const blob = this.#blobs.openRaw('raw', mediaType);
      if (blob !== undefined) return new ImageBody(blob.ref, blob.writer, mediaType);
    }
    const line = String.fromCharCode(...head.subarray(0, sniffLength));
    if (/^(?::|(?:data|event|id|retry)\s*:)/.test(line)) {
      return new EventBody(this.#blobs, this.#limits, this.#skipped, this.#onEvent);
    }
    return new PageBody(first === '<');
  }
}

/** Where the text begins after a byte order mark and white space. */
function textStart(bytes: Uint8Array): number {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (at < bytes.length && [0x20, 0x09, 0x0a, 0x0d].includes(bytes[at] ?? 0)) at++;
  return at;
}
