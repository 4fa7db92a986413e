import { t } from '@vscode/l10n';
import type { HttpRequest, Receiver } from '../../core/http.ts';
import type { DecodeLimits } from './decode.ts';
import type { Message } from './exchange.ts';
import { failure, toFailure } from './failure.ts';

const downloadHeaders: ReadonlySet<string> = new Set(['accept', 'range', 'if-range', 'user-agent']);

/** What belongs to one exchange from its first byte to its last: how far it came, and how it is stopped. */
export class Run {
  readonly receiver: Receiver;
  readonly #request: HttpRequest;
  readonly #controller = new AbortController();
  readonly #deadline: NodeJS.Timeout;
  readonly #callerSignal: AbortSignal;
  readonly #onCallerAbort: () => void;
  #isSent = false;
  #host = '';
  #foreign: { readonly error: unknown } | undefined;
  #body: AsyncIterator<Uint8Array> | undefined;

  constructor(request: HttpRequest, receiver: Receiver, signal: AbortSignal) {
    this.#request = request;
    this.receiver = {
      sent: () => {
        if (this.#isSent) return;
        this.#isSent = true;
        this.#note(() => receiver.sent?.());
      },
      head: (head) => {
        this.#note(() => {
          receiver.head(head);
        });
      },
      data: (chunk) => this.#note(() => receiver.data(chunk)),
    };
    this.#callerSignal = signal;
    this.#onCallerAbort = () => {
      this.#controller.abort(failure('aborted', t('Cancelled.')));
    };
    signal.addEventListener('abort', this.#onCallerAbort);
    if (signal.aborted) this.#onCallerAbort();
    this.#deadline = setTimeout(() => {
      const seconds = Math.round(request.deadlineMs / 1000);
      this.#controller.abort(failure('timeout', t('No complete answer within {0} seconds.', seconds)));
    }, request.deadlineMs);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  async message(url: URL, limits: DecodeLimits, isDone: Message['isDone'] = () => false): Promise<Message> {
    const { method, body, headersTimeoutMs, deadlineMs, purpose } = this.#request;
    this.signal.throwIfAborted();
    this.#host = url.host;
    const message = {
      method,
      url,
      headers: this.#headers(purpose),
      headersTimeoutMs: headersTimeoutMs ?? deadlineMs,
      limits,
      isDone,
    };
    return body === undefined ? message : { ...message, body: await this.#openBody(body.stream()) };
  }

  explain(error: unknown): unknown {
    if (this.#foreign !== undefined && !this.signal.aborted) return this.#foreign.error;
    return toFailure(this.signal.aborted ? this.signal.reason : error, this.#host, this.#isSent);
  }

  dispose(): void {
    clearTimeout(this.#deadline);
    this.#callerSignal.removeEventListener('abort', this.#onCallerAbort);
    // The client lets go of a body that it did not finish; one that it never began is ours to close.
    this.#body?.return?.().catch(() => undefined);
  }

  #headers(purpose: HttpRequest['purpose']): Record<string, string> {
    const given = Object.entries(this.#request.headers).map(([name, value]) => [name.toLowerCase(), value] as const);
    if (purpose === 'download') {
      // Pictures are compressed already, and a stranger gets no header that might hold a key.
      return {
        ...Object.fromEntries(given.filter(([name]) => downloadHeaders.has(name))),
        'accept-encoding': 'identity',
      };
    }
    const { body } = this.#request;
    const about = body ? { 'content-type': body.contentType, 'content-length': String(body.length) } : {};
    return { 'accept-encoding': 'gzip, br', ...Object.fromEntries(given), ...about };
  }

  /** Reads the first piece before anything is connected: a file that is gone is found while nothing is sent. */
  async #openBody(stream: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
    const iterator = stream[Symbol.asyncIterator]();
    this.#body = iterator;
    const first = await this.#untilAborted(this.#noted(iterator.next()));
    const rest = async function* (this: Run) {
      for (let piece = first; !piece.done; piece = await this.#noted(iterator.next())) yield piece.value;
    };
    return rest.call(this);
  }

  #untilAborted<T>(work: Promise<T>): Promise<T> {
    return Promise.race([
      work,
      new Promise<never>((_resolve, reject) => {
        this.signal.addEventListener('abort', () => {
          reject(this.signal.reason instanceof Error ? this.signal.reason : new Error('aborted'));
        });
      }),
    ]);
  }

  /** Remembers what the caller's own code throws, so that it can be handed back as it is. */
  #note<T>(act: () => T): T {
    try {
      const result = act();
      return result instanceof Promise ? (this.#noted(result) as T) : result;
    } catch (error) {
      this.#foreign ??= { error };
      throw error;
    }
  }

  async #noted<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      this.#foreign ??= { error };
      throw error;
    }
  }
}
