import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import { EaselError } from '../base/errors.ts';
import { isOver, readJobs, type JobState, type JournalEntry } from '../core/job.ts';
import { isJournalEntry } from '../core/journalEntry.ts';
import type { Journal } from '../core/ports.ts';
import {
  holderOf,
  ownName,
  releasedName,
  takenName,
  withoutDebtless,
  withoutWhatIsOver,
  type OwnLine,
  type Reading,
} from './journalFile.ts';
import { JournalFolder } from './journalFolder.ts';
import { besideExtension, JsonLines, readJsonLines } from './jsonLines.ts';
import { leaseMs, Leases, nodeEvery, nodeProcesses, type Every, type Processes } from './lease.ts';

export interface JournalOptions {
  readonly processes?: Processes;
  readonly every?: Every;
  /** ms since the epoch */
  readonly now?: () => number;
  /** ms since whenever, of a clock that nobody sets. */
  readonly elapsed?: () => number;
  /** The journal is written anew, without what is over, when it has grown by so many lines. */
  readonly compactAfter?: number;
}

export interface Adopted {
  /** Jobs that owe their person something, of journals that this window holds now: each is to be released again. */
  readonly taken: readonly JobState[];
  /** Jobs that owe their person something and wait in journals that nobody holds. */
  readonly waiting: readonly JobState[];
  /** Jobs that owe nothing and may have left files in the spool. */
  readonly done: readonly JobState[];
  /** Jobs that owe their person something and that another window is at work on. */
  readonly elsewhere: readonly JobState[];
  /** Whether there are journals of windows that may be gone, or that hold what is owed: look again. */
  readonly isUnsure: boolean;
}

/** A journal of a window that is gone, in the hands of this one. */
interface Taken {
  readonly file: string;
  readonly lines: JsonLines;
  readonly jobs: ReadonlySet<string>;
  /** How many jobs of it are being worked on. */
  users: number;
}

/**
 * The journal of this window, one file of JSON lines in global storage, which counts as held while its process runs or
 * its file is touched. A journal whose window is gone is taken by renaming it, which only one window can win, goes on
 * being written in its place, and is released by renaming it again, when nobody holds it: so each job is in one file,
 * in the hands of one window, whatever crashes in between.
 */
export class WindowJournal implements Journal {
  readonly #folder: JournalFolder;
  readonly #id = randomUUID();
  readonly #lines: JsonLines;
  readonly #taken = new Map<string, Taken>();
  readonly #processes: Processes;
  readonly #every: Every;
  readonly #compactAfter: number;
  #grown = 0;
  #turn: Promise<unknown> = Promise.resolve();
  #begun: Promise<OwnLine> | undefined;
  #renewal: ReturnType<Every> | undefined;
  #isClosed = false;
  /** Jobs that the end of the window cuts off. */
  readonly #cutOff = new Set<string>();

  constructor(folder: string, options: JournalOptions = {}) {
    this.#processes = options.processes ?? nodeProcesses;
    this.#every = options.every ?? nodeEvery;
    const leases = new Leases(options.now ?? Date.now, options.elapsed ?? (() => performance.now()));
    this.#folder = new JournalFolder(folder, this.#processes, leases);
    this.#lines = new JsonLines(this.#own);
    this.#compactAfter = options.compactAfter ?? 400;
  }

