import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { shown } from '../../core/naming/shown.ts';
import { baseName, pathForPeople } from '../files.ts';
import { plain } from '../words.ts';
import type { IndexedImage } from './documentIndex.ts';
import type { CheckedImage, ImageCheck, StaleImage } from './imageCheck.ts';
import { showImage, showPlace } from './showPlace.ts';

/** What its person chose to do. */
export type CheckStep =
  | { readonly action: 'fill'; readonly images: ImageCheck['missing'] }
  | { readonly action: 'regenerate' | 'keep'; readonly images: readonly StaleImage[] }
  | { readonly action: 'replace' | 'reveal' | 'trash'; readonly images: readonly CheckedImage[] }
  | { readonly action: 'go'; readonly place: Place };

/** Where a document names an image, or a file that none names. */
type Place = IndexedImage | vscode.Uri;

interface Button extends vscode.QuickInputButton {
  readonly step: CheckStep;
}

export interface CheckRow extends vscode.QuickPickItem {
  readonly place?: Place | undefined;
  /** What Enter does; without it, the place is gone to. */
  readonly step?: CheckStep;
  readonly buttons?: readonly Button[];
}

/** Shows what was found, a section for each kind; what is focused is shown beside the list. Undefined: it was closed. */
export async function showCheck(check: ImageCheck): Promise<CheckStep | undefined> {
  const list = vscode.window.createQuickPick<CheckRow>();
  list.title = t('Check Images in Documents');
  list.placeholder = t('Enter goes to the place. The buttons of a row, and the first row of a section, mend it.');
  list.matchOnDescription = true;
  list.matchOnDetail = true;
  list.ignoreFocusOut = true;
  list.items = rowsOf(check);
  try {
    return await new Promise((resolve) => {
      let isMoved = false;
      list.onDidChangeActive(([row]) => {
        // The first row is focused by nobody.
        if (isMoved && row?.place) void show(row.place, true);
        isMoved = true;
      });
      list.onDidTriggerItemButton(({ button }) => resolve((button as Button).step));
      list.onDidAccept(() => {
        const [row] = list.selectedItems;
        if (row?.step) resolve(row.step);
        else if (row?.place) resolve({ action: 'go', place: row.place });
      });
      list.onDidHide(() => resolve(undefined));
      list.show();
    });
  } finally {
    list.dispose();
  }
}

export function show(place: Place, preserveFocus: boolean): Promise<void> {
  return place instanceof vscode.Uri ? showImage(place, preserveFocus) : showPlace(place, preserveFocus);
}

function rowsOf({ missing, stale, placeholders, orphans }: ImageCheck): readonly CheckRow[] {
  return [
    ...section(
      t('Missing: the file is not there'),
      missing.length > 1 && {
        label: `$(sparkle) ${t('Generate All {0} Missing Images…', missing.length)}`,
        step: { action: 'fill', images: missing },
      },
      missing.map((each) => ({
        ...rowOf(pathForPeople(each.named), each.links),
        detail: each.prompt === '' ? t('The document says nothing of it.') : plain(shown(each.prompt, 300)),
        buttons: [button('sparkle', t('Generate…'), { action: 'fill', images: [each] })],
      })),
    ),
    ...section(
      t('Stale: the alternative text has changed since'),
      stale.length > 1 && {
        label: `$(refresh) ${t('Regenerate All {0}…', stale.length)}`,
        step: { action: 'regenerate', images: stale },
      },
      stale.map((each) => ({
        ...rowOf(each.path, each.links),
        detail: t('Now: {0} · Made for: {1}', plain(shown(each.alt, 150)), plain(shown(each.madeFor, 150))),
        buttons: [
          button('refresh', t('Regenerate and Use…'), { action: 'regenerate', images: [each] }),
          button('check', t('Keep as It Is'), { action: 'keep', images: [each] }),
        ],
      })),
    ),
    ...section(
      t('Placeholders: still a sketch'),
      placeholders.length > 1 && {
        label: `$(sparkle) ${t('Replace All {0} Placeholders…', placeholders.length)}`,
        step: { action: 'replace', images: placeholders },
      },
      placeholders.map((each) => ({
        ...rowOf(each.path, each.links, each.uri),
        detail: plain(shown(each.made.origin.prompt, 300)),
        buttons: [button('sparkle', t('Replace by a Real Image…'), { action: 'replace', images: [each] })],
      })),
    ),
    ...section(
      t('Orphans: nothing in the workspace names them'),
      orphans.length > 1 && {
        label: `$(trash) ${t('Delete All {0}…', orphans.length)}`,
        step: { action: 'trash', images: orphans },
      },
      orphans.map((each) => ({
        ...rowOf(each.path, [], each.uri),
        detail: plain(shown(each.made.origin.prompt, 300)),
        buttons: [
          button('folder-opened', t('Show in Explorer'), { action: 'reveal', images: [each] }),
          button('trash', t('Delete…'), { action: 'trash', images: [each] }),
        ],
      })),
    ),
  ];
}

function section(title: string, all: CheckRow | false, rows: readonly CheckRow[]): readonly CheckRow[] {
  if (rows.length === 0) return [];
  const separator = { label: title, kind: vscode.QuickPickItemKind.Separator };
  return [separator, ...(all ? [all] : []), ...rows];
}

/** @param file Shown where no document names it. */
function rowOf(path: string, links: readonly IndexedImage[], file?: vscode.Uri): CheckRow {
  const [first] = links;
  const documents = [...new Set(links.map(({ document }) => document.toString()))];
  const more = documents.length > 1 ? ` ${t('and {0} more', documents.length - 1)}` : '';
  return {
    label: plain(shown(path)),
    description: first ? `${plain(shown(baseName(first.document)))}${more}` : '',
    place: first ?? file,
  };
}

function button(icon: string, tooltip: string, step: CheckStep): Button {
  return { iconPath: new vscode.ThemeIcon(icon), tooltip, step };
}
