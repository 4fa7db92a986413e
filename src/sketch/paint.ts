import { paintChanges, paintWeather } from './accents.ts';
import { paintFrame } from './frame.ts';
import { paintMark } from './mark.ts';
import { openRegion, patch } from './mask.ts';
import { Chance, hashText, mixBits } from './numbers.ts';
import { choosePalette } from './palette.ts';
import type { Raster } from './raster.ts';
import { collage, reprint } from './reprint.ts';
import { cover } from './resample.ts';
import { scenes } from './scenes/index.ts';
import { Sheet } from './sheet.ts';
import { read, type Reading, type Subject } from './words.ts';

export interface PaintOrder {
  readonly prompt: string;
  readonly seed: number;
  /** Pixels of the result, whole numbers from 1. */
  readonly width: number;
  readonly height: number;
  /** Pictures to change. None: a new picture. The first is the ground, the others are pasted on it. */
  readonly references: readonly Raster[];
  /** Alpha 0: change here. Lies over the first reference; without a reference it says nothing. */
  readonly mask?: Raster;
}

/**
 * Paints a picture from a prompt, or changes one as an instruction says. Knows a few hundred words and no more; it
 * makes a placeholder that is pleasant to look at. The same order always gives the same bytes, on any machine.
 */
export function paint(order: PaintOrder): Raster {
  const [first, ...others] = order.references;
  if (first === undefined) return paintNew(order, order.width, order.height, true);
  if (order.mask === undefined) return paintEdit(order, first, others);
  return paintWithin(order, first, order.mask);
}

function chanceOf({ prompt, seed }: PaintOrder): Chance {
  return new Chance(mixBits(hashText(prompt.trim()) ^ mixBits(seed)));
}

/** For prompts without a known word. */
const anything: readonly [Subject, ...Subject[]] = [
  'hills',
  'abstract',
  'botanical',
  'contour',
  'sea',
  'stillLife',
  'forest',
  'abstract',
  'city',
];

function chooseSubject(reading: Reading, chance: Chance): Subject {
  const [named] = reading.subjects;
  if (named !== undefined) return named;
  if (reading.moods.has('night')) return 'night';
  return chance.pick(anything);
}

/** Scenes that are a composition of their own and look wrong inside a margin. */
const frameless: ReadonlySet<Subject> = new Set<Subject>(['emblem', 'diagram', 'contour', 'abstract']);

function paintNew(order: PaintOrder, width: number, height: number, mayFrame: boolean): Raster {
  const reading = read(order.prompt);
  const chance = chanceOf(order);
  const subject = chooseSubject(reading, chance);
  const palette = choosePalette(reading, subject, chance);
  const sheet = new Sheet(width, height, chance.bits(), palette.paper);
  const framed = chance.chance(0.4) && mayFrame;
  const upright = height > width * 1.15;
  scenes[subject]({ sheet, palette, chance: chance.fork(), reading });
  paintWeather({ sheet, palette, chance: chance.fork(), reading });
  const long = Math.max(width, height) > 2 * Math.min(width, height);
  if (framed && !long && sheet.m >= 200 && !frameless.has(subject)) {
    paintFrame(
      sheet,
      palette.paper,
      chance.pick(upright ? ['plain', 'arch', 'rounded'] : ['plain', 'rounded']),
      chance,
    );
  }
  paintMark(sheet, palette.ink, palette.white);
  sheet.finish();
  return sheet.raster;
}

function paintEdit(order: PaintOrder, first: Raster, others: readonly Raster[]): Raster {
  const reading = read(order.prompt);
  const chance = chanceOf(order);
  const palette = choosePalette(reading, reading.moods.has('night') ? 'night' : 'abstract', chance);
  const sheet = new Sheet(order.width, order.height, chance.bits(), palette.paper);
  const stage = { sheet, palette, chance, reading };
  reprint(stage, first);
  if (others.length > 0) collage(stage, others);
  paintChanges({ ...stage, chance: chance.fork() }, others.length === 0);
  paintFrame(sheet, palette.paper, chance.pick(['plain', 'rounded']), chance);
  paintMark(sheet, palette.ink, palette.white);
  sheet.finish();
  return sheet.raster;
}

function paintWithin(order: PaintOrder, first: Raster, mask: Raster): Raster {
  const base = cover(first, order.width, order.height);
  const region = openRegion(cover(mask, order.width, order.height));
  if (region === undefined) return base;
  patch(base, region, paintNew(order, region.box.width, region.box.height, false));
  return base;
}
