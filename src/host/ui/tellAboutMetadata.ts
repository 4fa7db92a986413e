import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { recordOf } from '../../core/image/metadata.ts';
import type { JobSummary } from '../../core/job.ts';
import type { ImageResult } from '../../core/result.ts';
import { openSource, type Download } from '../references.ts';

const slot = 'easel.toldAboutMetadata';

/** Says once, with the first image that carries its prompt, that it does, and where to change that. */
export async function tellAboutMetadata(
  state: vscode.Memento,
  result: ImageResult,
  summary: JobSummary,
  download: Download,
): Promise<void> {
  if (summary.metadata !== 'full' || state.get(slot) === true) return;
  if (!(await carriesPrompt(result, download))) return;
  await state.update(slot, true);
  const change = t('Privacy Setting…');
  const text = t(
    'The image file carries its prompt and settings, so that it can be made again. Others can read them too.',
  );
  const answer = await vscode.window.showInformationMessage(text, change, t('OK'));
  if (answer === change) await vscode.commands.executeCommand('workbench.action.openSettings', 'easel.metadata');
}

/** Told from the file: what a service has signed and what has no room for a prompt stays as it came. */
async function carriesPrompt({ images: [first] }: ImageResult, download: Download): Promise<boolean> {
  if (!first) return false;
  return openSource(vscode.Uri.parse(first.uri, true), download).then(
    ({ facts }) => recordOf(facts)?.prompt !== undefined,
    () => false,
  );
}
