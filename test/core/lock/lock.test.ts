import { describe, expect, it } from 'vitest';
import { costOfOne, entryOfJob } from '../../../src/core/lock/entry.ts';
import {
  emptyLock,
  lockedImage,
  lockText,
  parseLock,
  withAlt,
  withEntry,
  withImage,
  withoutImage,
  type Lock,
  type LockEntry,
} from '../../../src/core/lock/lock.ts';
import { catJob as summary } from '../jobs.ts';

const harbour: LockEntry = {
  prompt: 'A harbour at dawn',
  alt: 'A harbour',
  provider: 'mixroute',
  model: 'gemini-2.5-flash-image',
  parameters: { aspectRatio: '16:9' },
  references: ['assets/boat.png'],
  sha256: 'ab12',
  cost: 0.039,
};
const kite: LockEntry = { prompt: 'A kite', provider: 'sketch', model: 'sketch', parameters: {}, sha256: 'cd34' };

function parsed(text: string): Lock {
  const lock = parseLock(text);
  if (!lock) throw new Error('It is a lock file.');
  return lock;
}

describe('easel.lock.json', () => {
  it('has a line for each member, in a fixed order, and ends with a line break', () => {
    const lock = withImage(withImage(emptyLock, 'kite.png', kite), 'harbour.png', harbour);
    expect(lockText(lock)).toBe(`{
  "version": 1,
  "images": {
    "harbour.png": {
      "prompt": "A harbour at dawn",
      "alt": "A harbour",
      "provider": "mixroute",
      "model": "gemini-2.5-flash-image",
      "parameters": {
        "aspectRatio": "16:9"
      },
      "references": [
        "assets/boat.png"
      ],
      "sha256": "ab12",
      "cost": 0.039
    },
    "kite.png": {
      "prompt": "A kite",
      "provider": "sketch",
      "model": "sketch",
      "parameters": {},
      "sha256": "cd34"
    }
  }
}
`);
  });

  it('is the same whichever image came first, whatever the language of its name', () => {
    const names = ['é.png', 'z.png', 'Z.png', 'a.png', '港口.png', '10.png', '9.png', '__proto__.png'];
    const texts = [names, [...names].reverse()].map((order) =>
      lockText(order.reduce((lock, name) => withImage(lock, name, kite), emptyLock)),
    );
    expect(texts[0]).toBe(texts[1]);
    expect([...parsed(texts[0] ?? '').images.keys()]).toEqual([...names].sort());
  });

  it('changes only the lines of the image that was made again', () => {
    const before = lockText(withImage(withImage(emptyLock, 'kite.png', kite), 'harbour.png', harbour));
    const after = lockText(withImage(parsed(before), 'kite.png', { ...kite, sha256: 'ef56' }));
    const lines = before.split('\n');
    expect(after.split('\n').filter((line, index) => line !== lines[index])).toEqual(['      "sha256": "ef56"']);
    expect(lockText(parsed(after))).toBe(after);
  });

  it('keeps entries and members that Easel does not know, and forgets what is no longer true', () => {
    const text = JSON.stringify({
      $schema: 'x',
      version: 1,
      images: { 'a.gif': 7, 'harbour.png': { ...harbour, licence: 'CC0' } },
      by: ['them'],
    });
    const lock = parsed(lockText(withImage(parsed(text), 'harbour.png', kite)));
    expect(lock.members).toEqual({ $schema: 'x', by: ['them'] });
    expect(lock.images.get('a.gif')).toBe(7);
    expect(lock.images.get('harbour.png')).toEqual({ ...kite, licence: 'CC0' });
  });

  it.each([
    ['conflict markers', '{\n<<<<<<< HEAD\n  "version": 1\n}'],
    ['a cut file', '{ "version": 1, "images": {'],
    ['an empty file', ''],
    ['a list', '[]'],
    ['a newer version', '{ "version": 2, "images": {} }'],
    ['images that are no object', '{ "version": 1, "images": [] }'],
  ])('is not understood with %s', (_, text) => {
    expect(parseLock(text)).toBeUndefined();
  });

  it('is read with a byte order mark and any line ends', () => {
    const text = `\ufeff${lockText(withImage(emptyLock, 'kite.png', kite)).replaceAll('\n', '\r\n')}`;
    expect(lockText(parsed(text))).toBe(lockText(withImage(emptyLock, 'kite.png', kite)));
  });

  it('moves an entry as it stands, and lets go of one', () => {
    const lock = withImage(emptyLock, 'kite.png', kite);
    const moved = withoutImage(withEntry(lock, 'wind.png', lock.images.get('kite.png')), 'kite.png');
    expect([...moved.images]).toEqual([['wind.png', kite]]);
    expect(withoutImage(lock, 'nobody.png')).toBe(lock);
  });

  it('takes another alternative text into the place of the first', () => {
    const lock = withAlt(withImage(emptyLock, 'kite.png', kite), 'kite.png', 'A red kite');
    expect(Object.entries(lock.images.get('kite.png') as object)[1]).toEqual(['alt', 'A red kite']);
    expect(withAlt(lock, 'nobody.png', 'x')).toBe(lock);
  });

  it('says how an image was made, as far as it has the right shape', () => {
    const lock = withImage(emptyLock, 'harbour.png', harbour);
    expect(lockedImage(lock, 'harbour.png')).toEqual({
      sha256: 'ab12',
      record: {
        digitalSourceType: 'trainedAlgorithmicMedia',
        software: 'Easel',
        prompt: 'A harbour at dawn',
        alt: 'A harbour',
        provider: 'mixroute',
        model: 'gemini-2.5-flash-image',
        parameters: { aspectRatio: '16:9' },
        sourceImages: ['assets/boat.png'],
      },
    });
    const odd = withEntry(emptyLock, 'odd.png', { prompt: 7, sha256: 'x', provider: 'sketch', placeholder: true });
    expect(lockedImage(odd, 'odd.png')?.record).toEqual({
      digitalSourceType: 'algorithmicMedia',
      software: 'Easel',
      provider: 'sketch',
      placeholder: true,
    });
    expect(lockedImage(withEntry(emptyLock, 'odd.png', { prompt: 'x' }), 'odd.png')).toBeUndefined();
    expect(lockedImage(withEntry(emptyLock, 'odd.png', ['x']), 'odd.png')).toBeUndefined();
  });
});

describe('The entry of a job', () => {
  it('holds what was asked and what it cost, and no date, folder or id', () => {
    const entry = entryOfJob({ ...summary, alt: 'A cat', asked: { seed: 7 } }, 'ff', '¥0.14');
    expect(Object.keys(entry)).toEqual(['prompt', 'alt', 'provider', 'model', 'parameters', 'sha256', 'cost']);
    expect(entry).toMatchObject({ alt: 'A cat', parameters: { seed: 7 }, sha256: 'ff', cost: '¥0.14' });
  });

  it('names references without what lets their holder in', () => {
    const paths = ['assets/a b.png', 'https://me:secret@example.org/x.png?token=1#k', 'a?b.png'];
    const sources = paths.map((path) => ({ uri: path, path }));
    expect(entryOfJob({ ...summary, sources }, 'ff', undefined).references).toEqual([
      'assets/a b.png',
      'https://example.org/x.png',
      'a?b.png',
    ]);
  });

  it('has an image’s part of what its answer cost', () => {
    expect(costOfOne(0.039, 3)).toBe(0.013);
    expect(costOfOne(0.1, 3)).toBe(0.0333333333333);
  });
});
