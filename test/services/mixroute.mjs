// A strict simulation of mixroute.io, written from its documents. What they do not allow is refused and noted.
// By hand: node test/services/mixroute.mjs --port 8080 --key sk-test-1
import { pathToFileURL } from 'node:url';
import { makeJpeg, makePng } from './images.mjs';
import { gemini } from './mixrouteGemini.mjs';
import { SimulatedService } from './service.mjs';

/** @typedef {import('./service.mjs').Reply} Reply */
/** @typedef {import('./service.mjs').LoggedRequest} LoggedRequest */

/**
 * @typedef {object} MixrouteOptions
 * @property {readonly string[]} keys Keys that are accepted.
 * @property {'plain' | 'wrapped'} [envelope] Both are documented for the one endpoint.
 * @property {'b64_json' | 'url'} [results]
 * @property {readonly string[]} [models] What GET /v1/models lists; other models are not offered to these keys.
 * @property {{key: string | Buffer, cert: string | Buffer}} [tls]
 */

const families = [gemini];
const documentedModels = ['gemini-2.5-flash-image', 'gemini-3-pro-image-preview'];

/** Starts the service on a free port of 127.0.0.1. @param {MixrouteOptions & {port?: number}} options */
export async function startMixroute({ port = 0, ...options }) {
  const service = new Mixroute(options);
  await service.listen(port);
  return service;
}

export class Mixroute extends SimulatedService {
  /** May be changed between requests. @type {'plain' | 'wrapped'} */
  envelope;
  /** @type {'b64_json' | 'url'} */
  results;
  /** @type {readonly string[]} */
  keys;
  /** Undefined: the documented ones are listed and any id of a known family works. @type {readonly string[] | undefined} */
  models;
  /** @type {Map<string, {bytes: Buffer, mediaType: string}>} */
  #files = new Map();

  /** @param {MixrouteOptions} options */
  constructor({ keys, envelope = 'plain', results = 'b64_json', models, tls }) {
    super({ handle: (request) => this.#handle(request), ...(tls ? { tls } : {}) });
    this.keys = keys;
    this.envelope = envelope;
    this.results = results;
    this.models = models;
  }

  /** @param {LoggedRequest} request @returns {Reply} */
  #handle(request) {
    if (request.path.startsWith('/files/')) return this.#file(request);
    const authorization = String(request.headers['authorization'] ?? '');
    if (!authorization.startsWith('Bearer ')) this.violation(request, 'there is no "Authorization: Bearer" header');
    if (!this.keys.includes(authorization.replace(/^Bearer /, ''))) return replies.badKey();
    const route = `${request.method} ${request.path}`;
    if (route === 'GET /v1/models') return this.#listModels();
    if (route === 'POST /v1/images/generations') return this.#generate(request);
    this.violation(request, 'there is no such endpoint');
    return newApiError(404, `Invalid URL (${route})`, 'invalid_request_error', '');
  }

  /** @param {LoggedRequest} request @returns {Reply} */
  #generate(request) {
    /** @type {string[]} */
    const problems = [];
    const report = (/** @type {string} */ problem) => problems.push(problem);
    const type = String(request.headers['content-type'] ?? '');
    if (!/^application\/json(?:;\s*charset=utf-8)?$/i.test(type)) report(`the content type is "${type}"`);
    if (request.query !== '') report('there is a query');
    const body = request.json;
    if (typeof body !== 'object' || body === null || Array.isArray(body)) report('the body is not a JSON object');
    const model = String(body?.model ?? '');
    const family = families.find(({ matches }) => matches(model));
    const isOffered = family !== undefined && (this.models?.includes(model) ?? true);
    if (problems.length === 0 && !isOffered) return replies.noChannel(model);
    const wanted = problems.length === 0 ? family?.read(body, report) : undefined;
    if (wanted) request.references = wanted.references;
    if (problems.length > 0 || !wanted) {
      for (const problem of problems) this.violation(request, problem);
      return { status: 400, body: { code: 400, msg: `Invalid parameter: ${problems.join('; ')}`, data: null } };
    }
    const pictures = wanted.images.map((image, index) => ({
      ...image,
      bytes: paint(image, `${wanted.prompt}${index}`),
    }));
    return { status: 200, images: pictures.length, body: this.#envelop(pictures, wanted.prompt) };
  }

  /** @param {{bytes: Buffer, mediaType: string}[]} pictures @param {string} prompt */
  #envelop(pictures, prompt) {
    const created = Math.floor(Date.now() / 1000);
    const isWrapped = this.envelope === 'wrapped';
    const data = pictures.map((picture) => {
      if (this.results === 'url') return { url: this.#publish(picture), revised_prompt: prompt };
      const b64 = picture.bytes.toString('base64');
      return isWrapped ? { url: '', b64_json: b64, revised_prompt: '' } : { b64_json: b64 };
    });
    return isWrapped ? { code: 200, msg: '操作成功', data: { data, created } } : { created, data };
  }

  /** @param {{bytes: Buffer, mediaType: string}} picture */
  #publish(picture) {
    const name = `${this.#files.size + 1}.${picture.mediaType === 'image/jpeg' ? 'jpg' : 'png'}`;
    this.#files.set(name, picture);
    return `${this.url}/files/${name}?Expires=86400&Signature=c2lnbmVk%2Bfor+one`;
  }

