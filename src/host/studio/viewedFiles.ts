import { allBytes } from '../../base/bytes.ts';
import { createHash } from 'node:crypto';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import { extensionOf, formatName, type MediaType } from '../../base/media.ts';
import type { ImageFacts } from '../../core/image/facts.ts';
import type { ImageWorker } from '../images/imageWorker.ts';
import type { Source } from '../references.ts';
import { pathForPeople } from '../files.ts';
import type { StudioFolders } from './folders.ts';
import { beyond, copyOwn, isThere, sweepOwn, writeOwn } from './ownFiles.ts';

const maxShownBytes = 512 * 1024 * 1024;

/** What the browser behind a page can show. */
const showable: readonly MediaType[] = [
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/gif',
  'image/bmp',
  'image/avif',
];

/** Copies of whole images in the one folder that pages may load from. */
export class ViewedFiles {
  readonly #folders: StudioFolders;
  readonly #worker: () => ImageWorker;
  readonly #making = new Map<string, Promise<void>>();

  constructor(folders: StudioFolders, worker: () => ImageWorker) {
    this.#folders = folders;
    this.#worker = worker;
  }

  /**
   * The path of a file that shows the image upright.
   * @throws EaselError `invalidRequest` for formats that no page can show
   */
  async of(source: Source): Promise<string> {
    const { uri, facts } = source;
    if (!showable.includes(facts.mediaType)) throw notShown(source);
    const { mtime, size } = await vscode.workspace.fs.stat(uri);
    const turns = isTurnedByUs(facts);
    const extension = turns ? 'png' : extensionOf(facts.mediaType);
    return this.#file(`${uri.toString()}\n${mtime}\n${size}`, extension, async (file) => {
      if (turns) await writeOwn(file, await this.#upright(source, facts));
      else if (uri.scheme === 'file') await copyOwn(uri.fsPath, file);
      else await writeOwn(file, await allBytes(source.content));
    });
  }

  /**
   * The path of a file that is made here, unless it is there already.
   * @param key Different for what is different.
   */
  async made(key: string, mediaType: MediaType, make: () => Promise<Uint8Array>): Promise<string> {
    const file = await this.#at(key, extensionOf(mediaType));
    // Each for itself: one that is given up must not take others along.
    await this.#make(file, async () => writeOwn(file, await make()));
    return file;
  }

  async #at(key: string, extension: string): Promise<string> {
    const name = createHash('sha256').update(key).digest('hex').slice(0, 40);
    return path.join(await this.#folders.at('shown'), `${name}.${extension}`);
  }

  /** Asked for twice at a time, it is made once. */
  async #file(key: string, extension: string, make: (file: string) => Promise<void>): Promise<string> {
    const file = await this.#at(key, extension);
    const making = this.#making.get(file) ?? this.#make(file, make);
    this.#making.set(file, making);
    try {
      await making;
    } finally {
      this.#making.delete(file);
    }
    return file;
  }

  async #make(file: string, make: (file: string) => Promise<void>): Promise<void> {
    if (await isThere(file)) return;
    await make(file);
    await sweepOwn(path.dirname(file), (files) => beyond(maxShownBytes, files));
  }

  async #upright(source: Source, { mediaType, orientation = 1 }: ImageFacts): Promise<Uint8Array> {
    const order = { bytes: await allBytes(source.content), mediaType, orientation, to: 'png' } as const;
    return (await this.#worker().convert(order)).bytes;
  }
}

/** Browsers heed the orientation of a JPEG; of that in other formats each has its own opinion. */
function isTurnedByUs({ mediaType, orientation = 1, animated = false }: ImageFacts): boolean {
  return orientation !== 1 && !animated && (mediaType === 'image/png' || mediaType === 'image/webp');
}

function notShown({ uri, facts }: Source): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('{0} is {1}, which cannot be shown here.', pathForPeople(uri), formatName(facts.mediaType)),
    money: 'free',
    next: t('Save it as PNG, JPEG or WebP and try again.'),
  });
}
