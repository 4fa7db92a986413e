import { createHash } from 'node:crypto';
import type { ByteSource } from '../base/bytes.ts';

/** SHA-256 of a source, in hexadecimal. */
export async function hashOf(source: ByteSource): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of source.stream()) hash.update(chunk);
  return hash.digest('hex');
}
