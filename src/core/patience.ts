import type { Clock } from './ports.ts';

/** How long a person waits for one call. While they are asked something the time does not count. */
export class Patience {
  readonly #clock: Clock;
  #ends: number;

  /** @param ms The whole wait, from now. */
  constructor(clock: Clock, ms: number) {
    this.#clock = clock;
    this.#ends = clock.now() + ms;
  }

  /** ms since the epoch */
  get ends(): number {
    return this.#ends;
  }

  async asking<T>(question: () => Promise<T>): Promise<T> {
    const asked = this.#clock.now();
    try {
      return await question();
    } finally {
      this.#ends += this.#clock.now() - asked;
    }
  }
}
