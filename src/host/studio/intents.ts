import type { Intent } from '../../protocol/types.ts';
import type { Page } from './pages.ts';

/** What commands of VS Code ask of pages that may not be there yet. */
export class Intents {
  /** Of a page that was closed before it was there, nothing stays. */
  readonly #waiting = new WeakMap<Page, Intent[]>();

  /** @param isThere The page hears what it is told. */
  add(page: Page, intent: Intent, isThere: boolean): void {
    if (isThere) page.tell('intent', intent);
    else this.#waiting.set(page, [...(this.#waiting.get(page) ?? []), intent]);
  }

  /** All that waits for this page, once. */
  take(page: Page): readonly Intent[] {
    const waiting = this.#waiting.get(page) ?? [];
    this.#waiting.delete(page);
    return waiting;
  }
}
