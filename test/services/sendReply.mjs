// How a simulated service's reply goes over the wire, whole or spoilt as a test wants it.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

/** @typedef {import('./service.mjs').Reply} Reply */
/** @typedef {import('./service.mjs').Fault} Fault */
/** @typedef {import('./service.mjs').Ending} Ending */

const encoders = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };

/**
 * Sends a reply and ends the connection, with everything that a fault does to it.
 * @param {import('node:net').Socket} socket
 * @param {Reply} reply
 * @param {Fault} fault
 */
export async function send(socket, reply, fault) {
  const { bytes, head } = render(reply, fault);
  const at = fault.cut?.at ?? bytes.length;
  const part = bytes.subarray(0, typeof at === 'number' ? at : at({ head, all: bytes.length }));
  const step = fault.drip ?? Math.max(part.length, 1);
  const halt = fault.pause ? part.indexOf(fault.pause.after) + fault.pause.after.length : 0;
  for (let start = 0, end; start < part.length; start = end) {
    if (socket.destroyed) return;
    end = start < halt ? Math.min(start + step, halt) : start + step;
    await write(socket, part.subarray(start, end));
    if (end === halt) await fault.pause?.until;
    if (fault.drip) await nextTurn();
  }
  leave(socket, fault.cut?.by ?? 'FIN');
}

/** @param {import('node:net').Socket} socket @param {Ending} by */
export function leave(socket, by) {
  if (by === 'RST') reset(socket);
  else if (by === 'FIN') socket.end();
}

/** @param {import('node:net').Socket} socket @param {Uint8Array} bytes @returns {Promise<void>} */
function write(socket, bytes) {
  return new Promise((resolve) => {
    socket.write(bytes, () => resolve());
  });
}

/** The whole reply as it goes over the wire, and how long its head is. @param {Reply} reply @param {Fault} fault */
export function render(reply, { framing = 'length', encoding }) {
  if (reply.raw !== undefined) return { bytes: toBytes(reply.raw), head: 0 };
  const plain = toBytes(reply.body ?? '');
  const body = encoding ? encoders[encoding](plain) : plain;
  const isJson = typeof reply.body === 'object' && !(reply.body instanceof Uint8Array);
  const headers = new Map(
    Object.entries({
      'content-type': isJson ? 'application/json; charset=utf-8' : 'text/plain; charset=utf-8',
      connection: 'close',
      ...(encoding ? { 'content-encoding': encoding } : {}),
      ...(framing === 'length' ? { 'content-length': String(body.length) } : {}),
      ...(framing === 'chunked' ? { 'transfer-encoding': 'chunked' } : {}),
      ...reply.headers,
    }).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const head = Buffer.from(`HTTP/1.1 ${reply.status} Simulated\r\n${lines}\r\n`, 'latin1');
  return { bytes: Buffer.concat([head, framing === 'chunked' ? chunked(body) : body]), head: head.length };
}

/** @param {string | Uint8Array | object} body */
function toBytes(body) {
  if (body instanceof Uint8Array) return Buffer.from(body);
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body), 'utf8');
}

/** @param {Buffer} body */
function chunked(body) {
  const size = 65_536;
  const pieces = [];
  for (let start = 0; start < body.length; start += size) {
    const piece = body.subarray(start, start + size);
    pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'));
  }
  return Buffer.concat([...pieces, Buffer.from('0\r\n\r\n')]);
}

/**
 * A real reset. Node.js's own `resetAndDestroy` says goodbye properly first, which is not what a crash looks like.
 * @param {import('node:net').Socket} socket
 */
export function reset(socket) {
  // Over TLS the flag belongs on the socket underneath.
  const plain =
    /** @type {{_parent?: import('node:net').Socket}} */ (/** @type {unknown} */ (socket))._parent ?? socket;
  Object.assign(plain, { resetAndClosing: true }).destroy();
  socket.destroy();
}
