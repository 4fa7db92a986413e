// A strict simulation of V-API (api.gpt.ge), written from its document. What it does not allow is refused and noted.
// By hand: node test/services/vapi.mjs --port 8080 --key sk-test-1 --group Gemini
import { asObject, describe } from './checks.mjs';
import { inspect } from './images.mjs';
import { readForm } from './multipart.mjs';
import { newApiError, Relay, relayReplies } from './relay.mjs';
import { chatReply, readChat } from './vapiChat.mjs';
import { models, readBody, readEntries, tokensOf } from './vapiRequest.mjs';
import { now, paint, runByHand } from './vendor.mjs';

/** @typedef {import('./service.mjs').Reply} Reply */
/** @typedef {import('./service.mjs').LoggedRequest} LoggedRequest */
/** @typedef {import('./checks.mjs').Problem} Problem */
/** @typedef {import('./vapiRequest.mjs').Wanted} Wanted */
/** @typedef {'default' | 'Gemini'} Group Keys of the group "default" are answered with links, those of "Gemini" with base64. */

/** @typedef {import('./relay.mjs').RelayOptions & {groups?: Readonly<Record<string, Group>>}} VapiOptions */

const tokensPerImage = 1290;

/** Starts the service on a free port of 127.0.0.1. @param {VapiOptions & {port?: number}} options */
export async function startVapi({ port = 0, ...options }) {
  const service = new Vapi(options);
  await service.listen(port);
  return service;
}

export class Vapi extends Relay {
  /** The group of a key, where that is not "default"; may be changed between requests. @type {Readonly<Record<string, Group>>} */
  groups;
  /** Pictures that were given away as links. @type {Map<string, Buffer>} */
  #published = new Map();

  /** @param {VapiOptions} options */
  constructor({ groups = {}, ...options }) {
    super(options, {
      documented: [...models.keys()],
      routes: {
        'POST /v1/images/generations': (request) => this.#generate(request),
        'POST /v1/images/edits': (request) => this.#edit(request),
        'POST /v1/chat/completions': (request) => this.#chat(request),
      },
    });
    this.groups = groups;
  }

