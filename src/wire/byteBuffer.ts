const decoder = new TextDecoder();

/** Bytes that grow at the end, up to a cap. */
export class ByteBuffer {
  readonly #cap: number;
  #bytes = new Uint8Array(1024);
  #length = 0;

  constructor(cap: number) {
    this.#cap = cap;
  }

  get length(): number {
    return this.#length;
  }

  /** False, and nothing is added, when the cap would be passed. */
  append(bytes: Uint8Array, from: number, to: number): boolean {
    if (!this.#reserve(to - from)) return false;
    // Short runs are the rule here, and for those a loop beats making a view of the array.
    if (to - from < 48) {
      for (let at = from; at < to; at++) this.#bytes[this.#length++] = bytes[at] ?? 0;
    } else {
      this.#bytes.set(bytes.subarray(from, to), this.#length);
      this.#length += to - from;
    }
    return true;
  }

  /** Adds characters below U+0100 as one byte each. False as in `append`. */
  appendAscii(text: string): boolean {
    if (!this.#reserve(text.length)) return false;
    for (let at = 0; at < text.length; at++) this.#bytes[this.#length++] = text.charCodeAt(at);
    return true;
  }

  truncate(length: number): void {
    this.#length = length;
  }

  /** The bytes from `from` on. Only until the next change. */
  view(from: number): Uint8Array {
    return this.#bytes.subarray(from, this.#length);
  }

  /** One character per byte; for looking at names and prefixes, not for text. */
  ascii(from: number, to: number): string {
    return String.fromCharCode(...this.#bytes.subarray(from, to));
  }

  /** As UTF-8; what is not becomes U+FFFD, since a service's broken text must not cost a good picture. */
  text(): string {
    return decoder.decode(this.#bytes.subarray(0, this.#length));
  }

  #reserve(more: number): boolean {
    const wanted = this.#length + more;
    if (wanted > this.#cap) return false;
    if (wanted > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(wanted, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    return true;
  }
}
