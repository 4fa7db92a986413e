import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import { bytesInMemory } from '../../base/bytes.ts';
import { newManifest, withIcons, type ManifestIcon } from '../../core/assets/webManifest.ts';
import type { Destination } from '../../core/job.ts';
import { isTaken } from '../../core/naming/candidates.ts';
import { baseName, pathForPeople, type WorkspaceFiles } from '../files.ts';

export const manifestName = 'site.webmanifest';
const otherNames = [manifestName, 'manifest.webmanifest'];

const icons: readonly (ManifestIcon & { readonly file: string })[] = [
  { file: 'icon-192.png', src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
  { file: 'icon-512.png', src: 'icon-512.png', sizes: '512x512', type: 'image/png' },
  {
    file: 'icon-512-maskable.png',
    src: 'icon-512-maskable.png',
    sizes: '512x512',
    type: 'image/png',
    purpose: 'maskable',
  },
];

/** What names the icons of a site. */
export interface WrittenManifest {
  readonly uri: vscode.Uri;
  readonly bytes: number;
  readonly isNew: boolean;
}

/** What becomes of the manifest when icons are written into a folder with these names in it. */
export function manifestNote(names: readonly string[]): string {
  const existing = manifestAmong(names);
  return existing === undefined
    ? t('{0} is made and names the icons.', manifestName)
    : t('{0} gets the icons and keeps all that it says.', existing);
}

/** The manifest that a folder has already. */
function manifestAmong(names: readonly string[]): string | undefined {
  return otherNames.find((name) => isTaken(name, names));
}

/**
 * Names icons in a folder's manifest: in the one that is there, in one undo step and with everything else in it left as it
 * is, or in a new one. Undefined: there are no icons that a manifest names.
 * @param has Whether a file of the set lies in the folder.
 * @throws EaselError `invalidRequest` for a manifest that cannot be read, which stays as it is; `storage`
 */
export async function nameIcons(
  destination: Destination,
  names: readonly string[],
  has: (name: string) => boolean,
  files: Pick<WorkspaceFiles, 'publish'>,
): Promise<WrittenManifest | undefined> {
  const named = icons.filter(({ file }) => has(file)).map(({ file: _, ...icon }) => icon);
  if (named.length === 0) return undefined;
  const folder = vscode.Uri.parse(destination.folder, true);
  const existing = manifestAmong(names);
  if (existing !== undefined) return addTo(vscode.Uri.joinPath(folder, existing), named);
  const site = vscode.workspace.getWorkspaceFolder(folder)?.name ?? baseName(folder);
  const content = bytesInMemory(new TextEncoder().encode(newManifest(site, named)));
  const cut = manifestName.lastIndexOf('.');
  const written = await files.publish({
    destination,
    baseName: manifestName.slice(0, cut),
    extension: manifestName.slice(cut + 1),
    content,
    isFixed: true,
  });
  return { uri: vscode.Uri.parse(written.uri, true), bytes: written.bytes, isNew: true };
}

async function addTo(uri: vscode.Uri, named: readonly ManifestIcon[]): Promise<WrittenManifest> {
  const document = await vscode.workspace.openTextDocument(uri);
  const text = document.getText();
  const changed = withIcons(text, named);
  if (changed === undefined) throw unreadable(uri);
  if (changed !== text) {
    // What a person is typing is theirs to save.
    const wasSaved = !document.isDirty;
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, new vscode.Range(document.positionAt(0), document.positionAt(text.length)), changed);
    if (!(await vscode.workspace.applyEdit(edit))) throw unreadable(uri);
    if (wasSaved) await document.save();
  }
  return { uri, bytes: new TextEncoder().encode(document.getText()).length, isNew: false };
}

function unreadable(uri: vscode.Uri): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('{0} is no manifest that icons can be added to; it was left as it is.', pathForPeople(uri)),
    money: 'free',
    next: t('Correct its JSON, then make the set again.'),
  });
}
