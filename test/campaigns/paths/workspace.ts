import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesInMemory } from '../../../src/base/bytes.ts';
import type { NewFile } from '../../../src/core/ports.ts';
import { writeToDisk } from '../../../src/host/diskFiles.ts';
import { nodeDisk, type DiskOps } from '../../../src/host/wholeFile.ts';
import { scratchFolder } from '../disk/scratch.ts';

export const image = Buffer.from('a picture of a cat');

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A workspace in a world around it, of which nothing may change. */
export class Workspace {
  readonly world = scratchFolder('paths');
  readonly root = join(this.world, 'workspace');
  /** Where links lead out to. */
  readonly outside = join(this.world, 'outside');
  readonly #before: string;

  constructor() {
    for (const folder of [this.root, this.outside, this.in('.git'), this.in('.git/hooks'), this.in('.vscode')])
      mkdirSync(folder);
    writeFileSync(join(this.outside, 'cat.png'), 'not yours');
    writeFileSync(this.in('.git/config'), '[core]');
    this.#before = this.#forbidden();
  }

  in(path: string): string {
    return join(this.root, path);
  }

  /** Writes an image as a job does. */
  write(folder: string, file: Partial<NewFile> = {}, disk: DiskOps = nodeDisk) {
    const wanted = { folder: join(this.root, folder), root: this.root, name: folder };
    return writeToDisk(disk, wanted, { baseName: 'cat', extension: 'png', content: bytesInMemory(image), ...file });
  }

  /** Undefined: nothing changed where nothing may. */
  escape(): string | undefined {
    const now = this.#forbidden();
    return now === this.#before ? undefined : now;
  }

  /** All that lies outside, and in folders that other tools own. */
  #forbidden(): string {
    const outside = readdirSync(this.world).filter((name) => join(this.world, name) !== this.root);
    return [
      ...outside.map((name) => listing(join(this.world, name))),
      listing(this.in('.git')),
      listing(this.in('.vscode')),
    ].join('\n');
  }

  async remove(): Promise<void> {
    await rm(this.world, { recursive: true, force: true });
  }
}

/** Everything below a path, links not followed. */
export function listing(path: string): string {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return `${path} is gone`;
  if (found.isSymbolicLink()) return `${path} -> ${readlinkSync(path)}`;
  if (!found.isDirectory()) return `${path}: ${readFileSync(path, 'utf8')}`;
  const names = readdirSync(path).sort();
  return [`${path}/`, ...names.map((name) => listing(join(path, name)))].join('\n');
}
