import { t } from '@vscode/l10n';
import { renderMask } from '../../editing/mask.ts';
import type { Store } from '../../store.ts';
import { activeRegion } from './references.ts';
import { current } from './request.ts';

/** Sends what is asked for. Whether a job began; if not, it was said why. */
export async function send(store: Store): Promise<boolean> {
  const { draft, targets, images, models } = current(store);
  const region = activeRegion(store);
  // What was said of an earlier try is over.
  store.update({ status: undefined });
  const cards = await store.attempt(async () => {
    const mask = region && new Uint8Array(await renderMask(region));
    return store.host.call('make', {
      draft: { ...draft, images: [...draft.images] },
      targets: [...targets],
      ...(region && mask ? { region: { mask, keepsOutside: region.keepsOutside } } : {}),
    });
  });
  if (!cards) return false;
  const { draft: kept, isSeedLocked } = store.state;
  const { seed, ...others } = kept;
  // A seed is for one request, unless it is to be kept.
  const isSeedSpent = !isSeedLocked && seed === draft.seed;
  // In a conversation the prompt is a turn of it now; elsewhere it is often sent again.
  const isSaid = draft.continues !== undefined && kept.prompt === draft.prompt;
  store.update({ draft: { ...(isSeedSpent ? others : kept), ...(isSaid ? { prompt: '' } : {}) } });
  const [only] = models;
  store.announce(
    models.length === 1 && only
      ? t('{0} began: {1}', only.label ?? only.id, imagesText(images))
      : t('{0} models began: {1}', models.length, imagesText(images)),
  );
  return true;
}

export function imagesText(images: number): string {
  return images === 1 ? t('1 image') : t('{0} images', images);
}
