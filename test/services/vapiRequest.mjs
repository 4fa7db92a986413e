// What V-API's document says about its models: three meanings of `size` on one endpoint, and the fields of a request.
import { fields, must, nearestRatio, oneOf } from './checks.mjs';
import { fileOf, textOf } from './multipart.mjs';
import { pixelsAt, ratioOfPixels, tenRatios } from './ratios.mjs';

/** @typedef {import('./checks.mjs').Check} Check */
/** @typedef {import('./checks.mjs').Report} Report */
/** @typedef {import('./images.mjs').Picture} Picture */

/**
 * @typedef {object} VapiModel
 * @property {Readonly<Record<string, Check>>} shape Its `size`, and `aspect_ratio` where it knows that.
 * @property {(asked: Asked) => {ratio?: string | undefined, step?: string | undefined}} read What they say.
 * @property {boolean} givesLinks Only the names of the nano-banana series do.
 */
/** @typedef {{size?: string, aspect_ratio?: string}} Asked */

/**
 * @typedef {object} Wanted
 * @property {string} prompt
 * @property {Picture[]} references
 * @property {number} width
 * @property {number} height
 */

const mostTokens = 32_768;
const mostImages = 6;

/** Pixels or a ratio. */
const flash = {
  shape: { size: oneOf(...tenRatios, ...ratioOfPixels.keys()) },
  read: (/** @type {Asked} */ { size = '' }) => ({ ratio: ratioOfPixels.get(size) ?? (size || undefined) }),
};
/** "1k" and the like, and a ratio beside it. */
const pro = {
  shape: { size: oneOf('1k', '2k', '4k'), aspect_ratio: oneOf(...tenRatios) },
  read: (/** @type {Asked} */ { size, aspect_ratio: ratio }) => ({ ratio, step: size }),
};
/** The name says how large, `size` which ratio. @param {string} step */
const fixed = (step) => ({
  shape: { size: oneOf(...tenRatios) },
  read: (/** @type {Asked} */ { size: ratio }) => ({ ratio, step }),
});

/** @type {ReadonlyMap<string, VapiModel>} */
export const models = new Map([
  ['nano-banana', { ...flash, givesLinks: true }],
  ['nano-banana-pro', { ...pro, givesLinks: true }],
  ['nano-banana-pro-2k', { ...fixed('2k'), givesLinks: true }],
  ['nano-banana-pro-4k', { ...fixed('4k'), givesLinks: true }],
  ['gemini-3-pro-image-preview', { ...pro, givesLinks: false }],
  ['gemini-2.5-flash-image', { ...flash, givesLinks: false }],
]);

/** About what a tokeniser makes of it: a character of a Chinese text is one token, four Latin letters are. @param {string} text */
export function tokensOf(text) {
  const wide = text.match(/[\u2e80-\uffef]/g)?.length ?? 0;
  return wide + Math.ceil((text.length - wide) / 4);
}

const prompt = must(
  (value) => typeof value === 'string' && value.trim() !== '' && tokensOf(value) <= mostTokens,
  `is no text of 1 to ${mostTokens} tokens`,
);

/**
 * The fields of a generation, and those of an edit beside its images.
 * @param {Record<string, unknown>} body @param {VapiModel} model @param {Report} report @param {Picture[]} [references]
 * @returns {Wanted}
 */
export function readBody(body, model, report, references = []) {
  const table = { prompt, model: oneOf(...models.keys()), response_format: oneOf('b64_json', 'url'), ...model.shape };
  fields(table, ['prompt', 'model'])(body, '', report);
  const [first] = references;
  const { ratio = first ? nearestRatio(first, tenRatios) : '1:1', step } = model.read(/** @type {Asked} */ (body));
  return { prompt: String(body['prompt']), references, ...pixelsAt(ratio, step) };
}

/**
 * The texts and the images of an edit's form.
 * @param {readonly import('./multipart.mjs').Entry[]} entries @param {Report} report
 */
export function readEntries(entries, report) {
  const files = entries.filter(({ name }) => name === 'image');
  if (files.length === 0 || files.length > mostImages) {
    report({ at: 'image', kind: 'value', text: `comes ${files.length} times, not 1 to ${mostImages} times` });
  }
  const references = files.flatMap((file) => fileOf(file, report) ?? []);
  /** @type {Record<string, unknown>} */
  const body = {};
  for (const entry of entries.filter(({ name }) => name !== 'image')) {
    if (Object.hasOwn(body, entry.name)) report({ at: entry.name, kind: 'value', text: 'comes twice' });
    body[entry.name] = textOf(entry, report);
  }
  return { body, references };
}
