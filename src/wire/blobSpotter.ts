import { decodeBase64, isBase64 } from './base64Text.ts';
import type { Blobs, OpenBlob } from './blobs.ts';
import { blobToken } from './blobToken.ts';
import type { ByteBuffer } from './byteBuffer.ts';
import { alwaysBase64, base64Head } from './jsonStrings.ts';
import { sniff } from './magic.ts';
import type { Nesting } from './nesting.ts';
import type { BlobForm } from './sink.ts';

/** A blob that begins, `tooLarge` where the reply may hold no more, or undefined: the string stays text. */
export type Spotted = OpenBlob | 'tooLarge' | undefined;

/** Characters of a string that are looked at before it is known whether it is a blob. */
const headLength = 64;
/** Characters before a comma in which the prefix of a data URI is looked for. */
const prefixLength = 128;

/**
 * Tells of one string after the other whether it is a blob or holds one, by its key and by what is kept of it so far.
 * When it does, what was kept of the blob is replaced by a token.
 */
export class BlobSpotter {
  readonly #blobs: Blobs;
  readonly #kept: ByteBuffer;
  readonly #nesting: Nesting;
  #isKey = false;
  #undecided = false;
  /** Where the string's text begins among what is kept. */
  #start = 0;

  constructor(blobs: Blobs, kept: ByteBuffer, nesting: Nesting) {
    this.#blobs = blobs;
    this.#kept = kept;
    this.#nesting = nesting;
  }

  /** A string begins; with the blob that it goes on with, where an earlier event of a chat ended in one. */
  begin(): OpenBlob | undefined {
    this.#start = this.#kept.length;
    this.#isKey = this.#nesting.expectKey;
    // Google's thoughtSignature is base64 too, megabytes of it, and is to be sent back as it is.
    this.#undecided = !this.#isKey && !this.#nesting.inDelta && !/signature/i.test(this.#nesting.key);
    if (this.#isKey || !this.#nesting.inDelta) return undefined;
    const { suspended } = this.#blobs;
    this.#blobs.suspended = undefined;
    return suspended;
  }

  /** How many more characters are to be kept before `headSeen` is to be asked. */
  get wanted(): number {
    return this.#undecided ? headLength - (this.#kept.length - this.#start) : Infinity;
  }

  /** Is the string a blob? Asked once, when its first characters are there. */
  headSeen(): Spotted {
    return this.#decide(false);
  }

  /** The string ends as text, or as a blob so short that it was not seen before. */
  end(): Spotted {
    if (this.#undecided) return this.#decide(true);
    if (this.#isKey) {
      this.#nesting.key = this.#kept.ascii(this.#start, Math.min(this.#kept.length, this.#start + headLength));
    } else if (this.#nesting.inDelta) {
      this.#blobs.deltaTail = this.#lastText();
    }
    return undefined;
  }

  /** A comma was kept: is what stands before it the prefix of a data URI? */
  afterComma(): Spotted {
    if (this.#isKey || !this.#endsInBase64Comma()) return undefined;
    const prefix = /data:([\w.+-]+\/[\w.+-]+)?(?:;[\w.+-]+=[\w.+-]+)*;base64,$/i.exec(this.#lastText());
    if (prefix === null) return undefined;
    this.#undecided = false;
    const whole =
      this.#kept.length - this.#start === prefix[0].length && !['content', 'text'].includes(this.#nesting.key);
    if (whole) this.#kept.truncate(this.#start);
    return this.#open(whole ? 'dataUri' : 'embedded', prefix[1]?.toLowerCase());
  }

  #decide(all: boolean): Spotted {
    this.#undecided = false;
    const head = base64Head(this.#kept.view(this.#start));
    if (head === undefined) return undefined;
    const picture = !all && sniff(decodeBase64(head.filter(isBase64))) !== undefined;
    if (!picture && !alwaysBase64(this.#nesting.key, this.#nesting.parentKey)) return undefined;
    this.#kept.truncate(this.#start);
    const blob = this.#open('base64', undefined);
    if (blob !== 'tooLarge') blob.push(head, 0, head.length);
    return blob;
  }

  #open(form: BlobForm, mediaType: string | undefined): OpenBlob | 'tooLarge' {
    const blob = this.#blobs.open(form, mediaType);
    if (blob !== undefined && this.#kept.appendAscii(blobToken(blob.ref))) return blob;
    blob?.fail('truncated');
    return 'tooLarge';
  }

  /** The string's last characters, which for a streamed chat may have begun in an earlier event. */
  #lastText(): string {
    const end = this.#kept.length;
    const text = this.#kept.ascii(Math.max(this.#start, end - prefixLength), end);
    return this.#nesting.inDelta ? (this.#blobs.deltaTail + text).slice(-prefixLength) : text;
  }

  /** A cheap look before the dear one: text may be nothing but commas. */
  #endsInBase64Comma(): boolean {
    const end = this.#kept.length;
    const near = this.#kept.ascii(Math.max(this.#start, end - 7), end).toLowerCase();
    return near === 'base64,' || (this.#nesting.inDelta && near.length < 7);
  }
}
