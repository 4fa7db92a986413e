import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { costHint } from '../../core/cost.ts';
import { inert, shown } from '../../core/naming/shown.ts';
import type { ImageOptions } from '../../core/options.ts';
import { nameOf } from '../../core/plan.ts';
import { priceHint } from '../../core/price.ts';
import type { App } from '../app.ts';
import type { Chosen } from '../selection.ts';
import { settings } from '../settings.ts';
import type { Styles } from '../style/styles.ts';
import { writePrompt } from '../ui/promptEditor.ts';
import { plain } from '../words.ts';

/** One image of the list, as its person may change it. */
export interface Fillable {
  readonly uri: vscode.Uri;
  /** As people write the path. */
  readonly path: string;
  /** '' where the document says nothing: it has to be written before it is made. */
  readonly prompt: string;
  /** What else to know of it: documents, size. */
  readonly about: string;
  /** The document that it is for. */
  readonly near?: vscode.Uri;
}

export interface FillChoice<Item extends Fillable> {
  readonly items: readonly Item[];
  readonly chosen: Chosen;
  /** What is wished of the repository's house style, for each of them. */
  readonly style: Pick<ImageOptions, 'style'>;
}

type Row<Item> = vscode.QuickPickItem & { readonly item: Item };

type Step<Item> =
  | { readonly action: 'make'; readonly items: readonly Item[] }
  | { readonly action: 'model' | 'other' | 'style' }
  | { readonly action: 'edit'; readonly item: Item };

/**
 * Shows what would be made before anything is: each image with its prompt, which can be changed, and a tick, which can
 * be taken away; in the title what it comes to. Undefined: nothing is to be made.
 */
export async function chooseImages<Item extends Fillable>(
  app: Pick<App, 'promptBox' | 'styles' | 'spending'>,
  title: string,
  all: readonly Item[],
  begun: Chosen,
): Promise<FillChoice<Item> | undefined> {
  let chosen = begun;
  let items = all;
  let ticked = new Set(all.filter(({ prompt }) => prompt !== '').map(({ uri }) => uri.toString()));
  let focused: string | undefined;
  let style: HouseStyle = (await haveStyle(app.styles, all)) ? 'used' : 'none';
  for (;;) {
    const other = await app.promptBox.otherProvider(chosen);
    const left = chosen.service.auth === 'none' ? undefined : await app.spending.left();
    const list = { title, items, chosen, left, other, ticked, focused, style };
    const step = await showList(list, (now) => (ticked = now));
    if (!step) return undefined;
    switch (step.action) {
      case 'make':
        return { items: step.items, chosen, style: style === 'leftOut' ? { style: false } : {} };
      case 'model': {
        chosen = (await app.promptBox.pickModel(chosen)) ?? chosen;
        break;
      }
      case 'other':
        chosen = other ?? chosen;
        break;
      case 'style':
        style = style === 'used' ? 'leftOut' : 'used';
        break;
      case 'edit': {
        const { item } = step;
        focused = item.uri.toString();
        const prompt = await editPrompt(item);
        if (prompt === undefined) break;
        items = items.map((each) => (each.uri.toString() === focused ? { ...each, prompt } : each));
        if (prompt === '') ticked.delete(focused);
        else ticked.add(focused);
      }
    }
  }
}

/** Whether the images are made in the house style; none: there is none where they belong. */
type HouseStyle = 'used' | 'leftOut' | 'none';

/** Images of one folder for documents of one folder have the same. */
async function haveStyle(styles: Styles, all: readonly Fillable[]): Promise<boolean> {
  const folderOf = (uri: vscode.Uri | undefined) => uri?.toString().replace(/[^/]*$/, '');
  const places = new Map(all.map(({ uri, near }) => [`${folderOf(near)} ${folderOf(uri)}`, { near, folder: uri }]));
  for (const place of places.values()) if ((await styles.looksFor({}, place)).length > 0) return true;
  return false;
}

interface List<Item> {
  readonly title: string;
  readonly items: readonly Item[];
  readonly chosen: Chosen;
  /** Images that the person's own limit leaves for today; undefined: there is none. */
  readonly left: number | undefined;
  /** What the button beside the model's switches to. */
  readonly other: Chosen | undefined;
  readonly ticked: ReadonlySet<string>;
  readonly focused: string | undefined;
  readonly style: HouseStyle;
}

