import type { Origin } from './gallery.ts';
import type { LedgerEntry } from './ports.ts';

/** Finds the line of the ledger that is about a file, without going through all of them. */
export class LedgerLookup {
  readonly #byUri = new Map<string, LedgerEntry>();
  readonly #byBytes = new Map<number, LedgerEntry[]>();
  readonly #byJob = new Map<string, LedgerEntry[]>();
  #entries: readonly LedgerEntry[] = [];

  /**
   * @param entries The whole ledger, oldest first; a line that says something else now is another object.
   * @returns those that are new or different since the last time
   */
  update(entries: readonly LedgerEntry[]): readonly LedgerEntry[] {
    const before = this.#entries;
    this.#entries = entries;
    const fresh = entries.filter((entry, index) => entry !== before[index]);
    const isLonger = fresh.length === entries.length - before.length;
    if (!isLonger) {
      this.#byUri.clear();
      this.#byBytes.clear();
      this.#byJob.clear();
    }
    for (const entry of isLonger ? fresh : entries) this.#add(entry);
    return fresh;
  }

  #add(entry: LedgerEntry): void {
    const { uri, bytes } = entry.file;
    this.#byUri.set(uri, entry);
    addTo(this.#byJob, entry.job, entry);
    addTo(this.#byBytes, bytes, entry);
  }

  /** Of a file that lies where it was made, or that names the job that made it. */
  find(uri: string, bytes: number, own: Pick<Origin, 'jobId'> | undefined): LedgerEntry | undefined {
    const here = this.#byUri.get(uri);
    const isIts = (entry: LedgerEntry) => own?.jobId === undefined || own.jobId === entry.job;
    if (here?.file.bytes === bytes && isIts(here)) return here;
    return own?.jobId === undefined
      ? undefined
      : this.#byBytes.get(bytes)?.findLast((entry) => entry.job === own.jobId);
  }

  /** Whether a file of this length may be one that was made here: worth working out its hash. */
  mayKnow(bytes: number): boolean {
    return this.#byBytes.has(bytes);
  }

  findByHash(bytes: number, sha256: string): LedgerEntry | undefined {
    return this.#byBytes.get(bytes)?.findLast((entry) => entry.file.sha256 === sha256);
  }

  /** The images that came of a job, oldest first. */
  imagesOf(job: string): readonly LedgerEntry[] {
    return this.#byJob.get(job) ?? [];
  }

  /** What was made last in each place. */
  latest(): Iterable<LedgerEntry> {
    return this.#byUri.values();
  }

  /** Where images were made, as far as is known. */
  uris(): Iterable<string> {
    return this.#byUri.keys();
  }
}

function addTo<Key>(lists: Map<Key, LedgerEntry[]>, key: Key, entry: LedgerEntry): void {
  const list = lists.get(key);
  if (list) list.push(entry);
  else lists.set(key, [entry]);
}
