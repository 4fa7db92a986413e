import * as vscode from 'vscode';
import { isEaselError } from '../../base/errors.ts';
import { restated } from '../../core/failures.ts';
import type { MadeImage } from '../../core/gallery.ts';
import { seenSize, type ImageFacts } from '../../core/image/facts.ts';
import type { ShownImage } from '../../protocol/types.ts';
import { baseName, pathForPeople } from '../files.ts';
import { openSource, type Source } from '../references.ts';
import { addressed } from '../resolveReference.ts';
import type { Page } from './pages.ts';
import type { KnownImages } from './knownImages.ts';

/** Where small copies come from. */
export interface SmallCopies {
  /** Undefined: none can be made. Never rejects. */
  file(uri: vscode.Uri): Promise<string | undefined>;
}

/** Tells pages what a file is, by its bytes; from then on they may ask about it. */
export class ShownImages {
  readonly #known: KnownImages;
  readonly #thumbnails: SmallCopies;

  constructor(known: KnownImages, thumbnails: SmallCopies) {
    this.#known = known;
    this.#thumbnails = thumbnails;
  }

  /**
   * @param uri An image that the host itself knows, or that a person brought in.
   * @throws EaselError `invalidRequest` when it is no image, or cannot be read
   */
  async of(uri: vscode.Uri, page: Pick<Page, 'srcOf'>): Promise<ShownImage> {
    const plain = this.plain(await openImage(uri));
    const thumbnail = await this.#thumbnails.file(uri);
    return { ...plain, ...(thumbnail === undefined ? {} : { srcThumbnail: page.srcOf(thumbnail) }) };
  }

  /** The same of an image that the gallery knows, without opening it. */
  async made(made: MadeImage, page: Pick<Page, 'srcOf'>): Promise<ShownImage> {
    const uri = addressed(made.uri);
    this.#known.add(uri);
    const thumbnail = await this.#thumbnails.file(uri);
    const { path, mediaType, width, height, bytes } = made;
    return {
      ...{ uri: made.uri, path, name: baseName(uri), mediaType, width, height, bytes },
      ...(thumbnail === undefined ? {} : { srcThumbnail: page.srcOf(thumbnail) }),
    };
  }

  /** The same of an image that was opened already, at once: without a small copy. */
  plain({ uri, facts }: Pick<Source, 'uri' | 'facts'>): ShownImage {
    this.#known.add(uri);
    const names = this.#known.isOwn(uri)
      ? { path: ownName(uri), name: ownName(uri) }
      : { path: pathForPeople(uri), name: baseName(uri) };
    return { uri: uri.toString(), ...names, ...measured(facts) };
  }
}

/**
 * Opens a file and finds out what it is.
 * @throws EaselError `invalidRequest`
 */
export async function openImage(uri: vscode.Uri): Promise<Source> {
  try {
    return await openSource(uri, notDownloaded);
  } catch (error) {
    throw isEaselError(error) ? restated(error, { money: 'free' }) : error;
  }
}

/** What is shown is a file; links are told apart before. */
function notDownloaded(url: string): never {
  throw new TypeError(`${url} is not downloaded.`);
}

/** Without the hash that tells it from others of its name. */
function ownName(uri: vscode.Uri): string {
  return baseName(uri).replace(/^[0-9a-f]{16}-/, '');
}

/** What a file is for a page: upright size. */
export function measured(facts: ImageFacts): Pick<ShownImage, 'mediaType' | 'width' | 'height' | 'bytes'> {
  return { mediaType: facts.mediaType, ...seenSize(facts), bytes: facts.bytes };
}
