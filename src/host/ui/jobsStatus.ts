import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { owedText } from '../commands/owedJob.ts';
import { oneLine } from '../words.ts';

const mostNamed = 8;

/** An entry of the status bar: how many jobs run, or else wait for their person; nothing when there are none. */
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
    if (jobs.length > 0) {
      const title = jobs.length === 1 ? t('1 job is running.') : t('{0} jobs are running.', jobs.length);
      const lines = jobs.map(({ prompt, provider }) => `${oneLine(prompt, 60)} · ${provider}`);
      this.#show('sync~spin', jobs.length, [title, ...lines]);
      return;
    }
    // What belongs to another folder is not this window's business.
    const waiting = recovery.list().filter((job) => recovery.isOfThisWindow(job));
    if (waiting.length === 0) {
      this.#item?.hide();
      return;
    }
    const title = waiting.length === 1 ? t('1 job waits for you.') : t('{0} jobs wait for you.', waiting.length);
    const lines = waiting.map((job) => `${oneLine(job.summary.prompt, 60)} · ${owedText(job)}`);
    this.#show('archive', waiting.length, [title, ...lines]);
  }

  #show(icon: string, count: number, [title = '', ...lines]: readonly string[]): void {
    const item = (this.#item ??= newItem());
    item.text = `$(${icon}) Easel: ${String(count)}`;
    item.accessibilityInformation = { label: `Easel: ${title}`, role: 'button' };
    const more = lines.length > mostNamed ? ['…'] : [];
    const tooltip = new vscode.MarkdownString();
    tooltip.appendText([`Easel: ${title}`, ...lines.slice(0, mostNamed), ...more].join('\n'));
    item.tooltip = tooltip;
    item.show();
  }
}

function newItem(): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem('easel.jobs', vscode.StatusBarAlignment.Left);
  item.name = t('Easel Jobs');
  item.command = 'easel.showJobs';
  return item;
}
