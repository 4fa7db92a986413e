import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { isEaselError } from '../../base/errors.ts';
import { inert } from '../../core/naming/shown.ts';
import { wishedShape } from '../../core/style/compose.ts';
import { modelOf } from '../../core/style/style.ts';
import type { Chosen, ChosenShape } from '../selection.ts';
import { lineOfLook } from '../style/describeLook.ts';
import type { StyleFile } from '../style/styleFiles.ts';
import type { FileLook, StyleOptions, StylePlace, Styles } from '../style/styles.ts';
import { oneLine, plain } from '../words.ts';
import { pickOne } from './pickOne.ts';

/** What a person wishes of the repository's styles, as it stands in the options. */
export type StyleWish = Pick<StyleOptions, 'style' | 'preset'>;

/** The repository's styles as a box shows them beside a prompt. */
export interface ShownStyles {
  /** The house style of the place, also where it is left out. */
  readonly house: FileLook | undefined;
  readonly preset: FileLook | undefined;
  /** There are presets or uses to choose from. */
  readonly hasChoices: boolean;
  /** The shape that they ask for, where nobody chose one. */
  readonly shape: ChosenShape;
  /** What they suggest, among the providers that have a key. */
  readonly suggestion: Chosen | undefined;
}

export interface BoxStylesParts {
  readonly styles: Styles;
  readonly place: StylePlace;
  readonly suggested: (model: string, current: Chosen) => Promise<Chosen | undefined>;
}

export async function shownStyles(
  wish: StyleWish,
  chosen: Chosen,
  { styles, place, suggested }: BoxStylesParts,
): Promise<ShownStyles> {
  const named = { ...wish, ...(wish.style === false ? { style: undefined } : {}) };
  const looks = await styles.looksFor(named, place).catch((error: unknown) => {
    // One that is not there any more is said when the image is asked for.
    if (isEaselError(error)) return [];
    throw error;
  });
  const house = looks.find(({ kind }) => kind === 'style');
  const preset = looks.find(({ kind }) => kind === 'preset');
  const active = looks.filter((look) => look !== house || wish.style !== false);
  const model = active.map(modelOf).find((each) => each !== undefined);
  const uses = house?.style.uses ?? [];
  return {
    house,
    preset,
    hasChoices: uses.length > 0 || (await styles.presetsFor(place)).length > 0,
    shape: wishedShape(active),
    suggestion: model === undefined ? undefined : await suggested(model, chosen),
  };
}

export interface StyleRow {
  readonly action: 'style' | 'preset';
  readonly icon: string;
  readonly label: string;
  readonly description: string;
}

export function styleRows({ house, preset, hasChoices }: ShownStyles, wish: StyleWish): readonly StyleRow[] {
  const rows: StyleRow[] = [];
  if (house) {
    const isLeftOut = wish.style === false;
    rows.push({
      action: 'style',
      icon: isLeftOut ? 'circle-slash' : 'paintcan',
      label: isLeftOut ? t('Without the house style') : plain(lineOfLook(house)),
      description: isLeftOut ? t('Use it for this image') : t('Leave it out for this image'),
    });
  }
  if (preset) {
    rows.push({
      action: 'preset',
      icon: 'layers',
      label: plain(lineOfLook(preset)),
      description: t('Change or remove'),
    });
  } else if (hasChoices) {
    rows.push({ action: 'preset', icon: 'layers', label: t('Preset…'), description: '' });
  }
  return rows;
}

/** With the house style left out, or used again. */
export function toggled(wish: StyleWish, given: StyleWish): StyleWish {
  if (wish.style !== false) return { ...wish, style: false };
  return { ...wish, style: given.style === false ? undefined : given.style };
}

type Item = vscode.QuickPickItem & { readonly wish?: StyleWish };

/** Lets a person choose a preset, or one of the uses of the house style. Undefined: nothing was changed. */
export async function pickPreset(
  wish: StyleWish,
  { house }: ShownStyles,
  { styles, place }: BoxStylesParts,
): Promise<StyleWish | undefined> {
  const presets = await styles.presetsFor(place);
  const uses = house?.style.uses ?? [];
  const separator = (label: string): Item => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const items: Item[] = [
    { label: t('No preset'), wish: { ...wish, preset: undefined } },
    ...presets.map((file) => presetItem(file, wish)),
  ];
  if (house && uses.length > 0) {
    const named = typeof wish.style === 'string' ? wish.style.replace(/#.*$/, '') : '';
    items.push(separator(t('House style for')));
    items.push({ label: t('Any image'), wish: { ...wish, style: named === '' ? undefined : named } });
    for (const { name, text, aspectRatio } of uses) {
      items.push({
        label: plain(inert(name)),
        ...(aspectRatio === undefined ? {} : { description: aspectRatio }),
        ...(text === undefined ? {} : { detail: plain(inert(oneLine(text, 120))) }),
        wish: { ...wish, style: `${named}#${name}` },
      });
    }
  }
  const isCurrent = (item: Item) => item.wish?.preset === wish.preset && item.wish?.style === wish.style;
  return (await pickOne(items, isCurrent, { title: t('Preset') }))?.wish;
}

function presetItem({ name, path, style }: StyleFile, wish: StyleWish): Item {
  const { aspectRatio } = style;
  return {
    label: plain(name),
    description: [aspectRatio, path].filter((part) => part !== undefined).join(' · '),
    detail: plain(inert(oneLine(style.text, 120))),
    wish: { ...wish, preset: name },
  };
}
