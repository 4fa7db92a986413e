// A strict simulation of mountsea.ai, written from its documents: tasks, and the way for local files that speaks Gemini.
// By hand: node test/services/mountsea.mjs --port 8080 --key sk-test-1
import { describe, fields, integer, list, must, oneOf, problemsOf, text } from './checks.mjs';
import { failure } from './googleReplies.mjs';
import { models as googleModels, readRequest } from './googleRequest.mjs';
import { Tasks } from './mountseaTasks.mjs';
import { fourteenRatios, pixelsAt, tenRatios } from './ratios.mjs';
import { runByHand, Vendor } from './vendor.mjs';

/** @typedef {import('./service.mjs').Reply} Reply */
/** @typedef {import('./service.mjs').LoggedRequest} LoggedRequest */
/** @typedef {import('./checks.mjs').Problem} Problem */

/** @typedef {{keys: readonly string[], tls?: import('./vendor.mjs').Tls}} MountseaOptions */

/** What a task may ask each model for. The document's own example asks nano-banana-fast for 1K, all that it makes. */
const models = {
  'nano-banana-fast': { ratios: tenRatios, steps: ['1K'] },
  'nano-banana-pro': { ratios: tenRatios, steps: ['1K', '2K', '4K'] },
  'nano-banana-2': { ratios: fourteenRatios, steps: ['1K', '2K', '4K'] },
};
/** The names that its Gemini endpoint knows, and what Google calls them. */
const compatible = new Map([
  ['gemini-2.5-flash-image', 'gemini-2.5-flash-image'],
  ['gemini-3.1-flash-image-preview', 'gemini-3.1-flash-image'],
  ['gemini-3-pro-image-preview', 'gemini-3-pro-image'],
]);
const compatPath = /^\/gemini\/v1beta\/models\/([\w.-]+):generateContent$/;

/** Starts the service on a free port of 127.0.0.1. @param {MountseaOptions & {port?: number}} options */
export async function startMountsea({ port = 0, ...options }) {
  const service = new Mountsea(options);
  await service.listen(port);
  return service;
}

/** Whether a request looks at a task: for the `on` of a fault. @param {LoggedRequest} request */
export function isPoll({ method, path }) {
  return method === 'GET' && path === '/gemini/task/result';
}

export class Mountsea extends Vendor {
  tasks = new Tasks();

  /** @param {MountseaOptions} options */
  constructor({ keys, tls }) {
    super({ keys, tls });
  }

  /** @override */
  clear() {
    super.clear();
    this.tasks.clear();
  }

  /** @override @param {LoggedRequest} request @returns {Reply} */
  handle(request) {
    if (!this.hasBearer(request)) return replies.badKey();
    if (isPoll(request)) return this.#look(request);
    const route = `${request.method} ${request.path}`;
    if (route === 'POST /gemini/image/generate') return this.#submit(request);
    const [, model] = compatPath.exec(request.path) ?? [];
    if (request.method === 'POST' && model !== undefined) return this.#generateContent(request, model);
    this.violation(request, 'there is no such endpoint');
    return nest(404, `Cannot ${route}`, 'Not Found');
  }

