import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { readRecord } from '../../src/core/image/metadata.ts';
import { ImageWorker } from '../../src/host/images/imageWorker.ts';
import type { Card, Target } from '../../src/protocol/types.ts';
import { pixelsOf, pngOf, rgbaPng, type Pixels } from '../host-images/pngFiles.ts';
import { randomBytesOf, randomPixels } from '../host-images/random.ts';
import { extensionId, inWorkspace, write } from './support/easel.ts';
import { canary, withMixroute } from './support/mixroute.ts';
import { fixture } from './support/pictures.ts';
import { withUser } from './support/settings.ts';
import { Refused, withStudio, type FakePanel } from './support/studio.ts';

const sketch: Target = { provider: 'sketch', model: 'sketch' };
/** A model that knows no masks. */
const nano: Target = { provider: 'mixroute', model: 'gemini-2.5-flash-image' };

const random = randomBytesOf(20261121);

type Inside = (x: number, y: number) => boolean;

/** A mask that leaves the inside to the model, with an edge where both are mixed. */
function maskOf(width: number, height: number, inside: Inside, edge: Inside = () => false): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    data[i * 4 + 3] = inside(x, y) ? 0 : edge(x, y) ? 128 : 255;
  }
  return new Uint8Array(rgbaPng({ width, height, data }));
}

/** Where two pictures of one size differ. */
function differing(a: Pixels, b: Pixels): { readonly x: number; readonly y: number }[] {
  assert.deepEqual([a.width, a.height], [b.width, b.height]);
  const at = (pixels: Pixels, i: number) => Buffer.from(pixels.data.subarray(i * 4, i * 4 + 4));
  return Array.from({ length: a.width * a.height }, (_, i) => i).flatMap((i) =>
    at(a, i).equals(at(b, i)) ? [] : [{ x: i % a.width, y: Math.floor(i / a.width) }],
  );
}

