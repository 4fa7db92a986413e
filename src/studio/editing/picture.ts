import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ViewedImage } from '../../protocol/types.ts';
import { CallError } from '../host.ts';

/** An image that a view is waiting for, has, or cannot have. */
export class Picture implements ReactiveController {
  readonly #view: ReactiveControllerHost;
  #turn = 0;
  #image: ViewedImage | undefined;
  #problem: string | undefined;
  #isAbsent = false;

  constructor(view: ReactiveControllerHost) {
    this.#view = view;
    view.addController(this);
  }

  get image(): ViewedImage | undefined {
    return this.#image;
  }

  /** Why there is none, for people. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** The host knows that there is none. */
  get isAbsent(): boolean {
    return this.#isAbsent;
  }

  hostDisconnected(): void {
    this.#turn++;
  }

  /** What was asked for before is forgotten, also when it comes later. */
  async load(ask: () => Promise<ViewedImage | null>): Promise<void> {
    const turn = ++this.#turn;
    this.#set(undefined);
    try {
      const image = await ask();
      if (turn === this.#turn) this.#set(image ?? undefined, undefined, image === null);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      if (turn === this.#turn) this.#set(undefined, error.info.text);
    }
  }

  #set(image: ViewedImage | undefined, problem?: string, isAbsent = false): void {
    this.#image = image;
    this.#problem = problem;
    this.#isAbsent = isAbsent;
    this.#view.requestUpdate();
  }
}
