import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { EaselError } from '../../base/errors.ts';
import type { Service } from '../../base/provider.ts';

/**
 * Tells a person whose job stands still that its key is missing or was rejected, and waits for another one.
 * False: they do not want to, or cancelled the job.
 */
export async function askForKey(
  service: Service,
  error: EaselError,
  signal: AbortSignal,
  setKey: () => Promise<void>,
): Promise<boolean> {
  const set = t('Set Key');
  const cancelled = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  const text = `${error.what} ${t('The job goes on as soon as there is a key.')}`;
  const answer = await Promise.race([vscode.window.showErrorMessage(text, set), cancelled]);
  if (answer !== set || wasAborted(signal)) return false;
  await setKey();
  return !wasAborted(signal);
}

/** A call, so that the compiler knows that the answer may change while the person types. */
function wasAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
