import type { EaselError } from '../base/errors.ts';
import type { HttpOrder, PollContract, Service } from '../base/provider.ts';
import { wireBody, type Base64Encoder, type WireBody } from '../wire/body.ts';
import { cleanWords } from '../wire/cleanWords.ts';
import { normalise, type Reply, type ReplyImage } from '../wire/normalise.ts';
import { classify } from '../wire/refusal.ts';
import { retryAfterMs, toldRetryAfterMs } from '../wire/retryAfter.ts';
import type { ScannedReply } from '../wire/scanner.ts';
import { withoutSecrets } from '../wire/withoutSecrets.ts';
import { asEaselError, calledOff, cancelled, restated } from './failures.ts';
import { isHttpFailure, type Http, type HttpFailureKind } from './http.ts';
import { keyHeader, missingKey } from './key.ts';
import { explain, unfetchable } from './outcome.ts';
import { wantedImages } from './parameters.ts';
import type { Patience } from './patience.ts';
import type { Clock, JobSpool, Keys, Log, SpooledImage } from './ports.ts';
import { Previews, type Preview } from './preview.ts';
import type { Place } from './providerQueue.ts';

/** One call to a service, from the key to the spooled answer. */
export interface Exchange {
  readonly service: Service;
  readonly model: string;
  /** Base URL, without a trailing slash. */
  readonly endpoint: string;
  readonly order: HttpOrder;
  /** Which call of its job it is. */
  readonly index: number;
  readonly spool: JobSpool;
  readonly patience: Patience;
  /** Among the requests to the service. */
  readonly place: Place;
  /** Aborted when waiting is of no use any more; what is on its way is not, since it may be paid for. */
  readonly waiting: AbortSignal;
  /** Writes the state to the journal before the step that it names. */
  readonly journal: (state: 'sent' | 'notSent') => Promise<void>;
  /** Told what is being waited for; `until` is ms since the epoch. */
  readonly progress: (state: 'waiting' | 'receiving' | 'retrying', until?: number) => void;
  /** Shown what can be seen of the answer before it is whole. */
  readonly preview?: ((preview: Preview) => void) | undefined;
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
  /** By the index of the reply's blobs. */
  readonly images: readonly (SpooledImage | undefined)[];
  /** The key that went along with the request, which a service may put into its links; empty without one. */
  readonly key: string;
  /** The answer broke off: what became of the rest of it. */
  readonly broken?: EaselError;
}

/** When the same request may follow: at once, since it provably did not arrive, or when the service may be asked again. */
type Again = 'notSent' | 'whenTold';

/** Work that the service goes on with; it is paid for from here on. */
export interface AcceptedTask {
  readonly id: string;
  readonly poll: PollContract;
}

export interface Refused {
  readonly error: EaselError;
  readonly again?: Again;
}

export type Outcome =
  | { readonly answer: Answer }
  | { readonly task: AcceptedTask }
  | Refused
  /** The service asked to be left alone while this was made ready. */
  | { readonly held: true };

/** Sends once, if there is a key, and says what came of it and whether the same may follow. */
export async function attempt(call: Exchange, ports: ExchangePorts, signal: AbortSignal): Promise<Outcome> {
  const { service, endpoint, order } = call;
  const origin = new URL(endpoint).origin;
  const found = service.auth === 'none' ? {} : await ports.keys.find(service.id, origin);
  if (service.auth !== 'none' && service.keyOptional !== true && found.key === undefined)
    return { error: missingKey(service, origin, found.otherOrigin) };
  throwIfStopped(call);

  const body = wireBody(order.payload, { base64: ports.base64, boundary: ports.boundary() });
  await call.journal('sent');
  try {
    throwIfStopped(call);
  } catch (stopped) {
    await takeBack(call, ports);
    throw stopped;
  }
  if (!call.place.mayBegin()) {
    await takeBack(call, ports);
    return { held: true };
  }
  call.progress('waiting');
  const started = ports.clock.now();
  const received = await receive(call, { body, key: found.key ?? '' }, ports, signal);
  const { status, failure } = received;
  const took = `${String(ports.clock.now() - started)} ms`;
  ports.log.info(`POST ${origin}${order.path}: ${String(status)} in ${took}${failure === undefined ? '' : ', cut'}`);

  const { key = '' } = found;
  const secrets = key === '' ? [] : [key];
  const reply = received.reply && withoutSecrets(normalise(received.reply, status), secrets);
  const isGood = status >= 200 && status < 300;
  const error = async () =>
    failure === undefined && reply !== undefined
      ? refusal(call, reply, received, secrets, ports)
      : broken(call, failure, signal, ports);
  if (!isGood || reply === undefined) return error();
  // A transport that broke behind the last byte of a document or stream took nothing away; one that ended well in the
  // middle of a stream did.
  const isComplete =
    reply.unfinished !== true && (failure === undefined || (isHttpFailure(failure) && hasAll(received, reply, call)));
  if (reply.images.length > 0 && !reply.refusal) {
    if (isComplete && reply.malformed === undefined) return { answer: { reply, images: received.images, key } };
    const whole = { ...reply, images: reply.images.filter((image) => isWhole(image, received.images)) };
    if (whole.images.length > 0) {
      return { answer: { reply: whole, images: received.images, key, broken: (await error()).error } };
    }
  }
  const { task } = reply;
  if (task && task.state !== 'failure' && order.poll) return { task: { id: task.id, poll: order.poll } };
  const trouble = await error();
  if (task?.state !== 'pending' || failure !== undefined || trouble.error.code !== 'noImage') return trouble;
  return { error: unfetchable(service.label, cleanWords(task.id, secrets)) };
}

