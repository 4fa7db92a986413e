import { t } from '@vscode/l10n';
import { EaselError, isEaselError, type Money } from '../base/errors.ts';
import type { PollContract, Service } from '../base/provider.ts';
import { normalise, type Reply, type Task } from '../wire/normalise.ts';
import { classify } from '../wire/refusal.ts';
import { isExpired } from '../wire/shapes/task.ts';
import { retryAfterMs, toldRetryAfterMs } from '../wire/retryAfter.ts';
import { withoutSecrets } from '../wire/withoutSecrets.ts';
import type { Answer, ExchangePorts } from './attempt.ts';
import { keyHeader } from './key.ts';
import { cancelled, restated } from './failures.ts';
import { explain } from './outcome.ts';
import { isHttpFailure } from './http.ts';
import type { JobSpool } from './ports.ts';

/** A task that a service works on, and how it is asked for. */
export interface TaskWait {
  readonly service: Service;
  readonly model: string;
  readonly endpoint: string;
  readonly poll: PollContract;
  readonly task: string;
  readonly spool: JobSpool;
  /** ms since the epoch */
  readonly deadline: number;
  /** Told what is being waited for; `until` is ms since the epoch. */
  readonly progress: (state: 'waiting' | 'retrying', until?: number) => void;
}

type Look =
  | { readonly answer: Answer }
  | { readonly error: EaselError }
  | { readonly again: string; readonly afterMs?: number; readonly isRefused?: boolean };

/** Statuses under which the task may be all right and the asking was not. */
const passing = (status: number) => status === 408 || status === 425 || status === 429 || status >= 500;

/**
 * Asks for a task until it is done. Asking costs nothing, so whatever goes wrong on the way is tried again until the
 * deadline; after it the task goes on at the service and stays in the journal.
 * @throws EaselError `timeout` (the task stays resumable; with the wait that the service asked for), `cancelled`, or what the service says of a failed task
 */
export async function pollTask(wait: TaskWait, ports: ExchangePorts, signal: AbortSignal): Promise<Answer> {
  const { poll } = wait;
  const started = ports.clock.now();
  let interval = poll.intervalMs;
  let pause = poll.initialDelayMs;
  let isRefused = false;
  let told: number | undefined;
  for (;;) {
    if (ports.clock.now() + pause >= wait.deadline) throw late(wait, told);
    if (isRefused) wait.progress('retrying', ports.clock.now() + pause);
    else wait.progress('waiting');
    await ports.clock.sleep(pause, signal).catch(() => {
      throw stopped();
    });
    const isYoung = ports.clock.now() - started < poll.notFoundGraceMs;
    const look = await lookOnce(wait, ports, signal, isYoung);
    if ('answer' in look) return look.answer;
    if ('error' in look) throw look.error;
    ports.log.trace(`${wait.service.id}: task ${wait.task}: ${look.again}`);
    told = look.afterMs;
    pause = Math.max(interval, told ?? 0);
    isRefused = look.isRefused === true && pause > interval;
    interval = Math.min(poll.maxIntervalMs, interval * poll.backoff);
  }
}

async function lookOnce(wait: TaskWait, ports: ExchangePorts, signal: AbortSignal, isYoung: boolean): Promise<Look> {
  const { service, endpoint, spool } = wait;
  const { origin } = new URL(endpoint);
  const url = urlOf(wait);
  if (!URL.canParse(url) || new URL(url).origin !== origin) return { error: elsewhere(wait) };
  const { key = '', otherOrigin } = await ports.keys.find(service.id, origin);
  if (key === '' && service.keyOptional !== true) return { error: kept(wait, 'auth', otherOrigin ?? '') };
  let status = 0;
  let headers: Readonly<Record<string, string>> = {};
  let reader: ReturnType<JobSpool['reply']> | undefined;
  let finished: Awaited<ReturnType<ReturnType<JobSpool['reply']>['finish']>> | undefined;
  try {
    await ports.http.exchange(
      {
        method: wait.poll.method,
        url,
        headers: { accept: 'application/json', ...keyHeader(service.auth, key) },
        purpose: 'service',
        deadlineMs: Math.max(1000, wait.deadline - ports.clock.now()),
      },
      {
        head(head) {
          ({ status, headers } = head);
          reader = spool.reply();
        },
        data: (chunk) => reader?.write(chunk),
      },
      signal,
    );
    finished = await reader?.finish();
  } catch (error) {
    await reader?.abort();
    if (signal.aborted) throw stopped();
    if (isHttpFailure(error)) return { again: error.detail };
    throw isEaselError(error) ? stillThere(error) : error;
  }
  if (!finished) return { again: 'no reply' };
  const reply = withoutSecrets(normalise(finished.reply, status), secretsOf(key));
  const isGood = status >= 200 && status < 300;
  // One that was cut is not taken for what came of it: it can be asked for again.
  if (isGood && reply.images.length > 0 && reply.malformed === undefined)
    return { answer: { reply, images: finished.images, key } };
  // How many requests are left in a window is no word about a task that is only not done yet.
  const told = status === 429 ? retryAfterMs : toldRetryAfterMs;
  const afterMs = told(headers, reply.refusal, ports.clock.now());
  if (mayPass(reply, status, isYoung)) {
    const isRefused = !isGood;
    return { again: reply.task?.status ?? String(status), isRefused, ...(afterMs === undefined ? {} : { afterMs }) };
  }
  return { error: failed(wait, reply, status, key) };
}

