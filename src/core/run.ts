import { isEaselError, type EaselError } from '../base/errors.ts';
import type { HttpOrder, SketchOrder } from '../base/provider.ts';
import { cleanWords } from '../wire/cleanWords.ts';
import { compare } from './compare.ts';
import { cancelled, exchange, type AcceptedTask, type Answer, type ExchangePorts } from './exchange.ts';
import { asEaselError, worst } from './failures.ts';
import { fetchLink } from './fetchLink.ts';
import { readJobs, remainsOf, type AnsweredImage, type JobSummary, type JournalEntry } from './job.ts';
import { explain } from './outcome.ts';
import type { Plan } from './plan.ts';
import type { JobSpool, Journal, Ledger, Painter, Spool, SpooledImage } from './ports.ts';
import { pollTask } from './pollTask.ts';
import { publish, type PublishPorts } from './publish.ts';
import type { ImageFile, ImageResult, Notice } from './result.ts';

/** A planned job, ready to run. */
export interface Job {
  readonly id: string;
  readonly plan: Plan;
  readonly summary: JobSummary;
  /** Base URL that requests go to, without a trailing slash; empty for Sketch. */
  readonly endpoint: string;
  /** The whole wait for one image. */
  readonly timeoutMs: number;
}

export interface RunPorts extends ExchangePorts, PublishPorts {
  readonly painter: Painter;
  readonly spool: Spool;
  readonly journal: Journal;
  readonly ledger: Ledger;
  /** Waits for a place among the requests to this provider, and gives it back when `work` is done. */
  readonly gate: <T>(provider: string, work: () => Promise<T>) => Promise<T>;
}

/** What a job is doing, for the person who waits. Images are counted over the whole job. */
export interface Progress {
  readonly state: 'queued' | 'waiting' | 'receiving' | 'retrying' | 'saving';
  readonly done: number;
  readonly total: number;
  /** When a retry starts, ms since the epoch. */
  readonly until?: number;
}

export interface Watch {
  readonly progress: (progress: Progress) => void;
  /** Asks the person for a key; absent where a call may not wait for one. */
  readonly newKey?: (error: EaselError) => Promise<boolean>;
}

/**
 * Runs a job: every call is journalled before it is sent, every answer is in the spool before anything else happens,
 * every image is a whole file or none. One image is enough to resolve; what failed is a notice.
 * @throws EaselError when no image came
 */
export async function runJob(job: Job, ports: RunPorts, watch: Watch, signal: AbortSignal): Promise<ImageResult> {
  const written: JournalEntry[] = [];
  const write = async (body: EntryBody) => {
    const entry = { at: ports.clock.now(), job: job.id, ...body } as JournalEntry;
    await ports.journal.append(entry);
    written.push(entry);
  };
  await write({ type: 'intent', summary: job.summary });
  const run = new Run(job, ports, watch, signal, write);
  const settled = await Promise.allSettled(job.plan.orders.map((_, index) => run.call(index)));
  const parts = settled.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
  const failures = settled.flatMap((each): unknown[] => (each.status === 'rejected' ? [each.reason] : []));
  const { files } = run;
  const errors = [...failures, ...parts.flatMap((part) => part.errors)];
  await write({ type: 'ended' });
  if (!isOwed(job.id, written, errors)) await ports.spool.job(job.id).remove();
  if (files.length === 0) throw worst(errors);
  return {
    jobId: job.id,
    images: files,
    notices: [
      ...job.plan.notices,
      ...compare(job.plan, files),
      ...distinct(parts.flatMap((part) => part.notices)),
      ...errors.map((error): Notice => ({ code: 'failedPart', message: asEaselError(error).text })),
    ],
    ...usageOf(parts),
  };
}

type EntryBody = JournalEntry extends infer Entry
  ? Entry extends JournalEntry
    ? Omit<Entry, 'at' | 'job'>
    : never
  : never;

/** Whether something in the spool still belongs to the person: an unsaved image, or an answer that was paid for in vain. */
function isOwed(jobId: string, written: readonly JournalEntry[], errors: readonly unknown[]): boolean {
  const state = readJobs(written).get(jobId);
  const { unsaved, unfetched } = state ? remainsOf(state) : { unsaved: 0, unfetched: 0 };
  return unsaved + unfetched > 0 || errors.some((error) => isEaselError(error) && error.money === 'charged');
}

