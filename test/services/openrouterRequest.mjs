// What OpenRouter documents for images: chat completions with an image modality, and its own images endpoint.
import {
  asList,
  asObject,
  fields,
  flag,
  integer,
  list,
  must,
  nearestRatio,
  number,
  oneOf,
  pixelsOf,
  problemsOf,
  readDataUri,
  text,
} from './checks.mjs';

/** @typedef {import('./checks.mjs').Problem} Problem */
/** @typedef {import('./checks.mjs').Check} Check */
/** @typedef {import('./images.mjs').Picture} Picture */

/**
 * @typedef {object} RoutedModel
 * @property {string} provider Who answers in the end.
 * @property {readonly string[]} output What it can answer with.
 * @property {readonly string[]} ratios
 * @property {readonly string[]} steps
 */

const ratios = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'];
const gemini = { provider: 'Google', output: ['image', 'text'], ratios, steps: ['1K', '2K', '4K'] };

/** @type {ReadonlyMap<string, RoutedModel>} */
export const models = new Map([
  ['google/gemini-2.5-flash-image', { ...gemini, steps: ['1K'] }],
  ['google/gemini-3-pro-image', gemini],
  [
    'google/gemini-3.1-flash-image',
    { ...gemini, ratios: [...ratios, '1:4', '4:1', '1:8', '8:1'], steps: ['512', ...gemini.steps] },
  ],
  ['openai/gpt-5-image', { ...gemini, provider: 'OpenAI' }],
  ['black-forest-labs/flux.2-pro', { ...gemini, provider: 'Black Forest Labs', output: ['image'] }],
]);

/**
 * @typedef {object} RoutedRequest
 * @property {Problem[]} problems
 * @property {Picture[]} references
 * @property {string} prompt
 * @property {number} images
 * @property {number} width
 * @property {number} height
 */

/** @param {Picture[]} references @returns {Check} */
function imageUrl(references) {
  /** @type {Check} */
  const url = (value, at, report) => {
    if (typeof value === 'string' && /^https:\/\/\S+$/.test(value)) return;
    const picture = readDataUri(value, at, report);
    if (picture) references.push(picture);
  };
  return fields({ url }, ['url']);
}

/** A body of chat completions. @param {Record<string, unknown>} body @param {RoutedModel} model @returns {RoutedRequest} */
export function readChat(body, model) {
  /** @type {Picture[]} */
  const references = [];
  const part = partOf(references);
  /** @type {Check} */
  const content = (value, at, report) => (Array.isArray(value) ? list(part, { min: 1 }) : text())(value, at, report);
  const image = fields({ type: oneOf('image_url'), image_url: imageUrl(references) }, ['type', 'image_url']);
  /** @type {Check} */
  const message = (value, at, report) => {
    const isModel = asObject(value)['role'] === 'assistant';
    const table = { role: oneOf('system', 'user', 'assistant'), content: isModel ? must(() => true, '') : content };
    fields({ ...table, ...(isModel ? { images: list(image) } : {}) }, ['role', 'content'])(value, at, report);
  };
  const table = fields(
    {
      model: text(),
      messages: list(message, { min: 1 }),
      modalities: must(
        (value) => asList(value).toSorted().join() === model.output.join(),
        `is not ${JSON.stringify(model.output)}`,
      ),
      image_config: fields({ aspect_ratio: oneOf(...model.ratios), image_size: oneOf(...model.steps) }),
      stream: flag,
      seed: integer(-(2 ** 31), 2 ** 31 - 1),
      temperature: number(0, 2),
      top_p: number(0, 1),
      max_tokens: integer(1, 1e6),
      usage: fields({ include: flag }),
    },
    ['model', 'messages', 'modalities'],
  );
  const problems = problemsOf(table, body);
  const messages = asList(body['messages']).map(asObject);
  const last = messages.at(-1);
  if (last?.['role'] !== 'user') {
    problems.push({ at: 'messages', kind: 'value', text: 'does not end with a message of the user' });
  }
  const { aspect_ratio, image_size } = asObject(body['image_config']);
  return {
    problems,
    references,
    prompt: textOf(last?.['content']),
    images: 1,
    ...sizeOf(aspect_ratio, image_size, references.at(-1), model),
  };
}

/** @param {Picture[]} references @returns {Check} */
function partOf(references) {
  const written = fields({ type: oneOf('text'), text: text() }, ['type', 'text']);
  const image = fields({ type: oneOf('image_url'), image_url: imageUrl(references) }, ['type', 'image_url']);
  return (value, at, report) => (asObject(value)['type'] === 'image_url' ? image : written)(value, at, report);
}

/** @param {unknown} content */
function textOf(content) {
  if (typeof content === 'string') return content;
  const texts = asList(content).map((part) => asObject(part)['text']);
  return texts.filter((each) => typeof each === 'string').join('\n');
}

/** A body of the images endpoint. @param {Record<string, unknown>} body @param {RoutedModel} model @returns {RoutedRequest} */
export function readImages(body, model) {
  /** @type {Picture[]} */
  const references = [];
  const reference = fields({ type: oneOf('image_url'), image_url: imageUrl(references) }, ['type', 'image_url']);
  const isSize = (/** @type {unknown} */ value) => pixelsOf(value) !== undefined;
  const table = fields(
    {
      model: text(),
      prompt: text(),
      n: integer(1, 10),
      size: must(isSize, 'is no size in pixels'),
      resolution: oneOf(...model.steps),
      aspect_ratio: oneOf(...model.ratios),
      seed: integer(-(2 ** 31), 2 ** 31 - 1),
      input_references: list(reference, { min: 1, max: 14 }),
      stream: flag,
    },
    ['model', 'prompt'],
  );
  const problems = problemsOf(table, body);
  const { size, resolution, aspect_ratio } = body;
  if (size !== undefined && (resolution ?? aspect_ratio) !== undefined) {
    problems.push({ at: 'size', kind: 'value', text: 'comes together with resolution or aspect_ratio' });
  }
  return {
    problems,
    references,
    prompt: String(body['prompt']),
    images: Number(body['n'] ?? 1),
    ...(pixelsOf(size) ?? sizeOf(aspect_ratio, resolution, references.at(-1), model)),
  };
}

/** @param {unknown} ratio @param {unknown} step @param {Picture | undefined} picture @param {RoutedModel} model */
function sizeOf(ratio, step, picture, model) {
  const chosen = typeof ratio === 'string' ? ratio : picture ? nearestRatio(picture, model.ratios) : '1:1';
  const [across = 1, down = 1] = chosen.split(':').map(Number);
  const side = { 512: 512, '2K': 2048, '4K': 4096 }[String(step)] ?? 1024;
  // As many pixels as a square of this side, in steps of 16.
  const unit = side / Math.sqrt(across * down);
  const stepped = (/** @type {number} */ length) => Math.max(16, Math.round((length * unit) / 16) * 16);
  return { width: stepped(across), height: stepped(down) };
}
