import { abortable } from './abortable.ts';

interface Open {
  readonly answer: Promise<boolean>;
  readonly controller: AbortController;
  waiting: number;
}

/** Questions that several jobs have at the same time, and that their person is asked once. */
export class SharedQuestions {
  readonly #open = new Map<string, Open>();

  /**
   * The answer to the question of this subject; false for a job that is called off. The question goes away only when
   * none of those who asked is waiting any more.
   * @param ask Asks the person, unless that is being done already.
   */
  async ask(subject: string, signal: AbortSignal, ask: (signal: AbortSignal) => Promise<boolean>): Promise<boolean> {
    const open = this.#open.get(subject) ?? this.#begin(subject, ask);
    open.waiting += 1;
    try {
      return await abortable(open.answer, signal).catch((error: unknown) => {
        if (signal.aborted) return false;
        throw error;
      });
    } finally {
      open.waiting -= 1;
      if (open.waiting === 0) {
        // Whoever comes while it goes away has not been asked yet.
        this.#forget(subject, open.answer);
        open.controller.abort();
      }
    }
  }

  #begin(subject: string, ask: (signal: AbortSignal) => Promise<boolean>): Open {
    const controller = new AbortController();
    const answer = ask(controller.signal).finally(() => this.#forget(subject, answer));
    const open = { answer, controller, waiting: 0 };
    this.#open.set(subject, open);
    return open;
  }

  #forget(subject: string, answer: Promise<boolean>): void {
    if (this.#open.get(subject)?.answer === answer) this.#open.delete(subject);
  }
}
