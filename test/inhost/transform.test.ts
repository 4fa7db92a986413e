import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { readRecord } from '../../src/core/image/metadata.ts';
import type { Transform } from '../../src/protocol/types.ts';
import { pixelsOf, rgbaPng } from '../host-images/pngFiles.ts';
import { randomBytesOf, randomPixels } from '../host-images/random.ts';
import { factsOf, filesIn, inWorkspace, sha256, write } from './support/easel.ts';
import { fixture, withChunk } from './support/pictures.ts';
import { withUser } from './support/settings.ts';
import { Refused, withStudio, type FakePanel } from './support/studio.ts';

const random = randomBytesOf(4711);

describe('Cropping, padding, resizing and converting in the Studio', () => {
  const studio = withStudio();
  let panel: FakePanel;
  before(async () => {
    panel = studio.open();
    await panel.call('ready', {});
  });

  const uriOf = (file: string) => vscode.Uri.file(file).toString();
  const preview = (uri: string, transform: Transform) => panel.call('previewTransform', { uri, transform });
  const save = (uri: string, transform: Transform) => panel.call('saveTransform', { uri, transform });
  const fileOf = (src: string) => decodeURIComponent(new URL(src).pathname);
  const shownFiles = () => fs.readdir(path.join(studio.root, 'shown')).catch(() => []);

  const refusal = async (call: Promise<unknown>) => {
    const error: unknown = await call.then(
      (value) => assert.fail(`It resolved to ${JSON.stringify(value)}`),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof Refused, String(error));
    return error.info;
  };

  it('shows what it would give without a file in the workspace, then saves just that beside the original', async () => {
    const picture = randomPixels(40, 30, random);
    const uri = uriOf(await write('transform/boat.png', rgbaPng(picture)));
    const crop = { x: 3, y: 4, width: 20, height: 10 };
    const shown = await preview(uri, { crop });
    assert.deepEqual([shown.width, shown.height, shown.mediaType], [20, 10, 'image/png']);
    const previewed = await fs.readFile(fileOf(shown.src));
    assert.equal(previewed.length, shown.bytes);
    assert.deepEqual((await filesIn('transform')).length, 1);
    const before = await shownFiles();
    const saved = await save(uri, { crop });
    assert.deepEqual(await shownFiles(), before, 'it was not made a second time');
    assert.equal(saved.path, 'transform/boat-cropped.png');
    const file = await fs.readFile(inWorkspace(saved.path));
    assert.equal(saved.bytes, file.length);
    assert.deepEqual(pixelsOf(file), pixelsOf(previewed));
    assert.deepEqual(pixelsOf(file).data.subarray(0, 80), picture.data.subarray((4 * 40 + 3) * 4, (4 * 40 + 23) * 4));
    assert.deepEqual(await fs.readFile(vscode.Uri.parse(uri).fsPath), Buffer.from(rgbaPng(picture)));
  });

  it('names the new file for what was done, and writes over nothing', async () => {
    const uri = uriOf(await write('names/cat.png', rgbaPng(randomPixels(32, 18, random))));
    const names = [];
    for (const transform of [
      { resize: { width: 16, height: 9 } },
      { resize: { width: 16, height: 9 } },
      { pad: { width: 32, height: 32, colour: '#ffffff' } },
      { format: 'webp' },
      { format: 'jpeg', quality: 80 },
    ] as const) {
      names.push((await save(uri, transform)).name);
    }
    assert.deepEqual(names, ['cat-16x9.png', 'cat-16x9-2.png', 'cat-1x1.png', 'cat.webp', 'cat.jpg']);
  });

  it('carries over how the original was made, and from what it was cut', async () => {
    const [card] = await panel.call('make', {
      draft: { prompt: 'a lighthouse', images: [], size: '64x64' },
      targets: [{ provider: 'sketch', model: 'sketch' }],
    });
    const { images } = await panel.card(card!.id, 'done');
    const original = images[0]!;
    const transform = { crop: { x: 0, y: 0, width: 32, height: 32 }, format: 'jpeg', quality: 70 } as const;
    const saved = await save(original.uri, transform);
    const record = readRecord(await fs.readFile(inWorkspace(saved.path)));
    assert.equal(record?.prompt, 'a lighthouse');
    assert.equal(record.provider, 'sketch');
    assert.equal(record.placeholder, true);
    assert.deepEqual(record.sourceImages, [original.path]);
    assert.equal(record.parameters?.['transform'], JSON.stringify(transform));
    await withUser({ metadata: 'none' }, async () => {
      const bare = await save(original.uri, { resize: { width: 20, height: 20 } });
      assert.equal(readRecord(await fs.readFile(inWorkspace(bare.path))), undefined);
    });
  });

  it('takes a photo as it is seen, and tells nobody where it was taken', async () => {
    const photo = await fixture('gps.jpg');
    const uri = uriOf(await write('transform/photo.jpg', photo));
    const [shown] = await panel.call('describe', { uris: [uri] });
    const { width, height } = factsOf(photo);
    assert.deepEqual([shown?.width, shown?.height], [height, width]);
    const saved = await save(uri, { crop: { x: 0, y: 0, width: height, height: 2 } });
    assert.deepEqual([saved.width, saved.height, saved.name], [height, 2, 'photo-cropped.jpg']);
    assert.ok(!(await fs.readFile(inWorkspace(saved.path))).includes('Exif'));
  });

  it('says what cannot be kept', async () => {
    const signed = withChunk(Buffer.from(rgbaPng(randomPixels(8, 8, random))), 'caBX', Buffer.from('signed'));
    const uri = uriOf(await write('transform/signed.png', signed));
    const { losses } = await preview(uri, { resize: { width: 4, height: 4 } });
    assert.match(losses?.join(' ') ?? '', /signed provenance/);
    const plain = uriOf(await write('transform/plain.png', rgbaPng(randomPixels(8, 8, random))));
    assert.deepEqual((await preview(plain, { resize: { width: 4, height: 4 } })).losses, []);
  });

  it('says what it cannot do, at no cost, and leaves nothing', async () => {
    const uri = uriOf(await write('refused/cat.png', rgbaPng(randomPixels(8, 8, random))));
    const nothing = await refusal(save(uri, { format: 'png' }));
    assert.match(nothing.text, /^That would change nothing/);
    assert.doesNotMatch(nothing.text, /charged/);
    assert.match((await refusal(save(uri, { crop: { x: 4, y: 4, width: 8, height: 8 } }))).text, /inside the image/);
    await assert.rejects(save(uri, { crop: { x: -1, y: 0, width: 8, height: 8 } }));
    assert.deepEqual((await filesIn('refused')).length, 1);
  });

  it('touches no file that was not brought in', async () => {
    const outside = await fs.mkdtemp(path.join(os.tmpdir(), 'easel-outside-'));
    const file = path.join(outside, 'private.png');
    await fs.writeFile(file, rgbaPng(randomPixels(16, 16, random)));
    const around = `${vscode.workspace.workspaceFolders![0]!.uri.toString()}/../../..${file}`;
    for (const uri of [uriOf(file), around, uriOf('/etc/hosts'), 'https://example.org/a.png', 'nonsense']) {
      assert.equal((await refusal(preview(uri, { format: 'webp' }))).code, 'invalidRequest', uri);
      assert.equal((await refusal(save(uri, { format: 'webp' }))).code, 'invalidRequest', uri);
      assert.equal((await refusal(panel.call('view', { uri }))).code, 'invalidRequest', uri);
      assert.equal((await refusal(panel.call('viewGitVersion', { uri }))).code, 'invalidRequest', uri);
    }
    await panel.call('describe', { uris: [uriOf(file)] });
    const saved = await save(uriOf(file), { format: 'webp' });
    assert.match(saved.path, /^assets\/private(-\d+)?\.webp$/);
    assert.deepEqual(await fs.readdir(outside), ['private.png'], 'nothing is written beside it');
    await fs.rm(outside, { recursive: true });
  });
});

