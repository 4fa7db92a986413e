// A strict simulation of OpenAI's images, written from its schema and documents.
// By hand: node test/services/openai.mjs --port 8080 --key sk-test-1
import { describe } from './checks.mjs';
import { readForm } from './multipart.mjs';
import { modelOf, models, readFormEdit, readGeneration, readJsonEdit } from './openaiRequest.mjs';
import { failure, replies } from './openaiReplies.mjs';
import { streamReply } from './sse.mjs';
import { now, paint, runByHand, Vendor } from './vendor.mjs';

export { replies };

/** @typedef {import('./vendor.mjs').Reply} Reply */
/** @typedef {import('./vendor.mjs').LoggedRequest} LoggedRequest */
/** @typedef {import('./openaiRequest.mjs').ImageRequest} ImageRequest */

/**
 * @typedef {object} OpenAIOptions
 * @property {readonly string[]} keys
 * @property {readonly string[]} [models] What these keys may use. Default: all.
 * @property {import('./vendor.mjs').Tls} [tls]
 */

/** Starts the service on a free port of 127.0.0.1. @param {OpenAIOptions & {port?: number}} options */
export async function startOpenAI({ port = 0, ...options }) {
  const service = new OpenAI(options);
  await service.listen(port);
  return service;
}

export class OpenAI extends Vendor {
  /** May be changed between requests. @type {readonly string[]} */
  models;
  /** Partial images that come at most: fewer than asked for is normal. */
  partials = 3;

  /** @param {OpenAIOptions} options */
  constructor({ keys, models: offered = [...models.keys()], tls }) {
    super({ keys, tls });
    this.models = offered;
  }

  /** @override @param {LoggedRequest} request @returns {Reply} */
  handle(request) {
    const reply = this.#route(request);
    const id = String(request.id).padStart(8, '0');
    return { ...reply, headers: { 'x-request-id': `req_simulated${id}`, ...limits, ...reply.headers } };
  }

  /** @param {LoggedRequest} request @returns {Reply} */
  #route(request) {
    if (!this.hasBearer(request)) return replies.badKey();
    if (request.query !== '') this.violation(request, 'there is a query');
    const route = `${request.method} ${request.path}`;
    if (route === 'GET /v1/models') return this.#list();
    if (route === 'POST /v1/images/generations') return this.#generate(request);
    if (route === 'POST /v1/images/edits') return this.#edit(request);
    this.violation(request, 'there is no such endpoint');
    return failure(404, `Invalid URL (${route})`, 'invalid_request_error', null, null);
  }

  /** @param {LoggedRequest} request @returns {Reply} */
  #generate(request) {
    const { body, problems } = this.readJson(request);
    return this.#answer(request, modelOf(body), 'image_generation', problems, (model) => readGeneration(body, model));
  }

  /** @param {LoggedRequest} request @returns {Reply} */
  #edit(request) {
    const type = String(request.headers['content-type'] ?? '');
    if (!type.startsWith('multipart/form-data')) {
      const { body, problems } = this.readJson(request);
      return this.#answer(request, modelOf(body), 'image_edit', problems, (model) => readJsonEdit(body, model));
    }
    const { entries, problems } = readForm(request);
    return this.#answer(request, modelOf(entries), 'image_edit', problems, (model) => readFormEdit(entries, model));
  }

  /**
   * @param {LoggedRequest} request @param {string} id @param {'image_generation' | 'image_edit'} kind
   * @param {readonly import('./checks.mjs').Problem[]} early
   * @param {(model: import('./openaiRequest.mjs').ImageModel) => ImageRequest} read
   * @returns {Reply}
   */
  #answer(request, id, kind, early, read) {
    request.model = id;
    const model = this.models.includes(id) ? models.get(id) : undefined;
    if (early.length === 0 && id !== '' && !model) return replies.modelNotFound(id);
    const wanted = read(model ?? /** @type {import('./openaiRequest.mjs').ImageModel} */ (models.get('gpt-image-1')));
    request.references = wanted.references;
    const problems = [...early, ...wanted.problems];
    if (problems[0]) {
      this.note(request, problems);
      return refusal(problems[0]);
    }
    const { n = 1, stream = false, partial_images = 0 } = wanted.body;
    if (!stream) return { status: 200, images: n, body: asBody(wanted) };
    const partials = Math.min(partial_images, this.partials);
    return streamReply(asEvents(wanted, kind, partials), { images: n });
  }

  /** @returns {Reply} */
  #list() {
    const ids = [...this.models, 'gpt-5.2'];
    const data = ids.map((id) => ({ id, object: 'model', created: 1_745_517_030, owned_by: 'system' }));
    return { status: 200, body: { object: 'list', data } };
  }
}

