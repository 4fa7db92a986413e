import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { paint, type PaintOrder } from '../../src/sketch/paint.ts';
import { encodePng } from '../../src/sketch/png.ts';
import { difference, likeness, raster } from './pictures.ts';

function order(prompt: string, more: Partial<PaintOrder> = {}): PaintOrder {
  return { prompt, seed: 1, width: 160, height: 120, references: [], ...more };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const photo = paint(order('a cat', { width: 200, height: 150 }));
const second = paint(order('the sea', { width: 90, height: 120 }));

/** Hashes of the pixels. They change when, and only when, somebody changes how pictures look. */
const golden: readonly (readonly [PaintOrder, string])[] = [
  [order('a cute cat'), 'df847d2aaa2b0f88f49453a304a234d1684c3dddabcd1bf767b655df83b46b5d'],
  [order('一隻可愛的小貓', { seed: 7 }), '30ca499369c9fd0e8e37429bcad85bb6da9cabe41772457a477d48e8a5098f3d'],
  [
    order('mountain lake at dawn', { width: 210, height: 90 }),
    '5e1cc9833642bc751f7ceb1bffcaf838a2fffd0f0146e4030e562bec5314312a',
  ],
  [order('大海', { width: 90, height: 160 }), 'e90713013e19c57161da76d1f5d645a093ac965195e3a80204716d39b5181b80'],
  [order('city at night', { seed: 3 }), 'a19ba9d0f6609d488fcd1b0a492da2f549393ee47a570d50535267b54356b6a5'],
  [order('a bunch of red flowers'), '8ed857c1d2d4d4eef102ddac853153aee600fbcca33295d904865944d526fa77'],
  [
    order('coffee on a table', { width: 128, height: 128 }),
    '69c64f91f619eb13438b8173d38380e4dcf221ee07297f6b43fb4f5365647aa6',
  ],
  [order('quarterly report'), '842f73627342f7b45f9d7d829ae0b4dcd25d2415d288dae9df79248e6b30024b'],
  [
    order('topographic map', { width: 64, height: 256 }),
    '9511944947e68b02a6e4229b1bd8eea8ccf8aba43e1206548b628143465b0538',
  ],
  [
    order('architecture diagram', { width: 256, height: 144 }),
    'c784344feaab27aad9999b19369952cb95f1616607e1c9dc5bfae822e7ac358e',
  ],
  [order('rocket in space'), 'af890be2998f8b451aa44877a492f60d6d01a56a0e7ca8c2ff2e85de4c93f562'],
  [order('portrait of a woman in the rain'), 'b829846a369df2aec08112ef0920879c10c5f84f32d0347cbcba0a75a28af765'],
  [
    order('fox in the forest, autumn', { seed: -5 }),
    '5acdfbf1c3096e002be9bba61c9267917a603843a01e5f8b08ec8dfed5a4c007',
  ],
  [
    order('put it in the snow', { references: [photo] }),
    '0b4ba2e204ba242a167ce6bf69d26fb2964e269af4c5abbf850646ed8977de82',
  ],
  [
    order('combine', { references: [photo, second] }),
    'f2a89c64e81deb3bc5977cc91ec7991fea44d93791f69f9c77843cfa1c16a18d',
  ],
  [
    order('night sky', {
      references: [photo],
      mask: raster(160, 120, (x) => [0, 0, 0, x < 80 ? 0 : 255]),
    }),
    '65a257032df38f0cbb371c51f441db9b26c954775fd6e9a5695eaf7e5a0bb89f',
  ],
];

describe('A painted picture', () => {
  it.each(golden.map(([request, hash], i) => [i, request.prompt, request, hash] as const))(
    'is the same to the byte on every machine (%i: %s)',
    (_i, _prompt, request, hash) => {
      expect(sha256(paint(request).data)).toBe(hash);
    },
  );

  it('is the same to the byte as a PNG file', () => {
    expect(sha256(encodePng(paint(order('a cute cat'))))).toBe(
      '5748f284decdb2d77481b3eae93635ffc04ec2663d2d31c93d6538ebea33ea3a',
    );
  });

  it('is another one for another seed', () => {
    for (const prompt of ['a cat', '山', 'hello world', 'logo']) {
      const pictures = [1, 2, 3].map((seed) => paint(order(prompt, { seed })));
      expect(difference(pictures[0]!, pictures[1]!)).toBeGreaterThan(8);
      expect(difference(pictures[1]!, pictures[2]!)).toBeGreaterThan(8);
    }
  });

  it('ignores space around the prompt', () => {
    expect(sha256(paint(order('  a cat\n')).data)).toBe(sha256(paint(order('a cat')).data));
  });

  it.each([
    [1, 1],
    [1, 300],
    [300, 1],
    [7, 5],
    [64, 256],
    [252, 108],
    [129, 97],
  ])('has exactly the size that was asked for, and no holes (%i x %i)', (width, height) => {
    for (const prompt of [
      'cat',
      'sea',
      'city',
      'map',
      'diagram',
      'abstract',
      'forest',
      'logo',
      'girl',
      'space',
      'tea',
    ]) {
      const picture = paint(order(prompt, { width, height }));
      expect([picture.width, picture.height, picture.data.length]).toEqual([width, height, width * height * 4]);
      let least = 255;
      for (let i = 3; i < picture.data.length; i += 4) least = Math.min(least, picture.data[i]!);
      expect(least).toBe(255);
    }
  });

  it('takes the colour that the prompt names', () => {
    const share = (prompt: string): number => {
      const { data } = paint(order(prompt));
      let [red, blue] = [0, 0];
      for (let i = 0; i < data.length; i += 4) [red, blue] = [red + data[i]!, blue + data[i + 2]!];
      return blue / red;
    };
    expect(share('blue mountains')).toBeGreaterThan(1.05);
    expect(share('藍色的山')).toBeGreaterThan(1.05);
    expect(share('orange mountains')).toBeLessThan(0.85);
    expect(share('橙色的山')).toBeLessThan(0.85);
  });

  it('is grey when black and white is asked for', () => {
    const { data } = paint(order('black and white mountains'));
    let most = 0;
    for (let i = 0; i < data.length; i += 4) {
      most = Math.max(most, Math.abs(data[i]! - data[i + 1]!), Math.abs(data[i + 1]! - data[i + 2]!));
    }
    expect(most).toBeLessThanOrEqual(8);
  });
});

describe('An edited picture', () => {
  const big = paint(order('portrait of a woman', { width: 320, height: 320 }));
  const edit = (prompt: string, more: Partial<PaintOrder> = {}): PaintOrder =>
    order(prompt, { width: 320, height: 320, references: [big], ...more });

  it.each(['make it night', 'put it in the snow', '改成夕陽', 'make it blue', 'nothing in particular'])(
    'is visibly changed and still that picture (%s)',
    (prompt) => {
      const result = paint(edit(prompt));
      expect(difference(result, big)).toBeGreaterThan(12);
      expect(likeness(result, big)).toBeGreaterThan(0.35);
    },
  );

  it('follows the instruction: two instructions, two pictures', () => {
    expect(difference(paint(edit('make it night')), paint(edit('make it snow')))).toBeGreaterThan(15);
  });

  it('has the size that was asked for, whatever the reference has', () => {
    const result = paint(edit('snow', { width: 96, height: 200 }));
    expect([result.width, result.height]).toEqual([96, 200]);
  });

  it('shows every further reference', () => {
    const one = paint(edit('together'));
    const two = paint(edit('together', { references: [big, photo] }));
    const three = paint(edit('together', { references: [big, photo, second] }));
    expect(difference(one, two)).toBeGreaterThan(3);
    expect(difference(two, three)).toBeGreaterThan(3);
  });

  it('stands up to fourteen references', () => {
    const result = paint(edit('together', { references: Array.from({ length: 14 }, () => second) }));
    expect(result.data.length).toBe(320 * 320 * 4);
  });

  it('prints transparent parts of the reference as paper', () => {
    const clear = raster(40, 40, () => [0, 0, 0, 0]);
    const result = paint(order('x', { width: 40, height: 40, references: [clear] }));
    const middle = result.data.subarray((20 * 40 + 20) * 4, (20 * 40 + 20) * 4 + 4);
    expect(Math.min(...middle)).toBeGreaterThan(150);
  });
});

describe('A picture edited within a mask', () => {
  const ground = raster(100, 80, (x, y) => [x * 2, y * 3, (x * y) % 256, 255 - ((x + y) % 40)]);
  const inside = (x: number, y: number): boolean => x >= 20 && x < 70 && y >= 10 && y < 60;
  const mask = raster(100, 80, (x, y) => [9, 9, 9, inside(x, y) ? 0 : 255]);
  const request = order('red flowers', { width: 100, height: 80, references: [ground], mask });
  const changed = (result: { data: Uint8Array }, x: number, y: number): boolean =>
    [0, 1, 2, 3].some((c) => result.data[(y * 100 + x) * 4 + c] !== ground.data[(y * 100 + x) * 4 + c]);

  it('keeps every pixel outside the mask, alpha too, and changes those inside', () => {
    const result = paint(request);
    let inner = 0;
    for (let y = 0; y < 80; y++) {
      for (let x = 0; x < 100; x++) {
        if (!inside(x, y)) expect(changed(result, x, y)).toBe(false);
        else if (changed(result, x, y)) inner++;
      }
    }
    expect(inner).toBeGreaterThan(50 * 50 * 0.85);
  });

  it('is soft at the edge: pixels there change less than pixels within', () => {
    const flat = raster(100, 80, () => [0, 0, 0, 255]);
    const result = paint({ ...request, references: [flat] });
    const light = (x: number): number => {
      let sum = 0;
      for (let y = 15; y < 55; y++) sum += result.data[(y * 100 + x) * 4 + 1]!;
      return sum / 40;
    };
    expect(light(20)).toBeLessThan(light(24) * 0.75);
  });

  it('changes thin strokes as well', () => {
    const thin = raster(100, 80, (x) => [0, 0, 0, x === 50 ? 0 : 255]);
    const result = paint({ ...request, mask: thin });
    expect(Array.from({ length: 80 }, (_, y) => changed(result, 50, y)).filter(Boolean).length).toBeGreaterThan(60);
    expect(changed(result, 49, 40) || changed(result, 51, 40)).toBe(false);
  });

  it('is the reference itself when the mask opens nothing', () => {
    const closed = raster(100, 80, () => [0, 0, 0, 255]);
    expect(paint({ ...request, mask: closed }).data).toEqual(ground.data);
  });

  it('changes everything when the mask opens everything', () => {
    const open = raster(100, 80, () => [0, 0, 0, 0]);
    const result = paint({ ...request, mask: open });
    expect(difference(result, ground)).toBeGreaterThan(20);
    expect(changed(result, 0, 0)).toBe(true);
  });

  it('leaves the given reference as it was', () => {
    const before = ground.data.slice();
    paint(request);
    expect(ground.data).toEqual(before);
  });
});
