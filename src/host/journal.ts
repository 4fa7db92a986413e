import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import { EaselError } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import { readJobs, remainsOf, type JobState, type JournalEntry } from '../core/job.ts';
import type { Journal } from '../core/ports.ts';
import { JsonLines, readJsonLines } from './jsonLines.ts';

/** The first line of a journal: which machine writes it. The process is in the file's name. */
interface Owner {
  readonly type: 'owner';
  readonly host: string;
}

/**
 * The journal of this window, one file of JSON lines in global storage. Journals of windows that are gone are taken
 * over by renaming them, which only one window can win, so that no job is gone on with twice.
 */
export class WindowJournal implements Journal {
  readonly #folder: string;
  readonly #own: string;
  readonly #lines: JsonLines;
  #started: Promise<void> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
    this.#own = fileName(process.pid);
    this.#lines = new JsonLines(path.join(folder, this.#own));
  }

  async append(entry: JournalEntry): Promise<void> {
    try {
      this.#started ??= this.#lines.append({ type: 'owner', host: os.hostname() } satisfies Owner);
      await this.#started;
      await this.#lines.append(entry);
    } catch (error) {
      this.#started = undefined;
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
    const entries = await readJsonLines(path.join(this.#folder, this.#own), isEntry);
    return entries.filter((entry) => entry.job === jobId);
  }

  /** Closes the file, and removes it when nobody is owed anything. */
  async close(): Promise<void> {
    await this.#lines.close();
    const own = path.join(this.#folder, this.#own);
    const jobs = readJobs(await readJsonLines(own, isEntry));
    if ([...jobs.values()].every((job) => job.ended && !owes(job))) await fs.rm(own, { force: true });
  }

  /**
   * Takes over what windows that are gone have left: jobs that still owe their person something are written into this
   * window's journal, the rest is dropped.
   */
  async adopt(): Promise<readonly JobState[]> {
    const adopted: JobState[] = [];
    for (const name of await this.#others()) {
      const claimed = await this.#claim(name);
      if (claimed === undefined) continue;
      const entries = await readJsonLines(claimed, isEntry);
      for (const job of readJobs(entries).values()) {
        if (!owes(job)) continue;
        for (const entry of entries.filter((each) => each.job === job.id)) await this.append(entry);
        adopted.push(job);
      }
      await fs.rm(claimed, { force: true });
    }
    return adopted;
  }

  async #others(): Promise<readonly string[]> {
    const names = await fs.readdir(this.#folder).catch(() => []);
    return names.filter((name) => name.endsWith('.jsonl') && name !== this.#own);
  }

  /** The journal under a name of our own, if its window is gone and no other window was faster. */
  async #claim(name: string): Promise<string | undefined> {
    const file = path.join(this.#folder, name);
    const [owner] = await readJsonLines(file, isOwner);
    const here = owner === undefined || owner.host === os.hostname();
    // A journal with our own process id that is not ours is of an earlier process: containers count from 1 again.
    if (!here || (pidOf(name) !== process.pid && isAlive(pidOf(name)))) return undefined;
    // Carries our own process id from now on: a crash in the middle leaves it for the next window.
    const claimed = path.join(this.#folder, fileName(process.pid));
    return fs.rename(file, claimed).then(
      () => claimed,
      () => undefined,
    );
  }
}

function owes(job: JobState): boolean {
  const { unsaved, unfetched, unknown } = remainsOf(job);
  return unsaved + unfetched + unknown > 0;
}

function fileName(pid: number): string {
  return `${pid}-${randomUUID()}.jsonl`;
}

function pidOf(name: string): number {
  return Number.parseInt(name, 10);
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there is such a process, of another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function isOwner(value: unknown): value is Owner {
  return isObject(value) && value['type'] === 'owner' && typeof value['host'] === 'string';
}

function isEntry(value: unknown): value is JournalEntry {
  return (
    isObject(value) &&
    typeof value['job'] === 'string' &&
    typeof value['type'] === 'string' &&
    value['type'] !== 'owner'
  );
}
