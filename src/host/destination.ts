import * as os from 'node:os';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError, isEaselError } from '../base/errors.ts';
import { writableFormat } from '../base/media.ts';
import { languageOf } from '../core/docs/link.ts';
import { restated } from '../core/failures.ts';
import type { Destination, TargetFile } from '../core/job.ts';
import { copyDestination } from '../core/naming/copyDestination.ts';
import { resolveFolder } from '../core/naming/folder.ts';
import { shown } from '../core/naming/shown.ts';
import { typedName } from '../core/naming/typedName.ts';
import { baseName, pathForPeople } from './files.ts';
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
  /** The very file that the image is to be. */
  readonly target?: WantedTarget | undefined;
  /** Offered where a person has to choose a place. */
  readonly suggestedName: string;
}

/** A file that a document names. */
export interface WantedTarget {
  /** In the workspace, with the extension of a format that Easel can write. */
  readonly uri: vscode.Uri;
  /** SHA-256 of the placeholder that is there, and is to make room. */
  readonly replaces?: string;
}

export interface Place {
  readonly destination: Destination;
  /** Given where the person chose a name in a save dialog. */
  readonly baseName?: string;
  /** Given where the image is to be this very file. */
  readonly target?: TargetFile;
}

/**
 * Decides where new images go: the assets folder of the workspace folder that the document, the active editor or the
 * only root stands for; asked where that is open. Undefined: the person chose nothing.
 * @throws EaselError `invalidRequest` or `storage`
 */
export async function decidePlace(wish: Wish): Promise<Place | undefined> {
  if (wish.target) return placeOfTarget(wish.target);
  const near = wish.near ?? activeResource();
  if (wish.folder instanceof vscode.Uri) return placeIn(wish.folder);
  const root = await rootFor(near, wish);
  if (root === 'nowhere') return wish.door === 'ui' ? askPlace(wish.suggestedName) : noFolder();
  if (root === undefined) return undefined;
  // An original outside the workspace stays alone: nothing is written where nobody has said it may be.
  if (wish.folder === undefined && wish.beside && near && vscode.workspace.getWorkspaceFolder(near)) {
    return placeIn(vscode.Uri.joinPath(near, '..'));
  }
  const relative =
    near && vscode.workspace.getWorkspaceFolder(near)?.uri.toString() === root.uri.toString() ? near : undefined;
  const copied = wish.folder === undefined && relative ? copyFolder(root.uri, relative, wish.suggestedName) : undefined;
  const folder =
    copied ??
    resolveFolder(wish.folder ?? settings.assetsFolder(root.uri), {
      workspaceFolder: root.uri.path,
      ...(relative ? documentParts(root.uri, relative) : near?.scheme === 'untitled' ? untitledParts(near) : {}),
    });
  return {
    destination: {
      folder: (folder === '' ? root.uri : vscode.Uri.joinPath(root.uri, folder)).toString(),
      root: root.uri.toString(),
    },
  };
}

/**
 * Where a file lies that a document names, and what it is to be called, by the rules for all folders and names.
 * @throws EaselError `invalidRequest` for what Easel writes nothing into, or cannot write in this format; `storage`
 */
export function placeOfTarget({ uri, replaces }: WantedTarget): Place {
  const root = vscode.workspace.getWorkspaceFolder(uri);
  if (!root) throw outsideTarget(uri);
  const { fileDirname } = documentParts(root.uri, uri);
  const folder = resolveFolder(fileDirname === '' ? '.' : fileDirname, { workspaceFolder: root.uri.path });
  const { stem, extension } = nameParts(baseName(uri));
  if (writableFormat(extension) === undefined) throw unwritable(uri);
  return {
    destination: {
      folder: (folder === '' ? root.uri : vscode.Uri.joinPath(root.uri, folder)).toString(),
      root: root.uri.toString(),
    },
    target: { name: typedName(stem), extension, ...(replaces === undefined ? {} : { replaces }) },
  };
}

function nameParts(name: string): { readonly stem: string; readonly extension: string } {
  const cut = name.lastIndexOf('.');
  return cut < 1 ? { stem: name, extension: '' } : { stem: name.slice(0, cut), extension: name.slice(cut + 1) };
}

function outsideTarget(uri: vscode.Uri): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('{0} lies outside the workspace.', shown(uri.path)),
    money: 'notSent',
    next: t('Open the folder that it lies in, or change the link.'),
  });
}

function unwritable(uri: vscode.Uri): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('Easel cannot write {0}: it writes PNG, JPEG and WebP.', shown(pathForPeople(uri))),
    money: 'notSent',
    next: t('Give the image another extension.'),
  });
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

/** As if it lay in the workspace folder. */
function untitledParts({ path }: vscode.Uri): { fileDirname: string; fileBasenameNoExtension: string } {
  return { fileDirname: '', fileBasenameNoExtension: path.replace(/^.*\//, '').replace(/\.[^.]+$/, '') };
}

/**
 * Where VS Code would put an image that is pasted into this document, if somebody set that and nothing for Easel.
 * @throws EaselError `invalidRequest` for a folder outside the workspace
 */
function copyFolder(root: vscode.Uri, document: vscode.Uri, name: string): string | undefined {
  if (settings.isAssetsFolderSet(document) || !isMarkdown(document)) return undefined;
  const folder = copyDestination(settings.copyFilesDestination(document), {
    document: document.path,
    workspaceFolder: root.path,
    workspaceFolders: (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.path),
    fileName: `${name}.png`,
    now: new Date(),
  });
  if (folder === undefined) return undefined;
  try {
    return resolveFolder(folder, { workspaceFolder: root.path });
  } catch (error) {
    if (!isEaselError(error)) throw error;
    throw restated(error, {
      next: t('Change “markdown.copyFiles.destination”, or set “easel.assetsFolder”, which goes before it.'),
    });
  }
}

function isMarkdown(uri: vscode.Uri): boolean {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  return uri.path.endsWith('.ipynb') || languageOf(open?.languageId ?? '', uri.path) === 'markdown';
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
  if (roots.length === 1 || wish.door === 'call' || near?.scheme === 'untitled') return first;
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
