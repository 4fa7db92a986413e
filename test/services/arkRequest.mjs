// What Volcengine Ark documents for Seedream and SeedEdit: the fields of a request, strictly per model.
import {
  asObject,
  fields,
  flag,
  integer,
  list,
  must,
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
 * @typedef {object} ArkModel
 * @property {readonly string[]} steps Sizes by name.
 * @property {readonly [number, number]} [pixels] Least and most, of a size in pixels.
 * @property {readonly [number, number]} [edge] Least and most of a side.
 * @property {readonly [number, number]} references Fewest and most.
 * @property {boolean} seeded Takes a seed and a guidance scale.
 * @property {boolean} groups Makes several images in one go, and streams.
 * @property {readonly string[]} optimize Modes of prompt optimisation.
 * @property {boolean} formats Takes an output format.
 */

const plain = { seeded: false, groups: true, formats: false, optimize: ['standard'] };
/** @type {ArkModel} */
const fifth = { ...plain, steps: ['2K'], pixels: [3_686_400, 4096 ** 2], references: [0, 14], formats: true };
const noPixels = { seeded: true, groups: false, formats: false, optimize: [] };

/** @type {ReadonlyMap<string, ArkModel>} */
export const models = new Map(
  /** @type {[string, ArkModel][]} */ ([
    [
      'doubao-seedream-3-0-t2i-250415',
      { ...noPixels, steps: [], pixels: [512 ** 2, 2048 ** 2], edge: [512, 2048], references: [0, 0] },
    ],
    ['doubao-seededit-3-0-i2i-250628', { ...noPixels, steps: ['adaptive'], references: [1, 1] }],
    [
      'doubao-seedream-4-0-250828',
      {
        ...plain,
        steps: ['1K', '2K', '4K'],
        pixels: [921_600, 4096 ** 2],
        references: [0, 10],
        optimize: ['standard', 'fast'],
      },
    ],
    [
      'doubao-seedream-4-5-251128',
      { ...plain, steps: ['2K', '4K'], pixels: [3_686_400, 4096 ** 2], references: [0, 14] },
    ],
    ['doubao-seedream-5-0-260128', fifth],
    ['doubao-seedream-5-0-lite-260128', { ...fifth, steps: ['2K', '3K'] }],
  ]),
);

/**
 * @typedef {object} ArkRequest
 * @property {Problem[]} problems
 * @property {Picture[]} references
 * @property {number} width
 * @property {number} height
 * @property {number} images Most that may come.
 */

/** @param {Record<string, unknown>} body @param {ArkModel} model @returns {ArkRequest} */
export function readRequest(body, model) {
  /** @type {Picture[]} */
  const references = [];
  const problems = problemsOf(fields(tableOf(model, references), ['model', 'prompt']), body);
  const say = (
    /** @type {string} */ at,
    /** @type {string} */ words,
    /** @type {string | undefined} */ code = undefined,
  ) => problems.push({ at, kind: 'value', text: words, ...(code ? { code } : {}) });
  const sent = Array.isArray(body['image']) ? body['image'].length : body['image'] === undefined ? 0 : 1;
  const [fewest, most] = model.references;
  if (sent < fewest) problems.push({ at: 'image', kind: 'missing', text: 'is missing' });
  if (sent > most) say('image', `holds ${sent} images, more than ${most}`);
  const { max_images } = asObject(body['sequential_image_generation_options']);
  const isGroup = body['sequential_image_generation'] === 'auto';
  const images = isGroup ? Number(max_images ?? 15 - sent) : 1;
  if (max_images !== undefined && !isGroup) {
    say('sequential_image_generation_options', 'is for sequential_image_generation "auto" only');
  }
  if (isGroup && sent + images > 15)
    say('sequential_image_generation_options.max_images', 'makes more than 15 with the references');
  return { problems, references, images, ...sizeOf(body['size'], references[0], model) };
}

/** @param {ArkModel} model @param {Picture[]} references @returns {Record<string, Check>} */
function tableOf(model, references) {
  /** @type {Check} */
  const image = (value, at, report) => {
    if (typeof value === 'string' && /^https:\/\/\S+$/.test(value)) return;
    const isLowerCase = typeof value === 'string' && /^data:image\/[a-z]+;base64,/.test(value);
    if (!isLowerCase) report({ at, kind: 'value', text: 'is neither an https link nor a data URI of an image' });
    const picture = isLowerCase ? readDataUri(value, at, report, { maxBytes: 10 * 1024 * 1024 }) : undefined;
    if (picture) references.push(picture);
  };
  /** @type {Check} */
  const images = (value, at, report) => (Array.isArray(value) ? list(image, { min: 1 }) : image)(value, at, report);
  const isGuided = number(1, 10);
  return {
    model: text(),
    prompt: text(),
    response_format: oneOf('url', 'b64_json'),
    size: must(
      (value) => isSize(value, model),
      `is no size of this model (${model.steps.join(', ') || 'pixels only'})`,
    ),
    watermark: flag,
    ...(model.references[1] > 0 ? { image: images } : {}),
    ...(model.seeded ? { seed: integer(-1, 2 ** 31 - 1), guidance_scale: isGuided } : {}),
    ...(model.groups
      ? {
          sequential_image_generation: oneOf('auto', 'disabled'),
          sequential_image_generation_options: fields({ max_images: integer(1, 15) }),
          optimize_prompt_options: fields({
            mode: oneOf(...model.optimize),
            thinking: oneOf('auto', 'enabled', 'disabled'),
          }),
          stream: flag,
        }
      : {}),
    ...(model.formats
      ? { output_format: oneOf('png', 'jpeg'), tools: list(fields({ type: oneOf('web_search') }, ['type'])) }
      : {}),
  };
}

/** @param {unknown} value @param {ArkModel} model */
function isSize(value, { steps, pixels, edge }) {
  if (steps.includes(String(value))) return true;
  const size = pixelsOf(value);
  if (!size || !pixels) return false;
  const { width, height } = size;
  const isInEdge = !edge || [width, height].every((side) => side >= edge[0] && side <= edge[1]);
  const area = width * height;
  return isInEdge && area >= pixels[0] && area <= pixels[1] && width / height >= 1 / 16 && width / height <= 16;
}

/** @param {unknown} size @param {Picture | undefined} reference @param {ArkModel} model */
function sizeOf(size, reference, { steps, edge }) {
  const exact = pixelsOf(size);
  if (exact) return exact;
  if (edge) return { width: 1024, height: 1024 };
  if (steps[0] === 'adaptive') return reference ?? { width: 1024, height: 1024 };
  const side = { '1K': 1024, '2K': 2048, '3K': 3072, '4K': 4096 }[String(size)] ?? 2048;
  return { width: side, height: side };
}
