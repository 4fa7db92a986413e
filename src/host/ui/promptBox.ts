import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { nameOf } from '../../core/plan.ts';
import { priceHint } from '../../core/price.ts';
import type { Model } from '../../base/provider.ts';
import type { Chosen, ChosenShape, Selection } from '../selection.ts';
import type { RecentPrompts } from '../recentPrompts.ts';
import { settings } from '../settings.ts';
import { readClipboard } from './clipboard.ts';
import { writePrompt } from './promptEditor.ts';

export interface PromptBoxOptions {
  readonly title: string;
  readonly placeholder: string;
  /** What the action at the top is called: "Generate", "Edit". */
  readonly action: string;
  readonly value?: string | undefined;
  /** Preset by the caller; the person can change it here. */
  readonly chosen: Chosen;
  readonly shape: ChosenShape;
  /** Whether the shape is the one that was chosen last, and is remembered; else it is for this image alone. */
  readonly remembersShape: boolean;
  /** What it means when no shape is chosen, where that is not the model's own. */
  readonly noShape?: string;
  /** What else goes along with the prompt, a row each. */
  readonly notes?: readonly string[];
  /** Offered as a change, and only made when it is accepted. */
  readonly suggestion?: Chosen;
}

export interface Prompted {
  readonly prompt: string;
  readonly chosen: Chosen;
  readonly shape: ChosenShape;
}

export interface PromptBoxParts {
  readonly selection: Selection;
  readonly recent: RecentPrompts;
  readonly pickModel: (current: Chosen) => Promise<Chosen | undefined>;
  readonly pickShape: (model: Model, current: ChosenShape) => Promise<ChosenShape | undefined>;
  /** The real provider that F2 switches to and from, where a key exists. */
  readonly otherProvider: (current: Chosen) => Promise<Chosen | undefined>;
}

type Item = vscode.QuickPickItem & { readonly action?: Action; readonly prompt?: string };

type Action = 'submit' | 'paste' | 'editor' | 'model' | 'shape' | 'switch' | 'suggested';

/** Context key while a prompt box is open, for the key that switches the provider. */
const openContext = 'easel.promptBoxOpen';

/** The box that is open, if any: F2 goes to it. */
let openBox: { readonly act: (action: Action) => void } | undefined;

export function switchProviderInPromptBox(): void {
  openBox?.act('switch');
}

/**
 * Asks for a prompt. Quick input is one line and drops line breaks, so prompts of several lines come from the clipboard
 * or from an editor; here they are shown with spaces, and sent as they are unless the person changes them. Model and shape are buttons and rows here, and what is chosen is remembered.
 */
export async function askPrompt(options: PromptBoxOptions, parts: PromptBoxParts): Promise<Prompted | undefined> {
  let state: Prompted = { prompt: options.value ?? '', chosen: options.chosen, shape: options.shape };
  for (;;) {
    const step = await showBox(options, state, parts);
    if (!step) return undefined;
    ({ state } = step);
    switch (step.action) {
      case 'submit':
        await parts.recent.add(state.prompt);
        return state;
      case 'paste':
        break;
      case 'suggested':
        if (options.suggestion) state = { ...state, chosen: options.suggestion, shape: options.shape };
        break;
      case 'editor': {
        const written = await writePrompt(state.prompt);
        if (written === undefined) return undefined;
        await parts.recent.add(written);
        return { ...state, prompt: written };
      }
      case 'model': {
        const chosen = await parts.pickModel(state.chosen);
        if (chosen) state = await changeModel(state, chosen, options, parts);
        break;
      }
      case 'shape': {
        const shape = await parts.pickShape(state.chosen.model, state.shape);
        if (shape) {
          if (options.remembersShape) await parts.selection.rememberShape(state.chosen.model, shape);
          state = { ...state, shape };
        }
        break;
      }
    }
  }
}

async function changeModel(
  state: Prompted,
  chosen: Chosen,
  { remembersShape }: PromptBoxOptions,
  parts: PromptBoxParts,
): Promise<Prompted> {
  await parts.selection.chooseForWorkspace(chosen);
  return { ...state, chosen, shape: remembersShape ? parts.selection.shapeOf(chosen.model) : {} };
}

