import * as fs from 'node:fs/promises';
import { isObject } from '../base/json.ts';
import type { Ledger, LedgerEntry } from '../core/ports.ts';
import { JsonLines, parseJsonLines } from './jsonLines.ts';
import { Listeners } from './listeners.ts';
import { isMissing } from './spool/fileOps.ts';

/** A line that says that a file is called something else since: what was written before is read with its new name. */
interface Moved {
  readonly at: number;
  readonly moved: Move;
}

/** A file got another name. `path` is what people call it. */
export interface Move {
  readonly from: string;
  readonly to: string;
  readonly path: string;
}

/** As much of a file as was read of it. */
interface Known {
  readonly file: number;
  readonly bytes: number;
  readonly entries: readonly LedgerEntry[];
}

const nothing: Known = { file: 0, bytes: 0, entries: [] };

/** What was made on this machine, in one file of JSON lines that all windows add to. */
export class LedgerFile implements Ledger {
  readonly #file: string;
  readonly #lines: JsonLines;
  readonly #listeners = new Listeners();
  #known: Promise<Known> = Promise.resolve(nothing);

  constructor(file: string) {
    this.#file = file;
    this.#lines = new JsonLines(file);
  }

  async add(entry: LedgerEntry): Promise<void> {
    await this.#lines.append(entry);
    this.#listeners.tell();
  }

  /** Conversations and requests find files under their new names. */
  async move(moves: readonly Move[]): Promise<void> {
    if (moves.length === 0) return;
    const at = Date.now();
    await this.#lines.appendAll(moves.map((moved): Moved => ({ at, moved })));
    this.#listeners.tell();
  }

  /** Oldest first. Only what was added since the last time is read. */
  async read(): Promise<readonly LedgerEntry[]> {
    this.#known = this.#known.then(
      (known) => this.#readOn(known),
      () => this.#readOn(nothing),
    );
    return (await this.#known).entries;
  }

  onDidAdd(listener: () => void): { dispose: () => void } {
    return this.#listeners.add(listener);
  }

  close(): Promise<void> {
    return this.#lines.close();
  }

  async #readOn(known: Known): Promise<Known> {
    const handle = await fs.open(this.#file, 'r').catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
    if (!handle) return nothing;
    try {
      const { ino, size } = await handle.stat();
      const before = known.file === ino && size >= known.bytes ? known : { ...nothing, file: ino };
      if (size === before.bytes) return before;
      const added = Buffer.alloc(size - before.bytes);
      const { bytesRead } = await handle.read(added, 0, added.length, before.bytes);
      // A line that another window is writing is read when it is whole.
      const whole = added.subarray(0, added.subarray(0, bytesRead).lastIndexOf(0x0a) + 1);
      const entries = withLines(before.entries, parseJsonLines(whole.toString('utf8'), isLine));
      return { file: ino, bytes: before.bytes + whole.length, entries };
    } finally {
      await handle.close();
    }
  }
}

function withLines(before: readonly LedgerEntry[], lines: readonly (LedgerEntry | Moved)[]): readonly LedgerEntry[] {
  const entries = [...before];
  let places: Places | undefined;
  for (const line of lines) {
    if ('moved' in line) {
      // A folder of thousands of files moves at once: not everything is gone through for each of them.
      places ??= new Places(entries);
      for (const index of places.move(line.moved)) {
        const entry = entries[index];
        if (entry) entries[index] = withMoved(entry, line.moved);
      }
    } else {
      places?.add(line, entries.length);
      entries.push(line);
    }
  }
  return entries;
}

/** Which entries name a file. */
class Places {
  readonly #byUri = new Map<string, Set<number>>();

  constructor(entries: readonly LedgerEntry[]) {
    for (const [index, entry] of entries.entries()) this.add(entry, index);
  }

  add({ file, summary }: LedgerEntry, index: number): void {
    for (const uri of [file.uri, ...summary.sources.map((source) => source.uri)]) this.#of(uri).add(index);
  }

  /** Answers those that named the file under its old name. */
  move({ from, to }: Move): ReadonlySet<number> {
    const moved = this.#of(from);
    this.#byUri.delete(from);
    const there = this.#of(to);
    for (const index of moved) there.add(index);
    return moved;
  }

  #of(uri: string): Set<number> {
    const known = this.#byUri.get(uri);
    if (known) return known;
    const fresh = new Set<number>();
    this.#byUri.set(uri, fresh);
    return fresh;
  }
}

/** Under the new name wherever the old one stands: as a result, and as a reference. */
function withMoved(entry: LedgerEntry, { from, to, path }: Move): LedgerEntry {
  const { file, summary } = entry;
  const isSource = summary.sources.some((source) => source.uri === from);
  if (file.uri !== from && !isSource) return entry;
  const sources = summary.sources.map((source) => (source.uri === from ? { uri: to, path } : source));
  return {
    ...entry,
    ...(file.uri === from ? { file: { ...file, uri: to, path } } : {}),
    ...(isSource ? { summary: { ...summary, sources } } : {}),
  };
}

function isLine(value: unknown): value is LedgerEntry | Moved {
  return isLedgerEntry(value) || isMoved(value);
}

function isMoved(value: unknown): value is Moved {
  const moved: unknown = isObject(value) ? value['moved'] : undefined;
  return isObject(moved) && ['from', 'to', 'path'].every((name) => typeof moved[name] === 'string');
}

function isLedgerEntry(value: unknown): value is LedgerEntry {
  return (
    isObject(value) &&
    typeof value['at'] === 'number' &&
    typeof value['job'] === 'string' &&
    isObject(value['summary']) &&
    isObject(value['file'])
  );
}
