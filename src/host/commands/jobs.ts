import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { EaselError } from '../../base/errors.ts';
import { joinSentences } from '../../base/sentences.ts';
import { asEaselError } from '../../core/failures.ts';
import { remainsOf, type JobState } from '../../core/job.ts';
import type { LedgerEntry } from '../../core/ports.ts';
import { findService } from '../services.ts';
import type { App } from '../app.ts';
import { requireTrust } from '../maker.ts';
import { withCancel } from '../ui/progress.ts';
import { showResult } from '../ui/showResult.ts';
import { ago, oneLine } from '../words.ts';
import { shapeOf, withPrompt } from './doors.ts';
import { requestOfEntry } from '../provenance.ts';

type Item = vscode.QuickPickItem & { readonly run?: () => unknown };

const recentJobs = 30;

/** `easel.showJobs`: what runs, what waits for its person, what was made last, each with its actions. */
export async function showJobs(app: App): Promise<void> {
  const done = await recentItems(app);
  const list = vscode.window.createQuickPick<Item>();
  list.title = t('Jobs');
  list.matchOnDescription = true;
  list.matchOnDetail = true;
  // Results of jobs open by themselves.
  list.ignoreFocusOut = true;
  const draw = () => {
    const focused = list.activeItems[0]?.label;
    list.items = itemsOf(app, done);
    // An Enter that is on its way must not meet another job.
    if (focused !== undefined) list.activeItems = list.items.filter(({ label }) => label === focused).slice(0, 1);
  };
  draw();
  // A window that has just opened is still taking over what others have left.
  const changes = app.recovery.onDidChange(draw);
  try {
    const picked = await new Promise<Item | undefined>((resolve) => {
      list.onDidAccept(() => resolve(list.selectedItems[0]));
      list.onDidHide(() => resolve(undefined));
      list.show();
    });
    list.hide();
    await picked?.run?.();
  } finally {
    changes.dispose();
    list.dispose();
  }
}

function itemsOf(app: App, done: readonly Item[]): readonly Item[] {
  const running = app.running.list().map((job): Item => ({
    label: `$(sync~spin) ${oneLine(job.prompt)}`,
    description: `${job.provider} · ${since(job.startedAt)}`,
    detail: t('Running. Choose it to cancel.'),
    run: () => job.cancel(),
  }));
  const owed = app.recovery.list().map((job): Item => owedItem(app, job));
  const items = [
    ...section(t('Running'), running),
    ...section(t('Waiting for You'), owed),
    ...section(t('Done'), done),
  ];
  return items.length > 0 ? items : [{ label: t('There are no jobs yet.') }];
}

function section(label: string, items: readonly Item[]): Item[] {
  return items.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}

function owedItem(app: App, job: JobState): Item {
  const { unknown } = remainsOf(job);
  const label = findService(job.summary.provider)?.label ?? job.summary.provider;
  return {
    label: `$(${unknown > 0 ? 'question' : 'archive'}) ${oneLine(job.summary.prompt)}`,
    description: `${label} · ${job.summary.model} · ${since(job.startedAt)}`,
    detail: owedText(job),
    run: () => actOn(app, job),
  };
}

export function owedText(job: JobState): string {
  const { unknown, unsaved, unfetched } = remainsOf(job);
  return [
    ...(unknown > 0 ? [t('Requests that may have been charged: {0}', unknown)] : []),
    ...(unsaved > 0 ? [t('Images that are safe but not saved yet: {0}', unsaved)] : []),
    ...(unfetched > 0 ? [t('Images that can still be fetched: {0}', unfetched)] : []),
  ].join(' · ');
}

/** The actions of a job that owes something: save or fetch what can be had, ask again at one's own cost, forget. */
async function actOn(app: App, job: JobState): Promise<void> {
  const { unknown, unsaved, unfetched } = remainsOf(job);
  const items: Item[] = [];
  if (unsaved + unfetched > 0) {
    const now = unsaved > 0 ? t('Save Now') : t('Fetch Now');
    items.push(
      { label: now, description: t('into the folder it was meant for'), run: () => finish(app, job) },
      { label: t('Save As…'), description: t('into a folder you choose'), run: () => saveElsewhere(app, job) },
    );
  }
  if (unknown > 0) {
    items.push({
      label: t('Ask Again at My Cost'),
      description: t('sends the same prompt once more'),
      run: () => askAgain(app, job),
    });
  }
  items.push({
    label: t('Forget'),
    description: t('removes it from this list'),
    run: () => forget(app, job),
  });
  const picked = await vscode.window.showQuickPick(items, {
    title: oneLine(job.summary.prompt),
    ignoreFocusOut: true,
    placeHolder:
      unknown > 0
        ? t('Look at the service’s usage page to see whether it was charged.')
        : t('What should happen with it?'),
  });
  await picked?.run?.();
}

