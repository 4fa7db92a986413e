import { afterAll, beforeAll, expect } from 'vitest';
import { buildWindow, killLoop, ways, type Outcome, type Way } from './killLoop/loop.ts';
import { campaign } from './support/campaign.ts';

let file = '';
let remove = () => Promise.resolve();
beforeAll(async () => {
  ({ file, remove } = await buildWindow());
});
afterAll(() => remove());

const promise = 'nothing paid is lost';

interface Row {
  readonly ways: readonly Way[];
  readonly aim: string;
  readonly runs: { readonly short: number; readonly long: number };
}

function row({ ways: some, aim, runs }: Row, check: (outcome: Outcome) => void): void {
  campaign({ promise, aim, runs }, async ({ each, isLong, reached }) => {
    const outcomes: Outcome[] = [];
    const size = isLong ? { images: 200, kills: 20 } : { images: 8, kills: 2 };
    const total = (what: Exclude<keyof Outcome, 'complaints'>) =>
      outcomes.reduce((sum, outcome) => sum + outcome[what], 0);
    await each(async (random, run) => {
      const way = some[run % some.length]!;
      const outcome = await killLoop(file, { way, windows: 2 - (run % 2), ...size }, random);
      outcomes.push(outcome);
      reached(
        `${outcomes.length} loops, ${total('kills')} kills: ${total('saved')} images + ${total('unknown')} unknown = ` +
          `${total('charged')} charges + ${total('unsent')} never sent; ${total('double')} double, ${total('cut')} cut, ` +
          `${total('copies')} copies`,
      );
      expect(outcome).toMatchObject({ lost: 0, double: 0, cut: 0, copies: 0, owed: 0, invented: 0, complaints: [] });
      expect(outcome.saved + outcome.unknown).toBe(outcome.charged + outcome.unsent);
      expect(outcome.kills).toBeGreaterThanOrEqual(size.kills);
      expect(outcome.charged).toBeGreaterThanOrEqual(size.images);
      check(outcome);
    }, 2);
  });
}

row(
  {
    ways: ways.filter((way) => way !== 'as tasks, once accepted'),
    aim: '18 loops of 200 images and 20 kills: images + unknown = charges, 0 double, 0 cut',
    runs: { short: 1, long: 18 },
  },
  () => undefined,
);

row(
  {
    ways: ['as tasks, once accepted'],
    aim: '7 loops with the task service: every image arrives',
    runs: { short: 1, long: 7 },
  },
  (outcome) => expect(outcome).toMatchObject({ unknown: 0, saved: outcome.charged }),
);
