/** Who wants to know that something changed. */
export class Listeners {
  readonly #listeners = new Set<() => void>();

  add(listener: () => void): { dispose: () => void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
