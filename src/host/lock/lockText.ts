import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { lockFileName } from '../../core/lock/lock.ts';
import { pathForPeople } from '../files.ts';
import { partName } from '../partFiles.ts';
import { realFolder } from '../realFolder.ts';
import { codeOf, isMissing } from '../spool/fileOps.ts';
import { writeAll } from '../wholeFile.ts';

/** Larger than any folder of images needs; nobody's host is held up for it. */
const mostBytes = 8 * 1024 * 1024;

/** Undefined: there is no such file. @throws what the file system says */
export async function readLockText(folder: vscode.Uri): Promise<string | undefined> {
  const uri = vscode.Uri.joinPath(folder, lockFileName);
  try {
    if (uri.scheme !== 'file') {
      const { size } = await vscode.workspace.fs.stat(uri);
      if (size > mostBytes) throw new RangeError('It is too large.');
      return decode(await vscode.workspace.fs.readFile(uri));
    }
    // A link leads to a file of somebody else.
    const facts = await fs.lstat(uri.fsPath);
    if (!facts.isFile()) throw new TypeError('It is not a file.');
    if (facts.size > mostBytes) throw new RangeError('It is too large.');
    return decode(await fs.readFile(uri.fsPath));
  } catch (error) {
    if (isMissing(error) || codeOf(error) === 'FileNotFound') return undefined;
    throw error;
  }
}

/**
 * Writes the file whole or not at all, unless it is not any more what it was. False: it is another one now.
 * @throws what the file system says
 */
export async function replaceLockText(folder: vscode.Uri, before: string | undefined, text: string): Promise<boolean> {
  if (folder.scheme !== 'file') return replaceVirtually(folder, before, text);
  const root = vscode.workspace.getWorkspaceFolder(folder)?.uri.fsPath;
  const real = await realFolder({ folder: folder.fsPath, root, name: pathForPeople(folder) });
  const temporary = path.join(real, partName());
  try {
    const handle = await fs.open(temporary, 'wx');
    try {
      await writeAll(handle, new TextEncoder().encode(text));
      await handle.sync();
    } finally {
      await handle.close();
    }
    if ((await readLockText(folder)) !== before) return false;
    await fs.rename(temporary, path.join(real, lockFileName));
    return true;
  } finally {
    await fs.unlink(temporary).catch(() => undefined);
  }
}

/** Read back before it gets its name: a connection may break while it is written. */
async function replaceVirtually(folder: vscode.Uri, before: string | undefined, text: string): Promise<boolean> {
  const remote = vscode.workspace.fs;
  const temporary = vscode.Uri.joinPath(folder, partName());
  try {
    await remote.writeFile(temporary, new TextEncoder().encode(text));
    if (decode(await remote.readFile(temporary)) !== text) throw new Error('It did not come back as it was written.');
    if ((await readLockText(folder)) !== before) return false;
    await remote.rename(temporary, vscode.Uri.joinPath(folder, lockFileName), { overwrite: true });
    return true;
  } finally {
    await Promise.resolve(remote.delete(temporary)).catch(() => undefined);
  }
}

/** @throws TypeError for what is no text */
function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}
