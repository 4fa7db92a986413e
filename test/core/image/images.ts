import { readdirSync, readFileSync } from 'node:fs';
import { zlibSync } from 'fflate';
import { concat } from '../../../src/base/bytes.ts';
import { pngChunk, pngSignature } from '../../../src/core/image/formats/png.ts';
import type { ImageFacts, ProbeResult } from '../../../src/core/image/probe.ts';
import { ImageProbe, probeBytes } from '../../../src/core/image/probe.ts';
import { write32be } from '../../../src/core/image/walk.ts';

const folder = new URL('../../fixtures/images/', import.meta.url);

export const fixtureNames: readonly string[] = readdirSync(folder).filter((name) => !name.endsWith('.md'));

export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, folder)));
}

export function probeImage(bytes: Uint8Array): ImageFacts {
  const probe = probeBytes(bytes);
  if (probe.kind !== 'image') throw new Error(`no image: ${probe.looksLike}`);
  return probe;
}

export function probeInChunks(chunks: Iterable<Uint8Array>): ProbeResult {
  const probe = new ImageProbe();
  for (const chunk of chunks) probe.push(chunk);
  return probe.finish();
}

/** A grey PNG with extra chunks between its header and its pixels. */
export function png(width: number, height: number, extra: readonly Uint8Array[] = []): Uint8Array {
  const header = concat(write32be(width), write32be(height), Uint8Array.of(8, 0, 0, 0, 0));
  const pixels = zlibSync(new Uint8Array(Math.min((width + 1) * height, 10_000)));
  return concat(
    pngSignature,
    pngChunk('IHDR', header),
    ...extra,
    pngChunk('IDAT', pixels),
    pngChunk('IEND', new Uint8Array(0)),
  );
}

/** A random number generator that gives the same numbers for the same seed. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Whether the bytes of an ASCII text occur anywhere. */
export function holds(bytes: Uint8Array, text: string): boolean {
  return Buffer.from(bytes).includes(Buffer.from(text, 'latin1'));
}
