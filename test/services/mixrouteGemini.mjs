// What mixroute documents for Gemini image models ("Nano Banana"): the fields of a request, strictly.
import { inspect } from './images.mjs';

/** Pixels at 1K for each ratio that is documented; 2K and 3K are two and three times that. */
const pixels = {
  '1:1': [1024, 1024],
  '2:3': [832, 1248],
  '3:2': [1248, 832],
  '3:4': [864, 1184],
  '4:3': [1184, 864],
  '4:5': [896, 1152],
  '5:4': [1152, 896],
  '9:16': [768, 1344],
  '16:9': [1344, 768],
  '21:9': [1536, 672],
};
const scales = { '1K': 1, '2K': 2, '3K': 3 };
const maxReferenceBytes = 7 * 1024 * 1024;
const maxReferences = 14;

/** @typedef {(problem: string) => void} Report */

/**
 * @typedef {object} Family
 * @property {(model: string) => boolean} matches
 * @property {(body: Record<string, unknown>, report: Report) => {
 *   prompt: string, references: import('./images.mjs').Picture[],
 *   images: {width: number, height: number, mediaType: 'image/png' | 'image/jpeg'}[] }} read
 *   Reports every problem of a body and says what it asks for.
 */

/** @type {Family} */
export const gemini = {
  matches: (model) => model.startsWith('gemini-'),
  read(body, report) {
    for (const [name, value] of Object.entries(body)) {
      const problem = Object.hasOwn(fields, name) ? fields[name]?.(value) : 'is not a field of Gemini models';
      if (problem) report(`"${name}" ${problem}`);
    }
    const hasPrompt = body['prompt'] !== undefined;
    const hasContents = body['contents'] !== undefined;
    if (hasPrompt === hasContents) report('exactly one of "prompt" and "contents" is needed');
    const conversation = hasContents ? readContents(body['contents'], report) : { text: '', references: [] };
    const ratio = String(body['size'] ?? nearestRatio(conversation.references[0]));
    const [width, height] = pixels[/** @type {keyof typeof pixels} */ (ratio)] ?? pixels['1:1'];
    const scale = scales[/** @type {keyof typeof scales} */ (body['image_size'] ?? '1K')] ?? 1;
    const mediaType = body['mime_type'] === 'image/jpeg' ? 'image/jpeg' : 'image/png';
    return {
      prompt: hasPrompt ? String(body['prompt']) : conversation.text,
      references: conversation.references,
      images: [{ width: (width ?? 0) * scale, height: (height ?? 0) * scale, mediaType }],
    };
  },
};

/** Each answers what is wrong with a value, or nothing. @type {Record<string, (value: unknown) => string | undefined>} */
const fields = {
  model: (value) => oneOf([typeof value === 'string' && value !== ''], 'is not a model id'),
  prompt: (value) => oneOf([typeof value === 'string' && value.trim() !== ''], 'is not a text'),
  contents: (value) => oneOf([Array.isArray(value) && value.length > 0], 'is not a list of turns'),
  size: (value) =>
    oneOf(
      Object.keys(pixels).map((ratio) => ratio === value),
      'is not one of the ten ratios',
    ),
  image_size: (value) =>
    oneOf(
      Object.keys(scales).map((step) => step === value),
      'is not 1K, 2K or 3K',
    ),
  quality: (value) => oneOf([value === 'high', value === 'medium', value === 'low'], 'is not a quality'),
  mime_type: (value) => oneOf([value === 'image/png', value === 'image/jpeg'], 'is neither image/png nor image/jpeg'),
  response_format: (value) => oneOf([value === 'b64_json'], 'is not b64_json, the only one that Gemini models know'),
  response_modalities: (value) => oneOf([value === 'image'], 'is not the string "image"'),
  n: (value) => oneOf([value === 1], 'is not 1'),
  temperature: (value) => oneOf([isNumber(value, 0, 2)], 'is not a number from 0 to 2'),
  top_p: (value) => oneOf([isNumber(value, 0, 1)], 'is not a number from 0 to 1'),
};

