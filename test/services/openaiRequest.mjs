// What OpenAI documents for the images of GPT Image models: the fields of generations and edits, strictly per model.
import {
  asList,
  asObject,
  fields,
  flag,
  integer,
  list,
  must,
  nearestRatio,
  oneOf,
  pixelsOf,
  problemsOf,
  readDataUri,
  text,
} from './checks.mjs';
import { hasAlpha } from './images.mjs';
import { fileOf, textOf } from './multipart.mjs';

/** @typedef {import('./checks.mjs').Problem} Problem */
/** @typedef {import('./checks.mjs').Check} Check */
/** @typedef {import('./checks.mjs').Report} Report */
/** @typedef {import('./images.mjs').Picture} Picture */
/** @typedef {import('./multipart.mjs').Entry} FormPart */

/**
 * @typedef {object} ImageModel
 * @property {boolean} freeSizes Any size within bounds, beside the standard ones.
 * @property {boolean} fidelity Takes input_fidelity.
 * @property {readonly string[]} qualities
 */

const standard = ['auto', '1024x1024', '1536x1024', '1024x1536'];
const qualities = ['auto', 'low', 'medium', 'high'];
const first = { freeSizes: false, fidelity: true, qualities };
const second = { freeSizes: true, fidelity: false, qualities };
const third = { freeSizes: true, fidelity: true, qualities: [...qualities, 'xhigh', 'max'] };

/** @type {ReadonlyMap<string, ImageModel>} */
export const models = new Map([
  ['gpt-image-1', first],
  ['gpt-image-1-mini', { ...first, fidelity: false }],
  ['gpt-image-1.5', first],
  ['chatgpt-image-latest', first],
  ['gpt-image-2', second],
  ['gpt-image-2-2026-04-21', second],
  ['gpt-image-2.5-flare', third],
  ['gpt-image-2.5-flare-2026-09-08', third],
  ['gpt-image-2.5-sunburst', third],
  ['gpt-image-2.5-sunburst-2026-09-08', third],
]);

/**
 * @typedef {object} ImageRequest
 * @property {Problem[]} problems
 * @property {Picture[]} references
 * @property {Record<string, any>} body
 * @property {number} width
 * @property {number} height
 */

const megabyte = 1024 * 1024;

/** @param {Record<string, unknown>} body @param {ImageModel} model @returns {ImageRequest} */
export function readGeneration(body, model) {
  const table = { ...common(model), moderation: oneOf('auto', 'low') };
  const problems = [...problemsOf(fields(table, ['model', 'prompt']), body), ...together(body)];
  return { problems, references: [], body, ...sizeOf(body, undefined) };
}

/** An edit as JSON, with its pictures as links, data URIs or uploaded files. @returns {ImageRequest} */
export function readJsonEdit(/** @type {Record<string, unknown>} */ body, /** @type {ImageModel} */ model) {
  /** @type {Picture[]} */
  const references = [];
  const reference = (/** @type {boolean} */ isMask) => imageParameter(references, isMask);
  const table = {
    ...common(model),
    moderation: oneOf('auto', 'low'),
    input_fidelity: fidelity(model),
    images: list(reference(false), { min: 1, max: 16 }),
    mask: reference(true),
  };
  const problems = [...problemsOf(fields(table, ['model', 'prompt', 'images']), body), ...together(body)];
  return { problems, references, body, ...sizeOf(body, references[0]) };
}

/** @param {Picture[]} references @param {boolean} isMask @returns {Check} */
function imageParameter(references, isMask) {
  /** @type {Check} */
  const link = (value, at, report) => {
    if (typeof value === 'string' && value.length > 20_971_520) {
      report({ at, kind: 'value', text: 'has more than 20971520 characters', code: 'string_above_max_length' });
    }
    if (typeof value === 'string' && /^https:\/\/\S+$/.test(value)) return;
    const picture = readDataUri(value, at, report, { maxBytes: 50 * megabyte - 1 });
    if (picture && isMask) checkMask(picture, references[0], at, report);
    else if (picture) references.push(picture);
  };
  const table = fields({ image_url: link, file_id: text() });
  return (value, at, report) => {
    table(value, at, report);
    const { image_url, file_id } = asObject(value);
    if ((image_url === undefined) === (file_id === undefined)) {
      report({ at, kind: 'value', text: 'has to hold exactly one of image_url and file_id' });
    }
  };
}

/** An edit as a form. @param {readonly FormPart[]} parts @param {ImageModel} model @returns {ImageRequest} */
export function readFormEdit(parts, model) {
  /** @type {Problem[]} */
  const problems = [];
  const report = (/** @type {Problem} */ problem) => problems.push(problem);
  const files = parts.filter(({ name }) => ['image', 'image[]', 'mask'].includes(name));
  const body = textsOf(
    parts.filter((part) => !files.includes(part)),
    report,
  );
  const table = { ...common(model), input_fidelity: fidelity(model) };
  problems.push(...problemsOf(fields(table, ['model', 'prompt']), body), ...together(body));
  const references = readFiles(files, report);
  return { problems, references, body, ...sizeOf(body, references[0]) };
}

