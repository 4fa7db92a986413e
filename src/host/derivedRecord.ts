import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { recordOf, type ImageRecord } from '../core/image/metadata.ts';
import { pathForPeople } from './files.ts';
import { isDeepPng } from './images/deepPng.ts';
import type { Source } from './references.ts';
import { settings } from './settings.ts';

/**
 * What the metadata of a file says that was made of an image on this machine: how the image was made, and what was done
 * to it then. Undefined: that is not known, or is to stand in no file.
 * @param done What was done, beside the image's own parameters.
 */
export function derivedRecord(
  { uri, facts }: Pick<Source, 'uri' | 'facts'>,
  done: Readonly<Record<string, string>>,
): ImageRecord | undefined {
  const record = recordOf(facts);
  const wish = settings.metadata();
  if (!record || wish === 'none') return undefined;
  if (wish === 'label') return labelOnly(record);
  const isInside = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  return {
    ...record,
    parameters: { ...record.parameters, ...done },
    ...(isInside ? { sourceImages: [pathForPeople(uri)] } : {}),
  };
}

/** Only that it is AI-made, or a placeholder. */
export function labelOnly({ digitalSourceType, software, placeholder }: ImageRecord): ImageRecord {
  return { digitalSourceType, software, ...(placeholder === undefined ? {} : { placeholder }) };
}

/** What cannot be carried over into a file that is written anew. */
export async function lossesOf(original: Source): Promise<readonly string[]> {
  const { facts } = original;
  const losses = [
    facts.hasC2pa && t('The signed provenance of the original cannot be kept in a changed copy.'),
    facts.animated === true && t('Only the first picture of the animation is kept.'),
    (await isDeepPng(original)) && t('The original has 16 bits per channel; the new file has 8.'),
  ];
  return losses.filter((loss) => loss !== false);
}
