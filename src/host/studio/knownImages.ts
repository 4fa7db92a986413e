import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import { shown } from '../../core/naming/shown.ts';
import { isLink } from '../resolveReference.ts';
import type { StudioFolders } from './folders.ts';

/**
 * The files that pages may ask about: images of the workspace, Easel's own for the Studio, and those that the host has
 * shown to a page of this window, since a person brought them in or a job made them.
 */
export class KnownImages {
  readonly #root: vscode.Uri;
  readonly #shown = new Set<string>();

  constructor(folders: Pick<StudioFolders, 'root'>) {
    this.#root = vscode.Uri.file(folders.root);
  }

  add(uri: vscode.Uri): void {
    this.#shown.add(uri.toString());
  }

  has(uri: vscode.Uri): boolean {
    if (this.#shown.has(uri.toString())) return true;
    if (!isPlain(uri)) return false;
    return vscode.workspace.getWorkspaceFolder(uri) !== undefined || this.isOwn(uri);
  }

  /** One of Easel's own files for the Studio, which have no place that means anything to people. */
  isOwn(uri: vscode.Uri): boolean {
    return uri.scheme === 'file' && isPlain(uri) && uri.path.startsWith(`${this.#root.path}/`);
  }

  /**
   * An address that a page asks about.
   * @throws EaselError `invalidRequest` when it is none of these
   */
  require(address: string): vscode.Uri {
    const uri = imageUri(address);
    if (this.has(uri)) return uri;
    throw unusable(
      t('The Studio does not know the image {0}.', shown(address)),
      t('Drop it on the Studio, or open the folder that it is in.'),
    );
  }
}

/**
 * An address that a page names, as the URI of a file that VS Code can read.
 * @throws EaselError `invalidRequest`
 */
export function imageUri(address: string): vscode.Uri {
  const uri = asSeenHere(parsed(address));
  if (uri && isLink(uri)) {
    throw unusable(t('{0} is a link, not a file.', shown(address)), t('Save the image first, then drop the file.'));
  }
  if (!uri || vscode.workspace.fs.isWritableFileSystem(uri.scheme) === undefined) {
    throw unusable(t('{0} is no file that VS Code can read.', shown(address)), t('Choose another image.'));
  }
  return uri;
}

function parsed(address: string): vscode.Uri | undefined {
  try {
    return vscode.Uri.parse(address, true);
  } catch {
    return undefined;
  }
}

/** Of files of the machine that this window works on, the Explorer tells how they look from elsewhere. */
function asSeenHere(uri: vscode.Uri | undefined): vscode.Uri | undefined {
  if (uri?.scheme !== 'vscode-remote') return uri;
  const [remote] = uri.authority.split('+');
  return remote === vscode.env.remoteName ? vscode.Uri.from({ scheme: 'file', path: uri.path }) : uri;
}

/** Whether the path is what it seems: one that goes up again begins like the workspace and ends elsewhere. */
function isPlain({ scheme, path }: vscode.Uri): boolean {
  if (scheme === 'file' && process.platform === 'win32' && path.includes('\\')) return false;
  return !path.split('/').some((segment) => segment === '..' || segment === '.');
}

function unusable(what: string, next: string): EaselError {
  return new EaselError({ code: 'invalidRequest', what, money: 'free', next });
}
