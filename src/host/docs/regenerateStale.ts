import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { shapeFor } from '../../core/docs/shapeFor.ts';
import { freeName } from '../../core/naming/candidates.ts';
import type { ImageResult } from '../../core/result.ts';
import type { App } from '../app.ts';
import { setKeyOf, start } from '../commands/doors.ts';
import { baseName, pathForPeople } from '../files.ts';
import { requireTrust } from '../maker.ts';
import type { Chosen } from '../selection.ts';
import { chooseImages, type Fillable } from './fillList.ts';
import { resultOf, tellOutcomes } from './fillResult.ts';
import { fillAll, type WantedImage } from './fillRun.ts';
import type { StaleImage } from './imageCheck.ts';
import { relink } from './relink.ts';
import { documentsOf } from './useInstead.ts';

interface FreshImage extends Fillable {
  readonly stale: StaleImage;
}

/** New files for what documents say now, which their links then lead to. The old files stay. */
export async function regenerateStale(
  app: App,
  stale: readonly StaleImage[],
  begun: Chosen = app.selection.resolve(),
): Promise<ImageResult | undefined> {
  requireTrust();
  const fresh = await Promise.all(stale.map(freshImage));
  const choice = await chooseImages(app, t('Regenerate Images'), fresh, begun);
  if (!choice) return undefined;
  const { chosen } = choice;
  const wanted = choice.items.map((each): WantedImage & { readonly fresh: FreshImage } => ({
    fresh: each,
    near: each.stale.uri,
    alt: each.stale.alt,
    target: { uri: each.uri },
    options: { prompt: each.prompt, ...choice.style, ...shapeFor(chosen.model, each.stale.made) },
  }));
  const outcomes = await fillAll(app, wanted, chosen, 'ui');
  const relinks = outcomes.flatMap((each) => {
    const uri = 'result' in each ? each.result.images[0]?.uri : undefined;
    if (uri === undefined) return [];
    const { links, uri: from } = each.wanted.fresh.stale;
    return [{ documents: documentsOf(links), from, to: vscode.Uri.parse(uri, true) }];
  });
  const left = outcomes.flatMap((each) => ('error' in each ? [each.wanted.fresh.stale] : []));
  const made = wanted.length === 1 ? (wanted[0]?.fresh.path ?? '') : t('{0} images were made.', wanted.length);
  void tellOutcomes(app, outcomes, {
    made,
    again: () => start(app, () => regenerateStale(app, left, chosen)),
    setKey: () => setKeyOf(app, chosen.service),
  });
  if (relinks.length > 0) await relink(app.docs(), relinks);
  return relinks.length === 0 ? undefined : resultOf(outcomes);
}

/** Beside the old one, under the first free name. */
async function freshImage(stale: StaleImage): Promise<FreshImage> {
  const folder = vscode.Uri.joinPath(stale.uri, '..');
  const names = (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name);
  const old = baseName(stale.uri);
  const cut = old.lastIndexOf('.');
  const uri = vscode.Uri.joinPath(folder, freeName(old.slice(0, cut), old.slice(cut + 1), names));
  return { stale, uri, path: pathForPeople(uri), prompt: stale.alt, about: t('instead of {0}', old) };
}
