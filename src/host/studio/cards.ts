import * as vscode from 'vscode';
import type { Card, ErrorInfo, ResultImage } from '../../protocol/types.ts';
import type { Action } from '../ui/messages.ts';
import type { Page, Pages, ThumbnailFiles } from './pages.ts';

/** An image of a card; a page has an address of its own for the thumbnail. */
export interface HeldImage extends Omit<ResultImage, 'srcThumbnail'> {
  /** File of the thumbnail, once it is made. */
  readonly thumbnail?: string;
}

/** A card as the host keeps it. */
export interface HeldCard extends Omit<Card, 'images' | 'srcPreview' | 'error'> {
  /** The job, from its beginning on. */
  readonly job?: string;
  readonly images: readonly HeldImage[];
  /** File of what came ahead of the answer's end. */
  readonly preview?: string | undefined;
  readonly error?: Omit<ErrorInfo, 'actions'> & { readonly actions: readonly Action[] };
  /** Ends the job; absent of a card that is no job of this window. */
  readonly cancel?: () => void;
}

/** The cards of this window. They outlive pages: one that is closed and opened again gets them back. */
export class Cards {
  readonly #pages: Pages;
  readonly #thumbnails: ThumbnailFiles;
  readonly #cards = new Map<string, HeldCard>();

  constructor(pages: Pages, thumbnails: ThumbnailFiles) {
    this.#pages = pages;
    this.#thumbnails = thumbnails;
  }

  list(): readonly HeldCard[] {
    return [...this.#cards.values()];
  }

  get(id: string): HeldCard | undefined {
    return this.#cards.get(id);
  }

  /** A new card, or one in the place of another with its id. */
  put(card: HeldCard): void {
    this.#cards.set(card.id, card);
    this.#pages.tell('card', (page) => shownCard(card, page));
    for (const { uri, thumbnail } of card.images) if (thumbnail === undefined) void this.#addThumbnail(card.id, uri);
  }

  /** A card that was taken away meanwhile stays away. */
  change(id: string, change: Partial<HeldCard>): void {
    const card = this.#cards.get(id);
    if (card) this.put({ ...card, ...change });
  }

  remove(id: string): void {
    if (this.#cards.delete(id)) this.#pages.tell('cardGone', { id });
  }

  /** Newest first. */
  shown(page: Page): readonly Card[] {
    return [...this.#cards.values()]
      .reverse()
      .sort((a, b) => b.startedAt - a.startedAt)
      .map((card) => shownCard(card, page));
  }

  /** @param to What the file, or the folder it is in, is called now. Undefined: it is gone. */
  fileMoved(from: vscode.Uri, to: vscode.Uri | undefined): void {
    for (const card of this.#cards.values()) {
      const images = card.images.flatMap((image) => moved(image, from, to));
      if (images.some((image, index) => image !== card.images[index]) || images.length < card.images.length) {
        this.put({ ...card, images });
      }
    }
  }

  async #addThumbnail(id: string, uri: string): Promise<void> {
    const thumbnail = await this.#thumbnails.file(vscode.Uri.parse(uri, true));
    const card = this.#cards.get(id);
    if (thumbnail === undefined || !card) return;
    const images = card.images.map((image) => (image.uri === uri ? { ...image, thumbnail } : image));
    this.#cards.set(id, { ...card, images });
    this.#pages.tell('card', (page) => shownCard({ ...card, images }, page));
  }
}

function shownCard({ images, preview, error, job: _, cancel: __, ...card }: HeldCard, page: Page): Card {
  return {
    ...card,
    images: images.map(({ thumbnail, ...image }) => ({
      ...image,
      ...(thumbnail === undefined ? {} : { srcThumbnail: page.srcOf(thumbnail) }),
    })),
    ...(preview === undefined ? {} : { srcPreview: page.srcOf(preview) }),
    ...(error
      ? { error: { ...error, actions: error.actions.map(({ title }, index) => ({ id: String(index), title })) } }
      : {}),
  };
}

function moved(image: HeldImage, from: vscode.Uri, to: vscode.Uri | undefined): readonly HeldImage[] {
  const { uri } = image;
  const before = from.toString();
  if (uri !== before && !uri.startsWith(`${before}/`)) return [image];
  if (!to) return [];
  const now = vscode.Uri.parse(to.toString() + uri.slice(before.length), true);
  const path = vscode.workspace.asRelativePath(now, false);
  return [{ ...image, uri: now.toString(), path, name: now.path.slice(now.path.lastIndexOf('/') + 1) }];
}
