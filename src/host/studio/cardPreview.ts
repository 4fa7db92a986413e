import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { extensionOf } from '../../base/media.ts';
import { NewestPreview } from '../../core/preview.ts';
import type { Progress } from '../../core/progress.ts';
import type { Sight } from '../surface.ts';
import { copyImage } from '../ui/previewFile.ts';
import type { StudioFolders } from './folders.ts';
import { sweepOwn } from './ownFiles.ts';

type Preview = NonNullable<Progress['preview']>;

/** Longer than any job. */
const leftMs = 2 * 3_600_000;

/** Keeps a copy of the newest picture of a job, for its card, until the job ends. */
export class CardPreview implements Sight {
  readonly #folders: StudioFolders;
  readonly #card: string;
  readonly #shown: (file: string | undefined) => void;
  readonly #newest = new NewestPreview();
  #drawing: Promise<void> | undefined;
  #file: string | undefined;
  #count = 0;
  #isOver = false;

  /** @param shown Told of the file that is to be shown; undefined: of none. */
  constructor(folders: StudioFolders, card: string, shown: (file: string | undefined) => void) {
    this.#folders = folders;
    this.#card = card;
    this.#shown = shown;
  }

  show(preview: Preview): void {
    this.#newest.offer(preview);
    this.#drawing ??= this.#draw().finally(() => {
      this.#drawing = undefined;
    });
  }

  end(): void {
    this.#isOver = true;
    void this.#clear();
  }

  /** A preview that cannot be shown is not worth a word: the image itself is on its way. */
  async #draw(): Promise<void> {
    try {
      for (let next = this.#take(); next; next = this.#take()) await this.#write(next);
    } catch {
      this.#newest.take();
    }
  }

  #take(): Preview | undefined {
    return this.#isOver ? undefined : this.#newest.take();
  }

  async #write({ image }: Preview): Promise<void> {
    if (image.probe.kind !== 'image') return;
    this.#count += 1;
    // Another name each time: a page would go on showing what it has loaded.
    const name = `${this.#card}-${this.#count}.${extensionOf(image.probe.mediaType)}`;
    const file = path.join(await this.#folders.at('previews'), name);
    await copyImage(image, file);
    const before = this.#file;
    this.#file = file;
    if (!this.#isOver) this.#shown(file);
    if (before !== undefined) await fs.rm(before, { force: true });
  }

  async #clear(): Promise<void> {
    await this.#drawing;
    if (this.#file === undefined) return;
    this.#shown(undefined);
    await fs.rm(this.#file, { force: true }).catch(() => undefined);
  }
}

/** Removes previews of windows that were closed in the middle of a job. Never rejects. */
export async function sweepCardPreviews(folders: StudioFolders): Promise<void> {
  const folder = path.join(folders.root, 'previews');
  await sweepOwn(folder, (files) => files.filter(({ usedAt }) => Date.now() - usedAt > leftMs));
}
