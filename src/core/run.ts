import type { EaselError, Money } from '../base/errors.ts';
import type { HttpOrder, Order, SketchOrder } from '../base/provider.ts';
import type { AcceptedTask, Answer, ExchangePorts } from './attempt.ts';
import { compare } from './compare.ts';
import { Diary, type DiaryPorts } from './diary.ts';
import { exchange } from './exchange.ts';
import { asEaselError, cancelled, restated, worst } from './failures.ts';
import type { EntryBody, JobSummary } from './job.ts';
import { wantedImages } from './parameters.ts';
import { Patience } from './patience.ts';
import type { Plan } from './plan.ts';
import { pollTask } from './pollTask.ts';
import type { JobSpool, Painter, Spool, Turns } from './ports.ts';
import type { Preview } from './preview.ts';
import { foremost, type Doing, type Progress } from './progress.ts';
import type { Place, ProviderQueue } from './providerQueue.ts';
import type { ImageResult, Notice } from './result.ts';
import { answeredBy, answeredEntry, missing, Taker, type Answered, type Part, type TakePorts } from './take.ts';
import { turnForm } from './turn.ts';

/** A planned job, ready to run. */
export interface Job {
  readonly id: string;
  readonly plan: Plan;
  readonly summary: JobSummary;
  /** Base URL that requests go to, without a trailing slash; empty for Sketch. */
  readonly endpoint: string;
  /** The whole wait for one image. */
  readonly timeoutMs: number;
  /** Jobs with the same are one to their person, and take turns with others as one. */
  readonly turn?: string | undefined;
}

export interface RunPorts extends ExchangePorts, TakePorts, DiaryPorts {
  readonly painter: Painter;
  readonly spool: Spool;
  readonly turns: Turns;
  /** The requests to a provider, those of other jobs among them. */
  readonly queue: (provider: string) => ProviderQueue;
}

export interface Watch {
  readonly progress: (progress: Progress) => void;
  /** Asks the person for a key; absent where a call may not wait for one. */
  readonly newKey?: (error: EaselError) => Promise<boolean>;
  /** Told of a failure that every further request would meet too, before another one gets its turn. */
  readonly stopping?: ((error: EaselError) => void) | undefined;
}

/**
 * Runs a job: every call is journalled before it is sent, every answer is in the spool before anything else happens,
 * every image is a whole file or none. One image is enough to resolve; what failed is a notice.
 * @throws EaselError when no image came
 */
export async function runJob(job: Job, ports: RunPorts, watch: Watch, signal: AbortSignal): Promise<ImageResult> {
  const { plan } = job;
  const diary = new Diary(job.id, ports);
  await diary.write({ type: 'intent', summary: job.summary });
  const run = new Run(job, ports, watch, signal, diary);
  const settled = await Promise.allSettled(plan.orders.map((order, index) => run.call(order, index)));
  const parts = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const failures = settled.flatMap((each, index) =>
    each.status === 'rejected' ? [{ error: run.known(each.reason, 'unknown'), images: wanted(job, index) }] : [],
  );
  const errors = [...failures.map(({ error }) => error), ...parts.flatMap((part) => part.errors)];
  await diary.note({ type: 'ended' });
  if (!diary.isOwing() && !errors.some(({ money }) => money === 'charged' || money === 'unknown')) {
    // An answer that was paid for in vain, or cut, is kept: it may help with the service's support.
    await run.spool.remove().catch((error: unknown) => ports.log.warn(`The spool of ${job.id}: ${String(error)}`));
  }
  const { made } = run.taker;
  if (made.length === 0) throw worst(errors);
  const came = made.map((each) => each.came);
  return {
    jobId: job.id,
    images: made.map((each) => each.file),
    notices: [
      ...plan.notices,
      ...compare(plan, came),
      ...distinct(parts.flatMap((part) => part.notices)),
      // One for each image that is missing.
      ...failures.flatMap(({ error, images }) => Array.from({ length: images }, () => failedPart(error))),
      ...parts.flatMap((part) => [...part.errors, ...part.missing]).map(failedPart),
      ...diary.troubles.map(failedPart),
    ],
    ...usageOf(parts),
  };
}

/** Images that one call asks for outright. */
function wanted({ plan }: Job, index: number): number {
  const order = plan.orders[index];
  return order?.transport === 'http' ? wantedImages(plan.service, order.payload) : 1;
}

/** What became of one call. */
interface CallPart extends Part {
  /** For each image that was asked for and neither came nor was spoken of. */
  readonly missing: readonly EaselError[];
}

