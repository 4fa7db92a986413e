import { t } from '@vscode/l10n';
import { EaselError } from '../base/errors.ts';
import type { JobState } from '../core/job.ts';
import { duration } from '../core/outcome.ts';
import type { Log } from '../core/ports.ts';
import {
  accountOf,
  dayOf,
  isSpendingLine,
  SpendingBook,
  untilNextDay,
  type Account,
  type Reserved,
  type SpendingLine,
} from '../core/spending.ts';
import { FoldedLines } from './foldedLines.ts';
import { JsonLines } from './jsonLines.ts';

export interface SpendingParts {
  /** Images a day; 0: as many as the person likes. Throws where the setting cannot be read: then nothing is spent. */
  readonly limit: () => number;
  /** ms since the epoch */
  readonly now: () => number;
  readonly log: Pick<Log, 'warn'>;
}

/** What a job is about to ask a service for that charges. */
export type Reservation = Pick<Reserved, 'job' | 'provider' | 'model' | 'images'> & {
  readonly price: string | undefined;
};

/**
 * What is spent on this machine, in one file of JSON lines that all windows add to, and the limit of images a day, which
 * holds for all windows together.
 */
export class Spending {
  readonly #lines: JsonLines;
  readonly #book: FoldedLines<SpendingLine, SpendingBook>;
  readonly #parts: SpendingParts;

  constructor(file: string, parts: SpendingParts) {
    this.#lines = new JsonLines(file);
    this.#book = new FoldedLines(file, { isLine: isSpendingLine, empty: () => new SpendingBook(), add });
    this.#parts = parts;
  }

  read(): Promise<SpendingBook> {
    return this.#book.read();
  }

  /** Images that the limit leaves for today. Undefined: there is no limit. @throws EaselError */
  async left(): Promise<number | undefined> {
    const limit = this.#parts.limit();
    if (limit === 0) return undefined;
    const book = await this.#book.read().catch((error: unknown) => {
      throw unreadable(error);
    });
    return Math.max(0, limit - book.usedOn(dayOf(this.#parts.now())));
  }

  /**
   * Whether so many images may be made, as things are; `reserve` decides.
   * @throws EaselError `quota` when the person's own limit is reached, `storage` when that cannot be known
   */
  async requireRoom(images: number): Promise<void> {
    const left = await this.left();
    if (left !== undefined && images > left) throw this.overLimit(images, left);
  }

  /**
   * To be called before anything of a job is sent.
   * @throws EaselError as `requireRoom`
   */
  async reserve({ price, ...wanted }: Reservation): Promise<void> {
    const { limit, now, log } = this.#parts;
    const at = now();
    const known = price === undefined ? {} : { price };
    const line: Reserved = { type: 'reserved', at, day: dayOf(at), limit: limit(), ...wanted, ...known };
    const isAllowed = await this.#enter(line).catch((error: unknown) => {
      // A cap that cannot be held lets nothing through; an account that cannot be kept is no reason to refuse.
      if (line.limit > 0) throw unreadable(error);
      log.warn(`The spending of ${line.job} is not in the book: ${String(error)}`);
      return true;
    });
    if (!isAllowed) throw this.overLimit(line.images, (await this.left()) ?? 0);
  }

  /** Writes down what became of a job, told from its journal. Never rejects. */
  async settle(job: JobState): Promise<void> {
    try {
      const account = accountOf(job);
      if ((await this.#book.read()).lacks(job.id, account)) await this.#settle(job.id, account);
    } catch (error) {
      this.#parts.log.warn(`What became of ${job.id} is not in the book: ${String(error)}`);
    }
  }

  /** Gives back what was reserved for a job that did not begin. Never rejects. */
  async giveBack(job: string): Promise<void> {
    try {
      await this.#settle(job, { made: 0, open: 0 });
    } catch (error) {
      this.#parts.log.warn(`That ${job} did not begin is not in the book: ${String(error)}`);
    }
  }

  /**
   * Gives back what was reserved for jobs whose window crashed before their journal had a line: nothing of them was sent.
   * Never rejects.
   * @param jobsNamed The jobs that any journal names; undefined when that is not certain.
   */
  async settleUnbegun(jobsNamed: () => Promise<ReadonlySet<string> | undefined>): Promise<void> {
    try {
      if (unsettled(await this.#book.read(), this.#parts.now()).length === 0) return;
      const named = await jobsNamed();
      if (!named) return;
      // Its window may have settled a job before its journal went.
      for (const job of unsettled(await this.#book.read(), this.#parts.now())) {
        if (!named.has(job)) await this.#settle(job, { made: 0, open: 0 });
      }
    } catch (error) {
      this.#parts.log.warn(`What never began is still in the book: ${String(error)}`);
    }
  }

  overLimit(images: number, left: number): EaselError {
    const limit = this.#parts.limit();
    const midnight = untilNextDay(this.#parts.now());
    return new EaselError({
      code: 'quota',
      what:
        left === 0
          ? t('Your own limit of {0} images a day is reached.', limit)
          : t('Your own limit of {0} images a day leaves {1} for today, and this makes {2}.', limit, left, images),
      money: 'notSent',
      next: t('A new day begins in {0}; “easel.dailyImageLimit” changes the limit.', duration(midnight)),
      retryAfterMs: midnight,
      setting: 'easel.dailyImageLimit',
    });
  }

  close(): Promise<void> {
    return this.#lines.close();
  }

  #settle(job: string, account: Account): Promise<void> {
    return this.#lines.append({ type: 'settled', at: this.#parts.now(), job, ...account });
  }

  /** Answers whether the limit allows it, by what stands before it. */
  async #enter(line: Reserved): Promise<boolean> {
    for (let tries = 0; tries < 2; tries += 1) {
      await this.#lines.append(line);
      const isAllowed = line.limit === 0 || (await this.#book.read()).allows(line.job);
      if (isAllowed !== undefined) return isAllowed;
      // The torn end of a window that crashed took the line along, or somebody removed the file.
      await this.#lines.close();
    }
    throw new RangeError('What was written is not there.');
  }
}

/** A window that lives has written the first line of a job by then. */
const slowestBeginMs = 10 * 60_000;

/** Jobs of which nothing is known but that they were about to begin, a good while ago. */
function unsettled(book: SpendingBook, now: number): readonly string[] {
  const spent = [...book.jobs()].filter(({ account, reserved }) => !account && now - reserved.at > slowestBeginMs);
  return spent.map(({ reserved }) => reserved.job);
}

function add(book: SpendingBook, lines: readonly SpendingLine[]): SpendingBook {
  for (const line of lines) book.add(line);
  return book;
}

function unreadable(error: unknown): EaselError {
  return new EaselError({
    code: 'storage',
    what: t('Your limit of images a day cannot be held: Easel’s account of them cannot be read or written.'),
    money: 'notSent',
    next: t('Make room on the disk that VS Code’s data lies on, or set “easel.dailyImageLimit” to 0.'),
    setting: 'easel.dailyImageLimit',
    cause: error,
  });
}
