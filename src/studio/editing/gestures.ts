import type { Point } from './geometry.ts';
import type { Pen } from './pen.ts';
import type { Viewport } from './viewport.ts';

interface Surface extends HTMLElement {
  readonly viewport: Viewport;
  readonly pen: Pen | undefined;
  requestUpdate(): void;
}

const leftButton = 0;
const middleButton = 1;
const pixelsPerLine = 16;

/** What pointer, wheel and space bar do to a stage: draw, move and zoom. */
export class Gestures {
  readonly #stage: Surface;
  readonly #onPan: (isPanning: boolean) => void;
  /** Where each pointer that is down was last, on the stage. */
  readonly #pointers = new Map<number, Point>();
  #mode: 'none' | 'draw' | 'pan' | 'pinch' = 'none';
  #isSpaceDown = false;
  #didPan = false;

  constructor(stage: Surface, onPan: (isPanning: boolean) => void) {
    this.#stage = stage;
    this.#onPan = onPan;
  }

  /** The space bar is held: the pointer moves the image, whatever else it does. */
  get wantsPan(): boolean {
    return this.#isSpaceDown;
  }

  wheel(event: WheelEvent): void {
    event.preventDefault();
    const { viewport } = this.#stage;
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? pixelsPerLine : 1;
    // A pinch on a touchpad comes as a wheel with Ctrl.
    if (event.ctrlKey || event.metaKey) {
      viewport.zoomTo(viewport.scale * Math.exp(-event.deltaY * unit * 0.005), this.#placeOf(event));
    } else if (event.shiftKey && event.deltaX === 0) viewport.pan(-event.deltaY * unit, 0);
    else viewport.pan(-event.deltaX * unit, -event.deltaY * unit);
  }

  down(event: PointerEvent): void {
    if (event.button !== leftButton && event.button !== middleButton) return;
    // Else the browser scrolls by itself with the middle button.
    if (event.button === middleButton) event.preventDefault();
    const at = this.#placeOf(event);
    capture(event);
    this.#pointers.set(event.pointerId, at);
    const { pen, viewport } = this.#stage;
    if (this.#pointers.size === 2) {
      if (this.#mode === 'draw') pen?.cancel();
      this.#become('pinch');
    } else if (this.#pointers.size === 1) {
      if (!pen || this.#isSpaceDown || event.button === middleButton) this.#become('pan');
      else {
        this.#become('draw');
        pen.down(viewport.toImage(at));
      }
    }
  }

  move(event: PointerEvent): void {
    const { pen, viewport } = this.#stage;
    const before = this.#pointers.get(event.pointerId);
    const at = this.#placeOf(event);
    if (!before) {
      pen?.hover(viewport.toImage(at));
      return;
    }
    if (this.#mode === 'pinch') this.#pinch(event.pointerId, before, at);
    this.#pointers.set(event.pointerId, at);
    if (this.#mode === 'pan') {
      this.#didPan = true;
      viewport.pan(at[0] - before[0], at[1] - before[1]);
    } else if (this.#mode === 'draw') {
      const events = event.getCoalescedEvents();
      const all = events.length > 0 ? events : [event];
      pen?.move(all.map((each) => viewport.toImage(this.#placeOf(each))));
    }
  }

  up(event: PointerEvent): void {
    if (!this.#pointers.delete(event.pointerId)) return;
    if (this.#mode === 'draw') this.#stage.pen?.up();
    // One finger of two goes on moving the image.
    this.#become(this.#mode === 'pinch' && this.#pointers.size === 1 ? 'pan' : 'none');
  }

  cancel(event: PointerEvent): void {
    if (!this.#pointers.delete(event.pointerId)) return;
    if (this.#mode === 'draw') this.#stage.pen?.cancel();
    this.#become('none');
  }

  keyDown(event: KeyboardEvent): void {
    if (event.key !== ' ' || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (event.repeat) return;
    this.#isSpaceDown = true;
    this.#didPan = false;
    this.#stage.requestUpdate();
  }

  keyUp(event: KeyboardEvent): void {
    if (event.key !== ' ' || !this.#isSpaceDown) return;
    this.#isSpaceDown = false;
    if (!this.#didPan) this.#stage.pen?.tap?.();
    this.#stage.requestUpdate();
  }

  blur(): void {
    this.#isSpaceDown = false;
    this.#stage.requestUpdate();
  }

  #become(mode: 'none' | 'draw' | 'pan' | 'pinch'): void {
    this.#mode = mode;
    this.#onPan(mode === 'pan' || mode === 'pinch');
  }

  #pinch(id: number, before: Point, at: Point): void {
    const other = [...this.#pointers].find(([each]) => each !== id)?.[1];
    if (!other) return;
    const { viewport } = this.#stage;
    const apart = Math.hypot(before[0] - other[0], before[1] - other[1]);
    const apartNow = Math.hypot(at[0] - other[0], at[1] - other[1]);
    if (apart > 0) viewport.zoomTo((viewport.scale * apartNow) / apart, other);
    viewport.pan((at[0] - before[0]) / 2, (at[1] - before[1]) / 2);
  }

  #placeOf(event: MouseEvent): Point {
    const { left, top } = this.#stage.getBoundingClientRect();
    return [event.clientX - left - this.#stage.clientLeft, event.clientY - top - this.#stage.clientTop];
  }
}

/** What is begun here ends here, also where the pointer leaves; one that is gone already cannot be held. */
function capture(event: PointerEvent): void {
  const target = event.currentTarget;
  if (!(target instanceof Element)) return;
  try {
    target.setPointerCapture(event.pointerId);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}
