import * as vscode from 'vscode';
import type { LocalSet } from '../../core/assets/recipe.ts';
import { faviconTags, openGraphTags, responsiveTag, webpTag, type SizedImage } from '../../core/assets/tags.ts';
import { seenSize } from '../../core/image/facts.ts';
import { recordOf } from '../../core/image/metadata.ts';
import { baseName } from '../files.ts';
import type { Source } from '../references.ts';
import { namedBy, type Page } from './page.ts';
import type { AssetFile } from './writeSet.ts';

/** Whether the tags of a set belong into a page's head, or in the place of an image. */
export function isForHead(set: LocalSet): boolean {
  return set === 'favicon' || set === 'openGraph';
}

/** The lines that a page needs to use the files of a set. */
export function tagsFor(
  set: LocalSet,
  files: readonly AssetFile[],
  source: Source,
  page: Page | undefined,
  roots: readonly vscode.Uri[],
): readonly string[] {
  const named = namedBy(page, roots);
  const uriOf = ({ uri }: AssetFile) => vscode.Uri.parse(uri, true);
  const sized = (file: AssetFile): SizedImage => ({ path: named(uriOf(file)), width: file.width, height: file.height });
  const original: SizedImage = { path: named(source.uri), ...seenSize(source.facts) };
  const alt = recordOf(source.facts)?.prompt ?? '';
  const [first] = files;
  if (!first) return [];
  switch (set) {
    case 'favicon':
      return faviconTags((name) => {
        const file = files.find((each) => baseName(uriOf(each)) === name);
        return file && named(uriOf(file));
      });
    case 'openGraph':
      return openGraphTags(sized(first), first.mediaType, alt, page?.origin);
    case 'webp':
      return webpTag(original, named(uriOf(first)), alt);
    case 'widths': {
      const images = files.map(sized);
      const widest = Math.max(...images.map(({ width }) => width));
      return responsiveTag(original.width > widest ? [...images, original] : images, alt);
    }
  }
}
