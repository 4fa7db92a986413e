// A strict simulation of mixroute.io, written from its documents. What they do not allow is refused and noted.
// By hand: node test/services/mixroute.mjs --port 8080 --key sk-test-1 --envelope wrapped --results url
import { describe } from './checks.mjs';
import { doubao, failedPart } from './mixrouteDoubao.mjs';
import { gemini } from './mixrouteGemini.mjs';
import { gpt } from './mixrouteGpt.mjs';
import { qwen } from './mixrouteQwen.mjs';
import { newApiError, Relay, relayReplies } from './relay.mjs';
import { now, runByHand } from './vendor.mjs';

/** @typedef {import('./service.mjs').Reply} Reply */
/** @typedef {import('./service.mjs').LoggedRequest} LoggedRequest */
/** @typedef {import('./vendor.mjs').Painted} Painted */
/** @typedef {'family' | 'b64_json' | 'url'} Results */

/**
 * @typedef {object} Own
 * @property {'plain' | 'wrapped'} [envelope] Both are documented for the one endpoint.
 * @property {Results} [results] Default: as each family answers.
 */
/** @typedef {import('./relay.mjs').RelayOptions & Own} MixrouteOptions */

const families = [gemini, doubao, gpt, qwen];

/** Starts the service on a free port of 127.0.0.1. @param {MixrouteOptions & {port?: number}} options */
export async function startMixroute({ port = 0, ...options }) {
  const service = new Mixroute(options);
  await service.listen(port);
  return service;
}

export class Mixroute extends Relay {
  /** May be changed between requests. @type {'plain' | 'wrapped'} */
  envelope;
  /** @type {Results} */
  results;
  /** The most images that a Seedream group comes to: how many it makes is the model's to decide. */
  groupSize = Infinity;
  /** Which images of an answer are not made, counted from 0; an error stands in their place. @type {readonly number[]} */
  failedParts = [];

  /** @param {MixrouteOptions} options */
  constructor({ envelope = 'plain', results = 'family', ...options }) {
    super(options, {
      documented: families.flatMap(({ models }) => models),
      routes: { 'POST /v1/images/generations': (request) => this.#generate(request) },
    });
    this.envelope = envelope;
    this.results = results;
  }

  /** @override */
  clear() {
    super.clear();
    this.groupSize = Infinity;
    this.failedParts = [];
  }

  /** @param {LoggedRequest} request @returns {Reply} */
  #generate(request) {
    const { body, model, problems } = this.readPost(request);
    const family = families.find(({ matches }) => matches(model));
    if (problems.length === 0 && !(family && this.offers(model))) return replies.noChannel(model);
    const wanted = problems.length === 0 ? family?.read(body, (problem) => problems.push(problem)) : undefined;
    if (wanted) request.references = [...wanted.references];
    if (problems.length > 0 || !wanted) {
      this.note(request, problems);
      return (family?.refuse ?? refuse)(problems);
    }
    const pictures = wanted.images
      .slice(0, this.groupSize)
      .map((image, index) =>
        this.failedParts.includes(index) ? undefined : this.paint(image, `${wanted.prompt}${index}`),
      );
    const made = pictures.filter((picture) => picture !== undefined);
    const extras = wanted.extras?.(() => made.map((picture) => this.publish(picture))) ?? {};
    const results = this.results === 'family' ? wanted.results : this.results;
    const data = pictures.map((picture) => (picture ? this.#entry(picture, results, wanted.prompt) : failedPart));
    return { status: 200, images: made.length, body: this.#envelop({ created: now(), data, ...extras }) };
  }

  /** @param {Painted} picture @param {'b64_json' | 'url'} results @param {string} prompt */
  #entry(picture, results, prompt) {
    if (results === 'url') return { url: this.publish(picture), revised_prompt: prompt };
    const b64_json = picture.bytes.toString('base64');
    return this.envelope === 'wrapped' ? { url: '', b64_json, revised_prompt: '' } : { b64_json };
  }

  /** @param {object} answer */
  #envelop(answer) {
    return this.envelope === 'wrapped' ? { code: 200, msg: '操作成功', data: answer } : answer;
  }
}

/** @param {readonly import('./checks.mjs').Problem[]} problems @returns {Reply} */
function refuse(problems) {
  return {
    status: 400,
    body: { code: 400, msg: `Invalid parameter: ${problems.map(describe).join('; ')}`, data: null },
  };
}

/** What the service, or a gateway before it, answers when things go wrong: for `plan({ reply: … })`. */
export const replies = {
  ...relayReplies,
  /** Of Doubao: a whole answer of one group, none of which was made. @returns {Reply} */
  allPartsFailed: () => ({ status: 200, body: { created: 1709459123, data: [failedPart, failedPart] } }),
  /** Of Qwen. */
  inspectionFailed: () =>
    newApiError(400, 'Input data may contain inappropriate content.', {
      type: 'ali_error',
      code: 'DataInspectionFailed',
    }),
};

runByHand(import.meta.url, ({ option, ...options }) => {
  const results = option('results', 'family');
  return startMixroute({
    ...options,
    envelope: option('envelope', 'plain') === 'wrapped' ? 'wrapped' : 'plain',
    results: results === 'url' || results === 'b64_json' ? results : 'family',
  });
});
