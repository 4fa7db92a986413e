import type { HeldCard, HeldImage } from './cards.ts';

const prefix = 'earlier-';

/** Id of the card of a job that the Studio did not begin. */
export function earlierId(job: string): string {
  return prefix + job;
}

export function isEarlier({ id }: Pick<HeldCard, 'id'>): boolean {
  return id.startsWith(prefix);
}

export function isLive({ cancel, endedAt }: Pick<HeldCard, 'cancel' | 'endedAt'>): boolean {
  return cancel !== undefined && endedAt === undefined;
}

/**
 * What has to change for the cards to be those of the jobs as they are now.
 * @param jobs A card of each job that is to be seen, by the job; cards that the Studio began stay in the place of these.
 */
export function changesTo(
  cards: readonly HeldCard[],
  jobs: ReadonlyMap<string, HeldCard>,
  now: number,
): { readonly gone: readonly HeldCard[]; readonly put: readonly HeldCard[] } {
  const added = new Map(jobs);
  const gone: HeldCard[] = [];
  const changed: HeldCard[] = [];
  for (const card of cards) {
    if (card.job === undefined) continue;
    const job = jobs.get(card.job);
    const isSavedAfterAll = (card.state === 'failed' || card.state === 'cancelled') && job?.state === 'done';
    if (isEarlier(card) ? !job : isSavedAfterAll) {
      // A file that is gone, a debt that is settled; a failure that was none.
      gone.push(card);
      continue;
    }
    added.delete(card.job);
    const next = job && (isEarlier(card) ? inPlaceOf(card, job, now) : withLater(card, job));
    if (next && looksOf(next) !== looksOf(card)) changed.push(next);
  }
  return { gone, put: [...changed, ...[...added.values()].sort((a, b) => a.startedAt - b.startedAt)] };
}

/** How long it took is known of what was seen to end. */
function inPlaceOf(card: HeldCard, next: HeldCard, now: number): HeldCard {
  const endedAt = isLive(card) && !isLive(next) ? now : card.endedAt;
  return {
    ...next,
    startedAt: card.startedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    images: withThumbnails(next.images, card.images),
  };
}

/** A card of the Studio's own, with what came of its job after its end, and what is still owed. */
function withLater(card: HeldCard, job: HeldCard): HeldCard {
  if (card.state !== 'done' || job.state !== 'done') return card;
  const { error: _, ...rest } = card;
  const isMore = job.images.length > card.images.length;
  return {
    ...rest,
    ...(isMore ? { images: withThumbnails(job.images, card.images), done: job.images.length } : {}),
    ...(job.error ? { error: job.error } : {}),
  };
}

function withThumbnails(images: readonly HeldImage[], before: readonly HeldImage[]): readonly HeldImage[] {
  return images.map((image) => ({ ...image, ...before.find(({ uri }) => uri === image.uri) }));
}

/** What of a card changes as its job goes on. */
export function looksOf({ state, done, total, until, images, error }: HeldCard): string {
  return JSON.stringify([state, done, total, until, images.map(({ uri }) => uri), error?.text]);
}
