import { t } from '@vscode/l10n';
import { EaselError, isEaselError } from '../base/errors.ts';

/** Of several failures the one that says most: what a person can act on comes before what merely followed from it. */
export function worst(errors: readonly unknown[]): EaselError {
  const known = errors.map(asEaselError);
  return (
    known.find((error) => error.money === 'unknown') ??
    known.find((error) => error.code !== 'cancelled') ??
    known[0] ??
    new EaselError({ code: 'noImage', what: t('No image came.'), money: 'charged' })
  );
}

/** Anything that is not an EaselError here is a mistake of ours; it must still say what it means for money. */
export function asEaselError(error: unknown): EaselError {
  if (isEaselError(error)) return error;
  return new EaselError({
    code: 'provider',
    what: t('Easel made a mistake: {0}', error instanceof Error ? error.message : String(error)),
    money: 'unknown',
    next: t('“Easel: Show Log” has the details.'),
    cause: error,
  });
}
