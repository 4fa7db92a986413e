import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError, isEaselError, type Money } from '../base/errors.ts';
import { candidate, isTaken } from '../core/naming/candidates.ts';
import { isRefused } from '../core/naming/folder.ts';
import type { Destination } from '../core/job.ts';
import type { Files, NewFile } from '../core/ports.ts';
import { codeOf } from './spool/fileOps.ts';
import { nodeDisk, writeWholeFile, type DiskOps } from './wholeFile.ts';

/**
 * New files in the workspace. `file:` folders get the whole-or-nothing write; others (virtual workspaces, remote
 * providers) go through `workspace.fs`, which takes one array and cannot promise that: there each file is read back.
 */
export class WorkspaceFiles implements Files {
  readonly #disk: DiskOps;

  constructor(disk: DiskOps = nodeDisk) {
    this.#disk = disk;
  }

  /**
   * Makes the folder and finds out whether it can be written to, before any money is spent.
   * @throws EaselError `storage`
   */
  async prepare(destination: Destination): Promise<void> {
    const folder = vscode.Uri.parse(destination.folder, true);
    try {
      if (folder.scheme !== 'file') {
        await vscode.workspace.fs.createDirectory(folder);
        return;
      }
      await this.#checkInside(destination);
      await fs.mkdir(folder.fsPath, { recursive: true });
      await this.#checkInside(destination);
      await fs.access(folder.fsPath, fs.constants.W_OK);
    } catch (error) {
      throw storageError(error, folder, 'notSent');
    }
  }

  async publish(file: NewFile) {
    const folder = vscode.Uri.parse(file.destination.folder, true);
    try {
      const written = folder.scheme === 'file' ? await this.#toDisk(file, folder) : await toFileSystem(file, folder);
      return { ...written, path: pathForPeople(written.uri) };
    } catch (error) {
      throw storageError(error, folder, 'kept');
    }
  }

  async #toDisk(file: NewFile, folder: vscode.Uri) {
    // Again at every write: a link may have been put in the way since the last one.
    await fs.mkdir(folder.fsPath, { recursive: true });
    await this.#checkInside(file.destination);
    const taken = await fs.readdir(folder.fsPath);
    const written = await writeWholeFile(this.#disk, folder.fsPath, free(file, taken), file.content);
    const uri = vscode.Uri.joinPath(folder, path.basename(written.file)).toString();
    return { uri, sha256: written.sha256, bytes: written.bytes };
  }

  /** The folder, or as much of it as exists, must really lie in the workspace, links followed. */
  async #checkInside(destination: Destination): Promise<void> {
    if (destination.root === undefined) return;
    const root = await fs.realpath(vscode.Uri.parse(destination.root, true).fsPath);
    const folder = await realpathOfExisting(vscode.Uri.parse(destination.folder, true).fsPath);
    const relative = path.relative(root, folder);
    if (relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) {
      throw problem(t('The folder {0} leads out of the workspace.', pathForPeople(destination.folder)));
    }
    const refused = relative.split(path.sep).find(isRefused);
    if (refused !== undefined) throw problem(t('Easel writes no images into {0}.', refused));
  }
}

/** Names in order, without those that are taken already, in whatever case or form they are written. */
function* free(file: NewFile, taken: readonly string[]): Iterable<string> {
  for (let n = 1; n < 10_000; n += 1) {
    const name = candidate(file.baseName, file.extension, n);
    if (!isTaken(name, taken)) yield name;
  }
}

async function toFileSystem(file: NewFile, folder: vscode.Uri) {
  const { fs: remote } = vscode.workspace;
  await remote.createDirectory(folder);
  const taken = (await remote.readDirectory(folder)).map(([name]) => name);
  const [name] = free(file, taken);
  const uri = vscode.Uri.joinPath(folder, name ?? '');
  const bytes = new Uint8Array(file.content.length);
  let at = 0;
  for await (const chunk of file.content.stream()) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  const sha256 = digest(bytes);
  await remote.writeFile(uri, bytes);
  if (digest(await remote.readFile(uri)) !== sha256) {
    await remote.delete(uri);
    throw new RangeError('The file was cut on the way.');
  }
  return { uri: uri.toString(), sha256, bytes: bytes.length };
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function realpathOfExisting(folder: string): Promise<string> {
  try {
    return await fs.realpath(folder);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    // A link that leads nowhere is not "not there yet": making the folder would follow it.
    const isLink = await fs.lstat(folder).then(
      (found) => found.isSymbolicLink(),
      () => false,
    );
    if (isLink) throw problem(t('{0} is a link that leads nowhere.', folder));
    return path.join(await realpathOfExisting(path.dirname(folder)), path.basename(folder));
  }
}

/** How people write a place: relative to its workspace folder where it lies in one, always with `/`. */
export function pathForPeople(uri: string | vscode.Uri): string {
  return vscode.workspace.asRelativePath(typeof uri === 'string' ? vscode.Uri.parse(uri, true) : uri, false);
}

function problem(what: string): EaselError {
  return new EaselError({ code: 'storage', what, money: 'notSent', next: changeFolder() });
}

function changeFolder(): string {
  return t('Choose another folder in the setting “easel.assetsFolder”.');
}

/** What went wrong with the disk, in words. */
function storageError(error: unknown, folder: vscode.Uri, money: Money): EaselError {
  if (isEaselError(error)) {
    return error.money === money ? error : new EaselError({ code: error.code, what: error.text, money, cause: error });
  }
  const next = money === 'kept' ? t('“Easel: Show Jobs…” saves it elsewhere.') : changeFolder();
  const place = pathForPeople(folder);
  return new EaselError({ code: 'storage', what: reason(error, place), money, next, cause: error });
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
