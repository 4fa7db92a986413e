import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AssetSet } from '../../core/assets/recipe.ts';
import { seenSize } from '../../core/image/facts.ts';
import { fileNameOf, plannedName, plannedSize, type DraftFile, type DraftSet } from '../assets/draftSet.ts';
import { pathForPeople } from '../files.ts';
import { megabytes, type Source } from '../references.ts';
import { plain } from '../words.ts';
import { pickFromAll, pickOne } from './pickOne.ts';

/** Asks which set is to be made of an image. Undefined: the list was closed. */
export async function pickSet({ uri, facts }: Source): Promise<AssetSet | undefined> {
  const { width, height } = seenSize(facts);
  const picked = await pickOne(setItems(), (item) => item.set === 'favicon', {
    title: t('Make Asset Set from {0}', pathForPeople(uri)),
    placeholder: t('{0} × {1} pixels: nothing is enlarged, and nothing is overwritten', width, height),
  });
  return picked?.set;
}

function setItems(): readonly (vscode.QuickPickItem & { readonly set: AssetSet })[] {
  return [
    {
      set: 'favicon',
      label: t('Favicons and app icons'),
      description: t('favicon.ico, PNG icons, apple-touch-icon, site.webmanifest'),
    },
    { set: 'openGraph', label: t('Open Graph image'), description: t('1200 × 630, for links to your page') },
    {
      set: 'widths',
      label: t('Responsive widths'),
      description: t('320 to 1920 pixels wide, with the srcset written'),
    },
    { set: 'webp', label: t('WebP beside it'), description: t('smaller, for browsers that know it') },
    {
      set: 'darkPair',
      label: t('Dark version'),
      description: t('an edit by the model that you choose, charged as every edit is'),
    },
  ];
}

/** "512 × 512 · 23 KB" */
export function describeDraft({ width, height, content }: DraftFile): string {
  return `${width} × ${height} · ${megabytes(content.length)}`;
}

/**
 * Lets a person leave out files of a set, or take one of several forms. Undefined: nothing is to be written.
 * @param left How many files of the set cannot be written; the preview says why.
 */
export async function pickFiles(
  { files, fit }: Pick<DraftSet, 'files' | 'fit'>,
  folder: string,
  left: number,
): Promise<readonly DraftFile[] | undefined> {
  const title = t('Make Asset Set in {0}', pathForPeople(folder));
  const items = files.map((file) => ({ file, label: plain(labelOf(file)), description: describeDraft(file) }));
  if (files.some(({ asset }) => asset.choice)) {
    const placeholder = t('Enter writes the form that you choose; all that can be made are shown beside');
    // The form that would fit may be one that could not be made.
    const likely = items.find(({ file }) => file.asset.choice === fit) ?? items[0];
    const picked = await pickOne(items, (item) => item === likely, { title, placeholder });
    return picked && [picked.file];
  }
  const placeholder =
    left === 0
      ? t('Enter writes the files that are ticked')
      : t('Enter writes what is ticked; {0} left out, see beside', left);
  const picked = await pickFromAll(items, { title, placeholder });
  return picked?.map(({ file }) => file);
}

export function tooSmallMessage(asset: Parameters<typeof plannedName>[0]): string {
  const { width, height } = plannedSize(asset);
  return t('{0} is left out: the image is smaller than {1} × {2}.', plannedName(asset), width, height);
}

/** "favicon.ico", "cat-og.png, cropped to fill" */
export function labelOf(file: DraftFile): string {
  const name = fileNameOf(file);
  const { choice } = file.asset;
  if (choice === undefined) return name;
  return choice === 'crop' ? t('{0}, cropped to fill', name) : t('{0}, all of it on its own colour', name);
}
