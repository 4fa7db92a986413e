// What OpenRouter answers when things go wrong: for `plan({ reply: … })`.
import { streamReply } from './sse.mjs';
import { now } from './vendor.mjs';

/** @typedef {import('./service.mjs').Reply} Reply */

/**
 * @param {number} status @param {number | string} code @param {string} message @param {object} [metadata]
 * @returns {Reply}
 */
export function failure(status, code, message, metadata) {
  return { status, body: { error: { message, code, ...(metadata ? { metadata } : {}) } } };
}

const upstream = {
  raw: '{"error":{"code":429,"message":"Resource exhausted. Please try again later.","status":"RESOURCE_EXHAUSTED"}}',
  provider_name: 'Google',
  is_byok: false,
};

const head = { id: 'gen-1763712900-simulated', provider: 'Google', model: 'google/gemini-3.1-flash-image' };

/** @param {object} choice @returns {Reply} */
function answer(choice) {
  const usage = { prompt_tokens: 8, completion_tokens: 20, total_tokens: 28 };
  return { status: 200, body: { ...head, object: 'chat.completion', created: now(), choices: [choice], usage } };
}

export const replies = {
  badKey: () => failure(401, 401, 'User not found.'),
  noKey: () => failure(401, 401, 'No auth credentials found'),
  credits: () => failure(402, 402, 'Insufficient credits. Add more using https://openrouter.ai/settings/credits'),
  keyLimit: () =>
    failure(403, 403, 'Key limit exceeded (total limit). Manage it using https://openrouter.ai/settings/keys'),
  moderated: () =>
    failure(403, 403, 'Input was flagged by moderation.', {
      reasons: ['violence'],
      flagged_input: 'a cat with a…',
      provider_name: 'OpenAI',
      model_slug: 'openai/gpt-5-image',
    }),
  /** @param {string} model */
  modelNotFound: (model) => failure(400, 400, `${model} is not a valid model ID`),
  noEndpoints: () => failure(404, 404, 'No endpoints found that support the requested output modalities: image, text'),
  /** @param {Readonly<Record<string, string>>} [headers] @returns {Reply} */
  rateLimit: (
    headers = { 'x-ratelimit-limit': '20', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1763712960000' },
  ) => ({
    ...failure(429, 429, 'Rate limit exceeded: limit_rpm. High demand, please try again shortly.', { headers }),
    headers,
  }),
  upstreamLimit: () => failure(429, 429, 'Provider returned error', upstream),
  serverError: () => failure(502, 502, 'Provider returned error', { ...upstream, raw: 'upstream connect error' }),
  unavailable: () => failure(503, 503, 'There is no available model provider that meets your routing requirements'),
  /** The error stands in the body only. */
  errorIn200: () => failure(200, 502, 'Provider returned error', upstream),
  /** @returns {Reply} The error stands in the choice. */
  errorInChoice: () =>
    answer({
      index: 0,
      finish_reason: 'error',
      error: { code: 502, message: 'Provider disconnected unexpectedly', metadata: { provider_name: 'Google' } },
      message: { role: 'assistant', content: '' },
    }),
  textOnly: () =>
    answer({
      index: 0,
      finish_reason: 'stop',
      native_finish_reason: 'STOP',
      message: { role: 'assistant', content: 'I can only describe that.', refusal: null },
    }),
  filtered: () =>
    answer({
      index: 0,
      finish_reason: 'content_filter',
      native_finish_reason: 'IMAGE_SAFETY',
      message: { role: 'assistant', content: null, refusal: null },
    }),
  /** A stream that breaks off with an error. */
  streamError: () => {
    const chunk = { ...head, object: 'chat.completion.chunk', created: now() };
    const delta = { role: 'assistant', content: '' };
    const error = { code: 'server_error', message: 'Provider disconnected unexpectedly' };
    return streamReply([
      { comment: 'OPENROUTER PROCESSING' },
      { data: { ...chunk, choices: [{ index: 0, delta, finish_reason: null }] } },
      { data: { ...chunk, error, choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }] } },
    ]);
  },
};
