// A strict simulation of Google's Gemini API for image models, written from its documents.
// By hand: node test/services/google.mjs --port 8080 --key test-key-1
import { isDeepStrictEqual } from 'node:util';
import { describe } from './checks.mjs';
import { failure, replies } from './googleReplies.mjs';
import { models, readRequest } from './googleRequest.mjs';
import { streamReply } from './sse.mjs';
import { paint, runByHand, Vendor } from './vendor.mjs';

export { replies };

/** @typedef {import('./vendor.mjs').Reply} Reply */
/** @typedef {import('./vendor.mjs').LoggedRequest} LoggedRequest */
/** @typedef {import('./googleRequest.mjs').Turn} Turn */
/** @typedef {import('./googleRequest.mjs').GoogleRequest} GoogleRequest */
/** @typedef {Record<string, unknown>} Part */

/**
 * @typedef {object} GoogleOptions
 * @property {readonly string[]} keys
 * @property {number} [pictures] How many pictures an answer holds.
 * @property {import('./vendor.mjs').Tls} [tls]
 */

/** Starts the service on a free port of 127.0.0.1. @param {GoogleOptions & {port?: number}} options */
export async function startGoogle({ port = 0, ...options }) {
  const service = new Google(options);
  await service.listen(port);
  return service;
}

const callPath = /^\/v1beta\/models\/([\w.-]+):(generateContent|streamGenerateContent)$/;
const largestBody = 100 * 1024 * 1024;

export class Google extends Vendor {
  /** Pictures in one answer, with text between them. */
  pictures;
  /** What was answered to which conversation, so that a client can be held to it. @type {{turns: Turn[], parts: Part[]}[]} */
  #answers = [];

  /** @param {GoogleOptions} options */
  constructor({ keys, pictures = 1, tls }) {
    super({ keys, tls });
    this.pictures = pictures;
  }

  /** @override @param {LoggedRequest} request @returns {Reply} */
  handle(request) {
    if (!this.hasKey(request, 'x-goog-api-key')) {
      return request.headers['x-goog-api-key'] === undefined ? replies.noKey() : replies.badKey();
    }
    if (request.method === 'GET' && request.path === '/v1beta/models') return this.#list(request);
    const [, model = '', method] = callPath.exec(request.path) ?? [];
    request.model = model;
    if (request.method === 'POST' && method) return this.#generate(request, model, method === 'streamGenerateContent');
    return super.handle(request);
  }

  /** @param {LoggedRequest} request @param {string} id @param {boolean} isStream @returns {Reply} */
  #generate(request, id, isStream) {
    const model = models.get(id);
    if (!model) return replies.modelNotFound(id);
    const { body, problems } = this.readJson(request);
    if (request.query !== (isStream ? 'alt=sse' : '')) {
      problems.push({ at: '', kind: 'value', text: `came with the query "${request.query}"` });
    }
    if (request.body.length > largestBody) problems.push({ at: '', kind: 'value', text: 'has more than 100 MB' });
    const { problems: found, wanted } = readRequest(body, model);
    problems.push(...found);
    request.references = wanted.references;
    if (problems.length === 0) problems.push(...this.#checkTurns(request, wanted.turns));
    if (problems.length > 0) {
      this.note(request, problems);
      const refusal = failure(400, 'INVALID_ARGUMENT', problems.map(explain).join('\n'));
      return isStream ? replies.jsonUnderStream(refusal) : refusal;
    }
    const parts = this.#answer(wanted, model.thinks);
    this.#answers.push({ turns: wanted.turns, parts });
    const chunks = isStream ? inChunks(parts) : [whole(parts)];
    const bodies = chunks.map((candidate, index) => ({
      candidates: [candidate],
      usageMetadata: usageOf(wanted, index === chunks.length - 1 ? this.pictures : 0),
      modelVersion: id,
      responseId: `q2-RaPbKLomW1MkP${String(request.id).padStart(6, '0')}`,
    }));
    if (isStream)
      return streamReply(
        bodies.map((data) => ({ data })),
        { images: this.pictures },
      );
    return { status: 200, images: this.pictures, body: /** @type {object} */ (bodies[0]) };
  }

  /**
   * Every earlier turn of the model has to be one that was answered, in its place, unchanged; or another service's.
   * @param {LoggedRequest} request @param {readonly Turn[]} turns
   */
  #checkTurns(request, turns) {
    /** @type {import('./checks.mjs').Problem[]} */
    const problems = [];
    for (const [index, { role, parts }] of turns.entries()) {
      if (role !== 'model') continue;
      const at = `contents[${index}]`;
      const answer = this.#answers.find((known) => isDeepStrictEqual(settled(known.parts), settled(parts)));
      const isSigned = parts.every(
        ({ thoughtSignature }) => thoughtSignature === undefined || this.#signed(thoughtSignature),
      );
      if (!isSigned) problems.push({ at, kind: 'value', text: 'has a corrupted thought signature' });
      else if (!answer) {
        if (!this.#isForeign(parts)) this.violation(request, `${at} is not what was answered, with its signatures`);
      } else if (!isDeepStrictEqual(answer.turns.map(essence), turns.slice(0, index).map(essence))) {
        this.violation(request, `${at} was answered to other turns than those before it`);
      }
    }
    return problems;
  }