/** Failures that every further call would meet too. */
const stopping: readonly EaselError['code'][] = ['auth', 'quota', 'modelNotFound'];

type Reported = Pick<Progress, 'until' | 'isAsked' | 'preview' | 'saved'>;

class Run {
  readonly spool: JobSpool;
  readonly taker: Taker;
  readonly #job: Job;
  readonly #ports: RunPorts;
  readonly #watch: Watch;
  readonly #diary: Diary;
  /** The person's: ends requests as well. */
  readonly #signal: AbortSignal;
  /** Aborted by a failure that every further call would meet too. */
  readonly #stop = new AbortController();
  /** Ends waits in the queue and for a retry, and no request: it may be paid for. */
  readonly #waiting: AbortSignal;
  /** What each call is doing that has not ended. */
  readonly #doing = new Map<number, Doing>();
  /** One question about the key, however many calls met the same refusal. */
  #newKey: Promise<boolean> | undefined;

  constructor(job: Job, ports: RunPorts, watch: Watch, signal: AbortSignal, diary: Diary) {
    this.#job = job;
    this.#ports = ports;
    this.#watch = watch;
    this.#diary = diary;
    this.#signal = signal;
    this.#waiting = AbortSignal.any([signal, this.#stop.signal]);
    this.spool = ports.spool.job(job.id);
    const taken = {
      id: job.id,
      summary: job.summary,
      provider: job.plan.service.label,
      endpoint: job.endpoint,
      spool: this.spool,
      note: (entry: EntryBody) => diary.note(entry),
      progress: (call: number, state: Progress['state'], about: Reported = {}) => this.#report(call, state, about),
    };
    this.taker = new Taker(taken, ports);
  }

  /** An error as the person meets it: whatever an adapter says of money, a sketch costs none. */
  known(error: unknown, money: Money): EaselError {
    const known = asEaselError(error, money);
    return this.#isFree && known.money !== 'free' ? restated(known, { money: 'free' }) : known;
  }

