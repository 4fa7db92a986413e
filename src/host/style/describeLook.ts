import { t } from '@vscode/l10n';
import { oneLine } from '../words.ts';
import { inert } from '../../core/naming/shown.ts';
import { modelOf, textOf } from '../../core/style/style.ts';
import { describeFound } from '../references.ts';
import type { FileLook } from './styles.ts';
import type { StyleFile } from './styleFiles.ts';

/** "House style (hero)", "Preset “isometric”" */
export function titleOfLook({ kind, file, use }: FileLook): string {
  if (kind === 'preset') return t('Preset “{0}”', file.name);
  return use ? t('House style ({0})', inert(use.name)) : t('House style');
}

/** "House style (hero): flat colours, thick outlines": one line, for a list. */
export function lineOfLook(look: FileLook): string {
  return t('{0}: {1}', titleOfLook(look), textLineOf(look));
}

/** "flat colours, thick outlines · 2 reference images" */
export function textLineOf(look: FileLook): string {
  const text = textOf(look);
  const { references } = look.file;
  const about = text === '' ? [look.file.path] : [inert(oneLine(text, 120))];
  if (references.length > 0) about.push(countOf(references.length));
  return about.join(' · ');
}

/** For a question: what it adds to a request. */
export function detailsOfLook(look: FileLook, mostText: number): readonly string[] {
  const model = modelOf(look);
  const text = plainText(textOf(look));
  return [
    t('{0}: {1}', titleOfLook(look), look.file.path),
    ...(text === '' ? [] : [text.length > mostText ? `${text.slice(0, mostText)}…` : text]),
    ...(model === undefined ? [] : [t('It suggests the model {0}.', model)]),
  ];
}

/** All of a style, as it counts, for its person to read before they agree. */
export function wholeStyle({ path, style, references, problems }: StyleFile): string {
  const line = (name: string, value: string | undefined) => (value === undefined ? [] : [`${name}: ${inert(value)}`]);
  return [
    path,
    '',
    ...(style.text === '' ? [] : [plainText(style.text), '']),
    ...references.map((reference) => t('Sends: {0}', describeFound(reference))),
    ...line('aspectRatio', style.aspectRatio),
    ...line('resolution', style.resolution),
    ...line('model', style.model),
    ...line('negativePrompt', style.negativePrompt),
    ...style.uses.flatMap(({ name, text, aspectRatio, resolution, model }) => [
      '',
      `${inert(name)}:`,
      ...(text === undefined ? [] : [plainText(text)]),
      ...line('aspectRatio', aspectRatio),
      ...line('resolution', resolution),
      ...line('model', model),
    ]),
    ...(problems.length > 0 ? ['', ...problems] : []),
    '',
  ].join('\n');
}

export function countOf(references: number): string {
  return references === 1 ? t('1 reference image') : t('{0} reference images', references);
}

/** Its lines as they are, without what could hide or turn around what follows. */
export function plainText(text: string): string {
  return text.split('\n').map(inert).join('\n');
}
