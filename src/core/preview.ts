import { earlyImages } from '../wire/early.ts';
import { isUsable } from './image/facts.ts';
import type { Log, SeenEvent, SpooledImage } from './ports.ts';

/**
 * A picture that can be shown while its answer is still arriving; never a result by itself. Its file lies in the job's
 * spool, which is removed when the job ends: who shows it reads it at once, and bears that it is gone.
 */
export interface Preview {
  readonly image: SpooledImage;
  /** As it will be saved; false: a partial image or a draft. */
  readonly isFinal: boolean;
}

/**
 * What of the pictures of a job is shown, where calls run beside each other: the newest picture of the newest call that
 * has any. What is shown never goes back to an earlier call, so pictures of several do not take turns in one place.
 */
export class NewestPreview {
  #next: (Preview & { readonly call: number }) | undefined;
  #call = 0;

  offer(preview: Preview & { readonly call: number }): void {
    if (preview.call < this.#call) return;
    this.#call = preview.call;
    this.#next = preview;
  }

  /** What is to be shown now, once; undefined when that is shown already. */
  take(): (Preview & { readonly call: number }) | undefined {
    const next = this.#next;
    this.#next = undefined;
    return next;
  }
}

/** Hands whole pictures of a streamed reply on, until the reply is over. */
export class Previews {
  readonly #show: (preview: Preview) => void;
  readonly #log: Log;
  #isOver = false;

  constructor(show: (preview: Preview) => void, log: Log) {
    this.#show = show;
    this.#log = log;
  }

  readonly seen: SeenEvent = (event, imageOf) => {
    for (const { blob, isFinal } of earlyImages(event)) {
      imageOf(blob).then(
        (image) => {
          if (image?.probe.kind !== 'image' || !isUsable(image.probe) || this.#isOver) return;
          this.#show({ image, isFinal });
        },
        // The reply itself meets the same trouble, and says so.
        (error: unknown) => this.#log.trace(`A preview: ${String(error)}`),
      );
    }
  };

  /** From here on the answer itself is there, or is known not to come. */
  end(): void {
    this.#isOver = true;
  }
}
