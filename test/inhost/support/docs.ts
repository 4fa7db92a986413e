// What a window knows of documents, with a thread and caches of its own that a test can look into.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import { Docs } from '../../../src/host/docs/docs.ts';
import type { IndexedImage } from '../../../src/host/docs/documentIndex.ts';
import { extensionId, inWorkspace } from './easel.ts';

/** The built worker. */
export function docsWorker(): string {
  const extension = vscode.extensions.getExtension(extensionId);
  assert.ok(extension);
  return path.join(extension.extensionPath, 'dist/docs.js');
}

/** Waits until VS Code watches the workspace: in a window that has just opened, it does not yet. */
export async function watching(): Promise<void> {
  const probe = vscode.Uri.file(inWorkspace(`watched-${randomUUID()}`));
  const watcher = vscode.workspace.createFileSystemWatcher('**/watched-*');
  const state = { isTold: false };
  const told = new Promise<void>((resolve) => {
    const tell = () => {
      state.isTold = true;
      resolve();
    };
    watcher.onDidCreate(tell);
    watcher.onDidChange(tell);
  });
  for (let count = 0; !state.isTold; count += 1) {
    await fs.writeFile(probe.fsPath, String(count));
    // What was written too early is never told of.
    await Promise.race([told, setTimeout(200)]);
  }
  watcher.dispose();
  await fs.rm(probe.fsPath);
}

/** To be called in a `describe`. */
export function withDocs(): { readonly docs: () => Docs; readonly warnings: readonly string[] } {
  const warnings: string[] = [];
  const log = { debug: () => undefined, warn: (line: string) => void warnings.push(line) };
  let docs: Docs | undefined;
  before(async () => {
    await watching();
    docs = new Docs(docsWorker(), log);
  });
  after(() => docs?.dispose());
  return { warnings, docs: () => docs ?? assert.fail('it is there while tests run') };
}

/** The images that are indexed, as soon as they are as is wanted: looked at again whenever the index says so. */
export async function untilIndexed(
  { index }: Docs,
  isWanted: (images: readonly IndexedImage[]) => boolean,
): Promise<readonly IndexedImage[]> {
  await index.ready();
  if (isWanted(index.images())) return index.images();
  return new Promise((resolve) => {
    const listening = index.onDidChange(() => {
      if (!isWanted(index.images())) return;
      listening.dispose();
      resolve(index.images());
    });
  });
}
