import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { joinSentences } from '../../base/sentences.ts';
import type { MadeSet } from '../assets/finishSet.ts';
import type { Page } from '../assets/page.ts';
import type { Destination } from '../../core/job.ts';
import { pathForPeople } from '../files.ts';

/** Where the tags of a set could go. */
export interface TagPlace {
  readonly page: Page | undefined;
  readonly image: vscode.Uri;
  readonly isForHead: boolean;
  /** The same for where HTML is not wanted. */
  readonly links?: string;
}

/** Says what was written, and offers what a page needs to use it. Does not wait for the person. */
export function tellAboutSet(made: MadeSet, { folder }: Destination, place: TagPlace): void {
  const [first] = made.files;
  const what =
    made.files.length === 1 && first
      ? t('{0} is made.', first.path)
      : t('{0} files are made in {1}.', made.files.length, pathForPeople(folder));
  void offerTags(joinSentences(what, ...made.skipped.map(({ message }) => message)), made.tags, place);
}

/** A message with the tags, to be copied or put where they belong. */
export async function offerTags(
  text: string,
  tags: string,
  { page, image, isForHead, links }: TagPlace,
): Promise<void> {
  const lines = tags.split('\n');
  const copy = t('Copy Tags');
  const insert = page && isForHead && page.takesInHead(lines) ? t('Insert into {0}', page.name) : undefined;
  const replace = page && !isForHead && page.selects(image) ? t('Replace Selection in {0}', page.name) : undefined;
  const copyLinks = links === undefined ? undefined : t('Copy Links for GitHub');
  const buttons = [insert, replace, copy, copyLinks].filter((title) => title !== undefined);
  const answer = await vscode.window.showInformationMessage(text, ...buttons);
  if (answer === undefined) return;
  const isIn =
    answer === insert ? await page?.addToHead(lines) : answer === replace && (await page?.replaceSelection(lines));
  if (isIn) return;
  await vscode.env.clipboard.writeText(answer === copyLinks && links !== undefined ? links : tags);
  const why = answer === copy || answer === copyLinks ? '' : t('The page has changed meanwhile.');
  vscode.window.setStatusBarMessage(`$(check) ${joinSentences(why, t('The tags are on the clipboard.'))}`, 12_000);
}
