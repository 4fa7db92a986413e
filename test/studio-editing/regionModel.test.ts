import { describe, expect, it } from 'vitest';
import { mostPoints, pointsOf } from '../../src/studio/editing/drawing.ts';
import type { Point } from '../../src/studio/editing/geometry.ts';
import { drawingKey, regionKey } from '../../src/studio/editing/regionKeys.ts';
import { RegionModel } from '../../src/studio/editing/regionModel.ts';
import { Viewport } from '../../src/studio/editing/viewport.ts';
import type { RegionDraft } from '../../src/studio/state.ts';

const plain = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };

function opened(change: Partial<RegionDraft> = {}) {
  const said: string[] = [];
  const kept: RegionDraft[] = [];
  const size = { width: 400, height: 200 };
  const model: RegionModel = new RegionModel(
    { ...RegionModel.emptyDraft('file:///a.png', size), ...change },
    { marked: () => kept.push(model.draft), moved: () => undefined, said: (text) => said.push(text) },
    () => 1,
  );
  const viewport = new Viewport();
  viewport.resize({ width: 824, height: 624 });
  viewport.show(size);
  const press = (key: string, held: Partial<typeof plain> = {}) =>
    drawingKey(model, { ...plain, ...held, key }, viewport) || regionKey(model, { ...plain, ...held, key });
  return { model, said, kept, press };
}

function drag(model: RegionModel, ...points: readonly Point[]): void {
  const [first = [0, 0] as const, ...others] = points;
  model.down(first);
  model.move(others);
  model.up();
}

describe('the region editor', () => {
  it('goes back over everything that was done, also to what an earlier page had marked', () => {
    const { model } = opened({ strokes: [{ tool: 'rectangle', x: 0, y: 0, width: 9, height: 9 }] });
    drag(model, [50, 50], [90, 50]);
    model.invert();
    model.clear();
    expect(model.strokes).toEqual([]);
    const tools: string[][] = [];
    while (model.canUndo) {
      model.undo();
      tools.push(model.strokes.map(({ tool }) => tool));
    }
    expect(tools).toEqual([['rectangle', 'brush', 'invert'], ['rectangle', 'brush'], ['rectangle'], []]);
    while (model.canRedo) model.redo();
    expect(model.strokes).toEqual([]);
  });

  it('forgets what was taken back once something else is drawn', () => {
    const { model } = opened();
    drag(model, [10, 10], [20, 20]);
    model.undo();
    model.selectAll();
    expect(model.canRedo).toBe(false);
    expect(model.strokes).toEqual([{ tool: 'rectangle', x: 0, y: 0, width: 400, height: 200 }]);
  });

  it('inverts twice as if nothing had happened', () => {
    const { model } = opened();
    drag(model, [10, 10], [20, 20]);
    const before = model.strokes;
    model.invert();
    model.invert();
    expect(model.strokes).toEqual(before);
  });

  it('takes a click with the brush for a dot, and with rectangle or lasso for nothing', () => {
    const { model } = opened();
    drag(model, [10, 10]);
    model.tool = 'rectangle';
    drag(model, [10, 10]);
    model.tool = 'lasso';
    drag(model, [10, 10], [20, 20]);
    expect(model.strokes).toEqual([{ tool: 'brush', radius: 10, points: [[10, 10]] }]);
  });

  it('remembers each mark as soon as it is made, and nothing that was called off', () => {
    const { model, kept } = opened();
    model.down([10, 10]);
    model.move([[30, 30]]);
    expect(kept).toEqual([]);
    model.cancel();
    expect([kept, model.strokes]).toEqual([[], []]);
    drag(model, [10, 10], [30, 10]);
    expect(kept.map(({ strokes }) => strokes.length)).toEqual([1]);
  });

  it('holds no more points than it may, and says so', () => {
    const { model, said } = opened();
    const zigzag = Array.from({ length: 15_000 }, (_, index): Point => [index % 400, index % 2 === 0 ? 20 : 180]);
    drag(model, ...zigzag);
    expect(pointsOf(model.strokes)).toBeGreaterThan(10_000);
    drag(model, ...zigzag);
    expect(pointsOf(model.strokes)).toBeLessThanOrEqual(mostPoints);
    expect(said.at(-1)).toContain('too many lines');
  });

  it('draws a rectangle with the keys alone, and says where', () => {
    const { model, said, press } = opened();
    press('r');
    press('ArrowLeft', { shiftKey: true });
    press('Enter');
    press('ArrowRight', { altKey: true });
    press('ArrowDown', { shiftKey: true });
    expect(said.at(-1)).toBe('169, 132');
    press('Enter');
    expect(model.strokes).toEqual([{ tool: 'rectangle', x: 168, y: 100, width: 1, height: 32 }]);
    expect(said.at(-1)).toBe('Marked: 1 × 32 pixels at 168, 100.');
  });

  it('takes back with Escape what is being drawn, and never what is marked', () => {
    const { model, press } = opened();
    drag(model, [10, 10], [30, 10]);
    press('Enter');
    expect(model.isDrawing).toBe(true);
    expect(press('Escape')).toBe(true);
    expect(model.isDrawing).toBe(false);
    expect(press('Escape')).toBe(false);
    expect(model.strokes).toHaveLength(1);
  });

  it('changes tools, sizes and history by keys', () => {
    const { model, press } = opened();
    for (const [key, tool] of [
      ['e', 'eraser'],
      ['l', 'lasso'],
      ['R', 'rectangle'],
      ['b', 'brush'],
    ] as const) {
      press(key);
      expect(model.tool).toBe(tool);
    }
    press(']');
    expect(model.radius).toBe(12);
    for (let times = 0; times < 40; times++) press('[');
    expect(model.radius).toBe(0.5);
    press('a', { ctrlKey: true });
    press('z', { ctrlKey: true });
    expect(model.strokes).toEqual([]);
    press('Z', { ctrlKey: true, shiftKey: true });
    expect(model.strokes).toHaveLength(1);
    press('z', { metaKey: true });
    press('y', { ctrlKey: true });
    expect(model.strokes).toHaveLength(1);
  });
});
