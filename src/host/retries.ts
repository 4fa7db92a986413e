const firstWaitMs = 30_000;
const longestWaitMs = 30 * 60_000;

/** When what failed is tried again by itself: at once when it was never tried, then ever later. */
export class Retries {
  readonly #now: () => number;
  readonly #failed = new Map<string, { readonly times: number; readonly at: number; readonly notBeforeMs: number }>();

  /** @param now ms since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  isDue(what: string): boolean {
    const last = this.#failed.get(what);
    if (!last) return true;
    const waited = this.#now() - last.at;
    // A clock that was set back must not make it wait for as long as it was set back.
    const wait = Math.min(longestWaitMs, firstWaitMs * 2 ** (last.times - 1));
    return waited < 0 || waited >= Math.max(wait, last.notBeforeMs);
  }

  /** @param notBeforeMs How long whoever was asked wants to be left alone. */
  failed(what: string, notBeforeMs = 0): void {
    this.#failed.set(what, { times: (this.#failed.get(what)?.times ?? 0) + 1, at: this.#now(), notBeforeMs });
  }

  /** Everything may be tried at once. */
  clear(): void {
    this.#failed.clear();
  }
}
