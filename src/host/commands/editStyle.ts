import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import type { App } from '../app.ts';
import { activeResource } from '../destination.ts';
import { requireTrust } from '../maker.ts';
import { styleUriIn } from '../style/styleFiles.ts';
import { styleTemplate } from '../style/template.ts';
import { fromUi } from './doors.ts';

/** `easel.editStyle`: opens the house style of a workspace folder, begun from a template where there is none. */
export function editStyle(app: App): Promise<void> {
  return fromUi(app, async () => {
    requireTrust();
    const root = await rootToEdit();
    if (!root) return;
    const near = activeResource();
    const nearest = near && (await app.styles.files.nearest(near));
    const isOfRoot =
      nearest && vscode.workspace.getWorkspaceFolder(nearest.uri)?.uri.toString() === root.uri.toString();
    const uri = isOfRoot ? nearest.uri : styleUriIn(root.uri);
    if (!(await isThere(uri))) await begin(uri);
    await vscode.window.showTextDocument(uri);
  });
}

async function rootToEdit(): Promise<vscode.WorkspaceFolder | undefined> {
  const roots = vscode.workspace.workspaceFolders ?? [];
  const [first] = roots;
  if (!first) {
    throw new EaselError({
      code: 'invalidRequest',
      what: t('No folder is open that a house style could be for.'),
      money: 'notSent',
      next: t('Open a folder, then try again.'),
    });
  }
  const near = activeResource();
  const own = near && vscode.workspace.getWorkspaceFolder(near);
  if (own ?? roots.length === 1) return own ?? first;
  return vscode.window.showWorkspaceFolderPick({
    placeHolder: t('Folder that the house style is for'),
    ignoreFocusOut: true,
  });
}

/** As one edit, which never takes the place of a file that came in between. */
async function begin(uri: vscode.Uri): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { ignoreIfExists: true, contents: new TextEncoder().encode(styleTemplate()) });
  if (await vscode.workspace.applyEdit(edit)) return;
  throw new EaselError({
    code: 'storage',
    what: t('{0} could not be written.', vscode.workspace.asRelativePath(uri)),
    money: 'notSent',
  });
}

function isThere(uri: vscode.Uri): Thenable<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
