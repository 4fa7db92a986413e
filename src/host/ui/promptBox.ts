import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Model } from '../../base/provider.ts';
import type { Chosen, ChosenShape, Selection } from '../selection.ts';
import type { RecentPrompts } from '../recentPrompts.ts';
import type { StylePlace, Styles } from '../style/styles.ts';
import {
  pickPreset,
  shownStyles,
  toggled,
  type BoxStylesParts,
  type ShownStyles,
  type StyleWish,
} from './boxStyles.ts';
import { readClipboard } from './clipboard.ts';
import { writePrompt } from './promptEditor.ts';
import { heldPrompt, linesOf, recentRows, rows, type Action, type Item } from './promptRows.ts';

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
  /** Text that may be put below the prompt: shown whole, and in nothing that is sent before the person puts it there. */
  readonly context?: PromptContext | undefined;
  /** Where the repository's styles are looked for; with an edit, none of them chooses the shape. */
  readonly place: StylePlace & { readonly isEdit?: boolean };
  /** What is wished of them. */
  readonly style: StyleWish;
}

export interface PromptContext {
  readonly text: string;
  /** The prompt with it. */
  readonly addTo: (prompt: string) => string;
}

export interface Prompted {
  readonly prompt: string;
  readonly chosen: Chosen;
  readonly shape: ChosenShape;
  readonly style: StyleWish;
}

export interface PromptBoxParts {
  readonly selection: Selection;
  readonly recent: RecentPrompts;
  readonly pickModel: (current: Chosen) => Promise<Chosen | undefined>;
  readonly pickShape: (model: Model, current: ChosenShape) => Promise<ChosenShape | undefined>;
  /** The real provider that F2 switches to and from, where a key exists. */
  readonly otherProvider: (current: Chosen) => Promise<Chosen | undefined>;
  readonly styles: Styles;
  /** The model that a style names, where its provider has a key. */
  readonly suggested: BoxStylesParts['suggested'];
}

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
  const { chosen, shape, style, place } = options;
  let state: Prompted = { prompt: options.value ?? '', chosen, shape, style };
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
      case 'context':
        if (options.context) state = { ...state, prompt: options.context.addTo(state.prompt) };
        break;
      case 'suggested':
        if (options.suggestion) state = { ...state, chosen: options.suggestion, shape: options.shape };
        break;
      case 'styleModel':
        if (step.styles.suggestion) state = await changeModel(state, step.styles.suggestion, options, parts);
        break;
      case 'preset': {
        const wish = await pickPreset(state.style, step.styles, { ...parts, place });
        if (wish) state = { ...state, style: wish };
        break;
      }
      case 'editor': {
        const written = await writePrompt(state.prompt);
        if (written === undefined) return undefined;
        await parts.recent.add(written);
        return { ...state, prompt: written };
      }
      case 'model': {
        const other = await parts.pickModel(state.chosen);
        if (other) state = await changeModel(state, other, options, parts);
        break;
      }
      case 'shape': {
        const picked = await parts.pickShape(state.chosen.model, state.shape);
        if (picked) {
          if (options.remembersShape) await parts.selection.rememberShape(state.chosen.model, picked);
          state = { ...state, shape: picked };
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
): Promise<{ action: Exclude<Action, 'switch' | 'style'>; state: Prompted; styles: ShownStyles } | undefined> {
  let state = begun;
  const stylesNow = () => shownStyles(state.style, state.chosen, { ...parts, place: options.place });
  let styles = await stylesNow();
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
    const typed = rows(options, state, styles, other, clipboard, promptOf());
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
        if (action === 'style') {
          state = { ...state, style: toggled(state.style, options.style) };
          draw();
          void stylesNow().then((now) => {
            styles = now;
            if (isOpen) draw();
          });
          return;
        }
        resolve({ action, state: { ...state, prompt }, styles });
        box.hide();
      };
      const switchProvider = async () => {
        if (!other) return;
        state = await changeModel(state, other, options, parts);
        other = await parts.otherProvider(state.chosen);
        styles = await stylesNow();
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
