import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { joinSentences } from '../../base/sentences.ts';
import type { ImageResult } from '../../core/result.ts';
import { baseName } from '../files.ts';

let latest: vscode.Uri | undefined;

/** The image that was shown last in this window. */
export function latestResult(): vscode.Uri | undefined {
  return latest;
}

/**
 * Opens new images beside the editor, without taking the keyboard, and says so in the status bar. Only when nothing
 * could be shown, or a part of what was asked did not come, does a message speak up; nobody waits for its answer.
 * @param original For an edit: opened together with the first result, as a comparison.
 */
export async function showResult(result: ImageResult, original?: vscode.Uri): Promise<void> {
  const [first] = result.images;
  if (!first) return;
  const uri = vscode.Uri.parse(first.uri, true);
  latest = uri;
  try {
    if (original) await openComparison(original, uri);
    else
      await vscode.commands.executeCommand('vscode.open', uri, {
        viewColumn: besideWhatIsOpen(),
        preserveFocus: true,
        preview: true,
      });
    tell(withNotices(whatWasMade(result), result), result);
  } catch {
    const reveal = t('Show in Explorer');
    const edit = t('Edit…');
    const text = withNotices(whatWasMade(result), result);
    void vscode.window.showInformationMessage(text, edit, reveal).then((answer) => {
      if (answer === reveal) void vscode.commands.executeCommand('revealInExplorer', uri);
      if (answer === edit) void vscode.commands.executeCommand('easel.edit', uri);
    });
    warnOfFailedParts(result);
  }
}

/** Says that images are there, in the status bar, and what did not come, in a message. */
export function tell(text: string, result: ImageResult): void {
  vscode.window.setStatusBarMessage(`$(check) ${text}`, 12_000);
  warnOfFailedParts(result);
}

/** A text with everything that is different from what was asked; what failed comes first. */
export function withNotices(text: string, { notices }: ImageResult): string {
  const failed = notices.filter((notice) => notice.code === 'failedPart');
  const others = notices.filter((notice) => notice.code !== 'failedPart');
  return [text, ...distinct([...failed, ...others].map((notice) => notice.message))].join(' · ');
}

/** The status bar forgets: that a part failed, and may have been charged, stays until it is read. */
function warnOfFailedParts({ notices }: ImageResult): void {
  const failed = distinct(notices.flatMap(({ code, message }) => (code === 'failedPart' ? [message] : [])));
  if (failed.length === 0) return;
  const jobs = t('Show Jobs');
  const text = joinSentences(t('Not every image came.'), ...failed);
  void vscode.window.showWarningMessage(text, jobs).then((answer) => {
    if (answer === jobs) void vscode.commands.executeCommand('easel.showJobs');
  });
}

function distinct(messages: readonly string[]): readonly string[] {
  return [...new Set(messages)];
}

/** An empty group is no neighbour: half of the window would stay blank. */
function besideWhatIsOpen(): vscode.ViewColumn {
  const isEmpty = vscode.window.tabGroups.activeTabGroup.tabs.length === 0;
  return isEmpty ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
}

/** Its comparison may take the place of an image that is looked at, and of nothing else. */
function isInFront(image: vscode.Uri): boolean {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom && input.uri.toString() === image.toString();
}

async function openComparison(original: vscode.Uri, edited: vscode.Uri): Promise<void> {
  // VS Code shows names, not folders, in tabs; older versions take a title as it is.
  const title = t('{0} ↔ {1}', baseName(original), baseName(edited));
  await vscode.commands.executeCommand('vscode.diff', original, edited, title, {
    viewColumn: isInFront(original) ? vscode.ViewColumn.Active : besideWhatIsOpen(),
    preserveFocus: true,
    preview: true,
  });
}

/** "assets/cat.png · 1344x768" */
function whatWasMade({ images }: ImageResult): string {
  const [first] = images;
  if (!first) return '';
  const more = images.length > 1 ? ` ${t('and {0} more', images.length - 1)}` : '';
  return `${first.path}${more} · ${first.width}x${first.height}`;
}
