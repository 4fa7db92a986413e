import type { Clock } from './ports.ts';

/**
 * How long a person waits for one call, from when it has its first place among the requests to its service. What its
 * person does meanwhile does not count, nor that others go before it: "the whole wait for one image" is about a service
 * that is slow with that image, and the last of twenty would else fail for being the last.
 */
export class Patience {
  readonly #clock: Clock;
  readonly #whole: number;
  #ends: number;

  /** @param ms The whole wait, from now. */
  constructor(clock: Clock, ms: number) {
    this.#clock = clock;
    this.#whole = ms;
    this.#ends = clock.now() + ms;
  }

  /** ms since the epoch */
  get ends(): number {
    return this.#ends;
  }

  /**
   * Whether so long a wait leaves half of the time for the answer: a request that is sent when there is hardly any left
   * is cut by ourselves, and may have been charged.
   */
  allows(ms: number): boolean {
    return this.#clock.now() + ms <= this.#ends - this.#whole / 2;
  }

  /** @param counted ms of it that count all the same. */
  async aside<T>(work: () => Promise<T>, counted = 0): Promise<T> {
    const began = this.#clock.now();
    try {
      return await work();
    } finally {
      this.#ends += Math.max(0, this.#clock.now() - began - counted);
    }
  }
}
