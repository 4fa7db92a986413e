import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { JobSummary } from '../../core/job.ts';

const slot = 'easel.toldAboutMetadata';

/** Says once, with the first image that carries its prompt, that it does, and where to change that. */
export function tellAboutMetadata(state: vscode.Memento, summary: JobSummary): void {
  if (summary.metadata !== 'full' || state.get(slot) === true) return;
  void state.update(slot, true);
  const change = t('Change');
  const text = t(
    'The image file carries its prompt and settings, so that it can be made again. Others can read them too.',
  );
  void vscode.window.showInformationMessage(text, change, t('OK')).then((answer) => {
    if (answer === change) void vscode.commands.executeCommand('workbench.action.openSettings', 'easel.metadata');
  });
}
