import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { joinSentences } from '../../base/sentences.ts';
import type { App } from '../app.ts';
import { owedText } from '../commands/owedJob.ts';
import { oneLine } from '../words.ts';

const mostNamed = 8;

/** Jobs of which the same is said. */
interface Group {
  readonly icon: string;
  /** Short enough for the status bar. */
  readonly text: string;
  readonly title: string;
  /** What each is. */
  readonly lines: readonly string[];
}

/** An entry of the status bar: how many jobs run and how many wait for their person; nothing when there are none. */
export class JobsStatus implements vscode.Disposable {
  readonly #app: Pick<App, 'running' | 'recovery'>;
  readonly #subscriptions: vscode.Disposable;
  #item: vscode.StatusBarItem | undefined;

  constructor(app: Pick<App, 'running' | 'recovery'>) {
    this.#app = app;
    const draw = () => this.#draw();
    this.#subscriptions = vscode.Disposable.from(
      app.running.onDidChange(draw),
      new vscode.Disposable(app.recovery.onDidChange(draw).dispose),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#item?.dispose();
  }

  #draw(): void {
    const { running, recovery } = this.#app;
    const jobs = running.list();
    // What belongs to another folder is not this window's business.
    const waiting = recovery.list().filter((job) => recovery.isOfThisWindow(job));
    const groups: Group[] = [
      {
        icon: 'sync~spin',
        text: t('{0} running', jobs.length),
        title: jobs.length === 1 ? t('1 job is running.') : t('{0} jobs are running.', jobs.length),
        lines: jobs.map(({ prompt, provider }) => `${oneLine(prompt, 60)} · ${provider}`),
      },
      {
        icon: 'bell-dot',
        text: t('{0} waiting', waiting.length),
        title: waiting.length === 1 ? t('1 job waits for you.') : t('{0} jobs wait for you.', waiting.length),
        lines: waiting.map((job) => `${oneLine(job.summary.prompt, 60)} · ${owedText(job)}`),
      },
    ].filter(({ lines }) => lines.length > 0);
    if (groups.length === 0) this.#item?.hide();
    else this.#show(groups);
  }

  #show(groups: readonly Group[]): void {
    const item = (this.#item ??= newItem());
    item.text = groups.map(({ icon, text }, at) => `$(${icon}) ${at === 0 ? `Easel: ${text}` : text}`).join(' ');
    const label = `Easel: ${joinSentences(...groups.map(({ title }) => title))}`;
    item.accessibilityInformation = { label, role: 'button' };
    const tooltip = new vscode.MarkdownString();
    tooltip.appendText(`Easel: ${groups.map(tooltipOf).join('\n')}`);
    item.tooltip = tooltip;
    item.show();
  }
}

function tooltipOf({ title, lines }: Group): string {
  return [title, ...lines.slice(0, mostNamed), ...(lines.length > mostNamed ? ['…'] : [])].join('\n');
}

function newItem(): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem('easel.jobs', vscode.StatusBarAlignment.Left);
  item.name = t('Easel Jobs');
  item.command = 'easel.showJobs';
  return item;
}
