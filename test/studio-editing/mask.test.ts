import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Feather } from '../../src/studio/editing/feather.ts';
import { maskPng } from '../../src/studio/editing/maskPng.ts';
import { mark, noMarks, type Marks } from '../../src/studio/editing/raster.ts';
import type { Stroke } from '../../src/studio/state.ts';

function marked(width: number, height: number, ...strokes: Stroke[]): Marks {
  const marks = noMarks({ width, height });
  for (const stroke of strokes) Array.from(mark(marks, stroke));
  return marks;
}

function drawn({ width, height, bytes }: Marks): string[] {
  return Array.from({ length: height }, (_, row) =>
    [...bytes.subarray(row * width, (row + 1) * width)].map((byte) => (byte === 1 ? '#' : '.')).join(''),
  );
}

function keptOf(marks: Marks, feather: number): number[][] {
  const fade = new Feather(marks, feather);
  Array.from(fade.measure());
  return Array.from({ length: marks.height }, (_, row) => [...fade.row(row)]);
}

describe('marking', () => {
  it('marks exactly the pixels of a rectangle', () => {
    expect(drawn(marked(6, 4, { tool: 'rectangle', x: 1, y: 1, width: 3, height: 2 }))).toEqual([
      '......',
      '.###..',
      '.###..',
      '......',
    ]);
  });

  it('marks the pixels whose middle a brush reaches, also beyond the edge and for a single touch', () => {
    expect(drawn(marked(7, 5, { tool: 'brush', radius: 2, points: [[3.5, 2.5]] }))).toEqual([
      '...#...',
      '..###..',
      '.#####.',
      '..###..',
      '...#...',
    ]);
    expect(
      drawn(
        marked(5, 3, {
          tool: 'brush',
          radius: 1,
          points: [
            [-3, 1.5],
            [2.5, 1.5],
          ],
        }),
      ),
    ).toEqual(['###..', '####.', '###..']);
  });

  it('never loses the thinnest brush between pixels', () => {
    expect(drawn(marked(3, 2, { tool: 'brush', radius: 0.5, points: [[1.05, 0.95]] }))).toEqual(['.#.', '...']);
  });

  it('marks what a lasso goes round, also where it crosses itself', () => {
    const triangle: Stroke = {
      tool: 'lasso',
      points: [
        [0, 0],
        [5, 0],
        [0, 5],
      ],
    };
    expect(drawn(marked(5, 5, triangle))).toEqual(['#####', '####.', '###..', '##...', '#....']);
    const twice: Stroke = {
      tool: 'lasso',
      points: [
        [0, 0],
        [4, 0],
        [4, 4],
        [0, 4],
        [0, 0],
        [4, 0],
        [4, 4],
        [0, 4],
      ],
    };
    expect(drawn(marked(5, 5, twice))).toEqual(['####.', '####.', '####.', '####.', '.....']);
  });

  it('erases, inverts, and does both in the order in which they were done', () => {
    const whole: Stroke = { tool: 'rectangle', x: 0, y: 0, width: 4, height: 1 };
    const rubbed: Stroke = { tool: 'eraser', radius: 0.5, points: [[1.5, 0.5]] };
    expect(drawn(marked(4, 1, whole, rubbed))).toEqual(['#.##']);
    expect(drawn(marked(4, 1, whole, rubbed, { tool: 'invert' }))).toEqual(['.#..']);
    expect(drawn(marked(4, 1, whole, { tool: 'invert' }, rubbed))).toEqual(['....']);
  });
});

describe('a feathered edge', () => {
  const square = marked(21, 21, { tool: 'rectangle', x: 5, y: 5, width: 11, height: 11 });

  it('leaves every pixel outside of the marks exactly as it is', () => {
    for (const [row, kept] of keptOf(square, 3).entries()) {
      for (const [x, keeps] of kept.entries()) {
        const isMarked = row >= 5 && row < 16 && x >= 5 && x < 16;
        expect(keeps === 255, `${x},${row}`).toBe(!isMarked);
      }
    }
  });

  it('fades inwards over as many pixels as were asked for, and changes all further inside', () => {
    const middle = keptOf(square, 3)[10] ?? [];
    expect(middle.slice(4, 12)).toEqual([255, 215, 128, 40, 0, 0, 0, 0]);
    expect(middle).toEqual(middle.toReversed());
  });

  it('knows nothing between yes and no when there is none', () => {
    expect(new Set(keptOf(square, 0).flat())).toEqual(new Set([0, 255]));
  });

  it('does not fade at the edges of the image', () => {
    const left = marked(6, 3, { tool: 'rectangle', x: 0, y: 0, width: 4, height: 3 });
    expect(keptOf(left, 1)).toEqual(Array.from({ length: 3 }, () => [0, 0, 0, 128, 255, 255]));
  });

  it('measures true distances round corners', () => {
    const hole = marked(
      41,
      41,
      { tool: 'rectangle', x: 0, y: 0, width: 41, height: 41 },
      { tool: 'eraser', radius: 0.5, points: [[20.5, 20.5]] },
    );
    const kept = keptOf(hole, 9);
    for (const [row, line] of kept.entries()) {
      for (const [x, keeps] of line.entries()) {
        const along = Math.min(Math.hypot(x - 20, row - 20) / 10, 1);
        expect(keeps, `${x},${row}`).toBe(Math.round(255 * (1 - along * along * (3 - 2 * along))));
      }
    }
  });
});

describe('the file of a mask', () => {
  it('holds black pixels with exactly the alpha of its rows', async () => {
    const rows = [
      [255, 0, 7],
      [254, 1, 128],
    ];
    async function* alphas(): AsyncGenerator<Uint8Array> {
      for (const row of rows) yield await Promise.resolve(Uint8Array.from(row));
    }
    const png = Buffer.from(await maskPng({ width: 3, height: 2 }, alphas()));
    expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    expect([png.readUInt32BE(16), png.readUInt32BE(20), png[24], png[25]]).toEqual([3, 2, 8, 6]);
    const pixels = inflateSync(png.subarray(41, 41 + png.readUInt32BE(33)));
    let above = Buffer.alloc(12);
    const read = rows.map((_, row) => {
      const line = pixels.subarray(row * 13 + 1, row * 13 + 13);
      expect(pixels[row * 13]).toBe(2);
      above = Buffer.from(line.map((byte, index) => byte + (above[index] ?? 0)));
      return [...above];
    });
    expect(read).toEqual(rows.map((row) => row.flatMap((alpha) => [0, 0, 0, alpha])));
  });
});
