// A strict simulation of OpenRouter for images, written from its documents.
// By hand: node test/services/openrouter.mjs --port 8080 --key sk-or-test-1
import { describe } from './checks.mjs';
import { failure, replies } from './openrouterReplies.mjs';
import { models, readChat, readImages } from './openrouterRequest.mjs';
import { done, streamReply } from './sse.mjs';
import { now, paint, runByHand, Vendor } from './vendor.mjs';

export { replies };

/** @typedef {import('./vendor.mjs').Reply} Reply */
/** @typedef {import('./vendor.mjs').LoggedRequest} LoggedRequest */
/** @typedef {import('./openrouterRequest.mjs').RoutedRequest} RoutedRequest */
/** @typedef {import('./openrouterRequest.mjs').RoutedModel} RoutedModel */

/**
 * @typedef {object} OpenRouterOptions
 * @property {readonly string[]} keys
 * @property {import('./vendor.mjs').Tls} [tls]
 */

/** Starts the service on a free port of 127.0.0.1. @param {OpenRouterOptions & {port?: number}} options */
export async function startOpenRouter({ port = 0, ...options }) {
  const service = new OpenRouter(options);
  await service.listen(port);
  return service;
}

const processing = { comment: 'OPENROUTER PROCESSING' };

export class OpenRouter extends Vendor {
  /** Whether a stream ends with [DONE]: it may be missing. */
  endsStreams = true;
  /** What it says of a key; no limit of its own is null. */
  keyFacts = { label: 'sk-or-v1-116...0ce', limit: 5, limit_remaining: 4.8984, usage: 0.1016, is_free_tier: false };

  /** @param {OpenRouterOptions} options */
  constructor({ keys, tls }) {
    super({ keys, tls });
  }

  /** @override @param {LoggedRequest} request @returns {Reply} */
  handle(request) {
    const route = `${request.method} ${request.path}`;
    if (route === 'GET /api/v1/models' || route === 'GET /api/v1/images/models') return listModels();
    if (!this.hasBearer(request)) {
      return request.headers['authorization'] === undefined ? replies.noKey() : replies.badKey();
    }
    if (request.query !== '') this.violation(request, 'there is a query');
    if (route === 'GET /api/v1/key') return { status: 200, body: { data: this.keyFacts } };
    if (route === 'POST /api/v1/chat/completions') return this.#chat(request);
    if (route === 'POST /api/v1/images') return this.#images(request);
    return super.handle(request);
  }

  /** @param {LoggedRequest} request @returns {Reply} */
  #chat(request) {
    const wanted = this.#read(request, readChat);
    if ('status' in wanted) return wanted;
    const { model, stream = false } = request.json;
    const head = {
      id: `gen-1763712900-${String(request.id).padStart(8, '0')}`,
      provider: models.get(model)?.provider,
      model,
      object: stream ? 'chat.completion.chunk' : 'chat.completion',
      created: now(),
    };
    const url = `data:image/png;base64,${draw(wanted, 0)}`;
    const images = [{ type: 'image_url', image_url: { url }, index: 0 }];
    const ending = { finish_reason: 'stop', native_finish_reason: 'STOP' };
    if (stream) return this.#stream(head, images, wanted, ending);
    const message = { role: 'assistant', content: 'Here is your image.', refusal: null, reasoning: null, images };
    const choices = [{ logprobs: null, ...ending, index: 0, message }];
    return { status: 200, images: 1, body: { ...head, choices, usage: usageOf(wanted) } };
  }

  /**
   * @param {object} head @param {readonly object[]} images @param {RoutedRequest} wanted @param {object} ending
   * @returns {Reply}
   */
  #stream(head, images, wanted, ending) {
    const chunk = (/** @type {object} */ delta, /** @type {object} */ end = { finish_reason: null }) => ({
      data: { ...head, choices: [{ index: 0, delta: { role: 'assistant', ...delta }, ...end }] },
    });
    const events = [
      processing,
      chunk({ content: '' }),
      processing,
      chunk({ content: 'Here is ' }),
      chunk({ content: 'your image.' }),
      chunk({ content: '', images }),
      chunk({ content: '' }, ending),
      { data: { ...head, choices: [], usage: usageOf(wanted) } },
      ...(this.endsStreams ? [done] : []),
    ];
    return streamReply(events, { images: 1 });
  }

  /** @param {LoggedRequest} request @returns {Reply} */
  #images(request) {
    const wanted = this.#read(request, readImages);
    if ('status' in wanted) return wanted;
    const { images } = wanted;
    const data = Array.from({ length: images }, (_, index) => ({ b64_json: draw(wanted, index) }));
    if (request.json.stream !== true) {
      return { status: 200, images, body: { created: now(), data, usage: usageOf(wanted) } };
    }
    const type = 'image_generation.completed';
    const events = data.map((image) => ({
      event: type,
      data: { type, created: now(), ...image, usage: usageOf(wanted) },
    }));
    return streamReply([processing, ...events, ...(this.endsStreams ? [done] : [])], { images });
  }

  /**
   * @param {LoggedRequest} request
   * @param {(body: Record<string, unknown>, model: RoutedModel) => RoutedRequest} read
   * @returns {RoutedRequest | Reply}
   */
  #read(request, read) {
    const { body, problems } = this.readJson(request);
    const id = String(body['model'] ?? '');
    const model = models.get(id);
    if (problems.length === 0 && id !== '' && !model) return replies.modelNotFound(id);
    const wanted = read(body, model ?? /** @type {any} */ (models.get('google/gemini-3.1-flash-image')));
    request.references = wanted.references;
    problems.push(...wanted.problems);
    if (problems.length === 0) return wanted;
    this.note(request, problems);
    return failure(400, 400, `Invalid request: ${problems.map(describe).join('; ')}`);
  }
}

/** @param {RoutedRequest} wanted @param {number} index */
function draw({ width, height, prompt }, index) {
  return paint({ width, height }, `${prompt}${index}`).bytes.toString('base64');
}

/** @param {RoutedRequest} wanted */
function usageOf({ prompt, references, images }) {
  const prompt_tokens = Math.ceil(prompt.length / 4) + references.length * 258;
  const completion_tokens = images * 1290;
  return {
    prompt_tokens,
    completion_tokens,
    total_tokens: prompt_tokens + completion_tokens,
    cost: images * 0.0387,
    completion_tokens_details: { reasoning_tokens: 0, image_tokens: completion_tokens },
  };
}

/** Free, and open to anybody. @returns {Reply} */
function listModels() {
  const data = [...models].map(([id, { output }]) => ({
    id,
    name: id,
    created: 1_763_000_000,
    architecture: {
      modality: `text+image->${output.join('+')}`,
      input_modalities: ['text', 'image'],
      output_modalities: output,
    },
    pricing: { prompt: '0.0000003', completion: '0.0000025', image: '0.001238' },
  }));
  const chat = { id: 'openai/gpt-5.2', name: 'GPT-5.2', architecture: { output_modalities: ['text'] } };
  return { status: 200, body: { data: [...data, chat] } };
}

runByHand(import.meta.url, ({ port, keys }) => startOpenRouter({ port, keys }));
