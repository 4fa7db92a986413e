import { t } from '@vscode/l10n';
import { EaselError } from '../base/errors.ts';
import {
  isOwing,
  isUnasked,
  isUnknown,
  readJobs,
  remainsOf,
  type CallState,
  type EntryBody,
  type JobState,
  type JobSummary,
} from '../core/job.ts';
import { cancelled, restated } from '../core/failures.ts';
import { isLost } from '../core/take.ts';
import { finishJob, type Finishing, type Recovered } from './finishJob.ts';
import { Finishes, passed, resultOf, type Finish } from './finishes.ts';
import { findAnswers } from './foundAnswers.ts';
import type { WindowJournal } from './journal.ts';
import { leaseMs, type Every } from './lease.ts';
import { Listeners } from './listeners.ts';
import { newsOf, owedBy, type News } from './recoveryNews.ts';
import { Retries } from './retries.ts';

export interface RecoveryParts extends Omit<Finishing, 'note'> {
  readonly journal: Pick<WindowJournal, 'append' | 'entriesOf' | 'adopt' | 'take' | 'release' | 'jobsNamed' | 'isOwed'>;
  /** Whether this window has the job's folder open and trusted: only then may files appear by themselves. */
  readonly isHere: (job: JobState) => boolean;
  readonly announce: (news: News) => void;
  /** Writes down what a job may have cost, by what is known of it now. Never rejects. */
  readonly settle: (job: JobState) => Promise<void>;
  /** Writes down that nothing came of jobs that no journal names. Never rejects. */
  readonly settleUnbegun: () => Promise<void>;
  /** Removes what is left in the spool of jobs that are not named, and the previews of those that do not run. */
  readonly sweep: (named: ReadonlySet<string>, running: ReadonlySet<string>) => Promise<void>;
  readonly every: Every;
}

const nothing: Recovered = { saved: [], errors: [] };

/**
 * Goes on with jobs whose window is gone, and with those of this one that could not be brought to an end: links and tasks
 * are fetched in whichever window is there, again and again while that may help; what lies in the spool becomes files
 * where the job's folder is open. What was sent and never answered is not sent again; it waits for its person.
 */
export class Recovery {
  readonly #parts: RecoveryParts;
  readonly #jobs = new Map<string, JobState>();
  /** Jobs of this window. */
  readonly #own = new Set<string>();
  /** Jobs of windows that are gone, in the hands of this one, each with how many work on it. */
  readonly #taken = new Map<string, number>();
  /** Jobs that this window has brought to an end, whether or not that could be written down. */
  readonly #over = new Set<string>();
  readonly #finishes = new Finishes();
  readonly #changed = new Listeners();
  readonly #retries: Retries;
  #lookingAgain: ReturnType<Every> | undefined;
  #isSwept = false;
  #isUnsure = false;
  #found: Promise<unknown> = Promise.resolve();
  /** Begins when the one that is under way has found what there is. */
  #nextAdoption: Promise<void> | undefined;

  constructor(parts: RecoveryParts) {
    this.#parts = parts;
    this.#retries = new Retries(() => parts.ports.clock.now());
  }

  onDidChange(listener: () => void): { dispose: () => void } {
    return this.#changed.add(listener);
  }

  dispose(): void {
    this.#lookingAgain?.stop();
    this.#finishes.stopAll();
  }

