import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { isEaselError } from '../../base/errors.ts';
import { cancelled, restated } from '../../core/failures.ts';
import type { Destination } from '../../core/job.ts';
import { isTaken } from '../../core/naming/candidates.ts';
import { pathForPeople, type WorkspaceFiles } from '../files.ts';
import { fileNameOf, type DraftFile } from './draftSet.ts';

/** A file of a set in the workspace, for those who called. */
export interface AssetFile {
  readonly uri: string;
  /** Workspace-relative, with `/`. */
  readonly path: string;
  readonly mediaType: string;
  /** 0 for what is no picture. */
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

/** A file of a set that was not written, and why. */
export interface SkippedFile {
  readonly name: string;
  readonly message: string;
}

/** Names of what is in a folder; none where there is no folder, or none to be read: writing says what is wrong with it. */
export async function namesIn({ folder }: Destination): Promise<readonly string[]> {
  const found = await vscode.workspace.fs.readDirectory(vscode.Uri.parse(folder, true)).then(undefined, () => []);
  return found.map(([name]) => name);
}

/** Whether a file has to have a name that another one has. */
export function isInTheWay(file: Pick<DraftFile, 'asset' | 'extension'>, names: readonly string[]): boolean {
  return file.asset.isFixed && isTaken(fileNameOf(file), names);
}

export function takenMessage(name: string, folder: string): string {
  return t('{0} is in {1} already, and Easel overwrites no image.', name, pathForPeople(folder));
}

/**
 * Writes files into a folder, each whole and none over another. When one cannot be written, or the person calls it off,
 * those that were written go again: half a set would be in the way of the next one.
 * @throws EaselError `storage`, `cancelled`
 */
export async function writeFiles(
  drafts: readonly DraftFile[],
  destination: Destination,
  files: Pick<WorkspaceFiles, 'check' | 'publish'>,
  signal?: AbortSignal,
): Promise<readonly AssetFile[]> {
  const written: AssetFile[] = [];
  try {
    await files.check(destination);
    for (const draft of drafts) {
      if (signal?.aborted) throw cancelled('free');
      written.push(await writeFile(draft, destination, files));
    }
    return written;
  } catch (error) {
    await removeAll(written);
    throw freeOfCost(error);
  }
}

async function writeFile(
  { asset, extension, content, mediaType, width, height }: DraftFile,
  destination: Destination,
  files: Pick<WorkspaceFiles, 'publish'>,
): Promise<AssetFile> {
  const { uri, path, bytes } = await files.publish({
    destination,
    baseName: asset.name,
    extension,
    content,
    isFixed: asset.isFixed,
  });
  return { uri, path, mediaType, width, height, bytes };
}

/** What goes wrong here has cost nothing, and can simply be done again. */
export function freeOfCost(error: unknown): unknown {
  if (!isEaselError(error) || error.code !== 'storage') return error;
  return restated(error, {
    money: 'free',
    next: t('Make room or see to it that the folder can be written to, then try again.'),
  });
}

async function removeAll(written: readonly AssetFile[]): Promise<void> {
  for (const { uri } of written) {
    await vscode.workspace.fs.delete(vscode.Uri.parse(uri, true)).then(undefined, () => undefined);
  }
}
