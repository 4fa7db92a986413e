import { allBytes, type ByteSource } from '../../base/bytes.ts';
import type { ImageFacts } from './facts.ts';
import { probeBytes } from './probe.ts';
import { spliced } from './spliced.ts';

/**
 * SHA-256, in hexadecimal, of an image that carries a record, without any metadata: the same whatever the record says,
 * and another as soon as somebody changes a pixel. (Of one without a record it may be another: a WebP gets a header with
 * its first metadata.) Undefined for formats that Easel makes no copy of. Reads all of it.
 */
export async function pictureHash(source: ByteSource, { layout }: ImageFacts): Promise<string | undefined> {
  if (!layout.stripped) return undefined;
  const digest = await crypto.subtle.digest('SHA-256', await allBytes(spliced(source, layout.stripped)));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** As `pictureHash`, of bytes that nothing is known of yet. */
export async function pictureHashOf(source: ByteSource): Promise<string | undefined> {
  const facts = probeBytes(await allBytes(source));
  return facts.kind === 'image' ? pictureHash(source, facts) : undefined;
}
