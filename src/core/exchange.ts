import { t } from '@vscode/l10n';
import { EaselError } from '../base/errors.ts';
import type { AuthScheme, HttpOrder, PollContract, Service } from '../base/provider.ts';
import { wireBody, type Base64Encoder } from '../wire/body.ts';
import { normalise, type Reply } from '../wire/normalise.ts';
import { classify } from '../wire/refusal.ts';
import { retryAfterMs } from '../wire/retryAfter.ts';
import { explain } from './outcome.ts';
import {
  isHttpFailure,
  type Clock,
  type Http,
  type JobSpool,
  type Keys,
  type Log,
  type SpooledImage,
} from './ports.ts';

/** One call to a service, from the key to the spooled answer. Everything that decides about sending again is here. */
export interface Exchange {
  readonly service: Service;
  readonly model: string;
  /** Base URL, without a trailing slash. */
  readonly endpoint: string;
  readonly order: HttpOrder;
  readonly spool: JobSpool;
  /** When the person's patience ends, ms since the epoch. */
  readonly deadline: number;
  /** Writes the state to the journal before the step that it names. */
  readonly journal: (state: 'sent' | 'notSent') => Promise<void>;
  /** Told what is being waited for; `until` is ms since the epoch. */
  readonly progress: (state: 'waiting' | 'receiving' | 'retrying', until?: number) => void;
  /** Asks the person for a key that works. Absent where nobody is there to be asked. */
  readonly newKey?: ((error: EaselError) => Promise<boolean>) | undefined;
}

export interface ExchangePorts {
  readonly http: Http;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: Log;
  readonly base64: Base64Encoder;
  /** A multipart boundary, new for each request. */
  readonly boundary: () => string;
}

export interface Answer {
  readonly reply: Reply;
  readonly images: readonly SpooledImage[];
}

/** Tries of a request that provably did not arrive, or was answered by a complete 429. */
const maxTries = 3;
const longestWaitMs = 120_000;

/**
 * Sends an order once, and again only where that cannot cost twice: when it provably did not arrive, when the service
 * said to wait, or when the person gave another key after a refusal.
 * @throws EaselError
 */
export async function exchange(
  call: Exchange,
  ports: ExchangePorts,
  signal: AbortSignal,
): Promise<{ readonly answer: Answer } | { readonly task: AcceptedTask }> {
  for (let tries = 1; ; tries += 1) {
    const outcome = await attempt(call, ports, signal);
    if ('answer' in outcome || 'task' in outcome) return outcome;
    const { error, again } = outcome;
    if (error.code === 'auth' && call.newKey) {
      if (await call.newKey(error)) continue;
      throw error;
    }
    const wait = again === undefined ? undefined : waitBefore(again, tries, ports.clock);
    if (wait === undefined || tries >= maxTries || ports.clock.now() + wait >= call.deadline) throw error;
    ports.log.info(`${call.service.id}: ${error.code}; trying again in ${Math.round(wait)} ms`);
    call.progress('retrying', ports.clock.now() + wait);
    await ports.clock.sleep(wait, signal).catch(() => {
      throw cancelled('notSent');
    });
  }
}

type Again = { readonly because: 'notSent' } | { readonly because: 'told'; readonly afterMs: number | undefined };

/** Work that the service goes on with; it is paid for from here on. */
export interface AcceptedTask {
  readonly id: string;
  readonly poll: PollContract;
}

type Outcome =
  | { readonly answer: Answer }
  | { readonly task: AcceptedTask }
  | { readonly error: EaselError; readonly again?: Again | undefined };

/** How long to wait before sending again; undefined: not at all. */
function waitBefore(again: Again, tries: number, clock: Clock): number | undefined {
  // Full jitter over a doubling step, so that a crowd of waiting clients does not come back at once.
  if (again.because === 'notSent') return clock.random() * Math.min(8000, 500 * 2 ** (tries - 1));
  if (again.afterMs === undefined) return (0.5 + clock.random() / 2) * Math.min(60_000, 2000 * 4 ** (tries - 1));
  return again.afterMs <= longestWaitMs ? again.afterMs : undefined;
}