/** Whether the next look may find what this one did not. */
function mayPass(reply: Reply, status: number, isYoung: boolean): boolean {
  if (passing(status) || reply.malformed !== undefined) return true;
  const isGood = status >= 200 && status < 300;
  if (reply.task !== undefined && isGood) return reply.task.state === 'pending';
  const stated = statedStatus(reply, status);
  return passing(stated) || (stated === 404 && isYoung);
}

/** A body may say its own status under one that is good. */
function statedStatus({ refusal }: Reply, status: number): number {
  return status >= 200 && status < 300 ? (refusal?.status ?? status) : status;
}

/** What ends the looking; only a word about the task itself is a word about what was paid for. */
function failed(wait: TaskWait, reply: Reply, status: number, key: string): EaselError {
  const { code, words } = classify({ status, reply, secrets: secretsOf(key) });
  // Under a bad status a gateway's own id and "error" look like a failed task.
  const isGood = status >= 200 && status < 300;
  const task = isGood || reply.task?.id === wait.task ? reply.task : undefined;
  const stated = statedStatus(reply, status);
  const about = { provider: wait.service.label, model: wait.model, words };
  const isOver = task !== undefined && task.state !== 'pending';
  if (isOver ? isExpired(task) : stated === 404 || stated === 410) {
    const what = t('The result of this task is no longer at {0}.', wait.service.label);
    const next = t('Look at the service’s usage page before you ask again.');
    return explain({ ...about, code: 'provider', money: 'charged', what, next });
  }
  const money = moneyOf(task);
  return explain({
    ...about,
    code: code === 'unknownOutcome' || (code === 'noImage' && money === 'kept') ? 'provider' : code,
    money,
    next: money === 'kept' && code !== 'auth' ? fetchedOnceMended() : undefined,
  });
}

/** Services do not charge for a task that they report as failed; one that is done and empty was probably charged. */
function moneyOf(task: Task | undefined): Money {
  if (task?.state === 'failure') return 'refused';
  return task?.state === 'success' ? 'charged' : 'kept';
}

function secretsOf(key: string): readonly string[] {
  return key === '' ? [] : [key];
}

function urlOf({ endpoint, poll, task }: TaskWait): string {
  const id = encodeURIComponent(task);
  return poll.idIn === 'query' ? `${endpoint}${poll.path}?${poll.idName}=${id}` : `${endpoint}${poll.path}/${id}`;
}

/** A path that became part of the host would take the key along. */
function elsewhere({ service, endpoint, poll }: TaskWait): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('“{0}” does not lead to {1}, so {2} is not asked there.', poll.path, endpoint, service.label),
    money: 'kept',
    next: t('Fetch the image at the service, and mend the path in the setting “easel.customProviders”.'),
  });
}

/** @param told How long the service asks to be left alone, in ms. */
function late({ service, model }: TaskWait, told: number | undefined): EaselError {
  return explain({ code: 'timeout', money: 'kept', provider: service.label, model, words: '', retryAfterMs: told });
}

function kept(wait: TaskWait, code: 'auth', words: string): EaselError {
  return explain({ code, money: 'kept', provider: wait.service.label, model: wait.model, words });
}

/** What goes wrong on this machine while asking leaves the task where it is. */
function stillThere(error: EaselError): EaselError {
  return restated(error, { money: 'kept', next: fetchedOnceMended() });
}

function fetchedOnceMended(): string {
  return t('“Easel: Show Jobs…” fetches the image once that is mended.');
}

function stopped(): EaselError {
  return restated(cancelled('notSent'), {
    money: 'kept',
    next: t('The service goes on with it; “Easel: Show Jobs…” fetches the image.'),
  });
}
