// A strict simulation of agicto, written from its document. What it does not allow is refused and noted.
// By hand: node test/services/agicto.mjs --port 8080 --key sk-test-1 --shape url
import { asList, asObject, describe, fields, list, must, oneOf, readBase64 } from './checks.mjs';
import { pixelsAt, tenRatios } from './ratios.mjs';
import { newApiError, Relay, relayReplies } from './relay.mjs';
import { now, paint, runByHand } from './vendor.mjs';

/** @typedef {import('./service.mjs').Reply} Reply */
/** @typedef {import('./service.mjs').LoggedRequest} LoggedRequest */
/** @typedef {import('./checks.mjs').Check} Check */
/** @typedef {import('./images.mjs').Picture} Picture */
/** @typedef {import('./vendor.mjs').Painted} Painted */

const shapes = /** @type {const} */ (['gemini', 'geminiSnake', 'b64_json', 'url', 'wrapped']);
/** The document leaves open what an answer looks like. @typedef {(typeof shapes)[number]} Shape */
/** @typedef {import('./relay.mjs').RelayOptions & {shape?: Shape}} AgictoOptions */

/** Starts the service on a free port of 127.0.0.1. @param {AgictoOptions & {port?: number}} options */
export async function startAgicto({ port = 0, ...options }) {
  const service = new Agicto(options);
  await service.listen(port);
  return service;
}

export class Agicto extends Relay {
  /** May be changed between requests. @type {Shape} */
  shape;

  /** @param {AgictoOptions} options */
  constructor({ shape = 'gemini', ...options }) {
    super(options, {
      documented: ['gemini-2.5-flash-image-preview', 'gemini-2.5-flash-image', 'gemini-3-pro-image-preview'],
      routes: { 'POST /v1/images/generations': (request) => this.#generate(request) },
    });
    this.shape = shape;
  }

  /** @param {LoggedRequest} request @returns {Reply} */
  #generate(request) {
    const { body, model, problems } = this.readPost(request);
    const isOffered = model.startsWith('gemini-') && this.offers(model);
    if (problems.length === 0 && !isOffered) return replies.noChannel(model);
    /** @type {Picture[]} */
    const references = [];
    if (problems.length === 0) bodyOf(references)(body, '', (problem) => problems.push(problem));
    const turns = asList(body['contents']).map(asObject);
    const roles = turns.map(({ role }) => role);
    const say = (/** @type {string} */ text) => problems.push({ at: 'contents', kind: 'value', text });
    const prompt = asList(turns.at(-1)?.['parts'])
      .flatMap((part) => asObject(part)['text'] ?? [])
      .join('\n');
    if (problems.length === 0 && roles.at(-1) !== 'user') say('does not end with a turn of the user');
    if (problems.length === 0 && prompt === '') say('ends with a turn that says nothing');
    if (roles.some((role, index) => role === roles[index - 1])) say('has a role twice in a row');
    request.references = references;
    if (problems.length > 0) {
      this.note(request, problems);
      return newApiError(400, problems.map(describe).join('; '), { code: 'invalid_request' });
    }
    const { aspectRatio, imageSize } = asObject(asObject(body['generationConfig'])['imageConfig']);
    const picture = paint(pixelsAt(String(aspectRatio), String(imageSize)), prompt);
    return { status: 200, images: 1, body: this.#answer(model, picture) };
  }

  /** @param {string} model @param {Painted} picture */
  #answer(model, picture) {
    const b64_json = picture.bytes.toString('base64');
    const created = now();
    const answers = {
      gemini: () => geminiAnswer(model, { inlineData: { mimeType: picture.mediaType, data: b64_json } }),
      geminiSnake: () => geminiAnswer(model, { inline_data: { mime_type: picture.mediaType, data: b64_json } }),
      b64_json: () => ({ created, data: [{ b64_json }] }),
      url: () => ({ created, data: [{ url: this.publish(picture) }] }),
      wrapped: () => ({
        code: 200,
        msg: 'success',
        data: { data: [{ url: '', b64_json, revised_prompt: '' }], created },
      }),
    };
    return answers[this.shape]();
  }
}

/** @param {Picture[]} references Filled by the check. @returns {Check} */
function bodyOf(references) {
  const someText = must((value) => typeof value === 'string' && value !== '', 'is no text');
  /** @type {Check} */
  const inlineData = (value, at, report) => {
    fields({ mime_type: someText, data: someText }, ['mime_type', 'data'])(value, at, report);
    const { mime_type: type, data } = asObject(value);
    const picture = readBase64(data, type, `${at}.data`, report);
    if (picture) references.push(picture);
  };
  const table = fields({ text: someText, inline_data: inlineData });
  /** @type {Check} */
  const part = (value, at, report) => {
    table(value, at, report);
    const { text, inline_data: image } = asObject(value);
    if ((text === undefined) === (image === undefined)) {
      report({ at, kind: 'value', text: 'has to hold exactly one of text and inline_data' });
    }
  };
  const turn = fields({ role: oneOf('user', 'model'), parts: list(part, { min: 1 }) }, ['role', 'parts']);
  const imageConfig = fields({ aspectRatio: oneOf(...tenRatios), imageSize: oneOf('1K', '2K', '4K') }, [
    'aspectRatio',
    'imageSize',
  ]);
  const both = must((value) => JSON.stringify(value) === '["TEXT","IMAGE"]', 'is not ["TEXT","IMAGE"]');
  const generationConfig = fields({ responseModalities: both, imageConfig }, ['responseModalities', 'imageConfig']);
  return fields({ model: someText, contents: list(turn, { min: 1 }), generationConfig }, [
    'model',
    'contents',
    'generationConfig',
  ]);
}

/** @param {string} model @param {object} part */
function geminiAnswer(model, part) {
  const parts = [{ text: "Here's your picture: " }, part];
  return {
    candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0 }],
    usageMetadata: { promptTokenCount: 267, candidatesTokenCount: 1290, totalTokenCount: 1557 },
    modelVersion: model,
    responseId: 'q2-RaPbKLomW1MkPsimulated',
  };
}

/** @param {object} candidate @param {object} [others] @returns {Reply} */
function ended(candidate, others = {}) {
  const usageMetadata = { promptTokenCount: 12, totalTokenCount: 12 };
  return { status: 200, images: 0, body: { candidates: [{ index: 0, ...candidate }], usageMetadata, ...others } };
}

/** What the service, or a gateway before it, answers when things go wrong: for `plan({ reply: … })`. */
export const replies = {
  ...relayReplies,
  /** As Google says it. @returns {Reply} */
  googleOverloaded: () => ({
    status: 503,
    body: {
      error: { code: 503, message: 'The model is overloaded. Please try again later.', status: 'UNAVAILABLE' },
    },
  }),
  imageSafety: () => ended({ finishReason: 'IMAGE_SAFETY' }),
  /** @returns {Reply} */
  blocked: () => ({ status: 200, body: { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } } }),
  /** On the bill, without a picture. @returns {Reply} */
  onlyText: () => ({
    ...ended({ content: { role: 'model', parts: [{ text: '我只能描述它。' }] }, finishReason: 'STOP' }),
    images: 1,
  }),
};

runByHand(import.meta.url, ({ option, ...options }) => {
  const wanted = option('shape', 'gemini');
  return startAgicto({ ...options, shape: shapes.find((shape) => shape === wanted) ?? 'gemini' });
});
