// A simulated image service: a real HTTP server on 127.0.0.1 that keeps a ledger of what it would have charged, notes
// every request, and can be told to fail in the ways that services and networks do. No timers: a test says when.
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect } from 'node:net';
import { leave, reset, send } from './sendReply.mjs';

/**
 * @typedef {object} LoggedRequest
 * @property {number} id Counted from 1.
 * @property {string} method
 * @property {string} path Without the query.
 * @property {string} query
 * @property {Readonly<Record<string, string | string[] | undefined>>} headers
 * @property {Buffer} body Filled when it was read to its end.
 * @property {any} json The body, where it is JSON.
 * @property {import('./images.mjs').Picture[]} references Images that came with it, decoded.
 * @property {string} [key] Whose bill it goes on, where that is not the Bearer token.
 * @property {string} [model] The model it asks for, where that does not stand in its JSON.
 * @property {Promise<void>} closed Resolves when the connection is closed, by whichever side.
 */

/**
 * @typedef {object} Reply
 * @property {number} status
 * @property {Readonly<Record<string, string>>} [headers]
 * @property {string | Uint8Array | object} [body] An object is sent as JSON.
 * @property {number} [images] How many images the ledger charges for.
 * @property {string | Uint8Array} [raw] All that goes over the wire, head included, in the place of the above.
 */

/** How a connection ends: said goodbye to, gone, or open without another byte. @typedef {'FIN' | 'RST' | 'silence'} Ending */

/**
 * What happens to one request instead of the usual. All members may be combined.
 * @typedef {object} Fault
 * @property {(request: LoggedRequest) => boolean} [on] Which request it is for. Default: the next POST.
 * @property {'beforeBody' | 'afterBody'} [reset] The connection is reset, with the body unread or read. No charge.
 * @property {boolean} [unread] It is answered before its body is read; only with `reply`.
 * @property {Promise<unknown>} [until] The reply waits for this.
 * @property {Reply} [reply] Instead of the service's own.
 * @property {'length' | 'chunked' | 'close'} [framing] How the body's end is told. Default: its length.
 * @property {'gzip' | 'deflate' | 'br'} [encoding]
 * @property {number} [drip] The reply comes in pieces of so many bytes.
 * @property {{after: string, until: Promise<unknown>}} [pause] The reply stops behind this text and waits.
 * @property {{at: number | ((reply: {head: number, all: number}) => number), by: Ending}} [cut] The connection ends
 *   after so many bytes of the reply, head included. It is charged all the same: the service did its work.
 */

/** A connection that ends before anything is read from it; without `by` it is like any other. @typedef {{by?: Ending, bytes?: string | Uint8Array}} Welcome */

/** @typedef {{id: number, request: number, key: string, model: string, images: number}} Charge */

export class SimulatedService {
  /** Every request, oldest first. @type {LoggedRequest[]} */
  requests = [];
  /** What the client did that the documents do not allow. Tests assert that it is empty. @type {string[]} */
  violations = [];
  /** What would be on the bill. @type {Charge[]} */
  ledger = [];
  /** Base URL, without a slash at the end. */
  url = '';

  /** @type {Fault[]} */
  #faults = [];
  /** @type {Set<import('node:net').Socket>} */
  #sockets = new Set();
  /** @type {Set<Promise<void>>} */
  #serving = new Set();
  #connections = 0;
  /** What the next connections meet, before anything is read. @type {Welcome[]} */
  #welcomes = [];
  /** Connections over which nothing is listened to. @type {WeakSet<import('node:net').Socket>} */
  #done = new WeakSet();
  /** @type {import('node:http').Server} */
  #server;
  /** @type {{isDone: () => boolean, resolve: () => void}[]} */
  #waiting = [];