describe('An edit of a region', () => {
  const service = withMixroute();
  const studio = withStudio();
  let panel: FakePanel;
  before(async () => {
    await studio.secrets.store('easel.key.mixroute', JSON.stringify({ origin: service().url, key: canary }));
    panel = studio.open();
    await panel.call('ready', {});
  });

  const uriOf = (file: string) => vscode.Uri.file(file).toString();

  async function make(original: string, mask: Uint8Array<ArrayBuffer>, target: Target, keepsOutside = true) {
    const [card] = await panel.call('make', {
      draft: { prompt: 'a red boat', images: [uriOf(original)] },
      targets: [target],
      region: { mask, keepsOutside },
    });
    assert.ok(card);
    return card;
  }

  const ended = async ({ id }: Card) => {
    const card = await panel.card(id, 'done', 'failed');
    assert.equal(card.error?.text, undefined);
    const [image] = card.images;
    assert.ok(image);
    return { card, image, bytes: await fs.readFile(inWorkspace(image.path)) };
  };

  for (const [name, target] of [
    ['Sketch', sketch],
    ['a model that knows no masks', nano],
  ] as const) {
    it(`leaves every pixel outside as it was, with ${name}`, async () => {
      const picture = randomPixels(97, 61, random);
      const original = await write(`pictures/harbour-${target.provider}.png`, rgbaPng(picture));
      const inside: Inside = (x, y) => x >= 20 && x < 60 && y >= 10 && y < 40;
      const edge: Inside = (x, y) => x >= 17 && x < 63 && y >= 7 && y < 43;
      const { image, card, bytes } = await ended(await make(original, maskOf(97, 61, inside, edge), target));
      assert.equal(image.mediaType, 'image/png');
      assert.deepEqual([image.width, image.height], [97, 61]);
      const changed = differing(pixelsOf(bytes), picture);
      assert.ok(changed.filter(({ x, y }) => inside(x, y)).length > 1000, 'the inside is new');
      assert.deepEqual(
        changed.filter(({ x, y }) => !edge(x, y)),
        [],
      );
      assert.equal(card.isRegion, true);
      assert.deepEqual(await fs.readFile(original), Buffer.from(rgbaPng(picture)), 'the original itself is left alone');
      assert.equal(readRecord(bytes)?.prompt, 'a red boat');
    });
  }

  it('leaves every pixel outside as it was in a photo that was held on its side', async () => {
    const photo = await fixture('gps.jpg');
    const original = await write('pictures/held.jpg', photo);
    const extension = vscode.extensions.getExtension(extensionId);
    const worker = new ImageWorker(path.join(extension!.extensionPath, 'dist/worker.js'));
    const order = { bytes: Uint8Array.from(photo), mediaType: 'image/jpeg', orientation: 6, to: 'png' } as const;
    const upright = pixelsOf((await worker.convert(order)).bytes);
    await worker.dispose();
    const inside: Inside = (x, y) => x < 10 && y < 10;
    const { image, bytes } = await ended(await make(original, maskOf(upright.width, upright.height, inside), nano));
    assert.match(image.path, /\.png$/);
    const changed = differing(pixelsOf(bytes), upright);
    assert.ok(changed.length > 50);
    assert.ok(changed.every(({ x, y }) => inside(x, y)));
  });

  it('says that it is a PNG, and in full size, whatever else was set', async () => {
    const original = await write('pictures/quay.png', rgbaPng(randomPixels(64, 64, random)));
    await withUser({ saveAs: { format: 'jpeg' } }, async () => {
      const { card, image } = await ended(
        await make(
          original,
          maskOf(64, 64, (x) => x < 32),
          nano,
        ),
      );
      assert.equal(image.mediaType, 'image/png');
      assert.ok(card.notices.some(({ code, message }) => code === 'format' && message.includes('PNG')));
    });
  });

  it('gives the whole result where that was asked for', async () => {
    const original = await write('pictures/whole.png', rgbaPng(randomPixels(64, 64, random)));
    const { image } = await ended(
      await make(
        original,
        maskOf(64, 64, (x) => x < 32),
        nano,
        false,
      ),
    );
    assert.notDeepEqual([image.width, image.height], [64, 64]);
  });

  it('saves what is paid for as it came where the original has changed meanwhile, and says so', async () => {
    const original = await write('pictures/repainted.png', rgbaPng(randomPixels(64, 64, random)));
    const release = service().hold();
    const card = await make(
      original,
      maskOf(64, 64, (x) => x < 32),
      nano,
    );
    await service().received(1);
    await fs.writeFile(original, rgbaPng(randomPixels(64, 64, random)));
    release();
    const { card: done, image } = await ended(card);
    assert.notDeepEqual([image.width, image.height], [64, 64], 'it is the whole result');
    assert.ok(done.notices.some(({ code, message }) => code === 'format' && message.includes('has changed')));
  });

  it('is refused before anything is sent where nothing can be kept as it is', async () => {
    const original = await write('pictures/moving.webp', await fixture('animated.webp'));
    const shown = await panel.call('describe', { uris: [uriOf(original)] });
    const { width, height } = shown[0]!;
    await assert.rejects(
      make(
        original,
        maskOf(width, height, (x) => x < 5),
        nano,
      ),
      (error: unknown) => {
        assert.ok(error instanceof Refused);
        assert.match(error.info.text, /Easel cannot keep everything outside a region/);
        return true;
      },
    );
    assert.equal(service().requests.length, 0);
  });

  it('is refused before anything is sent in a file of 16 bits per channel, unless all of it may change', async () => {
    const kind = { width: 64, height: 64, colour: 2, depth: 16 };
    const original = await write('pictures/deep.png', pngOf(kind, new Uint8Array(64 * 64 * 6).fill(7)));
    const mask = maskOf(64, 64, (x) => x < 32);
    await panel.call('describe', { uris: [uriOf(original)] });
    await assert.rejects(make(original, mask, nano), (error: unknown) => {
      assert.ok(error instanceof Refused);
      assert.match(error.info.text, /deep\.png has 16 bits per channel/);
      return true;
    });
    assert.equal(service().requests.length, 0);
    await ended(
      await make(
        original,
        maskOf(64, 64, (x) => x < 32),
        sketch,
        false,
      ),
    );
  });
});
