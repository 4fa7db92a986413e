import { gzipSync } from 'node:zlib';
import type { Ending, Fault, Reply, Welcome } from '../../services/service.mjs';
import type { Random } from './random.ts';

/** How far an exchange comes before it goes wrong. */
export const points = [
  'connection',
  'requestHead',
  'request',
  'charged',
  'replyHead',
  'replyBody',
  'replyEnd',
] as const;
export type Point = (typeof points)[number];

/** What goes wrong. */
export interface Kind {
  readonly name: string;
  /** How the connection ends, in the middle of what the service would have said. */
  readonly ending?: Ending;
  /** What is said in the place of the service's own answer, and how. */
  readonly says?: (random: Random) => Partial<Fault> & { readonly reply: Reply };
  /** What becomes of the service's own answer on its way. */
  readonly dress?: Partial<Fault>;
  /** Heard to its end it is a refusal: nothing was made, and nothing is on the bill. */
  readonly isRefusal?: true;
  /** Heard to its end it allows the same request once more: after a wait, or with another key. */
  readonly again?: 'wait' | 'key';
}

/** The words of a refusal in the forms that services have for it. */
function refusal(
  status: number,
  message: string,
  { code = '', headers = {} }: { code?: string; headers?: Record<string, string> } = {},
) {
  return (random: Random): { reply: Reply; framing: NonNullable<Fault['framing']> } => ({
    framing: random.pick(['length', 'chunked', 'close']),
    reply: {
      status,
      headers,
      body: random.pick<object>([
        { error: { message, type: 'error', code } },
        { error: { code: status, message, status: code } },
        { code, message, request_id: '7' },
        { statusCode: status, message, error: code },
      ]),
    },
  });
}

const raw = (text: string) => () => ({ reply: { status: 200, raw: text } });
const body =
  (content: string | object, headers: Record<string, string> = {}) =>
  () => ({
    reply: { status: 200, headers, body: content },
  });
const bomb = gzipSync(Buffer.alloc(17 * 1024 * 1024));
const page = '<html><head><title>Welcome to the hotel</title></head><body>Log in</body></html>';

