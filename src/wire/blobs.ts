import { Base64Text } from './base64Text.ts';
import type { Base64Sink, BlobFault, BlobForm, BlobWriter } from './sink.ts';
import { BlobRef } from './sink.ts';

/** A blob whose base64 is arriving. */
export class OpenBlob {
  readonly ref: BlobRef;
  readonly #writer: BlobWriter;
  readonly #text: Base64Text;

  constructor(ref: BlobRef, writer: BlobWriter) {
    this.ref = ref;
    this.#writer = writer;
    this.#text = new Base64Text(writer, ref.form === 'embedded');
  }

  /** Returns where the first byte stands that is no base64, or `to`. */
  push(bytes: Uint8Array, from: number, to: number): number {
    return this.#text.push(bytes, from, to);
  }

  finish(): void {
    const bytes = this.#text.finish();
    if (bytes === undefined) {
      this.fail('length');
    } else if (bytes === 0) {
      this.#writer.abort();
    } else {
      this.ref.settle(bytes, undefined);
      this.#writer.finish();
    }
  }

  fail(fault: BlobFault): void {
    this.ref.settle(0, fault);
    this.#writer.abort();
  }
}

/**
 * The blobs of one reply, and what has to be remembered from one event of a chat stream to the next: services cut
 * `delta.content` anywhere, so that a data URI, even its prefix, goes on in the next event.
 */
export class Blobs {
  readonly refs: BlobRef[] = [];
  /** The embedded blob that the last `delta.content` ended in. */
  suspended: OpenBlob | undefined;
  /** The last characters of the text of `delta.content` so far. */
  deltaTail = '';
  readonly #sink: Base64Sink;
  readonly #most: number;

  constructor(sink: Base64Sink, most: number) {
    this.#sink = sink;
    this.#most = most;
  }

  /** Undefined when a reply has more blobs than any honest one: each is a file. */
  open(form: BlobForm, mediaType: string | undefined): OpenBlob | undefined {
    const raw = this.openRaw(form, mediaType);
    return raw && new OpenBlob(raw.ref, raw.writer);
  }

  openRaw(form: BlobForm, mediaType: string | undefined): { ref: BlobRef; writer: BlobWriter } | undefined {
    if (this.refs.length >= this.#most) return undefined;
    const ref = new BlobRef(this.refs.length, form, mediaType);
    this.refs.push(ref);
    return { ref, writer: this.#sink.open(ref.index) };
  }

  /** The stream is over: a blob at its very end has no character after it that would end it. */
  finish(): void {
    this.suspended?.finish();
    this.suspended = undefined;
  }

  fail(fault: BlobFault): void {
    this.suspended?.fail(fault);
    this.suspended = undefined;
  }
}
