import type { Args, CallName, Reply } from '../protocol/calls.ts';
import type { CallMessage, EventMessage, HostMessage } from '../protocol/messages.ts';
import type { ErrorInfo } from '../protocol/types.ts';

/** What VS Code gives every webview, once. */
export interface VsCodeApi {
  postMessage(message: unknown, transfer?: readonly Transferable[]): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** A call that the host refused or that failed: the text is for people. */
export class CallError extends Error {
  readonly info: ErrorInfo;

  constructor(info: ErrorInfo) {
    super(info.text);
    this.info = info;
  }
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: CallError) => void;
}

/** The host, as the page sees it: calls that it answers, and events that it tells. */
export class Host {
  readonly #api: VsCodeApi;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  /** @param onEvent Told of news in the order in which they come. */
  constructor(api: VsCodeApi, onEvent: (event: EventMessage) => void) {
    this.#api = api;
    window.addEventListener('message', ({ data }: MessageEvent<HostMessage>) => {
      if (data.type === 'event') onEvent(data);
      else this.#settle(data);
    });
  }

  /**
   * Byte arrays among the arguments go as bytes, never as text.
   * @throws CallError
   */
  call<Name extends CallName>(name: Name, args: Args<Name>): Promise<Reply<Name>> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      // The host answers each call with its own kind of reply.
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#api.postMessage({ type: 'call', id, name, args } satisfies CallMessage);
    });
  }

  #settle(answer: Exclude<HostMessage, EventMessage>): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.type === 'reply') waiting?.resolve(answer.value);
    else waiting?.reject(new CallError(answer.error));
  }
}