const limits = {
  'openai-version': '2020-10-01',
  'openai-processing-ms': '12034',
  'x-ratelimit-limit-requests': '500',
  'x-ratelimit-remaining-requests': '499',
  'x-ratelimit-reset-requests': '120ms',
};

/** @param {ImageRequest} wanted @param {string} seed */
function draw({ body, width, height }, seed) {
  const { output_format = 'png', background } = body;
  const alpha = background === 'transparent' ? 0 : undefined;
  return paint({ width, height, mediaType: `image/${output_format}`, alpha }, seed).bytes.toString('base64');
}

/** What is told beside every picture. @param {ImageRequest} wanted */
function settingsOf({ body, width, height }) {
  const { output_format = 'png', background = 'auto', quality = 'auto' } = body;
  return {
    background: background === 'auto' ? 'opaque' : background,
    output_format,
    quality: quality === 'auto' ? 'high' : quality,
    size: `${width}x${height}`,
  };
}

/** @param {ImageRequest} wanted */
function asBody(wanted) {
  const { n = 1, prompt } = wanted.body;
  const data = Array.from({ length: n }, (_, index) => ({ b64_json: draw(wanted, `${prompt}${index}`) }));
  return { created: now(), ...settingsOf(wanted), data, usage: usageOf(wanted, n) };
}

/** @param {ImageRequest} wanted @param {string} kind @param {number} partials */
function asEvents(wanted, kind, partials) {
  const { n = 1, prompt } = wanted.body;
  const event = (/** @type {string} */ name, /** @type {string} */ seed, /** @type {object} */ others) => {
    const type = `${kind}.${name}`;
    const data = { type, b64_json: draw(wanted, seed), created_at: now(), ...settingsOf(wanted), ...others };
    return { event: type, data };
  };
  return Array.from({ length: n }, (_, image) => [
    ...Array.from({ length: partials }, (_partial, index) =>
      event('partial_image', `${prompt} draft ${index}`, { partial_image_index: index }),
    ),
    event('completed', `${prompt}${image}`, { usage: usageOf(wanted, 1) }),
  ]).flat();
}

/** @param {ImageRequest} wanted @param {number} images */
function usageOf({ body, references }, images) {
  const text_tokens = Math.ceil(String(body['prompt']).length / 4);
  const image_tokens = references.length * 323;
  const output_tokens = images * 1056;
  return {
    input_tokens: text_tokens + image_tokens,
    input_tokens_details: { image_tokens, text_tokens },
    output_tokens,
    total_tokens: text_tokens + image_tokens + output_tokens,
  };
}

const codes = new Map([
  ['image', 'invalid_image_file'],
  ['mediaType', 'unsupported_file_mimetype'],
  ['bytes', 'image_too_large'],
]);

/** @param {import('./checks.mjs').Problem} problem @returns {Reply} */
function refusal(problem) {
  const { at, kind, code = 'invalid_value' } = problem;
  if (kind === 'unknown') return replies.unknownParameter(at);
  if (kind === 'missing') {
    const message = `Missing required parameter: '${at}'.`;
    return failure(400, message, 'invalid_request_error', at, 'missing_required_parameter');
  }
  return failure(
    400,
    `Invalid value: ${describe(problem)}.`,
    'invalid_request_error',
    at || null,
    codes.get(code) ?? code,
  );
}

runByHand(import.meta.url, ({ port, keys }) => startOpenAI({ port, keys }));
