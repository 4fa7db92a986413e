import type { Call, Dialect, PayloadObject } from '../../base/provider.ts';
import { optional, referenceUris } from '../payload.ts';

/** DashScope's messages: one user turn, pictures before the words. */
export function qwenInput(call: Call): PayloadObject {
  const content = [...referenceUris(call).map((image) => ({ image })), { text: call.prompt }];
  return { messages: [{ role: 'user', content }] };
}

/** Alibaba's own service: Qwen-Image, synchronous (providers.md 3.4). Sizes are written with an asterisk. */
export const dashscope: Dialect = (call) => ({
  transport: 'http',
  method: 'POST',
  path: '/api/v1/services/aigc/multimodal-generation/generation',
  payload: {
    kind: 'json',
    value: {
      model: call.model.id,
      input: qwenInput(call),
      parameters: {
        ...optional('size', call.size?.replace('x', '*')),
        ...(call.model.capabilities.countPerCall > 1 ? { n: call.count } : {}),
        ...optional('negative_prompt', call.negativePrompt),
        ...optional('seed', call.seed),
        watermark: false,
      },
    },
  },
});
