import type { Tool } from './drawing.ts';
import type { RegionModel } from './regionModel.ts';
import { arrows } from './arrows.ts';
import type { Viewport } from './viewport.ts';

interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** CSS pixels that the cursor moves with one press. */
const stride = 4;
const farther = 8;

export const toolKeys: Readonly<Record<Tool, string>> = { brush: 'B', eraser: 'E', rectangle: 'R', lasso: 'L' };

/** Keys on the image itself: they draw. False: it means nothing here. */
export function drawingKey(model: RegionModel, key: Key, { scale }: Viewport): boolean {
  if (key.ctrlKey || key.metaKey) return false;
  if (key.key === 'Enter') {
    model.pressEnter();
    return true;
  }
  const by = arrows[key.key];
  if (!by) return false;
  const step = key.altKey ? 1 : Math.max(1, Math.round(stride / scale)) * (key.shiftKey ? farther : 1);
  model.step(by[0] * step, by[1] * step);
  return true;
}

/** Keys that do the same wherever the focus is. False: it means nothing here. */
export function regionKey(model: RegionModel, key: Key): boolean {
  if (key.altKey) return false;
  const letter = key.key.toLowerCase();
  if (key.ctrlKey || key.metaKey) return historyKey(model, letter, key.shiftKey);
  if (letter === 'escape') return escape(model);
  if (letter === '[' || letter === ']') {
    model.radius = nextRadius(model.radius, letter === ']');
    return true;
  }
  const tool = tools.find((each) => toolKeys[each].toLowerCase() === letter);
  if (!tool || model.isDrawing) return false;
  model.tool = tool;
  return true;
}

const tools: readonly Tool[] = ['brush', 'eraser', 'rectangle', 'lasso'];

function historyKey(model: RegionModel, letter: string, isShift: boolean): boolean {
  if (letter === 'z' && !isShift) model.undo();
  else if (letter === 'y' || letter === 'z') model.redo();
  else if (letter === 'a') model.selectAll();
  else return false;
  return true;
}

/** Takes back what is being drawn, and never what is marked. */
function escape(model: RegionModel): boolean {
  if (!model.isDrawing) return false;
  model.cancel();
  return true;
}

function nextRadius(radius: number, isUp: boolean): number {
  const step = Math.max(0.5, Math.round(radius / 5));
  return isUp ? radius + step : radius - step;
}
