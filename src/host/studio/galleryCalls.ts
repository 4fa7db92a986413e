import { setImmediate as nextTurn } from 'node:timers/promises';
import { facetsOf, matcherOf, type MadeImage } from '../../core/gallery.ts';
import { inert } from '../../core/naming/shown.ts';
import type { GalleryItem } from '../../protocol/types.ts';
import { findService } from '../services.ts';
import { detailsOf } from './details.ts';
import type { GalleryIndex } from './galleryIndex.ts';
import { GitDifferences } from './gitDifferences.ts';
import type { Some, StudioParts } from './handlers.ts';
import { ThumbnailWishes } from './thumbnailWishes.ts';

/** Characters of a prompt that a tile shows or reads out. */
const shownPrompt = 200;
/** Images that are held against a filter before others have their turn. */
const atOnce = 1000;
/** What a filter can name; a file can name anything. */
const longestName = 200;

type Names = 'gallery' | 'wantThumbnails' | 'details';

/** What was made in this workspace, and how. */
export function galleryCalls(
  { known, shown, thumbnails }: Pick<StudioParts, 'known' | 'shown' | 'thumbnails'>,
  index: GalleryIndex,
): Some<Names> {
  const wishes = new ThumbnailWishes(thumbnails);
  const git = new GitDifferences();
  return {
    async gallery(filter) {
      const images = index.images();
      const matches = matcherOf(filter);
      const items: GalleryItem[] = [];
      for (const [at, image] of images.entries()) {
        if (at % atOnce === atOnce - 1) await nextTurn();
        if (matches(image)) items.push(itemOf(image));
      }
      const { providers, models } = facetsOf(images);
      return {
        items,
        total: images.length,
        providers: providers.filter(isNameable).map((id) => ({ id, label: findService(id)?.label ?? id })),
        models: models.filter(isNameable),
        isScanning: index.isScanning,
      };
    },
    wantThumbnails({ uris }, page) {
      wishes.want(
        page,
        uris.map((uri) => known.require(uri)),
      );
      return null;
    },
    details: ({ uri }, page) => detailsOf(known.require(uri), { index, shown, git }, page),
  };
}

function itemOf({ uri, path, at, width, height, origin }: MadeImage): GalleryItem {
  const { prompt, provider, model, kind, isPlaceholder } = origin;
  const beginning = inert(prompt.slice(0, shownPrompt).replace(/\s+/gu, ' ').trim());
  return { uri, path: inert(path), at, prompt: beginning, provider, model, kind, isPlaceholder, width, height };
}

function isNameable(name: string): boolean {
  return name.length <= longestName;
}
