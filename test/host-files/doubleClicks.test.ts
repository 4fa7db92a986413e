import { beforeEach, describe, expect, it } from 'vitest';
import { DoubleClicks } from '../../src/host/studio/doubleClicks.ts';

const page = {};
const argsOf = (prompt: string, byte = 1) => ({
  draft: { prompt, images: ['file:///ws/a.png'] },
  region: { mask: Uint8Array.of(0, byte) },
});

let now: number;
let begun: number;
let clicks: DoubleClicks<number>;
const begin = () => Promise.resolve((begun += 1));

beforeEach(() => {
  now = 0;
  begun = 0;
  clicks = new DoubleClicks(() => now);
});

describe('a double click', () => {
  it('begins once and is answered the same, while it begins and after', async () => {
    const first = clicks.once(page, argsOf('cat'), begin);
    expect(await Promise.all([first, clicks.once(page, argsOf('cat'), begin)])).toEqual([1, 1]);
    now = 999;
    expect(await clicks.once(page, argsOf('cat'), begin)).toBe(1);
    expect(begun).toBe(1);
  });

  it('is none when a second has passed, however often was clicked meanwhile', async () => {
    const answers: number[] = [];
    for (now of [0, 600, 1000]) answers.push(await clicks.once(page, argsOf('cat'), begin));
    expect(answers).toEqual([1, 1, 2]);
  });

  it('is none when something else is asked for, be it one pixel of the region, or from another page', async () => {
    await clicks.once(page, argsOf('cat'), begin);
    expect(await clicks.once({}, argsOf('cat'), begin)).toBe(2);
    expect(await clicks.once(page, argsOf('dog'), begin)).toBe(3);
    expect(await clicks.once(page, argsOf('dog', 0), begin)).toBe(4);
  });

  it('is none after what failed', async () => {
    await expect(clicks.once(page, argsOf('cat'), () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
    expect(await clicks.once(page, argsOf('cat'), begin)).toBe(1);
  });
});