async function attempt(call: Exchange, ports: ExchangePorts, signal: AbortSignal): Promise<Outcome> {
  const { service, endpoint, order } = call;
  const origin = new URL(endpoint).origin;
  const found = service.auth === 'none' ? {} : await ports.keys.find(service.id, origin);
  if (service.auth !== 'none' && found.key === undefined)
    return { error: missingKey(service, origin, found.otherOrigin) };
  if (signal.aborted) throw cancelled('notSent');

  const body = wireBody(order.payload, { base64: ports.base64, boundary: ports.boundary() });
  await call.journal('sent');
  call.progress('waiting');
  const started = ports.clock.now();
  let status = 0;
  let headers: Readonly<Record<string, string>> = {};
  let reader: ReturnType<JobSpool['reply']> | undefined;
  try {
    await ports.http.exchange(
      {
        method: order.method,
        url: endpoint + order.path,
        headers: { accept: 'application/json', ...order.headers, ...keyHeader(service.auth, found.key ?? '') },
        body,
        purpose: 'service',
        deadlineMs: Math.max(0, call.deadline - started),
      },
      {
        head(head) {
          ({ status, headers } = head);
          reader = call.spool.reply(headers['content-type'] ?? '');
        },
        data(chunk) {
          call.progress('receiving');
          return reader?.write(chunk);
        },
      },
      signal,
    );
  } catch (error) {
    await reader?.abort();
    ports.log.info(
      `POST ${origin}${order.path}: ${String(status)} after ${String(ports.clock.now() - started)} ms, cut`,
    );
    return await failure(call, error, signal);
  }
  ports.log.info(`POST ${origin}${order.path}: ${String(status)} in ${String(ports.clock.now() - started)} ms`);
  const finished = await reader?.finish();
  if (!finished) throw new TypeError('The transport resolved without a reply head.');
  const reply = normalise(finished.reply, status);
  if (status >= 200 && status < 300 && reply.images.length > 0 && !reply.refusal) {
    return { answer: { reply, images: finished.images } };
  }
  const { task } = reply;
  if (status >= 200 && status < 300 && task && task.state !== 'failure' && order.poll) {
    return { task: { id: task.id, poll: order.poll } };
  }
  return refusal(call, reply, status, headers, found.key, ports.clock.now());
}

/** What a broken exchange means. */
async function failure(call: Exchange, error: unknown, signal: AbortSignal): Promise<Outcome> {
  if (!isHttpFailure(error)) throw error;
  if (!error.sent) await call.journal('notSent');
  if (signal.aborted) throw cancelled(error.sent ? 'unknown' : 'notSent');
  const trouble = { provider: call.service.label, model: call.model, words: '', cause: error };
  if (error.sent) {
    return { error: withDetail(explain({ ...trouble, code: 'unknownOutcome', money: 'unknown' }), error.detail) };
  }
  return {
    error: withDetail(explain({ ...trouble, code: 'network', money: 'notSent' }), error.detail),
    again: { because: 'notSent' },
  };
}

function withDetail(error: EaselError, detail: string): EaselError {
  if (detail === '') return error;
  return new EaselError({
    code: error.code,
    what: detail,
    money: error.money,
    ...(error.next === undefined ? {} : { next: error.next }),
    cause: error.cause,
  });
}

/** What an answer without a usable image means. */
async function refusal(
  call: Exchange,
  reply: Reply,
  status: number,
  headers: Readonly<Record<string, string>>,
  key: string | undefined,
  now: number,
): Promise<Outcome> {
  const verdict = classify({ status, reply, secrets: key === undefined ? [] : [key] });
  const afterMs = retryAfterMs(headers, reply.refusal, now);
  if (status >= 200 && status < 300 && verdict.money !== 'refused') {
    // Paid for and unusable: what came is kept, so that it can be shown to the service's support.
    const text = JSON.stringify(reply, undefined, 2);
    const clean = key === undefined ? text : text.replaceAll(key, '[key]');
    await call.spool.keep('reply.json', new TextEncoder().encode(clean));
  }
  const error = explain({
    code: verdict.code,
    money: verdict.money,
    provider: call.service.label,
    model: call.model,
    words: verdict.words,
    retryAfterMs: afterMs,
  });
  return { error, ...(verdict.retry === 'wait' ? { again: { because: 'told', afterMs } as const } : {}) };
}

/** The header that carries a key, for each scheme. */
export function keyHeader(scheme: AuthScheme, key: string): Readonly<Record<string, string>> {
  switch (scheme) {
    case 'bearer':
      return { authorization: `Bearer ${key}` };
    case 'x-goog-api-key':
    case 'x-api-key':
      return { [scheme]: key };
    case 'none':
      return {};
  }
}

export function cancelled(money: 'notSent' | 'unknown' | 'free'): EaselError {
  return new EaselError({ code: 'cancelled', what: t('Cancelled.'), money });
}

export function missingKey(service: Service, origin: string, otherOrigin: string | undefined): EaselError {
  return new EaselError({
    code: 'auth',
    what:
      otherOrigin === undefined
        ? t('There is no key for {0} yet.', service.label)
        : t('The key for {0} was entered for {1} and does not go to {2}.', service.label, otherOrigin, origin),
    money: 'notSent',
    next: t('Run “Easel: Set API Key…” with a key of this service.'),
  });
}
