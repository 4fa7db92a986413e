import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Progress } from '../../core/progress.ts';
import type { Job, Watch } from '../../core/run.ts';

/** What a running job tells and hears while its person watches. */
export interface Watching {
  readonly signal: AbortSignal;
  readonly cancel: () => void;
  readonly report: (progress: Progress) => void;
  /** Asks the person something, and says meanwhile whom the job waits for. */
  readonly whileAsking: <T>(question: () => Promise<T>) => Promise<T>;
  /** As in `Watch`. */
  readonly stopping?: Watch['stopping'];
  /** As in `Job`. */
  readonly turn?: Job['turn'];
}

/**
 * Shows a notification with what is really going on, the time it has taken so far, and a Cancel.
 * @param provider Label of the service that is waited for; undefined where nothing is sent.
 */
export async function withJobProgress<T>(
  title: string,
  provider: string | undefined,
  work: (watching: Watching) => Promise<T>,
): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title };
  return vscode.window.withProgress(options, async (bar, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    const started = Date.now();
    let latest: Progress | undefined;
    let questions = 0;
    const draw = () => {
      const now = Date.now();
      bar.report({
        message: questions > 0 ? t('Waiting for your answer…') : describeProgress(latest, provider, now, started),
      });
    };
    const ticking = setInterval(draw, 1000);
    draw();
    try {
      return await work({
        signal: controller.signal,
        cancel: () => controller.abort(),
        report: (progress) => {
          const isNew =
            progress.state !== latest?.state || progress.done !== latest.done || progress.until !== latest.until;
          latest = progress;
          // Bytes arrive thousands of times a second; the notification is drawn when something changes for a person.
          if (isNew) draw();
        },
        async whileAsking(question) {
          questions += 1;
          draw();
          try {
            return await question();
          } finally {
            questions -= 1;
            draw();
          }
        },
      });
    } finally {
      clearInterval(ticking);
    }
  });
}

/** What takes longer than this gets a notification; sooner it would only flicker. */
const patienceMs = 400;

/** Shows a notification with a Cancel while something takes its time. */
export async function withCancel<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const result = work(controller.signal);
  if (await isSettledWithin(patienceMs, result)) return result;
  const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title };
  return vscode.window.withProgress(options, (_, token) => {
    token.onCancellationRequested(() => controller.abort());
    return result;
  });
}

async function isSettledWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const settled = work.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** "Waiting for mixroute… 12 s", "2 of 4 · Receiving… 31 s", "mixroute asks to wait: 50 s…" */
export function describeProgress(
  progress: Progress | undefined,
  provider: string | undefined,
  now: number,
  started: number,
): string {
  const seconds = t('{0} s', Math.floor((now - started) / 1000));
  // Seconds that go down, beside seconds that go up, would be a riddle.
  const elapsed = progress?.state === 'retrying' ? '' : ` ${seconds}`;
  return `${stateOf(progress, provider, now)}${elapsed}`;
}

/** The same without the time that it has taken so far: "2 of 4 · Receiving…" */
export function stateOf(progress: Progress | undefined, provider: string | undefined, now: number): string {
  if (!progress) return t('Preparing…');
  const count = progress.total > 1 ? `${t('{0} of {1}', progress.done, progress.total)} · ` : '';
  return `${count}${stateText(progress, provider, now)}`;
}

function stateText(progress: Progress, provider: string | undefined, now: number): string {
  switch (progress.state) {
    case 'queued':
      return t('Waiting for its turn…');
    case 'waiting':
      return provider === undefined ? t('Painting…') : t('Waiting for {0}…', provider);
    case 'receiving':
      return t('Receiving…');
    case 'saving':
      return t('Saving…');
    case 'retrying': {
      const seconds = Math.max(0, Math.ceil(((progress.until ?? now) - now) / 1000));
      return progress.isAsked && provider !== undefined
        ? t('{0} asks to wait: {1} s…', provider, seconds)
        : t('Trying again in {0} s…', seconds);
    }
  }
}
