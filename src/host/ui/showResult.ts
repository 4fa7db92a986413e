import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ImageResult } from '../../core/result.ts';
import { pathForPeople } from '../files.ts';

/**
 * Opens new images beside the editor, without taking the keyboard, and says so in the status bar. Only when nothing
 * could be shown does a message speak up.
 * @param original For an edit: opened together with the first result, as a comparison.
 */
export async function showResult(result: ImageResult, original?: vscode.Uri): Promise<void> {
  const [first] = result.images;
  if (!first) return;
  try {
    const uri = vscode.Uri.parse(first.uri, true);
    if (original) await openComparison(original, uri);
    else
      await vscode.commands.executeCommand('vscode.open', uri, {
        viewColumn: vscode.ViewColumn.Beside,
        preserveFocus: true,
        preview: true,
      });
    vscode.window.setStatusBarMessage(`$(check) ${summary(result)}`, 12_000);
  } catch {
    const reveal = t('Show in Explorer');
    const edit = t('Edit…');
    const answer = await vscode.window.showInformationMessage(summary(result), edit, reveal);
    const uri = vscode.Uri.parse(first.uri, true);
    if (answer === reveal) await vscode.commands.executeCommand('revealInExplorer', uri);
    if (answer === edit) await vscode.commands.executeCommand('easel.edit', uri);
  }
}

async function openComparison(original: vscode.Uri, edited: vscode.Uri): Promise<void> {
  const title = t('{0} ↔ {1}', pathForPeople(original), pathForPeople(edited));
  await vscode.commands.executeCommand('vscode.diff', original, edited, title, {
    viewColumn: vscode.ViewColumn.Active,
    preserveFocus: true,
    preview: true,
  });
}

/** "assets/cat.png · 1344x768", and the first difference to what was asked for. */
function summary(result: ImageResult): string {
  const [first] = result.images;
  if (!first) return '';
  const more = result.images.length > 1 ? ` ${t('and {0} more', result.images.length - 1)}` : '';
  const text = `${first.path}${more} · ${first.width}x${first.height}`;
  const [notice] = result.notices;
  return notice ? `${text} · ${notice.message}` : text;
}
