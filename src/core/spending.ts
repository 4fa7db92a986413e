import { isObject } from '../base/json.ts';
import type { CallState, JobState, Usage } from './job.ts';

/**
 * Stands in the book before anything of a job is sent to a service that charges. Whether the limit allowed it is decided
 * by the lines before it, so that everybody who reads the book knows, and two windows cannot both have the last place.
 */
export interface Reserved {
  readonly type: 'reserved';
  /** ms since the epoch */
  readonly at: number;
  /** The day that it counts for, as the calendar of its person says: "2026-03-09". */
  readonly day: string;
  readonly job: string;
  readonly provider: string;
  readonly model: string;
  /** The most that its calls may bring. */
  readonly images: number;
  /** Images a day, as the person had set it then; 0: as many as they like. */
  readonly limit: number;
  /** What one image costs, as it was known then. */
  readonly price?: string;
}

/** What became of a job. The last one of a job counts: an image may be fetched days after. */
export interface Settled extends Account {
  readonly type: 'settled';
  readonly at: number;
  readonly job: string;
}

export type SpendingLine = Reserved | Settled;

/** What a job brought, and what it may have cost. */
export interface Account {
  /** Images that are files. */
  readonly made: number;
  /** Images that are no files and may have been charged for: without an answer, lost, or still to be had. */
  readonly open: number;
  /** What the service says that answers cost, in its own unit, and how many files came of those. */
  readonly cost?: number;
  readonly costed?: number;
  readonly usage?: Usage;
}

/** One job in the book. */
export interface Spent {
  readonly reserved: Reserved;
  /**
   * Absent: under way. A job whose window crashed stays so until another window looks at its journal; until then
   * nobody knows what was sent, and all of it counts.
   */
  readonly account?: Account;
}

/** What paid jobs reserved and brought, read line by line in the order in which windows wrote. */
export class SpendingBook {
  readonly #jobs = new Map<string, Spent>();
  readonly #days = new Map<string, number>();
  /** Jobs that asked for more than the limit left. */
  readonly #refused = new Set<string>();

  add(line: SpendingLine): void {
    const known = this.#jobs.get(line.job);
    if (line.type === 'settled') {
      if (known && isLater(line, known.account)) this.#put({ reserved: known.reserved, account: accountIn(line) });
    } else if (!known && !this.#refused.has(line.job)) {
      if (line.limit === 0 || this.usedOn(line.day) + line.images <= line.limit) this.#put({ reserved: line });
      else this.#refused.add(line.job);
    }
  }

  /** What was reserved, and came of it. Undefined for a job that the limit did not allow. */
  find(job: string): Spent | undefined {
    return this.#jobs.get(job);
  }

  /** Whether an account of a job says what the book does not say yet. */
  lacks(job: string, account: Account): boolean {
    const known = this.#jobs.get(job);
    if (!known || !isLater(account, known.account)) return false;
    return JSON.stringify(account) !== JSON.stringify(known.account);
  }

  /** Whether the limit allowed a job. Undefined: the job is not in the book. */
  allows(job: string): boolean | undefined {
    return this.#jobs.has(job) || (this.#refused.has(job) ? false : undefined);
  }

  /** Images of a day that were made, are under way, or may have been charged for. */
  usedOn(day: string): number {
    return this.#days.get(day) ?? 0;
  }

  /** In the order in which they began. */
  jobs(): Iterable<Spent> {
    return this.#jobs.values();
  }

  #put(spent: Spent): void {
    const { job, day } = spent.reserved;
    const before = this.#jobs.get(job);
    this.#jobs.set(job, spent);
    this.#days.set(day, this.usedOn(day) - (before ? counted(before) : 0) + counted(spent));
  }
}

/** A window that read the journal earlier may come later: images that are files stay made. */
function isLater({ made }: Account, known: Account | undefined): boolean {
  return made >= (known?.made ?? 0);
}

/** Images of a job that count: what may have been charged is as good as charged. */
function counted({ reserved, account }: Spent): number {
  return account ? account.made + account.open : reserved.images;
}

/** What became of a job, told from its journal. */
export function accountOf({ calls }: Pick<JobState, 'calls'>): Account {
  let made = 0;
  let open = 0;
  let costed = 0;
  const counters = new Map<string, number>();
  for (const call of calls) {
    const { wanted = 1 } = call;
    if (call.state !== 'answered') {
      if (mayBeCharged(call)) open += wanted;
      continue;
    }
    const files = call.images.filter(({ saved }) => saved !== undefined).length;
    made += files;
    open += Math.max(wanted, call.images.length) - files;
    if (costIn(call.usage) !== undefined) costed += files;
    for (const [name, value] of Object.entries(call.usage ?? {})) {
      if (isCounter(name, value)) counters.set(name, (counters.get(name) ?? 0) + value);
    }
  }
  const cost = counters.get('cost');
  counters.delete('cost');
  return {
    made,
    open,
    ...(cost === undefined ? {} : { cost, costed }),
    ...(counters.size > 0 ? { usage: Object.fromEntries(counters) } : {}),
  };
}

function costIn(usage: Usage | undefined): number | undefined {
  const cost = usage?.['cost'];
  return cost !== undefined && isCounter('cost', cost) ? cost : undefined;
}

/** Whether a call without an answer may have been charged. What the service refused normally is not. */
function mayBeCharged({ state, failure }: CallState): boolean {
  if (failure) return failure.money === 'unknown' || failure.money === 'charged' || failure.money === 'kept';
  return state === 'sent' || state === 'accepted';
}

/** No answer counts so much, and sums of what is less can be written down. */
const mostCounted = 1e12;

/** Names and numbers come from services: what can be no counter is not kept. */
function isCounter(name: string, value: number): boolean {
  return /^[\w.-]{1,80}$/.test(name) && value >= 0 && value <= mostCounted;
}

/** The day of the calendar on the wall. */
export function dayOf(at: number): string {
  const date = new Date(at);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** ms until the calendar's next day, which need not be 24 hours long. */
export function untilNextDay(at: number): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime() - at;
}

function accountIn({ made, open, cost, costed, usage }: Settled): Account {
  return {
    made,
    open,
    ...(cost === undefined ? {} : { cost, costed: costed ?? 0 }),
    ...(usage === undefined ? {} : { usage }),
  };
}

export function isSpendingLine(value: unknown): value is SpendingLine {
  if (!isObject(value) || !isNumber(value['at']) || !isText(value['job'])) return false;
  return value['type'] === 'reserved' ? isReserved(value) : value['type'] === 'settled' && isSettled(value);
}

function isReserved(value: Readonly<Record<string, unknown>>): boolean {
  const { day, provider, model, images, limit, price } = value;
  return (
    isText(day) &&
    isText(provider) &&
    isText(model) &&
    isCount(images) &&
    isCount(limit) &&
    (price === undefined || isText(price))
  );
}

function isSettled(value: Readonly<Record<string, unknown>>): boolean {
  const { made, open, cost, costed, usage } = value;
  return (
    isCount(made) &&
    isCount(open) &&
    (cost === undefined || isNumber(cost)) &&
    (costed === undefined || isCount(costed)) &&
    (usage === undefined || (isObject(usage) && Object.values(usage).every(isNumber)))
  );
}

const isText = (value: unknown) => typeof value === 'string';
const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value);
const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;
