// What Volcengine Ark answers when things go wrong: for `plan({ reply: … })`.
import { makeJpeg } from './images.mjs';
import { done, streamReply } from './sse.mjs';
import { now } from './vendor.mjs';

/** @typedef {import('./service.mjs').Reply} Reply */

const requestId = '0217637126001234567890abcdef0123456789abcdef0123456789';

/**
 * @param {number} status @param {string} code @param {string} message @param {string} type @param {string} [param]
 * @returns {Reply}
 */
export function failure(status, code, message, type, param = '') {
  return { status, body: { error: { code, message: `${message} Request id: ${requestId}`, param, type } } };
}

/** @param {string} code @param {string} message @param {string} [param] */
function badRequest(code, message, param) {
  return failure(400, code, message, 'BadRequest', param);
}

export const partError = {
  code: 'OutputImageSensitiveContentDetected',
  message: 'The request failed because the output image may contain sensitive information.',
};

export const replies = {
  badKey: () =>
    failure(401, 'AuthenticationError', 'The API key or AK/SK in the request is missing or invalid.', 'Unauthorized'),
  accessDenied: () =>
    failure(
      403,
      'AccessDenied',
      'The request failed because you do not have access to the requested resource.',
      'Forbidden',
    ),
  overdue: () =>
    failure(403, 'AccountOverdueError', 'The request failed because your account has an overdue balance.', 'Forbidden'),
  /** @param {string} model */
  modelNotFound: (model) =>
    failure(
      404,
      'InvalidEndpointOrModel.NotFound',
      `The model or endpoint ${model} does not exist or you do not have access to it.`,
      'NotFound',
    ),
  /** @param {string} model */
  modelNotOpen: (model) =>
    failure(
      404,
      'ModelNotOpen',
      `Your account 2100000000 has not activated the model ${model}. Please activate the model service in the Ark Console.`,
      'NotFound',
    ),
  /** @param {string} param */
  missing: (param) =>
    badRequest('MissingParameter', `The request failed because it is missing \`${param}\` parameter.`, param),
  /** @param {string} param @param {string} message */
  invalid: (param, message) =>
    badRequest(
      'InvalidParameter',
      `The parameter \`${param}\` specified in the request is not valid: ${message}.`,
      param,
    ),
  oversizedImage: () =>
    badRequest(
      'InvalidParameter.OversizedImage',
      'The request failed because the size of the input image exceeds the limit (10 MB).',
      'image',
    ),
  sensitiveText: () =>
    badRequest(
      'InputTextSensitiveContentDetected',
      'The request failed because the input text may contain sensitive information.',
    ),
  sensitiveImage: () =>
    badRequest(
      'InputImageSensitiveContentDetected.PrivacyInformation',
      'The request failed because the input image may contain real person.',
    ),
  sensitiveOutput: () => badRequest(partError.code, partError.message),
  rateLimit: () =>
    failure(
      429,
      'RateLimitExceeded.EndpointIPMExceeded',
      'The request failed because it exceeded the images per minute (IPM) limit of the model.',
      'TooManyRequests',
    ),
  /** The free allowance is used up, in spite of the status. */
  quota: () =>
    failure(
      429,
      'QuotaExceeded',
      'The request failed because your free trial quota for the model has been consumed. Please activate the model.',
      'TooManyRequests',
    ),
  overloaded: () =>
    failure(
      429,
      'ServerOverloaded',
      'The service is currently unable to handle additional requests due to server overload.',
      'TooManyRequests',
    ),
  internal: () =>
    failure(
      500,
      'InternalServiceError',
      'The service encountered an unexpected internal error.',
      'InternalServerError',
    ),
  /** All parts of a group failed, within 200. @returns {Reply} */
  allFailed: () => ({
    status: 200,
    body: {
      model: 'doubao-seedream-4-5-251128',
      created: now(),
      data: [{ error: partError }, { error: partError }],
      usage: { generated_images: 0, output_tokens: 0, total_tokens: 0 },
    },
  }),
  /** A stream that ends in an error after its first picture. */
  streamError: () => {
    const b64_json = makeJpeg(64, 64, 'first').toString('base64');
    const first = { type: 'image_generation.partial_succeeded', model: 'doubao-seedream-4-0-250828', created: now() };
    const last = { type: 'image_generation.completed', model: 'doubao-seedream-4-0-250828', created: now() };
    const usage = { generated_images: 1, output_tokens: 16, total_tokens: 16 };
    const error = { code: 'InternalServiceError', message: 'The service encountered an unexpected internal error.' };
    return streamReply(
      [{ data: { ...first, image_index: 0, b64_json, size: '64x64' } }, { data: { ...last, usage, error } }, done],
      { images: 1 },
    );
  },
};
