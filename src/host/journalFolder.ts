import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { JobState } from '../core/job.ts';
import { extension, holderOf, isOwnerLine, ownName, readJournal, type Reading } from './journalFile.ts';
import { isAnything, readJsonLines } from './jsonLines.ts';
import { standingOf, type Leases, type Processes, type Standing } from './lease.ts';

/** What the journals of all windows say, and whether their windows are there. */
export class JournalFolder {
  readonly #folder: string;
  readonly #processes: Processes;
  readonly #leases: Leases;

  constructor(folder: string, processes: Processes, leases: Leases) {
    this.#folder = folder;
    this.#processes = processes;
    this.#leases = leases;
  }

  pathOf(name: string): string {
    return path.join(this.#folder, name);
  }

  async names(): Promise<readonly string[]> {
    const found = await fs.readdir(this.#folder, { withFileTypes: true }).catch(() => []);
    return found.filter((each) => each.isFile() && each.name.endsWith(extension)).map((each) => each.name);
  }

  /** What another window took or released meanwhile may have been in neither place when it was looked at. */
  async isSame(names: readonly string[]): Promise<boolean> {
    return names.join() === (await this.names()).join();
  }

  /** Rejects when it is there and cannot be read. */
  async read(name: string): Promise<Reading> {
    return readJournal(await readJsonLines(this.pathOf(name), isAnything));
  }

  /** Undefined when it cannot be read. */
  async tryToRead(name: string): Promise<Reading | undefined> {
    return this.read(name).catch(() => undefined);
  }

  /** Jobs that owe their person something; of a journal that cannot be read, none. */
  async owedIn(name: string): Promise<readonly JobState[]> {
    return (await this.tryToRead(name))?.owed ?? [];
  }

  /** Whether the window that holds a journal is there. */
  async standing(name: string): Promise<Standing> {
    const holder = holderOf(name);
    if (holder === '') return 'gone';
    // What a window has taken is held as long as that window's own journal is.
    const file = this.pathOf(ownName(holder));
    const found = await fs.stat(file).catch(() => undefined);
    if (!found) return 'gone';
    const lines = await readJsonLines(file, isOwnerLine).catch(() => []);
    const owner = lines.at(-1);
    if (owner?.type === 'released') return 'gone';
    const standing = owner ? await standingOf(owner, this.#processes) : 'unsure';
    if (standing !== 'unsure') return standing;
    return this.#leases.standing(name, found.mtimeMs);
  }
}
