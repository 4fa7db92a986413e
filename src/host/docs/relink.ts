import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import { languageOf, relativePath } from '../../core/docs/link.ts';
import { siteRootOf } from '../../core/docs/resolveTarget.ts';
import { retarget } from '../../core/docs/rewrite.ts';
import type { Docs } from './docs.ts';
import { openImages, type NamedImage, type OpenImages } from './documentImages.ts';

/** Documents that name one file are to name another. */
export interface Relink {
  readonly documents: readonly vscode.Uri[];
  readonly from: vscode.Uri;
  readonly to: vscode.Uri;
}

/**
 * Writes other targets into documents, as they are now, in one edit that one undo takes back. Answers how many links
 * were changed. Documents stay unsaved, so that nothing reaches the disk that its author has not seen.
 * @throws EaselError `storage` when VS Code takes no change of one of them
 */
export async function relink(docs: Docs, relinks: readonly Relink[]): Promise<number> {
  const edit = new vscode.WorkspaceEdit();
  let count = 0;
  const documents = new Map(relinks.flatMap((each) => each.documents.map((uri) => [uri.toString(), uri] as const)));
  for (const { text, images } of await allOpen(docs, [...documents.values()])) {
    const language = languageOf(text.languageId, text.uri.path);
    const done = new Set<number>();
    for (const named of images) {
      const path = newPath(named, relinks);
      // A definition that several images refer to is written once.
      if (language === undefined || path === undefined || done.has(named.image.target.start)) continue;
      done.add(named.image.target.start);
      const change = retarget(language, named.image, path);
      if (!change) continue;
      edit.replace(text.uri, new vscode.Range(text.positionAt(change.start), text.positionAt(change.end)), change.text);
      count += 1;
    }
  }
  if (count > 0 && !(await vscode.workspace.applyEdit(edit))) throw notTaken();
  return count;
}

function notTaken(): EaselError {
  return new EaselError({
    code: 'storage',
    what: t('VS Code did not change the links of the documents.'),
    money: 'free',
    next: t('Look whether one of them is read-only. The images are there all the same.'),
  });
}

/** The images of documents, none of which was typed in while the others were read. */
async function allOpen(docs: Docs, documents: readonly vscode.Uri[]): Promise<readonly OpenImages[]> {
  for (;;) {
    const open = (await Promise.all(documents.map((uri) => openImages(docs, uri)))).flat();
    if (open.every(({ text, version }) => text.version === version)) return open;
  }
}

/** The new target, written the way its author wrote the old one: from the site's root, or from the document. */
function newPath({ document, image: { url }, file }: NamedImage, relinks: readonly Relink[]): string | undefined {
  const to = file && relinks.find(({ from }) => from.toString() === file.toString())?.to;
  if (!to) return undefined;
  const site = siteRootOf(url, file.path);
  if (site !== undefined && to.path.startsWith(`${site}/`)) return to.path.slice(site.length);
  const path = relativePath(document.path, to.path);
  return url.startsWith('./') && path !== undefined && !path.startsWith('.') ? `./${path}` : path;
}
