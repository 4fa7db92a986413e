import { isDeepStrictEqual } from 'node:util';

/** Nobody asks for the very same again on purpose within this time. */
const windowMs = 1000;

interface Begun<Answer> {
  readonly at: number;
  readonly args: unknown;
  readonly answer: Promise<Answer>;
}

/** Begins once what somebody asks for twice at once: the second of a double click must not be paid for, too. */
export class DoubleClicks<Answer> {
  readonly #now: () => number;
  readonly #latest = new WeakMap<object, Begun<Answer>>();

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Answers the same to the very same `args` of the same asker. What failed is begun again. */
  once(asker: object, args: unknown, begin: () => Promise<Answer>): Promise<Answer> {
    const at = this.#now();
    const before = this.#latest.get(asker);
    if (before && at - before.at < windowMs && isDeepStrictEqual(before.args, args)) return before.answer;
    const begun = { at, args, answer: begin() };
    this.#latest.set(asker, begun);
    begun.answer.catch(() => {
      if (this.#latest.get(asker) === begun) this.#latest.delete(asker);
    });
    return begun.answer;
  }
}
