import type { EaselError } from '../base/errors.ts';
import { FairLine } from './fairLine.ts';
import { calledOff, restated } from './failures.ts';
import type { Clock } from './ports.ts';

/** A call that is to have a place. */
export interface Caller {
  /** Calls of one job take turns with those of others. */
  readonly job: string;
  /** Ends its waiting at once; work that has begun is left to end by itself. */
  readonly signal: AbortSignal;
  /** Told what it waits for, each time that it is something else: a time (ms since the epoch), or only its turn. */
  readonly waits: (until: number | undefined) => void;
}

/** A place among the requests to a provider. */
export interface Place {
  /** False when the service has asked to be left alone since the place was given: then `again`. */
  mayBegin(): boolean;
  /** Why everybody was stopped since the place was given; who has sent nothing by then does not begin. */
  stopped(): EaselError | undefined;
  /** The service answered as it should: a little more may be asked of it at a time. */
  succeeded(): void;
  /**
   * The service wants to be asked less. Nobody begins anything before it may be asked again.
   * @param toldMs How long it said to wait.
   * @returns how long that is from now, in ms; never less than what was told
   */
  slowDown(toldMs: number | undefined): number;
  /** Gives the place to others until `again`, while a person is asked; the job's other calls would meet the same. */
  giveWay(): void;
  /** Gives the place back, if it was not, and waits for one before all who had none yet. Rejects like `run`. */
  again(): Promise<void>;
  /** Ends the waits of those who would meet the same: nothing of theirs was sent. Who has a place goes on. */
  stop(whose: 'job' | 'provider', error: EaselError): void;
}

interface Waiting {
  readonly job: string;
  readonly waits: Caller['waits'];
  readonly enter: () => void;
  readonly fail: (error: EaselError) => void;
  /** Until when, or that it is only its turn that it waits for. */
  told?: number | 'turn';
}

/** Most services count requests per minute: one without a refusal says that they bear more. */
const easeMs = 60_000;

/** The requests of this window to one provider. */
export class ProviderQueue {
  readonly #clock: Clock;
  readonly #width: () => number;
  readonly #line = new FairLine<Waiting>();
  /** Calls that gave way, by their job. */
  readonly #aside = new Map<string, number>();
  #running = 0;
  /**
   * What the service bears, as far as its refusals tell; half as much after each, a little more after each success, and
   * with time, so that nobody waits only because another request takes long.
   */
  #bearable = Infinity;
  /** When more may be asked of it though nothing has succeeded, and since when that is to be waited for. */
  #easesAt = Infinity;
  #easesSince = 0;
  /** Refusals without a success between them; those of requests that were under way together count as one. */
  #refusals = 0;
  #heldSince = 0;
  /** How often everybody was stopped, and why the last time. */
  #stops = 0;
  #lastStop: EaselError | undefined;
  #heldUntil = -Infinity;
  /** The sleep until somebody may be admitted. There is one only while somebody waits for that. */
  #alarm: { readonly at: number; readonly stop: () => void } | undefined;

  /** @param width How many requests at a time its person allows; asked for each time. */
  constructor(clock: Clock, width: () => number) {
    this.#clock = clock;
    this.#width = width;
  }

  /**
   * Waits for a place, works, and gives the place back.
   * @throws EaselError `cancelled`, or why the queue was stopped: nothing was sent
   */
  async run<T>(caller: Caller, work: (place: Place) => Promise<T>): Promise<T> {
    const { job } = caller;
    let isIn = false;
    let isAside = false;
    let refusals = 0;
    let stopsBefore = 0;
    const enter = async (isReturning: boolean) => {
      const entered = this.#wait(caller, isReturning);
      comeBack();
      await entered;
      isIn = true;
      refusals = this.#refusals;
      stopsBefore = this.#stops;
    };
    const leave = () => {
      if (!isIn) return;
      isIn = false;
      this.#running -= 1;
      this.#admit();
    };
    const comeBack = () => {
      if (!isAside) return;
      isAside = false;
      this.#count(job, -1);
      this.#admit();
    };
    const place: Place = {
      mayBegin: () => !this.#isHeld,
      stopped: () => (this.#stops > stopsBefore ? this.#lastStop : undefined),
      succeeded: () => this.#widen(),
      slowDown: (toldMs) => this.#hold(toldMs, refusals >= this.#refusals),
      giveWay: () => {
        if (!isAside) this.#count(job, 1);
        isAside = true;
        leave();
      },
      again: () => {
        const entered = enter(true);
        leave();
        return entered;
      },
      stop: (whose, error) => this.#stop(whose === 'job' ? job : undefined, error),
    };
    await enter(false);
    try {
      return await work(place);
    } finally {
      comeBack();
      leave();
    }
  }

  #wait({ job, signal, waits }: Caller, isReturning: boolean): Promise<void> {
    if (signal.aborted) return Promise.reject(calledOff(signal, 'notSent'));
    return new Promise((resolve, reject) => {
      const callOff = () => {
        this.#line.leave(waiting);
        waiting.fail(calledOff(signal, 'notSent'));
        this.#setAlarm();
      };
      const waiting: Waiting = {
        job,
        waits,
        enter() {
          signal.removeEventListener('abort', callOff);
          resolve();
        },
        fail(error) {
          signal.removeEventListener('abort', callOff);
          reject(error);
        },
      };
      signal.addEventListener('abort', callOff, { once: true });
      this.#line.join(waiting, isReturning);
      this.#admit();
    });
  }

