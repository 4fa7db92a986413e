import { t } from '@vscode/l10n';
import { joinSentences } from '../../../base/sentences.ts';
import { parseRatio, parseSize } from '../../../base/shape.ts';
import type { Card, Draft } from '../../../protocol/types.ts';

// What a card says of its job, in words.

export function isRunning({ state }: Pick<Card, 'state'>): boolean {
  return state !== 'done' && state !== 'failed' && state !== 'cancelled';
}

/** The person's own settings did not let it go: nothing has failed, and nothing took any time. */
export function isHeldBack({ error }: Pick<Card, 'error'>): boolean {
  return error?.isOwnSetting === true;
}

/** @param now ms since the epoch */
export function stateText(card: Card, now: number): string {
  switch (card.state) {
    case 'queued':
      return t('Queued');
    case 'waiting':
      return t('Waiting for {0}…', card.providerLabel);
    case 'receiving':
      return t('Receiving…');
    case 'retrying':
      return t('Trying again in {0} s', Math.max(0, Math.ceil(((card.until ?? now) - now) / 1000)));
    case 'saving':
      return t('Saving…');
    case 'asking':
      return t('Waiting for your answer in VS Code');
    case 'done':
      return doneText(card);
    case 'failed':
      return isHeldBack(card) ? t('Not sent') : t('Failed');
    case 'cancelled':
      return t('Cancelled');
  }
}

function doneText({ images, total }: Card): string {
  const { length } = images;
  if (length === 0) return t('Done');
  if (length < total) return t('{0} of {1} images', length, total);
  return length === 1 ? t('1 image') : t('{0} images', length);
}

/**
 * How long a job has been running, or took; nothing of one that ended nobody knows when. Clocks of a remote host and of
 * this page may differ: never less than nothing.
 */
export function elapsedText(card: Pick<Card, 'state' | 'startedAt' | 'endedAt' | 'error'>, now: number): string {
  const { startedAt, endedAt, state } = card;
  if (endedAt === undefined && !isRunning(card)) return '';
  // Seconds that go down, beside seconds that go up, would be a riddle.
  if (state === 'retrying' || isHeldBack(card)) return '';
  const seconds = Math.max(0, Math.round(((endedAt ?? now) - startedAt) / 1000));
  return seconds < 60 ? t('{0} s', seconds) : t('{0} min {1} s', Math.floor(seconds / 60), seconds % 60);
}

/** "2 of 4" while several are on their way. */
export function progressText({ done, total }: Pick<Card, 'done' | 'total'>): string | undefined {
  return total > 1 ? t('{0} of {1}', done, total) : undefined;
}

/** What a group of people who cannot see calls a card. */
export function cardName(card: Card): string {
  return t('{0}, {1}', excerpt(card.draft, 60) || t('No prompt'), card.modelLabel);
}

/** Width over height that was asked for; a square where nothing was. Extremes are tamed so that a box stays a box. */
export function askedRatio({ aspectRatio, size }: Pick<Draft, 'aspectRatio' | 'size'>): number {
  const asked = aspectRatio === undefined ? undefined : parseRatio(aspectRatio);
  const pixels = size === undefined ? undefined : parseSize(size);
  return tamed(asked ?? (pixels && pixels.height > 0 ? pixels.width / pixels.height : 1));
}

export function ratioOfPixels({ width, height }: { readonly width: number; readonly height: number }): number {
  return tamed(width > 0 && height > 0 ? width / height : 1);
}

function tamed(ratio: number): number {
  return Math.min(4, Math.max(1 / 3, ratio));
}

/** What has become of a card, for people who listen; undefined where there is nothing new to say. */
export function transitionText(before: Card | undefined, card: Card): { text: string; isError: boolean } | undefined {
  if (before?.state === card.state) return undefined;
  const { group, draft, error } = card;
  // The others of a group have the same prompt.
  const name = group === undefined ? excerpt(draft, 60) || t('No prompt') : cardName(card);
  switch (card.state) {
    case 'done':
      return { text: t('“{0}”: {1}.', name, doneText(card)), isError: false };
    case 'failed':
      return { text: joinSentences(t('“{0}” was not made.', name), error?.text), isError: true };
    case 'cancelled':
      return { text: joinSentences(t('“{0}” was cancelled.', name), error?.text), isError: false };
    case 'asking':
      return { text: t('“{0}” waits for your answer in VS Code.', name), isError: false };
    case 'queued':
    case 'waiting':
    case 'receiving':
    case 'retrying':
    case 'saving':
      // Whoever begins a job says so.
      return undefined;
  }
}

/** The prompt of a draft, short enough for a name. */
export function excerpt({ prompt }: Pick<Draft, 'prompt'>, most = 80): string {
  const line = prompt.replace(/\s+/g, ' ').trim();
  const characters = Array.from(line);
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join('')}…`;
}
