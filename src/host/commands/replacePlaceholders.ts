import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { shapeFor } from '../../core/docs/shapeFor.ts';
import { worst } from '../../core/failures.ts';
import { shown } from '../../core/naming/shown.ts';
import type { ImageResult } from '../../core/result.ts';
import type { App } from '../app.ts';
import { chooseImages } from '../docs/fillList.ts';
import { errorsOf, resultOf, tellOutcomes } from '../docs/fillResult.ts';
import { fillAll, type WantedImage } from '../docs/fillRun.ts';
import { findPlaceholders, type Placeholder } from '../docs/placeholders.ts';
import { pathForPeople } from '../files.ts';
import { requireTrust } from '../maker.ts';
import type { Chosen } from '../selection.ts';
import { fromUi, setKeyOf, start, told } from './doors.ts';

/**
 * `easel.replacePlaceholders`: real images in the place of sketches, under the same paths, so that no link changes. Only
 * a sketch that nobody changed since makes room, and only for an image that is there whole.
 */
export function replacePlaceholders(app: App, places: unknown): Promise<ImageResult | undefined> {
  return fromUi(app, async () => {
    requireTrust();
    const named = (Array.isArray(places) ? places : [places]).filter((each) => each instanceof vscode.Uri);
    const within = named.length > 0 ? named : undefined;
    const title = t('Looking for placeholders…');
    const found = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
      findPlaceholders(app, within),
    );
    const { unchanged, changed } = found;
    if (unchanged.length === 0) {
      const text = changed.length === 0 ? t('There are no placeholders.') : keptText(changed);
      void vscode.window.showInformationMessage(text);
      return undefined;
    }
    const chosen = await realModel(app);
    return chosen && choose(app, unchanged, changed, chosen);
  });
}

async function choose(
  app: App,
  placeholders: readonly Placeholder[],
  changed: readonly vscode.Uri[],
  begun: Chosen,
): Promise<ImageResult | undefined> {
  // Another sketch in its place would be nothing new.
  const promptBox = { ...app.promptBox, otherProvider: () => Promise.resolve(undefined) };
  const choice = await chooseImages({ ...app, promptBox }, t('Replace Placeholders'), placeholders, begun);
  if (!choice) return undefined;
  if (changed.length > 0) void vscode.window.showInformationMessage(keptText(changed));
  const { chosen } = choice;
  const wanted = choice.items.map((each): WantedImage & { readonly placeholder: Placeholder } => ({
    placeholder: each,
    near: each.uri,
    alt: each.alt,
    target: { uri: each.uri, replaces: each.sha256 },
    options: { ...each.options, prompt: each.prompt, ...choice.style, ...shapeFor(chosen.model, each.size) },
  }));
  const outcomes = await fillAll(app, wanted, chosen, 'ui');
  const left = outcomes.flatMap((each) => ('error' in each ? [each.wanted.placeholder] : []));
  const made =
    wanted.length === 1 ? (wanted[0]?.placeholder.path ?? '') : t('{0} placeholders were replaced.', wanted.length);
  void tellOutcomes(app, outcomes, {
    made,
    again: () => start(app, () => choose(app, left, [], chosen)),
    setKey: () => setKeyOf(app, chosen.service),
  });
  // They have been told why.
  if (left.length === outcomes.length) throw told(worst(errorsOf(outcomes)));
  return resultOf(outcomes);
}

/** Another sketch would be no real image: where Sketch is in use, the provider that has a key, else one is chosen. */
async function realModel({ selection, promptBox }: App): Promise<Chosen | undefined> {
  const current = selection.resolve();
  if (current.service.auth !== 'none') return current;
  const other = await promptBox.otherProvider(current);
  return other ?? promptBox.pickModel(current);
}

function keptText(changed: readonly vscode.Uri[]): string {
  const names = changed.map((uri) => shown(pathForPeople(uri)));
  const [first = ''] = names;
  return names.length === 1
    ? t('{0} was changed since it was sketched, so it stays as it is.', first)
    : t(
        '{0} placeholders were changed since they were sketched, so they stay as they are: {1}',
        names.length,
        names.slice(0, 5).join(', '),
      );
}