  get #isFree(): boolean {
    return this.#job.plan.service.auth === 'none';
  }

  async call(order: Order, index: number): Promise<CallPart> {
    const { id, summary, turn = id } = this.#job;
    const caller = {
      job: turn,
      // Of its own: a hundred listeners at one signal look like a leak to Node.js.
      signal: AbortSignal.any([this.#waiting]),
      waits: (until: number | undefined) =>
        until === undefined ? this.#report(index, 'queued') : this.#report(index, 'retrying', { until, isAsked: true }),
    };
    try {
      return await this.#ports.queue(summary.provider).run(caller, (place) => this.#work(order, index, place));
    } catch (error) {
      const known = this.known(error, 'unknown');
      await this.#failed(known, index);
      throw known;
    } finally {
      this.#ended(index);
    }
  }

  async #work(order: Order, index: number, place: Place): Promise<CallPart> {
    const patience = new Patience(this.#ports.clock, this.#job.timeoutMs);
    try {
      const answered =
        order.transport === 'sketch' ? await this.#paint(order, index) : await this.#ask(order, index, patience, place);
      await this.#diary.note(answeredEntry(index, answered));
      await this.#keepTurn(answered);
      const part = await this.taker.take(answered, index, patience.ends, this.#signal);
      const errors = part.errors.map((error) => this.known(error, 'kept'));
      if (errors[0]) await this.#failed(errors[0], index);
      return { ...part, errors, missing: missing(this.#job.plan.service.label, wanted(this.#job, index), answered) };
    } catch (error) {
      const known = this.known(error, 'unknown');
      // Before the place in the queue is given back, so that nobody begins who would meet the same.
      if (stopping.includes(known.code)) {
        this.#stop.abort(known);
        this.#watch.stopping?.(known);
        place.stop(known.code === 'quota' ? 'provider' : 'job', known);
      }
      throw known;
    }
  }

  /** Of a job of one call only: the turns of variations would each be another conversation. */
  async #keepTurn({ turn }: Answered): Promise<void> {
    const { plan, id } = this.#job;
    if (turn === undefined || plan.orders.length > 1 || !plan.model.capabilities.conversation) return;
    const { service, model } = plan;
    await this.#ports.turns
      .keep(id, { provider: service.id, form: turnForm(service, model), turn })
      .catch((error: unknown) => this.#ports.log.warn(`The turn of ${id}: ${String(error)}`));
  }

  #failed({ code, money, text }: EaselError, call: number): Promise<void> {
    return this.#diary.note({ type: 'failed', call, code, money, message: text });
  }

  async #paint(order: SketchOrder, index: number): Promise<Answered> {
    this.#report(index, 'waiting');
    const { png } = await this.#ports.painter.paint(order, this.#signal).catch((error: unknown) => {
      throw this.#signal.aborted ? cancelled('free') : error;
    });
    const writer = await this.spool.writer(`sketch-${index}`);
    await writer.write(png);
    const image = await writer.finish();
    return {
      images: [{ spooled: image.name }],
      key: '',
      spooled: new Map([[image.name, image]]),
      errors: [],
      usage: {},
    };
  }

  async #ask(order: HttpOrder, index: number, patience: Patience, place: Place): Promise<Answered> {
    const { newKey } = this.#watch;
    const { service, model } = this.#job.plan;
    // What a mistake of ours would mean.
    let money: Money = 'notSent';
    const call = {
      service,
      model: model.id,
      endpoint: this.#job.endpoint,
      order,
      index,
      spool: this.spool,
      patience,
      place,
      waiting: this.#waiting,
      journal: async (type: 'sent' | 'notSent') => {
        const images = type === 'sent' ? { images: wanted(this.#job, index) } : {};
        await this.#diary.write({ type, call: index, ...images });
        money = type === 'sent' ? 'unknown' : 'notSent';
      },
      progress: this.#reporter(index),
      preview: (preview: Preview) => this.#report(index, 'receiving', { preview: { ...preview, call: index } }),
      newKey: newKey && ((error: EaselError) => this.#askKey(newKey, error)),
    };
    const sent = await exchange(call, this.#ports, this.#signal).catch((error: unknown) => {
      throw asEaselError(error, money);
    });
    const answer = 'answer' in sent ? sent.answer : await this.#poll(sent.task, index, patience.ends);
    return answeredBy(answer, { provider: service.label, model: model.id });
  }

  async #poll(task: AcceptedTask, index: number, deadline: number): Promise<Answer> {
    await this.#diary.note({ type: 'accepted', call: index, task: task.id, poll: task.poll });
    const { plan, endpoint } = this.#job;
    const wait = {
      service: plan.service,
      model: plan.model.id,
      endpoint,
      task: task.id,
      poll: task.poll,
      spool: this.spool,
      deadline,
      progress: this.#reporter(index),
    };
    return pollTask(wait, this.#ports, this.#signal).catch((error: unknown) => {
      throw asEaselError(error, 'kept');
    });
  }

  #askKey(newKey: (error: EaselError) => Promise<boolean>, error: EaselError): Promise<boolean> {
    this.#newKey ??= newKey(error).finally(() => {
      this.#newKey = undefined;
    });
    return this.#newKey;
  }

  #reporter(call: number): (state: Progress['state'], until?: number) => void {
    return (state, until) => this.#report(call, state, until === undefined ? {} : { until });
  }

  #report(call: number, state: Progress['state'], { until, isAsked, ...what }: Reported = {}): void {
    const before = this.#doing.get(call);
    // Bytes arrive thousands of times a second.
    if (before?.state === state && before.until === until && Object.keys(what).length === 0) return;
    this.#doing.set(call, {
      state,
      ...(until === undefined ? {} : { until }),
      ...(isAsked === undefined ? {} : { isAsked }),
    });
    this.#tell(what);
  }

  #ended(call: number): void {
    this.#doing.delete(call);
    // The others may only be waiting.
    this.#tell({});
  }

  #tell(what: Pick<Progress, 'preview' | 'saved'>): void {
    const doing = foremost([...this.#doing.values()]);
    if (!doing) return;
    this.#watch.progress({ ...doing, done: this.taker.made.length, total: this.#job.plan.imageCount, ...what });
  }
}

function failedPart(error: EaselError): Notice {
  return { code: 'failedPart', message: error.text };
}

function distinct(notices: readonly Notice[]): readonly Notice[] {
  return [...new Map(notices.map((notice) => [`${notice.code} ${notice.message}`, notice])).values()];
}

function usageOf(parts: readonly Part[]): { usage?: Readonly<Record<string, number>> } {
  const usage: Record<string, number> = {};
  for (const part of parts) {
    for (const [name, value] of Object.entries(part.usage)) usage[name] = (usage[name] ?? 0) + value;
  }
  return Object.keys(usage).length > 0 ? { usage } : {};
}
