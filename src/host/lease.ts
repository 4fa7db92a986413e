import * as fs from 'node:fs/promises';
import * as os from 'node:os';

/** Who holds a journal: enough to prove later that it is gone, where that can be proved. */
export interface Holder {
  /** Where its process id means something: this boot and container, or at least this machine. */
  readonly space: string;
  readonly pid: number;
  /** When the process began, as the system counts; tells it from a later one with the same id. Absent where unknown. */
  readonly began?: string;
}

/** What is asked of the system about processes. */
export interface Processes {
  readonly self: () => Promise<Holder>;
  /** Undefined: there is no such process. Empty: there is one, and when it began is not known here. */
  readonly beganAt: (pid: number) => Promise<string | undefined>;
}

export type Standing = 'alive' | 'gone' | 'unsure';

/**
 * Whether a holder is still there. Only what is certain is said: a process id of another machine or container, or one
 * that may have been given to another process since, proves nothing, and the age of the lease has to decide.
 */
export async function standingOf(holder: Holder, processes: Processes): Promise<Standing> {
  const self = await processes.self();
  if (holder.space !== self.space) return 'unsure';
  const began = await processes.beganAt(holder.pid);
  if (began === undefined) return 'gone';
  if (began === '' || holder.began === undefined) return 'unsure';
  return began === holder.began ? 'alive' : 'gone';
}

export const nodeProcesses: Processes = {
  async self() {
    const began = await beganAt(process.pid);
    return { space: await spaceOfProcesses(), pid: process.pid, ...(began ? { began } : {}) };
  },
  beganAt,
};

/** On Linux the boot and the container, since containers of one machine count their processes from 1 each. */
async function spaceOfProcesses(): Promise<string> {
  const [boot, container] = await Promise.all([
    fs.readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
    fs.readlink('/proc/self/ns/pid').catch(() => ''),
  ]);
  return boot === '' ? os.hostname() : `${boot.trim()} ${container}`;
}

async function beganAt(pid: number): Promise<string | undefined> {
  if (!isAlive(pid)) return undefined;
  const stat = await fs.readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name in parentheses may hold anything; what follows it are fields 3 and up, and 22 is when it began.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A process that has ended and that nobody has looked after yet.
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return fields[19] ?? '';
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there is such a process, of another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

export const leaseMs = { renew: 10_000, lasts: 45_000, lookAgain: 20_000 } as const;

interface SeenLease {
  readonly renewed: number;
  /** By the clock that nobody sets. */
  lookedAt: number;
  /** For how long it was looked at regularly, and not renewed. */
  watchedMs: number;
  oldSince?: number;
}

/** Decides by their files' times about journals whose holders nothing can be proved of. */
export class Leases {
  readonly #now: () => number;
  readonly #elapsed: () => number;
  readonly #seen = new Map<string, SeenLease>();

  /**
   * @param now ms since the epoch, as files' times are counted. People and their machines set that clock.
   * @param elapsed ms of a clock that only goes forward
   */
  constructor(now: () => number, elapsed: () => number) {
    this.#now = now;
    this.#elapsed = elapsed;
  }

  /**
   * Where a lease stands. It has run out when it is found old twice, with time for a renewal in between: after a sleep
   * of the machine every lease looks old for a moment. One from the future, since the clock was set back, has run out
   * when it was watched for as long as it lasts.
   * @param renewed When the file was touched last, ms since the epoch
   */
  standing(name: string, renewed: number): Standing {
    const elapsed = this.#elapsed();
    const before = this.#seen.get(name);
    const seen = before?.renewed === renewed ? before : { renewed, lookedAt: elapsed, watchedMs: 0 };
    this.#seen.set(name, seen);
    const gap = elapsed - seen.lookedAt;
    seen.watchedMs = gap > 2 * leaseMs.lookAgain ? 0 : seen.watchedMs + gap;
    seen.lookedAt = elapsed;
    if (this.#now() - renewed > leaseMs.lasts) seen.oldSince ??= elapsed;
    if (before && before !== seen) return 'alive';
    const isOldTwice = seen.oldSince !== undefined && elapsed - seen.oldSince > leaseMs.renew;
    return isOldTwice || seen.watchedMs > leaseMs.lasts + leaseMs.lookAgain ? 'gone' : 'unsure';
  }
}

/** Calls back again and again without keeping the process alive. */
export type Every = (ms: number, work: () => void) => { readonly stop: () => void };

export const nodeEvery: Every = (ms, work) => {
  const timer = setInterval(work, ms).unref();
  return { stop: () => clearInterval(timer) };
};
