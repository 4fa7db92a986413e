// What OpenAI answers when things go wrong: for `plan({ reply: … })`.
import { makePng } from './images.mjs';
import { streamReply } from './sse.mjs';
import { now } from './vendor.mjs';

/** @typedef {import('./service.mjs').Reply} Reply */

/**
 * @param {number} status @param {string} message @param {string} type @param {string | null} param
 * @param {string | null} code
 * @param {Readonly<Record<string, string>>} [headers]
 * @returns {Reply}
 */
export function failure(status, message, type, param, code, headers) {
  return { status, body: { error: { message, type, param, code } }, ...(headers ? { headers } : {}) };
}

export const replies = {
  badKey: () =>
    failure(
      401,
      'Incorrect API key provided: sk-te***st-1. You can find your API key at https://platform.openai.com/account/api-keys.',
      'invalid_request_error',
      null,
      'invalid_api_key',
    ),
  /** Most image models are closed to organisations that have not shown who they are. */
  unverified: () =>
    failure(
      403,
      'Your organization must be verified to use the model `gpt-image-2`. Please go to: ' +
        'https://platform.openai.com/settings/organization/general and click on Verify Organization.',
      'invalid_request_error',
      null,
      null,
    ),
  /** @param {string} model */
  modelNotFound: (model) =>
    failure(
      404,
      `The model \`${model}\` does not exist or you do not have access to it.`,
      'invalid_request_error',
      null,
      'model_not_found',
    ),
  /** @param {string} name */
  unknownParameter: (name) =>
    failure(400, `Unknown parameter: '${name}'.`, 'invalid_request_error', name, 'unknown_parameter'),
  /** Money is used up, in spite of the status. */
  quota: () =>
    failure(
      429,
      'You exceeded your current quota, please check your plan and billing details. For more information on this ' +
        'error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.',
      'insufficient_quota',
      null,
      'insufficient_quota',
    ),
  billingLimit: () =>
    failure(400, 'Billing hard limit has been reached', 'invalid_request_error', null, 'billing_hard_limit_reached'),
  /** @param {Readonly<Record<string, string>>} [headers] */
  rateLimit: (headers = { 'retry-after': '12', 'retry-after-ms': '12000' }) =>
    failure(
      429,
      'Rate limit reached for gpt-image-2 (for limit gpt-image) in organization org-simulated on input-images per ' +
        'min: Limit 5, Used 5, Requested 1. Please try again in 12s.',
      'input-images',
      null,
      'rate_limit_exceeded',
      headers,
    ),
  moderated: () =>
    failure(
      400,
      'Your request was rejected by the safety system. If you believe this is an error, contact us at ' +
        'help.openai.com and include the request ID req_simulated. safety_violations=[violence].',
      'image_generation_user_error',
      null,
      'moderation_blocked',
    ),
  invalidImage: () =>
    failure(
      400,
      'Invalid image file or mode for image 1, please check your image file.',
      'image_generation_user_error',
      null,
      'invalid_image_file',
    ),
  /** @param {Readonly<Record<string, string>>} [headers] Such as x-should-retry. */
  serverError: (headers) =>
    failure(
      500,
      'The server had an error while processing your request. Sorry about that!',
      'server_error',
      null,
      null,
      headers,
    ),
  overloaded: () =>
    failure(503, 'The engine is currently overloaded, please try again later', 'server_error', null, null),
  /** Only `created` is promised by the schema. @returns {Reply} */
  noData: () => ({ status: 200, images: 1, body: { created: now() } }),
  /** A stream that breaks off with an error after a partial image. */
  streamError: () =>
    streamReply([
      partial(),
      {
        event: 'error',
        data: {
          type: 'error',
          error: {
            type: 'image_generation_user_error',
            code: 'moderation_blocked',
            message: 'Your request was rejected by the safety system.',
            param: null,
          },
        },
      },
    ]),
  /** A stream that ends without its last image. */
  streamWithoutEnd: () => streamReply([partial()], { images: 1 }),
};

function partial() {
  const type = 'image_generation.partial_image';
  const b64_json = makePng(64, 64, 'partial').toString('base64');
  const data = { type, b64_json, created_at: now(), size: '1024x1024', quality: 'high', partial_image_index: 0 };
  return { event: type, data: { ...data, background: 'opaque', output_format: 'png' } };
}
