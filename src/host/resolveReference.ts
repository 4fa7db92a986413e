import * as path from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../base/errors.ts';
import { shown } from '../core/naming/shown.ts';
import { linkOf, linkParts } from '../core/referenceLinks.ts';

/**
 * The file that a reference names: workspace-relative or absolute path, `file:` or `https:` URL, or the URI of
 * another file system of the workspace. A relative path is looked for in the workspace folder of `near` first.
 * @throws EaselError `invalidRequest`
 */
export async function resolveReference(reference: string, near: vscode.Uri | undefined): Promise<vscode.Uri> {
  if (path.isAbsolute(reference)) return vscode.Uri.file(reference);
  if (/^data:/i.test(reference)) {
    throw new EaselError({
      code: 'invalidRequest',
      what: t('A “data:” address cannot be a reference.'),
      money: 'notSent',
      next: t('Save the image into the workspace and use the file.'),
    });
  }
  if (/^[a-z][a-z0-9+.-]+:/i.test(reference)) return addressed(reference);
  const roots = vscode.workspace.workspaceFolders ?? [];
  const own = near && vscode.workspace.getWorkspaceFolder(near);
  const ordered = own ? [own, ...roots.filter((root) => root !== own)] : roots;
  for (const root of ordered) {
    const uri = vscode.Uri.joinPath(root.uri, reference);
    if (await exists(uri)) return uri;
  }
  const [first] = ordered;
  if (first) return vscode.Uri.joinPath(first.uri, reference);
  throw new EaselError({
    code: 'invalidRequest',
    what: t('No folder is open that {0} could be in.', shown(reference)),
    money: 'notSent',
    next: t('Give the whole path.'),
  });
}

/** An address as a URI. VS Code would decode the parts of a link, which cannot be undone. */
export function addressed(address: string): vscode.Uri {
  const link = linkParts(address);
  return link ? vscode.Uri.from(link) : vscode.Uri.parse(address, true);
}

/** What `addressed` reads as the same address: a link letter for letter as it was given. */
export function addressOf(uri: vscode.Uri): string {
  return isLink(uri) ? linkOf(uri) : uri.toString();
}

export function isLink({ scheme }: vscode.Uri): boolean {
  return scheme === 'https' || scheme === 'http';
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