  /** @param {LoggedRequest} request @returns {Reply} */
  #submit(request) {
    const { body, problems } = this.#readPost(request);
    const id = body['model'] === undefined ? 'nano-banana-fast' : String(body['model']);
    const model = Object.hasOwn(models, id) ? models[/** @type {keyof typeof models} */ (id)] : undefined;
    request.model = id;
    if (problems.length === 0) problems.push(...problemsOf(bodyOf(model ?? models['nano-banana-2']), body));
    if (body['action'] === 'edit' && body['image_urls'] === undefined) {
      problems.push({ at: 'image_urls', kind: 'missing', text: 'is missing, and an edit needs it' });
    }
    if (problems.length > 0) {
      this.note(request, problems);
      return nest(400, problems.map(describe), 'Bad Request');
    }
    const size = pixelsAt(String(body['aspect_ratio'] ?? '1:1'), String(body['resolution'] ?? '1K'));
    const url = this.publish(this.paint(size, `${body['prompt']}${request.id}`));
    const { taskId, willEndWell } = this.tasks.submit(keyOf(request), [url]);
    return { status: 201, images: willEndWell ? 1 : 0, body: { taskId } };
  }

  /** @param {LoggedRequest} request @returns {Reply} */
  #look(request) {
    const query = new URLSearchParams(request.query);
    const id = query.get('taskId') ?? '';
    if ([...query.keys()].join() !== 'taskId' || id === '') {
      this.violation(request, `the query is "${request.query}"`);
      return nest(400, ['taskId should not be empty', 'taskId must be a string'], 'Bad Request');
    }
    if (request.body.length > 0) this.violation(request, 'a look at a task has a body');
    const task = this.tasks.look(id, keyOf(request));
    return task ? { status: 200, body: task } : replies.noTask();
  }

  /** @param {LoggedRequest} request @param {string} id @returns {Reply} */
  #generateContent(request, id) {
    const model = googleModels.get(compatible.get(id) ?? '');
    request.model = id;
    if (!model) return failure(404, 'NOT_FOUND', `models/${id} is not found for API version v1beta`);
    const { body, problems } = this.#readPost(request);
    const { problems: found, wanted } = readRequest(body, model);
    problems.push(...found);
    request.references = wanted.references;
    if (problems.length > 0) {
      this.note(request, problems);
      return failure(400, 'INVALID_ARGUMENT', problems.map(describe).join('\n'));
    }
    const { bytes, mediaType } = this.paint(wanted, `${wanted.prompt}${request.id}`);
    const image = { inlineData: { mimeType: mediaType, data: bytes.toString('base64') } };
    const parts = wanted.wantsText ? [{ text: '这是编辑后的图片：' }, image] : [image];
    const answer = {
      candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0 }],
      usageMetadata: { promptTokenCount: 267, candidatesTokenCount: 1290, totalTokenCount: 1557 },
      modelVersion: id,
      responseId: 'q2-RaPbKLomW1MkPsimulated',
    };
    return { status: 200, images: 1, body: answer };
  }

  /** @param {LoggedRequest} request */
  #readPost(request) {
    const read = this.readJson(request);
    if (request.query !== '') read.problems.push({ at: '', kind: 'value', text: 'came with a query' });
    return read;
  }
}

/** @param {{ratios: readonly string[], steps: readonly string[]}} model */
function bodyOf({ ratios, steps }) {
  const link = must(
    (value) => typeof value === 'string' && /^https?:\/\/[^\s]+$/.test(value) && URL.canParse(value),
    'is no http or https URL',
  );
  return fields(
    {
      prompt: text(),
      action: oneOf('generate', 'edit'),
      num_images: integer(1, 1),
      image_urls: list(link, { min: 1 }),
      aspect_ratio: oneOf(...ratios),
      model: oneOf(...Object.keys(models)),
      resolution: oneOf(...steps),
    },
    ['prompt', 'action'],
  );
}

/** @param {LoggedRequest} request */
function keyOf(request) {
  return String(request.headers['authorization']).replace(/^Bearer /, '');
}

/** @param {number} statusCode @param {string | readonly string[]} message @param {string} [error] @returns {Reply} */
function nest(statusCode, message, error) {
  return { status: statusCode, body: { statusCode, message, ...(error === undefined ? {} : { error }) } };
}

/** What the service, or a gateway before it, answers when things go wrong: for `plan({ reply: … })`. */
export const replies = {
  badKey: () => nest(401, 'Unauthorized'),
  expiredKey: () => nest(401, '令牌已过期，请重新登录', 'Unauthorized'),
  quota: () => nest(402, '账户余额不足，请充值后再试', 'Payment Required'),
  /** @param {Readonly<Record<string, string>>} [headers] */
  rateLimit: (headers = {}) => ({ ...nest(429, 'ThrottlerException: Too Many Requests'), headers }),
  moderated: () => nest(400, '提示词包含敏感内容，请修改后重试', 'Bad Request'),
  noTask: () => nest(404, '任务不存在', 'Not Found'),
  serverError: () => nest(500, 'Internal server error'),
  unavailable: () => nest(503, '服务繁忙，请稍后再试', 'Service Unavailable'),
  /** Some clients were answered so: the picture at once. @param {string} url @returns {Reply} */
  atOnce: (url) => ({ status: 201, images: 1, body: { images: [{ url }] } }),
  /** Accepted, and nobody knows under which number. @returns {Reply} */
  noTaskId: () => ({ status: 201, images: 1, body: {} }),
  /** @returns {Reply} */
  gatewayPage: () => ({
    status: 502,
    headers: { 'content-type': 'text/html' },
    body: '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>',
  }),
};

runByHand(import.meta.url, ({ port, keys }) => startMountsea({ port, keys }));
