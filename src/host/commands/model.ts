import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { describe } from '../ui/promptRows.ts';
import { fromUi } from './doors.ts';

/** `easel.selectModel`: for this machine, or for this workspace (in its state, never in the repository). */
export async function selectModel(app: App): Promise<void> {
  await fromUi(app, async () => {
    const chosen = await app.promptBox.pickModel(app.selection.resolve());
    if (!chosen) return;
    const machine = { label: t('For This Machine'), description: t('in your settings'), isWorkspace: false };
    const workspace = {
      label: t('For This Workspace'),
      description: t('remembered by VS Code, not in the repository'),
      isWorkspace: true,
    };
    const where = vscode.workspace.workspaceFolders
      ? await vscode.window.showQuickPick([machine, workspace], {
          title: t('Use {0}…', describe(chosen)),
          ignoreFocusOut: true,
        })
      : machine;
    if (!where) return;
    if (where.isWorkspace) await app.selection.chooseForWorkspace(chosen);
    else await app.selection.chooseForMachine(chosen);
    vscode.window.setStatusBarMessage(`$(check) ${t('Images are made with {0} now.', describe(chosen))}`, 8000);
  });
}
