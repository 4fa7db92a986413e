import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import { EaselError } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import { isOwing, readJobs, type JobState, type JournalEntry } from '../core/job.ts';
import type { Journal } from '../core/ports.ts';
import { JsonLines, readJsonLines } from './jsonLines.ts';
import {
  leaseMs,
  Leases,
  nodeEvery,
  nodeProcesses,
  standingOf,
  type Every,
  type Processes,
  type Standing,
} from './lease.ts';

/**
 * Says who writes a journal: the last of these lines counts. A window that closes its journal lets go of it, though
 * its process may go on.
 */
type OwnerLine = { readonly type: 'owner'; readonly space: string; readonly pid: number; readonly began?: string };
type ReleasedLine = { readonly type: 'released' };

export interface JournalOptions {
  readonly processes?: Processes;
  readonly every?: Every;
  /** ms since the epoch */
  readonly now?: () => number;
}

export interface Adopted {
  /** Jobs that owe their person something; they are in this window's journal now. */
  readonly owing: readonly JobState[];
  /** Jobs that owe nothing and may have left files in the spool. */
  readonly done: readonly JobState[];
  /** Whether there are journals of windows that may be gone: look again after `leaseMs.lookAgain`. */
  readonly isUnsure: boolean;
}

const extension = '.jsonl';

/**
 * The journal of this window, one file of JSON lines in global storage, which counts as held while its process runs or
 * its file is touched. Journals of windows that are gone are taken over by renaming them, which only one window can
 * win, so that no job is gone on with twice.
 */
export class WindowJournal implements Journal {
  readonly #folder: string;
  readonly #id = randomUUID();
  readonly #lines: JsonLines;
  readonly #processes: Processes;
  readonly #every: Every;
  readonly #leases: Leases;
  #begun: Promise<void> | undefined;
  #renewal: ReturnType<Every> | undefined;

  constructor(folder: string, options: JournalOptions = {}) {
    this.#folder = folder;
    this.#lines = new JsonLines(this.#own);
    this.#processes = options.processes ?? nodeProcesses;
    this.#every = options.every ?? nodeEvery;
    this.#leases = new Leases(options.now ?? Date.now);
  }

  async append(entry: JournalEntry): Promise<void> {
    try {
      await this.#begin();
      await this.#lines.append(entry);
    } catch (error) {
      throw new EaselError({
        code: 'storage',
        what: t(
          'Easel cannot write its journal on this machine: {0}',
          error instanceof Error ? error.message : String(error),
        ),
        money: entry.type === 'intent' || entry.type === 'sent' ? 'notSent' : 'kept',
        next: t('Make room on the disk that holds VS Code’s data, then try again.'),
        cause: error,
      });
    }
  }

