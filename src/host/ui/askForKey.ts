import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { moneySentence, type EaselError } from '../../base/errors.ts';
import { joinSentences } from '../../base/sentences.ts';
import type { KeyOutcome } from './setKey.ts';

/**
 * Tells a person whose job stands still that its key is missing or was rejected, and waits for another one. A key that
 * is rejected when it is tried is asked for again: only one that may work is worth sending the request for.
 * False: they do not want to, or cancelled the job.
 * @param setKeyLater For the button of a message that is still there when the job is not.
 */
export async function askForKey(
  error: EaselError,
  signal: AbortSignal,
  setKey: () => Promise<KeyOutcome>,
  setKeyLater: () => void,
): Promise<boolean> {
  const set = t('Set Key');
  const cancelled = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  let { what } = error;
  while (!wasAborted(signal)) {
    const text = joinSentences(what, moneySentence(error.money), t('The job goes on as soon as there is a key.'));
    const shown = vscode.window.showErrorMessage(text, set);
    const answer = await Promise.race([shown, cancelled]);
    if (wasAborted(signal)) {
      // The message outlives its job, and its button still does what it says.
      void shown.then((late) => late === set && setKeyLater());
      return false;
    }
    if (answer !== set) return false;
    const { outcome, note } = await setKey();
    if (outcome !== 'rejected') return outcome === 'set' && !wasAborted(signal);
    what = note ?? what;
  }
  return false;
}

/** A call, so that the compiler knows that the answer may change while the person types. */
function wasAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
