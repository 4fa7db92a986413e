import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { remainsOf, type JobState } from '../../core/job.ts';
import type { LedgerEntry } from '../../core/ports.ts';
import { findService } from '../../providers/index.ts';
import type { App } from '../app.ts';
import { showError } from '../ui/messages.ts';

type Item = vscode.QuickPickItem & { readonly run?: () => unknown };

const recentJobs = 30;

/** `easel.showJobs`: what runs, what waits for its person, what was made last, each with its actions. */
export async function showJobs(app: App): Promise<void> {
  const running = app.running.list().map((job): Item => ({
    label: `$(sync~spin) ${oneLine(job.prompt)}`,
    description: `${job.provider} · ${ago(job.startedAt)}`,
    detail: t('Running. Choose it to cancel.'),
    run: () => job.cancel(),
  }));
  const owed = app.recovery.list().map((job): Item => owedItem(app, job));
  const done = await recentItems(app);
  const items = [
    ...section(t('Running'), running),
    ...section(t('Waiting for You'), owed),
    ...section(t('Done'), done),
  ];
  if (items.length === 0) items.push({ label: t('There are no jobs yet.') });
  const picked = await vscode.window.showQuickPick(items, {
    title: t('Jobs'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  await picked?.run?.();
}

function section(label: string, items: readonly Item[]): Item[] {
  return items.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}

function owedItem(app: App, job: JobState): Item {
  const { unknown, unsaved, unfetched } = remainsOf(job);
  const label = findService(job.summary.provider)?.label ?? job.summary.provider;
  const details = [
    ...(unknown > 0 ? [t('Requests that may have been charged: {0}', unknown)] : []),
    ...(unsaved > 0 ? [t('Images that are safe but not saved yet: {0}', unsaved)] : []),
    ...(unfetched > 0 ? [t('Images that can still be downloaded: {0}', unfetched)] : []),
  ];
  return {
    label: `$(${unknown > 0 ? 'question' : 'archive'}) ${oneLine(job.summary.prompt)}`,
    description: `${label} · ${job.summary.model} · ${ago(job.startedAt)}`,
    detail: details.join(' · '),
    run: () => actOn(app, job),
  };
}

/** The actions of a job that owes something: save or download what can be had, ask again at one's own cost, forget. */
async function actOn(app: App, job: JobState): Promise<void> {
  const { unknown, unsaved, unfetched } = remainsOf(job);
  const items: Item[] = [];
  if (unsaved + unfetched > 0) {
    items.push(
      { label: t('Save Now'), description: t('into the folder it was meant for'), run: () => finish(app, job) },
      { label: t('Save As…'), description: t('into a folder you choose'), run: () => saveElsewhere(app, job) },
    );
  }
  if (unknown > 0) {
    items.push({
      label: t('Ask Again at My Cost'),
      description: t('sends the same prompt once more'),
      run: async () => {
        await app.recovery.forget(job.id);
        await vscode.commands.executeCommand('easel.generate', {
          provider: job.summary.provider,
          model: job.summary.model,
        });
      },
    });
  }
  items.push({
    label: t('Forget'),
    description: t('removes it from this list'),
    run: () => app.recovery.forget(job.id),
  });
  const picked = await vscode.window.showQuickPick(items, {
    title: oneLine(job.summary.prompt),
    placeHolder:
      unknown > 0
        ? t('Look at the service’s usage page to see whether it was charged.')
        : t('What should happen with it?'),
  });
  await picked?.run?.();
}

async function finish(app: App, job: JobState, folder?: vscode.Uri): Promise<void> {
  const { saved, errors } = await app.recovery.finish(job.id, folder);
  const [error] = errors;
  if (error) showError(error);
  const [first] = saved;
  if (first !== undefined) await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(first, true));
}

async function saveElsewhere(app: App, job: JobState): Promise<void> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      openLabel: t('Save Here'),
    })) ?? [];
  if (folder) await finish(app, job, folder);
}

async function recentItems(app: App): Promise<readonly Item[]> {
  const jobs = new Map<string, LedgerEntry[]>();
  for (const entry of await app.ledger.read()) jobs.set(entry.job, [...(jobs.get(entry.job) ?? []), entry]);
  return [...jobs.values()]
    .slice(-recentJobs)
    .reverse()
    .flatMap((entries): Item[] => {
      const [first] = entries;
      if (!first) return [];
      return [
        {
          label: `$(check) ${oneLine(first.summary.prompt)}`,
          description: `${findService(first.summary.provider)?.label ?? first.summary.provider} · ${ago(first.at)}`,
          detail: entries.map((entry) => entry.file.path).join(', '),
          run: () => vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(first.file.uri, true)),
        },
      ];
    });
}

function oneLine(text: string): string {
  return Array.from(text.replace(/\s+/g, ' ')).slice(0, 80).join('');
}

/** "3 min ago", in the person's language. */
export function ago(at: number): string {
  const format = new Intl.RelativeTimeFormat(vscode.env.language, { numeric: 'auto', style: 'short' });
  const seconds = Math.round((at - Date.now()) / 1000);
  if (seconds > -60) return format.format(seconds, 'second');
  if (seconds > -3600) return format.format(Math.round(seconds / 60), 'minute');
  if (seconds > -86_400) return format.format(Math.round(seconds / 3600), 'hour');
  return format.format(Math.round(seconds / 86_400), 'day');
}
