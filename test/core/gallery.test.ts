import { describe, expect, it } from 'vitest';
import { askedAndGot, otherParameters } from '../../src/core/askedAndGot.ts';
import {
  byAge,
  facetsOf,
  folded,
  matcherOf,
  originOfRecord,
  type MadeFilter,
  type MadeImage,
  type Origin,
} from '../../src/core/gallery.ts';
import type { ImageRecord } from '../../src/core/image/record.ts';
import { LedgerLookup } from '../../src/core/ledgerLookup.ts';
import { childrenOf, imageOfSource, parentsOf } from '../../src/core/lineage.ts';
import type { LedgerEntry } from '../../src/core/ports.ts';

const plain: Origin = {
  prompt: 'a boat',
  provider: 'sketch',
  model: 'sketch',
  kind: 'generate',
  isPlaceholder: false,
  parameters: {},
  sources: [],
};

function image(path: string, origin: Partial<Origin> = {}, at = 0): MadeImage {
  const uri = `file:///w/${path}`;
  return { uri, path, at, width: 1, height: 1, bytes: 1, mediaType: 'image/png', origin: { ...plain, ...origin } };
}

const everything: MadeFilter = { search: '', placeholdersOnly: false };

function matches(filter: Partial<MadeFilter>, one: MadeImage): boolean {
  return matcherOf({ ...everything, ...filter })(one);
}

describe('A search in the gallery', () => {
  const cat = image('assets/Ｃat-１.png', { prompt: 'Eine GROSSE Katze\nam Fenster, 一隻可愛的小貓 ｶﾒﾗ' });

  it.each(['katze', 'fenster eine', '小貓', 'カメラ', 'CAT-1', 'cat-1.png  一隻', ' ', ''])(
    'finds words in any order, case and width: %j',
    (search) => expect(matches({ search }, cat)).toBe(true),
  );

  it.each(['hund', 'katze hund', '大貓'])('wants every word: %j', (search) =>
    expect(matches({ search }, cat)).toBe(false),
  );

  it('folds what looks alike', () => {
    expect(folded('ＡＢｃ ﾊﾟ ﬁ')).toBe('abc パ fi');
  });
});

describe('A filter of the gallery', () => {
  const edited = image('a.png', { provider: 'google', model: 'nano', kind: 'edit' });

  it('takes provider, model and kind together', () => {
    expect(matches({ provider: 'google', model: 'nano', kind: 'edit' }, edited)).toBe(true);
    expect(matches({ provider: 'google', model: 'other' }, edited)).toBe(false);
    expect(matches({ kind: 'generate' }, edited)).toBe(false);
    expect(matches({ provider: 'openai' }, edited)).toBe(false);
  });

  it('shows placeholders alone', () => {
    expect(matches({ placeholdersOnly: true }, edited)).toBe(false);
    expect(matches({ placeholdersOnly: true }, image('b.png', { isPlaceholder: true }))).toBe(true);
  });

  it('offers each provider and model once, and no nameless one', () => {
    const all = [edited, edited, image('c.png', { provider: '', model: '' }), image('d.png')];
    expect(facetsOf(all)).toEqual({ providers: ['google', 'sketch'], models: ['nano', 'sketch'] });
  });

  it('puts the newest first, and the same moment in the order of paths', () => {
    const sorted = [image('b.png', {}, 5), image('c.png', {}, 9), image('a.png', {}, 5)].sort(byAge);
    expect(sorted.map(({ path }) => path)).toEqual(['c.png', 'a.png', 'b.png']);
  });
});

describe('What a file says of itself', () => {
  const record: ImageRecord = { digitalSourceType: 'trainedAlgorithmicMedia', software: 'Easel 1' };

  it('is nothing where it only says that it was made', () => {
    expect(originOfRecord(record)).toBeUndefined();
  });

  it('is an edit where it names what it was made from', () => {
    const origin = originOfRecord({ ...record, prompt: 'p', sourceImages: ['a.png'], created: '2026-01-02T03:04:05Z' });
    expect(origin).toMatchObject({ kind: 'edit', sources: [{ path: 'a.png' }], at: Date.UTC(2026, 0, 2, 3, 4, 5) });
  });

  it('has no date that is none', () => {
    expect(originOfRecord({ ...record, prompt: 'p', created: 'yesterday' })).not.toHaveProperty('at');
  });

  it('cannot make a provider look like another', () => {
    expect(originOfRecord({ ...record, provider: 'goog\u202ele', model: 'm\u0000' })).toMatchObject({
      provider: 'goog\\u{202e}le',
      model: 'm\\u{0}',
    });
  });
});

function entry(uri: string, bytes: number, job: string, sha256 = job): LedgerEntry {
  return { at: 1, job, summary: {}, file: { uri, bytes, sha256 } } as LedgerEntry;
}

