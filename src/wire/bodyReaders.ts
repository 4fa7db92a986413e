import type { MediaType } from '../base/media.ts';
import type { Blobs } from './blobs.ts';
import { readCut } from './cutJson.ts';
import type { EventLineHandler } from './eventLines.ts';
import { EventLines } from './eventLines.ts';
import type { CutJson, ScanFault, ScanLimits } from './jsonScanner.ts';
import { JsonScanner } from './jsonScanner.ts';
import type { BlobRef, BlobWriter, ReplyValue } from './sink.ts';

export interface ReplyFault {
  readonly reason: ScanFault;
  /** Bytes of the body (decompressed) before the fault; in an event stream, before the piece in which it was seen. */
  readonly at: number;
}

export interface ReplyEvent {
  /** What an `event:` line said. */
  readonly name?: string;
  readonly value: ReplyValue;
}

/** A reply's body by its framing, which is judged by content: services state the wrong Content-Type. */
export type ScannedReply =
  | {
      readonly kind: 'events';
      /** A JSON body is one event. */
      readonly framing: 'json' | 'sse';
      /** Those that were complete, also when a fault came after them. */
      readonly events: readonly ReplyEvent[];
      /** Every blob that began, in order; those in no event too. */
      readonly blobs: readonly BlobRef[];
      /** `[DONE]` was seen. */
      readonly done: boolean;
      /** Undefined: complete and well-formed. An event stream that stops between events looks complete, too. */
      readonly fault?: ReplyFault;
      /** What can be read of a JSON body with a fault; in an object that was open, `isOpen` (cutJson.ts). */
      readonly cut?: ReplyValue;
      /** The beginning of the document with the fault, without blobs. Unclean. */
      readonly excerpt?: string;
    }
  | { readonly kind: 'image'; readonly blob: BlobRef; readonly mediaType: MediaType }
  | {
      readonly kind: 'page';
      readonly html: boolean;
      /** Its beginning. Unclean. */
      readonly text: string;
    }
  | { readonly kind: 'empty' };

/** One of the ways to read a body. */
export interface BodyReader {
  push(piece: Uint8Array): void;
  end(): ScannedReply;
  /** The body breaks off here: what of it was whole. */
  abort(): ScannedReply;
  /**
   * What it would be if it broke off here, while it goes on; of one with much text nothing, since that is read anew each
   * time. Blobs that are still arriving are in it, too.
   */
  soFar(): ScannedReply;
}

/** An event stream's events may hold this many times the text of one document. */
const streamFactor = 4;
const pageCap = 65_536;
const excerptCap = 2000;
/** Bytes of text in a reply that is looked at while it is arriving. */
const soFarCap = 262_144;

export class JsonBody implements BodyReader {
  readonly #blobs: Blobs;
  readonly #skipped: number;
  readonly #scanner: JsonScanner;

  constructor(blobs: Blobs, limits: ScanLimits, skipped: number) {
    this.#blobs = blobs;
    this.#skipped = skipped;
    this.#scanner = new JsonScanner(blobs, limits);
  }

  push(piece: Uint8Array): void {
    this.#scanner.push(piece);
  }

  end(): ScannedReply {
    this.#blobs.finish();
    return this.#reply();
  }

  /** A document that was complete is whole, wherever its transport broke off. */
  abort(): ScannedReply {
    this.#scanner.abort();
    this.#blobs.fail('cancelled');
    return this.#reply();
  }

  soFar(): ScannedReply {
    return this.#scanner.keptBytes > soFarCap ? { kind: 'empty' } : this.#cut(this.#scanner.soFar());
  }

  #reply(): ScannedReply {
    const result = this.#scanner.end();
    return 'value' in result ? { ...this.#common, events: [{ value: result.value }] } : this.#cut(result);
  }

  #cut(result: CutJson): ScannedReply {
    const cut = readCut(result.text, this.#blobs.refs);
    return { ...this.#common, events: [], ...(cut !== undefined && { cut }), ...faultOf(result, this.#skipped) };
  }

  get #common() {
    return { kind: 'events', framing: 'json', blobs: this.#blobs.refs, done: false } as const;
  }
}

export class EventBody implements BodyReader, EventLineHandler {
  readonly #blobs: Blobs;
  readonly #limits: ScanLimits;
  readonly #lines: EventLines;
  readonly #onEvent: ((event: ReplyEvent) => void) | undefined;
  readonly #events: ReplyEvent[] = [];
  #scanner: JsonScanner | undefined;
  #done = false;
  #fault: ReturnType<typeof faultOf> | undefined;
  #seen: number;
  /** Bytes of text that further events may hold. */
  #room: number;

