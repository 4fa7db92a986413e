/** States of something that is replaced as a whole, for going back and forth. */
export class History<T> {
  #past: T[];
  #future: T[] = [];
  #present: T;

  /** @param past Earlier states, oldest first. */
  constructor(present: T, past: readonly T[] = []) {
    this.#present = present;
    this.#past = [...past];
  }

  get present(): T {
    return this.#present;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** What had been taken back is gone. */
  set(present: T): void {
    this.#past.push(this.#present);
    this.#present = present;
    this.#future = [];
  }

  /** False: there is nothing to go back to. */
  undo(): boolean {
    const earlier = this.#past.pop();
    if (earlier === undefined) return false;
    this.#future.push(this.#present);
    this.#present = earlier;
    return true;
  }

  redo(): boolean {
    const later = this.#future.pop();
    if (later === undefined) return false;
    this.#past.push(this.#present);
    this.#present = later;
    return true;
  }
}
