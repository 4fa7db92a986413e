import { t } from '@vscode/l10n';
import { EaselError, isEaselError, type Money } from '../base/errors.ts';

/** Of several failures the one that says most: what a person can act on comes before what merely followed from it. */
export function worst(errors: readonly EaselError[]): EaselError {
  return (
    errors.find((error) => error.money === 'unknown') ??
    errors.find((error) => error.code !== 'cancelled') ??
    errors[0] ??
    new EaselError({ code: 'noImage', what: t('No image came.'), money: 'charged' })
  );
}

/**
 * Anything that is not an EaselError here is a mistake of ours; it must still say what it means for money.
 * @param money What it means where it was caught. Outside of a job nothing is paid for.
 */
export function asEaselError(error: unknown, money: Money = 'free'): EaselError {
  if (isEaselError(error)) return error;
  return new EaselError({
    code: 'provider',
    what: t('Easel made a mistake: {0}', error instanceof Error ? error.message : String(error)),
    money,
    next: t('“Easel: Show Log” has the details.'),
    cause: error,
  });
}

/** The same failure with something in it said otherwise. */
export function restated(
  error: EaselError,
  change: { readonly what?: string; readonly money?: Money; readonly next?: string },
): EaselError {
  const next = change.next ?? error.next;
  return new EaselError({
    code: error.code,
    what: change.what ?? error.what,
    money: change.money ?? error.money,
    ...(next === undefined ? {} : { next }),
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    ...(error.setting === undefined ? {} : { setting: error.setting }),
    ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
    cause: error.cause,
  });
}

/** @param money `unknown` once the request is on its way. */
export function cancelled(money: 'notSent' | 'unknown' | 'free'): EaselError {
  return new EaselError({ code: 'cancelled', what: t('Cancelled.'), money });
}

/** Why a wait was called off: the failure that stopped the job, said of a call that never was sent, or its person. */
export function calledOff(signal: AbortSignal, money: 'notSent' | 'free'): EaselError {
  const reason: unknown = signal.reason;
  return isEaselError(reason) ? restated(reason, { money }) : cancelled(money);
}
