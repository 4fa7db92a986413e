import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { JobState } from '../../core/job.ts';
import { noNews, troubleText, type News } from '../recoveryNews.ts';

/** Whether this window has the job's folder open and trusted. */
export function isJobHere(job: JobState): boolean {
  const { root } = job.summary.destination;
  if (root === undefined || !vscode.workspace.isTrusted) return false;
  return (vscode.workspace.workspaceFolders ?? []).some((folder) => folder.uri.toString() === root);
}

/** What happens so soon after each other is told in one message. */
const togetherMs = 2000;

/** Says what became of jobs whose window was closed or crashed, in one message at most. Does not wait for the person. */
export class RecoveredNews implements vscode.Disposable {
  #news = noNews;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hasSpoken = false;

  readonly tell = (news: News): void => {
    const before = this.#news;
    this.#news = {
      prompts: [...before.prompts, ...news.prompts],
      unknown: before.unknown + news.unknown,
      unseen: before.unseen + news.unseen,
      unasked: before.unasked + news.unasked,
      saved: before.saved + news.saved,
      waiting: before.waiting + news.waiting,
      lost: [...before.lost, ...news.lost],
    };
    this.#timer ??= setTimeout(() => this.#say(), togetherMs);
  };

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #say(): void {
    const news = this.#news;
    const { saved } = news;
    this.#timer = undefined;
    this.#news = noNews;
    if (saved > 0) {
      const text =
        saved === 1 ? t('1 image of an earlier job was saved.') : t('{0} images of earlier jobs were saved.', saved);
      vscode.window.setStatusBarMessage(`$(check) ${text}`, 15_000);
    }
    const text = troubleText(news);
    // What waits is in the status bar from now on; what is lost is nowhere else, nor what is of no folder here.
    if (text === '' || (this.#hasSpoken && news.lost.length === 0 && news.unseen === 0)) return;
    this.#hasSpoken = true;
    const show = t('Show Jobs');
    void vscode.window.showWarningMessage(text, show).then((answer) => {
      if (answer === show) void vscode.commands.executeCommand('easel.showJobs');
    });
  }
}
