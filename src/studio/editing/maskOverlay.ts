import type { Stroke } from '../state.ts';
import type { Point } from './geometry.ts';
import type { Viewport } from './viewport.ts';

export interface Overlay {
  readonly strokes: readonly Stroke[];
  readonly live: Stroke | undefined;
  readonly feather: number;
  /** Circle that the brush would mark. */
  readonly brush?: { readonly at: Point; readonly radius: number } | undefined;
  /** Where the keys would draw. */
  readonly cursor?: Point | undefined;
}

type Context = CanvasRenderingContext2D;

/** Shows what is marked, at the screen's resolution: the image may be far larger than the screen. */
export class MaskOverlay {
  readonly #canvas: HTMLCanvasElement;
  readonly #viewport: Viewport;
  readonly #overlay: () => Overlay;
  /** What is marked already, kept while neither that nor the view changes. */
  readonly #done = layer();
  readonly #all = layer();
  readonly #scratch = layer();
  #doneFor: readonly unknown[] = [];
  #frame = 0;
  #stripes: { readonly for: string; readonly pattern: CanvasPattern } | undefined;

  constructor(canvas: HTMLCanvasElement, viewport: Viewport, overlay: () => Overlay) {
    this.#canvas = canvas;
    this.#viewport = viewport;
    this.#overlay = overlay;
  }

  /** Draws with the next frame, once however often it is asked. */
  draw(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #paint(): void {
    const { strokes, live, feather, brush, cursor } = this.#overlay();
    this.#resize();
    const { color, outlineColor } = getComputedStyle(this.#canvas);
    this.#markDone(strokes);
    const all = this.#all;
    blank(all);
    all.drawImage(this.#done.canvas, 0, 0);
    if (live) this.#onImage(all, () => drawStroke(all, live, this.#viewport));
    const context = contextOf(this.#canvas);
    blank(context);
    this.#outline(context, outlineColor, 3);
    this.#outline(context, color, 2);
    context.globalCompositeOperation = 'destination-out';
    context.drawImage(all.canvas, 0, 0);
    context.globalCompositeOperation = 'source-over';
    this.#fill(context, color, outlineColor, feather);
    if (brush) this.#ring(context, brush.at, brush.radius, color, outlineColor);
    if (cursor) this.#cross(context, cursor, color, outlineColor);
  }

  #resize(): void {
    const { width, height } = this.#viewport.place;
    const across = Math.max(1, Math.round(width * devicePixelRatio));
    const down = Math.max(1, Math.round(height * devicePixelRatio));
    for (const canvas of [this.#canvas, this.#done.canvas, this.#all.canvas, this.#scratch.canvas]) {
      if (canvas.width !== across) canvas.width = across;
      if (canvas.height !== down) canvas.height = down;
    }
  }

  #markDone(strokes: readonly Stroke[]): void {
    const { width, height } = this.#canvas;
    const doneFor = [strokes, width, height, this.#viewport.scale, ...this.#viewport.origin];
    if (doneFor.every((value, index) => value === this.#doneFor[index])) return;
    this.#doneFor = doneFor;
    blank(this.#done);
    this.#onImage(this.#done, () => {
      for (const stroke of strokes) drawStroke(this.#done, stroke, this.#viewport);
    });
  }

  /** Draws in pixels of the image, and only on it. */
  #onImage(context: Context, draw: () => void): void {
    const { scale, origin, content } = this.#viewport;
    const zoom = scale * devicePixelRatio;
    context.save();
    context.setTransform(zoom, 0, 0, zoom, origin[0] * devicePixelRatio, origin[1] * devicePixelRatio);
    context.beginPath();
    context.rect(0, 0, content.width, content.height);
    context.clip();
    draw();
    context.restore();
  }

  /** What is marked in one colour, shifted to all sides; its inside is taken out later. */
  #outline(context: Context, colour: string, width: number): void {
    const tinted = this.#tinted(colour);
    const by = width * devicePixelRatio;
    for (let side = 0; side < 8; side++) {
      context.drawImage(tinted, Math.cos((side * Math.PI) / 4) * by, Math.sin((side * Math.PI) / 4) * by);
    }
  }

  #tinted(fill: string | CanvasPattern): HTMLCanvasElement {
    const scratch = this.#scratch;
    blank(scratch);
    scratch.drawImage(this.#all.canvas, 0, 0);
    scratch.globalCompositeOperation = 'source-in';
    scratch.fillStyle = fill;
    scratch.fillRect(0, 0, scratch.canvas.width, scratch.canvas.height);
    scratch.globalCompositeOperation = 'source-over';
    return scratch.canvas;
  }

  #fill(context: Context, colour: string, other: string, feather: number): void {
    const tinted = this.#tinted(this.#stripesOf(colour, other));
    const fade = feather * this.#viewport.scale * devicePixelRatio;
    if (fade >= 2) {
      const { scratch, inverse } = { scratch: this.#scratch, inverse: this.#inverse() };
      scratch.globalCompositeOperation = 'destination-out';
      scratch.filter = `blur(${Math.min(fade / 2, 200)}px)`;
      scratch.drawImage(inverse, 0, 0);
      scratch.filter = 'none';
      scratch.globalCompositeOperation = 'source-over';
    }
    context.drawImage(tinted, 0, 0);
  }

  /** The part of the image that is not marked, in the layer of all marks, which are drawn anew with each frame. */
  #inverse(): HTMLCanvasElement {
    const all = this.#all;
    const { width, height } = this.#viewport.content;
    this.#onImage(all, () => {
      all.globalCompositeOperation = 'xor';
      all.fillRect(0, 0, width, height);
    });
    return all.canvas;
  }

