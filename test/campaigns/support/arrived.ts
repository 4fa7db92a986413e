import { brotliDecompressSync, constants, gunzipSync, inflateSync } from 'node:zlib';
import type { Fault } from '../../services/service.mjs';

type Dress = Pick<Fault, 'framing' | 'encoding'>;

/**
 * What can be known of a reply from those of its bytes that arrived, read as leniently as anybody could: the chunks
 * and the compression taken off as far as they go.
 */
export function arrived(bytes: Buffer, head: number, { framing, encoding }: Dress): { holds(body: string): boolean } {
  const raw = bytes.subarray(head);
  const plain = unpacked(framing === 'chunked' ? unchunked(raw) : raw, encoding).toString();
  return { holds: (body) => plain.startsWith(meaning(body)) };
}

/**
 * A body without what may be missing: the blank that ends it; of an event stream what comes behind the event that says
 * why it ends, which is about costs, and the words that it is over.
 */
function meaning(body: string): string {
  const isStream = /^(?:data|event|id|retry)?:/.test(body);
  const [last] = isStream ? (/^[^]*"finish_reason":\s*"[^"]*"[^\n]*/.exec(body) ?? []) : [];
  return last ?? body.trimEnd().replace(/\s*data: \[DONE\]$/, '');
}

function unchunked(raw: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < raw.length;) {
    const end = raw.indexOf('\r\n', at);
    if (end === -1) break;
    const size = Number.parseInt(raw.subarray(at, end).toString('latin1'), 16);
    pieces.push(raw.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
  return Buffer.concat(pieces);
}

const lenient = { finishFlush: constants.Z_SYNC_FLUSH };

function unpacked(raw: Buffer, encoding: Dress['encoding']): Buffer {
  if (encoding === undefined || raw.length === 0) return raw;
  try {
    if (encoding === 'gzip') return gunzipSync(raw, lenient);
    if (encoding === 'deflate') return inflateSync(raw, lenient);
    return brotliDecompressSync(raw, { finishFlush: constants.BROTLI_OPERATION_FLUSH });
  } catch {
    return Buffer.alloc(0);
  }
}
