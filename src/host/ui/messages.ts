import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { EaselError } from '../../base/errors.ts';
import type { RunningJob } from '../runningJobs.ts';

export interface Action {
  readonly title: string;
  readonly run: () => unknown;
}

export interface ErrorActions {
  /** Opens the box again with the same prompt. */
  readonly retry?: () => unknown;
  /** The same once more, as it was; offered only where nothing was sent. */
  readonly again?: () => unknown;
  /** Asks for the key of the service that the failure is about, where that is known. */
  readonly setKey?: () => unknown;
  /** The same with another model, for a failure that another one may not meet. Asks the service, so it takes a moment. */
  readonly instead?: (error: EaselError) => Promise<Action | undefined>;
}

/** What helps with one failure alone, known where it arose. */
const remedies = new WeakMap<EaselError, Action>();

/** Says what helps with this very failure, wherever it will be shown. */
export function offerRemedy(error: EaselError, remedy: Action): void {
  remedies.set(error, remedy);
}

/** Puts the page of the service on the message that its allowance is used up: nothing else gives more of it. */
export function offerTopUp({ keyPage }: Pick<RunningJob, 'keyPage'>, error: EaselError): void {
  if (error.code !== 'quota' || keyPage === undefined) return;
  const open = () => vscode.env.openExternal(vscode.Uri.parse(keyPage));
  offerRemedy(error, { title: t('Open {0}', new URL(keyPage).host), run: open });
}

/** Shows an error with the buttons that help with it. Does not wait for the person. */
export function showError(error: EaselError, actions: ErrorActions = {}): void {
  if (isQuiet(error)) return;
  void showWithButtons(error, actions);
}

/** Nobody has to be told that they cancelled what cost nothing. */
export function isQuiet(error: EaselError): boolean {
  return error.code === 'cancelled' && error.money !== 'unknown' && error.money !== 'kept';
}

async function showWithButtons(error: EaselError, actions: ErrorActions): Promise<void> {
  const buttons = await actionsFor(error, actions);
  const show = error.code === 'cancelled' ? vscode.window.showWarningMessage : vscode.window.showErrorMessage;
  const title = await show(error.text, ...buttons.map((button) => button.title));
  buttons.find((button) => button.title === title)?.run();
}

/** What helps with an error, the most helpful first. */
export async function actionsFor(error: EaselError, actions: ErrorActions): Promise<readonly Action[]> {
  const instead = await actions.instead?.(error);
  const { again } = actions;
  const remedy = remedies.get(error);
  const isSame = again !== undefined && isUnsent(error);
  return [
    ...(remedy ? [remedy] : []),
    ...(instead ? [instead] : []),
    ...(isSame ? [{ title: t('Try Again'), run: again }] : []),
    ...buttonsFor(error, actions, remedy !== undefined || isListed(error)),
  ];
}

/** Nothing left this machine, and another time it may; what needs another request or another key never will. */
function isUnsent({ code, money }: EaselError): boolean {
  return (money === 'notSent' || money === 'free') && code !== 'invalidRequest' && code !== 'auth';
}

/** Whether Show Jobs has something of it: what was paid for and can be had, or may have been paid for. */
function isListed({ money }: EaselError): boolean {
  return money === 'kept' || money === 'unknown' || money === 'charged';
}

/** @param isOwed Whether something of it waits in Show Jobs. */
function buttonsFor(error: EaselError, { retry, setKey }: ErrorActions, isOwed: boolean): readonly Action[] {
  const command = (title: string, id: string): Action => ({ title, run: () => vscode.commands.executeCommand(id) });
  const openSetting = (title: string, id: string): Action => ({
    title,
    run: () => vscode.commands.executeCommand('workbench.action.openSettings', id),
  });
  const again = retry ? [{ title: t('Edit Prompt'), run: retry }] : [];
  const tryAgain = retry ? [{ title: t('Try Again'), run: retry }] : [];
  const setting = error.setting === undefined ? [] : [openSetting(t('Open Setting'), error.setting)];
  if (error.code === 'storage') {
    return isOwed ? [command(t('Show Jobs'), 'easel.showJobs')] : [...setting, ...tryAgain];
  }
  if (error.setting !== undefined) return [...setting, ...again];
  switch (error.code) {
    case 'auth':
      return [setKey ? { title: t('Set Key'), run: setKey } : command(t('Set Key'), 'easel.setKey')];
    case 'modelNotFound':
    case 'quota':
      return [command(t('Choose Model'), 'easel.selectModel')];
    case 'rateLimit':
      return [command(t('Choose Model'), 'easel.selectModel'), ...again];
    case 'untrusted':
      return [command(t('Manage Trust'), 'workbench.trust.manage')];
    case 'invalidRequest':
    case 'moderated':
    case 'noImage':
      return again;
    case 'network':
      return [...tryAgain, openSetting(t('Proxy Settings'), 'http.proxy')];
    case 'unknownOutcome':
    case 'cancelled':
    case 'timeout':
      return [command(t('Show Jobs'), 'easel.showJobs')];
    case 'provider':
    case 'malformedResponse':
      return [command(t('Show Log'), 'easel.showLog')];
  }
}
