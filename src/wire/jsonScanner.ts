import type { Blobs, OpenBlob } from './blobs.ts';
import { BlobSpotter, type Spotted } from './blobSpotter.ts';
import { restoreBlobs } from './blobToken.ts';
import { ByteBuffer } from './byteBuffer.ts';
import { find } from './find.ts';
import { unescaped } from './jsonStrings.ts';
import { Nesting } from './nesting.ts';
import type { ReplyValue } from './sink.ts';

export type ScanFault = 'truncated' | 'malformed' | 'tooLarge' | 'tooDeep';

export interface ScanLimits {
  /** Most bytes of everything that is not a blob, for one JSON document. */
  readonly maxText: number;
  /** Most arrays and objects inside each other. */
  readonly maxDepth: number;
}

/** A document with a fault. */
export interface CutJson {
  readonly fault: ScanFault;
  /** Bytes of this document before the fault. */
  readonly at: number;
  readonly text: string;
}

export type ScannedJson = { readonly value: ReplyValue } | CutJson;

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;

/** Bytes that end a run of plain text in a string. A comma may end the prefix of a data URI. */
const special = new Uint8Array(256);
special.fill(1, 0, 0x20);
for (const byte of [quote, backslash, comma]) special[byte] = 1;

/**
 * Reads one JSON document from byte pieces cut anywhere. Base64 goes to the sink while it streams; everything else is
 * kept, with a token in each blob's place, and given to `JSON.parse` at the end, which judges the grammar. The lexer
 * knows just enough to tell keys, values and nesting. Every byte is looked at a fixed number of times.
 */
export class JsonScanner {
  readonly #blobs: Blobs;
  readonly #kept: ByteBuffer;
  #mode: 'outside' | 'text' | 'blob' | 'skip' = 'outside';
  /** An escape of which not all characters have come, from its backslash on. */
  #escape = '';
  #blob: OpenBlob | undefined;
  readonly #nesting: Nesting;
  readonly #spotter: BlobSpotter;
  #fault: { fault: ScanFault; at: number } | undefined;
  /** Bytes of earlier pieces, and the place in this one where the current step began. */
  #seen = 0;
  #here = 0;
  /** Next quote and backslash of the current piece, found once each. */
  #quoteAt = -1;
  #backslashAt = -1;

  constructor(blobs: Blobs, limits: ScanLimits) {
    this.#blobs = blobs;
    this.#nesting = new Nesting(limits.maxDepth);
    this.#kept = new ByteBuffer(limits.maxText);
    this.#spotter = new BlobSpotter(blobs, this.#kept, this.#nesting);
  }

  /** Bytes that are held in memory for this document. */
  get keptBytes(): number {
    return this.#kept.length;
  }

  push(piece: Uint8Array): void {
    this.#quoteAt = -1;
    this.#backslashAt = -1;
    let at = 0;
    while (at < piece.length && this.#fault === undefined) {
      this.#here = at;
      at = this.#step(piece, at);
    }
    this.#here = 0;
    this.#seen += piece.length;
  }

