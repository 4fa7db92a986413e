import { t } from '@vscode/l10n';
import type { RegionDraft, Stroke } from '../state.ts';
import { Drawing, mostPoints, pointsOf, type Tool } from './drawing.ts';
import { mostFeather } from './feather.ts';
import { clamp, clampPoint, rectWithin, type Point, type Rect, type Size } from './geometry.ts';
import { History } from './history.ts';
import type { Pen } from './pen.ts';

export const mostRadius = 500;

interface Told {
  /** The marks are others. */
  readonly marked: () => void;
  /** Something is to be drawn anew, and no mark is. */
  readonly moved: () => void;
  /** For people who hear the page. */
  readonly said: (text: string) => void;
}

/** What is marked on one image, by what tool, and the cursor that keys move. Knows nothing of how it is shown. */
export class RegionModel implements Pen {
  readonly uri: string;
  readonly size: Size;
  tool: Tool = 'brush';
  #radius: number;
  #feather: number;
  #keepsOutside: boolean;
  #drawing: Drawing | undefined;
  #hover: Point | undefined;
  #cursor: Point | undefined;
  readonly #history: History<readonly Stroke[]>;
  readonly #told: Told;
  readonly #scale: () => number;

  /** @param scale CSS pixels for one pixel of the image, as it is now. */
  constructor(draft: RegionDraft, told: Told, scale: () => number) {
    const { strokes, width, height } = draft;
    this.uri = draft.uri;
    this.size = { width, height };
    this.#radius = clamp(Math.round(Math.min(width, height) / 20), 1, mostRadius);
    this.#feather = draft.feather;
    this.#keepsOutside = draft.keepsOutside;
    this.#history = new History(
      strokes,
      strokes.map((_, index) => strokes.slice(0, index)),
    );
    this.#told = told;
    this.#scale = scale;
  }

  /** A region with nothing in it. Its edge fades over what looks soft at the image's size. */
  static emptyDraft(uri: string, { width, height }: Size): RegionDraft {
    const feather = clamp(Math.round(Math.min(width, height) / 64), 0, 32);
    return { uri, width, height, strokes: [], feather, keepsOutside: true };
  }

  get draft(): RegionDraft {
    return {
      uri: this.uri,
      ...this.size,
      strokes: this.strokes,
      feather: this.#feather,
      keepsOutside: this.#keepsOutside,
    };
  }

  get strokes(): readonly Stroke[] {
    return this.#history.present;
  }

  /** What is being drawn. */
  get live(): Stroke | undefined {
    return this.#drawing?.stroke;
  }

  get isDrawing(): boolean {
    return this.#drawing !== undefined;
  }

  get canUndo(): boolean {
    return this.#history.canUndo;
  }

  get canRedo(): boolean {
    return this.#history.canRedo;
  }

  get radius(): number {
    return this.#radius;
  }

  set radius(radius: number) {
    this.#radius = clamp(radius, 0.5, mostRadius);
    this.#told.moved();
  }

  get feather(): number {
    return this.#feather;
  }

  set feather(feather: number) {
    this.#feather = clamp(Math.round(feather), 0, mostFeather);
    this.#told.marked();
  }

  get keepsOutside(): boolean {
    return this.#keepsOutside;
  }

  set keepsOutside(keepsOutside: boolean) {
    this.#keepsOutside = keepsOutside;
    this.#told.marked();
  }

  /** Where the pointer is. */
  get hovered(): Point | undefined {
    return this.#hover;
  }

  /** Where the keys would draw; undefined while the pointer is used. */
  get cursor(): Point | undefined {
    return this.#cursor;
  }

  down(at: Point): void {
    this.#cursor = undefined;
    this.#hover = at;
    this.#begin(at);
  }

  move(points: readonly Point[]): void {
    this.#hover = points.at(-1);
    this.#drawing?.to(points);
    this.#told.moved();
  }

  up(): void {
    this.#end();
  }

  cancel(): void {
    this.#drawing = undefined;
    this.#told.moved();
  }

  hover(at: Point | undefined): void {
    this.#hover = at;
    this.#told.moved();
  }

  /** The space bar does what Enter does. */
  tap(): void {
    this.pressEnter();
  }

  /** Moves the cursor of the keys. */
  step(dx: number, dy: number): void {
    const { width, height } = this.size;
    const [x, y] = this.#cursor ?? [width / 2, height / 2];
    const at = clampPoint([Math.round(x + dx), Math.round(y + dy)], this.size);
    this.#cursor = at;
    this.#hover = undefined;
    this.#drawing?.to([at]);
    this.#told.said(`${at[0]}, ${at[1]}`);
    this.#told.moved();
  }

  /** Begins what the keys draw, or ends it. */
  pressEnter(): void {
    const at = this.#cursor ?? [Math.round(this.size.width / 2), Math.round(this.size.height / 2)];
    this.#cursor = at;
    if (this.#drawing) {
      this.#end();
      return;
    }
    this.#begin(at);
    this.#told.said(
      t('Begun at {0}, {1}. Move with the arrow keys, Enter ends it, Escape takes it back.', at[0], at[1]),
    );
  }

  undo(): void {
    if (this.#history.undo()) this.#changed(t('Undone.'));
  }

  redo(): void {
    if (this.#history.redo()) this.#changed(t('Redone.'));
  }

  clear(): void {
    if (this.strokes.length === 0) return;
    this.#history.set([]);
    this.#changed(t('Nothing is marked.'));
  }

  selectAll(): void {
    this.#history.set([{ tool: 'rectangle', x: 0, y: 0, ...this.size }]);
    this.#changed(t('The whole image is marked.'));
  }

  invert(): void {
    const { strokes } = this;
    const isTwice = strokes.at(-1)?.tool === 'invert';
    this.#history.set(isTwice ? strokes.slice(0, -1) : [...strokes, { tool: 'invert' }]);
    this.#changed(t('The selection is inverted.'));
  }

  addRectangle(rect: Rect): void {
    this.#add({ tool: 'rectangle', ...rectWithin(rect, this.size) });
  }

  #begin(at: Point): void {
    this.#drawing = new Drawing(this.tool, this.#radius, this.size, at);
    this.#told.moved();
  }

  #end(): void {
    const drawing = this.#drawing;
    this.#drawing = undefined;
    // A click with rectangle or lasso marks nothing.
    if (!drawing?.stroke) {
      this.#told.moved();
      return;
    }
    const stroke = drawing.ended(0.35 / this.#scale(), mostPoints - pointsOf(this.strokes));
    if (stroke) this.#add(stroke);
    else this.#told.said(t('There are too many lines already. Clear some of them, then draw again.'));
    this.#told.moved();
  }

  #add(stroke: Stroke): void {
    this.#history.set([...this.strokes, stroke]);
    this.#changed(toldOf(stroke));
  }

  #changed(text: string): void {
    this.#told.said(text);
    this.#told.marked();
  }
}

function toldOf(stroke: Stroke): string {
  if (stroke.tool === 'eraser') return t('Erased.');
  if (stroke.tool !== 'rectangle') return t('Marked.');
  return t('Marked: {0} × {1} pixels at {2}, {3}.', stroke.width, stroke.height, stroke.x, stroke.y);
}