export const kinds: readonly Kind[] = [
  // The connection.
  { name: 'FIN', ending: 'FIN' },
  { name: 'RST', ending: 'RST' },
  { name: 'silence', ending: 'silence' },
  { name: 'noise', says: (random) => ({ reply: { status: 200, raw: random.bytes(random.between(1, 300)) } }) },
  { name: 'another protocol', says: raw('HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nhello') },
  { name: 'hints and no answer', says: raw('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(30)) },
  {
    name: 'a broken chunk',
    says: raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{"data"\r\nzz\r\n:[]}'),
  },
  { name: 'too great a length', says: body({ data: [] }, { 'content-length': '999' }) },
  { name: 'too small a length', says: body({ data: [] }, { 'content-length': '7' }) },
  { name: 'a compression that is none', says: body({ data: [] }, { 'content-encoding': 'gzip' }) },
  { name: 'a bomb', says: () => ({ reply: { status: 200, headers: { 'content-encoding': 'gzip' }, body: bomb } }) },
  { name: 'a drip', dress: { drip: 2500, framing: 'chunked' } },
  // Refusals.
  ...[301, 302, 303, 307, 308].map((status): Kind => ({
    name: String(status),
    says: refusal(status, 'moved', { headers: { location: 'http://127.0.0.1:9/elsewhere' } }),
    isRefusal: true,
  })),
  { name: '400', says: refusal(400, 'invalid size'), isRefusal: true },
  { name: '401', says: refusal(401, 'invalid token', { code: 'invalid_api_key' }), isRefusal: true, again: 'key' },
  { name: '402', says: refusal(402, 'payment required'), isRefusal: true },
  { name: '403', says: refusal(403, 'not for you'), isRefusal: true },
  { name: '404', says: refusal(404, 'model not found', { code: 'model_not_found' }), isRefusal: true },
  { name: '413', says: refusal(413, 'too large'), isRefusal: true },
  { name: '422', says: refusal(422, 'blocked by our safety system', { code: 'moderation_blocked' }), isRefusal: true },
  { name: '429', says: refusal(429, 'slow down'), isRefusal: true, again: 'wait' },
  {
    name: '429 with a wait',
    says: refusal(429, 'slow down', { headers: { 'retry-after': '3' } }),
    isRefusal: true,
    again: 'wait',
  },
  {
    name: '429 with a long wait',
    says: refusal(429, 'slow down', { headers: { 'retry-after': '121' } }),
    isRefusal: true,
  },
  { name: '429 without money', says: refusal(429, '余额不足', { code: 'insufficient_quota' }), isRefusal: true },
  { name: '503 without a channel', says: refusal(503, '无可用渠道', { code: 'model_not_found' }), isRefusal: true },
  // What leaves open what was done.
  { name: '408', says: refusal(408, 'time is up') },
  { name: '409', says: refusal(409, 'conflict') },
  { name: '500', says: refusal(500, 'internal error') },
  { name: '502', says: () => ({ reply: { status: 502, headers: { 'content-type': 'text/html' }, body: page } }) },
  { name: '503', says: refusal(503, 'busy', { headers: { 'retry-after': '1' } }) },
  { name: 'an empty 200', says: body('') },
  { name: 'a page', says: body(page, { 'content-type': 'text/html' }) },
  { name: 'nothing', says: body({ created: 1, data: [], output: {} }) },
];

/** A fault of one request, and what may follow from it. */
export interface Planned {
  readonly kind: Kind;
  readonly point: Point;
  readonly fault: Fault;
  /** The connection ends before anything is read from it; then `fault` is of no importance. */
  readonly welcome?: Welcome;
  /** The same request may come once more. */
  readonly again?: 'wait' | 'key' | 'unsent';
}

const nothing: Reply = { status: 200 };

export function planned(kind: Kind, point: Point, random: Random): Planned {
  const { ending, says, again } = kind;
  const said = says?.(random);
  const about = { kind, point };
  const by = ending ?? 'FIN';
  const isHeard = ending === undefined && (point === 'requestHead' || point === 'request' || point === 'charged');
  const may = isHeard && again !== undefined ? { again } : {};
  switch (point) {
    case 'connection': {
      const bytes = said === undefined ? '' : (said.reply.raw ?? 'HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n');
      return { ...about, fault: {}, welcome: { by, bytes }, again: 'unsent' };
    }
    case 'requestHead':
      return { ...about, ...may, fault: { unread: true, ...(said ?? { reply: nothing, cut: { at: 0, by } }) } };
    case 'request':
      return { ...about, ...may, fault: said ?? { reply: nothing, cut: { at: 0, by } } };
    case 'charged':
      if (ending !== undefined) return { ...about, fault: { cut: { at: 0, by } } };
      return { ...about, ...may, fault: { ...kind.dress, ...(said && billed(said, kind.isRefusal ? 0 : 1)) } };
    case 'replyHead':
    case 'replyBody':
    case 'replyEnd': {
      const how = ending ?? random.pick<Ending>(['FIN', 'FIN', 'RST', 'RST', 'silence']);
      const share = random.next();
      const at = ({ head, all }: { head: number; all: number }) => placeOf(point, share, head, all);
      return { ...about, fault: { ...kind.dress, ...(said && billed(said, 1)), cut: { at, by: how } } };
    }
  }
}

function billed(said: Partial<Fault> & { readonly reply: Reply }, images: number): Partial<Fault> {
  return { ...said, reply: { ...said.reply, images } };
}

/** Never behind the last byte, and in a body never before its first: a cut that nobody can see is none. */
function placeOf(point: 'replyHead' | 'replyBody' | 'replyEnd', share: number, head: number, all: number): number {
  if (point === 'replyEnd') return all - 1;
  if (point === 'replyHead') return Math.floor(share * Math.max(1, head - 1));
  return Math.min(all - 1, head + 1 + Math.floor(share * Math.max(0, all - head - 2)));
}
