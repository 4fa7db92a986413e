import { describe, expect, it } from 'vitest';
import type { HttpOrder } from '../../src/base/provider.ts';
import { makePlan } from '../../src/core/plan.ts';
import { customServices } from '../../src/providers/custom.ts';
import { reference } from '../core/fakes.ts';

const local = {
  id: 'local',
  label: 'My server',
  baseUrl: 'http://127.0.0.1:7860',
  dialect: 'openai-images',
  models: ['flux'],
};

function define(...entries: readonly unknown[]) {
  return customServices(entries, new Set(['openai', 'sketch']), {
    baseUrl: (address) => address,
    isLocal: (url) => url.includes('127.0.0.1'),
  });
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

  it.each([
    ['an id that is taken', { ...local, id: 'openai' }, /taken/],
    ['a dialect that nobody speaks', { ...local, dialect: 'soap' }, /dialect/],
    ['a member that means nothing', { ...local, colour: 'red' }, /colour/],
    ['an id with blanks', { ...local, id: 'my server' }, /id/],
    ['something else than an object', 7, /Entry 1/],
  ])('is refused with %s, and the others are not', (_, entry, words) => {
    const { services, errors } = define(entry, { ...local, id: 'second' });
    expect(errors).toHaveLength(1);
    expect(errors[0]?.message).toMatch(words);
    expect(services.map((service) => service.id)).toEqual(['second']);
  });
});
