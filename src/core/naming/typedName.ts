import { t } from '@vscode/l10n';
import { EaselError } from '../../base/errors.ts';
import { shown } from './shown.ts';
import { byteLength, finished, maxBytes } from './slug.ts';

/** What no file system takes, or what a person cannot see. Spaces and the like are theirs to choose. */
const refusedCharacters = /[/\\:*?"<>|\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|\p{Default_Ignorable_Code_Point}|\p{Cf}/u;

/**
 * The name (no extension) that a person typed for a file, in the form in which it is written.
 * @throws EaselError `invalidRequest` when it would not work on every file system, or not be what it seems
 */
export function typedName(typed: string): string {
  const name = typed.normalize('NFC').trim();
  if (name === '') throw refused(typed, t('it is empty'));
  if (refusedCharacters.test(name)) throw refused(typed, t('it contains characters that cannot be in a file name'));
  if (byteLength(name) > maxBytes) throw refused(typed, t('it is too long'));
  if (finished(name) !== name) {
    throw refused(typed, t('it begins or ends with a dot or a dash, or is reserved by an operating system'));
  }
  return name;
}

function refused(name: string, why: string): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('The name “{0}” cannot be used: {1}.', shown(name), why),
    money: 'free',
    next: t('Choose another name.'),
  });
}
