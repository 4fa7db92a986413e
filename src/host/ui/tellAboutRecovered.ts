import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { JobState } from '../../core/job.ts';
import type { News } from '../recovery.ts';

/** Whether this window has the job's folder open and trusted. */
export function isJobHere(job: JobState): boolean {
  const { root } = job.summary.destination;
  if (root === undefined || !vscode.workspace.isTrusted) return false;
  return (vscode.workspace.workspaceFolders ?? []).some((folder) => folder.uri.toString() === root);
}

/** Says what became of jobs whose window was closed or crashed. Does not wait for the person. */
export function tellAboutRecovered({ unknown, saved, waiting, lost }: News): void {
  if (saved > 0) {
    const text =
      saved === 1
        ? t('1 image of an earlier window was saved.')
        : t('{0} images of an earlier window were saved.', saved);
    vscode.window.setStatusBarMessage(`$(check) ${text}`, 15_000);
  }
  const [first] = lost;
  if (first) void vscode.window.showWarningMessage(first.text);
  if (unknown > 0) {
    showJobs(
      t(
        'VS Code was closed before every answer was there. Requests that may have been charged: {0}. Nothing is sent again by itself.',
        unknown,
      ),
    );
  } else if (waiting > 0) {
    showJobs(t('Finished images of an earlier window that wait to be saved: {0}.', waiting));
  }
}

function showJobs(text: string): void {
  const show = t('Show Jobs');
  void vscode.window.showWarningMessage(text, show).then((answer) => {
    if (answer === show) void vscode.commands.executeCommand('easel.showJobs');
  });
}
