import { clamp } from './geometry.ts';
import type { Viewport } from './viewport.ts';

const keySteps: Readonly<Record<string, number>> = {
  ArrowLeft: -0.01,
  ArrowDown: -0.01,
  ArrowRight: 0.01,
  ArrowUp: 0.01,
  PageDown: -0.1,
  PageUp: 0.1,
  Home: -1,
  End: 1,
};

/** Moves the line between two images, by pointer and by keys. */
export class Divider {
  readonly #viewport: Viewport;
  readonly #moved: (split: number) => void;
  /** Between the pointer and the line; undefined while it is not held. */
  #offset: number | undefined;

  /** @param moved Told the place of the line, from 0 to 1. */
  constructor(viewport: Viewport, moved: (split: number) => void) {
    this.#viewport = viewport;
    this.#moved = moved;
  }

  down(event: PointerEvent): void {
    const handle = event.currentTarget;
    if (event.button !== 0 || !(handle instanceof HTMLElement)) return;
    handle.setPointerCapture(event.pointerId);
    handle.focus();
    const { left, width } = handle.getBoundingClientRect();
    this.#offset = left + width / 2 - event.clientX;
    event.preventDefault();
  }

  move(event: PointerEvent): void {
    const handle = event.currentTarget;
    if (this.#offset === undefined || !(handle instanceof HTMLElement)) return;
    const stage = handle.parentElement;
    const left = (stage?.getBoundingClientRect().left ?? 0) + (stage?.clientLeft ?? 0);
    const [x] = this.#viewport.toImage([event.clientX + this.#offset - left, 0]);
    this.#moved(clamp(x / this.#viewport.content.width, 0, 1));
  }

  up(): void {
    this.#offset = undefined;
  }

  key(event: KeyboardEvent, split: number): void {
    const step = keySteps[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#moved(clamp(Math.round((split + step) * 100) / 100, 0, 1));
  }
}
