import type * as vscode from 'vscode';
import { hashOf } from '../hash.ts';
import { fileHash, versionOf } from './fileHead.ts';
import { findCommitted, openCommitted, type Committed } from './gitVersion.ts';

/** Answers that are remembered. */
const most = 500;

/** Whether Git has another version of a file, found out once for as long as neither changes. */
export class GitDifferences {
  readonly #known = new Map<string, Promise<boolean>>();

  /** Never rejects; what cannot be found out is no difference. */
  async differs(uri: vscode.Uri): Promise<boolean> {
    try {
      const [file, committed] = await Promise.all([versionOf(uri), findCommitted(uri)]);
      if (!file || !committed) return false;
      const key = JSON.stringify([uri.toString(), file, committed.mtime, committed.size]);
      const known = this.#known.get(key) ?? isAnother(uri, committed);
      this.#known.delete(key);
      this.#known.set(key, known);
      const [oldest] = this.#known.keys();
      if (this.#known.size > most && oldest !== undefined) this.#known.delete(oldest);
      return await known;
    } catch {
      return false;
    }
  }
}

async function isAnother(uri: vscode.Uri, committed: Committed): Promise<boolean> {
  const source = await openCommitted(committed);
  return source !== undefined && (await hashOf(source.content)) !== (await fileHash(uri));
}
