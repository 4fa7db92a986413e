import { describe, expect, it } from 'vitest';
import {
  calls,
  maxMaskBytes,
  maxPastedBytes,
  maxReferences,
  maxSaved,
  maxTargets,
  type CallName,
} from '../../src/protocol/calls.ts';
import { readCall } from '../../src/protocol/messages.ts';

const uri = 'file:///w/assets/cat.png';
const target = { provider: 'sketch', model: 'sketch' };
const draft = { prompt: 'a cat', images: [uri] };
const one = { uri };
const many = (count: number) => Array.from({ length: count }, () => uri);
const long = (length: number) => 'x'.repeat(length);
const bytes = (length: number) => new Uint8Array(length);

function holdingItself(): unknown {
  const parameters: Record<string, unknown> = {};
  parameters['a'] = parameters;
  return parameters;
}

/** For each call, arguments as the page sends them, and such as are more than it may. */
const cases: { readonly [Name in CallName]: { readonly good: readonly unknown[]; readonly bad: readonly unknown[] } } =
  {
    ready: { good: [{}], bad: [{ more: 1 }, null] },
    make: {
      good: [
        { draft, targets: [target] },
        { draft: { ...draft, count: 4, seed: 0, parameters: { a: [1, null] } }, targets: [target, target] },
        { draft, targets: [target], region: { mask: bytes(1), keepsOutside: true } },
        { draft, targets: [target], original: uri },
      ],
      bad: [
        { draft, targets: [target], original: long(8193) },
        { draft, targets: [] },
        { draft, targets: Array.from({ length: maxTargets + 1 }, () => target) },
        { draft: { ...draft, images: many(maxReferences + 1) }, targets: [target] },
        { draft: { ...draft, prompt: long(200_001) }, targets: [target] },
        { draft: { ...draft, count: 101 }, targets: [target] },
        { draft: { ...draft, count: 1.5 }, targets: [target] },
        { draft: { ...draft, seed: -1 }, targets: [target] },
        { draft: { ...draft, folder: '/etc' }, targets: [target] },
        { draft: { ...draft, parameters: { a: long(100_001) } }, targets: [target] },
        { draft: { ...draft, parameters: [] }, targets: [target] },
        { draft: { ...draft, parameters: { a: 1n } }, targets: [target] },
        { draft: { ...draft, parameters: holdingItself() }, targets: [target] },
        { draft, targets: [{ ...target, key: 'x' }] },
        { draft, targets: [target], region: { mask: bytes(0), keepsOutside: true } },
        { draft, targets: [target], region: { mask: 'iVBORw0KGgo=', keepsOutside: true } },
        { draft, targets: [target], region: { mask: bytes(maxMaskBytes + 1), keepsOutside: true } },
      ],
    },
    cancel: { good: [{ card: 'a' }], bad: [{}, { card: '' }, { card: long(201) }, { card: 7 }] },
    dismiss: { good: [{ card: 'a' }], bad: [{}, { card: long(201) }] },
    act: { good: [{ card: 'a', action: '0' }], bad: [{ card: 'a' }, { card: 'a', action: long(201) }] },
    pickModel: { good: [{ current: target }], bad: [{}, { current: { provider: 'sketch' } }] },
    rememberTarget: { good: [target], bad: [{ provider: 'sketch', model: '' }] },
    remember: { good: [{ saved: '{}' }], bad: [{}, { saved: {} }, { saved: long(maxSaved + 1) }] },
    setKey: { good: [{ provider: 'openai' }], bad: [{ provider: 'openai', key: 'sk-1' }, { provider: long(201) }] },
    styleOf: {
      good: [{}, { style: '#hero', preset: 'iso', image: uri }],
      bad: [{ style: false }, { preset: long(201) }, { image: '' }],
    },
    forgetPrompt: { good: [{ prompt: '' }], bad: [{ prompt: long(200_001) }] },
    describe: {
      good: [{ uris: [uri] }],
      bad: [{ uris: [] }, { uris: many(maxReferences + 1) }, { uris: [long(8193)] }],
    },
    keep: {
      good: [{ name: 'a.png', bytes: bytes(3) }],
      bad: [
        { name: 'a.png', bytes: bytes(0) },
        { name: 'a.png', bytes: [1, 2, 3] },
        { name: 'a.png', bytes: bytes(maxPastedBytes + 1) },
        { name: long(256), bytes: bytes(1) },
      ],
    },
    pickImages: { good: [{}], bad: [{ folder: '/' }] },
    open: { good: [one], bad: [{ uri: '' }, { uri: long(8193) }, { uri: 1 }] },
    insert: { good: [one], bad: [{}] },
    useInstead: { good: [{ uri, original: uri }], bad: [{ uri }, { uri, original: '' }] },
    copyLink: { good: [one], bad: [{}] },
    copyPath: { good: [one], bad: [{}] },
    reveal: { good: [one], bad: [{}] },
    rename: { good: [{ uri, name: 'b' }], bad: [{ uri }, { uri, name: long(201) }] },
    remove: { good: [{ uris: [uri] }], bad: [{ uris: [] }, { uris: many(101) }] },
    requestOf: { good: [one], bad: [{}] },
    thread: { good: [{ jobId: 'a' }], bad: [{ jobId: '' }] },
    gallery: {
      good: [
        { search: '', placeholdersOnly: false },
        { search: 'cat', provider: 'sketch', model: 'sketch', kind: 'edit', placeholdersOnly: true },
      ],
      bad: [
        { search: '' },
        { search: long(1001), placeholdersOnly: false },
        { search: '', kind: 'x', placeholdersOnly: false },
      ],
    },
    wantThumbnails: { good: [{ uris: [] }, { uris: many(300) }], bad: [{ uris: many(301) }] },
    details: { good: [one], bad: [{}] },
    view: { good: [one], bad: [{}] },
    viewGitVersion: { good: [one], bad: [{}] },
    previewTransform: {
      good: [{ uri, transform: { crop: { x: 0, y: 0, width: 1, height: 1 } } }],
      bad: [
        { uri, transform: { crop: { x: -1, y: 0, width: 1, height: 1 } } },
        { uri, transform: { resize: { width: 16385, height: 1 } } },
        { uri, transform: { pad: { width: 1, height: 1, colour: 'url(x)' } } },
      ],
    },
    saveTransform: {
      good: [{ uri, transform: { format: 'webp', quality: 80 } }],
      bad: [
        { uri, transform: { format: 'exe' } },
        { uri, transform: { quality: 0 } },
      ],
    },
    report: { good: [{ text: 'x' }], bad: [{ text: long(2001) }] },
  };

