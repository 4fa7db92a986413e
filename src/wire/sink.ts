/** Why a blob is no good. `truncated`: the reply ended inside it. `length`: one base64 character is left over. */
export type BlobFault = 'junk' | 'length' | 'truncated' | 'cancelled';

/**
 * How a blob stood in the reply, so that a turn can be sent back as it came: a string of base64, a string that is a
 * data URI, a data URI inside longer text (its prefix stays in the text), or a body that is itself an image.
 */
export type BlobForm = 'base64' | 'dataUri' | 'embedded' | 'raw';

/**
 * Takes the bytes of one blob. Every call copies what it is given before it returns, and none of them throws: a disk
 * that fails is reported by `Base64Sink.ready` and by whoever finishes the sink.
 */
export interface BlobWriter {
  /**
   * Decodes base64 text: ASCII bytes of either alphabet, a multiple of four, no padding. Returns how many characters
   * were decoded and kept. Fewer than given (a multiple of four again) means that a later one is no base64.
   */
  base64(text: Uint8Array): number;
  /** Bytes that are not encoded. */
  raw(bytes: Uint8Array): void;
  /** The blob is whole. Nothing may be written after this. */
  finish(): void;
  /** The blob is worth nothing. Nothing may be written after this. */
  abort(): void;
}

/** Where the pictures of one reply go while it is still arriving. */
export interface Base64Sink {
  /** Begins blob number `index`, counted from 0 in the order in which they begin. Never rejects or throws. */
  open(index: number): BlobWriter;
  /**
   * Undefined: go on. A promise: more bytes wait for the disk than should, so pause the transport until it resolves.
   * It rejects with an `EaselError` when writing has failed and going on is of no use.
   */
  ready(): Promise<void> | undefined;
}

/** The place of a blob in a parsed reply. Sizes are those of the decoded bytes. */
export class BlobRef {
  readonly index: number;
  readonly form: BlobForm;
  /** What the reply's data URI says it is. Not to be believed. */
  readonly mediaType: string | undefined;
  #bytes = 0;
  #fault: BlobFault | undefined;

  constructor(index: number, form: BlobForm, mediaType?: string) {
    this.index = index;
    this.form = form;
    this.mediaType = mediaType;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Undefined: the base64 was good from end to end. Whether the bytes are a picture is judged elsewhere. */
  get fault(): BlobFault | undefined {
    return this.#fault;
  }

  /** For the scanner: a blob of a streamed chat can go on long after the event in which it began was parsed. */
  settle(bytes: number, fault: BlobFault | undefined): void {
    this.#bytes = bytes;
    this.#fault = fault;
  }
}

/** Text in which blobs stand, such as chat markdown with `![image](data:image/png;base64,…)`. */
export class MixedText {
  readonly parts: readonly (string | BlobRef)[];

  constructor(parts: readonly (string | BlobRef)[]) {
    this.parts = parts;
  }
}

/** JSON of a reply, with blobs where their base64 was. */
export type ReplyValue =
  | null
  | boolean
  | number
  | string
  | BlobRef
  | MixedText
  | readonly ReplyValue[]
  | { readonly [key: string]: ReplyValue };

export type ReplyObject = Readonly<Record<string, ReplyValue>>;
