import * as vscode from 'vscode';
import { isEaselError } from '../../base/errors.ts';
import type { LocalSet } from '../../core/assets/recipe.ts';
import type { Destination } from '../../core/job.ts';
import { baseName, pathForPeople, type WorkspaceFiles } from '../files.ts';
import type { Source } from '../references.ts';
import type { DraftFile } from './draftSet.ts';
import { manifestName, nameIcons } from './manifestFile.ts';
import type { Page } from './page.ts';
import { tagsFor } from './setTags.ts';
import { siteRootsOf } from './siteRoots.ts';
import { freeOfCost, writeFiles, type AssetFile, type SkippedFile } from './writeSet.ts';

/** What `easel.makeAssetSet` resolves to. */
export interface MadeSet {
  readonly files: readonly AssetFile[];
  readonly skipped: readonly SkippedFile[];
  /** What a page needs to use the files, a line each. */
  readonly tags: string;
}

export interface SetOrder {
  readonly set: LocalSet;
  readonly source: Source;
  readonly destination: Destination;
  /** What is in the folder already. */
  readonly names: readonly string[];
  readonly drafts: readonly DraftFile[];
  /** What is left out, and why. */
  readonly skipped: readonly SkippedFile[];
  readonly page: Page | undefined;
}

/**
 * Writes the files of a set, names icons in the manifest, and words what a page needs.
 * @throws EaselError `storage`, `cancelled`: then nothing was written
 */
export async function finishSet(
  { set, source, destination, names, drafts, skipped, page }: SetOrder,
  files: Pick<WorkspaceFiles, 'check' | 'publish'>,
  signal?: AbortSignal,
): Promise<MadeSet> {
  // A setting that cannot be used is said before anything is written.
  const roots = await siteRootsOf(vscode.Uri.parse(destination.folder, true));
  const written = await writeFiles(drafts, destination, files, signal);
  const manifest = set === 'favicon' ? await manifestFor(written, destination, names, files) : {};
  const all = manifest.file ? [...written, manifest.file] : written;
  const tags = tagsFor(set, all, source, page, roots);
  return { files: all, skipped: [...skipped, ...(manifest.skipped ?? [])], tags: tags.join('\n') };
}

/** Icons are of use without a manifest, so one that cannot be changed takes nothing else along. */
async function manifestFor(
  written: readonly AssetFile[],
  destination: Destination,
  names: readonly string[],
  files: Pick<WorkspaceFiles, 'publish'>,
): Promise<{ readonly file?: AssetFile; readonly skipped?: readonly SkippedFile[] }> {
  const made = written.map(({ uri }) => baseName(vscode.Uri.parse(uri, true)));
  try {
    const manifest = await nameIcons(destination, names, (name) => made.includes(name), files);
    if (!manifest) return {};
    const { uri, bytes } = manifest;
    const mediaType = 'application/manifest+json';
    return { file: { uri: uri.toString(), path: pathForPeople(uri), mediaType, width: 0, height: 0, bytes } };
  } catch (error) {
    const known = freeOfCost(error);
    if (!isEaselError(known)) throw error;
    return { skipped: [{ name: manifestName, message: known.text }] };
  }
}
