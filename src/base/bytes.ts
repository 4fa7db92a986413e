/** Bytes that can be read more than once, such as a file on disk or an array in memory. */
export interface ByteSource {
  /** Exact number of bytes that `stream()` yields. */
  readonly length: number;
  /**
   * Reads from the start. Rejects when fewer or more bytes than `length` turn up. A piece is good until the next one is
   * asked for: whoever keeps it copies it.
   */
  stream(): AsyncIterable<Uint8Array>;
}

/** A byte source over an array. The array is not copied. */
export function bytesInMemory(bytes: Uint8Array): ByteSource {
  return {
    length: bytes.length,
    async *stream() {
      yield await Promise.resolve(bytes);
    },
  };
}

/** All of a source, in memory. */
export async function allBytes(source: ByteSource): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(source.length);
  let at = 0;
  for await (const chunk of source.stream()) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
