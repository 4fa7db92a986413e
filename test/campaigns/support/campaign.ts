import { it } from 'vitest';
import { addFigure } from '../../../scripts/support/figures.mjs';
import { inLanes } from './inLanes.ts';
import { Random, seedOf } from './random.ts';

/** A row of the table of promises. */
export interface Promised {
  /** As the goals have it. Several campaigns may work for one promise: `aim` tells them apart. */
  readonly promise: string;
  readonly aim: string;
  /** How many runs there are in `npm test`, and in `npm run test:long`. */
  readonly runs?: { readonly short: number; readonly long: number };
}

export interface Campaign {
  readonly isLong: boolean;
  readonly seed: number;
  /** Values for the whole campaign. */
  readonly random: Random;
  /** How many runs it has. */
  readonly runs: number;
  /**
   * Does every run, `atOnce` at a time (default: 1). The values of a run depend on the seed and its number alone, so
   * that one that fails can be repeated without the others.
   */
  readonly each: (work: (random: Random, run: number) => Promise<void> | void, atOnce?: number) => Promise<void>;
  /** What came of it, for the table. To be called before what may fail; the last call counts. */
  readonly reached: (figure: string) => void;
}

export const isLong = process.env['EASEL_LONG'] === '1';

/** Every commit meets the same values, and every long run others, unless it is given some. */
const seed = Number(process.env['EASEL_SEED'] ?? (isLong ? Date.now() % 2 ** 31 : 20_261_121));
const onlyRun = process.env['EASEL_RUN'];
const longestMs = 3_600_000;

/** A test that holds a promise for many cases; the long form leaves its figure for the table. */
export function campaign(promised: Promised, work: (campaign: Campaign) => Promise<void> | void): void {
  const { promise, aim, runs } = promised;
  const count = runs === undefined ? 1 : isLong ? runs.long : runs.short;
  it(`${promise}: ${aim}`, { timeout: isLong ? longestMs : 60_000 }, async () => {
    let reached = 'nothing';
    let isKept = false;
    const started = performance.now();
    try {
      await work({
        isLong,
        seed,
        random: new Random(seed),
        runs: count,
        each: (one, atOnce) => each(onlyRun === undefined ? numbers(count) : [Number(onlyRun)], one, atOnce),
        reached: (figure) => {
          reached = figure;
        },
      });
      isKept = true;
    } catch (error) {
      throw explained(error, `EASEL_SEED=${seed}`);
    } finally {
      if (isLong) addFigure({ promise, reached, aim, seed, ms: performance.now() - started, isKept });
    }
  });
}

function each(
  runs: readonly number[],
  work: (random: Random, run: number) => Promise<void> | void,
  atOnce = 1,
): Promise<void> {
  return inLanes(atOnce, runs, async (run) => {
    try {
      await work(new Random(seedOf(seed, run)), run);
    } catch (error) {
      throw explained(error, `EASEL_RUN=${run}`);
    }
  });
}

/** The same error, which also says with what it comes again. */
function explained(error: unknown, how: string): Error {
  const known = error instanceof Error ? error : new Error(String(error));
  known.message = `${how} ${known.message}`;
  return known;
}

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