  /** Said by a model elsewhere: with none of the pictures that were answered here. @param {readonly Part[]} parts */
  #isForeign(parts) {
    const pictures = (/** @type {readonly Part[]} */ of) =>
      of.flatMap(({ inlineData }) => (inlineData === undefined ? [] : [inlineData.data]));
    const own = this.#answers.flatMap((answer) => pictures(answer.parts));
    return (
      parts.every(({ thoughtSignature }) => thoughtSignature === undefined) &&
      !pictures(parts).some((each) => own.includes(each))
    );
  }

  /** @param {unknown} signature */
  #signed(signature) {
    return this.#answers.some(({ parts }) => parts.some(({ thoughtSignature }) => thoughtSignature === signature));
  }

  /** @param {GoogleRequest} wanted @param {boolean} thinks @returns {Part[]} */
  #answer(wanted, thinks) {
    const picture = (/** @type {string} */ seed, /** @type {number} */ scale = 1) => {
      const { bytes, mediaType } = paint({ width: wanted.width / scale, height: wanted.height / scale }, seed);
      return { inlineData: { mimeType: mediaType, data: bytes.toString('base64') } };
    };
    const serial = this.#answers.length + 1;
    const thoughts = thinks
      ? [
          { text: '**Considering the composition**\n\nA first draft.', thought: true },
          { ...picture(`${wanted.prompt} draft`, 16), thought: true },
        ]
      : [];
    const sign = (/** @type {number} */ index) =>
      thinks ? { thoughtSignature: Buffer.from(`signature ${serial}.${index}`).toString('base64') } : {};
    const pictures = Array.from({ length: this.pictures }, (_, index) => [
      ...(wanted.wantsText ? [{ text: index === 0 ? 'Here is your image: ' : 'And another: ' }] : []),
      { ...picture(`${wanted.prompt}${serial}.${index}`), ...sign(index) },
    ]);
    return [...thoughts, ...pictures.flat()];
  }

  /** @param {LoggedRequest} request @returns {Reply} */
  #list(request) {
    const unknown = [...new URLSearchParams(request.query).keys()].find(
      (name) => !['pageSize', 'pageToken'].includes(name),
    );
    if (unknown !== undefined) this.violation(request, `"${unknown}" is not a parameter of the list`);
    const listed = [...models.keys()].map((id) => ({
      name: `models/${id}`,
      version: '001',
      displayName: id,
      inputTokenLimit: 32_768,
      outputTokenLimit: 32_768,
      supportedGenerationMethods: ['generateContent', 'countTokens'],
    }));
    const chat = { name: 'models/gemini-3.1-pro', version: '001', supportedGenerationMethods: ['generateContent'] };
    return { status: 200, body: { models: [...listed, chat] } };
  }
}

/** Drafts may be left out, and texts that came in pieces be put together. @param {readonly Part[]} parts */
function settled(parts) {
  /** @type {Part[]} */
  const out = [];
  for (const part of parts.filter(({ thought }) => thought !== true)) {
    const last = out.at(-1);
    const isPlain = (/** @type {Part | undefined} */ each) =>
      typeof each?.['text'] === 'string' && each['thoughtSignature'] === undefined;
    if (isPlain(part) && isPlain(last)) out.splice(-1, 1, { text: `${last?.['text']}${part['text']}` });
    else out.push(part);
  }
  return out;
}

/** @param {Turn} turn */
function essence({ role, parts }) {
  return { role, parts: settled(parts) };
}

/** @param {Part[]} parts */
function whole(parts) {
  return { content: { role: 'model', parts }, finishReason: 'STOP', index: 0 };
}

/** A part for a chunk, and a last one that only says that it is over. @param {Part[]} parts @returns {object[]} */
function inChunks(parts) {
  const chunks = parts.map((part) => ({ content: { role: 'model', parts: [part] }, index: 0 }));
  return [...chunks, { content: { role: 'model' }, finishReason: 'STOP', index: 0 }];
}

/** @param {GoogleRequest} wanted @param {number} pictures */
function usageOf({ prompt, references }, pictures) {
  const promptTokenCount = Math.ceil(prompt.length / 4) + references.length * 258;
  const candidatesTokenCount = pictures * 1290;
  return {
    promptTokenCount,
    candidatesTokenCount,
    totalTokenCount: promptTokenCount + candidatesTokenCount,
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: promptTokenCount }],
    candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: candidatesTokenCount }],
  };
}

/** @param {import('./checks.mjs').Problem} problem */
function explain(problem) {
  if (problem.kind !== 'unknown') return `* GenerateContentRequest: ${describe(problem)}`;
  const names = problem.at.split('.');
  const parent = names
    .slice(0, -1)
    .join('.')
    .replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const place = parent === '' ? '' : ` at '${parent}'`;
  return `Invalid JSON payload received. Unknown name "${names.at(-1)}"${place}: Cannot find field.`;
}

runByHand(import.meta.url, ({ option, ...options }) =>
  startGoogle({ ...options, pictures: Number(option('pictures', '1')) }),
);
