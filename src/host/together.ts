import type { Plan } from '../core/plan.ts';

/** One of several jobs that begin together. */
export interface Party {
  /** Answers when it is known of the others, too, what they would make. */
  mayMake(plan: Plan): Promise<boolean>;
  /** It makes nothing that anybody has to be asked about, or nothing at all. Once it has asked, this means nothing. */
  leave(): void;
}

/** Jobs that begin together, so that their person is asked once about the images of all. */
export class Together {
  readonly #ask: (plans: readonly Plan[]) => Promise<boolean>;
  readonly #plans: Plan[] = [];
  readonly #answer: Promise<boolean>;
  #missing: number;
  #decide: () => void = () => undefined;

  constructor(jobs: number, ask: (plans: readonly Plan[]) => Promise<boolean>) {
    this.#missing = jobs;
    this.#ask = ask;
    this.#answer = new Promise<void>((resolve) => {
      this.#decide = resolve;
    }).then(() => this.#decided());
  }

  /** For each job once. */
  join(): Party {
    let isIn = true;
    const out = () => {
      if (!isIn) return;
      isIn = false;
      this.#missing -= 1;
      if (this.#missing === 0) this.#decide();
    };
    return {
      mayMake: (plan) => {
        if (isIn) this.#plans.push(plan);
        out();
        return this.#answer;
      },
      leave: out,
    };
  }

  #decided(): Promise<boolean> | boolean {
    return this.#plans.length === 0 || this.#ask(this.#plans);
  }
}
