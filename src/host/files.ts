import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError, isEaselError, type Money } from '../base/errors.ts';
import { restated } from '../core/failures.ts';
import type { Destination } from '../core/job.ts';
import type { Files, NewFile } from '../core/ports.ts';
import { writeToDisk } from './diskFiles.ts';
import { inHeldFolder } from './heldFolder.ts';
import { KeyedQueue } from './keyedQueue.ts';
import { sweepParts } from './partFiles.ts';
import { changeFolder, deepestExisting, realFolder, type WantedFolder } from './realFolder.ts';
import { codeOf } from './spool/fileOps.ts';
import { writeVirtualFile, type VirtualFolder } from './virtualFile.ts';
import { inRoom } from './room.ts';
import { nodeDisk, type DiskOps } from './wholeFile.ts';
import { writtenBefore } from './writtenBefore.ts';

/**
 * New files in the workspace. `file:` folders get the whole-or-nothing write; others (virtual workspaces, remote
 * providers) go through `workspace.fs`, which takes one array and cannot promise that: there each file is read back.
 */
export class WorkspaceFiles implements Files {
  readonly #disk: DiskOps;
  /** One file after the other in each folder, so that the names of a job are in order. */
  readonly #turns = new KeyedQueue();

  constructor(disk: DiskOps = nodeDisk) {
    this.#disk = disk;
  }

  /**
   * Finds out whether a folder may and can be written to, and leaves everything as it is: for before anybody is asked.
   * @throws EaselError `storage`
   */
  async check(destination: Destination): Promise<void> {
    const folder = vscode.Uri.parse(destination.folder, true);
    try {
      // What a virtual folder takes is known only when it is written to.
      if (folder.scheme !== 'file') return;
      const existing = await deepestExisting(await realFolder(wantedFolder(destination)));
      if (!(await fs.stat(existing)).isDirectory()) throw Object.assign(new Error(existing), { code: 'ENOTDIR' });
      await fs.access(existing, fs.constants.W_OK);
    } catch (error) {
      throw storageError(error, folder, 'notSent');
    }
  }

  /**
   * Makes the folder and finds out whether it can be written to, before any money is spent.
   * @throws EaselError `storage`
   */
  async prepare(destination: Destination): Promise<void> {
    const folder = vscode.Uri.parse(destination.folder, true);
    try {
      if (folder.scheme !== 'file') await vscode.workspace.fs.createDirectory(folder);
      else await inHeldFolder(wantedFolder(destination), (held) => fs.access(held, fs.constants.W_OK));
    } catch (error) {
      throw storageError(error, folder, 'notSent');
    }
  }

  async publish(file: NewFile) {
    const folder = vscode.Uri.parse(file.destination.folder, true);
    try {
      const written = await this.#turns.run(folder.toString(), () =>
        folder.scheme === 'file'
          ? writeToDisk(this.#disk, wantedFolder(file.destination), file)
          : toFileSystem(file, folder),
      );
      const uri = vscode.Uri.joinPath(folder, written.name).toString();
      return { uri, path: pathForPeople(uri), sha256: written.sha256, bytes: written.bytes };
    } catch (error) {
      throw storageError(error, folder, 'kept');
    }
  }
}

function wantedFolder({ folder, root }: Destination): WantedFolder {
  return {
    folder: vscode.Uri.parse(folder, true).fsPath,
    root: root === undefined ? undefined : vscode.Uri.parse(root, true).fsPath,
    name: pathForPeople(folder),
  };
}

async function toFileSystem(file: NewFile, uri: vscode.Uri) {
  await vscode.workspace.fs.createDirectory(uri);
  const folder = virtualFolder(uri);
  const taken = await folder.names();
  const changedAt = async (name: string) => (await vscode.workspace.fs.stat(vscode.Uri.joinPath(uri, name))).mtime;
  await sweepParts(taken, Date.now(), changedAt, folder.remove);
  const digest = async (name: string) =>
    folder.read(name).then(
      (bytes) => createHash('sha256').update(bytes).digest('hex'),
      () => undefined,
    );
  const room = { ...folder, digest, moveAside: folder.rename, takeBack: folder.rename };
  const before = await writtenBefore(room, file, taken);
  if (before) return before;
  return inRoom(room, file, taken, (names) => writeVirtualFile(folder, names, file.content));
}

function virtualFolder(uri: vscode.Uri): VirtualFolder {
  const { fs: remote } = vscode.workspace;
  const at = (name: string) => vscode.Uri.joinPath(uri, name);
  return {
    names: async () => (await remote.readDirectory(uri)).map(([name]) => name),
    write: async (name, bytes) => remote.writeFile(at(name), bytes),
    read: async (name) => remote.readFile(at(name)),
    rename: async (from, to) => remote.rename(at(from), at(to), { overwrite: false }),
    remove: async (name) => remote.delete(at(name)),
  };
}

/** Name of a file without its folders, as VS Code shows it in a tab. */
export function baseName(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

/** How people write a place: relative to its workspace folder where it lies in one, always with `/`. */
export function pathForPeople(uri: string | vscode.Uri): string {
  return vscode.workspace.asRelativePath(typeof uri === 'string' ? vscode.Uri.parse(uri, true) : uri, false);
}

/** What went wrong with the disk, in words. */
function storageError(error: unknown, folder: vscode.Uri, money: Money): EaselError {
  if (isEaselError(error)) return error.money === money ? error : restated(error, { money });
  const help = money === 'kept' ? { next: t('“Easel: Show Jobs…” saves it elsewhere.') } : changeFolder();
  return new EaselError({ code: 'storage', what: reason(error, pathForPeople(folder)), money, ...help, cause: error });
}

function reason(error: unknown, place: string): string {
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return t('There is no space left for images in {0}.', place);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'NoPermissions':
      return t('The folder {0} cannot be written to.', place);
    case 'ENOENT':
    case 'FileNotFound':
      return t('The folder {0} is not there any more.', place);
    case 'ENOTDIR':
    case 'EEXIST':
    case 'FileExists':
    case 'FileNotADirectory':
      return t('{0} is a file, not a folder.', place);
    case 'ENAMETOOLONG':
      return t('The name of the new file in {0} is too long for this disk.', place);
    default:
      return t(
        'The image could not be written to {0}: {1}',
        place,
        error instanceof Error ? error.message : String(error),
      );
  }
}
