// What mixroute documents for Doubao Seedream and seededit, with the limits of Volcengine Ark behind it.
import { asObject, describe, fields, flag, integer, must, number, oneOf, pixelsOf, text } from './checks.mjs';
import { contentsOf, megabyte } from './mixrouteContents.mjs';
import { newApiError } from './relay.mjs';

/** @typedef {import('./checks.mjs').Check} Check */

/**
 * @typedef {object} Version
 * @property {Check} size
 * @property {string} standard Its size when none is asked for.
 * @property {readonly [number, number]} references Least and most.
 * @property {Readonly<Record<string, Check>>} own Fields that other versions do not have.
 */

/** Width by height within an area, with sides of no more than 1:16. @param {number} least @param {number} most @returns {Check} */
function area(least, most) {
  return must((value) => {
    const { width, height } = pixelsOf(value) ?? { width: 0, height: 1 };
    return width * height >= least && width * height <= most && Math.max(width / height, height / width) <= 16;
  }, `is no size of ${least} to ${most} pixels`);
}

const sides = must((value) => {
  const { width, height } = pixelsOf(value) ?? { width: 0, height: 0 };
  return Math.min(width, height) >= 512 && Math.max(width, height) <= 2048;
}, 'is no size with sides of 512 to 2048 pixels');

/** @param {...string} modes */
function groups(...modes) {
  return {
    sequential_image_generation: oneOf('disabled', 'auto'),
    sequential_image_generation_options: fields({ max_images: integer(1, 4) }, ['max_images']),
    optimize_prompt_options: fields({ mode: oneOf(...modes) }, ['mode']),
  };
}

const guidance = { guidance_scale: number(1, 10) };
/** @type {Version} */
const v4 = {
  size: area(921_600, 4096 * 4096),
  standard: '2048x2048',
  references: [0, 10],
  own: groups('standard', 'fast'),
};
/** @type {ReadonlyMap<string, Version>} */
const versions = new Map([
  ['doubao-seedream-3-0-t2i-250415', { size: sides, standard: '1024x1024', references: [0, 0], own: guidance }],
  ['doubao-seedream-4-0-250828', v4],
  [
    'doubao-seedream-4-5-251128',
    { size: area(3_686_400, 4096 * 4096), standard: '2048x2048', references: [0, 14], own: groups('standard') },
  ],
  // Named by one example only, which has an `n`.
  ['seedream-4.0-base', { ...v4, own: { ...v4.own, n: integer(1, 1) } }],
  [
    'doubao-seededit-3-0-i2i-250628',
    { size: oneOf('adaptive'), standard: 'adaptive', references: [1, 1], own: guidance },
  ],
]);
const types = ['png', 'jpeg', 'webp', 'bmp', 'tiff', 'gif'].map((name) => `image/${name}`);
const rules = { types, maxBytes: 10 * megabyte };

/** @type {import('./mixrouteContents.mjs').Family} */
export const doubao = {
  models: [...versions.keys()],
  matches: (model) => versions.has(model),
  read(body, report) {
    const { size, standard, references, own } = /** @type {Version} */ (versions.get(String(body['model'])));
    /** @type {import('./mixrouteContents.mjs').Found} */
    const found = { texts: [], references: [] };
    const conversation = contentsOf(found, { rules, turns: 1, references: references[1] });
    fields({
      model: text(),
      prompt: text(),
      ...(references[1] > 0 ? { contents: conversation } : {}),
      size,
      watermark: flag,
      seed: integer(0, 2_147_483_647),
      response_format: oneOf('url', 'b64_json'),
      ...own,
    })(body, '', report);
    const say = (/** @type {string} */ words) => report({ at: '', kind: 'value', text: words });
    const { prompt, contents } = body;
    if (prompt === undefined && contents === undefined) say('has neither "prompt" nor "contents"');
    if (prompt !== undefined && contents !== undefined && prompt !== found.texts.join('\n')) {
      say('says another thing in "prompt" than in "contents"');
    }
    if (found.references.length < references[0]) say(`needs ${references[0]} image in "contents"`);
    const count = countOf(body);
    if (found.references.length + count > 15) say('asks for more than 15 images, those that it brings included');
    const [first] = found.references;
    const asked = pixelsOf(body['size'] ?? standard) ?? first ?? { width: 2048, height: 2048 };
    const image = { width: asked.width, height: asked.height, mediaType: 'image/jpeg' };
    return {
      prompt: prompt === undefined ? found.texts.join('\n') : String(prompt),
      references: found.references,
      images: Array.from({ length: count }, () => image),
      results: body['response_format'] === 'b64_json' ? 'b64_json' : 'url',
    };
  },
  refuse: ([problem]) => {
    const param = problem?.at ?? '';
    const said = problem ? describe(problem) : '';
    return newApiError(400, `The parameter \`${param}\` specified in the request is not valid: ${said}.`, {
      type: 'BadRequest',
      code: problem?.kind === 'missing' ? 'MissingParameter' : 'InvalidParameter',
      param,
    });
  },
};

/** How many images may come. @param {Record<string, unknown>} body */
function countOf(body) {
  if (body['sequential_image_generation'] !== 'auto') return 1;
  const { max_images: most } = asObject(body['sequential_image_generation_options']);
  return Number.isInteger(most) ? Math.min(Math.max(Number(most), 1), 4) : 4;
}

/** In the place of a picture of a group that was not made. */
export const failedPart = {
  error: {
    code: 'OutputImageSensitiveContentDetected',
    message: 'The request failed because the output image may contain sensitive information.',
  },
};
