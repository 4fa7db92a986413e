import { clamp, type Point, type Size } from './geometry.ts';

export const leastScale = 0.02;
export const mostScale = 64;
const steps = [0.05, 0.1, 0.25, 0.33, 0.5, 0.67, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 32, 64];
/** Around what is fitted, so that its edges can be reached. */
const margin = 12;
/** Pixels of the content that stay in view however far it is moved. */
const staysInView = 32;

/** How an image lies in the place that shows it. Several places can share one, and so move together. */
export class Viewport {
  #content: Size = { width: 1, height: 1 };
  #place: Size = { width: 0, height: 0 };
  #scale = 1;
  #x = 0;
  #y = 0;
  #isFitted = true;
  readonly #listeners = new Set<() => void>();

  /** CSS pixels for one pixel of the image. */
  get scale(): number {
    return this.#scale;
  }

  /** Where the image's corner is in its place. */
  get origin(): Point {
    return [this.#x, this.#y];
  }

  get content(): Size {
    return this.#content;
  }

  get place(): Size {
    return this.#place;
  }

  get isFitted(): boolean {
    return this.#isFitted;
  }

  /** Called after each change, until the returned function is called. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  show(content: Size): void {
    if (content.width === this.#content.width && content.height === this.#content.height) return;
    this.#content = { width: content.width, height: content.height };
    this.fit();
  }

  /** The place has another size: what is fitted stays so, and else the middle stays in the middle. */
  resize(place: Size): void {
    const { width, height } = this.#place;
    if (place.width === width && place.height === height) return;
    this.#place = { width: place.width, height: place.height };
    if (this.#isFitted || width === 0) this.fit();
    else this.#move(this.#x + (place.width - width) / 2, this.#y + (place.height - height) / 2);
  }

  /** All of it, in the middle. A small image is shown larger by whole numbers, never blurred. */
  fit(): void {
    const { width, height } = this.#content;
    const room = Math.min((this.#place.width - 2 * margin) / width, (this.#place.height - 2 * margin) / height);
    const fitting = Math.max(room, leastScale);
    const enlarged = Math.max(1, Math.min(Math.floor(256 / Math.max(width, height)), Math.floor(fitting)));
    this.#scale = clamp(Math.min(fitting, enlarged), leastScale, mostScale);
    this.#isFitted = true;
    this.#move((this.#place.width - width * this.#scale) / 2, (this.#place.height - height * this.#scale) / 2);
  }

  /** @param at What stays where it is; the middle when nothing is said. */
  zoomTo(scale: number, at: Point = [this.#place.width / 2, this.#place.height / 2]): void {
    const [x, y] = this.toImage(at);
    this.#scale = clamp(scale, leastScale, mostScale);
    this.#isFitted = false;
    this.#move(at[0] - x * this.#scale, at[1] - y * this.#scale);
  }

  zoomIn(at?: Point): void {
    this.zoomTo(steps.find((step) => step > this.#scale * 1.001) ?? mostScale, at);
  }

  zoomOut(at?: Point): void {
    this.zoomTo(steps.findLast((step) => step < this.#scale * 0.999) ?? leastScale, at);
  }

  pan(dx: number, dy: number): void {
    this.#isFitted = false;
    this.#move(this.#x + dx, this.#y + dy);
  }

  /** Moves no further than is needed for a place of the image to be seen. */
  reveal(point: Point, margin = 24): void {
    const [x, y] = this.toScreen(point);
    const dx = clamp(x, margin, Math.max(margin, this.#place.width - margin)) - x;
    const dy = clamp(y, margin, Math.max(margin, this.#place.height - margin)) - y;
    if (dx !== 0 || dy !== 0) this.pan(dx, dy);
  }

  toImage([x, y]: Point): Point {
    return [(x - this.#x) / this.#scale, (y - this.#y) / this.#scale];
  }

  toScreen([x, y]: Point): Point {
    return [x * this.#scale + this.#x, y * this.#scale + this.#y];
  }

  #move(x: number, y: number): void {
    const { width, height } = this.#content;
    this.#x = clamp(x, staysInView - width * this.#scale, this.#place.width - staysInView);
    this.#y = clamp(y, staysInView - height * this.#scale, this.#place.height - staysInView);
    if (this.#isFitted) [this.#x, this.#y] = [x, y];
    for (const listener of this.#listeners) listener();
  }
}