  /** @param {LoggedRequest} request @returns {Reply} */
  #generate(request) {
    const { body, problems } = this.readPost(request);
    return this.#answer(request, body, problems, (model, report) => readBody(body, model, report));
  }

  /** @param {LoggedRequest} request @returns {Reply} */
  #edit(request) {
    const { entries, problems } = readForm(request);
    const { body, references } = readEntries(entries, (problem) => problems.push(problem));
    request.model = String(body['model'] ?? '');
    if (request.model === '') problems.push({ at: 'model', kind: 'missing', text: 'is missing' });
    if (request.query !== '') problems.push({ at: '', kind: 'value', text: 'came with a query' });
    return this.#answer(request, body, problems, (model, report) => readBody(body, model, report, references));
  }

  /**
   * @param {LoggedRequest} request @param {Record<string, unknown>} body @param {Problem[]} problems
   * @param {(model: import('./vapiRequest.mjs').VapiModel, report: (problem: Problem) => void) => Wanted} read
   * @returns {Reply}
   */
  #answer(request, body, problems, read) {
    const id = String(body['model'] ?? '');
    const model = models.get(id);
    if (problems.length === 0 && !(model && this.offers(id))) return replies.noChannel(id);
    const wanted = model && read(model, (problem) => problems.push(problem));
    if (wanted) request.references = wanted.references;
    if (problems.length > 0 || !wanted) return this.#refuse(request, problems);
    const picture = paint(wanted, wanted.prompt);
    const isLink = this.#givesLinks(request, id, body['response_format']);
    const data = [isLink ? { url: this.#link(picture) } : { b64_json: picture.bytes.toString('base64') }];
    return { status: 200, images: 1, body: { created: now(), data, usage: usageOf(wanted) } };
  }

  /** @param {LoggedRequest} request @returns {Reply} */
  #chat(request) {
    const { body, model: id, problems } = this.readPost(request);
    if (problems.length === 0 && !(models.has(id) && this.offers(id))) return replies.noChannel(id);
    const published = (/** @type {string} */ link) => {
      const bytes = this.#published.get(link);
      return bytes && inspect(bytes);
    };
    if (problems.length > 0) return this.#refuse(request, problems);
    const { prompt, references, isStream } = readChat(body, (problem) => problems.push(problem), published);
    request.references = references;
    if (problems.length > 0) return this.#refuse(request, problems);
    // No size can be asked for here.
    const picture = paint({ width: 1024, height: 1024 }, `${prompt}${request.id}`);
    const link = this.#givesLinks(request, id, undefined)
      ? this.#link(picture)
      : `data:image/png;base64,${picture.bytes.toString('base64')}`;
    const content = `这是为您生成的图片：\n\n![image](${link})\n\n还需要修改吗？`;
    return chatReply({ model: id, content, tokens: tokensOf(prompt) + references.length * 258, isStream });
  }

  /** @param {LoggedRequest} request @param {readonly Problem[]} problems @returns {Reply} */
  #refuse(request, problems) {
    this.note(request, problems);
    const [first] = problems;
    return newApiError(400, problems.map(describe).join('; '), {
      type: 'invalid_request_error',
      code: first?.kind === 'unknown' ? 'unknown_parameter' : 'invalid_request',
      param: first?.at ?? '',
    });
  }

  /** @param {LoggedRequest} request @param {string} id @param {unknown} format What was asked for. */
  #givesLinks(request, id, format) {
    const key = String(request.headers['authorization']).replace(/^Bearer /, '');
    const byGroup = this.groups[key] === 'Gemini' ? 'b64_json' : 'url';
    return models.get(id)?.givesLinks === true && (format ?? byGroup) === 'url';
  }

  /** @param {import('./vendor.mjs').Painted} picture */
  #link(picture) {
    const link = this.publish(picture);
    this.#published.set(link, picture.bytes);
    return link;
  }
}

/** @param {Wanted} wanted */
function usageOf({ prompt, references }) {
  const details = { image_tokens: references.length * 258, text_tokens: tokensOf(prompt) };
  const input = details.image_tokens + details.text_tokens;
  return {
    input_tokens: input,
    input_tokens_details: details,
    output_tokens: tokensPerImage,
    total_tokens: input + tokensPerImage,
  };
}

/** What the service, or a gateway before it, answers when things go wrong: for `plan({ reply: … })`. */
export const replies = {
  ...relayReplies,
  /** Some channels take no form. */
  noForm: () =>
    newApiError(
      500,
      "nano-banana does not accept multipart file upload; please provide a public URL via 'image_url' form field instead",
      { code: 'convert_request_failed' },
    ),
  /** As Volcengine answers through it. @returns {Reply} */
  arkShaped: () => ({
    status: 200,
    images: 1,
    body: {
      model: 'doubao-seededit-3-0-i2i-250628',
      created: 1757336790,
      data: [{ b64_json: paint({ width: 64, height: 48 }, 'ark').bytes.toString('base64') }],
      usage: { generated_images: 1, output_tokens: 4096, total_tokens: 4096 },
    },
  }),
  /** A chat that ends without a picture, and is on the bill. */
  chatRefusal: (isStream = false) =>
    chatReply({ model: 'nano-banana', content: '抱歉，我无法生成这张图片。', tokens: 12, isStream }),
  /** The error comes when the stream has begun. @returns {Reply} */
  errorInStream: () => {
    const { body } = replies.saturated();
    const head = 'data: {"id":"chatcmpl-89D4a7","object":"chat.completion.chunk","choices":[]}\n\n';
    return {
      status: 200,
      headers: { 'content-type': 'text/event-stream' },
      body: `${head}data: ${JSON.stringify(asObject(body))}\n\n`,
    };
  },
};

runByHand(import.meta.url, ({ option, ...options }) => {
  const [key = ''] = options.keys;
  return startVapi({ ...options, groups: { [key]: option('group', 'default') === 'Gemini' ? 'Gemini' : 'default' } });
});
