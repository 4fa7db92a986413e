import type { HeldCard, HeldImage } from '../../src/host/studio/cards.ts';

export function heldImage(uri: string, fields: Partial<HeldImage> = {}): HeldImage {
  const size = { mediaType: 'image/png', width: 1, height: 1, bytes: 1 } as const;
  return { uri, path: uri, name: uri, ...size, isPlaceholder: false, ...fields };
}

/** A card as the host keeps it: of one that has just begun, but for these fields. */
export function heldCard(fields: Partial<HeldCard> = {}): HeldCard {
  return {
    id: 'a',
    kind: 'generate',
    target: { provider: 'mixroute', model: 'm' },
    providerLabel: 'mixroute',
    modelLabel: 'M',
    draft: { prompt: 'a cat', images: [] },
    isRegion: false,
    state: 'queued',
    startedAt: 1,
    done: 0,
    total: 2,
    images: [],
    notices: [],
    canContinue: false,
    ...fields,
  };
}
