import { expect } from 'vitest';
import { ReplyScanner, type ScannedReply, type ScannerOptions } from '../../src/wire/scanner.ts';
import { BlobRef, MixedText } from '../../src/wire/sink.ts';
import { MemorySink } from './memorySink.ts';

export interface Scan {
  readonly reply: ScannedReply;
  readonly sink: MemorySink;
}

/** Scans a body that arrives cut at the given places. */
export function scan(body: string | Uint8Array, cuts: readonly number[] = [], options: ScannerOptions = {}): Scan {
  const bytes = Buffer.from(body as string);
  const sink = new MemorySink();
  const scanner = new ReplyScanner(sink, options);
  const places = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  places.slice(1).forEach((to, at) => {
    // A copy, so that a scanner that keeps a view of a piece is found out.
    const piece = Buffer.from(bytes.subarray(places[at], to));
    scanner.push(piece);
    piece.fill(0x22);
  });
  return { reply: scanner.end(), sink };
}

/** The reply's events with every good blob as its bytes in base64, every bad one as its fault. */
export function events({ reply, sink }: Scan): unknown {
  if (reply.kind !== 'events') return reply;
  return reply.events.map(({ name, value }) =>
    name === undefined ? plain(value, sink) : { name, value: plain(value, sink) },
  );
}

/** The one value of a JSON reply. */
export function value(found: Scan): unknown {
  expect(found.reply).toMatchObject({ kind: 'events', framing: 'json' });
  const { reply } = found;
  return reply.kind === 'events' ? plain(reply.events[0]?.value, found.sink) : undefined;
}

function plain(item: unknown, sink: MemorySink): unknown {
  if (item instanceof BlobRef) {
    if (item.fault !== undefined) return { fault: item.fault };
    const bytes = sink.finished(item.index);
    expect(bytes?.length ?? 0).toBe(item.bytes);
    return {
      [item.form]: bytes?.toString('base64'),
      ...(item.mediaType !== undefined && { mediaType: item.mediaType }),
    };
  }
  if (item instanceof MixedText) return { mixed: item.parts.map((part) => plain(part, sink)) };
  if (Array.isArray(item)) return item.map((each) => plain(each, sink));
  if (typeof item !== 'object' || item === null) return item;
  return Object.fromEntries(Object.entries(item).map(([key, member]) => [key, plain(member, sink)]));
}

/** Bytes that begin like a PNG and go on at random, the same for the same seed. */
export function picture(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[at] = state >>> 24;
  }
  bytes.set(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1').subarray(0, length));
  return bytes;
}

/** Every way to cut a body in two. */
export function everyCut(body: string): number[] {
  return Array.from({ length: Buffer.byteLength(body) + 1 }, (_, at) => at);
}
