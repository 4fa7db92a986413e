import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { bytesInMemory } from '../../src/base/bytes.ts';
import { readRecord } from '../../src/core/image/metadata.ts';
import type { MadeSet } from '../../src/host/assets/finishSet.ts';
import type { DraftFile } from '../../src/host/assets/draftSet.ts';
import { Page } from '../../src/host/assets/page.ts';
import { writeFiles } from '../../src/host/assets/writeSet.ts';
import { WorkspaceFiles } from '../../src/host/files.ts';
import { seenSize } from '../../src/core/image/facts.ts';
import { pixelsOf, rgbaPng } from '../host-images/pngFiles.ts';
import { randomBytesOf, randomPixels } from '../host-images/random.ts';
import { factsOf, filesIn, generate, inWorkspace, only, refusalOf, sha256, write } from './support/easel.ts';
import { readInput } from './support/person.ts';
import { fixture } from './support/pictures.ts';
import { withUser } from './support/settings.ts';
import { untilTabs } from './support/tabs.ts';

const random = randomBytesOf(4711);

const makeSet = (options: object) => vscode.commands.executeCommand<MadeSet>('easel.makeAssetSet', options);

/** A disc on nothing: `pixelsOf` tells where it shows through. */
function logo(edge: number): Uint8Array {
  const data = new Uint8Array(edge * edge * 4);
  for (let y = 0, at = 0; y < edge; y++) {
    for (let x = 0; x < edge; x++, at += 4) {
      if (Math.hypot(x - edge / 2, y - edge / 2) < edge * 0.45) data.set([20, 90, 160, 255], at);
    }
  }
  return rgbaPng({ width: edge, height: edge, data });
}

const noise = (width: number, height: number) => {
  const picture = randomPixels(width, height, random);
  for (let at = 3; at < picture.data.length; at += 4) picture.data[at] = 255;
  return rgbaPng(picture);
};

const read = (name: string) => fs.readFile(inWorkspace(name));
const namesIn = async (folder: string) => (await filesIn(folder)).map((file) => path.basename(file)).sort();

/** What each file is by its bytes must be what the call says of it. */
async function checkPictures({ files }: MadeSet): Promise<readonly string[]> {
  const checked = files.filter(({ mediaType }) => !/icon|manifest/.test(mediaType));
  for (const file of checked) {
    const bytes = await fs.readFile(vscode.Uri.parse(file.uri, true).fsPath);
    const { mediaType, width, height, complete } = factsOf(bytes);
    assert.ok(complete);
    assert.deepEqual([mediaType, width, height, bytes.length], [file.mediaType, file.width, file.height, file.bytes]);
    assert.equal(vscode.Uri.file(inWorkspace(file.path)).toString(), file.uri);
  }
  return checked.map((file) => `${file.path} ${file.width}x${file.height}`);
}

