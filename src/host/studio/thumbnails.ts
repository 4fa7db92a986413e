import { createHash } from 'node:crypto';
import * as path from 'node:path';
import type * as vscode from 'vscode';
import { isEaselError } from '../../base/errors.ts';
import { ImageProbe } from '../../core/image/probe.ts';
import type { ImageWorker } from '../images/imageWorker.ts';
import { piecesOf, versionOf } from './fileHead.ts';
import type { StudioFolders } from './folders.ts';
import type { ThumbnailFiles } from './pages.ts';
import { LastFirst } from './lastFirst.ts';
import { beyond, isThere, sweepOwn, writeOwn } from './ownFiles.ts';

/** Longest side, in pixels: a tile of the gallery on a screen with two pixels to one. */
const edge = 320;
const quality = 80;
const maxBytes = 96 * 1024 * 1024;
/** Decoded, 200 MB. */
const maxPixels = 50_000_000;
/** One is read while the other is decoded; the worker does one at a time. */
const atOnce = 2;
/** Some ten thousand of them; those that nobody looked at for longest go first. */
const keptBytes = 256 * 1024 * 1024;
/** After so many new ones it is looked whether the folder has become too large. */
const sweepEvery = 500;

/**
 * Small copies of images for looking at, made once and kept over restarts: upright WebP files, in a thread that nothing
 * else waits for.
 */
export class Thumbnails implements ThumbnailFiles {
  readonly #folders: StudioFolders;
  readonly #worker: () => ImageWorker;
  readonly #turns = new LastFirst(atOnce);
  /** By name. */
  readonly #making = new Map<string, Promise<string | undefined>>();
  /** Names of which nothing can be made; a file that changes gets another name. */
  readonly #unusable = new Set<string>();
  #made = 0;

  /** @param worker A worker of the thumbnails' own, so that a wall of them delays no sketch. */
  constructor(folders: StudioFolders, worker: () => ImageWorker) {
    this.#folders = folders;
    this.#worker = worker;
  }

  /** Those asked for last are made first. Never rejects. */
  async file(uri: vscode.Uri): Promise<string | undefined> {
    const version = await versionOf(uri);
    if (!version || version.bytes === 0 || version.bytes > maxBytes) return undefined;
    const name = `${createHash('sha256').update(`${uri.toString()}\n${version.mtime}\n${version.bytes}`).digest('hex').slice(0, 40)}.webp`;
    if (this.#unusable.has(name)) return undefined;
    const making = this.#making.get(name) ?? this.#find(name, uri).finally(() => this.#making.delete(name));
    this.#making.set(name, making);
    return making;
  }

  async #find(name: string, uri: vscode.Uri): Promise<string | undefined> {
    try {
      const folder = await this.#folders.at('thumbnails');
      const file = path.join(folder, name);
      if (await isThere(file)) return file;
      return await this.#turns.run(async () => {
        const small = await this.#smallCopy(uri);
        if (!small) {
          this.#unusable.add(name);
          return undefined;
        }
        await writeOwn(file, small);
        if (this.#made++ % sweepEvery === 0) void sweepOwn(folder, (files) => beyond(keptBytes, files));
        return file;
      });
    } catch (error) {
      // A full disk or a worker that was ended says nothing of the image.
      if (isEaselError(error) && error.code === 'invalidRequest') this.#unusable.add(name);
      return undefined;
    }
  }

  async #smallCopy(uri: vscode.Uri): Promise<Uint8Array | undefined> {
    const probe = new ImageProbe();
    const pieces: Uint8Array[] = [];
    for await (const piece of piecesOf(uri)) {
      probe.push(piece);
      // The next piece comes in the same memory, which `slice` of a Buffer would share.
      pieces.push(Uint8Array.from(piece));
    }
    const facts = probe.finish();
    if (facts.kind !== 'image' || !facts.complete || facts.width * facts.height > maxPixels) return undefined;
    if (!['image/png', 'image/jpeg', 'image/webp'].includes(facts.mediaType)) return undefined;
    const { bytes } = await this.#worker().convert({
      bytes: joined(pieces),
      mediaType: facts.mediaType,
      to: 'webp',
      quality,
      maxEdge: edge,
      ...(facts.orientation === undefined ? {} : { orientation: facts.orientation }),
    });
    return bytes;
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