async function finish(app: App, job: JobState, folder?: vscode.Uri): Promise<void> {
  requireTrust();
  const to = folder ? { folder: folder.toString() } : {};
  const title = t('Fetching: {0}', oneLine(job.summary.prompt, 40));
  const { saved, errors } =
    remainsOf(job).unfetched > 0
      ? await withCancel(title, (signal) => app.recovery.finish(job.id, { ...to, signal }))
      : await app.recovery.finish(job.id, to);
  const [first] = saved;
  if (first !== undefined) {
    const quietly = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: true };
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(first, true), quietly);
  }
  for (const error of errors.slice(1)) app.log.warn(error.message);
  if (errors[0]) throw errors[0];
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

/** Opens the box with the same request. What is owed of the old job is settled only when the new one was sent. */
async function askAgain(app: App, job: JobState): Promise<void> {
  requireTrust();
  const { summary } = job;
  const { options, notes } = requestOfEntry({ summary });
  const box = {
    title: t('Ask Again'),
    placeholder: t('Change the prompt if you like, then press Enter'),
    action: t('Generate'),
    shape: shapeOf(options) ?? {},
    notes,
  };
  // Only for the calls whose answer never came.
  const count = Math.ceil(summary.images / Math.max(1, summary.calls)) * remainsOf(job).unknown;
  const [original] = summary.kind === 'edit' ? summary.sources : [];
  const near = original && vscode.Uri.parse(original.uri, true);
  const folder = vscode.Uri.parse(summary.destination.folder, true);
  const kind = near ? 'edit' : 'generate';
  const again = { ...options, count: count > 1 ? count : undefined };
  await withPrompt(app, box, again, async (filled) => {
    try {
      const result = await app.maker.make({ kind, door: 'ui', options: filled, near, folder });
      await app.recovery.settleUnknown(job.id);
      await showResult(result, near);
    } catch (error) {
      if (wasSent(asEaselError(error))) await app.recovery.settleUnknown(job.id);
      throw error;
    }
  });
}

/** Whether a request that failed reached the service and was taken there, so that it stands for the earlier one. */
function wasSent({ money }: EaselError): boolean {
  return money === 'unknown' || money === 'charged' || money === 'kept';
}

async function forget(app: App, job: JobState): Promise<void> {
  const { unsaved, unfetched } = remainsOf(job);
  if (unsaved + unfetched > 0) {
    const remove = t('Forget');
    const isPaid = job.summary.origin !== '';
    const detail = joinSentences(`${owedText(job)}.`, isPaid ? t('They were probably paid for.') : undefined);
    const answer = await vscode.window.showWarningMessage(
      t('Forget “{0}” and lose its images?', oneLine(job.summary.prompt, 60)),
      { modal: true, detail },
      remove,
    );
    if (answer !== remove) return;
  }
  await app.recovery.forget(job.id);
}

async function recentItems(app: App): Promise<readonly Item[]> {
  const jobs = new Map<string, LedgerEntry[]>();
  const ledger = await app.ledger.read().catch((error: unknown) => {
    // What is owed is shown all the same.
    app.log.warn(String(error));
    return [];
  });
  for (const entry of ledger) jobs.set(entry.job, [...(jobs.get(entry.job) ?? []), entry]);
  return [...jobs.values()]
    .slice(-recentJobs)
    .reverse()
    .flatMap((entries): Item[] => {
      const [first] = entries;
      if (!first) return [];
      return [
        {
          label: `$(check) ${oneLine(first.summary.prompt)}`,
          description: `${findService(first.summary.provider)?.label ?? first.summary.provider} · ${since(first.at)}`,
          detail: entries.map((entry) => entry.file.path).join(', '),
          run: () => vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(first.file.uri, true)),
        },
      ];
    });
}

function since(at: number): string {
  return ago(at, Date.now(), vscode.env.language);
}
