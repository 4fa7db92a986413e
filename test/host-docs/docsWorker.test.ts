import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { deserialize } from 'node:v8';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildModule } from '../../esbuild.mjs';
import type { DocumentsRequest, DocumentSource, Found, FromDocsWorker } from '../../src/host/docs/requests.ts';
import { WorkerThread } from '../../src/host/workerThread.ts';

let folder: string;
let thread: WorkerThread<DocumentsRequest, FromDocsWorker>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'easel-docs-'));
  const file = path.join(folder, 'docs.cjs');
  await buildModule(fileURLToPath(new URL('../../src/host/docs/docsWorker.ts', import.meta.url)), file, 'cjs');
  thread = new WorkerThread({ file, name: 'documents of a test' });
});

afterAll(async () => {
  await thread.dispose();
  await rm(folder, { recursive: true });
});

async function piecesOf(...documents: readonly DocumentSource[]): Promise<readonly (readonly Found[])[]> {
  const { pieces } = await thread.ask({ documents });
  return pieces.map((piece) => deserialize(piece) as readonly Found[]);
}

async function only(document: DocumentSource): Promise<Found> {
  const [found, ...others] = (await piecesOf(document)).flat();
  expect(others).toEqual([]);
  return found!;
}

const urlsIn = (found: Found): readonly string[] => found.images.map(({ image }) => image.url);

async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return file;
}

const link = '![a cat](cat.png)';

describe('The thread for documents', () => {
  it('finds images in a text, with their positions', async () => {
    const { images, index } = await only({ kind: 'markdown', text: `Before ${link} after` });
    expect(index).toBe(0);
    expect(images.map(({ image }) => [image.url, image.alt, image.span])).toEqual([
      ['cat.png', 'a cat', { start: 7, end: 7 + link.length }],
    ]);
  });

  it('reads files, and counts positions as VS Code does: without a byte order mark', async () => {
    const utf8 = await fileOf('utf8.md', `\ufeff${link}`);
    const utf16 = await fileOf('utf16.md', Buffer.from(`\ufeff${link}`, 'utf16le'));
    for (const file of [utf8, utf16]) {
      const { images } = await only({ kind: 'markdown', path: file });
      expect(images.map(({ image }) => image.span.start)).toEqual([0]);
    }
  });

  it('finds images in the Markdown cells of a notebook, counted from the beginning of their cell', async () => {
    const cells = [
      { cell_type: 'code', source: link },
      { cell_type: 'markdown', source: ['# Title\n', '\n', '![one](one.png)'] },
      { cell_type: 'raw', source: [link] },
      { cell_type: 'markdown', source: '![two](two.png)' },
      { cell_type: 'markdown' },
      { cell_type: 'markdown', source: [1, null] },
      'no cell',
    ];
    const { images } = await only({ kind: 'notebook', text: JSON.stringify({ cells }) });
    expect(images.map(({ image, cell }) => [cell, image.url, image.span.start])).toEqual([
      [1, 'one.png', 9],
      [3, 'two.png', 0],
    ]);
  });

  it.each(['', '{}', '[]', 'null', '{"cells":{}}'])('finds nothing in a notebook that is %j', async (text) => {
    expect(await only({ kind: 'notebook', text })).toEqual({ index: 0, images: [] });
  });

  it('says of each document what is wrong with it, and reads the others', async () => {
    const broken = await fileOf('broken.ipynb', '{');
    const large = await fileOf('large.md', link);
    await truncate(large, 5 * 1024 * 1024 + 1);
    await mkdir(path.join(folder, 'folder.md'));
    const good = await fileOf('good.md', link);
    const found = await piecesOf(
      { kind: 'notebook', path: broken },
      { kind: 'markdown', path: large },
      { kind: 'markdown', path: path.join(folder, 'missing.md') },
      { kind: 'markdown', path: path.join(folder, 'folder.md') },
      { kind: 'markdown', bytes: new Uint8Array(5 * 1024 * 1024 + 1) },
      { kind: 'markdown', problem: 'unreadable' },
      { kind: 'markdown', path: good },
    );
    expect(found.flat().map(({ index, problem }) => [index, problem])).toEqual([
      [0, 'unparsable'],
      [1, 'tooLarge'],
      [2, 'unreadable'],
      [3, 'unreadable'],
      [4, 'tooLarge'],
      [5, 'unreadable'],
      [6, undefined],
    ]);
  });

  it('answers in pieces of at most 400 images, whole when they are put together', async () => {
    const many = Array.from({ length: 1000 }, (_, number) => `![](${number}.png)`).join('\n\n');
    const pieces = await piecesOf({ kind: 'markdown', text: link }, { kind: 'markdown', text: many });
    const sizes = pieces.map((piece) => piece.reduce((sum, { images }) => sum + images.length, 0));
    expect(sizes).toEqual([400, 400, 201]);
    const urls = pieces.flat().flatMap((found) => (found.index === 1 ? urlsIn(found) : []));
    expect(urls).toEqual(Array.from({ length: 1000 }, (_, number) => `${number}.png`));
  });

  it('answers for a thousand documents without images in few pieces', async () => {
    const pieces = await piecesOf(...Array.from({ length: 1000 }, () => ({ kind: 'markdown', text: 'x' }) as const));
    expect(pieces.map((piece) => piece.length)).toEqual([400, 400, 200]);
  });
});
