import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import { dayOf } from '../../core/spending.ts';
import { spendingSummary } from '../../core/spendingSummary.ts';
import type { App } from '../app.ts';
import { findService } from '../services.ts';
import { settings } from '../settings.ts';

const scheme = 'easel-spending';
let count = 0;

/** Writes the page anew each time that VS Code asks for it: what it says is never older than the preview. */
export function registerSpending(app: App): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: () => summaryOf(app),
  });
}

/** `easel.showSpending`: what was made with which provider and model, as a page to read. */
export async function showSpending(app: App): Promise<void> {
  count += 1;
  const uri = vscode.Uri.from({ scheme, path: `/${t('Spending')}.md`, query: String(count) });
  // What cannot be read is said here, and not by an empty page.
  await summaryOf(app);
  try {
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  } catch {
    // VS Code's own Markdown extension can be switched off; the page can be read without it.
    await vscode.window.showTextDocument(uri, { preview: true });
  }
}

async function summaryOf({ spending, ledger }: App): Promise<string> {
  const [book, entries] = await Promise.all([spending.read(), ledger.read()]).catch((error: unknown) => {
    throw new EaselError({
      code: 'storage',
      what: t('Easel’s own account on this machine cannot be read: {0}', String(error)),
      money: 'free',
      next: t('If VS Code’s data lies on another disk, connect it and try again.'),
      cause: error,
    });
  });
  const now = Date.now();
  return spendingSummary({
    jobs: book.jobs(),
    images: entries.map(({ at, job, summary }) => ({ at, job, provider: summary.provider, model: summary.model })),
    isInBook: (job) => book.find(job) !== undefined,
    isFree: (provider) => provider === 'sketch',
    nameOf: (provider) => findService(provider)?.label ?? provider,
    now,
    limit: settings.dailyImageLimit(),
    used: book.usedOn(dayOf(now)),
    language: vscode.env.language,
  });
}
