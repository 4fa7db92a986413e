import * as vscode from 'vscode';
import { bytesInMemory } from '../../base/bytes.ts';
import { probeBytes } from '../../core/image/probe.ts';
import type { Source } from '../references.ts';

const maxBytes = 200 * 1024 * 1024;

/** The little of VS Code's Git extension that is used here; source: extensions/git/src/api/git.d.ts, version 1. */
interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

interface GitApi {
  getRepository(uri: vscode.Uri): unknown;
  toGitUri(uri: vscode.Uri, ref: string): vscode.Uri;
}

/** A file as it was committed last. */
export interface Committed {
  readonly uri: vscode.Uri;
  /** When anything happened in its repository last, in ms since the epoch, as VS Code's Git tells it. */
  readonly mtime: number;
  readonly size: number;
}

/** Undefined: there is no Git here, or the file is not in it. */
export async function findCommitted(uri: vscode.Uri): Promise<Committed | undefined> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  if (!extension || uri.scheme !== 'file') return undefined;
  const git = await extension.activate();
  if (!git.enabled) return undefined;
  const api = git.getAPI(1);
  if (!api.getRepository(uri)) return undefined;
  const committed = api.toGitUri(uri, 'HEAD');
  const { size, mtime } = await vscode.workspace.fs.stat(committed).then(
    (found) => found,
    () => ({ size: 0, mtime: 0 }),
  );
  return size > 0 && size <= maxBytes ? { uri: committed, mtime, size } : undefined;
}

/** The image as it was committed last. What Git has may be a pointer to an image that lies elsewhere: undefined, too. */
export async function openGitVersion(original: vscode.Uri): Promise<Source | undefined> {
  const committed = await findCommitted(original);
  return committed && openCommitted(committed);
}

export async function openCommitted({ uri }: Pick<Committed, 'uri'>): Promise<Source | undefined> {
  const bytes = await vscode.workspace.fs.readFile(uri);
  const facts = probeBytes(bytes);
  return facts.kind === 'image' && facts.complete ? { uri, content: bytesInMemory(bytes), facts } : undefined;
}
