import { t } from '@vscode/l10n';
import { maxTargets } from '../../../protocol/calls.ts';
import type { Target } from '../../../protocol/types.ts';
import type { Store } from '../../store.ts';

const isSame = (a: Target, b: Target) => a.provider === b.provider && a.model === b.model;

/** Puts another target in a place. One that is there already is said, and left where it is. */
export function setTarget(store: Store, at: number, target: Target): void {
  const targets = [...store.targets];
  if (targets.some((each, other) => other !== at && isSame(each, target))) {
    store.say(t('This model is chosen already.'), true);
    // Draws the lists again as they were.
    store.update({});
    return;
  }
  targets[at] = target;
  store.update({ targets });
  // Of several to try, none is what other doors should begin with.
  if (targets.length === 1) void store.attempt(() => store.host.call('rememberTarget', target));
}

/** One more model for the same prompt: the next one of the last provider that is not chosen, or of another one. */
export function addTarget(store: Store): void {
  const { targets } = store;
  const providers = store.state.host?.providers ?? [];
  const last = targets.at(-1)?.provider;
  const near = [
    ...providers.filter(({ id }) => id === last),
    ...providers.filter(({ id, isReady, isFree }) => id !== last && isReady && !isFree),
    ...providers.filter(({ id }) => id !== last),
  ];
  const all = near.flatMap(({ id, models }) => models.map((model): Target => ({ provider: id, model: model.id })));
  const next = all.find((each) => !targets.some((chosen) => isSame(chosen, each)));
  if (next && targets.length < maxTargets) store.update({ targets: [...targets, next] });
}

export function removeTarget(store: Store, at: number): void {
  const targets = store.targets.filter((_, other) => other !== at);
  if (targets.length > 0) store.update({ targets });
}
