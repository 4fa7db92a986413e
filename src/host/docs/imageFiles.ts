import * as fs from 'node:fs/promises';
import * as vscode from 'vscode';
import { watchFiles } from '../watchFiles.ts';
import { unrefTimer } from '../workerThread.ts';

/** Of a file that comes and goes within a moment, nothing is told at all: what is younger is looked at once more. */
const youngMs = 1000;

type Entry = 'file' | 'folder' | 'nothing';

/** How what becomes of a place is told: its URI in one form, and nothing encoded. */
export function placeOf({ scheme, authority, path }: vscode.Uri): string {
  return `${scheme}://${authority}${path}`;
}

/**
 * Whether files that documents name are there. Each place is looked at once, until something happens to it; what VS Code
 * is told not to watch stays as it was. Nothing is watched before the first question.
 */
export class ImageFiles implements vscode.Disposable {
  /** By the place as a file system knows it that overlooks case. */
  readonly #known = new Map<string, Map<string, Promise<Entry>>>();
  /** What is known to lie in the folders above those places, or is asked for there. */
  readonly #within = new Map<string, Set<string>>();
  readonly #forgotten = new vscode.EventEmitter<ReadonlySet<string>>();
  /** Places (`placeOf`) that were asked for and may have come, gone or been replaced. */
  readonly onDidForget = this.#forgotten.event;
  /** Stops waiting. */
  readonly #young = new Set<() => void>();
  #watching: vscode.Disposable | undefined;

  async isFile(uri: vscode.Uri): Promise<boolean> {
    return (await this.#entry(uri)) === 'file';
  }

  async isFolder(uri: vscode.Uri): Promise<boolean> {
    return (await this.#entry(uri)) === 'folder';
  }

  /** Something happened to this file or folder. For whoever knows before the file system says so. */
  forget(uri: vscode.Uri): void {
    const forgotten = new Set<string>();
    const waiting = [folded(placeOf(uri)).replace(/\/$/, '')];
    for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
      for (const each of this.#known.get(place)?.keys() ?? []) forgotten.add(each);
      this.#known.delete(place);
      waiting.push(...(this.#within.get(place) ?? []));
      this.#within.delete(place);
    }
    if (forgotten.size > 0) this.#forgotten.fire(forgotten);
  }

  /** For who must not rely on what file systems tell, and when. */
  forgetAll(): void {
    const forgotten = new Set([...this.#known.values()].flatMap((places) => [...places.keys()]));
    this.#known.clear();
    this.#within.clear();
    if (forgotten.size > 0) this.#forgotten.fire(forgotten);
  }

  dispose(): void {
    this.#watching?.dispose();
    for (const stop of this.#young) stop();
    this.#forgotten.dispose();
  }

  #entry(uri: vscode.Uri): Promise<Entry> {
    this.#watching ??= watchFiles({
      come: (each) => this.forget(each),
      // What goes and comes back at once is told as a change.
      change: (each) => this.forget(each),
      go: (each) => this.forget(each),
    });
    const place = placeOf(uri);
    const key = folded(place);
    const places = this.#known.get(key) ?? new Map<string, Promise<Entry>>();
    const entry = places.get(place) ?? this.#look(uri);
    places.set(place, entry);
    this.#known.set(key, places);
    this.#rememberFolders(key);
    return entry;
  }

  async #look(uri: vscode.Uri): Promise<Entry> {
    const { entry, changedAt } = await entryOf(uri);
    if (Math.abs(Date.now() - changedAt) < youngMs) {
      const stop = unrefTimer(youngMs, () => {
        this.#young.delete(stop);
        this.forget(uri);
      });
      this.#young.add(stop);
    }
    return entry;
  }

  #rememberFolders(place: string): void {
    for (let at = place.lastIndexOf('/'); at > 0; at = place.lastIndexOf('/', at - 1)) {
      const folder = place.slice(0, at);
      const within = this.#within.get(folder);
      if (within) {
        within.add(place);
        return;
      }
      this.#within.set(folder, new Set([place]));
      place = folder;
    }
  }
}

function folded(place: string): string {
  return place.normalize().toLowerCase();
}

async function entryOf(uri: vscode.Uri): Promise<{ readonly entry: Entry; readonly changedAt: number }> {
  try {
    if (uri.scheme === 'file') {
      // Of the disk itself, without a way over other processes.
      const found = await fs.stat(uri.fsPath);
      const entry = found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'nothing';
      return { entry, changedAt: found.ctimeMs };
    }
    const { type, mtime } = await vscode.workspace.fs.stat(uri);
    const isFolder = (type & vscode.FileType.Directory) !== 0;
    return { entry: isFolder ? 'folder' : type & vscode.FileType.File ? 'file' : 'nothing', changedAt: mtime };
  } catch {
    return { entry: 'nothing', changedAt: 0 };
  }
}