  constructor(blobs: Blobs, limits: ScanLimits, skipped: number, onEvent?: (event: ReplyEvent) => void) {
    this.#blobs = blobs;
    this.#limits = limits;
    this.#onEvent = onEvent;
    this.#seen = skipped;
    this.#room = limits.maxText * streamFactor;
    this.#lines = new EventLines(this);
  }

  push(piece: Uint8Array): void {
    if (this.#fault === undefined) this.#lines.push(piece);
    this.#seen += piece.length;
  }

  data(piece: Uint8Array): void {
    if (this.#fault !== undefined) return;
    this.#scanner ??= new JsonScanner(this.#blobs, {
      ...this.#limits,
      maxText: Math.min(this.#limits.maxText, this.#room),
    });
    this.#scanner.push(piece);
  }

  dispatch(name: string | undefined): void {
    const scanner = this.#scanner;
    this.#scanner = undefined;
    if (scanner === undefined || this.#fault !== undefined) return;
    const result = scanner.end();
    this.#room -= scanner.keptBytes;
    if ('value' in result) {
      const event = { ...(name !== undefined && { name }), value: result.value };
      this.#events.push(event);
      this.#onEvent?.(event);
      return;
    }
    const text = result.text.trim();
    if (text === '[DONE]') this.#done = true;
    else if (text === '') return;
    // Some relays send words as a sign of life.
    else if (/^[^{["]/.test(text) && result.fault !== 'tooLarge')
      this.#events.push({ ...(name !== undefined && { name }), value: text });
    else this.#fault = faultOf({ ...result, at: 0 }, this.#seen);
  }

  end(): ScannedReply {
    this.#lines.end();
    if (this.#fault === undefined) this.#blobs.finish();
    else this.#blobs.fail('truncated');
    return this.#reply();
  }

  abort(): ScannedReply {
    this.#scanner?.abort();
    this.#blobs.fail('cancelled');
    return this.#reply();
  }

  soFar(): ScannedReply {
    if (this.#limits.maxText * streamFactor - this.#room > soFarCap) return { kind: 'empty' };
    return { ...this.#reply(), ...(this.#fault ?? { fault: { reason: 'truncated', at: this.#seen } }) };
  }

  #reply(): Extract<ScannedReply, { kind: 'events' }> {
    return {
      kind: 'events',
      framing: 'sse',
      events: this.#events,
      blobs: this.#blobs.refs,
      done: this.#done,
      ...this.#fault,
    };
  }
}

export class ImageBody implements BodyReader {
  readonly #ref: BlobRef;
  readonly #writer: BlobWriter;
  readonly #mediaType: MediaType;
  #bytes = 0;

  constructor(ref: BlobRef, writer: BlobWriter, mediaType: MediaType) {
    this.#ref = ref;
    this.#writer = writer;
    this.#mediaType = mediaType;
  }

  push(piece: Uint8Array): void {
    this.#writer.raw(piece);
    this.#bytes += piece.length;
  }

  end(): ScannedReply {
    this.#ref.settle(this.#bytes, undefined);
    this.#writer.finish();
    return { kind: 'image', blob: this.#ref, mediaType: this.#mediaType };
  }

  abort(): ScannedReply {
    this.#ref.settle(0, 'cancelled');
    this.#writer.abort();
    return { kind: 'empty' };
  }

  soFar(): ScannedReply {
    return { kind: 'empty' };
  }
}

export class PageBody implements BodyReader {
  readonly #html: boolean;
  #text = new Uint8Array(0);

  constructor(html: boolean) {
    this.#html = html;
  }

  push(piece: Uint8Array): void {
    if (this.#text.length < pageCap) this.#text = joined(this.#text, piece.subarray(0, pageCap - this.#text.length));
  }

  end(): ScannedReply {
    return { kind: 'page', html: this.#html, text: new TextDecoder().decode(this.#text) };
  }

  abort(): ScannedReply {
    return this.end();
  }

  soFar(): ScannedReply {
    return this.end();
  }
}

function faultOf(result: CutJson, before: number): { readonly fault: ReplyFault; readonly excerpt: string } {
  return { fault: { reason: result.fault, at: before + result.at }, excerpt: result.text.slice(0, excerptCap) };
}

/** Both arrays, one after the other. For small ones. */
export function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
