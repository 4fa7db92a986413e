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
import { openImages, type OpenableImage } from './openImages.ts';
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
  let made = await imagesMade(app);
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
    list.items = itemsOf(app, made);
    // An Enter that is on its way must not meet another job.
    if (focused !== undefined) list.activeItems = list.items.filter(({ job }) => job === focused).slice(0, 1);
  };
  draw();
  const ticking = setInterval(() => {
    if (app.running.list().some(({ id }) => app.running.progressOf(id)?.until !== undefined)) draw();
  }, tickMs);
  const { running, recovery, ledger } = app;
  const drawAnew = () => {
    draw();
    void imagesMade(app).then((found) => {
      made = found;
      draw();
    });
  };
  const changes = [
    running.onDidChange(draw),
    running.onDidProgress(draw),
    recovery.onDidChange(drawAnew),
    ledger.onDidAdd(drawAnew),
  ];
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

/** @param made Images by their jobs, the last one first. A job is in one row, whatever has been made of it. */
function itemsOf(app: App, made: ImagesMade): readonly Item[] {
  const running = app.running.list();
  const owed = app.recovery.list();
  const others = new Set([...running, ...owed].map(({ id }) => id));
  const done = [...made.values()].filter(([{ job }]) => !others.has(job)).slice(0, recentJobs);
  const items = [
    ...section(
      t('Running'),
      running.map((job) => runningItem(app, job, made)),
    ),
    ...section(
      t('Waiting for You'),
      owed.map((job) => owedItem(app, job)),
    ),
    ...section(t('Done'), done.map(doneItem)),
  ];
  return items.length > 0 ? items : [{ label: t('There are no jobs yet.') }];
}

function section(label: string, items: readonly Item[]): Item[] {
  return items.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}

function runningItem({ running }: App, job: RunningJob, made: ImagesMade): Item {
  const { id, prompt, provider, startedAt, cancel } = job;
  return {
    job: id,
    label: `$(sync~spin) ${plain(oneLine(prompt))}`,
    description: `${provider} · ${since(startedAt)}`,
    detail: stateOf(running.progressOf(id), provider, Date.now()),
    buttons: [{ iconPath: new vscode.ThemeIcon('debug-stop'), tooltip: t('Cancel') }],
    run: () => actOnRunning(job, made.get(id) ?? []),
    cancel,
  };
}

/** An Enter that was to look at a job, or to open one that has just ended, must not end anything. */
async function actOnRunning({ prompt, cancel }: RunningJob, made: readonly LedgerEntry[]): Promise<void> {
  // The first row is the one that a second Enter meets.
  const first: Item =
    made.length > 0
      ? { label: t('Open Images'), description: t('that are saved'), run: () => openImages(prompt, shown(made)) }
      : { label: t('Back to Jobs'), run: () => vscode.commands.executeCommand('easel.showJobs') };
  const items: Item[] = [first, { label: t('Cancel'), description: t('keeps what is saved'), run: cancel }];
  const picked = await vscode.window.showQuickPick(items, { title: oneLine(prompt) });
  await picked?.run?.();
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

function doneItem(entries: Made): Item {
  const [{ job, at, summary }] = entries;
  return {
    job,
    label: `$(check) ${plain(oneLine(summary.prompt))}`,
    description: `${findService(summary.provider)?.label ?? summary.provider} · ${since(at)}`,
    detail: entries.map((entry) => entry.file.path).join(', '),
    run: () => openImages(summary.prompt, shown(entries)),
  };
}

type Made = readonly [LedgerEntry, ...LedgerEntry[]];
type ImagesMade = ReadonlyMap<string, Made>;

async function imagesMade(app: App): Promise<ImagesMade> {
  const ledger = await app.ledger.read().catch((error: unknown) => {
    // What is owed is shown all the same.
    app.log.warn(String(error));
    return [];
  });
  const jobs = new Map<string, [LedgerEntry, ...LedgerEntry[]]>();
  for (const entry of ledger) {
    const known = jobs.get(entry.job);
    if (known) known.push(entry);
    else jobs.set(entry.job, [entry]);
  }
  return new Map([...jobs].reverse());
}

function shown(entries: readonly LedgerEntry[]): readonly OpenableImage[] {
  return entries.map(({ file: { path, uri, width, height } }) => {
    return { label: path, description: `${String(width)}×${String(height)}`, uri };
  });
}

function since(at: number): string {
  return ago(at, Date.now(), vscode.env.language);
}
