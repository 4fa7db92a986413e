// What Google's Gemini API answers when things go wrong: for `plan({ reply: … })`.
import { makePng } from './images.mjs';
import { streamReply } from './sse.mjs';

/** @typedef {import('./service.mjs').Reply} Reply */

const google = 'type.googleapis.com/google.rpc';

/**
 * @param {number} code @param {string} status @param {string} message @param {readonly object[]} [details]
 * @returns {Reply}
 */
export function failure(code, status, message, details) {
  return { status: code, body: { error: { code, message, status, ...(details ? { details } : {}) } } };
}

/** @param {string} period @param {string} delay */
function quota(period, delay) {
  const quotaId = `GenerateRequestsPer${period}PerProjectPerModel-FreeTier`;
  const quotaMetric = 'generativelanguage.googleapis.com/generate_content_free_tier_requests';
  return failure(
    429,
    'RESOURCE_EXHAUSTED',
    'You exceeded your current quota, please check your plan and billing details. ' +
      `For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.\n` +
      `* Quota exceeded for metric: ${quotaMetric}, limit: 10\nPlease retry in ${delay}.`,
    [
      {
        '@type': `${google}.QuotaFailure`,
        violations: [
          { quotaMetric, quotaId, quotaDimensions: { location: 'global', model: 'gemini-image' }, quotaValue: '10' },
        ],
      },
      {
        '@type': `${google}.Help`,
        links: [{ description: 'Learn more about quotas', url: 'https://ai.google.dev/gemini-api/docs/rate-limits' }],
      },
      { '@type': `${google}.RetryInfo`, retryDelay: delay },
    ],
  );
}

/** @param {readonly object[]} candidates @param {object} [others] @returns {Reply} */
function answer(candidates, others = {}) {
  const body = {
    candidates,
    usageMetadata: { promptTokenCount: 12, totalTokenCount: 12 },
    modelVersion: 'gemini-3.1-flash-image',
    responseId: 'q2-RaPbKLomW1MkPsimulated',
    ...others,
  };
  return { status: 200, images: 0, body };
}

/** @param {string} finishReason @param {string} [finishMessage] */
function ended(finishReason, finishMessage) {
  return answer([{ finishReason, index: 0, ...(finishMessage ? { finishMessage } : {}) }]);
}

const wrongKey = 'API key not valid. Please pass a valid API key.';

export const replies = {
  /** Google says 400 to a wrong key. */
  badKey: () =>
    failure(400, 'INVALID_ARGUMENT', wrongKey, [
      {
        '@type': `${google}.ErrorInfo`,
        reason: 'API_KEY_INVALID',
        domain: 'googleapis.com',
        metadata: { service: 'generativelanguage.googleapis.com' },
      },
      { '@type': `${google}.LocalizedMessage`, locale: 'en-US', message: wrongKey },
    ]),
  noKey: () =>
    failure(
      403,
      'PERMISSION_DENIED',
      "Method doesn't allow unregistered callers (callers without established identity). " +
        'Please use API Key or other form of API consumer identity to call this API.',
    ),
  suspended: () =>
    failure(403, 'PERMISSION_DENIED', 'Permission denied: Consumer has been suspended.', [
      { '@type': `${google}.ErrorInfo`, reason: 'CONSUMER_SUSPENDED', domain: 'googleapis.com' },
    ]),
  /** @param {string} [delay] */
  perMinute: (delay = '34.4s') => quota('Minute', delay),
  perDay: () => quota('Day', '29141s'),
  region: () => failure(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.'),
  /** @param {string} model */
  modelNotFound: (model) =>
    failure(
      404,
      'NOT_FOUND',
      `models/${model} is not found for API version v1beta, or is not supported for generateContent. ` +
        'Call ListModels to see the list of available models and their supported methods.',
    ),
  internal: () =>
    failure(
      500,
      'INTERNAL',
      'An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting',
    ),
  overloaded: () => failure(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'),
  deadline: () => failure(504, 'DEADLINE_EXCEEDED', 'Deadline expired before operation could complete.'),
  /** A request for a stream that fails is answered so: JSON that is called a stream. @returns {Reply} */
  jsonUnderStream: (reply = quota('Minute', '34.4s')) => ({
    ...reply,
    headers: { 'content-type': 'text/event-stream' },
    body: JSON.stringify(reply.body, null, 2),
  }),
  safety: () => ended('SAFETY'),
  imageSafety: () =>
    ended(
      'IMAGE_SAFETY',
      'Unable to show the generated image. The image was filtered out because it violated Google policies.',
    ),
  prohibited: () => ended('PROHIBITED_CONTENT'),
  recitation: () => ended('IMAGE_RECITATION'),
  noImage: () => ended('NO_IMAGE'),
  /** The prompt was blocked: no candidates at all. @param {string} [blockReason] */
  blocked: (blockReason = 'PROHIBITED_CONTENT') => {
    const { usageMetadata, modelVersion, responseId } = /** @type {Record<string, unknown>} */ (answer([]).body);
    return { status: 200, body: { promptFeedback: { blockReason }, usageMetadata, modelVersion, responseId } };
  },
  textOnly: () =>
    answer([
      { content: { role: 'model', parts: [{ text: 'I can only describe that.' }] }, finishReason: 'STOP', index: 0 },
    ]),
  noParts: () => answer([{ content: { role: 'model' }, finishReason: 'STOP', index: 0 }]),
  /** Only drafts of the thinking model, and no picture after them. */
  onlyThoughts: () => answer([{ content: { role: 'model', parts: [draft()] }, finishReason: 'STOP', index: 0 }]),
  /** A stream that ends with the reason, without a picture. */
  streamedSafety: () => streamReply([{ data: /** @type {object} */ (ended('IMAGE_SAFETY').body) }]),
  /** In the casing that relays use. @returns {Reply} */
  snakeCase: () => {
    const inline_data = { mime_type: 'image/png', data: makePng(64, 48, 'snake').toString('base64') };
    return { ...answer([{ content: { role: 'model', parts: [{ inline_data }] }, finish_reason: 'STOP' }]), images: 1 };
  },
};

function draft() {
  const data = makePng(32, 32, 'draft').toString('base64');
  return { inlineData: { mimeType: 'image/png', data }, thought: true };
}