  /** Ends the document. */
  end(): ScannedJson {
    const whole = this.#mode === 'outside' && this.#escape === '' && this.#nesting.depth === 0;
    if (this.#fault === undefined && !whole) this.#fail('truncated');
    const text = this.#kept.text();
    if (this.#fault !== undefined) return { ...this.#fault, text };
    try {
      return { value: restoreBlobs(JSON.parse(text) as unknown, this.#blobs.refs) };
    } catch {
      return { fault: 'malformed', at: this.#seen, text };
    }
  }

  /** What it would be if it ended here, while it goes on. */
  soFar(): CutJson {
    return { ...(this.#fault ?? { fault: 'truncated', at: this.#seen }), text: this.#kept.text() };
  }

  /** The reply is given up: whatever is open is worth nothing. */
  abort(): void {
    this.#blob?.fail('cancelled');
    this.#blob = undefined;
  }

  #step(piece: Uint8Array, at: number): number {
    if (this.#escape !== '') return this.#escaped(piece, at);
    switch (this.#mode) {
      case 'outside':
        return this.#outside(piece, at);
      case 'text':
        return this.#text(piece, at);
      case 'blob':
        return this.#base64(piece, at);
      case 'skip':
        return this.#skip(piece, at);
    }
  }

  #fail(fault: ScanFault): void {
    this.#fault ??= { fault, at: this.#seen + this.#here };
    this.#blob?.fail('truncated');
    this.#blob = undefined;
  }

  #keep(piece: Uint8Array, from: number, to: number): void {
    if (!this.#kept.append(piece, from, to)) this.#fail('tooLarge');
  }

  #outside(piece: Uint8Array, from: number): number {
    for (let at = from; at < piece.length; at++) {
      const byte = piece[at] ?? 0;
      if (byte === quote) {
        this.#keep(piece, from, at + 1);
        this.#here = at;
        this.#beginString();
        return at + 1;
      }
      if (!this.#nesting.step(byte)) {
        this.#keep(piece, from, at);
        this.#here = at;
        this.#fail(this.#nesting.tooDeep ? 'tooDeep' : 'malformed');
        return at;
      }
    }
    this.#keep(piece, from, piece.length);
    return piece.length;
  }

  #beginString(): void {
    if (this.#nesting.closed) {
      this.#fail('malformed');
      return;
    }
    this.#blob = this.#spotter.begin();
    this.#mode = this.#blob === undefined ? 'text' : 'blob';
  }

  #text(piece: Uint8Array, from: number): number {
    const { wanted } = this.#spotter;
    if (wanted <= 0) {
      this.#follow(this.#spotter.headSeen());
      return from;
    }
    const limit = Math.min(piece.length, from + wanted);
    let at = from;
    while (at < limit && special[piece[at] ?? 0] === 0) at++;
    this.#keep(piece, from, at);
    if (at === limit) return at;
    const byte = piece[at];
    if (byte === quote) {
      this.#endText();
      this.#keep(piece, at, at + 1);
    } else if (byte === backslash) {
      this.#escape = '\\';
    } else if (byte === comma) {
      this.#keep(piece, at, at + 1);
      this.#follow(this.#spotter.afterComma());
    } else {
      this.#here = at;
      this.#fail('malformed');
    }
    return at + 1;
  }

  #endText(): void {
    const blob = this.#spotter.end();
    if (blob === 'tooLarge') this.#fail('tooLarge');
    else blob?.finish();
    this.#mode = 'outside';
  }

  #follow(spotted: Spotted): void {
    if (spotted === undefined) return;
    if (spotted === 'tooLarge') {
      this.#fail('tooLarge');
      return;
    }
    this.#blob = spotted;
    this.#mode = 'blob';
  }

  #base64(piece: Uint8Array, from: number): number {
    if (this.#quoteAt < from) this.#quoteAt = find(piece, quote, from);
    if (this.#backslashAt < from) this.#backslashAt = find(piece, backslash, from);
    const end = Math.min(this.#quoteAt, this.#backslashAt);
    const stop = this.#blob?.push(piece, from, end) ?? end;
    if (stop < end) {
      this.#junk();
      return stop;
    }
    if (end === piece.length) return end;
    if (end === this.#backslashAt) {
      this.#escape = '\\';
    } else {
      this.#endBase64();
      this.#keep(piece, end, end + 1);
      this.#mode = 'outside';
    }
    return end + 1;
  }

  #endBase64(): void {
    if (this.#blob?.ref.form === 'embedded' && this.#nesting.inDelta) {
      this.#blobs.suspended = this.#blob;
    } else {
      this.#blob?.finish();
    }
    this.#blob = undefined;
  }

  /** A character that is no base64 ends a blob within text, and spoils one that should be the whole string. */
  #junk(): void {
    if (this.#blob?.ref.form === 'embedded') {
      this.#blob.finish();
      this.#mode = 'text';
    } else {
      this.#blob?.fail('junk');
      this.#mode = 'skip';
    }
    this.#blob = undefined;
  }

  /** The rest of a string whose blob is spoilt. */
  #skip(piece: Uint8Array, from: number): number {
    for (let at = from; at < piece.length; at++) {
      if (piece[at] === backslash) {
        this.#escape = '\\';
        return at + 1;
      }
      if (piece[at] === quote) {
        this.#keep(piece, at, at + 1);
        this.#mode = 'outside';
        return at + 1;
      }
    }
    return piece.length;
  }

  #escaped(piece: Uint8Array, at: number): number {
    const escape = this.#escape + String.fromCharCode(piece[at] ?? 0);
    this.#escape = escape;
    if (escape[1] === 'u' && escape.length < 6) return at + 1;
    this.#escape = '';
    const character = unescaped(escape);
    if (character === undefined) {
      this.#fail('malformed');
      return at;
    }
    if (this.#mode === 'blob') {
      const byte = character.charCodeAt(0);
      if (byte < 256 && this.#blob?.push(Uint8Array.of(byte), 0, 1) === 1) return at + 1;
      this.#junk();
    }
    if (this.#mode === 'text') this.#keepEscape(escape, character);
    return at + 1;
  }

  /** Escapes that say a plain character are kept as that, so that prefixes and keys can be seen without decoding. */
  #keepEscape(escape: string, character: string): void {
    const plain = character >= ' ' && character <= '~' && character !== '"' && character !== '\\';
    if (!this.#kept.appendAscii(plain ? character : escape)) this.#fail('tooLarge');
    if (character === ',') this.#follow(this.#spotter.afterComma());
  }
}
