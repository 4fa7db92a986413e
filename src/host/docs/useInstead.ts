import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import type { ImageResult } from '../../core/result.ts';
import type { App } from '../app.ts';
import { start } from '../commands/doors.ts';
import { baseName, pathForPeople } from '../files.ts';
import { pickOne } from '../ui/pickOne.ts';
import type { IndexedImage } from './documentIndex.ts';
import { relink } from './relink.ts';

/** What was written into documents. */
export interface Relinked {
  readonly documents: readonly string[];
  readonly links: number;
}

/**
 * Looks from now on which documents show an image, while another version of it is being made, so that nobody waits for
 * that. What is returned offers the result for their links, where there are any.
 */
export function offerInstead(app: App, original: vscode.Uri): (result: ImageResult) => void {
  const documents = documentsShowing(app, original);
  return (result) => void offer(app, original, result, documents);
}

/** Documents that show an image; none where that cannot be found out. Never rejects. */
export async function documentsShowing(app: App, image: vscode.Uri): Promise<readonly vscode.Uri[]> {
  if (!vscode.workspace.getWorkspaceFolder(image)) return [];
  const { index } = app.docs();
  try {
    await index.ready();
  } catch (error) {
    app.log.debug(`documents that show ${pathForPeople(image)}: ${String(error)}`);
    return [];
  }
  return documentsOf(index.linksTo(image));
}

async function offer(
  app: App,
  original: vscode.Uri,
  { images }: ImageResult,
  looking: Promise<readonly vscode.Uri[]>,
): Promise<void> {
  const { length } = await looking;
  const others = images.map(({ uri }) => vscode.Uri.parse(uri, true));
  const [first] = others;
  if (length === 0 || !first) return;
  const use = others.length === 1 ? t('Use This One Instead') : t('Use One of These Instead…');
  const name = baseName(original);
  const text = length === 1 ? t('1 document still shows {0}.', name) : t('{0} documents still show {1}.', length, name);
  if ((await vscode.window.showInformationMessage(text, use)) !== use) return;
  start(app, async () => {
    const to = others.length === 1 ? first : await pickImage(others, t('Use Instead of {0}', name));
    if (to) await useInstead(app, original, to);
  });
}

/**
 * Lets all documents that show an image show another one, in one edit that one undo takes back. Both files stay.
 * @throws EaselError `invalidRequest` when no document shows it
 */
export async function useInstead(app: App, original: vscode.Uri, to: vscode.Uri): Promise<Relinked> {
  const documents = await documentsShowing(app, original);
  const links = await relink(app.docs(), [{ documents, from: original, to }]);
  if (links === 0) throw notShown(original);
  const name = baseName(to);
  const text = links === 1 ? t('1 link leads to {0} now.', name) : t('{0} links lead to {1} now.', links, name);
  vscode.window.setStatusBarMessage(`$(check) ${text}`, 12_000);
  return { documents: documents.map((each) => pathForPeople(each)), links };
}

/** Undefined: the list was closed. */
export async function pickImage(
  images: readonly vscode.Uri[],
  title: string,
  isLikely: (image: vscode.Uri) => boolean = () => false,
): Promise<vscode.Uri | undefined> {
  const rows = images.map((uri) => ({ uri, label: baseName(uri), description: pathForPeople(uri) }));
  return (await pickOne(rows, ({ uri }) => isLikely(uri), { title }))?.uri;
}

export function documentsOf(links: readonly IndexedImage[]): readonly vscode.Uri[] {
  return [...new Map(links.map(({ document }) => [document.toString(), document])).values()];
}

function notShown(image: vscode.Uri): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('No document shows {0}.', pathForPeople(image)),
    money: 'free',
    next: t('Save the documents that name it, and look whether their links lead to that file.'),
  });
}