  /** Stripes in two colours of the theme, so that some can be seen on any picture. */
  #stripesOf(colour: string, other: string): CanvasPattern {
    const key = `${colour}|${other}|${devicePixelRatio}`;
    if (this.#stripes?.for === key) return this.#stripes.pattern;
    const side = Math.max(8, Math.round(10 * devicePixelRatio));
    const tile = layer(side);
    tile.globalAlpha = 0.3;
    tile.fillStyle = other;
    tile.fillRect(0, 0, side, side);
    tile.globalAlpha = 0.65;
    tile.strokeStyle = colour;
    tile.lineWidth = side * 0.42;
    for (const offset of [-side, 0, side]) {
      tile.beginPath();
      tile.moveTo(offset - side, 2 * side);
      tile.lineTo(offset + 2 * side, -side);
      tile.stroke();
    }
    const pattern = tile.createPattern(tile.canvas, 'repeat');
    if (!pattern) throw new Error('no pattern can be made');
    this.#stripes = { for: key, pattern };
    return pattern;
  }

  #ring(context: Context, at: Point, radius: number, colour: string, other: string): void {
    const [x, y] = this.#viewport.toScreen(at);
    this.#twoTone(context, colour, other, () =>
      context.arc(x, y, Math.max(radius * this.#viewport.scale, 1.5), 0, 2 * Math.PI),
    );
  }

  #cross(context: Context, at: Point, colour: string, other: string): void {
    const [x, y] = this.#viewport.toScreen(at);
    this.#twoTone(context, colour, other, () => {
      for (const [dx, dy] of [[1, 0] as const, [-1, 0] as const, [0, 1] as const, [0, -1] as const]) {
        context.moveTo(x + 4 * dx, y + 4 * dy);
        context.lineTo(x + 16 * dx, y + 16 * dy);
      }
    });
  }

  #twoTone(context: Context, colour: string, other: string, path: () => void): void {
    context.save();
    context.scale(devicePixelRatio, devicePixelRatio);
    context.beginPath();
    path();
    context.lineWidth = 3.5;
    context.strokeStyle = other;
    context.stroke();
    context.lineWidth = 1.5;
    context.strokeStyle = colour;
    context.stroke();
    context.restore();
  }
}

function drawStroke(context: Context, stroke: Stroke, { content }: Viewport): void {
  context.globalCompositeOperation = stroke.tool === 'eraser' ? 'destination-out' : 'source-over';
  switch (stroke.tool) {
    case 'brush':
    case 'eraser':
      context.lineWidth = stroke.radius * 2;
      context.lineCap = 'round';
      context.lineJoin = 'round';
      trace(context, stroke.points);
      // A line to where it is already is a dot.
      context.lineTo(...(stroke.points.at(-1) ?? [0, 0]));
      context.stroke();
      return;
    case 'rectangle':
      context.fillRect(stroke.x, stroke.y, stroke.width, stroke.height);
      return;
    case 'lasso':
      trace(context, stroke.points);
      context.fill('nonzero');
      return;
    case 'invert':
      context.globalCompositeOperation = 'xor';
      context.fillRect(0, 0, content.width, content.height);
  }
}

function trace(context: Context, points: readonly Point[]): void {
  context.beginPath();
  for (const [x, y] of points) context.lineTo(x, y);
}

function blank(context: Context): void {
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
}

function layer(side = 1): Context {
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  return contextOf(canvas);
}

function contextOf(canvas: HTMLCanvasElement): Context {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas can be drawn on');
  return context;
}
