import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { remainsOf, type JobState } from '../../core/job.ts';
import type { LedgerEntry } from '../../core/ports.ts';
import type { App } from '../app.ts';
import { pathForPeople } from '../files.ts';
import type { RunningJob } from '../runningJobs.ts';
import { findService } from '../services.ts';
import { stateOf } from '../ui/progress.ts';
import { ago, oneLine, plain } from '../words.ts';
import { actOn, amountText, owedText } from './owedJob.ts';

interface Item extends vscode.QuickPickItem {
  /** The job that it is about. */
  readonly job?: string;
  readonly run?: () => unknown;
  /** Ends the job, where it is running. */
  readonly cancel?: () => void;
}

const recentJobs = 30;
/** How often a countdown is drawn, in ms. */
const tickMs = 1000;

/** `easel.showJobs`: what runs, what waits for its person, what was made last, each with its actions. */
export async function showJobs(app: App): Promise<void> {
  const done = await recentItems(app);
  // What another window has left or finished meanwhile.
  void app.recovery.adopt();
  const list = vscode.window.createQuickPick<Item>();
  list.title = t('Jobs');
  list.matchOnDescription = true;
  list.matchOnDetail = true;
  list.keepScrollPosition = true;
  // Results of jobs open by themselves.
  list.ignoreFocusOut = true;
  list.buttons = [{ iconPath: new vscode.ThemeIcon('graph'), tooltip: t('Show Spending') }];
  const draw = () => {
    const focused = list.activeItems[0]?.job;
    list.items = itemsOf(app, done);
    // An Enter that is on its way must not meet another job.
    if (focused !== undefined) list.activeItems = list.items.filter(({ job }) => job === focused).slice(0, 1);
  };
  draw();
  const ticking = setInterval(() => {
    if (app.running.list().some(({ id }) => app.running.progressOf(id)?.until !== undefined)) draw();
  }, tickMs);
  const { running, recovery } = app;
  const changes = [running.onDidChange(draw), running.onDidProgress(draw), recovery.onDidChange(draw)];
  try {
    const picked = await new Promise<Pick<Item, 'run'> | undefined>((resolve) => {
      list.onDidTriggerButton(() => resolve(toSpending));
      list.onDidTriggerItemButton(({ item }) => item.cancel?.());
      list.onDidAccept(() => resolve(list.selectedItems[0]));
      list.onDidHide(() => resolve(undefined));
      list.show();
    });
    list.hide();
    await picked?.run?.();
  } finally {
    clearInterval(ticking);
    for (const change of changes) change.dispose();
    list.dispose();
  }
}

const toSpending = { run: () => vscode.commands.executeCommand('easel.showSpending') };

function itemsOf(app: App, done: readonly Item[]): readonly Item[] {
  const running = app.running.list().map((job) => runningItem(app, job));
  const owed = app.recovery.list().map((job) => owedItem(app, job));
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

function runningItem({ running }: App, job: RunningJob): Item {
  const { id, prompt, provider, startedAt, cancel } = job;
  const state = stateOf(running.progressOf(id), provider, Date.now());
  return {
    job: id,
    label: `$(sync~spin) ${plain(oneLine(prompt))}`,
    description: `${provider} · ${since(startedAt)}`,
    detail: t('{0} Choose it to cancel.', state),
    buttons: [{ iconPath: new vscode.ThemeIcon('debug-stop'), tooltip: t('Cancel') }],
    run: cancel,
    cancel,
  };
}

function owedItem(app: App, job: JobState): Item {
  const { unknown } = remainsOf(job);
  const { provider, model, prompt, destination } = job.summary;
  const amount = unknown > 0 ? amountText(job) : undefined;
  const isElsewhere = destination.root !== undefined && !app.recovery.isOfThisWindow(job);
  const about = [
    findService(provider)?.label ?? provider,
    model,
    since(job.startedAt),
    ...(amount === undefined ? [] : [amount]),
    ...(isElsewhere ? [pathForPeople(destination.folder)] : []),
  ];
  return {
    job: job.id,
    label: `$(${unknown > 0 ? 'question' : 'archive'}) ${plain(oneLine(prompt))}`,
    description: about.join(' · '),
    detail: owedText(job),
    run: () => actOn(app, job),
  };
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
          job: first.job,
          label: `$(check) ${plain(oneLine(first.summary.prompt))}`,
          description: `${findService(first.summary.provider)?.label ?? first.summary.provider} · ${since(first.at)}`,
          detail: entries.map((entry) => entry.file.path).join(', '),
          run: () => openFiles(entries),
        },
      ];
    });
}

/** Of several, those that the person chooses. */
async function openFiles(entries: readonly LedgerEntry[]): Promise<void> {
  const files = entries.map(({ file: { path, uri, width, height } }, at) => {
    return { label: path, description: `${String(width)}×${String(height)}`, picked: at === 0, uri };
  });
  const [first] = entries;
  const chosen =
    files.length === 1 || !first
      ? files
      : await vscode.window.showQuickPick(files, {
          title: oneLine(first.summary.prompt),
          placeHolder: t('Choose the images to open'),
          canPickMany: true,
        });
  const preview = chosen?.length === 1;
  for (const { uri } of chosen ?? []) {
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(uri, true), { preview });
  }
}

function since(at: number): string {
  return ago(at, Date.now(), vscode.env.language);
}
