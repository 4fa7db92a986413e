import type { EaselError } from '../base/errors.ts';
import {
  isOwing,
  isUnknown,
  readJobs,
  remainsOf,
  type EntryBody,
  type JobState,
  type JobSummary,
  type Remains,
} from '../core/job.ts';
import { isLost } from '../core/take.ts';
import { finishJob, type Finishing, type Recovered } from './finishJob.ts';
import type { WindowJournal } from './journal.ts';
import { leaseMs, type Every } from './lease.ts';
import { Listeners } from './listeners.ts';

export interface RecoveryParts extends Omit<Finishing, 'note'> {
  readonly journal: Pick<WindowJournal, 'append' | 'entriesOf' | 'adopt' | 'jobsNamed'>;
  /** Whether this window has the job's folder open and trusted: only then may files appear by themselves. */
  readonly isHere: (job: JobState) => boolean;
  readonly announce: (news: News) => void;
  /** Removes what is left in the spool of jobs that are not named, and the previews of those that do not run. */
  readonly sweep: (named: ReadonlySet<string>, running: ReadonlySet<string>) => Promise<void>;
  readonly every: Every;
}

/** What a person is told of jobs that were cut off. Each job is spoken of once. */
export interface News {
  /** Calls that may have been charged and whose answer never came. */
  readonly unknown: number;
  /** Images that are files now. */
  readonly saved: number;
  /** Images that wait to be saved or fetched. */
  readonly waiting: number;
  /** Images that cannot be had any more, and why. */
  readonly lost: readonly EaselError[];
}

interface Finish {
  readonly folder: string | undefined;
  readonly result: Promise<Recovered>;
  readonly stop: () => void;
}

/**
 * Goes on with jobs whose window is gone: answers that lie in the spool become files, links and tasks are fetched. What
 * was sent and never answered is not sent again; it waits for its person.
 */
export class Recovery {
  readonly #parts: RecoveryParts;
  readonly #jobs = new Map<string, JobState>();
  readonly #finishing = new Map<string, Finish>();
  readonly #changed = new Listeners();
  #adopting: Promise<void> | undefined;
  #lookingAgain: ReturnType<Every> | undefined;
  #isSwept = false;

  constructor(parts: RecoveryParts) {
    this.#parts = parts;
  }

  onDidChange(listener: () => void): { dispose: () => void } {
    return this.#changed.add(listener);
  }

  dispose(): void {
    this.#lookingAgain?.stop();
    for (const { stop } of this.#finishing.values()) stop();
  }

  /** Jobs that owe their person something, newest first: those of this window that failed, and adopted ones. */
  list(): readonly JobState[] {
    return [...this.#jobs.values()].sort((a, b) => b.startedAt - a.startedAt);
  }

  /**
   * Takes over what windows that are gone have left, finishes what can be finished here, and says what became of it.
   * Looks again while it is not certain of some window whether it is gone.
   */
  adopt(): Promise<void> {
    this.#adopting ??= this.#adopt().finally(() => {
      this.#adopting = undefined;
    });
    return this.#adopting;
  }

