// What mixroute documents for GPT Image.
import { describe, fields, integer, list, oneOf, pixelsOf, text } from './checks.mjs';
import { dataUri, megabyte } from './mixrouteContents.mjs';
import { newApiError } from './relay.mjs';

const types = ['png', 'jpeg', 'gif', 'webp'].map((name) => `image/${name}`);
const rules = { types, maxBytes: 10 * megabyte };
const tokensPerImage = 4160;

/** @type {import('./mixrouteContents.mjs').Family} */
export const gpt = {
  models: ['gpt-image-1', 'gpt-image-1-mini'],
  matches: (model) => gpt.models.includes(model),
  read(body, report) {
    /** @type {import('./images.mjs').Picture[]} */
    const references = [];
    const picture = dataUri(references, rules);
    const isFull = body['model'] === 'gpt-image-1';
    fields(
      {
        model: text(),
        prompt: text(32_000),
        size: oneOf('1024x1024', '1024x1536', '1536x1024'),
        quality: oneOf('high', 'medium', 'low'),
        n: integer(1, 10),
        image: Array.isArray(body['image']) ? list(picture, { min: 1, max: 16 }) : picture,
        ...(isFull ? { input_fidelity: oneOf('auto', 'high', 'medium', 'low') } : {}),
      },
      ['prompt'],
    )(body, '', report);
    if (body['input_fidelity'] !== undefined && body['image'] === undefined) {
      report({ at: 'input_fidelity', kind: 'value', text: 'has no image to be true to' });
    }
    const { width, height } = pixelsOf(body['size']) ?? { width: 1024, height: 1024 };
    const count = Number(body['n'] ?? 1) || 1;
    return {
      prompt: String(body['prompt']),
      references,
      images: Array.from({ length: Math.min(count, 10) }, () => ({ width, height, mediaType: 'image/png' })),
      results: 'b64_json',
      extras: () => ({ usage: usageOf(String(body['prompt']), references.length, count) }),
    };
  },
  refuse([problem]) {
    const param = problem?.at ?? '';
    const said = {
      unknown: [`Unknown parameter: '${param}'.`, 'unknown_parameter'],
      missing: [`Missing required parameter: '${param}'.`, 'missing_required_parameter'],
      value: [`Invalid value: ${problem ? describe(problem) : ''}.`, 'invalid_value'],
    };
    const [message = '', code = ''] = said[problem?.kind ?? 'value'];
    return newApiError(400, message, { type: 'image_generation_user_error', code, param });
  },
};

/** @param {string} prompt @param {number} references @param {number} count */
function usageOf(prompt, references, count) {
  const details = { text_tokens: Math.ceil(prompt.length / 4), image_tokens: references * 323 };
  const input = details.text_tokens + details.image_tokens;
  const output = count * tokensPerImage;
  return { total_tokens: input + output, input_tokens: input, output_tokens: output, input_tokens_details: details };
}
