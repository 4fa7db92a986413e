import { describe, expect, it } from 'vitest';
import { EaselError } from '../../src/base/errors.ts';
import type { HttpOrder } from '../../src/base/provider.ts';
import { makePlan, type Asked } from '../../src/core/plan.ts';
import { customServices, dialects, idPattern, pathPattern } from '../../src/providers/custom.ts';
import manifest from '../../package.json' with { type: 'json' };
import { google } from '../../src/providers/google.ts';
import { reference } from '../core/fakes.ts';

/** What of the manifest's schema is also in code. */
interface ManifestSchema {
  readonly items: {
    readonly properties: {
      readonly id: { readonly pattern: string };
      readonly poll: { readonly properties: { readonly path: { readonly pattern: string } } };
    };
  };
}

const local = {
  id: 'local',
  label: 'My server',
  baseUrl: 'http://127.0.0.1:7860',
  dialect: 'openai-images',
  models: ['flux'],
};

function define(...entries: readonly unknown[]) {
  return customServices(entries, new Set(['openai', 'sketch']), {
    baseUrl: (address) => {
      if (!URL.canParse(address))
        throw new EaselError({ code: 'invalidRequest', what: 'The address is not a URL.', money: 'notSent' });
      return address;
    },
    isLocal: (url) => url.includes('127.0.0.1'),
  });
}

/** The body of the one request that makes an image with the first model of an entry. */
function bodyFor(entry: object, asked: Partial<Asked> = {}) {
  const { services, errors } = define({ ...local, ...entry });
  expect(errors).toEqual([]);
  const service = services[0]!;
  const [order] = makePlan(service, service.models[0]!, { prompt: 'a cat', references: [], ...asked }, () => 0)
    .orders as HttpOrder[];
  return order?.payload.kind === 'json' ? order.payload.value : undefined;
}

