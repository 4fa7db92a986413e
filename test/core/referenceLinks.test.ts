import { describe, expect, it } from 'vitest';
import type { HttpOrder } from '../../src/base/provider.ts';
import { makePlan } from '../../src/core/plan.ts';
import { linkOf, linkParts, linksToSend } from '../../src/core/referenceLinks.ts';
import { findModel } from '../../src/providers/index.ts';
import { serviceOf } from '../providers/services.ts';
import { reference } from './fakes.ts';

const cat = 'https://example.com/cat.png?Expires=1&Signature=a%2Bb+c';
const dog = 'https://example.com/dog.png';

function links(provider: string, references: readonly string[], others: { mask?: boolean; turns?: boolean } = {}) {
  const { models } = serviceOf(provider);
  const model = models.find(({ capabilities }) => capabilities.references.max > 1)!;
  return linksToSend(model, { references, hasMask: others.mask ?? false, isConversing: others.turns ?? false });
}

describe('references that are links', () => {
  it.each(['mountsea', 'ark', 'dashscope', 'openrouter'])(
    'go unread to %s, in order and as they were written',
    (id) => {
      expect(links(id, [dog, cat])).toEqual([dog, cat]);
    },
  );

  it.each(['mixroute', 'agicto', 'google', 'openai', 'vapi'])('are read and sent as bytes to %s', (id) => {
    expect(links(id, [cat])).toBeUndefined();
  });

  it.each([
    ['a file among them', [cat, 'file:///ws/cat.png']],
    ['a path among them', [cat, '/ws/cat.png']],
    ['no reference at all', []],
    ['this machine by name', ['https://localhost/cat.png']],
    ['a name without a dot', ['https://nas/cat.png']],
    ['a name of a local network', ['https://nas.local/cat.png']],
    ['a private address', ['https://192.168.0.4/cat.png']],
    ['a private address in disguise', ['https://0x7f.1/cat.png']],
    ['an IPv6 address', ['https://[::1]/cat.png']],
    ['a password', ['https://me:secret@example.com/cat.png']],
    ['another scheme', ['ftp://example.com/cat.png']],
  ])('are not sent unread with %s', (_, references) => {
    expect(links('mountsea', references)).toBeUndefined();
  });

  it('are not sent unread beside a mask or into a conversation', () => {
    expect(links('mountsea', [cat], { mask: true })).toBeUndefined();
    expect(links('mountsea', [cat], { turns: true })).toBeUndefined();
  });

  it('have to be https where the service takes nothing else', () => {
    const plain = ['http://example.com/cat.png'];
    expect([links('mountsea', plain), links('ark', plain)]).toEqual([plain, undefined]);
  });
});

describe('a plan with links', () => {
  function plan(provider: string, modelId: string, referenceUrls: readonly string[], others = {}) {
    const service = serviceOf(provider);
    const request = { prompt: 'red', references: [], referenceUrls, ...others };
    return makePlan(service, findModel(service, modelId), request, () => 0).orders as HttpOrder[];
  }

  it.each([
    ['ark', 'doubao-seedream-4-0-250828', [cat], { image: cat }],
    ['ark', 'doubao-seedream-4-0-250828', [cat, dog], { image: [cat, dog] }],
    [
      'dashscope',
      'qwen-image-edit-plus',
      [cat, dog],
      { input: { messages: [{ role: 'user', content: [{ image: cat }, { image: dog }, { text: 'red' }] }] } },
    ],
    [
      'openrouter',
      'google/gemini-3.1-flash-image',
      [cat],
      {
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'red' },
              { type: 'image_url', image_url: { url: cat } },
            ],
          },
        ],
      },
    ],
    ['mountsea', 'nano-banana-fast', [cat], { action: 'edit', image_urls: [cat] }],
  ])('puts them into the body of %s', (provider, model, urls, body) => {
    const [order] = plan(provider, model, urls);
    expect(order?.payload).toMatchObject({ kind: 'json', value: body });
  });

  it('counts them as references', () => {
    expect(() => plan('dashscope', 'qwen-image-edit-plus', [cat, cat, cat, cat])).toThrow(/at most 3/);
    expect(() => plan('dashscope', 'qwen-image-edit-plus', [])).toThrow(/needs a reference/);
  });

  it('is not made when a link would be dropped on the way', () => {
    const mixed = { references: [reference()] };
    const turns = [{ role: 'user' as const, text: 'a cat', images: [] }];
    expect(() => plan('mountsea', 'nano-banana-fast', [cat], mixed)).toThrow(TypeError);
    expect(() => plan('mountsea', 'nano-banana-fast', [cat], { turns })).toThrow(TypeError);
    expect(() => plan('google', 'gemini-3-pro-image', [cat])).toThrow(TypeError);
  });
});

describe('a link', () => {
  it.each([
    'https://cdn.example/a.png?X-Amz-Signature=a%2Bb%3D&Expires=1%20000',
    'https://cdn.example/%E7%8C%AB/a%2Fb.png?name=猫&again=what?',
    'http://cdn.example:8080/a.png',
    'https://cdn.example/?q=%25',
  ])('is asked for letter for letter: %s', (link) => {
    expect(linkOf(linkParts(link)!)).toBe(link);
  });

  it('loses only what no server is told, and has a path', () => {
    expect(linkOf(linkParts('HTTPS://cdn.example#top')!)).toBe('https://cdn.example/');
  });

  it.each(['file:///a.png', 'a.png', 'https:a.png', 'data:image/png;base64,AA=='])('is not %s', (text) => {
    expect(linkParts(text)).toBeUndefined();
  });
});
