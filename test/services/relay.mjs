// What the relays that run new-api have in common: a Bearer key, a list of models, and one way to say no.
import { makePng } from './images.mjs';
import { Vendor } from './vendor.mjs';

/** @typedef {import('./service.mjs').Reply} Reply */
/** @typedef {import('./service.mjs').LoggedRequest} LoggedRequest */

/**
 * @typedef {object} RelayOptions
 * @property {readonly string[]} keys Keys that are accepted.
 * @property {readonly string[]} [models] What GET /v1/models lists; other models are not offered to these keys.
 * @property {import('./vendor.mjs').Tls} [tls]
 */

export class Relay extends Vendor {
  /** Undefined: the documented ones are listed, and every one that is known works. @type {readonly string[] | undefined} */
  models;
  /** @type {readonly string[]} */
  #documented;
  /** @type {Readonly<Record<string, (request: LoggedRequest) => Reply>>} */
  #routes;

  /**
   * @param {RelayOptions} options
   * @param {{documented: readonly string[], routes: Readonly<Record<string, (request: LoggedRequest) => Reply>>}} own
   *   Its models, and what it does by method and path.
   */
  constructor({ keys, models, tls }, { documented, routes }) {
    super({ keys, tls });
    this.models = models;
    this.#documented = documented;
    this.#routes = routes;
  }

  /** @override @param {LoggedRequest} request @returns {Reply} */
  handle(request) {
    if (!this.hasBearer(request)) return relayReplies.badKey();
    const route = `${request.method} ${request.path}`;
    if (route === 'GET /v1/models') return this.#list();
    const answer = Object.hasOwn(this.#routes, route) ? this.#routes[route] : undefined;
    if (answer) return answer(request);
    this.violation(request, 'there is no such endpoint');
    return newApiError(404, `Invalid URL (${route})`, { type: 'invalid_request_error' });
  }

  /** @param {string} model */
  offers(model) {
    return this.models?.includes(model) ?? true;
  }

  /** As readJson, of a POST that has no query. @param {LoggedRequest} request */
  readPost(request) {
    const read = this.readJson(request);
    if (request.query !== '') read.problems.push({ at: '', kind: 'value', text: 'came with a query' });
    if (read.problems.length === 0 && typeof read.body['model'] !== 'string') {
      read.problems.push({ at: 'model', kind: 'missing', text: 'is missing' });
    }
    return { ...read, model: String(read.body['model'] ?? '') };
  }

  /** @returns {Reply} */
  #list() {
    const data = (this.models ?? this.#documented).map((id) => ({
      id,
      object: 'model',
      created: 1626777600,
      owned_by: 'custom',
    }));
    return { status: 200, body: { data, object: 'list', success: true } };
  }
}

/**
 * @param {number} status @param {string} message
 * @param {{type?: string, code?: string | null, param?: string}} [details]
 * @returns {Reply}
 */
export function newApiError(status, message, { type = 'new_api_error', code = '', param = '' } = {}) {
  const id = '20261121081500123456789AbCdEfGh';
  return { status, body: { error: { message: `${message} (request id: ${id})`, type, param, code } } };
}

/** Answered, and on the bill. @param {string | object} body @returns {Reply} */
function billed(body) {
  return { status: 200, images: 1, headers: { 'content-type': 'application/json' }, body };
}

/** What such a relay, or a gateway before it, answers when things go wrong: for `plan({ reply: … })`. */
export const relayReplies = {
  badKey: () => newApiError(401, '无效的令牌'),
  expiredKey: () => newApiError(401, '该令牌已过期'),
  quota: () => newApiError(403, '用户额度不足, 剩余额度: ＄0.000000', { code: 'insufficient_user_quota' }),
  keyQuota: () =>
    newApiError(429, '该令牌额度已用尽 TokenStatusExhausted[sk-tes***t-1]', { code: 'insufficient_quota' }),
  /** @param {string} model */
  keyModel: (model) => newApiError(403, `该令牌无权访问模型 ${model}`),
  keyGroup: () => newApiError(403, '无权访问该分组', { code: 'access_denied' }),
  /** @param {Readonly<Record<string, string>>} [headers] Such as Retry-After, which the software itself never sends. */
  rateLimit: (headers = {}) => ({
    ...newApiError(429, '您已达到请求数限制：1分钟内最多请求3次', { code: 'rate_limit_exceeded' }),
    headers,
  }),
  saturated: () => newApiError(429, '当前分组上游负载已饱和，请稍后再试', { type: 'upstream_error' }),
  /** @param {string} model */
  noChannel: (model) =>
    newApiError(503, `分组 default 下模型 ${model} 无可用渠道（distributor）`, { code: 'model_not_found' }),
  notAnImageModel: () =>
    newApiError(500, 'not supported model for image generation, only imagen models are supported', {
      code: 'convert_request_failed',
    }),
  moderated: () =>
    newApiError(400, 'Your request was rejected by the safety system. safety_violations=[violence].', {
      type: 'image_generation_user_error',
      code: 'moderation_blocked',
    }),
  sensitiveWords: () => newApiError(400, '用户请求中包含敏感词', { code: 'sensitive_words_detected' }),
  promptBlocked: () => newApiError(400, '请求被上游拦截: PROHIBITED_CONTENT', { code: 'prompt_blocked' }),
  busy: () =>
    newApiError(503, 'The model is currently busy, please try again later', {
      type: 'bad_response_status_code',
      code: 'bad_response_status_code',
    }),
  serverError: () =>
    newApiError(500, 'bad response status code 500', { type: 'upstream_error', code: 'bad_response_status_code' }),
  /** @returns {Reply} */
  gatewayPage: () => ({
    status: 502,
    headers: { 'content-type': 'text/html' },
    body: '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>',
  }),
  /** A page in the place of an answer, as captive portals send it. @returns {Reply} */
  page: () => ({
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: '<!doctype html><html><body><form action="/login">Welcome to the hotel</form></body></html>',
  }),
  /** The error stands in the body only. @returns {Reply} */
  wrappedError: () => ({
    status: 200,
    body: { code: 400, msg: 'Invalid parameter: Unsupported aspect ratio', data: null },
  }),
  /** Without a picture. */
  textOnly: () =>
    billed({ created: 1709459123, data: [{ url: '', b64_json: '', revised_prompt: '抱歉，我無法生成這張圖片。' }] }),
  emptyData: () => billed({ created: 1709459123, data: [] }),
  invalidBase64: () => billed({ created: 1709459123, data: [{ b64_json: 'iVBORw0KGgo*!not base64' }] }),
  /** Proper base64 of a picture that ends in its middle. */
  cutPicture: () => {
    const b64_json = makePng(64, 64, 'cut').subarray(0, 90).toString('base64');
    return billed({ created: 1709459123, data: [{ b64_json }] });
  },
  notJson: () => billed('{"created":170945'),
  /** @param {number} status @param {string} location @returns {Reply} */
  redirect: (status, location) => ({ status, headers: { location }, body: '' }),
};