async function showList<Item extends Fillable>(
  { title, items, chosen, left, other, ticked, focused, style }: List<Item>,
  onTicked: (ticked: Set<string>) => void,
): Promise<Step<Item> | undefined> {
  const edit = { iconPath: new vscode.ThemeIcon('edit'), tooltip: t('Change the Prompt') };
  const model = { iconPath: new vscode.ThemeIcon('settings'), tooltip: t('Provider and Model') };
  const switching = other && {
    iconPath: new vscode.ThemeIcon('arrow-swap'),
    tooltip:
      other.service.auth === 'none'
        ? t('Sketch placeholders first (free)')
        : t('Switch to {0}', `${nameOf(other.model)}, ${other.service.label}`),
  };
  const rows = items.map((item): Row<Item> => ({
    item,
    label: plain(shown(item.path)),
    description: plain(inert(item.about)),
    detail:
      item.prompt === ''
        ? t('$(edit) No prompt yet: the document says nothing of this image.')
        : plain(shown(item.prompt, 300)),
    buttons: [edit],
  }));
  const list = vscode.window.createQuickPick<Row<Item>>();
  list.canSelectMany = true;
  list.matchOnDescription = true;
  list.matchOnDetail = true;
  list.ignoreFocusOut = true;
  list.placeholder = t('Enter makes what is ticked');
  const styling = style === 'none' ? undefined : styleButton(style);
  list.buttons = [...(styling ? [styling] : []), ...(switching ? [switching] : []), model];
  list.items = rows;
  list.selectedItems = rows.filter(({ item }) => ticked.has(item.uri.toString()));
  list.activeItems = rows.filter(({ item }) => item.uri.toString() === focused);
  const inStyle = style === 'used' ? ` · ${t('House style')}` : '';
  const draw = (count: number) => (list.title = `${title} · ${summary(count, chosen, left)}${inStyle}`);
  draw(list.selectedItems.length);
  try {
    return await new Promise((resolve) => {
      list.onDidChangeSelection((selected) => {
        draw(selected.length);
        onTicked(new Set(selected.map(({ item }) => item.uri.toString())));
      });
      list.onDidTriggerButton((button) =>
        resolve({ action: button === model ? 'model' : button === styling ? 'style' : 'other' }),
      );
      list.onDidTriggerItemButton(({ item: { item } }) => resolve({ action: 'edit', item }));
      list.onDidAccept(() => {
        const picked = list.selectedItems.map(({ item }) => item);
        const nameless = picked.find(({ prompt }) => prompt === '');
        if (nameless) resolve({ action: 'edit', item: nameless });
        else if (picked.length > 0) resolve({ action: 'make', items: picked });
        // Nothing is ticked where no prompt is known: then the first one is asked for.
        else if (items[0] && items.every(({ prompt }) => prompt === '')) resolve({ action: 'edit', item: items[0] });
      });
      list.onDidHide(() => resolve(undefined));
      list.show();
    });
  } finally {
    list.dispose();
  }
}

function styleButton(style: 'used' | 'leftOut'): vscode.QuickInputButton {
  return style === 'used'
    ? { iconPath: new vscode.ThemeIcon('paintcan'), tooltip: t('Leave the House Style Out') }
    : { iconPath: new vscode.ThemeIcon('circle-slash'), tooltip: t('Use the House Style') };
}

/** "4 images · Nano Banana, mixroute · about $0.16" */
function summary(count: number, { service, model }: Chosen, left: number | undefined): string {
  const images = count === 1 ? t('1 image') : t('{0} images', count);
  if (service.auth === 'none') return `${images} · ${t('Sketch (placeholder, free)')}`;
  const price = priceHint(service, model, settings.prices());
  const cost = count === 0 ? '' : costHint([{ isFree: false, price }], count);
  const room = left === undefined ? '' : count > left ? t('only {0} left today', left) : t('{0} left today', left);
  const parts = [images, `${model.label ?? model.id}, ${service.label}`, cost, room];
  return parts.filter((part) => part !== '').join(' · ');
}

async function editPrompt({ path, prompt }: Fillable): Promise<string | undefined> {
  if (prompt.includes('\n')) return writePrompt(prompt);
  const typed = await vscode.window.showInputBox({
    title: shown(path),
    prompt: t('What the image shows. The document is not changed.'),
    value: prompt,
    ignoreFocusOut: true,
  });
  return typed?.trim();
}
