import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Transform, TransformPreview } from '../../protocol/types.ts';
import { CallError } from '../host.ts';
import type { Store } from '../store.ts';

/** ms of rest before the host is asked: it decodes, resizes and encodes for each answer. */
const rest = 300;

/** What the host says that a transform would give. */
export class TrialResult implements ReactiveController {
  readonly #view: ReactiveControllerHost;
  readonly #store: () => Store;
  #wanted = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #preview: TransformPreview | undefined;
  #problem: string | undefined;
  #isWaiting = false;

  constructor(view: ReactiveControllerHost, store: () => Store) {
    this.#view = view;
    this.#store = store;
    view.addController(this);
  }

  /** Undefined while what is wanted is not known. */
  get preview(): TransformPreview | undefined {
    return this.#preview;
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#wanted = '';
  }

  /** Asks once it has not changed for a while; the same again asks nothing. */
  want(uri: string, transform: Transform | undefined): void {
    const wanted = transform ? JSON.stringify([uri, transform]) : '';
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#preview = undefined;
    this.#problem = undefined;
    this.#isWaiting = transform !== undefined;
    clearTimeout(this.#timer);
    if (transform) this.#timer = setTimeout(() => void this.#ask(wanted, uri, transform), rest);
  }

  async #ask(wanted: string, uri: string, transform: Transform): Promise<void> {
    const answer = await this.#store()
      .host.call('previewTransform', { uri, transform })
      .catch((error: unknown) => {
        if (error instanceof CallError) return error;
        throw error;
      });
    if (wanted !== this.#wanted) return;
    this.#isWaiting = false;
    if (answer instanceof CallError) this.#problem = answer.info.text;
    else this.#preview = answer;
    this.#view.requestUpdate();
  }
}
