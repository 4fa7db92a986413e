import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';

/** What was clicked in the Explorer or in the view of images. Undefined: the argument is something else. */
export function clickedUri(argument: unknown): vscode.Uri | undefined {
  if (argument instanceof vscode.Uri) return argument;
  const item = argument as { resourceUri?: unknown } | undefined;
  return item?.resourceUri instanceof vscode.Uri ? item.resourceUri : undefined;
}

export function noImageOpen(): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('No image is open.'),
    money: 'free',
    next: t('Right-click an image in the Explorer, or open one first.'),
  });
}
