import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import { folded, isTaken } from '../../core/naming/candidates.ts';
import { typedName } from '../../core/naming/typedName.ts';
import { baseName, pathForPeople } from '../files.ts';
import { requireWorkspaceImage } from './workspaceImage.ts';

/**
 * Gives an image of the workspace another name beside itself, never one that is taken. As an edit of the workspace, so
 * that VS Code offers to change the links in documents, and can undo it.
 * @returns where it is now
 * @throws EaselError `invalidRequest`, `storage`
 */
export async function renameImage(from: vscode.Uri, typed: string): Promise<vscode.Uri> {
  const name = `${typedName(typed)}${extensionOf(from)}`;
  await requireWorkspaceImage(from);
  const folder = vscode.Uri.joinPath(from, '..');
  const to = vscode.Uri.joinPath(folder, name);
  if (to.toString() === from.toString()) return from;
  const names = (await vscode.workspace.fs.readDirectory(folder)).map(([each]) => each);
  const own = baseName(from);
  // Another case of its own name is not taken by itself.
  const others = names.filter((each) => each !== own || folded(each) !== folded(name));
  if (isTaken(name, others)) throw taken(name);
  const edit = new vscode.WorkspaceEdit();
  edit.renameFile(from, to, { overwrite: false, ignoreIfExists: false });
  if (!(await vscode.workspace.applyEdit(edit)) || !(await exists(to))) throw notRenamed(from);
  return to;
}

/** With its dot; what the file is does not change with its name. */
function extensionOf(uri: vscode.Uri): string {
  return /(?<=.)\.[^.]*$/s.exec(baseName(uri))?.[0] ?? '';
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

function taken(name: string): EaselError {
  return new EaselError({
    code: 'storage',
    what: t('There is a file {0} already.', name),
    money: 'free',
    next: t('Choose another name.'),
  });
}

function notRenamed(uri: vscode.Uri): EaselError {
  return new EaselError({
    code: 'storage',
    what: t('{0} could not be renamed.', pathForPeople(uri)),
    money: 'free',
    next: t('Look whether the file is there and may be changed.'),
  });
}