/** @param {readonly FormPart[]} files @param {Report} report */
function readFiles(files, report) {
  const named = (/** @type {string} */ name) => files.filter((part) => part.name === name);
  const images = [...named('image'), ...named('image[]')];
  if (images.length === 0) report({ at: 'image', kind: 'missing', text: 'is missing' });
  if (images.length > 16)
    report({ at: 'image', kind: 'value', text: `has ${images.length} files, at most 16 may come` });
  if (named('image').length > 1 || (named('image').length > 0 && named('image[]').length > 0)) {
    report({ at: 'image', kind: 'value', text: 'comes more than once', code: 'duplicate_parameter' });
  }
  const references = images.flatMap((part, index) => {
    const picture = fileOf({ ...part, name: `image[${index}]` }, report, { maxBytes: 50 * megabyte - 1 });
    return picture ? [picture] : [];
  });
  if (named('mask').length > 1) report({ at: 'mask', kind: 'value', text: 'comes twice', code: 'duplicate_parameter' });
  for (const part of named('mask').slice(0, 1)) {
    const mask = fileOf(part, report);
    if (mask) checkMask(mask, references[0], 'mask', report);
  }
  return references;
}

/** @param {Picture} mask @param {Picture | undefined} image @param {string} at @param {Report} report */
function checkMask(mask, image, at, report) {
  const note = (/** @type {string} */ words) => report({ at, kind: 'value', text: words, code: 'invalid_image_file' });
  if (!hasAlpha(mask)) note('is no PNG with an alpha channel');
  if (mask.bytes.length >= 4 * megabyte) note('has 4 MB or more');
  if (image && (mask.width !== image.width || mask.height !== image.height)) {
    note(`is ${mask.width}x${mask.height}, the first image ${image.width}x${image.height}`);
  }
}

/** Texts of a form as the values they stand for. @param {readonly FormPart[]} parts @param {Report} report */
function textsOf(parts, report) {
  /** @type {Record<string, unknown>} */
  const body = {};
  for (const part of parts) {
    const { name } = part;
    const value = textOf(part, report);
    if (Object.hasOwn(body, name)) {
      report({ at: name, kind: 'value', text: 'comes twice', code: 'duplicate_parameter' });
    }
    const isNumber = ['n', 'output_compression', 'partial_images'].includes(name) && /^\d+$/.test(value);
    const isFlag = name === 'stream' && /^(?:true|false)$/.test(value);
    body[name] = isNumber || isFlag ? JSON.parse(value) : value;
  }
  return body;
}

/** @param {ImageModel} model @returns {Record<string, Check>} */
function common(model) {
  return {
    model: text(),
    prompt: text(32_000),
    n: integer(1, 10),
    size: must(
      (value) => standard.includes(value) || (model.freeSizes && isFreeSize(value)),
      model.freeSizes
        ? 'is neither a standard size nor one in steps of 16, from 1:3 to 3:1 and up to 3840x2160'
        : `is none of ${standard.map((size) => `'${size}'`).join(', ')}`,
    ),
    quality: oneOf(...model.qualities),
    background: oneOf('auto', 'transparent', 'opaque'),
    output_format: oneOf('png', 'jpeg', 'webp'),
    output_compression: integer(0, 100),
    stream: flag,
    partial_images: integer(0, 3),
    user: text(),
  };
}

/** @param {ImageModel} model */
function fidelity(model) {
  return model.fidelity
    ? oneOf('high', 'low')
    : must(() => false, 'is not supported by this model', 'invalid_input_fidelity_model');
}

/** @param {unknown} value */
function isFreeSize(value) {
  const { width = 1, height = 1 } = pixelsOf(value) ?? {};
  const ratio = width / height;
  const isInSteps = width % 16 === 0 && height % 16 === 0;
  return isInSteps && ratio >= 1 / 3 && ratio <= 3 && Math.max(width, height) <= 3840 && width * height <= 3840 * 2160;
}

/** What single fields cannot tell. @param {Record<string, unknown>} body @returns {Problem[]} */
function together({ output_format = 'png', output_compression, background, stream, partial_images }) {
  const rules = /** @type {const} */ ([
    ['output_compression', output_compression !== undefined && output_format === 'png', 'is for jpeg and webp only'],
    ['background', background === 'transparent' && output_format === 'jpeg', 'cannot be transparent in a jpeg'],
    ['partial_images', partial_images !== undefined && stream !== true, 'is for streams only'],
  ]);
  return rules.flatMap(([at, isBroken, words]) =>
    isBroken ? [{ at, kind: /** @type {const} */ ('value'), text: words }] : [],
  );
}

/** @param {Record<string, unknown>} body @param {Picture | undefined} reference */
function sizeOf({ size = 'auto' }, reference) {
  const shapes = { '1:1': '1024x1024', '3:2': '1536x1024', '2:3': '1024x1536' };
  const nearest = reference ? nearestRatio(reference, Object.keys(shapes)) : '1:1';
  const chosen = size === 'auto' ? shapes[/** @type {keyof typeof shapes} */ (nearest)] : size;
  return pixelsOf(chosen) ?? { width: 1024, height: 1024 };
}

/** The model that a request of any kind asks for. @param {readonly FormPart[] | Record<string, unknown>} sent */
export function modelOf(sent) {
  if (!Array.isArray(sent)) return String(asObject(sent)['model'] ?? '');
  const part = asList(sent).find((each) => asObject(each)['name'] === 'model');
  return String(asObject(part)['bytes'] ?? '');
}
