import { t } from '@vscode/l10n';
import { joinSentences } from './sentences.ts';

/** Error codes of the public surface. Never renamed. */
export const errorCodes = [
  'invalidRequest',
  'auth',
  'quota',
  'rateLimit',
  'moderated',
  'noImage',
  'modelNotFound',
  'malformedResponse',
  'provider',
  'unknownOutcome',
  'network',
  'timeout',
  'storage',
  'cancelled',
  'untrusted',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/**
 * What an error means for the person's money.
 * `notSent`: nothing left this machine, or provably did not arrive. `refused`: the service said no, which services
 * normally do not charge for. `unknown`: it may have been charged. `charged`: an answer came, so it probably was.
 * `kept`: paid for, and what was paid for can still be had (spooled, or still running at the service).
 * `free`: the provider never charges.
 */
export type Money = 'notSent' | 'refused' | 'unknown' | 'charged' | 'kept' | 'free';

export interface ErrorDetails {
  readonly code: ErrorCode;
  /** What happened, one sentence in the person's language. */
  readonly what: string;
  readonly money: Money;
  /** What to do next, in the person's language. */
  readonly next?: string;
  /** When the service said it may be asked again, in ms from now. */
  readonly retryAfterMs?: number;
  /** The person's own setting that refuses it. */
  readonly setting?: string;
  /** What the service calls the request: its support asks for it, so that it is in the log, and nobody else does. */
  readonly requestId?: string;
  readonly cause?: unknown;
}

/**
 * The one error that leaves Easel. VS Code drops an error's name and code between hosts, so the message says
 * everything: what happened, what it means for money, what to do next, and the code in brackets.
 */
export class EaselError extends Error {
  override readonly name = 'EaselError';
  readonly code: ErrorCode;
  readonly money: Money;
  /** The message without the code, for showing to a person. */
  readonly text: string;
  /** What happened, which `text` begins with. */
  readonly what: string;
  /** What to do next, which `text` ends with. */
  readonly next: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly setting: string | undefined;
  readonly requestId: string | undefined;

  constructor(details: ErrorDetails) {
    const text = joinSentences(details.what, moneySentence(details.money), details.next);
    const reference = details.requestId === undefined ? '' : ` (request id: ${details.requestId})`;
    super(`${text}${reference} [easel.${details.code}]`, { cause: details.cause });
    this.code = details.code;
    this.money = details.money;
    this.text = text;
    this.what = details.what;
    this.next = details.next;
    this.retryAfterMs = details.retryAfterMs;
    this.setting = details.setting;
    this.requestId = details.requestId;
  }
}

/** What it means for the person's money, as a sentence of its own. */
export function moneySentence(money: Money): string {
  switch (money) {
    case 'notSent':
      return t('Nothing was charged.');
    case 'refused':
      return t('A refused request is normally not charged.');
    case 'unknown':
      return t('It may have been charged; Easel does not send it again by itself.');
    case 'charged':
      return t('It was probably charged.');
    case 'kept':
      return t('What was paid for is not lost.');
    case 'free':
      return '';
  }
}

/** Holds across bundles and hosts, where `instanceof` does not. */
export function isEaselError(error: unknown): error is EaselError {
  return error instanceof Error && error.name === 'EaselError' && 'code' in error && 'money' in error;
}
