import { t } from '@vscode/l10n';
import type * as vscode from 'vscode';
import type { Model } from '../../base/provider.ts';
import { inShownOrder, offeredRatios } from '../../base/shape.ts';
import type { ChosenShape } from '../selection.ts';
import { pickOne } from './pickOne.ts';

type Item = vscode.QuickPickItem & { readonly value?: string };

/** Lets a person choose ratio and resolution from what the model takes. Undefined: nothing was changed. */
export async function pickShape(model: Model, current: ChosenShape): Promise<ChosenShape | undefined> {
  const { shape } = model.capabilities;
  const resolutions = shape.kind === 'sizes' ? [] : shape.resolutions;
  const ratioTitle = resolutions.length > 0 ? t('Shape: Aspect Ratio (1 of 2)') : t('Shape: Aspect Ratio');
  const ratio = await pickValue(ratioTitle, inShownOrder(offeredRatios(shape)), current.aspectRatio, ratioNote);
  if (ratio === undefined) return undefined;
  const chosen = ratio.value === undefined ? {} : { aspectRatio: ratio.value };
  if (resolutions.length === 0) return chosen;
  const resolution = await pickValue(t('Shape: Resolution (2 of 2)'), resolutions, current.resolution, () => '');
  // Escape here keeps the ratio that was just chosen, and leaves the resolution as it was.
  const { value } = resolution ?? { value: current.resolution };
  return { ...chosen, ...(value === undefined ? {} : { resolution: value }) };
}

async function pickValue(
  title: string,
  values: readonly string[],
  current: string | undefined,
  note: (value: string) => string,
): Promise<{ value?: string } | undefined> {
  const mark = (value: string | undefined) => (value === current ? '$(check) ' : '');
  const items: Item[] = [
    { label: `${mark(undefined)}${t('The model’s own')}` },
    ...values.map((value) => ({ label: `${mark(value)}${value}`, description: note(value), value })),
  ];
  const picked = await pickOne(items, (item) => item.value === current, { title });
  if (!picked) return undefined;
  return picked.value === undefined ? {} : { value: picked.value };
}

/** What a ratio is used for, so that nobody has to picture numbers. */
function ratioNote(ratio: string): string {
  const notes: Readonly<Record<string, string>> = {
    '1:1': t('square: icon, avatar'),
    '16:9': t('wide: banner, slide, screenshot'),
    '9:16': t('tall: phone screen, story'),
    '4:3': t('landscape: illustration in a text'),
    '3:4': t('portrait'),
    '3:2': t('landscape: photo'),
    '2:3': t('portrait: photo, poster'),
    '21:9': t('very wide: hero, header'),
    '4:5': t('portrait: social media'),
    '5:4': t('landscape: print'),
  };
  return notes[ratio] ?? '';
}