  get #isHeld(): boolean {
    const now = this.#clock.now();
    // A clock that was set back must not make anybody wait for as long as it was set back.
    return now >= this.#heldSince && now < this.#heldUntil;
  }

  #admit(): void {
    while (!this.#isHeld && this.#running < Math.min(this.#width(), Math.floor(this.#bearable))) {
      const next = this.#line.next((job) => !this.#aside.has(job));
      if (!next) break;
      this.#running += 1;
      next.enter();
    }
    const until = this.#isHeld ? this.#heldUntil : undefined;
    for (const waiting of this.#line.members) {
      if (waiting.told === (until ?? 'turn')) continue;
      waiting.told = until ?? 'turn';
      waiting.waits(until);
    }
    this.#setAlarm();
  }

  #setAlarm(): void {
    const at = this.#line.isEmpty ? Infinity : this.#isHeld ? this.#heldUntil : this.#easesAt;
    if (this.#alarm && this.#alarm.at <= at && at !== Infinity) return;
    this.#alarm?.stop();
    this.#alarm = undefined;
    if (at === Infinity) return;
    const stopping = new AbortController();
    const alarm = { at, stop: () => stopping.abort() };
    this.#alarm = alarm;
    // A clock that is set back makes it no longer than it was to be; after a hold it rings again.
    const wait = Math.min(Math.max(0, at - this.#clock.now()), this.#isHeld ? Infinity : easeMs);
    this.#clock.sleep(wait, stopping.signal).then(
      () => {
        if (this.#alarm !== alarm) return;
        // Also where it rang too early, or the time has been moved: another is set then.
        this.#alarm = undefined;
        if (this.#mayEase) this.#bear(1);
        this.#admit();
      },
      () => undefined,
    );
  }

  #widen(): void {
    this.#refusals = 0;
    this.#bear(1 / this.#bearable);
    this.#admit();
  }

  #bear(more: number): void {
    this.#bearable += more;
    if (this.#bearable >= this.#width()) this.#bearable = Infinity;
    this.#easesAt = Infinity;
    if (this.#bearable < Infinity) this.#easeFrom(this.#isHeld ? this.#heldUntil : this.#clock.now());
  }

  #easeFrom(at: number): void {
    this.#easesAt = at + easeMs;
    this.#easesSince = this.#clock.now();
  }

  get #mayEase(): boolean {
    const now = this.#clock.now();
    return !this.#isHeld && (now >= this.#easesAt || now < this.#easesSince);
  }

  /** @param isNew It was sent after the last refusal. */
  #hold(toldMs: number | undefined, isNew: boolean): number {
    if (isNew) this.#refusals += 1;
    this.#bearable = Math.max(1, Math.floor(Math.min(this.#bearable, this.#width()) / 2));
    // Who kept to what was told, and is refused all the same, does better to wait longer than that.
    const grown = this.#refusals - (toldMs === undefined ? 0 : 1);
    const wait = Math.ceil(Math.max(toldMs ?? 0, this.#growing(grown)));
    const now = this.#clock.now();
    this.#heldUntil = Math.max(this.#isHeld ? this.#heldUntil : now, now + wait);
    this.#heldSince = now;
    this.#easeFrom(this.#heldUntil);
    this.#admit();
    return this.#heldUntil - now;
  }

  /** Jittered, so that a crowd of windows does not come back at once. */
  #growing(step: number): number {
    return step < 1 ? 0 : (0.5 + this.#clock.random() / 2) * Math.min(60_000, 2000 * 4 ** (step - 1));
  }

  #stop(job: string | undefined, error: EaselError): void {
    const reason = restated(error, { money: 'notSent' });
    if (job === undefined) {
      this.#stops += 1;
      this.#lastStop = reason;
    }
    for (const waiting of this.#line.members) {
      if (job !== undefined && waiting.job !== job) continue;
      this.#line.leave(waiting);
      waiting.fail(reason);
    }
    this.#setAlarm();
  }

  #count(job: string, by: 1 | -1): void {
    const count = (this.#aside.get(job) ?? 0) + by;
    if (count > 0) this.#aside.set(job, count);
    else this.#aside.delete(job);
  }
}

/** A queue for each provider that is asked for. */
export function providerQueues(clock: Clock, width: () => number): (provider: string) => ProviderQueue {
  const queues = new Map<string, ProviderQueue>();
  return (provider) => {
    const queue = queues.get(provider) ?? new ProviderQueue(clock, width);
    queues.set(provider, queue);
    return queue;
  };
}
