import { open } from 'node:fs/promises';
import { serialize } from 'node:v8';
import { parentPort } from 'node:worker_threads';
import { isObject } from '../../base/json.ts';
import { findImages } from '../../core/docs/findImages.ts';
import { namesIn } from '../../core/docs/mentions.ts';
import type { ToThread } from '../workerThread.ts';
import {
  maxDocumentBytes,
  type DocsRequest,
  type DocumentProblem,
  type DocumentsRequest,
  type DocumentSource,
  type Found,
  type FoundImage,
  type FromDocsWorker,
  type NamesRequest,
} from './requests.ts';

// The thread that parses documents. DocumentReader asks for some at a time.

/** In one piece of an answer: the host unpacks so many in a millisecond or two. */
const imagesInPiece = 400;

class ProblemError extends Error {
  readonly problem: DocumentProblem;

  constructor(problem: DocumentProblem) {
    super(problem);
    this.problem = problem;
  }
}

async function textOf(source: DocumentSource): Promise<string> {
  if ('text' in source) return source.text;
  if ('problem' in source) throw new ProblemError(source.problem);
  return decoded('bytes' in source ? source.bytes : await bytesOf(source.path));
}

async function bytesOf(path: string): Promise<Uint8Array> {
  const file = await open(path).catch(() => undefined);
  if (!file) throw new ProblemError('unreadable');
  try {
    const facts = await file.stat();
    if (!facts.isFile()) throw new ProblemError('unreadable');
    if (facts.size > maxDocumentBytes) throw new ProblemError('tooLarge');
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** As VS Code reads a file: without its byte order mark. */
function decoded(bytes: Uint8Array): string {
  if (bytes.length > maxDocumentBytes) throw new ProblemError('tooLarge');
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

function imagesIn(source: DocumentSource, text: string): readonly FoundImage[] {
  if (source.kind !== 'notebook') return findImages(source.kind, text).map((image) => ({ image }));
  return markdownCells(text).flatMap(({ cell, text }) =>
    findImages('markdown', text).map((image) => ({ image, cell })),
  );
}

/** The format of Jupyter: each cell's text is a string, or a list of lines with their ends. */
function markdownCells(text: string): readonly { readonly cell: number; readonly text: string }[] {
  const notebook: unknown = text.trim() === '' ? {} : JSON.parse(text);
  const cells: unknown = isObject(notebook) ? notebook['cells'] : undefined;
  if (!Array.isArray(cells)) return [];
  return cells.flatMap((entry: unknown, cell) => {
    if (!isObject(entry) || entry['cell_type'] !== 'markdown') return [];
    const { source } = entry;
    const lines: readonly unknown[] = Array.isArray(source) ? source : [source];
    return [{ cell, text: lines.filter((line) => typeof line === 'string').join('') }];
  });
}

async function found(source: DocumentSource, index: number): Promise<Found> {
  try {
    return { index, images: imagesIn(source, await textOf(source)) };
  } catch (error) {
    const problem = error instanceof ProblemError ? error.problem : 'unparsable';
    return { index, images: [], problem, detail: error instanceof Error ? error.message : String(error) };
  }
}

/** Of several documents in one piece, or of one document in several. */
function inPieces(all: readonly Found[]): readonly (readonly Found[])[] {
  const pieces: Found[][] = [];
  let room = 0;
  for (const each of all) {
    let start = 0;
    do {
      let piece = pieces.at(-1);
      if (!piece || room <= 0) {
        piece = [];
        pieces.push(piece);
        room = imagesInPiece;
      }
      const images = each.images.slice(start, start + room);
      piece.push({ ...each, images });
      start += images.length;
      // A document without images costs something, too.
      room -= Math.max(1, images.length);
    } while (start < each.images.length);
  }
  return pieces;
}

async function documentsAnswer(request: DocumentsRequest): Promise<readonly Uint8Array<ArrayBuffer>[]> {
  const all: Found[] = [];
  for (const [index, source] of request.documents.entries()) all.push(await found(source, index));
  // A copy of its own: what `serialize` returns may be part of a larger buffer, which cannot be given away.
  return inPieces(all).map((piece) => new Uint8Array(serialize(piece)));
}

async function namesAnswer({ texts, names }: NamesRequest): Promise<readonly Uint8Array<ArrayBuffer>[]> {
  const found = new Set<string>();
  for (const each of texts) {
    const bytes = typeof each === 'string' ? await bytesOf(each).catch(() => undefined) : each;
    // What has such a byte is no text.
    if (!bytes || bytes.subarray(0, 8192).includes(0)) continue;
    for (const name of namesIn(new TextDecoder().decode(bytes), names)) found.add(name);
  }
  return [new Uint8Array(serialize([...found]))];
}

async function answer({ id, request }: ToThread<DocsRequest>): Promise<void> {
  const pieces = 'names' in request ? await namesAnswer(request) : await documentsAnswer(request);
  const message: FromDocsWorker = { id, pieces };
  parentPort?.postMessage(
    message,
    pieces.map(({ buffer }) => buffer),
  );
}

parentPort?.on('message', (message: ToThread<DocsRequest>) => {
  void answer(message);
});
