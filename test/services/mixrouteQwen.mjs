// What mixroute documents for Qwen-Image: DashScope's own body, with a number in quotes.
import { asList, asObject, describe, fields, flag, integer, list, must, oneOf, pixelsOf, text } from './checks.mjs';
import { megabyte, partOf } from './mixrouteContents.mjs';
import { newApiError } from './relay.mjs';

/** @typedef {import('./checks.mjs').Check} Check */
/** @typedef {import('./mixrouteContents.mjs').Found} Found */

const types = ['png', 'jpeg', 'webp', 'bmp', 'tiff'].map((name) => `image/${name}`);
const rules = { types, maxBytes: 10 * megabyte };
const shapes = ['1664*928', '1472*1104', '1328*1328', '1104*1472', '928*1664'];
const sides = must((value) => {
  const { width, height } = pixelsOf(value, '*') ?? { width: 0, height: 0 };
  return Math.min(width, height) >= 512 && Math.max(width, height) <= 2048;
}, 'is no size with sides of 512 to 2048 pixels');
const seed = must(
  (value) => typeof value === 'string' && /^(0|[1-9]\d*)$/.test(value) && Number(value) <= 2_147_483_647,
  'is no number 0 to 2147483647 in quotes',
);

/** @type {import('./mixrouteContents.mjs').Family} */
export const qwen = {
  models: ['qwen-image-plus', 'qwen-image-edit-plus'],
  matches: (model) => qwen.models.includes(model),
  read(body, report) {
    const isEdit = body['model'] === 'qwen-image-edit-plus';
    /** @type {Found} */
    const found = { texts: [], references: [] };
    const message = fields({ role: oneOf('user'), content: contentOf(found, isEdit ? [1, 3] : [0, 0]) }, [
      'role',
      'content',
    ]);
    fields(
      {
        model: text(),
        input: fields({ messages: list(message, { min: 1, max: 1 }) }, ['messages']),
        parameters: fields({
          negative_prompt: text(500),
          prompt_extend: flag,
          seed,
          watermark: flag,
          size: isEdit ? sides : oneOf(...shapes),
          n: integer(1, 1),
        }),
        response_format: oneOf('b64_json', 'url'),
      },
      ['input'],
    )(body, '', report);
    const { size } = asObject(body['parameters']);
    const { width, height } = pixelsOf(size, '*') ?? naturalSize(found);
    return {
      prompt: found.texts.join('\n'),
      references: found.references,
      images: [{ width, height, mediaType: 'image/png' }],
      results: body['response_format'] === 'url' ? 'url' : 'b64_json',
      extras: (publish) => ({ metadata: rawAnswer(publish(), width, height) }),
    };
  },
  refuse: ([problem]) =>
    newApiError(400, problem ? describe(problem) : '参数错误', {
      type: 'ali_error',
      code: 'InvalidParameter',
      param: problem?.at ?? '',
    }),
};

/** So many images, then one text. @param {Found} found @param {readonly [number, number]} images @returns {Check} */
function contentOf(found, [least, most]) {
  return (value, at, report) => {
    list(partOf(found, rules), { min: 1 })(value, at, report);
    const kinds = asList(value).map((part) => (asObject(part)['image'] === undefined ? 'text' : 'image'));
    const images = kinds.filter((kind) => kind === 'image').length;
    const say = (/** @type {string} */ words) => report({ at, kind: 'value', text: words });
    if (images < least || images > most) say(`has ${images} images, not ${least} to ${most}`);
    if (kinds.indexOf('text') !== kinds.length - 1) say('does not end with its one text');
    if ([...found.texts.join('')].length > 800) say('has a text of more than 800 characters');
  };
}

/** About a million pixels in the shape of the last image. @param {Found} found */
function naturalSize({ references }) {
  const last = references.at(-1);
  if (!last) return { width: 1328, height: 1328 };
  const side = (/** @type {number} */ ratio) => Math.round((1024 * Math.sqrt(ratio)) / 16) * 16;
  return { width: side(last.width / last.height), height: side(last.height / last.width) };
}

/** What came from upstream, which new-api hands through. @param {readonly string[]} links @param {number} width @param {number} height */
function rawAnswer(links, width, height) {
  const content = links.map((image) => ({ image }));
  return {
    output: { choices: [{ finish_reason: 'stop', message: { role: 'assistant', content } }] },
    usage: { width, height, image_count: links.length },
    request_id: '12bc3915-4e9d-9d84-83b8-584fd54c8194',
  };
}