  /** What this window wrote about a job. */
  async entriesOf(jobId: string): Promise<readonly JournalEntry[]> {
    const entries = await readJsonLines(this.#own, isEntry);
    return entries.filter((entry) => entry.job === jobId);
  }

  /** The jobs that any window's journal names; undefined when that cannot be said for certain just now. */
  async jobsNamed(): Promise<ReadonlySet<string> | undefined> {
    const names = await this.#names();
    const files = names.map((name) => path.join(this.#folder, name));
    const read = await Promise.all(files.map((file) => readJsonLines(file, isEntry))).catch(() => undefined);
    // What another window took over meanwhile may have been in neither place when it was looked at.
    const isSame = names.join() === (await this.#names()).join();
    return isSame && read ? new Set(read.flat().map((entry) => entry.job)) : undefined;
  }

  /** Closes the file, and removes it when nobody is owed anything. */
  async close(): Promise<void> {
    this.#renewal?.stop();
    this.#renewal = undefined;
    if (!this.#begun) return;
    this.#begun = undefined;
    await this.#lines.append({ type: 'released' } satisfies ReleasedLine).catch(() => undefined);
    await this.#lines.close();
    const entries = await readJsonLines(this.#own, isEntry).catch(() => undefined);
    const jobs = entries && [...readJobs(entries).values()];
    if (jobs?.every((job) => job.ended && !isOwing(job))) await fs.rm(this.#own, { force: true });
  }

  /**
   * Takes over what windows that are gone have left: jobs that still owe their person something are written into this
   * window's journal, the rest is dropped.
   */
  async adopt(): Promise<Adopted> {
    const owing: JobState[] = [];
    const done: JobState[] = [];
    let isUnsure = false;
    for (const name of await this.#names()) {
      if (holderOf(name) === this.#id) continue;
      const standing = await this.#standing(name);
      isUnsure ||= standing === 'unsure';
      const claimed = standing === 'gone' ? await this.#claim(name) : undefined;
      // One that cannot be read stays where it is, for a window that can.
      const entries = claimed === undefined ? undefined : await readJsonLines(claimed, isEntry).catch(() => undefined);
      if (claimed === undefined || entries === undefined) continue;
      const jobs = [...readJobs(entries).values()];
      const owed = jobs.filter(isOwing);
      done.push(...jobs.filter((job) => !isOwing(job)));
      owing.push(...owed);
      const ids = new Set(owed.map((job) => job.id));
      await this.#moveHere(
        claimed,
        entries.filter((entry) => ids.has(entry.job)),
      );
    }
    return { owing, done, isUnsure };
  }

  /** A disk that takes no more leaves the file for the next window, which finds it under the name of this one. */
  async #moveHere(claimed: string, entries: readonly JournalEntry[]): Promise<void> {
    try {
      for (const entry of entries) await this.append(entry);
      await fs.rm(claimed, { force: true });
    } catch {
      // What is owed is known to this window all the same, and is written down in a file that nobody removes.
    }
  }

  get #own(): string {
    return path.join(this.#folder, this.#id + extension);
  }

  #begin(): Promise<void> {
    const begin = async () => {
      const owner = { type: 'owner', ...(await this.#processes.self()) } satisfies OwnerLine;
      await this.#lines.append(owner);
      this.#renewal ??= this.#every(leaseMs.renew, () => void this.#renew());
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

  async #names(): Promise<readonly string[]> {
    const found = await fs.readdir(this.#folder, { withFileTypes: true }).catch(() => []);
    return found.filter((each) => each.isFile() && each.name.endsWith(extension)).map((each) => each.name);
  }

  async #standing(name: string): Promise<Standing> {
    // What a window has claimed is held as long as that window's own journal is.
    const file = path.join(this.#folder, holderOf(name) + extension);
    const found = await fs.stat(file).catch(() => undefined);
    if (!found) return 'gone';
    const lines = await readJsonLines(file, isOwnerLine).catch(() => []);
    const owner = lines.at(-1);
    if (owner?.type === 'released') return 'gone';
    const standing = owner ? await standingOf(owner, this.#processes) : 'unsure';
    if (standing !== 'unsure') return standing;
    return this.#leases.standing(name, found.mtimeMs);
  }

  /** The journal under a name of our own, if no other window was faster. */
  async #claim(name: string): Promise<string | undefined> {
    // Our own journal comes first: it says that what carries our name is in good hands.
    const isBegun = await this.#begin().then(
      () => true,
      () => false,
    );
    if (!isBegun) return undefined;
    const claimed = path.join(this.#folder, `${this.#id}+${randomUUID()}${extension}`);
    return fs.rename(path.join(this.#folder, name), claimed).then(
      () => claimed,
      () => undefined,
    );
  }
}

/** "a.jsonl" is a window's own journal, "a+b.jsonl" one that it has claimed. */
function holderOf(name: string): string {
  return name.slice(0, -extension.length).split('+')[0] ?? '';
}

function isOwnerLine(value: unknown): value is OwnerLine | ReleasedLine {
  if (!isObject(value)) return false;
  const { type, space, pid, began } = value;
  if (type === 'released') return value['job'] === undefined;
  const isKnown = typeof space === 'string' && typeof pid === 'number';
  return type === 'owner' && isKnown && (began === undefined || typeof began === 'string');
}

function isEntry(value: unknown): value is JournalEntry {
  return isObject(value) && typeof value['job'] === 'string' && typeof value['type'] === 'string';
}
