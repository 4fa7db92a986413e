import { ClientRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { t } from '@vscode/l10n';
import type { Receiver, ReplyHead } from '../../core/http.ts';
import { type BodyDecoder, createDecoder, type DecodeLimits } from './decode.ts';
import { failure } from './failure.ts';

/** One request on one connection. */
export interface Message {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: AsyncIterable<Uint8Array>;
  readonly headersTimeoutMs: number;
  readonly limits: DecodeLimits;
  /** True for a head whose body is of no interest: the connection is closed, and the exchange is done. */
  readonly isDone: (head: ReplyHead) => boolean;
}

/**
 * Says `message` over `socket` and hands the reply to `receiver`. The socket is closed in every case: a connection
 * that is kept may be closed by the server while the next request is being written, and nobody could tell whether
 * that one arrived. A handshake costs little beside a picture; a paid request in doubt costs money.
 */
export function exchangeOver(socket: Socket, message: Message, receiver: Receiver, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const conversation = new Conversation(socket, message, receiver, (error) => {
      signal.removeEventListener('abort', abort);
      if (error === undefined) resolve();
      else reject(error instanceof Error ? error : new Error('The exchange failed.', { cause: error }));
    });
    const abort = () => {
      conversation.finish(signal.reason);
    };
    signal.addEventListener('abort', abort);
    conversation.start();
  });
}

const mostAtOnce = 512 * 1024;

class Conversation {
  readonly #socket: Socket;
  readonly #message: Message;
  readonly #receiver: Receiver;
  readonly #settled: (error: unknown) => void;
  #isFinished = false;
  #request: ClientRequest | undefined;
  #headTimer: NodeJS.Timeout | undefined;
  #decoder: BodyDecoder | undefined;
  #written: (() => void) | undefined;
  /** Bytes of the reply since the event loop was last given a turn. */
  #atOnce = 0;

  constructor(socket: Socket, message: Message, receiver: Receiver, settled: (error: unknown) => void) {
    this.#socket = socket;
    this.#message = message;
    this.#receiver = receiver;
    this.#settled = settled;
  }

  start(): void {
    // Before the parser's own listeners: it takes what came before a reset for a whole body when no length was given.
    this.#socket.on('error', this.finish);
    this.#attempt(() => {
      const { method, url, headers } = this.#message;
      // Not http.request(): VS Code replaces that with one that takes the proxy from its settings a second time.
      const request = new ClientRequest({
        createConnection: () => this.#socket,
        method,
        path: `${url.pathname}${url.search}`,
        headers: { host: url.host, ...headers },
        setHost: false,
        maxHeaderSize: 65_536,
      });
      this.#request = request;
      request.on('error', this.finish);
      request.on('response', (reply) => {
        this.#attempt(() => {
          this.#listen(reply);
        });
      });
      request.on('upgrade', () => {
        this.finish(failure('protocol', t('{0} answered with another protocol.', url.hostname)));
      });
      request.on('close', () => this.#written?.());
      this.#receiver.sent?.();
      this.#startHeadTimer();
      this.#write(request).catch(this.finish);
    });
  }

  /** Ends the conversation; the first call counts. */
  readonly finish = (error?: unknown): void => {
    if (this.#isFinished) return;
    this.#isFinished = true;
    clearTimeout(this.#headTimer);
    this.#decoder?.abandon();
    this.#request?.destroy();
    this.#socket.destroy();
    this.#settled(error);
  };

  #startHeadTimer(): void {
    this.#headTimer = setTimeout(() => {
      this.finish(failure('timeout', t('{0} did not begin to answer in time.', this.#message.url.hostname)));
    }, this.#message.headersTimeoutMs);
  }

  async #write(request: ClientRequest): Promise<void> {
    for await (const piece of this.#message.body ?? []) {
      if (request.destroyed) return;
      // Not only until there is room again: the next piece may come in the same buffer.
      await new Promise<void>((resolve) => {
        this.#written = resolve;
        request.write(piece, () => resolve());
      });
    }
    request.end();
  }

  #listen(reply: IncomingMessage): void {
    clearTimeout(this.#headTimer);
    const head: ReplyHead = { status: reply.statusCode ?? 0, headers: flatten(reply.headers) };
    if (this.#message.isDone(head)) {
      this.finish();
      return;
    }
    this.#receiver.head(head);
    const decoder = createDecoder(head.headers['content-encoding'] ?? '', this.#message.limits, {
      deliver: (chunk) => (this.#isFinished ? undefined : this.#receiver.data(chunk)),
      fail: this.finish,
    });
    this.#decoder = decoder;
    reply.on('data', (chunk: Buffer) => {
      this.#attempt(() => {
        this.#pass(chunk, decoder, reply);
      });
    });
    reply.on('error', this.finish);
    reply.on('end', () => {
      if (reply.complete) decoder.end().then(() => this.finish(), this.finish);
      else this.finish(cut());
    });
    reply.on('close', () => {
      if (!reply.complete) this.finish(cut());
    });
  }

  #pass(chunk: Buffer, decoder: BodyDecoder, reply: IncomingMessage): void {
    this.#atOnce += chunk.length;
    // A fast connection is read 2 MB at a time, and everybody else in this process waits for as long.
    const pending = decoder.push(chunk) ?? (this.#atOnce >= mostAtOnce ? nextTurn() : undefined);
    if (pending === undefined) return;
    this.#atOnce = 0;
    reply.pause();
    pending.then(() => reply.resume(), this.finish);
  }

  /** What the receiver throws is its own business and must come out as it is. */
  #attempt(act: () => void): void {
    if (this.#isFinished) return;
    try {
      act();
    } catch (error) {
      this.finish(error);
    }
  }
}

function cut(): Error {
  return failure('reset', t('The connection was cut before the answer was complete.'));
}

function flatten(raw: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(raw).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}
