import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { describeFound } from '../references.ts';
import { plainText, wholeStyle } from '../style/describeLook.ts';
import type { StyleFile } from '../style/styleFiles.ts';
import type { StyleAnswer } from '../style/styleTrust.ts';
import { show } from './viewer.ts';

/** Characters of the text that the question itself shows. */
const mostText = 600;

/** Asks whether a style of the repository may go along with images of this workspace, showing what it says. */
export async function confirmStyle(file: StyleFile): Promise<StyleAnswer> {
  const use = { title: t('Use') };
  const leave = { title: t('Do Not Use This Time') };
  const showAll = { title: t('Show All…') };
  const message = t('Use the style of this repository, {0}, for images here?', file.path);
  const details = detailsOf(file);
  const detail = [
    ...details,
    '',
    file.references.length > 0
      ? t('It is added to what you ask for, and its references are sent along. Easel asks again when it changes.')
      : t('It is added to what you ask for. Easel asks again when it changes.'),
  ].join('\n');
  // The first button has the focus: an Enter that comes too late must agree to nothing.
  const answer = await vscode.window.showInformationMessage(message, { modal: true, detail }, showAll, use, leave);
  if (answer !== showAll) return meaning(answer);
  await show(file.path, wholeStyle(file));
  // A modal would cover what was just opened, and a message would go away while it is read.
  const items = [leave, use].map(({ title }) => ({ label: title, title }));
  const options = { title: message, placeHolder: t('The job goes on when you have chosen'), ignoreFocusOut: true };
  const picked = await vscode.window.showQuickPick(items, options);
  return meaning([use, leave].find(({ title }) => title === picked?.title));

  function meaning(chosen: { readonly title: string } | undefined): StyleAnswer {
    return chosen === use ? 'use' : chosen === leave ? 'leave' : 'cancelled';
  }
}

function detailsOf({ style, references, problems }: StyleFile): readonly string[] {
  const text = plainText(style.text);
  const models = [style.model, ...style.uses.map(({ model }) => model)].filter((model) => model !== undefined);
  return [
    ...(text === '' ? [] : [text.length > mostText ? `${text.slice(0, mostText)}…` : text, '']),
    ...references.map((reference) => t('Sends: {0}', describeFound(reference))),
    ...(style.aspectRatio === undefined ? [] : [t('Aspect ratio: {0}', style.aspectRatio)]),
    ...(models.length > 0 ? [t('It suggests the model {0}.', [...new Set(models)].join(', '))] : []),
    ...(style.uses.length > 0 ? [t('For: {0}', style.uses.map(({ name }) => plainText(name)).join(', '))] : []),
    ...problems,
  ];
}
