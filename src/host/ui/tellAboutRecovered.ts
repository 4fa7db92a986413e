import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { joinSentences } from '../../base/sentences.ts';
import type { JobState } from '../../core/job.ts';
import type { News } from '../recoveryNews.ts';

/** Whether this window has the job's folder open and trusted. */
export function isJobHere(job: JobState): boolean {
  const { root } = job.summary.destination;
  if (root === undefined || !vscode.workspace.isTrusted) return false;
  return (vscode.workspace.workspaceFolders ?? []).some((folder) => folder.uri.toString() === root);
}

const none: News = { unknown: 0, unseen: 0, unasked: 0, saved: 0, waiting: 0, lost: [] };

/** What happens so soon after each other is told in one message. */
const togetherMs = 2000;

/** Says what became of jobs whose window was closed or crashed, in one message at most. Does not wait for the person. */
export class RecoveredNews implements vscode.Disposable {
  #news = none;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hasSpoken = false;

  readonly tell = (news: News): void => {
    const before = this.#news;
    this.#news = {
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
    const { saved, ...trouble } = this.#news;
    this.#timer = undefined;
    this.#news = none;
    if (saved > 0) {
      const text =
        saved === 1 ? t('1 image of an earlier job was saved.') : t('{0} images of earlier jobs were saved.', saved);
      vscode.window.setStatusBarMessage(`$(check) ${text}`, 15_000);
    }
    const text = textOf(trouble);
    // What waits is in the status bar from now on; what is lost is nowhere else, nor what is of no folder here.
    if (text === '' || (this.#hasSpoken && trouble.lost.length === 0 && trouble.unseen === 0)) return;
    this.#hasSpoken = true;
    const show = t('Show Jobs');
    void vscode.window.showWarningMessage(text, show).then((answer) => {
      if (answer === show) void vscode.commands.executeCommand('easel.showJobs');
    });
  }
}

function textOf({ unknown, unasked, waiting, lost }: Omit<News, 'saved' | 'unseen'>): string {
  const [first, ...others] = lost;
  return joinSentences(
    unknown > 0
      ? t(
          'VS Code was closed before every answer was there. Requests that may have been charged: {0}. Nothing is sent again by itself.',
          unknown,
        )
      : undefined,
    unasked > 0
      ? t('VS Code was closed before everything was sent. Requests that can still be sent: {0}.', unasked)
      : undefined,
    first?.text,
    others.length > 0 ? t('Other images that cannot be had any more: {0}.', others.length) : undefined,
    waiting > 0 ? t('Images of an earlier window that wait to be saved or fetched: {0}.', waiting) : undefined,
  );
}
