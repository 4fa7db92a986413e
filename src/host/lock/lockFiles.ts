import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { isObject, ownOf } from '../../base/json.ts';
import type { ImageRecord } from '../../core/image/record.ts';
import { entryOfJob } from '../../core/lock/entry.ts';
import {
  emptyLock,
  lockedImage,
  lockFileName,
  lockText,
  parseLock,
  withAlt,
  withEntry,
  withImage,
  withoutImage,
  type Lock,
} from '../../core/lock/lock.ts';
import type { LedgerEntry, ProvenanceFiles } from '../../core/ports.ts';
import { baseName, pathForPeople } from '../files.ts';
import { KeyedQueue } from '../keyedQueue.ts';
import { settings } from '../settings.ts';
import { versionOf } from '../studio/fileHead.ts';
import { isLockOn } from './isLockOn.ts';
import { readLockText, replaceLockText } from './lockText.ts';

/** Another window may write at the same time; more often than this it does not happen. */
const tries = 5;

/** `easel.lock.json` beside images: written where the person wants that, read wherever it lies. */
export class LockFiles implements ProvenanceFiles {
  readonly #log: Pick<vscode.LogOutputChannel, 'warn'>;
  /** One change after the other in each folder. */
  readonly #turns = new KeyedQueue();
  readonly #read = new Map<string, { readonly version: string; readonly lock: Lock | undefined }>();
  /** Folders whose file cannot be written, as their person has been told. */
  readonly #told = new Set<string>();

  constructor(log: Pick<vscode.LogOutputChannel, 'warn'>) {
    this.#log = log;
  }

  async record({ summary, file }: LedgerEntry, cost: number | undefined): Promise<void> {
    const uri = vscode.Uri.parse(file.uri, true);
    if (!isLockOn(uri)) return;
    const entry = entryOfJob(summary, file.sha256, cost ?? ownPrice(summary));
    await this.#change(folderOf(uri), (lock) => withImage(lock, baseName(uri), entry));
  }

  /** Images that got another name keep what is said of them. Never rejects. */
  async follow(moves: readonly { readonly from: vscode.Uri; readonly to: vscode.Uri }[]): Promise<void> {
    for (const { from, to } of moves) {
      const entry = (await this.#lockOf(folderOf(from)))?.images.get(baseName(from));
      if (entry === undefined) continue;
      const isWanted = isLockOn(to);
      if (isWanted && !(await this.#change(folderOf(to), (lock) => withEntry(lock, baseName(to), entry)))) continue;
      if (isLockOn(from)) await this.#change(folderOf(from), (lock) => withoutImage(lock, baseName(from)));
    }
  }

  /** Images that are gone. Never rejects. */
  async forget(uris: readonly vscode.Uri[]): Promise<void> {
    for (const uri of uris) {
      if (!isLockOn(uri) || !(await this.#lockOf(folderOf(uri)))) continue;
      await this.#change(folderOf(uri), (lock) => withoutImage(lock, baseName(uri)));
    }
  }

  /** A person says that an image is right with this alternative text. */
  async accept(uri: vscode.Uri, alt: string): Promise<void> {
    if (!isLockOn(uri) || !(await this.#lockOf(folderOf(uri)))) return;
    await this.#change(folderOf(uri), (lock) => withAlt(lock, baseName(uri), alt));
  }

  /**
   * What the file beside an image says of it, if it speaks of these very bytes. Undefined: nothing. Never rejects.
   * @param hash Asked only where the file says something.
   */
  async recordOf(uri: vscode.Uri, hash: () => Promise<string | undefined>): Promise<ImageRecord | undefined> {
    const lock = vscode.workspace.getWorkspaceFolder(uri) && (await this.#lockOf(folderOf(uri)));
    const said = lock && lockedImage(lock, baseName(uri));
    if (!said) return undefined;
    const sha256 = await hash().catch(() => undefined);
    return sha256 === said.sha256 ? said.record : undefined;
  }

  /** The alternative text that an image is right with, as the file beside it says, whatever its bytes. */
  async altOf(uri: vscode.Uri): Promise<string | undefined> {
    const lock = await this.#lockOf(folderOf(uri));
    return lock && lockedImage(lock, baseName(uri))?.record.alt;
  }

  /** The file of a folder as it is now; undefined where there is none that can be read. */
  async #lockOf(folder: vscode.Uri): Promise<Lock | undefined> {
    const key = folder.toString();
    const found = await versionOf(vscode.Uri.joinPath(folder, lockFileName));
    if (!found) {
      this.#read.delete(key);
      return undefined;
    }
    const version = `${found.mtime} ${found.bytes}`;
    const known = this.#read.get(key);
    if (known?.version === version) return known.lock;
    const text = await readLockText(folder).catch(() => undefined);
    const lock = text === undefined ? undefined : parseLock(text);
    this.#read.set(key, { version, lock });
    return lock;
  }

  /** Never rejects, and leaves a file alone that it does not understand. False: nothing could be written. */
  async #change(folder: vscode.Uri, change: (lock: Lock) => Lock): Promise<boolean> {
    try {
      await this.#turns.run(folder.toString(), () => write(folder, change));
      this.#told.delete(folder.toString());
      return true;
    } catch (error) {
      this.#complain(folder, error);
      return false;
    } finally {
      // Two changes may come within what a file system tells apart.
      this.#read.delete(folder.toString());
    }
  }

  #complain(folder: vscode.Uri, error: unknown): void {
    const file = vscode.Uri.joinPath(folder, lockFileName);
    this.#log.warn(`${pathForPeople(file)}: ${String(error)}`);
    if (this.#told.has(folder.toString())) return;
    this.#told.add(folder.toString());
    const open = t('Open');
    const why = error instanceof NotOurs ? t('It is not what Easel writes, or holds a conflict.') : String(error);
    const text = t('{0} was left as it is, so new images are not in it: {1}', pathForPeople(file), why);
    void vscode.window.showWarningMessage(text, open).then((answer) => {
      if (answer === open) void vscode.commands.executeCommand('vscode.open', file);
    });
  }
}

/** What is there cannot be written without losing something of it. */
class NotOurs extends Error {}

async function write(folder: vscode.Uri, change: (lock: Lock) => Lock): Promise<void> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const before = await readLockText(folder);
    const lock = before === undefined ? emptyLock : parseLock(before);
    if (!lock) throw new NotOurs(lockFileName);
    const after = change(lock);
    if (after === lock) return;
    const text = before?.includes('\r\n') ? lockText(after).replaceAll('\n', '\r\n') : lockText(after);
    if (text === before || (await replaceLockText(folder, before, text))) return;
  }
  throw new Error('It is being written by something else all the time.');
}

/** As the person wrote it down; what documents say may change without reason. */
function ownPrice({ provider, model }: LedgerEntry['summary']): string | undefined {
  const prices = settings.prices();
  if (!isObject(prices)) return undefined;
  const price = ownOf(prices, `${provider}/${model}`) ?? ownOf(prices, model);
  return typeof price === 'string' || typeof price === 'number' ? String(price).trim().slice(0, 40) : undefined;
}

function folderOf(uri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(uri, '..');
}