const names = Object.keys(calls) as CallName[];

describe('a call of the Studio’s page', () => {
  it.each(names)('%s is taken as the page sends it', (name) => {
    for (const args of cases[name].good) {
      expect(readCall({ type: 'call', id: 1, name, args })).toEqual({ id: 1, name, args });
    }
  });

  it.each(names)('%s is refused by its number when it is more, or something else', (name) => {
    for (const args of [...cases[name].bad, undefined, 'text', 7]) {
      const read = readCall({ type: 'call', id: 2, name, args });
      expect(read).toMatchObject({ id: 2 });
      expect(read).toHaveProperty('problem', expect.stringContaining(name));
    }
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', '', 7, null, ['ready'], { ready: 1 }])(
    'named %j is none',
    (name) => {
      expect(readCall({ type: 'call', id: 3, name, args: {} })).toEqual({ id: 3, problem: 'no such call' });
    },
  );

  it('that nobody could be answered is none at all', () => {
    for (const message of [
      undefined,
      null,
      7,
      'call',
      [],
      {},
      { type: 'call', name: 'ready', args: {} },
      { id: '1' },
    ]) {
      expect(readCall(message)).toBeUndefined();
    }
  });

  it('is refused with anything beside it', () => {
    expect(readCall({ type: 'call', id: 4, name: 'ready', args: {}, key: 'x' })).toEqual({
      id: 4,
      problem: 'no such call',
    });
    expect(readCall({ type: 'event', id: 4, name: 'ready', args: {} })).toEqual({ id: 4, problem: 'no such call' });
  });

  it('keeps what JSON says of a prototype out of its arguments', () => {
    const args: unknown = JSON.parse('{"card":"a","__proto__":{"action":"0"}}');
    expect(readCall({ type: 'call', id: 5, name: 'act', args })).toHaveProperty('problem');
  });
});
