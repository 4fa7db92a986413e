import type { Call, Dialect, HttpOrder, PayloadObject, PollContract } from '../../base/provider.ts';
import { optional, referenceUris } from '../payload.ts';

/** DashScope's messages: one user turn, pictures before the words. */
export function qwenInput(call: Call): PayloadObject {
  const content = [...referenceUris(call).map((image) => ({ image })), { text: call.prompt }];
  return { messages: [{ role: 'user', content }] };
}

function parametersOf(call: Call): PayloadObject {
  return {
    ...optional('size', call.size?.replace('x', '*')),
    ...(call.model.capabilities.countPerCall > 1 ? { n: call.count } : {}),
    ...optional('negative_prompt', call.negativePrompt),
    ...optional('seed', call.seed),
    watermark: false,
  };
}

function order(path: string, call: Call, input: PayloadObject): HttpOrder {
  const value = { model: call.model.id, input, parameters: parametersOf(call) };
  return { transport: 'http', method: 'POST', path, payload: { kind: 'json', value } };
}

const services = '/api/v1/services/aigc';

/** Qwen-Image at Alibaba's own service, answered at once (Model Studio's API reference). Sizes have an asterisk. */
export const dashscope: Dialect = (call) =>
  order(`${services}/multimodal-generation/generation`, call, qwenInput(call));

/** The same by way of a task, for models that only make: an answer that is cut off can be asked for again. */
export function dashscopeTask(poll: PollContract): Dialect {
  return (call) => ({
    ...order(`${services}/text2image/image-synthesis`, call, { prompt: call.prompt }),
    headers: { 'x-dashscope-async': 'enable' },
    poll,
  });
}
