import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { nameOf } from '../../core/plan.ts';
import { priceHint } from '../../core/price.ts';
import type { Chosen, ChosenShape } from '../selection.ts';
import { settings } from '../settings.ts';
import { plain } from '../words.ts';
import { styleRows, type ShownStyles } from './boxStyles.ts';
import type { PromptBoxOptions, Prompted } from './promptBox.ts';

/** A row of the box. */
export type Item = vscode.QuickPickItem & { readonly action?: Action; readonly prompt?: string };

export type Action =
  | 'submit'
  | 'paste'
  | 'context'
  | 'editor'
  | 'model'
  | 'shape'
  | 'switch'
  | 'suggested'
  | 'styleModel'
  | 'style'
  | 'preset';

/** What is typed comes first, then what else can be done. */
export function rows(
  options: PromptBoxOptions,
  state: Prompted,
  styles: ShownStyles,
  other: Chosen | undefined,
  clipboard: string,
  typed: string,
): Item[] {
  const items: Item[] = [];
  const row = (action: Action, icon: string, label: string, more: Partial<Item> = {}) => {
    items.push({ alwaysShow: true, action, label, iconPath: new vscode.ThemeIcon(icon), ...more });
  };
  const lineCount = linesOf(typed);
  const label = lineCount > 1 ? t('{0} lines: {1}', lineCount, oneLine(typed)) : typed;
  if (typed !== '') row('submit', 'sparkle', label, { detail: `${options.action} · ${summary(state)}` });
  const { context } = options;
  if (context && typed !== '' && !oneLine(typed, Infinity).endsWith(oneLine(context.text, Infinity))) {
    row('context', 'add', t('Add the text around it as context'), { detail: plain(oneLine(context.text, Infinity)) });
  }
  for (const note of options.notes ?? []) items.push({ alwaysShow: true, label: note });
  for (const { action, icon, label: text, description } of styleRows(styles, state.style)) {
    row(action, icon, text, { description });
  }
  const { suggestion } = options;
  if (suggestion && describe(suggestion) !== describe(state.chosen)) {
    row('suggested', 'arrow-swap', t('Use {0}, which the image names', describe(suggestion)));
  }
  if (styles.suggestion && describe(styles.suggestion) !== describe(state.chosen)) {
    row('styleModel', 'arrow-swap', t('Use {0}, which the style names', describe(styles.suggestion)));
  }
  if (other) {
    const now = t('{0} now · F2', describe(state.chosen));
    row('switch', 'arrow-swap', t('Switch to {0}', describe(other)), { description: now });
  }
  row('model', 'settings', t('Model: {0}', describe(state.chosen)));
  row('shape', 'screen-normal', t('Shape: {0}', describeShape(state.shape) ?? noShape(options, styles)));
  const lines = linesOf(clipboard.trim());
  if (lines > 1 && clipboard.trim() !== typed) {
    // Only how much it is: what was copied may be for nobody else's eyes.
    row('paste', 'clippy', t('Paste clipboard ({0} lines)', lines));
  }
  row('editor', 'edit', t('Write in an editor…'));
  return items;
}

export function recentRows(
  recent: readonly string[],
  typed: string,
  buttons: readonly vscode.QuickInputButton[],
): Item[] {
  const matching = recent.filter((prompt) => prompt !== typed && prompt.toLowerCase().includes(typed.toLowerCase()));
  if (matching.length === 0) return [];
  return [
    { label: t('Recent prompts'), kind: vscode.QuickPickItemKind.Separator },
    ...matching.map((prompt): Item => {
      const iconPath = new vscode.ThemeIcon('history');
      return { alwaysShow: true, prompt, label: oneLine(prompt), iconPath, buttons };
    }),
  ];
}

/** A prompt, and how the box shows it: quick input would drop its line breaks and join its words. */
export function heldPrompt(prompt: string): { readonly prompt: string; readonly shown: string } {
  const trimmed = prompt.trim();
  return { prompt: trimmed, shown: trimmed.replace(/\s*[\r\n]+\s*/g, ' ') };
}

export function linesOf(text: string): number {
  return text.split(/\r?\n/).length;
}

function oneLine(text: string, most = 200): string {
  return text.replace(/\s+/g, ' ').slice(0, most);
}

function summary(state: Prompted): string {
  const { service, model } = state.chosen;
  const price = priceHint(service, model, settings.prices());
  const shape = describeShape(state.shape);
  return [
    describe(state.chosen),
    ...(shape === undefined ? [] : [shape]),
    ...(price === undefined ? [] : [t('{0} per image', price)]),
  ].join(' · ');
}

/** "Sketch (placeholder, free)", "mixroute · Nano Banana" */
export function describe(chosen: Chosen): string {
  const { service, model } = chosen;
  if (service.auth === 'none') return t('Sketch (placeholder, free)');
  return `${service.label} · ${model.label ?? nameOf(model)}`;
}

function noShape({ noShape: own, place }: PromptBoxOptions, { shape }: ShownStyles): string {
  const ofStyle = place.isEdit ? undefined : describeShape(shape);
  return ofStyle === undefined ? (own ?? t('the model’s own')) : t('{0}, as the style asks', ofStyle);
}

function describeShape(shape: ChosenShape): string | undefined {
  const parts = [shape.size, shape.aspectRatio, shape.resolution].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(' · ') : undefined;
}
