import { t } from '@vscode/l10n';
import { costHint } from '../../../core/cost.ts';
import { controlsFor, judge, sendable, type Controls, type Verdict } from '../../../core/controls.ts';
import type { Draft, ModelInfo, Target } from '../../../protocol/types.ts';
import type { State } from '../../state.ts';
import type { Store } from '../../store.ts';
import { activeRegion, regionProblem } from './references.ts';

/** What would be sent now, and all that the composer shows of it. */
export interface Current {
  readonly targets: readonly Target[];
  readonly models: readonly ModelInfo[];
  readonly controls: Controls;
  /** The service's own fields can go along: all models are of one service, and it is one that reads them. */
  readonly takesParameters: boolean;
  /** Without what the models do not have. */
  readonly draft: Draft;
  readonly verdict: Verdict;
  /** Why nothing can be sent. */
  readonly reason: string | undefined;
  /** Images of all targets together. */
  readonly images: number;
  readonly cost: string;
}

const known = new WeakMap<State, Current>();

/** Worked out once for each state. */
export function current(store: Store): Current {
  const { state } = store;
  const found = known.get(state);
  if (found) return found;
  const made = workedOut(store);
  known.set(state, made);
  return made;
}

function workedOut(store: Store): Current {
  const { draft: kept, references, host } = store.state;
  const { targets } = store;
  const models = targets.flatMap((target) => store.modelOf(target) ?? []);
  const controls = controlsOf(models, kept.continues !== undefined, activeRegion(store) !== undefined);
  const takesParameters = new Set(targets.map(({ provider }) => provider)).size === 1 && !isAllFree(store);
  const { parameters: _, ...common } = kept;
  const draft = { ...sendable(takesParameters ? kept : common, controls), images: references.map(({ uri }) => uri) };
  const verdict = judge(models, draft, references);
  const count = draft.count ?? 1;
  const asked = targets.map((target) => ({
    isFree: store.providerOf(target)?.isFree ?? false,
    price: store.modelOf(target)?.price,
  }));
  return {
    targets,
    models,
    controls,
    takesParameters,
    draft,
    verdict,
    reason:
      host &&
      (reasonOf({ draft, verdict, controls, targets }, host.isTrusted, models.length === targets.length) ??
        regionProblem(store)),
    images: count * targets.length,
    cost: costHint(asked, count),
  };
}

function isAllFree(store: Store): boolean {
  return store.targets.every((target) => store.providerOf(target)?.isFree === true);
}

interface Worked {
  readonly models: readonly ModelInfo[];
  readonly isConversation: boolean;
  readonly isRegion: boolean;
  readonly controls: Controls;
}

let last: Worked | undefined;

/** The same object as long as the models are the same: typing changes the state with every letter. */
function controlsOf(models: readonly ModelInfo[], isConversation: boolean, isRegion: boolean): Controls {
  const isSame =
    last?.isConversation === isConversation &&
    last.isRegion === isRegion &&
    last.models.length === models.length &&
    models.every((model, at) => model === last?.models[at]);
  if (last && isSame) return last.controls;
  const all = controlsFor(models, isConversation);
  last = { models, isConversation, isRegion, controls: isRegion ? withoutShape(all) : all };
  return last.controls;
}

/** What is put back into an image has that image's shape. */
function withoutShape({ pixels: _, ...controls }: Controls): Controls {
  return { ...controls, ratios: [], sizes: [] };
}

function reasonOf(
  { draft, verdict, controls, targets }: Pick<Current, 'draft' | 'verdict' | 'controls' | 'targets'>,
  isTrusted: boolean,
  isKnown: boolean,
): string | undefined {
  if (!isTrusted) return t('This workspace is not trusted.');
  if (!isKnown) return t('This model is not there any more; choose another one.');
  if (draft.prompt.trim() === '') return t('Write what the image should show.');
  if (draft.images.length > controls.references.max) return tooManyText(controls.references.max, targets.length);
  return verdict.problems.length > 0 ? verdict.problems.join(' ') : undefined;
}

/** That there are more references than the models take. */
export function tooManyText(max: number, models: number): string {
  if (max > 0) {
    return models === 1
      ? t('This model takes at most {0} references: remove those that are marked, or choose another model.', max)
      : t('These models take at most {0} references: remove those that are marked, or choose other models.', max);
  }
  return models === 1
    ? t('This model takes no references: remove them, or choose another model.')
    : t('One of these models takes no references: remove them, or choose other models.');
}

export function setDraft(store: Store, change: Partial<State['draft']>): void {
  store.update({ draft: { ...store.state.draft, ...change } });
}