describe('Images that a page of the Studio is shown', () => {
  const studio = withStudio();
  let panel: FakePanel;
  before(async () => {
    panel = studio.open();
    await panel.call('ready', {});
  });

  const uriOf = (file: string) => vscode.Uri.file(file).toString();
  const fileOf = (src: string) => decodeURIComponent(new URL(src).pathname);
  const textOf = (call: Promise<unknown>) =>
    call.then(
      () => 'accepted',
      (error: unknown) => (error instanceof Refused ? error.info.text : String(error)),
    );

  it('are what their bytes say, with a small copy', async () => {
    const file = await write('shown/name.gif', rgbaPng(randomPixels(40, 20, random)));
    const [image] = await panel.call('describe', { uris: [uriOf(file)] });
    assert.deepEqual(
      [image?.path, image?.name, image?.mediaType, image?.width, image?.height],
      ['shown/name.gif', 'name.gif', 'image/png', 40, 20],
    );
    const small = await fs.readFile(fileOf(image?.srcThumbnail ?? ''));
    assert.equal(factsOf(small).mediaType, 'image/webp');
  });

  it('may not be links, texts, folders or nothing at all', async () => {
    const text = await write('shown/text.png', 'hello');
    const describe = (uri: string) => textOf(panel.call('describe', { uris: [uri] }));
    assert.match(await describe('https://example.org/cat.png'), /is a link, not a file.*Save the image first/);
    assert.match(await describe(uriOf(text)), /is no image/);
    assert.match(await describe(uriOf(inWorkspace('shown'))), /is not a file/);
    assert.match(await describe(uriOf(inWorkspace('shown/gone.png'))), /There is no file/);
    for (const uri of ['data:image/png;base64,AAAA', 'blob:x', 'cat.png', 'command:x']) {
      assert.match(await describe(uri), /no file that VS Code can read/, uri);
    }
  });

  it('are kept once when they are pasted, under a name that no path can hide in', async () => {
    const bytes = new Uint8Array(rgbaPng(randomPixels(16, 16, random)));
    const first = await panel.call('keep', { name: '../../evil/../cat.jpg', bytes });
    const again = await panel.call('keep', { name: '../../evil/../cat.jpg', bytes });
    assert.equal(first.uri, again.uri);
    const file = vscode.Uri.parse(first.uri).fsPath;
    assert.equal(path.dirname(file), path.join(studio.root, 'pasted'));
    assert.equal(path.basename(file).slice(0, 16), sha256(bytes).slice(0, 16));
    assert.match(first.name, /^[^/\\]+\.png$/);
    assert.equal(first.path, first.name);
    assert.deepEqual(await fs.readFile(file), Buffer.from(bytes));
    assert.match(await textOf(panel.call('keep', { name: 'x.png', bytes: new Uint8Array(9) })), /no image/);
  });

  it('are shown as copies that follow the file', async () => {
    const bytes = rgbaPng(randomPixels(30, 20, random));
    const file = await write('shown/copied.png', bytes);
    const first = await panel.call('view', { uri: uriOf(file) });
    assert.deepEqual([first.width, first.height, first.name], [30, 20, 'copied.png']);
    assert.equal(path.dirname(fileOf(first.src)), path.join(studio.root, 'shown'));
    assert.deepEqual(await fs.readFile(fileOf(first.src)), Buffer.from(bytes));
    assert.equal((await panel.call('view', { uri: uriOf(file) })).src, first.src);
    const other = rgbaPng(randomPixels(31, 20, random));
    await fs.writeFile(file, other);
    const second = await panel.call('view', { uri: uriOf(file) });
    assert.deepEqual(await fs.readFile(fileOf(second.src)), Buffer.from(other));
  });

  it('are told apart where no page can show them', async () => {
    const heic = uriOf(await write('shown/still.heic', await fixture('still.heic')));
    assert.match(await textOf(panel.call('view', { uri: heic })), /HEIC, which cannot be shown here/);
  });

  it('have no version in Git where there is no Git', async () => {
    const file = await write('shown/nogit.png', rgbaPng(randomPixels(3, 3, random)));
    assert.equal(await panel.call('viewGitVersion', { uri: uriOf(file) }), null);
  });
});
