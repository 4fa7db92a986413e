/**
 * What a format's parser asks the walk for. `take`: resume with exactly that many bytes. `skip`: resume past that many
 * bytes, which are counted and never kept. `seek`: resume just past what the finder finds.
 */
export type Demand =
  | { readonly kind: 'take'; readonly bytes: number }
  | { readonly kind: 'skip'; readonly bytes: number }
  | { readonly kind: 'seek'; readonly find: Finder };

/** Index just past the match at or after `from`, or -1 when the chunk ends first. Remembers what a match across chunks needs. */
export type Finder = (chunk: Uint8Array, from: number) => number;

/** A format's parser, written as if the whole file could be read in order; it is suspended wherever a chunk ends. */
export type Steps<T = void> = Generator<Demand, T, Uint8Array>;

const nothing = new Uint8Array(0);

export function* take(bytes: number): Steps<Uint8Array> {
  return bytes === 0 ? nothing : yield { kind: 'take', bytes };
}

export function* skip(bytes: number): Steps {
  if (bytes > 0) yield { kind: 'skip', bytes };
}

export function* seek(find: Finder): Steps {
  yield { kind: 'seek', find };
}

/**
 * Feeds chunks of any size to a parser. Keeps only the bytes of an unfinished `take`; skipped payload costs nothing
 * per byte. After the parser has ended the rest is only counted.
 */
export class Walk {
  /** Bytes pushed so far. */
  bytes = 0;
  #parser: Steps | undefined;
  #demand: Demand | undefined;
  #missing = 0;
  #taken: Uint8Array | undefined;

  /** The offset in the file up to which the parser has read. */
  position = 0;

  start(parser: Steps): void {
    this.#parser = parser;
    this.#resume(nothing);
  }

  get ended(): boolean {
    return this.#demand === undefined;
  }

  /** Bytes from here on that the parser does not look at. */
  get unread(): number {
    return this.#demand?.kind === 'skip' ? this.#missing : 0;
  }

  /** Goes on as if that many bytes had been pushed; at most `unread`. */
  pass(count: number): void {
    this.bytes += count;
    this.position += count;
    this.#missing -= count;
    if (this.#missing === 0) this.#resume(nothing);
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    while (this.#demand !== undefined && at < chunk.length) {
      at = this.#feed(this.#demand, chunk, at);
    }
    this.bytes += chunk.length;
  }

  /** Serves one demand from the chunk and says how far into the chunk that went. */
  #feed(demand: Demand, chunk: Uint8Array, at: number): number {
    if (demand.kind === 'seek') {
      const found = demand.find(chunk, at);
      const end = found === -1 ? chunk.length : found;
      this.position += end - at;
      if (found !== -1) this.#resume(nothing);
      return end;
    }
    const some = Math.min(this.#missing, chunk.length - at);
    const end = at + some;
    this.position += some;
    this.#missing -= some;
    if (demand.kind === 'skip') {
      if (this.#missing === 0) this.#resume(nothing);
      return end;
    }
    if (some === demand.bytes) {
      this.#resume(chunk.subarray(at, end));
      return end;
    }
    this.#taken ??= new Uint8Array(demand.bytes);
    this.#taken.set(chunk.subarray(at, end), demand.bytes - this.#missing - some);
    if (this.#missing === 0) {
      const taken = this.#taken;
      this.#taken = undefined;
      this.#resume(taken);
    }
    return end;
  }

  #resume(value: Uint8Array): void {
    const step = this.#parser?.next(value);
    this.#demand = step === undefined || step.done === true ? undefined : step.value;
    this.#missing = this.#demand === undefined || this.#demand.kind === 'seek' ? 0 : this.#demand.bytes;
  }
}

/** Big- and little-endian reads that give 0 past the end, so that a hostile offset is never an exception. */
export const read = {
  u16be: (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0),
  u16le: (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8),
  u24le: (bytes: Uint8Array, at: number): number => read.u16le(bytes, at) | ((bytes[at + 2] ?? 0) << 16),
  u32be: (bytes: Uint8Array, at: number): number => ((read.u16be(bytes, at) << 16) | read.u16be(bytes, at + 2)) >>> 0,
  u32le: (bytes: Uint8Array, at: number): number => (read.u16le(bytes, at) | (read.u16le(bytes, at + 2) << 16)) >>> 0,
  /** Four-character codes and signatures, one character per byte. */
  ascii: (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to)),
};

export function write32be(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

export function write32le(value: number): Uint8Array {
  return write32be(value).reverse();
}

export function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