  /** Looks at a job of this window that has ended: what it still owes is listed from now on. */
  async look(jobId: string): Promise<void> {
    try {
      const job = readJobs(await this.#parts.journal.entriesOf(jobId)).get(jobId);
      if (!job || !isOwing(job)) return;
      this.#jobs.set(jobId, job);
      this.#changed.tell();
    } catch (error) {
      this.#warn(`The journal of ${jobId} cannot be read`, error);
    }
  }

  /**
   * Saves what lies in the spool and fetches what lies behind links and tasks. Asked for twice, it is done once.
   * @param options.folder URI of a folder that the person chose instead of the job's own.
   */
  async finish(jobId: string, options: { folder?: string; signal?: AbortSignal } = {}): Promise<Recovered> {
    const { folder, signal } = options;
    const running = this.#finishing.get(jobId);
    if (running && running.folder !== folder) await running.result;
    const finish = this.#finishing.get(jobId) ?? this.#begin(jobId, folder);
    signal?.addEventListener('abort', finish.stop, { once: true });
    if (signal?.aborted) finish.stop();
    return finish.result.finally(() => signal?.removeEventListener('abort', finish.stop));
  }

  /** The person has asked again for what never came: it is not spoken of any more. The rest of the job stays. */
  async settleUnknown(jobId: string): Promise<void> {
    const job = this.#jobs.get(jobId);
    if (!job) return;
    for (const [call, state] of job.calls.entries()) {
      if (!isUnknown(state)) continue;
      state.settled = true;
      await this.#note(jobId, { type: 'settled', call });
    }
    if (!isOwing(job)) await this.#done(job);
    this.#changed.tell();
  }

  /** The person wants no more of it: the job, and what is left of it in the spool, goes. */
  async forget(jobId: string): Promise<void> {
    const running = this.#finishing.get(jobId);
    running?.stop();
    await running?.result;
    if (!this.#jobs.has(jobId)) return;
    await this.#write(jobId, { type: 'forgotten' });
    this.#jobs.delete(jobId);
    this.#changed.tell();
    await this.#empty(jobId);
  }

  async #adopt(): Promise<void> {
    const { journal, isHere } = this.#parts;
    const { owing, done, isUnsure } = await journal.adopt();
    this.#lookAgain(isUnsure);
    for (const job of owing) this.#jobs.set(job.id, job);
    for (const job of done) if (!isEvidence(job)) await this.#empty(job.id);
    await this.#sweep([...owing, ...done]);
    if (owing.length === 0) return;
    this.#changed.tell();
    // Of a job that ended in its window the person was told there; only those that were cut off are news.
    const cutOff = owing.filter((job) => !job.ended);
    const elsewhere = cutOff.filter((job) => !isHere(job));
    this.#tell({ unknown: total(cutOff, 'unknown'), waiting: this.#waiting(elsewhere) });
    await this.#spokenOf(elsewhere);
    const finished = await Promise.all(owing.filter(isHere).map((job) => this.finish(job.id)));
    this.#tell({
      saved: finished.reduce((sum, each) => sum + each.saved.length, 0),
      waiting: this.#waiting(cutOff.filter(isHere)),
      lost: finished.flatMap(({ errors }) => errors).filter(isLost),
    });
    await this.#spokenOf(cutOff.filter(isHere));
  }

  #tell(news: Partial<News>): void {
    const { unknown = 0, saved = 0, waiting = 0, lost = [] } = news;
    if (unknown + saved + waiting + lost.length > 0) this.#parts.announce({ unknown, saved, waiting, lost });
  }

  /** Images of these jobs that wait to be saved or fetched. */
  #waiting(jobs: readonly JobState[]): number {
    const listed = jobs.filter((job) => this.#jobs.has(job.id));
    return total(listed, 'unsaved') + total(listed, 'unfetched');
  }

  async #spokenOf(jobs: readonly JobState[]): Promise<void> {
    for (const job of jobs) {
      job.ended = true;
      if (this.#jobs.has(job.id)) await this.#note(job.id, { type: 'ended' });
    }
  }

  #lookAgain(isUnsure: boolean): void {
    if (isUnsure) {
      this.#lookingAgain ??= this.#parts.every(leaseMs.lookAgain, () => void this.adopt());
      return;
    }
    this.#lookingAgain?.stop();
    this.#lookingAgain = undefined;
  }

  #begin(jobId: string, folder: string | undefined): Finish {
    const aborting = new AbortController();
    const result = this.#finish(jobId, folder, aborting.signal).finally(() => {
      this.#finishing.delete(jobId);
      this.#changed.tell();
    });
    const finish = { folder, result, stop: () => aborting.abort() };
    this.#finishing.set(jobId, finish);
    return finish;
  }

  async #finish(jobId: string, folder: string | undefined, signal: AbortSignal): Promise<Recovered> {
    const job = this.#jobs.get(jobId);
    if (!job) return { saved: [], errors: [] };
    const summary = folder === undefined ? job.summary : elsewhere(job.summary, folder);
    const parts = { ...this.#parts, note: (entry: EntryBody) => this.#note(jobId, entry) };
    const recovered = await finishJob(job, summary, parts, signal);
    if (!isOwing(job)) await this.#done(job);
    return recovered;
  }

  /** Nobody is owed anything any more. What was charged and gave no image is left in the spool for a while. */
  async #done(job: JobState): Promise<void> {
    await this.#note(job.id, { type: 'forgotten' });
    this.#jobs.delete(job.id);
    if (!isEvidence(job)) await this.#empty(job.id);
  }

  async #empty(jobId: string): Promise<void> {
    try {
      await this.#parts.ports.spool.job(jobId).remove();
    } catch (error) {
      this.#warn(`The spool of ${jobId} is not empty`, error);
    }
  }

  /** @param adopted Jobs whose windows are gone. */
  async #sweep(adopted: readonly JobState[]): Promise<void> {
    if (this.#isSwept) return;
    this.#isSwept = true;
    const named = await this.#parts.journal.jobsNamed();
    const isOver = new Set(adopted.map(({ id }) => id));
    if (named) await this.#parts.sweep(named, new Set([...named].filter((id) => !isOver.has(id))));
  }

  /** Writes down what has happened. That it cannot be written down does not undo it. */
  async #note(job: string, entry: EntryBody): Promise<void> {
    try {
      await this.#write(job, entry);
    } catch (error) {
      this.#warn(`The journal lacks “${entry.type}” of ${job}`, error);
    }
  }

  #write(job: string, entry: EntryBody): Promise<void> {
    return this.#parts.journal.append({ at: this.#parts.ports.clock.now(), job, ...entry });
  }

  #warn(what: string, error: unknown): void {
    this.#parts.ports.log.warn(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** In another folder there is nothing that anybody asked to replace. */
function elsewhere({ target, ...summary }: JobSummary, folder: string): JobSummary {
  const kept = target && { name: target.name, extension: target.extension };
  return { ...summary, destination: { folder }, ...(kept ? { target: kept } : {}) };
}

function total(jobs: readonly JobState[], what: keyof Remains): number {
  return jobs.reduce((sum, job) => sum + remainsOf(job)[what], 0);
}

/** Whether something was charged and gave no image: what came instead may help with the service's support. */
function isEvidence({ calls }: JobState): boolean {
  return calls.some(
    ({ failure, images }) =>
      failure?.money === 'charged' || failure?.money === 'unknown' || images.some((image) => image.lost),
  );
}