describe('a provider that a person defines', () => {
  it('speaks the dialect it names, to the address it names, with its own models', () => {
    const { services, errors } = define(local);
    expect(errors).toEqual([]);
    const [service] = services;
    expect([service?.id, service?.label, service?.baseUrl, service?.firstModel]).toEqual([
      'local',
      'My server',
      'http://127.0.0.1:7860',
      'flux',
    ]);
    const model = service!.models[0]!;
    const [made] = makePlan(service!, model, { prompt: 'a cat', references: [] }, () => 0).orders as HttpOrder[];
    expect([made?.path, made?.payload]).toEqual([
      '/v1/images/generations',
      { kind: 'json', value: { model: 'flux', prompt: 'a cat', n: 1 } },
    ]);
    const [edited] = makePlan(service!, model, { prompt: 'red', references: [reference()] }, () => 0)
      .orders as HttpOrder[];
    expect(edited?.path).toBe('/v1/images/edits');
  });

  it('may say to what family a model belongs whose name does not', () => {
    const { services } = define({ ...local, dialect: 'mixroute', models: [{ id: 'painter-x', family: 'seedream' }] });
    const [model] = services[0]!.models;
    expect([model?.id, model?.family]).toEqual(['painter-x', 'seedream']);
  });

  it('may have its own way to be asked for tasks', () => {
    const poll = { path: '/v1/tasks', idIn: 'path', intervalMs: 500 } as const;
    const { services, errors } = define({ ...local, dialect: 'task', models: ['nano-banana-2'], poll });
    expect(errors).toEqual([]);
    const service = services[0]!;
    const [order] = makePlan(service, service.models[0]!, { prompt: 'a cat', references: [] }, () => 0)
      .orders as HttpOrder[];
    expect(order?.poll).toMatchObject({
      method: 'GET',
      path: '/v1/tasks',
      idIn: 'path',
      intervalMs: 500,
      backoff: 1.5,
    });
  });

  it('changes of a dialect with tasks only what it says', () => {
    const { services } = define({
      ...local,
      dialect: 'dashscope',
      models: ['qwen-image-plus'],
      poll: { intervalMs: 500 },
    });
    const service = services[0]!;
    const [order] = makePlan(service, service.models[0]!, { prompt: 'a cat', references: [] }, () => 0)
      .orders as HttpOrder[];
    expect(order?.poll).toMatchObject({ path: '/api/v1/tasks', idIn: 'path', intervalMs: 500 });
  });

  it('is asked by chat completions for whatever model, when that is its dialect', () => {
    const { services } = define({ ...local, dialect: 'chat', models: ['flux.2'] });
    const service = services[0]!;
    const [order] = makePlan(service, service.models[0]!, { prompt: 'a cat', references: [] }, () => 0)
      .orders as HttpOrder[];
    expect(order?.path).toBe('/v1/chat/completions');
  });

  it('takes over what is known of a model that the borrowed service has, by its id or by its family', () => {
    const known = google.models.find(({ id }) => id === 'gemini-2.5-flash-image')!;
    expect(known.capabilities).not.toEqual(google.guess(known.id).capabilities);
    const { services } = define({ ...local, dialect: 'gemini', models: [known.id, { id: 'mine', family: known.id }] });
    const [byId, byFamily] = services[0]!.models;
    expect(byId).toMatchObject({ id: known.id, label: known.label, capabilities: known.capabilities });
    expect(byFamily).toMatchObject({ id: 'mine', capabilities: known.capabilities });
    expect(byFamily?.label).toBeUndefined();
    expect(services[0]?.guess(known.id).capabilities).toEqual(known.capabilities);
  });

  it.each(Object.keys(dialects))('has no price but its own, whatever %s costs at its own service', (dialect) => {
    const { services } = define({ ...local, dialect, models: undefined });
    const [service] = services;
    expect(service?.models.length).toBeGreaterThan(0);
    for (const model of service!.models) {
      expect(model.price).toBeUndefined();
      expect(service!.guess(model.id).price).toBeUndefined();
    }
    const priced = define({ ...local, dialect, models: [{ id: service!.firstModel, price: '¥0.30' }] });
    expect(priced.services[0]?.models[0]?.price).toBe('¥0.30');
  });

  it('of OpenAI’s dialect takes any size for a model that is not OpenAI’s', () => {
    expect(bodyFor({}, { size: '768x768' })).toEqual({ model: 'flux', prompt: 'a cat', n: 1, size: '768x768' });
    expect(bodyFor({}, { aspectRatio: '16:9' })).toMatchObject({ size: '1368x768' });
    const seedream = bodyFor({ models: [{ id: 'painter-x', family: 'seedream' }] }, { size: '2048x2048' });
    expect(seedream).toMatchObject({ model: 'painter-x', size: '2048x2048', watermark: false });
    expect(seedream).not.toHaveProperty('n');
  });

  it('of OpenAI’s dialect keeps the limits of OpenAI’s own models', () => {
    for (const model of ['gpt-image-1', { id: 'x', family: 'gpt-image-1' }]) {
      expect(() => bodyFor({ models: [model] }, { size: '768x768' })).toThrow(/does not take size "768x768"/);
    }
  });

  it.each([
    'tasks',
    '.evil.example/x',
    '//evil.example/x',
    '/tasks?key=1',
    '/tasks#x',
    '/two words',
    '/a\\b',
    '@evil.example/',
  ])('is refused when the path for its tasks, put behind the address, could lead to another one: %s', (path) => {
    const { services, errors } = define({ ...local, dialect: 'task', poll: { path } });
    expect(services).toEqual([]);
    expect(errors.map(({ what }) => what)).toEqual([
      'Entry 1 of your own providers cannot be used: “poll.path” has to be a path such as /v1/tasks.',
    ]);
  });

  it.each([
    ['an id that is taken', { ...local, id: 'openai' }, 'The id “openai” is taken.'],
    [
      'an id with blanks',
      { ...local, id: 'my server' },
      '“id” takes small letters, digits and dashes, a letter first.',
    ],
    ['no label', { ...local, label: undefined }, '“label” is missing.'],
    ['an empty label', { ...local, label: '' }, '“label” has to be a text of 1 to 200 characters.'],
    [
      'a label that is too long',
      { ...local, label: 'x'.repeat(201) },
      '“label” has to be a text of 1 to 200 characters.',
    ],
    ['a label that is no text', { ...local, label: 7 }, '“label” has to be a text of 1 to 200 characters.'],
    [
      'a dialect that nobody speaks',
      { ...local, dialect: 'soap' },
      `“dialect” has to be one of ${Object.keys(dialects).join(', ')}.`,
    ],
    [
      'a dialect that objects inherit',
      { ...local, dialect: 'constructor' },
      `“dialect” has to be one of ${Object.keys(dialects).join(', ')}.`,
    ],
    [
      'another way to send a key',
      { ...local, auth: 'basic' },
      '“auth” has to be one of bearer, x-goog-api-key, x-api-key.',
    ],
    ['a member that means nothing', { ...local, colour: 'red' }, '“colour” means nothing there.'],
    ['a member of tasks that means nothing', { ...local, poll: { every: 3 } }, '“poll.every” means nothing there.'],
    [
      'a model that is neither',
      { ...local, models: ['flux', 7] },
      '“models.1” has to be a text of 1 to 200 characters.',
    ],
    ['a model without an id', { ...local, models: [{ family: 'seedream' }] }, '“models.0.id” is missing.'],
    ['a model with too much', { ...local, models: [{ id: 'x', size: 1 }] }, '“models.0.size” means nothing there.'],
    ['models that are no list', { ...local, models: 'flux' }, '“models” has to be a list.'],
    ['tasks that are no object', { ...local, poll: 'fast' }, '“poll” has to be an object, in braces.'],
    [
      'a pause that is none',
      { ...local, poll: { intervalMs: 0 } },
      '“poll.intervalMs” has to be a number of at least 1.',
    ],
    [
      'a pause in words',
      { ...local, poll: { intervalMs: '5s' } },
      '“poll.intervalMs” has to be a number of at least 1.',
    ],
    [
      'pauses that grow too fast',
      { ...local, poll: { backoff: 11 } },
      '“poll.backoff” has to be a number from 1 to 10.',
    ],
    ['something else than an object', 7, 'It has to be an object, in braces.'],
    ['nothing', null, 'It has to be an object, in braces.'],
    ['an address that is none', { ...local, baseUrl: 'nowhere' }, '“baseUrl”: The address is not a URL.'],
  ])('is refused with %s, and the others are not', (_, entry, sentence) => {
    const { services, errors } = define(entry, { ...local, id: 'second' });
    expect(errors.map(({ what }) => what)).toEqual([`Entry 1 of your own providers cannot be used: ${sentence}`]);
    expect(services.map((service) => service.id)).toEqual(['second']);
  });

  it.each([{}, 'https://relay.example', 7, true])('is said to stand in no list: %j', (setting) => {
    const { services, errors } = customServices(setting, new Set(), { baseUrl: String, isLocal: () => false });
    expect(services).toEqual([]);
    expect(errors.map(({ what }) => what)).toEqual([
      'The setting “easel.customProviders” has to be a list of providers, in brackets.',
    ]);
  });

  it.each([undefined, null, []])('need not be: %j', (setting) => {
    const found = customServices(setting, new Set(), { baseUrl: String, isLocal: () => false });
    expect(found).toEqual({ services: [], errors: [] });
  });

  it('is described in the manifest by the patterns that it is checked by', () => {
    const properties = manifest.contributes.configuration
      .flatMap((group) => Object.entries(group.properties))
      .find(([name]) => name === 'easel.customProviders')?.[1] as unknown as ManifestSchema;
    const { id, poll } = properties.items.properties;
    expect([id.pattern, poll.properties.path.pattern]).toEqual([idPattern.source, pathPattern.source]);
  });
});
