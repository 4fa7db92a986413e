import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isObject } from '../../base/json.ts';
import type { Origin } from '../../core/gallery.ts';
import type { FileVersion } from './fileHead.ts';
import { sweepOwn, writeOwn } from './ownFiles.ts';

/** What was found out about a file when it was looked at last. */
export interface Seen extends FileVersion {
  /** As it is seen; 0 of what is no image. */
  readonly width: number;
  readonly height: number;
  readonly mediaType: string;
  /** What it says of itself. */
  readonly origin?: Origin;
  /** Worked out only of files that the ledger may know under another name. */
  readonly sha256?: string;
}

/** Of other workspaces, those that were looked at last. */
const keptFiles = 20;
/** Lines that are read or written before others have their turn. */
const atOnce = 200;
/** Changes with what stands in the lines. */
const version = 1;

/** What is known of the files of one workspace, so that they need not be read again in the next window. */
export class GalleryCache {
  readonly #folder: string;

  /** @param folder In Easel's storage; no page can load from it. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** By URI. Never rejects. */
  async load(roots: readonly string[]): Promise<Map<string, Seen>> {
    const seen = new Map<string, Seen>();
    const text = await fs.readFile(this.#fileOf(roots), 'utf8').catch(() => '');
    let from = 0;
    for (let count = 1; from < text.length; count += 1) {
      const to = text.indexOf('\n', from);
      if (to === -1) break;
      const line = parsed(text.slice(from, to));
      if (line) seen.set(...line);
      from = to + 1;
      if (count % atOnce === 0) await nextTurn();
    }
    return seen;
  }

  /** Never rejects: what is not kept is read again. */
  async save(roots: readonly string[], seen: ReadonlyMap<string, Seen>): Promise<void> {
    const lines: string[] = [];
    for (const line of seen) {
      lines.push(`${JSON.stringify(line)}\n`);
      if (lines.length % atOnce === 0) await nextTurn();
    }
    try {
      await fs.mkdir(this.#folder, { recursive: true });
      await writeOwn(this.#fileOf(roots), Buffer.from(lines.join(''), 'utf8'));
      await sweepOwn(this.#folder, (files) => files.slice(keptFiles));
    } catch {
      // A full disk is for those to tell who save images.
    }
  }

  #fileOf(roots: readonly string[]): string {
    const hash = createHash('sha256').update([version, ...roots].join('\n'));
    return path.join(this.#folder, `${hash.digest('hex').slice(0, 32)}.jsonl`);
  }
}

function parsed(line: string): [uri: string, seen: Seen] | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (!Array.isArray(value) || typeof value[0] !== 'string' || !isSeen(value[1])) return undefined;
    return [value[0], value[1]];
  } catch {
    return undefined;
  }
}

/** Written by Easel itself: cut lines are told apart, hostile ones cannot be there. */
function isSeen(value: unknown): value is Seen {
  return isObject(value) && typeof value['mtime'] === 'number' && typeof value['bytes'] === 'number';
}
