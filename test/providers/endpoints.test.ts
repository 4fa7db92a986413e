import { describe, expect, it } from 'vitest';
import type { HttpOrder } from '../../src/base/provider.ts';
import { makePlan } from '../../src/core/plan.ts';
import { findModel } from '../../src/providers/index.ts';
import { reference } from '../core/fakes.ts';
import { serviceOf } from './services.ts';

interface Row {
  readonly provider: string;
  readonly model: string;
  readonly path: string;
  readonly edits?: boolean;
  readonly previews?: boolean;
}

const dashscope = '/api/v1/services/aigc';
const rows: readonly Row[] = [
  { provider: 'dashscope', model: 'qwen-image-plus', path: `${dashscope}/text2image/image-synthesis` },
  { provider: 'dashscope', model: 'qwen-image', path: `${dashscope}/text2image/image-synthesis` },
  { provider: 'dashscope', model: 'qwen-image-max', path: `${dashscope}/multimodal-generation/generation` },
  {
    provider: 'dashscope',
    model: 'qwen-image-edit-plus',
    path: `${dashscope}/multimodal-generation/generation`,
    edits: true,
  },
  { provider: 'dashscope', model: 'qwen-image-3.0-pro', path: `${dashscope}/multimodal-generation/generation` },
  { provider: 'openrouter', model: 'google/gemini-3-pro-image', path: '/v1/chat/completions' },
  { provider: 'openrouter', model: 'openai/gpt-5-image', path: '/v1/chat/completions' },
  { provider: 'openrouter', model: 'black-forest-labs/flux.2-pro', path: '/v1/images' },
  { provider: 'openrouter', model: 'bytedance-seed/seedream-4.5', path: '/v1/images', edits: true },
  { provider: 'mountsea', model: 'nano-banana-2', path: '/gemini/image/generate' },
  {
    provider: 'mountsea',
    model: 'nano-banana-2',
    path: '/gemini/v1beta/models/gemini-3.1-flash-image-preview:generateContent',
    edits: true,
  },
  { provider: 'google', model: 'gemini-3-pro-image', path: '/v1beta/models/gemini-3-pro-image:generateContent' },
  {
    provider: 'google',
    model: 'gemini-3-pro-image',
    path: '/v1beta/models/gemini-3-pro-image:streamGenerateContent?alt=sse',
    previews: true,
  },
  { provider: 'openai', model: 'gpt-image-2', path: '/v1/images/generations' },
  { provider: 'openai', model: 'gpt-image-2', path: '/v1/images/edits', edits: true },
];

describe('the endpoint that a request goes to', () => {
  it.each(rows)('$provider, $model: $path', ({ provider, model, path, edits = false, previews = false }) => {
    const service = serviceOf(provider);
    const request = { prompt: 'a cat', references: edits ? [reference()] : [], previews };
    const [order] = makePlan(service, findModel(service, model), request, () => 0.5).orders as HttpOrder[];
    expect(order?.path).toBe(path);
  });

  it('says to DashScope that a task is wanted, and how it is asked for', () => {
    const service = serviceOf('dashscope');
    const request = { prompt: 'a cat', references: [], size: '1664x928', seed: 7, negativePrompt: 'dogs' };
    const [order] = makePlan(service, findModel(service, 'qwen-image-plus'), request, () => 0.5).orders as HttpOrder[];
    expect(order).toMatchObject({
      headers: { 'x-dashscope-async': 'enable' },
      poll: { method: 'GET', path: '/api/v1/tasks', idIn: 'path' },
      payload: {
        value: {
          model: 'qwen-image-plus',
          input: { prompt: 'a cat' },
          parameters: { size: '1664*928', seed: 7, negative_prompt: 'dogs', watermark: false },
        },
      },
    });
  });
});
