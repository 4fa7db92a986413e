import { t } from '@vscode/l10n';
import type * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import { isRefused } from '../../core/naming/folder.ts';
import { shown } from '../../core/naming/shown.ts';
import { pathForPeople } from '../files.ts';
import { placeInWorkspace } from '../liesInWorkspace.ts';
import { openImage } from './shownImages.ts';

/**
 * For what changes files: a page may name images that really lie in the workspace, outside of folders that
 * other tools own, and nothing else.
 * @throws EaselError `invalidRequest`
 */
export async function requireWorkspaceImage(uri: vscode.Uri): Promise<void> {
  await openImage(uri);
  const names = await placeInWorkspace(uri);
  if (!names) throw leftAlone(t('{0} is not in this workspace, so the Studio leaves it alone.', pathForPeople(uri)));
  const refused = names.find(isRefused);
  if (refused !== undefined) throw leftAlone(t('The Studio changes nothing in the folder {0}.', shown(refused)));
}

function leftAlone(what: string): EaselError {
  return new EaselError({ code: 'invalidRequest', what, money: 'free', next: t('Use your system’s file manager.') });
}
