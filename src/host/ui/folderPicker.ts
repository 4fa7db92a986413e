import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import type { Destination } from '../../core/job.ts';
import { resolveFolder } from '../../core/naming/folder.ts';
import { pathForPeople } from '../files.ts';
import { plain } from '../words.ts';
import { pickOne } from './pickOne.ts';
import { siteRootsOf } from '../assets/siteRoots.ts';

/**
 * Asks for the folder of a set: the image's own, a site's root, or another one in the workspace.
 * Undefined: the person chose nothing.
 * @throws EaselError `storage` where no folder is open, `invalidRequest` for one that lies outside
 */
export async function askFolder(image: vscode.Uri, sitesFirst: boolean): Promise<Destination | undefined> {
  const root = vscode.workspace.getWorkspaceFolder(image) ?? vscode.workspace.workspaceFolders?.[0];
  if (!root) throw noFolder();
  const own = vscode.workspace.getWorkspaceFolder(image) && vscode.Uri.joinPath(image, '..');
  const beside = own ? [item(own, t('Beside the image'))] : [];
  const sites = (await siteRootsOf(root.uri)).map((uri) => item(uri, t('The site’s root')));
  const known = sitesFirst ? [...sites, ...beside] : [...beside, ...sites];
  const distinct = known.filter(({ uri }, index) => known.findIndex((each) => isSame(each.uri, uri)) === index);
  const other = { uri: undefined, label: t('Choose Folder…'), description: '' };
  const picked = await pickOne([...distinct, other], (each) => each === distinct[0], {
    title: t('Make Asset Set'),
    placeholder: t('Choose the folder that the files go into'),
  });
  if (!picked) return undefined;
  const uri = picked.uri ?? (await chooseFolder(own ?? root.uri));
  return uri && destinationOf(uri);
}

function item(uri: vscode.Uri, description: string) {
  const root = vscode.workspace.getWorkspaceFolder(uri);
  const isRoot = root !== undefined && isSame(root.uri, uri);
  return { uri, label: plain(isRoot ? root.name : pathForPeople(uri)), description };
}

function isSame(a: vscode.Uri, b: vscode.Uri): boolean {
  return a.path.replace(/\/$/, '') === b.path.replace(/\/$/, '');
}

async function chooseFolder(start: vscode.Uri): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: t('Choose the folder that the files go into'),
    openLabel: t('Choose'),
    canSelectFolders: true,
    canSelectFiles: false,
    defaultUri: start,
  });
  return chosen?.[0];
}

/** By the rules for all folders. */
function destinationOf(uri: vscode.Uri): Destination {
  const root = vscode.workspace.getWorkspaceFolder(uri);
  if (!root) throw outside(uri);
  const folder = resolveFolder(uri.path, { workspaceFolder: root.uri.path });
  return {
    folder: (folder === '' ? root.uri : vscode.Uri.joinPath(root.uri, folder)).toString(),
    root: root.uri.toString(),
  };
}

function outside(uri: vscode.Uri): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('{0} lies outside the workspace.', pathForPeople(uri)),
    money: 'free',
    next: t('Choose a folder inside the workspace.'),
  });
}

function noFolder(): EaselError {
  return new EaselError({
    code: 'storage',
    what: t('No folder is open, so there is no place for the image.'),
    money: 'notSent',
    next: t('Open a folder, then try again.'),
  });
}
