// A strict simulation of Volcengine Ark's images (Seedream, SeedEdit), written from its documents.
// By hand: node test/services/ark.mjs --port 8080 --key ark-test-1
import { models, readRequest } from './arkRequest.mjs';
import { partError, replies } from './arkReplies.mjs';
import { describe } from './checks.mjs';
import { done, streamReply } from './sse.mjs';
import { now, paint, runByHand, Vendor } from './vendor.mjs';

export { replies };

/** @typedef {import('./vendor.mjs').Reply} Reply */
/** @typedef {import('./vendor.mjs').LoggedRequest} LoggedRequest */

/**
 * @typedef {object} ArkOptions
 * @property {readonly string[]} keys
 * @property {readonly string[]} [models] What the account has activated. Default: all.
 * @property {import('./vendor.mjs').Tls} [tls]
 */

/** Starts the service on a free port of 127.0.0.1. @param {ArkOptions & {port?: number}} options */
export async function startArk({ port = 0, ...options }) {
  const service = new Ark(options);
  await service.listen(port);
  return service;
}

export class Ark extends Vendor {
  /** @override */
  signature =
    'X-Tos-Algorithm=TOS4-HMAC-SHA256&X-Tos-Credential=AKLTsim%2F20261121%2Fcn-beijing%2Ftos%2Frequest' +
    '&X-Tos-Date=20261121T081500Z&X-Tos-Expires=86400&X-Tos-Signature=5f2b+c3%2B9&X-Tos-SignedHeaders=host';
  /** Which parts of a group fail, by index; may be changed between requests. @type {readonly number[]} */
  failing = [];
  /** How many the model decides on for a group, up to what it may. */
  group = 15;
  /** The name of the time in stream events: the wire samples and the SDK differ. @type {'created' | 'created_at'} */
  timeKey = 'created';
  /** @type {readonly string[]} */
  models;

  /** @param {ArkOptions} options */
  constructor({ keys, models: activated = [...models.keys()], tls }) {
    super({ keys, tls });
    this.models = activated;
  }

  /** @override @param {LoggedRequest} request @returns {Reply} */
  handle(request) {
    if (!this.hasBearer(request)) return replies.badKey();
    if (request.query !== '') this.violation(request, 'there is a query');
    if (request.method !== 'POST' || request.path !== '/api/v3/images/generations') {
      return super.handle(request);
    }
    const { body, problems } = this.readJson(request);
    const id = String(body['model'] ?? '');
    const model = models.get(id);
    if (problems.length === 0 && id !== '' && !model) return replies.modelNotFound(id);
    if (model && !this.models.includes(id)) return replies.modelNotOpen(id);
    const wanted = readRequest(body, model ?? /** @type {any} */ (models.get('doubao-seedream-4-5-251128')));
    request.references = wanted.references;
    problems.push(...wanted.problems);
    if (problems[0]) {
      this.note(request, problems);
      return refusal(problems[0]);
    }
    return this.#answer(id, body, wanted);
  }

  /** @param {string} model @param {Record<string, unknown>} body @param {import('./arkRequest.mjs').ArkRequest} wanted @returns {Reply} */
  #answer(model, body, { images, width, height }) {
    const count = images === 1 ? 1 : Math.min(images, this.group);
    const mediaType = body['output_format'] === 'png' ? 'image/png' : 'image/jpeg';
    const parts = Array.from({ length: count }, (_, index) => {
      if (this.failing.includes(index)) return { error: partError };
      const picture = paint({ width, height, mediaType }, `${body['prompt']}${index}`);
      const isBase64 = body['response_format'] === 'b64_json';
      const where = isBase64 ? { b64_json: picture.bytes.toString('base64') } : { url: this.publish(picture) };
      return { ...where, size: `${width}x${height}` };
    });
    const generated = parts.filter((part) => !('error' in part)).length;
    const tokens = generated * Math.round((width * height) / 256);
    const usage = { generated_images: generated, output_tokens: tokens, total_tokens: tokens };
    if (body['stream'] !== true) {
      return { status: 200, images: generated, body: { model, created: now(), data: parts, usage } };
    }
    const event = (/** @type {string} */ name, /** @type {object} */ others) => {
      const type = `image_generation.${name}`;
      return { event: type, data: { type, model, [this.timeKey]: now(), ...others } };
    };
    const events = parts.map((part, index) =>
      event('error' in part ? 'partial_failed' : 'partial_succeeded', { image_index: index, ...part }),
    );
    return streamReply([...events, event('completed', { usage }), done], { images: generated });
  }
}

/** @param {import('./checks.mjs').Problem} problem */
function refusal(problem) {
  if (problem.kind === 'missing') return replies.missing(problem.at);
  if (problem.code === 'bytes') return replies.oversizedImage();
  return replies.invalid(problem.at, describe(problem));
}

runByHand(import.meta.url, ({ port, keys }) => startArk({ port, keys }));
