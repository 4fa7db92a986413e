// What Alibaba's DashScope documents for Qwen-Image: the fields of a request, strictly per model.
import {
  asList,
  asObject,
  fields,
  flag,
  integer,
  list,
  must,
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
 * @typedef {object} QwenModel
 * @property {(size: {width: number, height: number}) => boolean} isSize
 * @property {boolean} sized Takes a size at all.
 * @property {number} most Most images of a call.
 * @property {readonly [number, number]} references Fewest and most.
 */

const fixed = ['1664*928', '1472*1104', '1472*1140', '1328*1328', '1104*1472', '928*1664'];
/** @type {QwenModel} */
const painter = {
  sized: true,
  most: 1,
  references: [0, 0],
  isSize: ({ width, height }) => fixed.includes(`${width}*${height}`),
};
/** @type {QwenModel} */
const editor = {
  sized: true,
  most: 6,
  references: [1, 3],
  isSize: (size) => Object.values(size).every((side) => side >= 512 && side <= 2048),
};
/** @type {QwenModel} */
const both = {
  sized: true,
  most: 6,
  references: [0, 3],
  isSize: ({ width, height }) => width * height >= 512 ** 2 && width * height <= 2048 ** 2,
};

/** @type {[RegExp, QwenModel][]} */
const models = [
  [/^qwen-image(?:-plus|-max)?$/, painter],
  [/^qwen-image-edit$/, { ...editor, most: 1, sized: false }],
  [/^qwen-image-edit-plus(?:-\d{4}-\d\d-\d\d)?$/, editor],
  [/^qwen-image-2\.1-pro$/, { ...both, references: [0, 10] }],
  [/^qwen-image-[23]\.0(?:-pro)?$/, both],
];

/** @param {string} id @returns {QwenModel | undefined} */
export function findModel(id) {
  return models.find(([pattern]) => pattern.test(id))?.[1];
}

/** Models that the endpoint for tasks knows. @param {string} id */
export function isTaskModel(id) {
  return id === 'qwen-image' || id === 'qwen-image-plus';
}

/**
 * @typedef {object} QwenRequest
 * @property {Problem[]} problems
 * @property {Picture[]} references
 * @property {string} prompt
 * @property {number} images
 * @property {number} width
 * @property {number} height
 */

/** The body of the endpoint that answers at once. @param {Record<string, unknown>} body @param {QwenModel} model @returns {QwenRequest} */
export function readMessages(body, model) {
  /** @type {Picture[]} */
  const references = [];
  const part = partOf(references);
  const message = fields({ role: oneOf('user'), content: list(part, { min: 1 }) }, ['role', 'content']);
  const input = fields({ messages: list(message, { min: 1, max: 1 }) }, ['messages']);
  const problems = problemsOf(
    fields({ model: text(), input, parameters: parametersOf(model) }, ['model', 'input']),
    body,
  );
  const content = asList(asObject(asList(asObject(body['input'])['messages'])[0])['content']).map(asObject);
  const images = content.filter((entry) => entry['image'] !== undefined).length;
  const texts = content.flatMap((entry) => (entry['text'] === undefined ? [] : [String(entry['text'])]));
  const say = (/** @type {string} */ words) =>
    problems.push({ at: 'input.messages[0].content', kind: 'value', text: words });
  if (texts.length !== 1 || content.at(-1)?.['text'] === undefined) say('does not end with its only text');
  const [fewest, most] = model.references;
  if (images < fewest || images > most) say(`has ${images} images in place of ${fewest} to ${most}`);
  return { problems, references, prompt: texts.join('\n'), ...resultOf(body, references.at(-1)) };
}

/** The body of the endpoint that answers with a task. @param {Record<string, unknown>} body @param {QwenModel} model @returns {QwenRequest} */
export function readPrompt(body, model) {
  const input = fields({ prompt: text(800) }, ['prompt']);
  const problems = problemsOf(
    fields({ model: text(), input, parameters: parametersOf(model) }, ['model', 'input']),
    body,
  );
  const prompt = String(asObject(body['input'])['prompt'] ?? '');
  return { problems, references: [], prompt, ...resultOf(body, undefined) };
}

/** @param {Picture[]} references @returns {Check} */
function partOf(references) {
  /** @type {Check} */
  const image = (value, at, report) => {
    if (typeof value === 'string' && /^https?:\/\/\S+$/.test(value)) return;
    const picture = readDataUri(value, at, report, { maxBytes: 10 * 1024 * 1024, edge: [384, 3072] });
    if (picture) references.push(picture);
  };
  const table = fields({ image, text: text(800) });
  return (value, at, report) => {
    table(value, at, report);
    if (Object.keys(asObject(value)).length !== 1) {
      report({ at, kind: 'value', text: 'has to hold exactly one of image and text' });
    }
  };
}

/** @param {QwenModel} model @returns {Check} */
function parametersOf(model) {
  const size = must((value) => {
    const pixels = pixelsOf(value, '*');
    return pixels !== undefined && model.isSize(pixels);
  }, 'is no size of this model, written with *');
  return fields({
    ...(model.sized ? { size } : {}),
    n: integer(1, model.most),
    negative_prompt: must(
      (value) => typeof value === 'string' && [...value].length <= 500,
      'has more than 500 characters',
    ),
    prompt_extend: flag,
    watermark: flag,
    seed: integer(0, 2 ** 31 - 1),
  });
}

/** @param {Record<string, unknown>} body @param {Picture | undefined} reference */
function resultOf(body, reference) {
  const { size, n = 1 } = asObject(body['parameters']);
  // About a million pixels in the shape of the last image, else the default size.
  const scale = reference ? 1024 / Math.sqrt(reference.width * reference.height) : 1;
  const shape = reference ?? { width: 1328, height: 1328 };
  const like = { width: Math.round(shape.width * scale), height: Math.round(shape.height * scale) };
  return { images: Number(n), ...(pixelsOf(size, '*') ?? like) };
}