describe('Asset sets', () => {
  after(() => fs.rm(inWorkspace('public'), { recursive: true, force: true }));

  describe('Favicons', () => {
    it('are real pictures of the stated sizes, an icon file, a manifest and their tags', async () => {
      await write('public/logo.png', logo(600));
      const made = await makeSet({ image: 'public/logo.png', set: 'favicon' });
      assert.deepEqual(await checkPictures(made), [
        'public/favicon-16x16.png 16x16',
        'public/favicon-32x32.png 32x32',
        'public/apple-touch-icon.png 180x180',
        'public/icon-192.png 192x192',
        'public/icon-512.png 512x512',
        'public/icon-512-maskable.png 512x512',
      ]);
      assert.deepEqual(made.skipped, []);
      const cornerOf = async (name: string) => pixelsOf(await read(`public/${name}`)).data[3];
      assert.equal(await cornerOf('icon-512.png'), 0);
      for (const name of ['apple-touch-icon.png', 'icon-512-maskable.png']) {
        assert.equal(factsOf(await read(`public/${name}`)).hasAlpha, false, name);
      }
      const icon = await read('public/favicon.ico');
      assert.equal(icon.readUInt16LE(4), 3);
      for (const [index, edge] of [16, 32, 48].entries()) {
        const entry = icon.subarray(6 + 16 * index);
        const [length, offset] = [entry.readUInt32LE(8), entry.readUInt32LE(12)];
        const { width, height, mediaType, complete } = factsOf(icon.subarray(offset, offset + length));
        assert.deepEqual([width, height, mediaType, complete], [edge, edge, 'image/png', true]);
      }
      const { icons } = JSON.parse(await fs.readFile(inWorkspace('public/site.webmanifest'), 'utf8'));
      assert.deepEqual(
        icons.map((each: { src: string; purpose?: string }) => [each.src, each.purpose]),
        [
          ['icon-192.png', undefined],
          ['icon-512.png', undefined],
          ['icon-512-maskable.png', 'maskable'],
        ],
      );
      assert.match(made.tags, /<link rel="icon" sizes="16x16 32x32 48x48" href="\/favicon\.ico">/);
      assert.match(made.tags, /<link rel="manifest" href="\/site\.webmanifest">/);
    });

    it('are never written over others: the names are refused, and another folder takes them', async () => {
      await write('set-icons/logo.png', logo(520));
      await makeSet({ image: 'set-icons/logo.png', set: 'favicon' });
      const names = await namesIn('set-icons');
      const digests = async () => Promise.all(names.map(async (name) => sha256(await read(`set-icons/${name}`))));
      const before = await digests();
      const { code, message } = await refusalOf(makeSet({ image: 'set-icons/logo.png', set: 'favicon' }));
      assert.equal(code, 'invalidRequest');
      assert.match(message, /favicon\.ico.*apple-touch-icon\.png.* in set-icons already.*Choose another folder/s);
      assert.deepEqual([await namesIn('set-icons'), await digests()], [names, before]);
      await makeSet({ image: 'set-icons/logo.png', set: 'favicon', folder: 'set-icons/other' });
      assert.equal((await namesIn('set-icons/other')).length, 8);
    });

    it('leave out single names that are taken, and say so', async () => {
      await write('set-taken/logo.png', logo(520));
      const own = await write('set-taken/Favicon.ICO', 'mine');
      const made = await makeSet({ image: 'set-taken/logo.png', set: 'favicon' });
      assert.deepEqual(
        made.skipped.map(({ name }) => name),
        ['favicon.ico'],
      );
      assert.match(made.skipped[0]!.message, /favicon\.ico is in set-taken already, and Easel overwrites no image/);
      assert.equal(await fs.readFile(own, 'utf8'), 'mine');
      assert.ok(!made.tags.includes('favicon.ico'));
    });

    it('go into the manifest that is there, in one undo step and beside all that it says', async () => {
      await write('set-site/logo.png', logo(520));
      const manifest = '{\r\n\t"name": "Cats",\r\n\t"icons": [{ "src": "old.svg" }],\r\n\t"scope": "/"\r\n}\r\n';
      const file = await write('set-site/site.webmanifest', manifest);
      const made = await makeSet({ image: 'set-site/logo.png', set: 'favicon' });
      const text = await fs.readFile(file, 'utf8');
      const { icons, ...rest } = JSON.parse(text);
      assert.deepEqual(rest, { name: 'Cats', scope: '/' });
      assert.equal(icons.length, 4);
      assert.ok(text.startsWith('{\r\n\t"name": "Cats",\r\n\t"icons": [{ "src": "old.svg" }, '));
      assert.ok(made.files.some((each) => each.path === 'set-site/site.webmanifest'));
      const editor = await vscode.window.showTextDocument(vscode.Uri.file(file));
      await vscode.commands.executeCommand('undo');
      assert.equal(editor.document.getText(), manifest);
      await vscode.commands.executeCommand('workbench.action.files.save');
    });

    it('leave a manifest that cannot be read as it is, and say so', async () => {
      await write('set-broken/logo.png', logo(520));
      const file = await write('set-broken/site.webmanifest', '{ "name": ');
      const made = await makeSet({ image: 'set-broken/logo.png', set: 'favicon' });
      assert.equal(await fs.readFile(file, 'utf8'), '{ "name": ');
      assert.match(made.skipped[0]!.message, /set-broken\/site\.webmanifest is no manifest.*left as it is/);
      assert.equal((await checkPictures(made)).length, 6);
    });

    it('are left out where the image would have to be enlarged, and refused where all would', async () => {
      await write('set-small/logo.png', logo(40));
      const made = await makeSet({ image: 'set-small/logo.png', set: 'favicon' });
      assert.deepEqual(await checkPictures(made), [
        'set-small/favicon-16x16.png 16x16',
        'set-small/favicon-32x32.png 32x32',
      ]);
      assert.match(made.skipped[0]!.message, /favicon\.ico is left out: the image is smaller than 48 × 48/);
      assert.equal(made.skipped.length, 5);
      await write('set-tiny/logo.png', logo(12));
      const { code, message } = await refusalOf(makeSet({ image: 'set-tiny/logo.png', set: 'favicon' }));
      assert.equal(code, 'invalidRequest');
      assert.match(message, /set-tiny\/logo\.png is 12x12 pixels large.*16x16.*enlarges nothing/);
      assert.deepEqual(await namesIn('set-tiny'), ['logo.png']);
    });
  });

  describe('An Open Graph image', () => {
    it('is 1200 by 630, opaque, and under a megabyte', async () => {
      await write('set-og/logo.png', logo(700));
      const drawn = await makeSet({ image: 'set-og/logo.png', set: 'openGraph' });
      assert.deepEqual(await checkPictures(drawn), ['set-og/logo-og.png 1200x630']);
      assert.equal(factsOf(await read('set-og/logo-og.png')).hasAlpha, false);
      assert.match(drawn.tags, /<meta property="og:image" content="set-og\/logo-og\.png">/);
    });

    it('is a JPEG where a PNG would be larger than that', async () => {
      await write('set-og/noise.png', noise(1210, 640));
      const photo = await makeSet({ image: 'set-og/noise.png', set: 'openGraph' });
      assert.deepEqual(await checkPictures(photo), ['set-og/noise-og.jpg 1200x630']);
      assert.ok(photo.files[0]!.bytes < 1_000_000);
    });

    it('takes the next free name, and is refused to an image that is too small', async () => {
      await write('set-og/again.png', logo(700));
      const names = [];
      for (let round = 0; round < 2; round += 1) {
        names.push((await makeSet({ image: 'set-og/again.png', set: 'openGraph' })).files[0]!.path);
      }
      assert.deepEqual(names, ['set-og/again-og.png', 'set-og/again-og-2.png']);
      await write('set-og/small.png', logo(200));
      assert.match(
        (await refusalOf(makeSet({ image: 'set-og/small.png', set: 'openGraph' }))).message,
        /200x200 pixels large.*1200x630/,
      );
    });
  });

  describe('Responsive widths', () => {
    it('are those that the image has, and the srcset names them and the image', async () => {
      await write('set-wide/hero.png', noise(1000, 501));
      const made = await makeSet({ image: 'set-wide/hero.png', set: 'widths' });
      assert.deepEqual(await checkPictures(made), [
        'set-wide/hero-320w.png 320x160',
        'set-wide/hero-640w.png 640x321',
        'set-wide/hero-960w.png 960x481',
      ]);
      assert.equal(made.skipped.length, 2);
      assert.match(made.tags, /srcset="set-wide\/hero-320w\.png 320w, .*set-wide\/hero\.png 1000w"/);
      assert.match(made.tags, /width="1000" height="501"/);
    });
  });

  describe('WebP beside an image', () => {
    it('is upright, tells nobody where the photo was taken, and is named by a picture element', async () => {
      const photo = await fixture('gps.jpg');
      await write('set-webp/photo.jpg', photo);
      const made = await makeSet({ image: 'set-webp/photo.jpg', set: 'webp' });
      const { width, height } = seenSize(factsOf(photo));
      assert.deepEqual(await checkPictures(made), [`set-webp/photo.webp ${width}x${height}`]);
      assert.ok(!(await read('set-webp/photo.webp')).includes('Exif'));
      assert.match(made.tags, /<source type="image\/webp" srcset="set-webp\/photo\.webp">/);
      const { message } = await refusalOf(makeSet({ image: 'set-webp/photo.webp', set: 'webp' }));
      assert.match(message, /is WebP already/);
    });
  });

  describe('A dark version', () => {
    it('is an edit beside its image, by the provider that is asked', async () => {
      await write('set-dark/logo.png', logo(128));
      const made = await makeSet({ image: 'set-dark/logo.png', set: 'darkPair', provider: 'sketch' });
      assert.deepEqual(await checkPictures(made), ['set-dark/logo-dark.png 128x128']);
      assert.equal(readRecord(await read('set-dark/logo-dark.png'))?.placeholder, true);
      assert.match(made.tags, /<source media="\(prefers-color-scheme: dark\)" srcset="set-dark\/logo-dark\.png">/);
    });
  });

  it('go again when one of their files cannot be written', async () => {
    const folder = vscode.Uri.file(inWorkspace('set-undone'));
    const root = vscode.workspace.workspaceFolders![0]!.uri.toString();
    const file = (name: string, stream: () => AsyncIterable<Uint8Array>): DraftFile => ({
      asset: { name, isFixed: true, recipes: [] },
      extension: 'png',
      mediaType: 'image/png',
      width: 1,
      height: 1,
      content: { length: 4, stream },
    });
    const whole = file('icon-192', () => bytesInMemory(Buffer.from('icon')).stream());
    const cut = file('icon-512', () => bytesInMemory(Buffer.from('ico')).stream());
    const destination = { folder: folder.toString(), root };
    const files = new WorkspaceFiles();
    await assert.rejects(writeFiles([whole, cut], destination, files), { code: 'storage', money: 'free' });
    assert.deepEqual(await namesIn('set-undone'), []);
    const calledOff = new AbortController();
    const last = file('icon-16', () => {
      calledOff.abort();
      return whole.content.stream();
    });
    const writing = writeFiles([whole, last, whole], destination, files, calledOff.signal);
    await assert.rejects(writing, { code: 'cancelled', money: 'free' });
    assert.deepEqual(await namesIn('set-undone'), []);
  });

  it('say of every file how its image was made, as the setting says', async () => {
    const image = only(
      await generate({ prompt: 'a lighthouse', provider: 'sketch', size: '400x300', folder: 'set-made' }),
    );
    const { files } = await makeSet({ image: image.path, set: 'widths' });
    const record = readRecord(await read(files[0]!.path));
    assert.equal(record?.prompt, 'a lighthouse');
    assert.deepEqual(record.sourceImages, [image.path]);
    const icons = await makeSet({ image: image.path, set: 'favicon', folder: 'set-made/icons' });
    const label = readRecord(await read(icons.files.find(({ path: each }) => each.endsWith('192.png'))!.path));
    assert.equal(label?.placeholder, true);
    assert.equal(label.prompt, undefined);
    await withUser({ metadata: 'none' }, async () => {
      const bare = await makeSet({ image: image.path, set: 'webp' });
      assert.equal(readRecord(await read(bare.files[0]!.path)), undefined);
    });
  });

  it('are refused in words for what no pixels can be made of', async () => {
    await write('set-refused/logo.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>');
    await write('set-refused/text.png', 'hello');
    await write('set-refused/logo.png', logo(64));
    const refusal = async (options: object) => (await refusalOf(makeSet(options))).message;
    assert.match(await refusal({ image: 'set-refused/logo.svg', set: 'favicon' }), /SVG drawing.*PNG of at least 512/);
    assert.match(await refusal({ image: 'set-refused/text.png', set: 'widths' }), /is no image/);
    assert.match(await refusal({ image: 'set-refused/gone.png', set: 'widths' }), /There is no file/);
    assert.match(await refusal({ image: 'https://example.org/a.png', set: 'webp' }), /is a link, not a file/);
    assert.match(await refusal({ image: 'set-refused/logo.png', set: 'favicon', folder: '../out' }), /outside/);
    assert.match(await refusal({ image: 'set-refused/logo.png', set: 'favicon', folder: '.git' }), /nothing into/);
    assert.match(await refusal({ image: 'set-refused/logo.png', set: 'everything' }), /"set" is not valid/);
    assert.deepEqual(await namesIn('set-refused'), ['logo.png', 'logo.svg', 'text.png']);
  });

  describe('Tags in an open page', () => {
    const open = async (name: string, content: string) =>
      vscode.window.showTextDocument(vscode.Uri.file(await write(name, content)));
    const image = () => vscode.Uri.file(inWorkspace('set-page/my hero.png'));

    it('replace the link that was selected, in one undo step and with the line ends of the page', async () => {
      const editor = await open('set-page/a.md', 'One\r\n\r\n![Hero](my%20hero.png)\r\n');
      editor.selection = new vscode.Selection(2, 0, 2, 24);
      const { document } = editor;
      const page = Page.open();
      assert.ok(page?.document === document);
      assert.ok(page.selects(image()));
      assert.ok(!page.selects(vscode.Uri.file(inWorkspace('set-page/other.png'))));
      assert.ok(await page.replaceSelection(['<img', '  src="my%20hero.png">']));
      assert.equal(document.getText(), 'One\r\n\r\n<img\r\n  src="my%20hero.png">\r\n');
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), 'One\r\n\r\n![Hero](my%20hero.png)\r\n');
    });

    it('leave a page alone that has changed meanwhile, and what is no page of HTML', async () => {
      const editor = await open('set-page/b.md', '```html\n<head>\n</head>\n```\n![Hero](my%20hero.png)\n');
      editor.selection = new vscode.Selection(4, 0, 4, 24);
      const page = Page.open()!;
      assert.ok(!page.takesInHead(['<link>']));
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Something else\n'));
      const before = editor.document.getText();
      assert.ok(!(await page.replaceSelection(['<img>'])));
      assert.equal(editor.document.getText(), before);
      await vscode.commands.executeCommand('workbench.action.files.save');
    });
  });

  describe('In the window', () => {
    const press = () => vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    const previews = () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.includes('easel.assetSet'));

    const previewsAre = (count: number) => untilTabs(() => previews().length === count);

    /** Answers the rows of the list that is open, once one of them has this text. */
    async function listWith(text: string): Promise<readonly string[]> {
      for (;;) {
        const rows = await readInput();
        if (!rows || rows.some((row) => row.includes(text))) return rows ?? [];
      }
    }

    before(async function () {
      if (process.env['INHOST_PERSON'] === undefined) this.skip();
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    });

    it('are shown before they are written, Enter writes them, and their tags go into the open page', async () => {
      const image = vscode.Uri.file(await write('set-shown/logo.png', logo(200)));
      const page = await write('set-shown/index.html', '<html>\n<head>\n  <title>Cats</title>\n</head>\n</html>\n');
      const { document } = await vscode.window.showTextDocument(vscode.Uri.file(page));
      const made = vscode.commands.executeCommand<MadeSet>('easel.makeAssetSet', image);
      await listWith('Favicons');
      await press();
      const [first] = await listWith('Choose Folder');
      assert.ok(first);
      await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
      const folders = await readInput();
      const own = folders!.indexOf('set-shown');
      for (let at = 1; at < own; at += 1) await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
      if (own === 0) await vscode.commands.executeCommand('workbench.action.quickOpenSelectPrevious');
      await press();
      const rows = await listWith('favicon.ico');
      assert.deepEqual(rows.slice(0, 5), [
        'favicon.ico',
        'favicon-16x16.png',
        'favicon-32x32.png',
        'apple-touch-icon.png',
        'icon-192.png',
      ]);
      await previewsAre(1);
      assert.deepEqual(await namesIn('set-shown'), ['index.html', 'logo.png'], 'nothing is written yet');
      await press();
      const { files } = await made;
      assert.equal(files.length, 6);
      await previewsAre(0);
      const inserted = new Promise<void>((resolve) => {
        const listening = vscode.workspace.onDidChangeTextDocument((change) => {
          if (change.document !== document) return;
          listening.dispose();
          resolve();
        });
      });
      await vscode.commands.executeCommand('notification.acceptPrimaryAction');
      await inserted;
      assert.match(document.getText(), /<\/title>\n {2}<link rel="icon" [^>]* href="favicon\.ico">\n/);
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('undo');
      assert.doesNotMatch(document.getText(), /favicon/);
    });

    it('ask for a dark version as for every edit, with a prompt that can be changed', async () => {
      const image = vscode.Uri.file(await write('set-asked/logo.png', logo(96)));
      const made = vscode.commands.executeCommand<MadeSet>('easel.makeAssetSet', image);
      await listWith('Favicons');
      for (let at = 0; at < 4; at += 1) await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
      await press();
      await listWith('The same picture for dark backgrounds');
      await press();
      assert.deepEqual(await checkPictures(await made), ['set-asked/logo-dark.png 96x96']);
    });

    it('leave nothing behind when the list is closed', async () => {
      const image = vscode.Uri.file(await write('set-left/hero.png', logo(1250)));
      const made = vscode.commands.executeCommand<MadeSet>('easel.makeAssetSet', image);
      await listWith('Favicons');
      await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
      await press();
      await listWith('Choose Folder');
      await press();
      await listWith('cropped');
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      assert.equal(await made, undefined);
      assert.deepEqual(await namesIn('set-left'), ['hero.png']);
      await previewsAre(0);
    });
  });
});
