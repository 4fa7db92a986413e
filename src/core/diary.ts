import type { EaselError } from '../base/errors.ts';
import { asEaselError } from './failures.ts';
import { isOwing, readJobs, type EntryBody, type JournalEntry } from './job.ts';
import type { Clock, Journal, Log } from './ports.ts';

export interface DiaryPorts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
}

/** Entries without which an answer that is paid for cannot be found again after a crash. */
const vital: readonly JournalEntry['type'][] = ['accepted', 'answered', 'fetched'];

/** What one job writes into the journal. */
export class Diary {
  readonly #jobId: string;
  readonly #ports: DiaryPorts;
  readonly #written: JournalEntry[] = [];
  #trouble: EaselError | undefined;

  constructor(jobId: string, ports: DiaryPorts) {
    this.#jobId = jobId;
    this.#ports = ports;
  }

  /** What went wrong with the journal and matters to a person. */
  get troubles(): readonly EaselError[] {
    return this.#trouble ? [this.#trouble] : [];
  }

  /** @throws EaselError `storage`: then what the entry announces must not be done */
  async write(body: EntryBody): Promise<void> {
    const entry = { at: this.#ports.clock.now(), job: this.#jobId, ...body } as JournalEntry;
    this.#written.push(entry);
    await this.#ports.journal.append(entry);
  }

  /** Writes down what has happened. That it cannot be written down does not undo it. */
  async note(body: EntryBody): Promise<void> {
    await this.write(body).catch((error: unknown) => {
      this.#ports.log.warn(`The journal lacks “${body.type}” of ${this.#jobId}: ${String(error)}`);
      if (vital.includes(body.type)) this.#trouble ??= asEaselError(error, 'kept');
    });
  }

  /** Whether the job owes its person something that lies in the spool or at the service. */
  isOwing(): boolean {
    const state = readJobs(this.#written).get(this.#jobId);
    return state !== undefined && isOwing(state);
  }
}