async function showBox(
  options: PromptBoxOptions,
  begun: Prompted,
  parts: PromptBoxParts,
): Promise<{ action: Exclude<Action, 'switch'>; state: Prompted } | undefined> {
  let state = begun;
  let other = await parts.otherProvider(state.chosen);
  let clipboard = '';
  let isOpen = true;
  const box = vscode.window.createQuickPick<Item>();
  const modelButton = { iconPath: new vscode.ThemeIcon('settings'), tooltip: t('Provider and Model') };
  const shapeButton = { iconPath: new vscode.ThemeIcon('screen-normal'), tooltip: t('Shape') };
  box.title = options.title;
  box.placeholder = options.placeholder;
  let held = heldPrompt(state.prompt);
  box.value = held.shown;
  const promptOf = () => (box.value.trim() === held.shown ? held.prompt : box.value.trim());
  box.ignoreFocusOut = true;
  box.buttons = [shapeButton, modelButton];
  const change = { iconPath: new vscode.ThemeIcon('edit'), tooltip: t('Change this prompt') };
  const forget = { iconPath: new vscode.ThemeIcon('close'), tooltip: t('Forget this prompt') };
  const draw = () => {
    const typed = rows(options, state, other, clipboard, promptOf());
    box.items = [...typed, ...recentRows(parts.recent.list(), promptOf(), [change, forget])];
    const [first] = box.items;
    // Enter in an empty box does nothing, rather than the first thing in the list.
    box.activeItems = first && box.value.trim() !== '' ? [first] : [];
  };
  draw();
  await vscode.commands.executeCommand('setContext', openContext, true);
  try {
    return await new Promise((resolve) => {
      const done = (action: Action, prompt = promptOf()) => {
        if (action === 'switch') {
          // In this box, not a new one: VS Code would select the prompt, and the next letter replace it.
          void switchProvider();
          return;
        }
        resolve({ action, state: { ...state, prompt } });
        box.hide();
      };
      const switchProvider = async () => {
        if (!other) return;
        state = await changeModel(state, other, options, parts);
        other = await parts.otherProvider(state.chosen);
        if (isOpen) draw();
      };
      openBox = { act: (action) => done(action) };
      box.onDidChangeValue(draw);
      box.onDidTriggerButton((button) => done(button === modelButton ? 'model' : 'shape'));
      box.onDidTriggerItemButton(async ({ item, button }) => {
        if (button === forget) {
          await parts.recent.remove(item.prompt ?? '');
        } else {
          held = heldPrompt(item.prompt ?? '');
          box.value = held.shown;
        }
        draw();
      });
      box.onDidAccept(() => {
        const [item] = box.selectedItems;
        if (item?.prompt !== undefined) done('submit', item.prompt);
        else if (item?.action === 'paste') done('paste', clipboard.trim());
        else if (item?.action) done(item.action);
        // Enter right behind the last letter may come before the row for it.
        else if (!item && box.value.trim() !== '') done('submit');
      });
      box.onDidHide(() => {
        isOpen = false;
        resolve(undefined);
      });
      box.show();
      void readClipboard().then((text) => {
        clipboard = text;
        if (isOpen && linesOf(text.trim()) > 1) draw();
      });
    });
  } finally {
    openBox = undefined;
    await vscode.commands.executeCommand('setContext', openContext, false);
    box.dispose();
  }
}

/** What is typed comes first, then what else can be done. */
function rows(
  options: PromptBoxOptions,
  state: Prompted,
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
  for (const note of options.notes ?? []) items.push({ alwaysShow: true, label: note });
  const { suggestion } = options;
  if (suggestion && describe(suggestion) !== describe(state.chosen)) {
    row('suggested', 'arrow-swap', t('Use {0}, which the image names', describe(suggestion)));
  }
  if (other) {
    const now = t('{0} now · F2', describe(state.chosen));
    row('switch', 'arrow-swap', t('Switch to {0}', describe(other)), { description: now });
  }
  row('model', 'settings', t('Model: {0}', describe(state.chosen)));
  row('shape', 'screen-normal', t('Shape: {0}', describeShape(state.shape) ?? options.noShape ?? t('the model’s own')));
  const lines = linesOf(clipboard.trim());
  if (lines > 1 && clipboard.trim() !== typed) {
    // Only how much it is: what was copied may be for nobody else's eyes.
    row('paste', 'clippy', t('Paste clipboard ({0} lines)', lines));
  }
  row('editor', 'edit', t('Write in an editor…'));
  return items;
}

function recentRows(recent: readonly string[], typed: string, buttons: readonly vscode.QuickInputButton[]): Item[] {
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
function heldPrompt(prompt: string): { readonly prompt: string; readonly shown: string } {
  const trimmed = prompt.trim();
  return { prompt: trimmed, shown: trimmed.replace(/\s*[\r\n]+\s*/g, ' ') };
}

function linesOf(text: string): number {
  return text.split(/\r?\n/).length;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, 200);
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

function describeShape(shape: ChosenShape): string | undefined {
  const parts = [shape.size, shape.aspectRatio, shape.resolution].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(' · ') : undefined;
}
