// What Google documents for image models of the Gemini API: models, and the body of generateContent, strictly.
import {
  asList,
  asObject,
  fields,
  flag,
  integer,
  list,
  must,
  number,
  oneOf,
  problemsOf,
  readBase64,
} from './checks.mjs';
import { pixelsAt, tenRatios } from './ratios.mjs';

/** @typedef {import('./checks.mjs').Problem} Problem */
/** @typedef {import('./checks.mjs').Check} Check */
/** @typedef {import('./images.mjs').Picture} Picture */

/** Pixels at 1K of the 2.5 generation. @type {Readonly<Record<string, readonly number[]>>} */
const pixelsOf25 = Object.fromEntries(tenRatios.map((ratio) => [ratio, Object.values(pixelsAt(ratio))]));
/** Pixels at 1K of the 3 generation; half, two and four times that for the other steps. */
const pixelsOf3 = {
  '1:1': [1024, 1024],
  '2:3': [848, 1264],
  '3:2': [1264, 848],
  '3:4': [896, 1200],
  '4:3': [1200, 896],
  '4:5': [928, 1152],
  '5:4': [1152, 928],
  '9:16': [768, 1376],
  '16:9': [1376, 768],
  '21:9': [1584, 672],
};
const extreme = { '1:4': [512, 2048], '4:1': [2048, 512], '1:8': [352, 2816], '8:1': [2816, 352] };
const scales = { 512: 0.5, '1K': 1, '2K': 2, '4K': 4 };

/**
 * @typedef {object} GoogleModel
 * @property {Readonly<Record<string, readonly number[]>>} pixels
 * @property {readonly string[]} steps Values of imageSize.
 * @property {boolean} thinks Answers with drafts and signatures.
 * @property {number} references Most images of a turn.
 */

/** @type {GoogleModel} */
const pro = { pixels: pixelsOf3, steps: ['1K', '2K', '4K'], thinks: true, references: 14 };

/** @type {ReadonlyMap<string, GoogleModel>} */
export const models = new Map([
  ['gemini-2.5-flash-image', { pixels: pixelsOf25, steps: ['1K'], thinks: false, references: 14 }],
  ['gemini-3-pro-image', pro],
  ['gemini-3.1-flash-image', { ...pro, pixels: { ...pixelsOf3, ...extreme }, steps: ['512', '1K', '2K', '4K'] }],
  ['gemini-3.1-flash-lite-image', { ...pro, steps: ['1K'] }],
  ['gemini-nano-banana-2.1', { ...pro, pixels: { ...pixelsOf3, ...extreme } }],
]);

/**
 * @typedef {object} Turn
 * @property {string} role
 * @property {Record<string, unknown>[]} parts
 */

/**
 * @typedef {object} GoogleRequest
 * @property {Turn[]} turns
 * @property {string} prompt
 * @property {Picture[]} references
 * @property {boolean} wantsText
 * @property {number} width
 * @property {number} height
 */

/**
 * @param {Record<string, unknown>} body @param {GoogleModel} model
 * @returns {{problems: Problem[], wanted: GoogleRequest}}
 */
export function readRequest(body, model) {
  /** @type {Picture[][]} */
  const pictures = [];
  const problems = problemsOf(bodyOf(model, pictures), body);
  const turns = /** @type {Turn[]} */ (
    asList(body['contents']).map((turn) => ({
      role: String(asObject(turn)['role']),
      parts: asList(asObject(turn)['parts']).map(asObject),
    }))
  );
  const last = turns.at(-1);
  const texts = (last?.parts ?? []).flatMap(({ text }) => (typeof text === 'string' ? [text] : []));
  const say = (/** @type {string} */ text) => problems.push({ at: 'contents', kind: 'value', text });
  if (last?.role !== 'user') say('does not end with a turn of the user');
  if (texts.length === 0) say('ends with a turn that says nothing');
  if (turns.some(({ role }, index) => role === turns[index - 1]?.role)) say('has a role twice in a row');
  if (pictures.some((found) => found.length > model.references)) say(`has more than ${model.references} images`);
  const config = asObject(body['generationConfig']);
  const references = pictures.filter((_, index) => turns[index]?.role === 'user').flat();
  return {
    problems,
    wanted: {
      turns,
      prompt: texts.join('\n'),
      references,
      wantsText: config['responseModalities'] === undefined || asList(config['responseModalities']).includes('TEXT'),
      ...sizeOf(asObject(config['imageConfig']), pictures.at(-1)?.at(-1) ?? references.at(-1), model),
    },
  };
}