  /**
   * @param {{handle: (request: LoggedRequest) => Reply | Promise<Reply>, tls?: {key: string | Buffer, cert: string | Buffer}}} options
   */
  constructor({ handle, tls }) {
    const listener = (/** @type {import('node:http').IncomingMessage} */ incoming) => {
      const serving = this.#serve(incoming, handle).catch((/** @type {unknown} */ error) => {
        incoming.socket.destroy();
        if (!isConnectionError(error)) this.violations.push(`the simulation itself failed: ${String(error)}`);
      });
      this.#serving.add(serving);
      void serving.finally(() => this.#serving.delete(serving));
    };
    this.#server = tls ? createHttpsServer(tls, listener) : createHttpServer(listener);
    this.#server.keepAliveTimeout = 0;
    this.#server.requestTimeout = 0;
    this.#server.on('connection', (/** @type {import('node:net').Socket} */ socket) => {
      this.#connections += 1;
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
      const { by, bytes = '' } = this.#welcomes.shift() ?? { by: undefined };
      if (by === undefined) return;
      this.#done.add(socket);
      if (bytes === '') leave(socket, by);
      else socket.write(bytes, () => leave(socket, by));
    });
  }

  /** @param {number} [port] */
  async listen(port = 0) {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    const scheme = this.#server instanceof Object && 'setSecureContext' in this.#server ? 'https' : 'http';
    const address = /** @type {import('node:net').AddressInfo} */ (this.#server.address());
    this.url = `${scheme}://127.0.0.1:${address.port}`;
    return this;
  }

  async close() {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** Connections accepted so far, with or without a request. */
  get connections() {
    return this.#connections;
  }

  /** Connections open now. */
  get open() {
    return this.#sockets.size;
  }

  /** Resolves when all that clients sent until now is dealt with and no connection is open. What is held must be let go before. */
  async quiet() {
    this.#welcomes = [];
    // Connections are accepted in their order, some time after the client has them: the last one comes last.
    const last = connect(Number(new URL(this.url).port), '127.0.0.1');
    await once(this.#server, 'connection');
    last.destroy();
    while (this.#sockets.size + this.#serving.size > 0) {
      await Promise.all([...this.#serving, ...[...this.#sockets].map(isClosed)]);
    }
  }

  /** Images that would be on the bill. */
  get charged() {
    return this.ledger.reduce((sum, { images }) => sum + images, 0);
  }

  /** Plans faults, each for one request, in this order. @param {...Fault} faults */
  plan(...faults) {
    this.#faults.push(...faults);
  }

  /** The next connections are reset as soon as they are accepted. @param {number} [count] */
  resetConnections(count = 1) {
    this.welcome(...Array.from({ length: count }, () => ({ by: /** @type {Ending} */ ('RST') })));
  }

  /** What the next connections meet, in this order. @param {...Welcome} welcomes */
  welcome(...welcomes) {
    this.#welcomes.push(...welcomes);
  }

  /**
   * Holds the next POST's reply back.
   * @param {Omit<Fault, 'until'>} [fault]
   * @returns {() => void} lets it go
   */
  hold(fault = {}) {
    let release = () => {};
    const until = new Promise((resolve) => {
      release = () => resolve(undefined);
    });
    this.plan({ ...fault, until });
    return release;
  }

  /** Resolves when so many requests have been read to their end. @param {number} count */
  async received(count) {
    const isDone = () => this.requests.filter(({ body }) => body !== unread).length >= count;
    if (!isDone()) await new Promise((resolve) => this.#waiting.push({ isDone, resolve: () => resolve(undefined) }));
  }

  /** Forgets requests, violations, charges and faults. */
  clear() {
    this.requests = [];
    this.violations = [];
    this.ledger = [];
    this.#faults = [];
    this.#welcomes = [];
  }

  /** @param {LoggedRequest} request @param {string} text */
  violation(request, text) {
    this.violations.push(`${request.method} ${request.path} #${request.id}: ${text}`);
  }

  /**
   * @param {import('node:http').IncomingMessage} incoming
   * @param {(request: LoggedRequest) => Reply | Promise<Reply>} handle
   */
  async #serve(incoming, handle) {
    const { socket } = incoming;
    if (this.#done.has(socket)) return;
    const request = this.#note(incoming);
    const index = this.#faults.findIndex(({ on }) => (on ? on(request) : request.method === 'POST'));
    const [fault = {}] = index === -1 ? [] : this.#faults.splice(index, 1);
    if (fault.reset === 'beforeBody') {
      reset(socket);
      return;
    }
    if (!fault.unread) await readBody(incoming, request);
    this.#waiting = this.#waiting.filter(({ isDone, resolve }) => !isDone() || resolve());
    if (fault.reset === 'afterBody') {
      reset(socket);
      return;
    }
    const own = fault.reply ?? (await handle(request));
    if (fault.until) await fault.until;
    this.#charge(request, own);
    await send(socket, own, fault);
  }

  /** @param {import('node:http').IncomingMessage} incoming @returns {LoggedRequest} */
  #note(incoming) {
    const [path = '', query = ''] = (incoming.url ?? '').split('?', 2);
    const { socket } = incoming;
    /** @type {LoggedRequest} */
    const request = {
      id: this.requests.length + 1,
      method: incoming.method ?? '',
      path,
      query,
      headers: incoming.headers,
      body: unread,
      json: undefined,
      references: [],
      closed: isClosed(socket),
    };
    this.requests.push(request);
    return request;
  }

  /** @param {LoggedRequest} request @param {Reply} reply */
  #charge(request, { images = 0 }) {
    if (images === 0) return;
    const key = request.key ?? String(request.headers['authorization'] ?? '').replace(/^Bearer /, '');
    const model = request.model ?? String(request.json?.model ?? '');
    this.ledger.push({ id: this.ledger.length + 1, request: request.id, key, model, images });
  }
}

const unread = Buffer.alloc(0);

/** @param {import('node:net').Socket} socket @returns {Promise<void>} */
function isClosed(socket) {
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.once('close', () => resolve());
  });
}

/** @param {import('node:http').IncomingMessage} incoming @param {LoggedRequest} request */
async function readBody(incoming, request) {
  const pieces = [];
  for await (const piece of incoming) pieces.push(piece);
  request.body = Buffer.concat(pieces);
  if (request.body.length > 0) {
    try {
      request.json = JSON.parse(request.body.toString('utf8'));
    } catch {
      // The handler says what it thinks of a body that is not JSON.
    }
  }
}

/** @param {unknown} error */
function isConnectionError(error) {
  return (
    error instanceof Error && 'code' in error && ['ECONNRESET', 'EPIPE', 'ECONNABORTED'].includes(String(error.code))
  );
}