/** What became of one call. */
interface Part {
  readonly notices: readonly Notice[];
  readonly errors: readonly unknown[];
  readonly usage: Readonly<Record<string, number>>;
}

interface Answered {
  readonly images: readonly AnsweredImage[];
  readonly spooled: ReadonlyMap<string, SpooledImage>;
  readonly failures: readonly { readonly code?: string; readonly message: string }[];
  readonly usage: Readonly<Record<string, number>>;
}

class Run {
  readonly #job: Job;
  readonly #ports: RunPorts;
  readonly #watch: Watch;
  readonly #signal: AbortSignal;
  readonly #write: (entry: EntryBody) => Promise<void>;
  readonly #spool: JobSpool;
  /** Set by a failure that every further call would meet too: the queue stops at once. */
  #stopped: EaselError | undefined;
  #done = 0;
  /** In the order in which they were named: cat, cat-2, cat-3. */
  readonly files: ImageFile[] = [];
  /** Publishing one after the other keeps names in order: cat, cat-2, cat-3. */
  #publishing: Promise<unknown> = Promise.resolve();
  /** One question about the key, however many calls met the same refusal. */
  #newKey: Promise<boolean> | undefined;

  constructor(
    job: Job,
    ports: RunPorts,
    watch: Watch,
    signal: AbortSignal,
    write: (entry: EntryBody) => Promise<void>,
  ) {
    this.#job = job;
    this.#ports = ports;
    this.#watch = watch;
    this.#signal = signal;
    this.#write = write;
    this.#spool = ports.spool.job(job.id);
  }

  async call(index: number): Promise<Part> {
    const order = this.#job.plan.orders[index];
    if (!order) throw new RangeError('There is no such call.');
    this.#report('queued');
    try {
      return await this.#ports.gate(this.#job.summary.provider, async () => {
        if (this.#stopped) throw this.#stopped;
        if (this.#signal.aborted) throw cancelled(order.transport === 'sketch' ? 'free' : 'notSent');
        const deadline = this.#ports.clock.now() + this.#job.timeoutMs;
        const answered =
          order.transport === 'sketch' ? await this.#paint(order, index) : await this.#ask(order, index, deadline);
        await this.#write({ type: 'answered', call: index, images: answered.images });
        return await this.#take(answered, index, deadline);
      });
    } catch (error) {
      const known = asEaselError(error);
      if (['auth', 'quota', 'modelNotFound'].includes(known.code)) this.#stopped = known;
      await this.#write({ type: 'failed', call: index, code: known.code, money: known.money, message: known.text });
      throw known;
    }
  }

