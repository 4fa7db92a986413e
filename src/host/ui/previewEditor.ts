import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { extensionOf } from '../../base/media.ts';
import { NewestPreview } from '../../core/preview.ts';
import type { Progress } from '../../core/progress.ts';
import type { Sight } from '../surface.ts';
import { copyImage } from './previewFile.ts';

type Preview = NonNullable<Progress['preview']>;

/** The result takes the preview's tab; what is left of it after that goes. */
const lingersMs = 2000;

/**
 * Shows what has come of an image that is still on its way, in a tab beside the editor that does not take the keyboard.
 * The picture is a copy in Easel's own storage and gone with its job; it is never a result.
 */
export class PreviewEditor implements Sight {
  readonly #folder: string;
  readonly #files = new Set<string>();
  readonly #newest = new NewestPreview();
  #drawing: Promise<void> | undefined;
  #isUsed = false;
  #isOver = false;

  /** @param folder A folder of this job's own, made when there is something to show. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Shows a picture of the newest call; when they come faster than they can be drawn, only the newest is. */
  show(preview: Preview): void {
    this.#isUsed = true;
    this.#newest.offer(preview);
    this.#drawing ??= this.#draw().finally(() => {
      this.#drawing = undefined;
    });
  }

  /** To be called when the job has ended. */
  end(): void {
    this.#isOver = true;
    if (this.#isUsed) setTimeout(() => void this.#clear(), lingersMs);
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

  async #write({ image, call }: Preview): Promise<void> {
    if (image.probe.kind !== 'image') return;
    await fs.mkdir(this.#folder, { recursive: true });
    const file = path.join(
      this.#folder,
      `preview${call === 0 ? '' : `-${call + 1}`}.${extensionOf(image.probe.mediaType)}`,
    );
    await copyImage(image, file);
    if (this.#isOver || this.#files.has(file)) return;
    this.#files.add(file);
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file), {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: true,
      preview: true,
    });
  }

  async #clear(): Promise<void> {
    await this.#drawing;
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(({ input }) => this.#isOurs(input));
    if (tabs.length > 0) await vscode.window.tabGroups.close(tabs, true).then(undefined, () => false);
    await fs.rm(this.#folder, { recursive: true, force: true }).catch(() => undefined);
  }

  #isOurs(input: unknown): boolean {
    return input instanceof vscode.TabInputCustom && this.#files.has(input.uri.fsPath);
  }
}