/** @param {readonly boolean[]} accepted @param {string} problem */
function oneOf(accepted, problem) {
  return accepted.includes(true) ? undefined : problem;
}

/** @param {unknown} value @param {number} from @param {number} to */
function isNumber(value, from, to) {
  return typeof value === 'number' && value >= from && value <= to;
}

/** @param {unknown} contents @param {Report} report */
function readContents(contents, report) {
  /** @type {import('./images.mjs').Picture[]} */
  const references = [];
  /** @type {string[]} */
  let texts = [];
  let lastRole = '';
  for (const [index, turn] of asList(contents).entries()) {
    const where = `contents[${index}]`;
    const { role, parts, ...others } = asObject(turn);
    if (role !== 'user' && role !== 'model') report(`${where}.role is neither user nor model`);
    if (role === lastRole) report(`${where}.role is the same as in the turn before`);
    for (const name of Object.keys(others)) report(`${where}.${name} is not documented`);
    if (asList(parts).length === 0) report(`${where}.parts is not a list of parts`);
    texts = [];
    for (const [place, part] of asList(parts).entries()) {
      const found = readPart(part, (problem) => report(`${where}.parts[${place}] ${problem}`));
      if (found.text !== undefined) texts.push(found.text);
      if (found.picture) references.push(found.picture);
    }
    lastRole = String(role);
  }
  if (lastRole !== 'user') report('the last turn is not by the user');
  if (texts.length === 0) report('the last turn says nothing');
  if (references.length > maxReferences) report(`${references.length} images are more than ${maxReferences}`);
  return { text: texts.join('\n'), references };
}

/**
 * @param {unknown} part @param {Report} report
 * @returns {{text?: string, picture?: import('./images.mjs').Picture}}
 */
function readPart(part, report) {
  const names = Object.keys(asObject(part));
  const { text, image } = asObject(part);
  if (names.length !== 1 || (text === undefined && image === undefined)) {
    report(`has ${names.join(', ') || 'nothing'} in place of either text or image`);
    return {};
  }
  if (text !== undefined) {
    if (typeof text !== 'string' || text === '') report('has no text');
    return { text: String(text) };
  }
  const picture = readDataUri(image, report);
  return picture ? { picture } : {};
}

/** @param {unknown} value @param {Report} report */
function readDataUri(value, report) {
  const [, type = '', base64 = ''] =
    (typeof value === 'string' && /^data:image\/(png|jpe?g|webp);base64,([A-Za-z0-9+/]+={0,2})$/.exec(value)) || [];
  const bytes = Buffer.from(base64, 'base64');
  if (base64 === '' || bytes.toString('base64') !== base64) {
    report('is not a data URI of a PNG, JPEG or WEBP image in proper base64');
    return undefined;
  }
  const picture = inspect(bytes);
  if (picture === undefined) report('is not a complete image');
  else if (picture.mediaType !== `image/${type.replace('jpg', 'jpeg')}`)
    report(`says ${type}, is ${picture.mediaType}`);
  if (bytes.length > maxReferenceBytes) report('is larger than 7 MB');
  return picture;
}

/** @param {import('./images.mjs').Picture | undefined} picture */
function nearestRatio(picture) {
  if (!picture) return '1:1';
  const wanted = Math.log(picture.width / picture.height);
  const distance = (/** @type {readonly number[]} */ [width = 1, height = 1]) =>
    Math.abs(Math.log(width / height) - wanted);
  return Object.entries(pixels).sort(([, a], [, b]) => distance(a) - distance(b))[0]?.[0] ?? '1:1';
}

/** @param {unknown} value @returns {unknown[]} */
function asList(value) {
  return Array.isArray(value) ? value : [];
}

/** @param {unknown} value @returns {Record<string, unknown>} */
function asObject(value) {
  return typeof value === 'object' && value !== null ? /** @type {Record<string, unknown>} */ (value) : {};
}