  async #paint(order: SketchOrder, index: number): Promise<Answered> {
    this.#report('waiting');
    const { png } = await this.#ports.painter.paint(order, this.#signal).catch((error: unknown) => {
      throw this.#signal.aborted ? cancelled('free') : error;
    });
    const writer = await this.#spool.writer(`sketch-${index}`);
    await writer.write(png);
    const image = await writer.finish();
    return { images: [{ spooled: image.name }], spooled: new Map([[image.name, image]]), failures: [], usage: {} };
  }

  async #ask(order: HttpOrder, index: number, deadline: number): Promise<Answered> {
    const { newKey } = this.#watch;
    const sent = await exchange(
      {
        service: this.#job.plan.service,
        model: this.#job.plan.model.id,
        endpoint: this.#job.endpoint,
        order,
        spool: this.#spool,
        deadline,
        journal: (type) => this.#write({ type, call: index }),
        progress: (state, until) => this.#report(state, until),
        newKey: newKey && ((error) => this.#askKey(newKey, error)),
      },
      this.#ports,
      this.#signal,
    );
    const answer = 'answer' in sent ? sent.answer : await this.#poll(sent.task, index, deadline);
    const { reply } = answer;
    const spooled = new Map<string, SpooledImage>();
    const images = reply.images.flatMap((image): AnsweredImage[] => {
      const revised = image.revisedPrompt === undefined ? {} : { revisedPrompt: image.revisedPrompt };
      if (image.url !== undefined) return [{ link: image.url, ...revised }];
      const blob = image.blob === undefined ? undefined : answer.images[image.blob.index];
      if (!blob) return [];
      spooled.set(blob.name, blob);
      return [{ spooled: blob.name, ...revised }];
    });
    return {
      images,
      spooled,
      failures: reply.failures,
      usage: reply.usage,
    };
  }

  async #poll(task: AcceptedTask, index: number, deadline: number): Promise<Answer> {
    await this.#write({ type: 'accepted', call: index, task: task.id, poll: task.poll });
    const { plan, endpoint } = this.#job;
    const wait = {
      service: plan.service,
      model: plan.model.id,
      endpoint,
      task: task.id,
      poll: task.poll,
      spool: this.#spool,
      deadline,
      progress: (state: 'waiting' | 'receiving') => this.#report(state),
    };
    return pollTask(wait, this.#ports, this.#signal);
  }

  #askKey(newKey: (error: EaselError) => Promise<boolean>, error: EaselError): Promise<boolean> {
    this.#newKey ??= newKey(error).finally(() => {
      this.#newKey = undefined;
    });
    return this.#newKey;
  }

  /** Fetches what is behind links and publishes every image; one that fails does not take the others along. */
  async #take(answered: Answered, index: number, deadline: number): Promise<Part> {
    const results = await Promise.allSettled(
      answered.images.map(async (image, number) => {
        const spooled =
          'spooled' in image
            ? answered.spooled.get(image.spooled)
            : await this.#fetch(image.link, `${index}-${number}`, index, deadline);
        if (!spooled) throw new RangeError('The answer names an image that was not spooled.');
        return this.#publish(spooled, image.revisedPrompt, index, number);
      }),
    );
    const published = results.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    const errors = results.flatMap((each): EaselError[] =>
      each.status === 'rejected' ? [asEaselError(each.reason)] : [],
    );
    const { provider, model } = this.#job.summary;
    for (const failure of answered.failures) {
      const isOurs = failure.code === 'badBase64';
      const trouble = { provider, model, words: isOurs ? '' : cleanWords(failure.message) };
      errors.push(
        isOurs
          ? explain({ ...trouble, code: 'malformedResponse', money: 'charged' })
          : explain({ ...trouble, code: 'provider', money: 'refused' }),
      );
    }
    const [first] = errors;
    if (first) {
      const { code, money, text } = first;
      await this.#write({ type: 'failed', call: index, code, money, message: text });
    }
    return {
      notices: published.flatMap((each) => each.notices),
      errors,
      usage: answered.usage,
    };
  }

  async #fetch(url: string, name: string, index: number, deadline: number): Promise<SpooledImage> {
    const image = await fetchLink(
      {
        url,
        name,
        deadline,
        provider: this.#job.plan.service.label,
        endpoint: this.#job.endpoint,
        spool: this.#spool,
        progress: (state) => this.#report(state),
      },
      this.#ports,
      this.#signal,
    );
    await this.#write({ type: 'fetched', call: index, link: url, spooled: image.name });
    return image;
  }

  #publish(image: SpooledImage, revisedPrompt: string | undefined, call: number, number: number) {
    const work = async () => {
      this.#report('saving');
      const { summary, id } = this.#job;
      const index = this.#done + 1;
      const published = await publish(summary, id, image, { index, revisedPrompt }, this.#ports);
      const { uri, sha256 } = published.file;
      await this.#write({ type: 'saved', call, image: number, uri, sha256 });
      await this.#ports.ledger.add({ at: this.#ports.clock.now(), job: id, summary, file: published.file });
      this.#done += 1;
      this.files.push(published.file);
      return published;
    };
    const turn = this.#publishing.then(work, work);
    this.#publishing = turn.catch(() => undefined);
    return turn;
  }

  #report(state: Progress['state'], until?: number): void {
    this.#watch.progress({
      state,
      done: this.#done,
      total: this.#job.plan.imageCount,
      ...(until === undefined ? {} : { until }),
    });
  }
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