/** Whether it is of no use any more, also since this request began to be made ready. */
function throwIfStopped({ waiting, place }: Exchange): void {
  if (waiting.aborted) throw calledOff(waiting, 'notSent');
  const stopped = place.stopped();
  if (stopped) throw stopped;
}

interface Received {
  /** 0: no reply began. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly reply: ScannedReply | undefined;
  readonly images: readonly (SpooledImage | undefined)[];
  /** What broke it off. */
  readonly failure?: unknown;
}

/** Sends the request and spools the reply, as much of it as comes. */
async function receive(
  call: Exchange,
  { body, key }: { readonly body: WireBody; readonly key: string },
  ports: ExchangePorts,
  signal: AbortSignal,
): Promise<Received> {
  const { order, service, endpoint } = call;
  let status = 0;
  let headers: Readonly<Record<string, string>> = {};
  let reader: ReturnType<JobSpool['reply']> | undefined;
  const previews = call.preview && new Previews(call.preview, ports.log);
  const request = {
    method: order.method,
    url: endpoint + order.path,
    headers: { accept: 'application/json', ...order.headers, ...keyHeader(service.auth, key) },
    body,
    purpose: 'service',
    deadlineMs: Math.max(0, call.patience.ends - ports.clock.now()),
  } as const;
  const receiver = {
    head(head: Pick<Received, 'status' | 'headers'>) {
      ({ status, headers } = head);
      reader = call.spool.reply(previews?.seen, status >= 200 && status < 300 ? call.index : undefined);
    },
    data(chunk: Uint8Array) {
      call.progress('receiving');
      return reader?.write(chunk);
    },
  };
  try {
    await ports.http.exchange(request, receiver, signal);
    const spooled = await reader?.finish();
    if (!spooled) throw new TypeError('The transport resolved without a reply head.');
    return { status, headers, ...spooled };
  } catch (failure) {
    const spooled = await reader?.abort();
    return { status, headers, reply: spooled?.reply, images: spooled?.images ?? [], failure };
  } finally {
    previews?.end();
  }
}

/** Whether what came can be the whole of it: where a stream would have ended, only the number of its images can tell. */
function hasAll({ reply: scanned }: Received, { images }: Reply, { service, order }: Exchange): boolean {
  const isOpen = scanned?.kind === 'events' && scanned.framing === 'sse' && !scanned.done;
  return !isOpen || images.length >= wantedImages(service, order.payload);
}

/** Whether an image of an answer that broke off is there from its first byte to its last. */
function isWhole(image: ReplyImage, images: Received['images']): boolean {
  if (image.blob === undefined) return true;
  const probe = images[image.blob.index]?.probe;
  return probe?.kind === 'image' && probe.complete;
}

/**
 * Failures that may be gone a moment later. A certificate or a proxy's login is as wrong the next time, and some
 * accounts are locked after a few wrong logins.
 */
const passing: readonly HttpFailureKind[] = ['dns', 'refused', 'connect', 'reset', 'timeout', 'other'];

/** What a broken exchange means. */
async function broken(call: Exchange, error: unknown, signal: AbortSignal, ports: ExchangePorts): Promise<Refused> {
  if (!isHttpFailure(error)) return { error: asEaselError(error, 'unknown') };
  if (!error.sent) await takeBack(call, ports);
  if (signal.aborted) return { error: cancelled(error.sent ? 'unknown' : 'notSent') };
  const trouble = { provider: call.service.label, model: call.model, words: '', cause: error };
  const detail = error.detail === '' ? {} : { what: error.detail };
  if (error.sent) {
    return { error: restated(explain({ ...trouble, code: 'unknownOutcome', money: 'unknown' }), detail) };
  }
  const network = restated(explain({ ...trouble, code: 'network', money: 'notSent' }), detail);
  return passing.includes(error.kind) ? { error: network, again: 'notSent' } : { error: network };
}

/** What an answer without a usable image means. */
async function refusal(
  call: Exchange,
  reply: Reply,
  { status, headers }: Received,
  secrets: readonly string[],
  ports: ExchangePorts,
): Promise<Refused> {
  const verdict = classify({ status, reply, secrets });
  if (status >= 200 && status < 300 && verdict.money !== 'refused') {
    // Paid for and unusable: what came is kept, so that it can be shown to the service's support.
    const text = JSON.stringify(reply, undefined, 2);
    await call.spool
      .keep('reply.json', new TextEncoder().encode(text))
      .catch((error: unknown) => ports.log.warn(`${call.service.id}: ${String(error)}`));
  }
  const wait = verdict.code === 'rateLimit' ? retryAfterMs : toldRetryAfterMs;
  const afterMs = wait(headers, reply.refusal, ports.clock.now());
  const mayWait = verdict.retry === 'wait';
  if (mayWait || (call.newKey && isAboutKey(verdict))) await takeBack(call, ports);
  // A server that asks for a key after all, and was sent none.
  if (verdict.code === 'auth' && secrets.length === 0 && verdict.money !== 'unknown') {
    return { error: missingKey(call.service, new URL(call.endpoint).origin, undefined) };
  }
  const error = explain({
    code: verdict.code,
    money: verdict.money,
    provider: call.service.label,
    model: call.model,
    words: verdict.words,
    retryAfterMs: afterMs,
  });
  return mayWait ? { error, again: 'whenTold' } : { error };
}

/**
 * Before anybody waits: a window that ends meanwhile would else leave a request behind that looks as if it may have been
 * charged.
 */
async function takeBack(call: Exchange, ports: ExchangePorts): Promise<void> {
  await call.journal('notSent').catch((trouble: unknown) => ports.log.warn(String(trouble)));
}

/** Of a kind that another key may mend. */
export function isAboutKey({ code, money }: Pick<EaselError, 'code' | 'money'>): boolean {
  return code === 'auth' && money !== 'unknown';
}
