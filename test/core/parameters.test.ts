import { describe, expect, it } from 'vitest';
import type { Payload } from '../../src/base/provider.ts';
import { countImages, wantedImages } from '../../src/core/parameters.ts';
import { findService } from '../../src/providers/index.ts';

const service = { ...findService('mixroute')!, countPaths: ['n', 'group.max_images'] };

describe('the images that a body asks for', () => {
  it.each<[string, Payload, number, number]>([
    ['one', { kind: 'json', value: {} }, 1, 1],
    ['several', { kind: 'json', value: { n: 3 } }, 3, 3],
    ['as many as the model likes', { kind: 'json', value: { n: 1, group: { max_images: 15 } } }, 15, 1],
    ['several, in a form', { kind: 'form', fields: [{ name: 'n', value: '4' }] }, 4, 4],
    ['a number that is none', { kind: 'json', value: { n: 'many' } }, 1, 1],
  ])(
    'are counted for the caps, and promised only where they are asked for outright: %s',
    (_, payload, most, wanted) => {
      expect([countImages(service, payload), wantedImages(service, payload)]).toEqual([most, wanted]);
    },
  );
});
