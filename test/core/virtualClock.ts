import type { Clock } from '../../src/core/ports.ts';

interface Timer {
  at: number;
  readonly ring: () => void;
}

/** Time that passes only when a test says so, in order, with everything happening in between that may. */
export class VirtualClock implements Clock {
  #now = 1_700_000_000_000;
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#now;
  }

  random(): number {
    return 0.5;
  }

  /** Sleeps that neither ended nor were called off. */
  get pending(): number {
    return this.#timers.size;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.#timers.delete(timer);
        reject(signal.reason as Error);
      };
      const timer: Timer = {
        at: this.#now + ms,
        ring() {
          signal.removeEventListener('abort', stop);
          resolve();
        },
      };
      if (signal.aborted) {
        stop();
        return;
      }
      signal.addEventListener('abort', stop, { once: true });
      this.#timers.add(timer);
    });
  }

  /** The person sets the clock; sleeps go on as before. */
  set(ms: number): void {
    const by = ms - this.#now;
    this.#now = ms;
    for (const timer of this.#timers) timer.at += by;
  }

  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      await settle();
      const next = [...this.#timers].sort((a, b) => a.at - b.at)[0];
      if (!next || next.at > until) break;
      this.#now = next.at;
      this.#timers.delete(next);
      next.ring();
    }
    this.#now = until;
  }

  /** Lets time pass, timer by timer, until the work is done. */
  async until<T>(work: Promise<T>): Promise<T> {
    const state = { isDone: false };
    const done = () => (state.isDone = true);
    work.then(done, done);
    for (;;) {
      await settle();
      if (state.isDone) return work;
      const next = [...this.#timers].sort((a, b) => a.at - b.at)[0];
      if (!next) throw new Error('Nothing will ever happen.');
      await this.advance(next.at - this.#now);
    }
  }
}

/** Lets everything happen that waits for nothing from outside. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 200; turn++) await Promise.resolve();
}
