import { t } from '@vscode/l10n';
import type * as vscode from 'vscode';
import type { Model } from '../../base/provider.ts';
import { inShownOrder, offeredRatios } from '../../base/shape.ts';
import { ratioNote } from '../../core/ratioNote.ts';
import type { ChosenShape } from '../selection.ts';
import { pickOne } from './pickOne.ts';

type Item = vscode.QuickPickItem & { readonly value?: string };

/** Lets a person choose ratio and resolution from what the model takes. Undefined: nothing was changed. */
export async function pickShape(model: Model, current: ChosenShape): Promise<ChosenShape | undefined> {
  const { shape } = model.capabilities;
  const resolutions = shape.kind === 'sizes' ? [] : shape.resolutions;
  const ratioTitle = resolutions.length > 0 ? t('Shape: Aspect Ratio (1 of 2)') : t('Shape: Aspect Ratio');
  const ratio = await pickValue(
    ratioTitle,
    inShownOrder(offeredRatios(shape)),
    current.aspectRatio,
    (value) => ratioNote(value) ?? '',
  );
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
