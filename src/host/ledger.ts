import { isObject } from '../base/json.ts';
import type { Ledger, LedgerEntry } from '../core/ports.ts';
import { FoldedLines } from './foldedLines.ts';
import { JsonLines } from './jsonLines.ts';
import { Listeners } from './listeners.ts';

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

/** What was made on this machine, in one file of JSON lines that all windows add to. */
export class LedgerFile implements Ledger {
  readonly #lines: JsonLines;
  readonly #entries: FoldedLines<LedgerEntry | Moved, readonly LedgerEntry[]>;
  readonly #listeners = new Listeners();

  constructor(file: string) {
    this.#lines = new JsonLines(file);
    this.#entries = new FoldedLines(file, { isLine, empty: () => [], add: withLines });
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
  read(): Promise<readonly LedgerEntry[]> {
    return this.#entries.read();
  }

  onDidAdd(listener: () => void): { dispose: () => void } {
    return this.#listeners.add(listener);
  }

  close(): Promise<void> {
    return this.#lines.close();
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