  /** @param {LoggedRequest} request @returns {Reply} */
  #file(request) {
    for (const name of ['authorization', 'x-api-key', 'x-goog-api-key', 'api-key', 'cookie', 'proxy-authorization']) {
      if (request.headers[name] !== undefined) this.violation(request, `a download carries "${name}"`);
    }
    if (request.method !== 'GET') this.violation(request, 'a download is not a GET');
    const file = this.#files.get(request.path.replace('/files/', ''));
    if (!file || request.query !== 'Expires=86400&Signature=c2lnbmVk%2Bfor+one') {
      return {
        status: 403,
        headers: { 'content-type': 'application/xml' },
        body: '<Error><Code>AccessDenied</Code></Error>',
      };
    }
    return { status: 200, headers: { 'content-type': file.mediaType }, body: file.bytes };
  }

  /** @returns {Reply} */
  #listModels() {
    const data = (this.models ?? documentedModels).map((id) => ({
      id,
      object: 'model',
      created: 1626777600,
      owned_by: 'vertex-ai',
    }));
    return { status: 200, body: { data, object: 'list', success: true } };
  }
}

/** @param {{width: number, height: number, mediaType: string}} image @param {string} seed */
function paint({ width, height, mediaType }, seed) {
  return mediaType === 'image/jpeg' ? makeJpeg(width, height, seed) : makePng(width, height, seed);
}

/** @param {number} status @param {string} message @param {string} type @param {string | null} code @returns {Reply} */
function newApiError(status, message, type, code) {
  const id = '20261121081500123456789AbCdEfGh';
  return { status, body: { error: { message: `${message} (request id: ${id})`, type, param: '', code } } };
}

/** What the service, or a gateway before it, answers when things go wrong: for `plan({ reply: … })`. */
export const replies = {
  badKey: () => newApiError(401, '无效的令牌', 'new_api_error', ''),
  expiredKey: () => newApiError(401, '该令牌已过期', 'new_api_error', ''),
  quota: () => newApiError(403, '用户额度不足, 剩余额度: ＄0.000000', 'new_api_error', 'insufficient_user_quota'),
  keyQuota: () =>
    newApiError(429, '该令牌额度已用尽 TokenStatusExhausted[sk-tes***t-1]', 'new_api_error', 'insufficient_quota'),
  /** @param {Readonly<Record<string, string>>} [headers] Such as Retry-After, which the software itself never sends. */
  rateLimit: (headers = {}) => ({
    ...newApiError(429, '您已达到请求数限制：1分钟内最多请求3次', 'new_api_error', 'rate_limit_exceeded'),
    headers,
  }),
  saturated: () => newApiError(429, '当前分组上游负载已饱和，请稍后再试', 'upstream_error', ''),
  /** @param {string} model */
  noChannel: (model) =>
    newApiError(503, `分组 default 下模型 ${model} 无可用渠道（distributor）`, 'new_api_error', 'model_not_found'),
  moderated: () =>
    newApiError(
      400,
      'Your request was rejected by the safety system. safety_violations=[violence].',
      'image_generation_user_error',
      'moderation_blocked',
    ),
  sensitiveWords: () => newApiError(400, '用户请求中包含敏感词', 'new_api_error', 'sensitive_words_detected'),
  serverError: () => newApiError(500, 'bad response status code 500', 'upstream_error', 'bad_response_status_code'),
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
  /** Answered, and on the bill, without a picture. @returns {Reply} */
  textOnly: () => ({
    status: 200,
    images: 1,
    body: { created: 1709459123, data: [{ url: '', b64_json: '', revised_prompt: '抱歉，我無法生成這張圖片。' }] },
  }),
  /** @returns {Reply} */
  emptyData: () => ({ status: 200, images: 1, body: { created: 1709459123, data: [] } }),
  /** @returns {Reply} */
  invalidBase64: () => ({
    status: 200,
    images: 1,
    body: { created: 1709459123, data: [{ b64_json: 'iVBORw0KGgo*!not base64' }] },
  }),
  /** Proper base64 of a picture that ends in its middle. @returns {Reply} */
  cutPicture: () => ({
    status: 200,
    images: 1,
    body: { created: 1709459123, data: [{ b64_json: makePng(64, 64, 'cut').subarray(0, 90).toString('base64') }] },
  }),
  /** @returns {Reply} */
  notJson: () => ({
    status: 200,
    images: 1,
    headers: { 'content-type': 'application/json' },
    body: '{"created":170945',
  }),
  /** @param {number} status @param {string} location @returns {Reply} */
  redirect: (status, location) => ({ status, headers: { location }, body: '' }),
};

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const option = (/** @type {string} */ name, /** @type {string} */ fallback) => {
    const at = process.argv.indexOf(`--${name}`);
    return at === -1 ? fallback : (process.argv[at + 1] ?? fallback);
  };
  const key = option('key', 'sk-test-1');
  // No top-level await: the in-VS-Code suites bundle this file as CommonJS.
  const starting = startMixroute({
    port: Number(option('port', '0')),
    keys: [key],
    envelope: option('envelope', 'plain') === 'wrapped' ? 'wrapped' : 'plain',
    results: option('results', 'b64_json') === 'url' ? 'url' : 'b64_json',
  });
  void starting.then((service) => console.log(`${service.url}  key ${key}`));
}
