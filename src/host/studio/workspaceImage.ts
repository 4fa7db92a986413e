import { t } from '@vscode/l10n';
import type * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import { pathForPeople } from '../files.ts';
import { liesInWorkspace } from '../liesInWorkspace.ts';
import { openImage } from './shownImages.ts';

/**
 * For what changes files: a page may name images that really lie in the workspace, and nothing else.
 * @throws EaselError `invalidRequest`
 */
export async function requireWorkspaceImage(uri: vscode.Uri): Promise<void> {
  await openImage(uri);
  if (await liesInWorkspace(uri)) return;
  throw new EaselError({
    code: 'invalidRequest',
    what: t('{0} is not in this workspace, so the Studio leaves it alone.', pathForPeople(uri)),
    money: 'free',
    next: t('Use your system’s file manager.'),
  });
}
