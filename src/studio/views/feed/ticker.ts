import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Draws a view again each second, as long as something in it moves and somebody can see it. */
export class Ticker implements ReactiveController {
  /** ms since the epoch. */
  now = Date.now();
  readonly #view: ReactiveControllerHost;
  readonly #moves: () => boolean;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(view: ReactiveControllerHost, moves: () => boolean) {
    this.#view = view;
    this.#moves = moves;
    view.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#onVisibility);
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#onVisibility);
    this.#stop();
  }

  hostUpdate(): void {
    this.now = Date.now();
  }

  hostUpdated(): void {
    this.#look();
  }

  readonly #onVisibility = () => {
    this.#look();
    if (!document.hidden) this.#view.requestUpdate();
  };

  #look(): void {
    if (document.hidden || !this.#moves()) this.#stop();
    else this.#timer ??= setInterval(() => this.#view.requestUpdate(), 1000);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