/** @param {Record<string, unknown>} imageConfig @param {Picture | undefined} picture @param {GoogleModel} model */
function sizeOf({ aspectRatio, imageSize = '1K' }, picture, { pixels }) {
  const ratio = typeof aspectRatio === 'string' ? aspectRatio : nearest(picture, pixels);
  const scale = scales[/** @type {keyof typeof scales} */ (imageSize)] ?? 1;
  const [width = 1024, height = 1024] = pixels[ratio] ?? [];
  return { width: width * scale, height: height * scale };
}

/** @param {Picture | undefined} picture @param {GoogleModel['pixels']} pixels */
function nearest(picture, pixels) {
  if (!picture) return '1:1';
  const wanted = Math.log(picture.width / picture.height);
  const distance = (/** @type {readonly number[]} */ [width = 1, height = 1]) =>
    Math.abs(Math.log(width / height) - wanted);
  return Object.entries(pixels).sort(([, a], [, b]) => distance(a) - distance(b))[0]?.[0] ?? '1:1';
}

/** @param {GoogleModel} model @param {Picture[][]} pictures Filled with the pictures of each turn. @returns {Check} */
function bodyOf(model, pictures) {
  const part = (/** @type {Picture[]} */ found) => partOf(found);
  /** @type {Check} */
  const turn = (value, at, report) => {
    /** @type {Picture[]} */
    const found = [];
    pictures.push(found);
    fields({ role: oneOf('user', 'model'), parts: list(part(found), { min: 1 }) }, ['role', 'parts'])(
      value,
      at,
      report,
    );
  };
  return fields({ ...settings(model), contents: list(turn, { min: 1 }) }, ['contents']);
}

/** @param {Picture[]} found @returns {Check} */
function partOf(found) {
  const isText = must((value) => typeof value === 'string' && value !== '', 'is no text');
  const signature = must(
    (value) => typeof value === 'string' && Buffer.from(value, 'base64').toString('base64') === value,
    'is no base64',
  );
  /** @type {Check} */
  const inlineData = (value, at, report) => {
    fields({ mimeType: isText, data: isText }, ['mimeType', 'data'])(value, at, report);
    const { mimeType, data } = asObject(value);
    const picture = readBase64(data, mimeType, `${at}.data`, report);
    if (picture) found.push(picture);
  };
  const table = fields({ text: isText, inlineData, thought: flag, thoughtSignature: signature });
  return (value, at, report) => {
    table(value, at, report);
    const { text, inlineData: image } = asObject(value);
    if ((text === undefined) === (image === undefined)) {
      report({ at, kind: 'value', text: 'has to hold exactly one of text and inlineData' });
    }
  };
}

const categories = ['HARASSMENT', 'HATE_SPEECH', 'SEXUALLY_EXPLICIT', 'DANGEROUS_CONTENT', 'CIVIC_INTEGRITY'];
const thresholds = ['BLOCK_NONE', 'BLOCK_ONLY_HIGH', 'BLOCK_MEDIUM_AND_ABOVE', 'BLOCK_LOW_AND_ABOVE', 'OFF'];

/** Everything beside the contents. @param {GoogleModel} model @returns {Record<string, Check>} */
function settings(model) {
  const modalities = must(
    (value) => ['IMAGE', 'IMAGE,TEXT'].includes(asList(value).toSorted().join()),
    'is neither ["TEXT","IMAGE"] nor ["IMAGE"]',
  );
  return {
    generationConfig: fields({
      responseModalities: modalities,
      imageConfig: fields({
        aspectRatio: oneOf(...Object.keys(model.pixels)),
        imageSize: oneOf(...model.steps),
      }),
      temperature: number(0, 2),
      topP: number(0, 1),
      seed: integer(-(2 ** 31), 2 ** 31 - 1),
      candidateCount: integer(1, 1),
      thinkingConfig: model.thinks
        ? fields({ includeThoughts: flag, thinkingLevel: oneOf('minimal', 'low', 'medium', 'high') })
        : must(() => false, 'is not for this model'),
    }),
    tools: list(fields({ googleSearch: fields({}) }, ['googleSearch'])),
    safetySettings: list(
      fields(
        {
          category: oneOf(...categories.map((name) => `HARM_CATEGORY_${name}`)),
          threshold: oneOf(...thresholds),
        },
        ['category', 'threshold'],
      ),
    ),
  };
}
