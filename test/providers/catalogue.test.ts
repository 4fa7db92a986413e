import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorCodes } from '../../src/base/errors.ts';
import { builtIn, firstModelOf, listedModels, modelInstead } from '../../src/providers/index.ts';
import { heirsOf } from '../../src/providers/lifecycle.ts';
import { keyHeader } from '../../src/core/key.ts';
import type { Vendor } from '../services/vendor.mjs';
import { key } from './harness.ts';
import { serviceOf } from './services.ts';
import { rows } from './simulated.ts';

const now = Date.parse('2026-11-21');

describe('a live list of models', () => {
  it.each([
    ['OpenAI’s', { object: 'list', data: [{ id: 'gpt-image-2' }, { id: 'gpt-5.2' }] }, ['gpt-image-2']],
    [
      'Google’s',
      {
        models: [
          { name: 'models/gemini-3-pro-image', supportedGenerationMethods: ['generateContent'] },
          { name: 'models/gemini-3.1-pro', supportedGenerationMethods: ['generateContent'] },
          { name: 'models/imagen-4.0-generate-001', supportedGenerationMethods: ['predict'] },
        ],
      },
      ['gemini-3-pro-image'],
    ],
    [
      'OpenRouter’s, which says what comes out',
      {
        data: [
          { id: 'a/painter', architecture: { output_modalities: ['image'] } },
          { id: 'a/image-reader', architecture: { output_modalities: ['text'] } },
        ],
      },
      ['a/painter'],
    ],
    ['a local server’s, whose names say nothing', { data: [{ id: 'dreamer.safetensors' }] }, ['dreamer.safetensors']],
    ['one of plain names, one twice', { models: ['flux-dev', 'flux-dev'] }, ['flux-dev']],
    ['an empty one', { data: [] }, []],
    ['something else', { error: { message: 'no' } }, []],
    ['no object', 'models', []],
    ['entries that are none', { data: [null, 7, { id: '' }, { id: 7 }] }, []],
  ])('is read: %s', (_, body, ids) => {
    expect(listedModels(body)).toEqual(ids);
  });
});

describe.each(rows.filter(({ id }) => serviceOf(id).modelList !== undefined))('the live list of $id', (row) => {
  let simulated: Vendor;

  beforeAll(async () => {
    simulated = await row.start({ keys: [key] });
  });

  afterAll(() => simulated.close());

  it('has models that Easel knows, and none that do not draw', async () => {
    const service = serviceOf(row.id);
    const base = row.id === 'openrouter' ? `${simulated.url}/api` : simulated.url;
    const reply = await fetch(`${base}${service.modelList}`, { headers: keyHeader(service.auth, key) });
    const ids = listedModels(await reply.json());
    expect(simulated.violations).toEqual([]);
    expect(ids).toContain(service.firstModel);
    expect(ids.filter((id) => ['gpt-5.2', 'gemini-3.1-pro', 'openai/gpt-5.2'].includes(id))).toEqual([]);
    expect(firstModelOf(service, ids)).toEqual({ id: service.firstModel });
  });
});

describe('a model that is not there', () => {
  it.each([
    ['google', 'gemini-2.5-flash-image-preview', undefined, 'gemini-3.1-flash-image'],
    ['google', 'gemini-2.5-flash-image', undefined, 'gemini-3.1-flash-image'],
    ['google', 'gemini-3-pro-image-preview', undefined, 'gemini-3-pro-image'],
    ['google', 'gemini-3.1-flash-image', undefined, 'gemini-nano-banana-2.1'],
    ['google', 'imagen-4.0-ultra-generate-001', undefined, 'gemini-3-pro-image'],
    ['google', 'nano-banana-pro', undefined, 'gemini-3-pro-image'],
    ['google', 'gemini-3-pro-image', ['gemini-3.1-flash-image'], 'gemini-3.1-flash-image'],
    ['openrouter', 'google/gemini-3-pro-image-preview', undefined, 'google/gemini-3-pro-image'],
    ['mixroute', 'gemini-3-pro-image-preview', ['qwen-image-plus', 'gemini-3-pro-image'], 'gemini-3-pro-image'],
    ['mixroute', 'doubao-seedream-4-5-251128', ['gpt-image-1', 'seedream-4.0-base'], 'seedream-4.0-base'],
    ['mixroute', 'qwen-image-plus', ['gpt-image-1'], undefined],
    ['vapi', 'gemini-3-pro-image', undefined, 'nano-banana-pro'],
    ['mountsea', 'gemini-2.5-flash-image', undefined, 'nano-banana-fast'],
    ['openai', 'dall-e-3', undefined, 'gpt-image-2'],
    ['ark', 'doubao-seedream-9-0', undefined, 'doubao-seedream-4-5-251128'],
  ])('is replaced at %s: %s, listed %s, by %s', (provider, id, listed, instead) => {
    const service = serviceOf(provider);
    expect(modelInstead('modelNotFound', service, id, { listed, now })).toBe(instead);
  });

  it.each(errorCodes.filter((code) => code !== 'modelNotFound'))('is not what %s is about', (code) => {
    expect(modelInstead(code, serviceOf('google'), 'gemini-2.5-flash-image', { now })).toBeUndefined();
  });

  it('is not replaced by one that is gone as well, before that day it is', () => {
    const instead = (day: string) =>
      modelInstead('modelNotFound', serviceOf('google'), 'gemini-2.5-flash-image-preview', { now: Date.parse(day) });
    expect([instead('2026-02-01'), instead('2026-11-01')]).toEqual([
      'gemini-2.5-flash-image',
      'gemini-3.1-flash-image',
    ]);
  });

  it('has heirs, nearest first and never itself', () => {
    expect(heirsOf('gemini-2.5-flash-image-preview')[0]).toBe('gemini-2.5-flash-image');
    const all = builtIn.flatMap(({ models }) => models.map(({ id }) => id));
    for (const id of all) expect(heirsOf(id)).not.toContain(id);
  });
});

describe('the model to begin with', () => {
  it.each([
    ['google', [], { id: 'gemini-3.1-flash-image' }],
    ['google', ['gemini-3-pro-image'], { id: 'gemini-3-pro-image', replaces: 'gemini-3.1-flash-image' }],
    [
      'google',
      ['gemini-3-pro-image', 'gemini-nano-banana-2.1'],
      { id: 'gemini-nano-banana-2.1', replaces: 'gemini-3.1-flash-image' },
    ],
    ['mixroute', ['gpt-image-1'], { id: 'gemini-2.5-flash-image' }],
    ['dashscope', ['qwen-image-3.0'], { id: 'qwen-image-3.0', replaces: 'qwen-image-plus' }],
  ] satisfies [string, string[], object][])('at %s, listed %s', (provider, listed, first) => {
    const service = serviceOf(provider);
    const found = firstModelOf(service, listed);
    expect(found).toEqual(first);
  });
});
