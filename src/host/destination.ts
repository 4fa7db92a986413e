import * as os from 'node:os';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../base/errors.ts';
import { resolveFolder } from '../core/naming/folder.ts';
import type { Destination } from '../core/job.ts';
import { baseName } from './files.ts';
import { settings } from './settings.ts';

/** Who asks: a person in Easel's own UI, who can be asked back, or a call from outside, which never waits. */
export type Door = 'ui' | 'call';

export interface Wish {
  readonly door: Door;
  /** The `folder` option, or the folder that was right-clicked. */
  readonly folder?: string | vscode.Uri | undefined;
  /** The document or image that the new one belongs to. */
  readonly near?: vscode.Uri | undefined;
  /** Put the new file into the folder of `near`. */
  readonly beside?: boolean;
  /** Offered where a person has to choose a place. */
  readonly suggestedName: string;
}

export interface Place {
  readonly destination: Destination;
  /** Given where the person chose a name in a save dialog. */
  readonly baseName?: string;
}

/**
 * Decides where new images go: the assets folder of the workspace folder that the document, the active editor or the
 * only root stands for; asked where that is open. Undefined: the person chose nothing.
 * @throws EaselError `invalidRequest` or `storage`
 */
export async function decidePlace(wish: Wish): Promise<Place | undefined> {
  const near = wish.near ?? activeResource();
  if (wish.folder instanceof vscode.Uri) return placeIn(wish.folder);
  const root = await rootFor(near, wish);
  if (root === 'nowhere') return wish.door === 'ui' ? askPlace(wish.suggestedName) : noFolder();
  if (root === undefined) return undefined;
  // An original outside the workspace stays alone: nothing is written where nobody has said it may be.
  if (wish.folder === undefined && wish.beside && near && vscode.workspace.getWorkspaceFolder(near)) {
    return placeIn(vscode.Uri.joinPath(near, '..'));
  }
  const template = wish.folder ?? settings.assetsFolder(root.uri);
  const relative =
    near && vscode.workspace.getWorkspaceFolder(near)?.uri.toString() === root.uri.toString() ? near : undefined;
  const folder = resolveFolder(template, {
    workspaceFolder: root.uri.path,
    ...(relative === undefined ? {} : documentParts(root.uri, relative)),
  });
  return {
    destination: {
      folder: (folder === '' ? root.uri : vscode.Uri.joinPath(root.uri, folder)).toString(),
      root: root.uri.toString(),
    },
  };
}

function placeIn(folder: vscode.Uri): Place {
  const root = vscode.workspace.getWorkspaceFolder(folder);
  return { destination: { folder: folder.toString(), ...(root ? { root: root.uri.toString() } : {}) } };
}

function documentParts(
  root: vscode.Uri,
  document: vscode.Uri,
): { fileDirname: string; fileBasenameNoExtension: string } {
  const inside = document.path.slice(root.path.replace(/\/$/, '').length + 1);
  const cut = inside.lastIndexOf('/');
  return {
    fileDirname: cut < 0 ? '' : inside.slice(0, cut),
    fileBasenameNoExtension: inside.slice(cut + 1).replace(/\.[^.]+$/, ''),
  };
}

/** What the active tab shows, be it text, an image or a notebook. */
export function activeResource(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (
    input instanceof vscode.TabInputText ||
    input instanceof vscode.TabInputCustom ||
    input instanceof vscode.TabInputNotebook
  ) {
    return input.uri;
  }
  return vscode.window.activeTextEditor?.document.uri;
}

async function rootFor(
  near: vscode.Uri | undefined,
  wish: Wish,
): Promise<vscode.WorkspaceFolder | 'nowhere' | undefined> {
  const roots = vscode.workspace.workspaceFolders ?? [];
  const [first] = roots;
  if (!first) return 'nowhere';
  const own = near && vscode.workspace.getWorkspaceFolder(near);
  if (own) return own;
  if (roots.length === 1 || wish.door === 'call') return first;
  return vscode.window.showWorkspaceFolderPick({
    placeHolder: t('Folder that the image goes into'),
    ignoreFocusOut: true,
  });
}

async function askPlace(suggestedName: string): Promise<Place | undefined> {
  const chosen = await vscode.window.showSaveDialog({
    title: t('Where should the image go?'),
    saveLabel: t('Save Here'),
    defaultUri: vscode.Uri.joinPath(vscode.Uri.file(os.homedir()), `${suggestedName}.png`),
    filters: { [t('Images')]: ['png', 'jpg', 'webp'] },
  });
  if (!chosen) return undefined;
  const name = baseName(chosen).replace(/\.(png|jpe?g|webp)$/i, '');
  return { destination: { folder: vscode.Uri.joinPath(chosen, '..').toString() }, baseName: name };
}

function noFolder(): never {
  throw new EaselError({
    code: 'storage',
    what: t('No folder is open, so there is no place for the image.'),
    money: 'notSent',
    next: t('Open a folder, then try again.'),
  });
}