  /** Jobs that owe their person something, newest first: those of this window, and those of windows that are gone. */
  list(): readonly JobState[] {
    return [...this.#jobs.values()].sort((a, b) => b.startedAt - a.startedAt);
  }

  /** Whether a job is of this window, or of a folder that is open here. */
  isOfThisWindow(job: JobState): boolean {
    return this.#own.has(job.id) || this.#parts.isHere(job);
  }

  /**
   * Takes what windows that are gone have left, finishes what can be finished here, and says what became of it. Looks
   * again while it is not certain of some window whether it is gone, or something could not be fetched yet. What there is
   * is looked for by one after the other: whoever asks while another one looks shares the next look.
   */
  adopt(): Promise<void> {
    this.#nextAdoption ??= this.#adoptNext();
    return this.#nextAdoption;
  }

  async #adoptNext(): Promise<void> {
    const found = this.#found.then(() => {
      this.#nextAdoption = undefined;
      return this.#find();
    });
    this.#found = found.catch(() => undefined);
    await this.#goOnWith(await found);
    this.#lookAgain();
  }

  /** Lists what there is, and says what of it is in the hands of this window now. */
  async #find(): Promise<readonly JobState[]> {
    const found = await this.#parts.journal.adopt((job) => this.#isDue(job));
    const { taken, waiting, done, elsewhere } = found;
    this.#isUnsure = found.isUnsure;
    for (const { id } of taken) this.#hold(id);
    this.#list([...taken, ...waiting], elsewhere);
    this.#lookAgain();
    for (const job of done) if (!isEvidence(job)) await this.#empty(job.id);
    await this.#sweep([...taken, ...waiting, ...done]);
    await Promise.all(taken.map((job) => this.#findAnswers(job)));
    for (const job of [...taken, ...waiting, ...done]) await this.#parts.settle(job);
    await this.#parts.settleUnbegun();
    this.#changed.tell();
    return taken;
  }

  /** Something has changed that lets jobs be finished which could not be: their folder is open, or trusted, now. */
  async tryAgain(): Promise<void> {
    this.#retries.clear();
    await this.adopt();
  }

  /** Looks at a job of this window that has ended: what it still owes is listed from now on. */
  async look(jobId: string): Promise<void> {
    try {
      const job = readJobs(await this.#parts.journal.entriesOf(jobId)).get(jobId);
      if (!job || !isOwing(job)) return;
      this.#jobs.set(jobId, job);
      this.#own.add(jobId);
      this.#retries.failed(jobId);
      this.#lookAgain();
      this.#changed.tell();
    } catch (error) {
      this.#warn(`The journal of ${jobId} cannot be read`, error);
    }
  }

  /**
   * Saves what lies in the spool and fetches what lies behind links and tasks. Asked for twice, it is done once.
   * @param options.folder URI of a folder that the person chose instead of the job's own.
   * @throws EaselError `storage` when another window is at work on the job
   */
  async finish(jobId: string, options: { folder?: string; signal?: AbortSignal } = {}): Promise<Recovered> {
    const { folder, signal } = options;
    for (let other; (other = this.#finishes.inTheWay(jobId, folder));) {
      if (await passed(other, signal)) continue;
      return { saved: [], errors: [restated(cancelled('notSent'), { money: 'kept' })] };
    }
    if (!this.#jobs.has(jobId) && !(await this.#isOwedElsewhere(jobId))) return nothing;
    const finish = this.#finishes.get(jobId) ?? this.#begin(jobId, folder, () => this.#take(jobId));
    return resultOf(finish, signal);
  }

  /**
   * The person has asked again for what never came: it is not spoken of any more. The rest of the job stays.
   * @returns how many requests that were
   */
  settleUnknown(jobId: string): Promise<number> {
    return this.#settle(jobId, (_, call) => isUnknown(call));
  }

  /**
   * What was never sent is another job's from now on. The rest of the job stays.
   * @returns how many requests that were: none when another one, or another window, was faster
   */
  settleUnasked(jobId: string): Promise<number> {
    return this.#settle(jobId, isUnasked);
  }

  async #settle(jobId: string, which: (job: JobState, call: CallState) => boolean): Promise<number> {
    let settled = 0;
    await this.#withJob(jobId, async (job) => {
      for (const [call, state] of job.calls.entries()) {
        if (!which(job, state)) continue;
        state.settled = true;
        settled += 1;
        await this.#note(jobId, { type: 'settled', call });
      }
      if (!isOwing(job)) await this.#done(job);
    });
    return settled;
  }

  /** The person wants no more of it: the job, and what is left of it in the spool, goes. */
  async forget(jobId: string): Promise<void> {
    await this.#finishes.stop(jobId);
    await this.#withJob(jobId, async () => {
      await this.#write(jobId, { type: 'forgotten' });
      this.#forget(jobId);
      await this.#empty(jobId);
    });
  }

  async #goOnWith(taken: readonly JobState[]): Promise<void> {
    // Of a job that ended in its window the person was told there; only those that were cut off are news.
    const cutOff = taken.filter((job) => !job.ended);
    const unseen = cutOff.filter((job) => !this.isOfThisWindow(job));
    const unmade = cutOff.filter((job) => owedBy([job], 'unknown') + owedBy([job], 'unasked') > 0);
    this.#tell({
      prompts: unmade.map(({ summary }) => summary.prompt),
      unknown: owedBy(cutOff, 'unknown'),
      unseen: owedBy(unseen, 'unknown'),
      unasked: owedBy(cutOff, 'unasked'),
    });
    const finished = await Promise.all([...taken.map((job) => this.#goOn(job)), ...this.#ownDue()]);
    this.#tell({
      saved: finished.reduce((sum, each) => sum + each.saved.length, 0),
      waiting: this.#waiting(cutOff),
      lost: finished.flatMap(({ errors }) => errors).filter(isLost),
    });
  }

  /** A job of a window that is gone: finished as far as that can be done now, and left to whoever can do more. */
  async #goOn(job: JobState): Promise<Recovered> {
    const isCutOff = !job.ended;
    try {
      if (!this.#isDue(job)) return nothing;
      return await this.#begin(job.id, undefined, undefined).result;
    } finally {
      job.ended = true;
      if (isCutOff && this.#jobs.has(job.id)) await this.#note(job.id, { type: 'ended' });
      await this.#letGo(job.id);
    }
  }

  /** Jobs of this window that ended without what they were for. */
  #ownDue(): readonly Promise<Recovered>[] {
    const due = [...this.#own].flatMap((id) => this.#jobs.get(id) ?? []).filter((job) => this.#isDue(job));
    return due.map((job) => this.#begin(job.id, undefined, undefined).result);
  }

  /** Whether something can be done for a job in this window, by itself and now. */
  #isDue(job: JobState): boolean {
    if (this.#finishes.has(job.id) || !this.#retries.isDue(job.id)) return false;
    if (this.#isCalledOff(job)) return false;
    const { unfetched, unsaved } = remainsOf(job);
    return unfetched > 0 || (unsaved > 0 && this.#parts.isHere(job));
  }

  /**
   * Its person did not want to wait for it in this window: it is fetched when they say so. A later window does not ask
   * them, since links do not last.
   */
  #isCalledOff({ id, calls }: JobState): boolean {
    return this.#own.has(id) && calls.some(({ failure }) => failure?.code === 'cancelled');
  }

  /** @param elsewhere Jobs that another window is at work on: they may owe something still when it is done. */
  #list(found: readonly JobState[], elsewhere: readonly JobState[]): void {
    const ids = [...found, ...elsewhere].map(({ id }) => id);
    const listed = new Set([...ids, ...this.#own, ...this.#taken.keys(), ...this.#finishes.ids()]);
    for (const id of [...this.#jobs.keys()]) if (!listed.has(id)) this.#jobs.delete(id);
    for (const job of found) this.#jobs.set(job.id, job);
  }

  async #findAnswers(job: JobState): Promise<void> {
    try {
      await findAnswers(job, this.#parts.ports.spool, (entry) => this.#note(job.id, entry));
    } catch (error) {
      this.#warn(`The spool of ${job.id} cannot be read`, error);
    }
  }

  #tell(what: Partial<News>): void {
    const news = newsOf(what);
    if (news) this.#parts.announce(news);
  }

  /** Images of these jobs that wait to be saved or fetched. */
  #waiting(jobs: readonly JobState[]): number {
    const listed = jobs.filter((job) => this.#jobs.has(job.id));
    return owedBy(listed, 'unsaved') + owedBy(listed, 'unfetched');
  }

  #lookAgain(): void {
    const isFetching = this.list().some((job) => remainsOf(job).unfetched > 0 && !this.#isCalledOff(job));
    if (this.#isUnsure || isFetching) {
      this.#lookingAgain ??= this.#parts.every(leaseMs.lookAgain, () => void this.adopt());
      return;
    }
    this.#lookingAgain?.stop();
    this.#lookingAgain = undefined;
  }

  /** @param take Gives the job into this window's hands; undefined when it is there, and nobody asked for it. */
  #begin(jobId: string, folder: string | undefined, take: (() => Promise<JobState>) | undefined): Finish {
    return this.#finishes.begin(
      jobId,
      { folder, isByItself: take === undefined },
      (signal) => this.#finish(jobId, folder, take, signal),
      () => this.#changed.tell(),
    );
  }

  async #finish(
    jobId: string,
    folder: string | undefined,
    take: (() => Promise<JobState>) | undefined,
    signal: AbortSignal,
  ): Promise<Recovered> {
    const job = take ? await take() : this.#jobs.get(jobId);
    if (!job) return nothing;
    const summary = folder === undefined ? job.summary : elsewhere(job.summary, folder);
    const parts = { ...this.#parts, note: (entry: EntryBody) => this.#note(jobId, entry) };
    let notBeforeMs = 0;
    try {
      const recovered = await finishJob(
        job,
        summary,
        parts,
        signal,
        () => take !== undefined || this.#parts.isHere(job),
      );
      notBeforeMs = Math.max(0, ...recovered.errors.map(({ retryAfterMs = 0 }) => retryAfterMs));
      await this.#parts.settle(job);
      if (!isOwing(job)) await this.#done(job);
      return recovered;
    } finally {
      this.#retries.failed(jobId, notBeforeMs);
      if (take) await this.#letGo(jobId);
    }
  }

  /** How a job stands, which nobody else works on from now on. */
  async #take(jobId: string): Promise<JobState> {
    const own = this.#own.has(jobId) ? this.#jobs.get(jobId) : undefined;
    // Of one of this window more may have happened than could be written down.
    const job = own ?? (await this.#parts.journal.take(jobId));
    if (!job) {
      // Or the other one is done with it.
      void this.adopt();
      throw elsewhereAtWork();
    }
    this.#jobs.set(jobId, job);
    if (!own) this.#hold(jobId);
    return job;
  }

  #hold(jobId: string): void {
    this.#taken.set(jobId, (this.#taken.get(jobId) ?? 0) + 1);
  }

  async #letGo(jobId: string): Promise<void> {
    // Until it is released no look at what there is finds it.
    await this.#parts.journal.release(jobId);
    const users = (this.#taken.get(jobId) ?? 1) - 1;
    if (users > 0) this.#taken.set(jobId, users);
    else this.#taken.delete(jobId);
  }

  /** Whether a job that is not listed may be in the hands of another window. */
  async #isOwedElsewhere(jobId: string): Promise<boolean> {
    return !this.#over.has(jobId) && (await this.#parts.journal.isOwed(jobId));
  }

  async #withJob(jobId: string, work: (job: JobState) => Promise<void>): Promise<void> {
    if (!this.#jobs.has(jobId) && !(await this.#isOwedElsewhere(jobId))) return;
    const job = await this.#take(jobId);
    try {
      await work(job);
    } finally {
      await this.#letGo(jobId);
      this.#changed.tell();
    }
  }

  /** Nobody is owed anything any more. What was charged and gave no image is left in the spool for a while. */
  async #done(job: JobState): Promise<void> {
    await this.#note(job.id, { type: 'forgotten' });
    this.#forget(job.id);
    if (!isEvidence(job)) await this.#empty(job.id);
  }

  #forget(jobId: string): void {
    this.#jobs.delete(jobId);
    this.#over.add(jobId);
  }

  async #empty(jobId: string): Promise<void> {
    try {
      await this.#parts.ports.spool.job(jobId).remove();
    } catch (error) {
      this.#warn(`The spool of ${jobId} is not empty`, error);
    }
  }

  /** @param over Jobs whose windows are gone. */
  async #sweep(over: readonly JobState[]): Promise<void> {
    if (this.#isSwept) return;
    this.#isSwept = true;
    const named = await this.#parts.journal.jobsNamed();
    const isOver = new Set(over.map(({ id }) => id));
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

function elsewhereAtWork(): EaselError {
  return new EaselError({
    code: 'storage',
    what: t('Another window of VS Code is at work on this job.'),
    money: 'kept',
    next: t('Look again in a moment.'),
  });
}

/** Whether something was charged and gave no image: what came instead may help with the service's support. */
function isEvidence({ calls }: JobState): boolean {
  return calls.some(
    ({ failure, images }) =>
      failure?.money === 'charged' || failure?.money === 'unknown' || images.some((image) => image.lost),
  );
}
