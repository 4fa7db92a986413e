import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { embed, spliceBytes, type ImageRecord } from '../../src/core/image/metadata.ts';
import { probeBytes } from '../../src/core/image/probe.ts';
import type { GalleryItem, GalleryPage } from '../../src/protocol/types.ts';
import { rgbaPng } from '../host-images/pngFiles.ts';
import { makeJpeg, makePng, makeWebp } from '../services/images.mjs';
import { inWorkspace, write } from './support/easel.ts';
import { withMixroute } from './support/mixroute.ts';
import { fixture } from './support/pictures.ts';
import { canary } from './support/service.ts';
import { withUser } from './support/settings.ts';
import { withStudio, type FakePanel } from './support/studio.ts';

const base: ImageRecord = { digitalSourceType: 'trainedAlgorithmicMedia', software: 'Easel 1.2.3', provider: 'google' };

function saying(bytes: Uint8Array, record: Partial<ImageRecord>): Uint8Array {
  return spliceBytes(bytes, embed(probeBytes(bytes), { ...base, ...record }));
}

const address = (file: string) => vscode.Uri.file(file).toString();

describe('The gallery’s host', () => {
  const service = withMixroute();
  const studio = withStudio();
  let panel: FakePanel;

  before(async () => {
    await studio.secrets.store('easel.key.mixroute', JSON.stringify({ origin: service().url, key: canary }));
    await fs.rm(inWorkspace('gallery'), { recursive: true, force: true });
    panel = studio.open();
    await panel.call('ready', {});
  });
  after(() => fs.rm(inWorkspace('gallery'), { recursive: true, force: true }));

  const ask = (search: string) => panel.call('gallery', { search, placeholdersOnly: false });

  /** The gallery, as soon as it is as is wanted: asked for again whenever the host says that it changed. */
  async function until(search: string, isWanted: (page: GalleryPage) => boolean): Promise<GalleryPage> {
    for (;;) {
      const heard = panel.told('galleryChanged').length;
      const page = await ask(search);
      if (isWanted(page)) return page;
      await panel.wait(() => panel.told('galleryChanged').length > heard);
    }
  }

  const whole = (search: string, count: number) =>
    until(search, ({ items, isScanning }) => !isScanning && items.length === count);

  const only = (page: GalleryPage): GalleryItem => {
    assert.equal(page.items.length, 1);
    return page.items[0]!;
  };

  it('finds what files say of themselves, in each format, and leaves other images out', async () => {
    await write('gallery/one.png', saying(makePng(60, 40, 'a'), { prompt: 'gallerytest one', model: 'nano' }));
    await write(
      'gallery/two.jpg',
      saying(makeJpeg(64, 48, 'b'), { prompt: 'gallerytest two', sourceImages: ['gallery/one.png'] }),
    );
    await write(
      'gallery/deep/three.WEBP',
      saying(makeWebp(32, 32, 'c'), { prompt: 'gallerytest 三', placeholder: true }),
    );
    await write('gallery/node_modules/four.png', saying(makePng(8, 8, 'd'), { prompt: 'gallerytest four' }));
    await write('gallery/photo.png', makePng(30, 30, 'gallerytest'));
    await write('gallery/empty.png', '');
    await write('gallery/text.png', 'gallerytest');
    await write('gallery/cut.png', (await fs.readFile(inWorkspace('gallery/one.png'))).subarray(0, 20));
    const { items } = await whole('gallerytest', 3);
    const of = (name: string) => items.find(({ path: place }) => place.endsWith(name));
    assert.deepEqual([of('one.png')?.kind, of('two.jpg')?.kind], ['generate', 'edit']);
    assert.equal(of('three.WEBP')?.isPlaceholder, true);
    assert.deepEqual([of('one.png')?.width, of('one.png')?.height], [60, 40]);
    assert.equal(of('one.png')?.path, 'gallery/one.png');
    assert.equal(only(await ask('ＧＡＬＬＥＲＹtest 三')).path, 'gallery/deep/three.WEBP');
    const placeholders = await panel.call('gallery', { search: 'gallerytest', placeholdersOnly: true });
    assert.equal(only(placeholders).path, 'gallery/deep/three.WEBP');
  });

  it('follows files that come, change, move and go', async () => {
    await write('gallery/late.png', saying(makePng(20, 20, 'l'), { prompt: 'latecomer' }));
    await whole('latecomer', 1);
    await write('gallery/late.png', saying(makePng(24, 20, 'l'), { prompt: 'latecomer changed' }));
    assert.equal(only(await whole('latecomer changed', 1)).width, 24);
    await fs.mkdir(inWorkspace('gallery/moved'), { recursive: true });
    await fs.rename(inWorkspace('gallery/late.png'), inWorkspace('gallery/moved/later.png'));
    await until('latecomer', ({ items }) => items.length === 1 && items[0]?.path === 'gallery/moved/later.png');
    await fs.rm(inWorkspace('gallery/moved'), { recursive: true });
    await whole('latecomer', 0);
  });

  it('knows a file that says nothing of itself by the ledger, also when it was moved', () =>
    withUser({ metadata: 'none' }, async () => {
      const target = { provider: 'mixroute', model: 'gemini-2.5-flash-image' };
      const [card] = await panel.call('make', { draft: { prompt: 'ledgertest', images: [] }, targets: [target] });
      assert.ok(card);
      const { images } = await panel.card(card.id, 'done');
      const [image] = images;
      assert.ok(image);
      const item = only(await whole('ledgertest', 1));
      assert.deepEqual([item.uri, item.provider, item.kind], [image.uri, 'mixroute', 'generate']);
      const moved = inWorkspace('gallery/known-by-its-hash.png');
      await fs.rename(vscode.Uri.parse(image.uri).fsPath, moved);
      await until('ledgertest', ({ items }) => items.length === 1 && items[0]?.uri === address(moved));
      const details = await panel.call('details', { uri: address(moved) });
      assert.equal(details.made?.prompt, 'ledgertest');
      assert.equal(details.made.canContinue, true);
    }));

  it('shows what a hostile file says as text, and leads nowhere by it', async () => {
    const hostile = await write(
      'gallery/hostile.png',
      saying(makePng(20, 20, 'h'), {
        prompt: 'hostiletest \u202eevil\u0000\n<script>alert(1)</script>',
        provider: 'goog\u202ele',
        model: 'x'.repeat(5000),
        jobId: 'made up',
        sourceImages: ['../../../etc/passwd', '/etc/passwd', 'file:///etc/passwd', 'https://example.org/a.png'],
        parameters: { ['\u202ename']: '\u2066value', __proto__x: 1 },
      }),
    );
    const page = await whole('hostiletest', 1);
    assert.equal(only(page).prompt, 'hostiletest \\u{202e}evil\\u{0} <script>alert(1)</script>');
    assert.ok(page.providers.every(({ id }) => !id.includes('\u202e')));
    assert.ok(
      page.models.every((model) => model.length <= 200),
      'what cannot be filtered by is not offered',
    );
    const { made, parents } = await panel.call('details', { uri: address(hostile) });
    assert.equal(made?.prompt, 'hostiletest \\u{202e}evil\\u{0}\n<script>alert(1)</script>');
    assert.ok(made.parameters.some(([name, value]) => name === '\\u{202e}name' && value === '\\u{2066}value'));
    assert.equal(made.jobId, undefined);
    assert.equal(made.canContinue, false);
    assert.deepEqual(
      parents.map(({ image }) => image),
      [undefined, undefined, undefined, undefined],
    );
  });

  it('shows what an image was made from and what was made from it', async () => {
    const [one, two] = [address(inWorkspace('gallery/one.png')), address(inWorkspace('gallery/two.jpg'))];
    const child = await panel.call('details', { uri: two });
    assert.deepEqual(
      child.parents.map(({ image }) => image?.uri),
      [one],
    );
    const parent = await panel.call('details', { uri: one });
    assert.deepEqual(
      parent.children.map(({ image }) => image?.uri),
      [two],
    );
    assert.equal(parent.hasGitVersion, false);
  });

  it('makes small upright copies, once for each state of a file', async () => {
    const file = await write('gallery/turned.jpg', await fixture('gps.jpg'));
    const uri = address(file);
    const thumbnail = async () => {
      const heard = panel.told('thumbnail').length;
      await panel.call('wantThumbnails', { uris: [uri] });
      await panel.wait(() => panel.told('thumbnail').length > heard);
      const told = panel.told('thumbnail').at(-1);
      assert.equal(told?.uri, uri);
      return told.src ?? assert.fail('there is one');
    };
    const first = await thumbnail();
    const made = path.join(studio.root, 'thumbnails', path.basename(vscode.Uri.parse(first).path));
    const facts = probeBytes(await fs.readFile(made));
    assert.ok(facts.kind === 'image');
    assert.deepEqual([facts.mediaType, facts.width, facts.height], ['image/webp', 16, 24]);
    const { ino } = await fs.stat(made);
    assert.equal(await thumbnail(), first);
    assert.equal((await fs.stat(made)).ino, ino, 'not made again');
    // Noise, which no format makes small: a file that is read in several pieces.
    await fs.writeFile(file, rgbaPng({ width: 700, height: 350, data: randomBytes(700 * 350 * 4) }));
    const second = await thumbnail();
    assert.notEqual(second, first);
    const large = probeBytes(
      await fs.readFile(path.join(studio.root, 'thumbnails', path.basename(vscode.Uri.parse(second).path))),
    );
    assert.ok(large.kind === 'image');
    assert.deepEqual([large.width, large.height], [320, 160]);
  });

  it('goes on with the next image where one cannot be made small', async () => {
    const damaged = Buffer.from(makePng(40, 40, 'x'));
    damaged.fill(7, 50, damaged.length - 20);
    const uris = [
      address(await write('gallery/damaged.png', damaged)),
      address(inWorkspace('gallery/gone.png')),
      address(inWorkspace('gallery/text.png')),
      address(inWorkspace('gallery/one.png')),
    ];
    await panel.call('wantThumbnails', { uris });
    const told = () => new Map(panel.told('thumbnail').map(({ uri, src }) => [uri, src]));
    await panel.wait(() => uris.every((uri) => told().has(uri)));
    assert.deepEqual(
      uris.map((uri) => told().get(uri) === null),
      [true, true, true, false],
    );
  });

  it('tells nothing of files that no page may ask about', async () => {
    const outside = address(path.join(inWorkspace(), '..', 'outside.png'));
    await assert.rejects(panel.call('details', { uri: outside }), /does not know/);
    await assert.rejects(panel.call('wantThumbnails', { uris: [outside] }), /does not know/);
  });
});
