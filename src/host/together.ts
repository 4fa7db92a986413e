import type { Plan } from '../core/plan.ts';

/** One of several jobs that begin together. */
export interface Party<Asked = Plan> {
  /** Answers when it is known of the others, too, what they would make. */
  mayMake(plan: Asked): Promise<boolean>;
  /** It makes nothing that anybody has to be asked about, or nothing at all. Once it has asked, this means nothing. */
  leave(): void;
}

/** Jobs that begin together, so that their person is asked once about the images of all. */
export class Together<Asked = Plan> {
  readonly #ask: (plans: readonly Asked[]) => Promise<boolean>;
  readonly #plans: Asked[] = [];
  readonly #answer: Promise<boolean>;
  #missing: number;
  #decide: () => void = () => undefined;

  constructor(jobs: number, ask: (plans: readonly Asked[]) => Promise<boolean>) {
    this.#missing = jobs;
    this.#ask = ask;
    this.#answer = new Promise<void>((resolve) => {
      this.#decide = resolve;
    }).then(() => this.#decided());
  }

  /** For each job once. */
  join(): Party<Asked> {
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
