import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { OfferCopy } from '../references.ts';

/** Asks whether a smaller or converted copy may go instead; the file itself stays as it is. */
export const offerCopy: OfferCopy = async (_, { what, copy }) => {
  const send = {
    title: copy?.to === undefined ? t('Send a Smaller Copy') : t('Send a {0} Copy', copy.to.toUpperCase()),
  };
  const detail = t('The copy is made on this machine, in memory. The file stays as it is.');
  return (await vscode.window.showWarningMessage(what, { modal: true, detail }, send)) === send;
};