describe('The ledger, looked up', () => {
  it('knows a file by its place and length', () => {
    const lookup = new LedgerLookup();
    const one = entry('file:///a.png', 10, 'job');
    lookup.update([one]);
    expect(lookup.find('file:///a.png', 10, undefined)).toBe(one);
    expect(lookup.find('file:///a.png', 11, undefined)).toBeUndefined();
    expect(lookup.find('file:///b.png', 10, undefined)).toBeUndefined();
  });

  it('believes a file that names another job than the one that wrote there', () => {
    const lookup = new LedgerLookup();
    lookup.update([entry('file:///a.png', 10, 'job')]);
    expect(lookup.find('file:///a.png', 10, { jobId: 'another' })).toBeUndefined();
  });

  it('knows a file that was moved by the job that it names, or by its hash', () => {
    const lookup = new LedgerLookup();
    const one = entry('file:///a.png', 10, 'job', 'hash');
    lookup.update([one]);
    expect(lookup.find('file:///moved.png', 10, { jobId: 'job' })).toBe(one);
    expect(lookup.mayKnow(10)).toBe(true);
    expect(lookup.mayKnow(11)).toBe(false);
    expect(lookup.findByHash(10, 'hash')).toBe(one);
    expect(lookup.findByHash(10, 'other')).toBeUndefined();
  });

  it('says what is new, and forgets what was changed', () => {
    const lookup = new LedgerLookup();
    const [first, second] = [entry('file:///a.png', 10, 'one'), entry('file:///b.png', 20, 'one')];
    expect(lookup.update([first])).toEqual([first]);
    expect(lookup.update([first, second])).toEqual([second]);
    expect(lookup.update([first, second])).toEqual([]);
    expect(lookup.imagesOf('one')).toHaveLength(2);
    const renamed = entry('file:///c.png', 10, 'one');
    expect(lookup.update([renamed, second])).toEqual([renamed]);
    expect(lookup.find('file:///a.png', 10, undefined)).toBeUndefined();
    expect(lookup.find('file:///c.png', 10, undefined)).toBe(renamed);
    expect(lookup.imagesOf('one')).toHaveLength(2);
    expect([...lookup.uris()]).toEqual(['file:///c.png', 'file:///b.png']);
  });

  it('forgets everything with a ledger that was removed', () => {
    const lookup = new LedgerLookup();
    lookup.update([entry('file:///a.png', 10, 'one')]);
    lookup.update([]);
    expect(lookup.mayKnow(10)).toBe(false);
  });
});

describe('Lineage', () => {
  const original = image('photo.png');
  const first = image('first.png', { sources: [{ path: 'photo.png' }] }, 1);
  const second = image('second.png', { sources: [{ uri: 'file:///w/photo.png', path: 'old/name.png' }] }, 2);
  const other = image('other.png', { sources: [{ uri: 'file:///elsewhere/photo.png', path: 'photo.png' }] }, 3);
  const all = [other, second, first, original];

  it('finds what was made from an image, oldest first, by URI or by path', () => {
    expect(childrenOf(original, all)).toEqual([first, second]);
  });

  it('finds what an image was made from, by its URI before its path', () => {
    expect(imageOfSource({ path: 'photo.png' }, all)).toBe(original);
    expect(imageOfSource({ uri: first.uri, path: 'photo.png' }, all)).toBe(first);
    expect(imageOfSource({ path: 'gone.png' }, all)).toBeUndefined();
  });

  it('leads from each turn of a conversation to the one before, and back', () => {
    const begun = image('begun.png', { jobId: 'one' }, 4);
    const further = image('further.png', { jobId: 'two', continues: 'one', sources: [{ path: 'photo.png' }] }, 5);
    const { uri, path } = begun;
    expect(parentsOf(further.origin, [{ uri, path }])).toEqual([{ path: 'photo.png' }, { uri, path }]);
    expect(parentsOf({ sources: [{ uri, path }] }, [{ uri, path }])).toEqual([{ uri, path }]);
    expect(childrenOf(begun, [...all, begun, further])).toEqual([further]);
    expect(childrenOf(other, [begun, further])).toEqual([]);
  });

  it('takes no image for its own child', () => {
    const self = image('self.png', { sources: [{ path: 'self.png' }] });
    expect(childrenOf(self, [self])).toEqual([]);
  });
});

describe('What was asked against what came', () => {
  const got = { width: 1344, height: 768, mediaType: 'image/png' };

  it('tells a ratio by its name, and a resolution by its area', () => {
    expect(askedAndGot({ aspectRatio: '16:9', resolution: '1K' }, got)).toEqual([
      { name: 'Aspect ratio', asked: '16:9', got: '16:9' },
      { name: 'Resolution', asked: '1K', got: '1K (1344x768)' },
    ]);
    expect(askedAndGot({ resolution: '4K' }, got)).toEqual([{ name: 'Resolution', asked: '4K', got: '1344x768' }]);
  });

  it('tells sizes, formats and counts that differ', () => {
    expect(askedAndGot({ size: '1024x1024', outputFormat: 'webp' }, { ...got, count: { asked: 2, got: 1 } })).toEqual([
      { name: 'Size', asked: '1024x1024', got: '1344x768' },
      { name: 'Format', asked: 'webp', got: 'png' },
      { name: 'Images', asked: '2', got: '1' },
    ]);
  });

  it('compares no shape of what was put into an original', () => {
    const asked = { size: '1365x768', aspectRatio: '16:9', resolution: '1K', outputFormat: 'png' };
    expect(askedAndGot(asked, { ...got, isPutIntoOriginal: true })).toEqual([
      { name: 'Format', asked: 'png', got: 'png' },
    ]);
  });

  it('says nothing of what was not asked for, and nothing of nonsense', () => {
    expect(
      askedAndGot({ size: 7, aspectRatio: '', resolution: null }, { ...got, count: { asked: 1, got: 1 } }),
    ).toEqual([]);
  });

  it('gives the rest as names and values', () => {
    expect(otherParameters({ prompt: 'x', size: '1x1', seed: 5, quality: 'high', watermark: false })).toEqual([
      ['Seed', '5'],
      ['Quality', 'high'],
      ['watermark', 'false'],
    ]);
  });
});
