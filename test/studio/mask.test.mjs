// The mask that goes with a request: what the host gets, pixel by pixel.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inflateSync } from 'node:zlib';
import { drag } from './support/pointer.mjs';
import { uriOf, withStudio } from './support/studio.mjs';

const studio = withStudio({ width: 1000, height: 800 });

const size = { width: 64, height: 48 };
const small = uriOf('assets/small.png');

/** Opens the region editor on a small image with these strokes, as an earlier page would have left it. */
async function openDraft(strokes, { feather = 0 } = {}) {
  const draft = { uri: small, ...size, strokes, feather, keepsOutside: true };
  await studio.open({
    saved: savedWith([{ view: 'create' }, { view: 'region', uri: small, draft }]),
    prepare: (host) => host.on('view', () => ({ ...host.viewed(small), ...size })),
  });
  await studio.page.getByRole('button', { name: 'Use This Region' }).waitFor();
}

/** Uses what is marked, and makes with it: the alpha of each pixel of the mask that the host gets. */
async function sentMask() {
  await studio.page.getByRole('button', { name: 'Use This Region' }).click();
  await studio.prompt.fill('A boat');
  await studio.page.keyboard.press('Control+Enter');
  const { region, draft } = await studio.host.called('make');
  assert.equal(draft.images[0], (await studio.saved()).region.uri);
  return alphaOf(Buffer.from(region.mask));
}

/** Reads the one kind of PNG that masks are: RGBA, each row as the difference to the one above. */
function alphaOf(png) {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  assert.deepEqual([...png.subarray(24, 29)], [8, 6, 0, 0, 0]);
  const rows = inflateSync(png.subarray(41, 41 + png.readUInt32BE(33)));
  const above = new Uint8Array(width * 4);
  return Array.from({ length: height }, (_, row) => {
    const line = rows.subarray(row * (width * 4 + 1), (row + 1) * (width * 4 + 1));
    assert.equal(line[0], 2);
    for (let index = 0; index < above.length; index += 1) above[index] += line[index + 1];
    return Array.from({ length: width }, (__, x) => above[x * 4 + 3]);
  });
}

/** Every pixel: changes exactly where `isMarked` says so of its middle. */
function assertMask(alpha, isMarked) {
  assert.deepEqual([alpha[0].length, alpha.length], [size.width, size.height]);
  for (const [row, line] of alpha.entries())
    for (const [x, value] of line.entries())
      assert.equal(value, isMarked(x + 0.5, row + 0.5) ? 0 : 255, `at ${x}, ${row}`);
}

function savedWith(routes) {
  return {
    version: 1,
    draft: { prompt: '' },
    targets: [],
    isSeedLocked: false,
    references: [],
    region: null,
    routes,
    gallery: { search: '', placeholdersOnly: false, scroll: 0 },
  };
}

const rectangle = { tool: 'rectangle', x: 10, y: 8, width: 30, height: 20 };
const inRectangle = (x, y) => x > 10 && x < 40 && y > 8 && y < 28;
const near = (x, y, [cx, cy], radius) => Math.hypot(x - cx, y - cy) <= radius;

describe('The mask that is sent', () => {
  it('changes exactly the pixels of a rectangle', async () => {
    await openDraft([rectangle]);
    assertMask(await sentMask(), inRectangle);
  });

  it('changes exactly what a brush went over and an eraser left', async () => {
    await openDraft([
      {
        tool: 'brush',
        radius: 6,
        points: [
          [20, 20],
          [40, 20],
        ],
      },
      { tool: 'eraser', radius: 3, points: [[30, 20]] },
    ]);
    assertMask(await sentMask(), (x, y) => {
      const isBrushed =
        (x >= 20 && x <= 40 && Math.abs(y - 20) <= 6) || near(x, y, [20, 20], 6) || near(x, y, [40, 20], 6);
      return isBrushed && !near(x, y, [30, 20], 3);
    });
  });

  it('changes exactly the inside of a lasso', async () => {
    await openDraft([
      {
        tool: 'lasso',
        points: [
          [10, 10],
          [40, 10],
          [10, 40],
        ],
      },
    ]);
    assertMask(await sentMask(), (x, y) => x > 10 && y > 10 && x + y <= 50);
  });

  it('changes all but the marks once they are inverted', async () => {
    await openDraft([rectangle]);
    await studio.page.getByRole('button', { name: 'Invert' }).click();
    assertMask(await sentMask(), (x, y) => !inRectangle(x, y));
  });

  it('keeps every pixel outside of a soft edge, and fades inside of it', async () => {
    await openDraft([rectangle], { feather: 4 });
    const alpha = await sentMask();
    for (const [row, line] of alpha.entries())
      for (const [x, value] of line.entries())
        assert.equal(value === 255, !inRectangle(x + 0.5, row + 0.5), `at ${x}, ${row}`);
    assert.deepEqual(alpha[18].slice(9, 16), [255, 228, 165, 90, 27, 0, 0]);
  });

  it('is what was drawn with the pointer, to the pixel', async () => {
    await openDraft([]);
    await studio.page.getByRole('radio', { name: 'Rectangle', exact: true }).click();
    // Small images are shown four times as large.
    const { x, y, width } = await studio.page.locator('easel-stage img').boundingBox();
    assert.equal(width, size.width * 4);
    await drag(studio.page, [
      [x + 40, y + 32],
      [x + 160, y + 112],
    ]);
    assertMask(await sentMask(), inRectangle);
  });

  it('is not sent when all marks were erased again, and people are told', async () => {
    await openDraft([rectangle, { tool: 'eraser', radius: 60, points: [[30, 20]] }]);
    await studio.page.getByRole('button', { name: 'Use This Region' }).click();
    await studio.prompt.fill('A boat');
    await studio.page.keyboard.press('Control+Enter');
    await studio.said(/Nothing is marked/);
    assert.deepEqual(studio.host.calls('make'), []);
  });
});
