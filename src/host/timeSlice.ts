import { setImmediate as nextTurn } from 'node:timers/promises';

/** In ms: short enough that nobody else on this thread notices. */
const longest = 5;

/** Long work in small pieces, with the turns of others in between. */
export class TimeSlice {
  #since = performance.now();

  /** Lets others have their turn if this work has had its time. */
  async turn(): Promise<void> {
    if (performance.now() - this.#since < longest) return;
    await nextTurn();
    this.#since = performance.now();
  }
}
