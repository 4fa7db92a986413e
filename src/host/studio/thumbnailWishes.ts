import type * as vscode from 'vscode';
import type { Page, ThumbnailFiles } from './pages.ts';

/** Wishes of one page that are looked after at once: those that are there already need not wait for those being made. */
const atOnce = 6;

/** What pages have in view, and would like to see small copies of. Of each page only the last list counts. */
export class ThumbnailWishes {
  readonly #thumbnails: ThumbnailFiles;
  readonly #wishes = new WeakMap<Page, { waiting: vscode.Uri[]; running: number }>();

  constructor(thumbnails: ThumbnailFiles) {
    this.#thumbnails = thumbnails;
  }

  /** @param uris What matters most first. */
  want(page: Page, uris: readonly vscode.Uri[]): void {
    const wish = this.#wishes.get(page) ?? { waiting: [], running: 0 };
    this.#wishes.set(page, wish);
    wish.waiting = [...uris];
    while (wish.running < Math.min(atOnce, uris.length)) {
      wish.running += 1;
      void this.#fulfil(page, wish);
    }
  }

  async #fulfil(page: Page, wish: { waiting: vscode.Uri[]; running: number }): Promise<void> {
    for (let uri = wish.waiting.shift(); uri; uri = wish.waiting.shift()) {
      const file = await this.#thumbnails.file(uri);
      page.tell('thumbnail', { uri: uri.toString(), src: file === undefined ? null : page.srcOf(file) });
    }
    wish.running -= 1;
  }
}
