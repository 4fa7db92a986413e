import { beforeEach, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/core/plan.ts';
import type { Progress } from '../../src/core/progress.ts';
import type { Cards, HeldCard } from '../../src/host/studio/cards.ts';
import { CardSurface, type CardSurfaceParts } from '../../src/host/studio/cardSurface.ts';
import type { StudioFolders } from '../../src/host/studio/folders.ts';
import { heldCard } from './heldCard.ts';

const image = {
  uri: 'file:///ws/cat.png',
  path: 'cat.png',
  mediaType: 'image/png',
  width: 1,
  height: 1,
  bytes: 1,
  sha256: '00',
};

let held: HeldCard;
let saved: string[];
let surface: CardSurface;

beforeEach(() => {
  held = heldCard();
  saved = [];
  const cards: Pick<Cards, 'get' | 'put'> = { get: () => held, put: (next) => (held = next) };
  const parts: Omit<CardSurfaceParts, 'cards'> = {
    folders: {} as StudioFolders,
    id: 'a',
    signal: new AbortController().signal,
    cancel: () => undefined,
    place: () => Promise.resolve(undefined),
    party: { mayMake: () => Promise.resolve(true), leave: () => undefined },
    saved: ({ uri }) => saved.push(uri),
  };
  surface = new CardSurface({ ...parts, cards: cards as Cards });
});

describe("a job's card", () => {
  it('shows that somebody is asked, and that it goes on', async () => {
    const states: string[] = [];
    await surface.whileAsking(async () => {
      await new Promise(setImmediate);
      states.push(held.state);
    });
    expect(states).toEqual(['asking']);
    expect(held.state).toBe('queued');
  });

  it('stays ended when it is ended during a question', async () => {
    await surface.whileAsking(async () => {
      await new Promise(setImmediate);
      held = { ...held, state: 'cancelled', endedAt: 2 };
    });
    expect(held.state).toBe('cancelled');
  });

  it('is part of the question about all images only once it has asked', async () => {
    expect(surface.isInQuestion).toBe(false);
    await surface.mayMake({} as Plan);
    expect(surface.isInQuestion).toBe(true);
  });

  it('tells of each image as soon as it is a file', async () => {
    const saving: Progress = { state: 'saving', done: 1, total: 2 };
    await surface.watch('', undefined, ({ report }) => {
      report({ state: 'saving', done: 0, total: 2 });
      report({ ...saving, saved: image });
      report(saving);
      return Promise.resolve();
    });
    expect(held).toMatchObject({ state: 'saving', done: 1 });
    expect(saved).toEqual([image.uri]);
  });
});
