import { describe, expect, it } from 'vitest';
import type { Card } from '../../src/protocol/types.ts';
import { askedRatio, elapsedText, excerpt, stateText, transitionText } from '../../src/studio/views/feed/cardText.ts';
import { entriesOf } from '../../src/studio/views/feed/entries.ts';

const card = (id: string, more: Partial<Card> = {}): Card => ({
  id,
  kind: 'generate',
  target: { provider: 'sketch', model: 'sketch' },
  providerLabel: 'Sketch',
  modelLabel: 'Sketch',
  draft: { prompt: 'a cat', images: [] },
  isRegion: false,
  state: 'waiting',
  startedAt: 10_000,
  done: 0,
  total: 1,
  images: [],
  notices: [],
  canContinue: false,
  ...more,
});

const ownLimit = { code: 'quota', text: 'Your own limit is reached.', actions: [], isOwnSetting: true } as const;

describe('the rows of the feed', () => {
  it('keep cards of one prompt together, the model that began first in front', () => {
    const cards = [card('d'), card('c2', { group: 'g' }), card('b'), card('c1', { group: 'g' })];
    expect(entriesOf(cards).map(({ key, cards: row }) => [key, row.map(({ id }) => id)])).toEqual([
      ['d', ['d']],
      ['g', ['c1', 'c2']],
      ['b', ['b']],
    ]);
  });
});

describe('what a card says', () => {
  it('counts seconds and minutes, and never less than nothing where clocks differ', () => {
    expect(elapsedText({ state: 'waiting', startedAt: 10_000 }, 22_400)).toBe('12 s');
    expect(elapsedText({ state: 'done', startedAt: 0, endedAt: 125_000 }, 999_999)).toBe('2 min 5 s');
    expect(elapsedText({ state: 'waiting', startedAt: 10_000 }, 4000)).toBe('0 s');
  });

  it('says nothing of how long a job took when nobody knows', () => {
    expect(elapsedText({ state: 'done', startedAt: 10_000 }, 22_400)).toBe('');
    expect(elapsedText({ state: 'failed', startedAt: 10_000 }, 22_400)).toBe('');
  });

  it('says nothing of it beside seconds that go down, nor of what its person’s own setting held back', () => {
    expect(elapsedText(card('a', { state: 'retrying', until: 15_000 }), 11_200)).toBe('');
    expect(elapsedText(card('a', { state: 'failed', endedAt: 10_000, error: ownLimit }), 11_200)).toBe('');
  });

  it('calls no failure what its person’s own setting held back', () => {
    expect(stateText(card('a', { state: 'failed', error: ownLimit }), 0)).toBe('Not sent');
    expect(stateText(card('a', { state: 'failed' }), 0)).toBe('Failed');
  });

  it('counts down to the next try', () => {
    const retrying = card('a', { state: 'retrying', until: 15_000 });
    expect(stateText(retrying, 11_200)).toBe('Trying again in 4 s');
    expect(stateText(retrying, 19_000)).toBe('Trying again in 0 s');
  });

  it('is said once for each change that matters, and not while it goes on', () => {
    const waiting = card('a');
    expect(transitionText(undefined, waiting)).toBeUndefined();
    expect(transitionText(waiting, card('a', { state: 'receiving' }))).toBeUndefined();
    expect(transitionText(waiting, card('a', { state: 'cancelled' }))?.text).toBe('“a cat” was cancelled.');
    const error = { code: 'quota', text: 'No money left. Nothing was charged.', actions: [] } as const;
    const failed = card('a', { state: 'failed', error });
    expect(transitionText(waiting, failed)).toEqual({
      text: '“a cat” was not made. No money left. Nothing was charged.',
      isError: true,
    });
    expect(transitionText(failed, { ...failed, notices: [] })).toBeUndefined();
    const among = card('a', { state: 'cancelled', group: 'g' });
    expect(transitionText(waiting, among)?.text, 'with the model where others have the same prompt').toBe(
      '“a cat, Sketch” was cancelled.',
    );
  });

  it('reserves the shape that was asked for, a square where nothing was', () => {
    expect(askedRatio({ aspectRatio: '16:9' })).toBeCloseTo(16 / 9);
    expect(askedRatio({ size: '1024x1536' })).toBeCloseTo(2 / 3);
    expect(askedRatio({ size: 'auto' })).toBe(1);
    expect(askedRatio({ aspectRatio: '21:1' })).toBe(4);
    expect(askedRatio({})).toBe(1);
  });

  it('shortens a prompt to a name without cutting a character', () => {
    expect(excerpt({ prompt: 'a\n  b' })).toBe('a b');
    expect(excerpt({ prompt: '🦀'.repeat(50) }, 5)).toBe('🦀🦀🦀🦀…');
  });
});
