import { isObject } from '../base/json.ts';
import type { Ledger, LedgerEntry } from '../core/ports.ts';
import { JsonLines, readJsonLines } from './jsonLines.ts';

/** What was made on this machine, in one file of JSON lines that all windows add to. */
export class LedgerFile implements Ledger {
  readonly #file: string;
  readonly #lines: JsonLines;
  readonly #listeners = new Set<() => void>();

  constructor(file: string) {
    this.#file = file;
    this.#lines = new JsonLines(file);
  }

  async add(entry: LedgerEntry): Promise<void> {
    await this.#lines.append(entry);
    for (const listener of this.#listeners) listener();
  }

  /** Oldest first. */
  read(): Promise<LedgerEntry[]> {
    return readJsonLines(this.#file, isLedgerEntry);
  }

  onDidAdd(listener: () => void): { dispose: () => void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  close(): Promise<void> {
    return this.#lines.close();
  }
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
