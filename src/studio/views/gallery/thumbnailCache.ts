import type { Store } from '../../store.ts';

/** Addresses that are remembered: some screens up and down. */
const most = 3000;
/** Until scrolling has come to rest for a moment, nothing is asked for. */
const askMs = 50;
/** Most that the host takes at once. */
const mostWishes = 300;

/** Small copies for tiles: asked for while they are in view, and remembered. */
export class ThumbnailCache {
  readonly #store: Store;
  readonly #onNews: () => void;
  /** By URI; null: none can be made. The one that was heard of first comes first. */
  readonly #known = new Map<string, string | null>();
  #asked: ReadonlySet<string> = new Set();
  readonly #lost = new Set<string>();
  #wanted: readonly string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stop: (() => void) | undefined;

  /** @param onNews Called when tiles have something else to show, once for many. */
  constructor(store: Store, onNews: () => void) {
    this.#store = store;
    this.#onNews = onNews;
  }

  connect(): void {
    let isTelling = false;
    this.#stop = this.#store.onEvent((event) => {
      if (event.name === 'thumbnail') this.#hear(event.data.uri, event.data.src);
      else if (event.name === 'fileMoved') this.#known.delete(event.data.from);
      else return;
      if (isTelling) return;
      isTelling = true;
      requestAnimationFrame(() => {
        isTelling = false;
        this.#onNews();
      });
    });
  }

  disconnect(): void {
    this.#stop?.();
    clearTimeout(this.#timer);
  }

  /** Undefined: not known yet. Null: there is none. */
  srcOf(uri: string): string | null | undefined {
    return this.#known.get(uri);
  }

  /** What is in view now, what matters most first. */
  want(uris: readonly string[]): void {
    this.#wanted = uris;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const missing = this.#wanted.filter((uri) => !this.#known.has(uri)).slice(0, mostWishes);
      // To ask again for what is on its way would only put it back to the end.
      if (missing.some((uri) => !this.#asked.has(uri))) void this.#ask(missing);
    }, askMs);
  }

  /** Files may be different: what is in view is asked for anew, and shown as it was until then. */
  refresh(): void {
    const shown = new Set(this.#wanted);
    for (const uri of this.#known.keys()) if (!shown.has(uri)) this.#known.delete(uri);
    if (shown.size > 0) void this.#ask(this.#wanted.slice(0, mostWishes));
  }

  /** What was there cannot be loaded any more: asked for once again. */
  lose(uri: string): void {
    if (this.#lost.has(uri)) this.#known.set(uri, null);
    else this.#known.delete(uri);
    this.#lost.add(uri);
    this.#asked = new Set();
    this.want(this.#wanted);
    this.#onNews();
  }

  async #ask(uris: readonly string[]): Promise<void> {
    this.#asked = new Set(uris);
    await this.#store.attempt(() => this.#store.host.call('wantThumbnails', { uris: [...uris] }));
  }

  #hear(uri: string, src: string | null): void {
    this.#known.delete(uri);
    this.#known.set(uri, src);
    const [oldest] = this.#known.keys();
    if (this.#known.size > most && oldest !== undefined) this.#known.delete(oldest);
  }
}
