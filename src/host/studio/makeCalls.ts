import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import { fitOptions } from '../../core/fitOptions.ts';
import { parseOptions, type ImageOptions } from '../../core/options.ts';
import type { Args } from '../../protocol/calls.ts';
import type { Draft } from '../../protocol/types.ts';
import { start } from '../commands/doors.ts';
import { requireTrust } from '../maker.ts';
import { addressed, isLink } from '../resolveReference.ts';
import type { Chosen } from '../selection.ts';
import { DoubleClicks } from './doubleClicks.ts';
import type { Some, StudioParts } from './handlers.ts';
import { maskFor, keepMask } from './maskFile.ts';
import type { App } from '../app.ts';
import type { Earlier } from './earlier.ts';
import type { KnownImages } from './knownImages.ts';
import type { Request, StudioJobs } from './studioJobs.ts';

export interface MakeCallParts extends Pick<StudioParts, 'cards' | 'folders' | 'known'> {
  readonly jobs: StudioJobs;
  readonly earlier: Earlier;
  /** Told of every model that is used. */
  readonly used: (chosen: Chosen) => Promise<void>;
}

/** Jobs and their cards: what the page begins, ends, takes away, and the buttons of what went wrong. */
export function makeCalls(app: App, parts: MakeCallParts): Some<'make' | 'cancel' | 'dismiss' | 'act'> {
  const { cards, jobs, earlier, used } = parts;
  const clicks = new DoubleClicks<readonly string[]>();
  const begin = async (args: Args<'make'>) => {
    const targets = args.targets.map(({ provider, model }) => app.selection.resolve(provider, model));
    return jobs.room.during(targets.length, async () => {
      const requests = await requestsOf(args, targets, parts);
      await app.recent.add(args.draft.prompt);
      for (const chosen of targets) await used(chosen);
      return jobs.begin(requests);
    });
  };
  return {
    async make(args, page) {
      requireTrust();
      const ids = await clicks.once(page, args, () => begin(args));
      return cards.shown(page).filter(({ id }) => ids.includes(id));
    },
    cancel({ card }) {
      cards.get(card)?.cancel?.();
      return null;
    },
    async dismiss({ card: id }) {
      const card = cards.get(id);
      if (!card || (card.cancel && card.endedAt === undefined)) return null;
      cards.remove(id);
      if (card.job !== undefined) await earlier.dismiss(card.job);
      return null;
    },
    act({ card, action }) {
      const chosen = cards.get(card)?.error?.actions[Number(action)];
      // Some open lists that stay open for long: the page is not kept waiting for what its person does there.
      if (chosen) start(app, () => Promise.resolve(chosen.run()));
      return null;
    },
  };
}

/** A request for each target: the same, but for what a model does not have. */
async function requestsOf(
  { draft: asked, region, original }: Args<'make'>,
  targets: readonly Chosen[],
  { known, folders }: Pick<MakeCallParts, 'known' | 'folders'>,
): Promise<readonly Request[]> {
  const draft = region ? inShapeOfOriginal(asked) : asked;
  const options: ImageOptions = parseOptions(draft);
  const references = draft.images.map((address) => referenceOf(address, known));
  const [first] = references;
  const versionOf = original === undefined ? first : known.require(original);
  const marked = region && (await keepMask(region, required(first), folders));
  return targets.map((chosen) => {
    // Of a single target the form shows only what its model has; what it refuses all the same is said as such.
    const fitted = targets.length > 1 ? fitOptions(options, chosen.model) : { options, notices: [] };
    return {
      kind: references.length > 0 ? ('edit' as const) : ('generate' as const),
      chosen,
      draft,
      options: { ...fitted.options, ...(marked ? maskFor(chosen.model, marked, region.keepsOutside) : {}) },
      notices: fitted.notices,
      near: first && vscode.workspace.getWorkspaceFolder(first) ? first : undefined,
      original: versionOf && !isLink(versionOf) ? versionOf : undefined,
      isRegion: marked !== undefined,
      region: region?.keepsOutside === true ? marked : undefined,
    };
  });
}

/** What is put back into an image has to have its shape. */
function inShapeOfOriginal({ aspectRatio: _, size: __, ...draft }: Draft): Draft {
  return draft;
}

/** Only what the host has shown to a page, or what lies in the workspace, may be sent to a service. */
function referenceOf(address: string, known: KnownImages): vscode.Uri {
  const uri = addressed(address);
  return isLink(uri) && known.has(uri) ? uri : known.require(address);
}

function required(image: vscode.Uri | undefined): vscode.Uri {
  if (image) return image;
  throw new EaselError({
    code: 'invalidRequest',
    what: t('There is no image that the region could belong to.'),
    money: 'notSent',
    next: t('Add the image that it is for, or take the region away.'),
  });
}
