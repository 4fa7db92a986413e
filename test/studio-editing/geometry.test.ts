import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cropOfRatio, handles, moveHandle } from '../../src/studio/editing/cropRect.ts';
import {
  distanceToSegment,
  rectBetween,
  rectWithin,
  simplify,
  smallestOfRatio,
  type Point,
} from '../../src/studio/editing/geometry.ts';
import { Viewport } from '../../src/studio/editing/viewport.ts';

describe('a line with fewer points', () => {
  const points = fc.array(fc.tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 99 })), { minLength: 1 });

  it('begins and ends where it did, and leaves out nothing that is further off than allowed', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 9 }), (line, tolerance) => {
        const fewer = simplify(line, tolerance);
        expect(fewer[0]).toEqual(line[0]);
        expect(fewer.at(-1)).toEqual(line.at(-1));
        let segment = 0;
        for (const point of line) {
          while (fewer[segment + 1] === point) segment++;
          const from = fewer[segment] ?? point;
          expect(distanceToSegment(point, from, fewer[segment + 1] ?? from)).toBeLessThanOrEqual(tolerance);
        }
      }),
    );
  });

  it('is a few points for a straight one, and soon done for a wild one', () => {
    const straight = Array.from({ length: 5000 }, (_, index): Point => [index, index / 2]);
    expect(simplify(straight, 0.1).length).toBeLessThan(25);
    const wild = Array.from({ length: 100_000 }, (_, index): Point => [index % 7, index % 2 === 0 ? 0 : 1000]);
    const begun = performance.now();
    expect(simplify(wild, 0.1).length).toBeGreaterThan(90_000);
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});

describe('a rectangle', () => {
  const image = { width: 100, height: 50 };

  it('lies between two corners in any order, and within the image', () => {
    expect(rectBetween([30.4, 40], [9.6, 20], image)).toEqual({ x: 10, y: 20, width: 20, height: 20 });
    expect(rectBetween([-20, -20], [300, 300], image)).toEqual({ x: 0, y: 0, ...image });
    expect(rectBetween([100, 50], [100, 50], image)).toEqual({ x: 99, y: 49, width: 1, height: 1 });
  });

  it('that was typed is moved into the image', () => {
    expect(rectWithin({ x: -5, y: 48.6, width: 500, height: 0 }, image)).toEqual({
      x: 0,
      y: 49,
      width: 100,
      height: 1,
    });
  });
});

describe('a crop', () => {
  const image = { width: 400, height: 300 };
  const crop = { x: 100, y: 100, width: 100, height: 100 };

  it('follows the handle that is moved, and no other side does', () => {
    expect(moveHandle(crop, 'se', [10, 20], image)).toEqual({ x: 100, y: 100, width: 110, height: 120 });
    expect(moveHandle(crop, 'nw', [-10, 20], image)).toEqual({ x: 90, y: 120, width: 110, height: 80 });
    expect(moveHandle(crop, 'e', [10, 20], image)).toEqual({ x: 100, y: 100, width: 110, height: 100 });
    expect(moveHandle(crop, 'move', [-500, 500], image)).toEqual({ x: 0, y: 200, width: 100, height: 100 });
  });

  it('can be made smaller by one axis of a corner while its ratio is kept', () => {
    expect(moveHandle(crop, 'se', [-1, 0], image, 1)).toEqual({ x: 100, y: 100, width: 99, height: 99 });
    expect(moveHandle(crop, 'nw', [0, 10], image, 1)).toEqual({ x: 110, y: 110, width: 90, height: 90 });
    expect(moveHandle(crop, 'e', [20, 0], image, 1)).toEqual({ x: 100, y: 90, width: 120, height: 120 });
  });

  it('stays in the image and in its ratio, whatever is done to it', () => {
    const move = fc.record({
      handle: fc.constantFrom('move' as const, ...handles),
      by: fc.tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: -500, max: 500 })),
    });
    fc.assert(
      fc.property(fc.array(move), fc.constantFrom(undefined, 1, 16 / 9, 9 / 16), (moves, ratio) => {
        let rect = ratio === undefined ? crop : cropOfRatio(crop, ratio, image);
        for (const { handle, by } of moves) {
          rect = moveHandle(rect, handle, by, image, ratio);
          expect(rect.x >= 0 && rect.y >= 0 && rect.width >= 1 && rect.height >= 1).toBe(true);
          expect(rect.x + rect.width <= image.width && rect.y + rect.height <= image.height).toBe(true);
          expect(Object.values(rect).every(Number.isInteger)).toBe(true);
          // Off by no more than the rounding of both sides.
          if (ratio !== undefined) expect(Math.abs(rect.width - rect.height * ratio)).toBeLessThanOrEqual(1 + ratio);
        }
      }),
    );
  });

  it('to a ratio is as large as it can be, around the same middle', () => {
    expect(cropOfRatio({ x: 0, y: 0, ...image }, 1, image)).toEqual({ x: 50, y: 0, width: 300, height: 300 });
    expect(smallestOfRatio(1, image)).toEqual({ width: 400, height: 400 });
    expect(smallestOfRatio(2, image)).toEqual({ width: 600, height: 300 });
  });
});

describe('a viewport', () => {
  function viewed(width: number, height: number): Viewport {
    const viewport = new Viewport();
    viewport.resize({ width: 824, height: 624 });
    viewport.show({ width, height });
    return viewport;
  }

  it('shows a large image whole and a small one in whole multiples of itself', () => {
    const large = viewed(1600, 1200);
    expect(large.scale).toBe(0.5);
    expect(large.origin).toEqual([12, 12]);
    expect(viewed(600, 400).scale).toBe(1);
    expect(viewed(32, 32).scale).toBe(8);
  });

  it('leaves what is under the pointer where it is while it zooms', () => {
    const viewport = viewed(1600, 1200);
    const before = viewport.toImage([200, 100]);
    viewport.zoomTo(3, [200, 100]);
    const [x, y] = viewport.toImage([200, 100]);
    expect(x).toBeCloseTo(before[0]);
    expect(y).toBeCloseTo(before[1]);
  });

  it('never loses the image, however far it is moved', () => {
    const viewport = viewed(1600, 1200);
    viewport.pan(1e6, -1e6);
    const [x, y] = viewport.origin;
    expect([x, y + 1200 * viewport.scale]).toEqual([824 - 32, 32]);
  });

  it('stays fitted when its place changes, and else keeps its middle', () => {
    const viewport = viewed(1600, 1200);
    viewport.resize({ width: 424, height: 624 });
    expect(viewport.scale).toBe(0.25);
    viewport.zoomTo(2);
    const middle = viewport.toImage([212, 312]);
    viewport.resize({ width: 1000, height: 800 });
    expect(viewport.toImage([500, 400])).toEqual(middle);
  });
});
