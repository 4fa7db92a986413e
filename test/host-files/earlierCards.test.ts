import { describe, expect, it } from 'vitest';
import type { HeldCard } from '../../src/host/studio/cards.ts';
import { changesTo, earlierId } from '../../src/host/studio/earlierCards.ts';
import { heldCard, heldImage } from './heldCard.ts';

type Fields = Partial<Omit<HeldCard, 'images'>> & { readonly images?: readonly string[] };

const card = (job: string, { images = [], ...fields }: Fields = {}): HeldCard =>
  heldCard({
    id: earlierId(job),
    job,
    state: 'done',
    startedAt: 1000,
    done: images.length,
    total: 4,
    images: images.map((uri) => heldImage(uri)),
    ...fields,
  });

const cancel = () => undefined;
const running = (job: string, fields: Fields = {}) => card(job, { state: 'waiting', cancel, ...fields });
const own = (job: string, fields: Fields = {}) => card(job, { id: `own-${job}`, ...fields });
const owed = { code: 'unknownOutcome', text: 'It may have been charged.', actions: [] } as const;

const changes = (cards: readonly HeldCard[], jobs: readonly HeldCard[]) =>
  changesTo(cards, new Map(jobs.map((each) => [each.job ?? '', each])), 9000);

describe('the card of a job that the Studio did not begin', () => {
  it('gets its images while the job runs, and keeps the thumbnails that are made', () => {
    const before = running('a');
    const one = { ...running('a'), images: [heldImage('one', { thumbnail: 'one.webp' })] };
    expect(changes([before], [running('a', { images: ['one'] })]).put).toMatchObject([
      { state: 'waiting', images: [{ uri: 'one' }], cancel },
    ]);
    expect(changes([one], [running('a', { images: ['one', 'two'] })]).put).toMatchObject([
      { images: [{ uri: 'one', thumbnail: 'one.webp' }, { uri: 'two' }] },
    ]);
  });

  it('is done when the job is, with all of its images and the time that it took', () => {
    const before = running('a', { images: ['one'] });
    const after = card('a', { startedAt: 5000, images: ['one', 'two', 'three', 'four'] });
    const { gone, put } = changes([before], [after]);
    expect(gone).toEqual([]);
    expect(put).toMatchObject([{ id: before.id, state: 'done', done: 4, startedAt: 1000, endedAt: 9000 }]);
    expect(put[0]?.cancel).toBeUndefined();
    expect(changes(put, [after]).put, 'and stays so').toEqual([]);
  });

  it('that was left half done gets what came since', () => {
    const before = card('a', { images: ['one'] });
    expect(changes([before], [card('a', { images: ['one', 'two'] })]).put).toMatchObject([{ done: 2 }]);
  });

  it('goes when nothing of its job is left', () => {
    expect(changes([running('a')], []).gone).toHaveLength(1);
  });

  it('stands behind those that began before it', () => {
    const { put } = changes([], [card('b', { startedAt: 2 }), card('a', { startedAt: 1 })]);
    expect(put.map(({ job }) => job)).toEqual(['a', 'b']);
  });
});

describe('a card of the Studio’s own', () => {
  it('is left alone while its job runs', () => {
    expect(changes([own('a', { state: 'waiting', cancel })], [card('a', { images: ['one'] })])).toEqual({
      gone: [],
      put: [],
    });
  });

  it('says what its job still owes only as long as it does', () => {
    const before = own('a', { images: ['one'], error: owed });
    expect(changes([before], [card('a', { images: ['one'], error: owed })]).put).toEqual([]);
    const { put } = changes([before], [card('a', { images: ['one'] })]);
    expect(put).toMatchObject([{ id: 'own-a', state: 'done' }]);
    expect(put[0]?.error).toBeUndefined();
  });

  it('makes room for that of a job that was saved after all', () => {
    for (const state of ['failed', 'cancelled'] as const) {
      const { gone, put } = changes([own('a', { state })], [card('a', { images: ['one'] })]);
      expect(gone.map(({ id }) => id)).toEqual(['own-a']);
      expect(put.map(({ id }) => id)).toEqual([earlierId('a')]);
    }
  });
});