  async append(entry: JournalEntry): Promise<void> {
    if (this.#isCutOff(entry)) return;
    try {
      const taken = this.#takenOf(entry.job);
      if (!taken) await this.#begin();
      await (taken?.lines ?? this.#lines).append(entry);
      if (!taken) this.#grown += 1;
    } catch (error) {
      throw notWritten(entry, error);
    }
    if (this.#grown >= this.#compactAfter && (entry.type === 'ended' || entry.type === 'forgotten')) this.#compact();
  }

  /**
   * A window that ends can look up no key any more, so that what it has not sent yet seems to fail. It does not: it was
   * never sent, and waits for its person in a later window, as after a crash.
   */
  #isCutOff(entry: JournalEntry): boolean {
    if (!this.#isClosed) return false;
    const isUnsent = entry.type === 'failed' && entry.money === 'notSent';
    if (isUnsent) this.#cutOff.add(entry.job);
    return isUnsent || (entry.type === 'ended' && this.#cutOff.has(entry.job));
  }

  /** What is written about a job, in this window's journal or one that it holds. */
  async entriesOf(jobId: string): Promise<readonly JournalEntry[]> {
    const entries = await readJsonLines(this.#takenOf(jobId)?.file ?? this.#own, isJournalEntry);
    return entries.filter((entry) => entry.job === jobId);
  }

  /** The jobs that any window's journal names; undefined when that cannot be said for certain just now. */
  async jobsNamed(): Promise<ReadonlySet<string> | undefined> {
    const names = await this.#folder.names();
    const read = await Promise.all(names.map((name) => this.#folder.read(name))).catch(() => undefined);
    const isCertain = await this.#folder.isSame(names);
    return isCertain && read ? new Set(read.flatMap(({ named }) => [...named])) : undefined;
  }

  /** Whether a job owes its person something, in whichever journal it is; where that is not certain, it does. */
  async isOwed(jobId: string): Promise<boolean> {
    const names = await this.#folder.names();
    const owed = await Promise.all(names.map((name) => this.#folder.owedIn(name)));
    return owed.flat().some(({ id }) => id === jobId) || !(await this.#folder.isSame(names));
  }

  /**
   * Takes what windows that are gone have left, and of what nobody holds the journals with jobs that are wanted here.
   * @param wants Whether something can be done for a job now.
   */
  adopt(wants: (job: JobState) => boolean): Promise<Adopted> {
    return this.#inTurn(() => this.#adopt(wants));
  }

  async #adopt(wants: (job: JobState) => boolean): Promise<Adopted> {
    const taken: JobState[] = [];
    const waiting: JobState[] = [];
    const done: JobState[] = [];
    const elsewhere: JobState[] = [];
    let isUnsure = false;
    for (const name of await this.#folder.names()) {
      const holder = holderOf(name);
      if (holder === this.#id) continue;
      const standing = await this.#folder.standing(name);
      const isHeld = standing === 'alive' && name !== ownName(holder);
      const held = isHeld ? await this.#folder.tryToRead(name) : undefined;
      elsewhere.push(...(held?.owed ?? []));
      // What another window has taken is released again before long.
      isUnsure ||= standing === 'unsure' || held !== undefined;
      if (standing !== 'gone') continue;
      const lying = holder === '' ? await this.#folder.tryToRead(name) : undefined;
      const isWanted = holder !== '' || (lying !== undefined && (lying.isSpent || lying.owed.some(wants)));
      const found = isWanted ? await this.#take(name) : undefined;
      // Another one was faster.
      isUnsure ||= isWanted && !found;
      if (found) {
        taken.push(...found.owed);
        done.push(...found.done);
      } else waiting.push(...(lying?.owed ?? []));
    }
    return { taken, waiting, done, elsewhere, isUnsure };
  }

  /**
   * Takes the journal of a job that a person wants something done for.
   * @returns how the job stands; undefined when another window is at work on it, or it is gone
   */
  take(jobId: string): Promise<JobState | undefined> {
    return this.#inTurn(() => this.#takeJob(jobId));
  }

  async #takeJob(jobId: string): Promise<JobState | undefined> {
    const own = this.#takenOf(jobId);
    const entries = await this.entriesOf(jobId);
    const known = readJobs(entries).get(jobId);
    if (own && known) own.users += 1;
    if (own || entries.length > 0) return known;
    for (const name of await this.#folder.names()) {
      if (holderOf(name) === this.#id || (await this.#folder.standing(name)) !== 'gone') continue;
      if (!(await this.#folder.owedIn(name)).some(({ id }) => id === jobId)) continue;
      const found = await this.#take(name);
      const job = found?.owed.find(({ id }) => id === jobId);
      // The others in it are nobody's concern now.
      for (const other of found?.owed ?? []) if (other !== job) await this.#release(other.id);
      return job;
    }
    return undefined;
  }

  /** Nothing is done for a job any more: when that is so for all of its journal, nobody holds that any more. */
  release(jobId: string): Promise<void> {
    return this.#inTurn(() => this.#release(jobId));
  }

  async #release(jobId: string): Promise<void> {
    const taken = this.#takenOf(jobId);
    if (!taken) return;
    taken.users -= 1;
    if (taken.users > 0) return;
    this.#taken.delete(taken.file);
    await taken.lines.close().catch(() => undefined);
    await this.#putBack(taken.file);
  }

  /** Lets go of a journal; one that nobody needs any more goes. What stays under our name is free with this window. */
  async #putBack(file: string): Promise<void> {
    const reading = await this.#folder.tryToRead(path.basename(file));
    const free = this.#folder.pathOf(releasedName());
    await (reading?.isSpent ? fs.rm(file, { force: true }) : fs.rename(file, free)).catch(() => undefined);
  }

  /** Closes the file, and removes it when nobody is owed anything. What is being worked on is free with its window. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#renewal?.stop();
    this.#renewal = undefined;
    if (!this.#begun) return;
    this.#begun = undefined;
    await this.#lines.append({ type: 'released' } satisfies OwnLine).catch(() => undefined);
    await this.#lines.close();
    const reading = await this.#folder.tryToRead(ownName(this.#id));
    if (reading?.isSpent && reading.done.every(isOver)) await fs.rm(this.#own, { force: true });
  }

  /** Taking and releasing, one after the other. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** In the background: nobody waits for it, and one that fails is made up for by the next one. */
  #compact(): void {
    const before = this.#grown;
    this.#grown = 0;
    void this.#begun?.then((owner) => {
      const left = (values: readonly unknown[]) => [owner, ...withoutWhatIsOver(values)];
      return this.#lines.compact(left).catch(() => (this.#grown += before));
    });
  }

  /** The journal under a name of our own, without what is over, if no other window was faster. */
  async #take(name: string): Promise<Pick<Reading, 'owed' | 'done'> | undefined> {
    // Our own journal comes first: it says that what carries our name is in good hands.
    const isBegun = await this.#begin().then(
      () => true,
      () => false,
    );
    if (!isBegun) return undefined;
    const from = this.#folder.pathOf(name);
    const file = this.#folder.pathOf(takenName(this.#id));
    const isTaken = await fs.rename(from, file).then(
      () => true,
      () => false,
    );
    if (!isTaken) return undefined;
    await fs.rm(from + besideExtension, { force: true }).catch(() => undefined);
    // One that cannot be read stays where it is, for a window that can.
    const reading = await this.#folder.tryToRead(path.basename(file));
    if (!reading) return { owed: [], done: [] };
    const { owed, done } = reading;
    if (owed.length === 0) await this.#putBack(file);
    if (owed.length === 0) return { owed, done };
    const lines = new JsonLines(file);
    this.#taken.set(file, { file, lines, jobs: new Set(owed.map(({ id }) => id)), users: owed.length });
    if (done.length > 0) await lines.compact(withoutDebtless).catch(() => undefined);
    return { owed, done };
  }

  #takenOf(jobId: string): Taken | undefined {
    return [...this.#taken.values()].find(({ jobs }) => jobs.has(jobId));
  }

  get #own(): string {
    return this.#folder.pathOf(ownName(this.#id));
  }

  #begin(): Promise<OwnLine> {
    const begin = async () => {
      const owner = { type: 'owner', ...(await this.#processes.self()) } satisfies OwnLine;
      await this.#lines.append(owner);
      this.#renewal ??= this.#every(leaseMs.renew, () => void this.#renew());
      return owner;
    };
    this.#begun ??= begin().catch((error: unknown) => {
      this.#begun = undefined;
      throw error;
    });
    return this.#begun;
  }

  async #renew(): Promise<void> {
    const now = new Date();
    // A renewal that fails is made up for by the next one; the lease outlasts several.
    await fs.utimes(this.#own, now, now).catch(() => undefined);
  }
}

function notWritten(entry: JournalEntry, error: unknown): EaselError {
  const reason = error instanceof Error ? error.message : String(error);
  return new EaselError({
    code: 'storage',
    what: t('Easel cannot write its journal on this machine: {0}', reason),
    money: entry.type === 'intent' || entry.type === 'sent' ? 'notSent' : 'kept',
    next: t('Make room on the disk that holds VS Code’s data, then try again.'),
    cause: error,
  });
}
