import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import { findSource, megabytes } from '../references.ts';
import { pickMany } from './pickOne.ts';
import { latestResult } from './showResult.ts';

const mostListed = 2000;

/**
 * Lets a person choose among the workspace's images by path. Undefined: the list was closed.
 * @throws EaselError `invalidRequest` when there are none
 */
export async function pickWorkspaceImages(options: {
  readonly title: string;
  readonly placeholder: string;
}): Promise<readonly vscode.Uri[] | undefined> {
  const found = await vscode.workspace.findFiles(
    '**/*.{png,jpg,jpeg,webp,PNG,JPG,JPEG,WEBP}',
    '**/{node_modules,.git}/**',
    mostListed,
  );
  if (found.length === 0) {
    throw new EaselError({
      code: 'invalidRequest',
      what: t('There are no images in this workspace yet.'),
      money: 'free',
      next: t('Make one with “Easel: Generate Image…”.'),
    });
  }
  const picked = await pickMany(await imageItems(found), options);
  return picked?.map((item) => item.uri);
}

/** By path, with the folder's name where there are several, and size. */
async function imageItems(uris: readonly vscode.Uri[]) {
  const items = await Promise.all(
    uris.map(async (uri) => {
      const path = vscode.workspace.asRelativePath(uri);
      const size = await findSource(uri).then(
        ({ bytes = 0 }) => ` · ${megabytes(bytes)}`,
        () => '',
      );
      return { uri, path, label: path.slice(path.lastIndexOf('/') + 1), description: path + size };
    }),
  );
  // What was just made is what people go on with.
  const latest = latestResult()?.toString();
  const isLatest = ({ uri }: { readonly uri: vscode.Uri }) => uri.toString() === latest;
  return items.sort((a, b) => Number(isLatest(b)) - Number(isLatest(a)) || a.path.localeCompare(b.path));
}
