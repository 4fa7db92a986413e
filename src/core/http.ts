import type { ByteSource } from '../base/bytes.ts';

// What the core expects of the HTTP transport. `host/http/` has it.

/** What is to be said to a server, once. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Absolute. `http:` only for loopback hosts. */
  readonly url: string;
  /** For a `download` only `accept`, `range` and `user-agent` are sent, whatever stands here. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: HttpBody;
  /**
   * `service`: an endpoint that the person configured; redirects are handed over as they are.
   * `download`: a link that a service named; judged by the address guard, up to five redirects are followed.
   */
  readonly purpose: 'service' | 'download';
  /** For a download: the base URL of the service that named the link. Its own loopback origin is not guarded against. */
  readonly serviceUrl?: string;
  /** For the whole exchange, in ms. */
  readonly deadlineMs: number;
  /** From the request's head being sent to the reply's head, in ms. Default: as long as the deadline. */
  readonly headersTimeoutMs?: number;
}

export interface HttpBody extends ByteSource {
  readonly contentType: string;
}

export interface ReplyHead {
  readonly status: number;
  /** Names in lower case, repeated headers joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
}

/** Who listens to a reply. What a member throws or rejects with ends the exchange, which rejects with that same value. */
export interface Receiver {
  /** The request's head is handed to the socket now: from here on nobody can prove that it did not arrive. */
  sent?(): void;
  /** Called once, never for 1xx and never for a redirect that is followed. */
  head(head: ReplyHead): void;
  /** Bytes with the content-encoding taken off. A returned promise pauses the socket. */
  data(chunk: Uint8Array): void | Promise<void>;
}

export interface Http {
  /**
   * Resolves when the body ended as the protocol says it should; whether it is whole by its content is for the
   * receiver to judge. Rejects with `HttpFailure`, with `EaselError` for settings that cannot be used, or with what
   * the receiver or the body's stream threw.
   */
  exchange(request: HttpRequest, receiver: Receiver, signal: AbortSignal): Promise<void>;
}

export type HttpFailureKind =
  | 'dns'
  | 'refused'
  | 'connect'
  | 'tls'
  | 'proxy'
  | 'reset'
  | 'timeout'
  | 'aborted'
  | 'blocked'
  | 'tooLarge'
  | 'protocol'
  | 'other';

/** An exchange that did not come to its end. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  /** False only when it is proved that no byte of the request was sent. */
  readonly sent: boolean;
  readonly kind: HttpFailureKind;
  /** One sentence for people, in their language: no key, no path, no query string. */
  readonly detail: string;

  constructor(kind: HttpFailureKind, detail: string, sent: boolean, cause?: unknown) {
    super(`${kind}: ${detail}`, { cause });
    this.kind = kind;
    this.detail = detail;
    this.sent = sent;
  }
}

/** The transport is a bundle of its own, with a class of its own: `instanceof` does not hold across bundles. */
export function isHttpFailure(error: unknown): error is HttpFailure {
  return error instanceof Error && error.name === 'HttpFailure' && 'sent' in error && 'kind' in error;
}
