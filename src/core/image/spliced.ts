import type { ByteSource } from '../../base/bytes.ts';
import { spliceLength, type Splice } from './splice.ts';

/** A source with pieces cut out and put in, streamed like the source itself. */
export function spliced(source: ByteSource, splices: readonly Splice[]): ByteSource {
  return { length: spliceLength(splices), stream: () => pieces(source, splices) };
}

/** Ranges come in ascending order, as `embed` and `strip` make them. */
async function* pieces(source: ByteSource, splices: readonly Splice[]): AsyncIterable<Uint8Array> {
  const chunks = source.stream()[Symbol.asyncIterator]();
  try {
    let chunk: Uint8Array = new Uint8Array(0);
    let start = 0;
    for (const splice of splices) {
      if (splice instanceof Uint8Array) {
        yield splice;
        continue;
      }
      let at = splice.from;
      while (at < splice.to) {
        if (at >= start + chunk.length) {
          start += chunk.length;
          const next = await chunks.next();
          if (next.done) throw new RangeError('The image ended before its last piece.');
          chunk = next.value;
          continue;
        }
        const end = Math.min(splice.to, start + chunk.length);
        yield chunk.subarray(at - start, end - start);
        at = end;
      }
    }
  } finally {
    // Not read to its end: a file stays open until its reader is told.
    await chunks.return?.();
  }
}
