import { describe, expect, it } from 'vitest';
import type { EaselError } from '../../src/base/errors.ts';
import type { Payload, PayloadObject, Service } from '../../src/base/provider.ts';
import { countImages, requireCounts, wantedImages } from '../../src/core/parameters.ts';
import { serviceOf } from '../providers/services.ts';

const service: Service = {
  ...serviceOf('mixroute'),
  counts: [
    { path: 'n', most: 10 },
    {
      path: 'options.max_images',
      most: 6,
      mostWithReferences: 8,
      group: { path: 'group', value: 'auto' },
    },
  ],
};
const json = (value: PayloadObject): Payload => ({ kind: 'json', value });

describe('the images that a body asks for', () => {
  it.each<[string, Payload, number, number]>([
    ['one', json({}), 1, 1],
    ['several', json({ n: 3 }), 3, 3],
    ['as many as the model likes', json({ n: 1, options: { max_images: 5 } }), 5, 1],
    ['a group without end', json({ group: 'auto' }), 6, 1],
    ['a group that is not wanted', json({ group: 'disabled' }), 1, 1],
    ['a group in a form', { kind: 'form', fields: [{ name: 'group', value: 'auto' }] }, 6, 1],
    ['several, in a form', { kind: 'form', fields: [{ name: 'n', value: '4' }] }, 4, 4],
    ['a number that is none', json({ n: 'many' }), 1, 1],
  ])(
    'are counted for the caps, and promised only where they are asked for outright: %s',
    (_, payload, most, wanted) => {
      expect([countImages(service, payload, 0), wantedImages(service, payload)]).toEqual([most, wanted]);
    },
  );

  it('are fewer where references count as well', () => {
    expect(countImages(service, json({ group: 'auto' }), 5)).toBe(3);
  });
});

describe('a number of images that the service does not make', () => {
  const refused = (value: PayloadObject, references = 0) => {
    try {
      requireCounts(service, json(value), references);
      return undefined;
    } catch (error) {
      const { code, money, what } = error as EaselError;
      return `${code}, ${money}: ${what}`;
    }
  };

  it.each([
    ['too many', { options: { max_images: 7 } }, 0, '1 to 6 for "options.max_images"; it is 7'],
    ['too many beside the references', { options: { max_images: 4 } }, 5, '1 to 3 for "options.max_images"; it is 4'],
    ['none', { n: 0 }, 0, '1 to 10 for "n"; it is 0'],
    ['half an image', { n: 1.5 }, 0, '1 to 10 for "n"; it is 1.5'],
    ['a word', { n: 'many' }, 0, '1 to 10 for "n"; it is "many"'],
  ])('is refused before anything is sent: %s', (_, value, references, words) => {
    expect(refused(value, references)).toBe(`invalidRequest, notSent: mixroute takes ${words}.`);
  });

  it('is none that it makes', () => {
    expect([refused({}), refused({ n: 10, options: { max_images: 6 } }, 2), refused({ n: '3' })]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
