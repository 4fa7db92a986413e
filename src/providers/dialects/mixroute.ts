import type { Call, Dialect, HttpOrder, PayloadObject, PayloadValue, PreparedImage } from '../../base/provider.ts';
import { edgeOf, sizeFor, sizeText } from '../../base/shape.ts';
import { dataUri, optional } from '../payload.ts';
import { oneOrMany, seedreamFields } from './ark.ts';
import { qwenInput } from './dashscope.ts';

/**
 * mixroute puts every model family behind one endpoint, each with a body of its own (documents 000 and 004). Pictures
 * of Gemini and Seedream go into `contents` as `{"image": "data:…"}`, which is neither Google's `inlineData` nor
 * agicto's `inline_data`.
 */

/** `size` is an aspect ratio. The family answers base64 only, whatever is asked for. */
export const mixrouteGemini: Dialect = (call) => {
  const shared = {
    ...optional('size', call.aspectRatio),
    ...optional('quality', call.quality),
    ...optional('image_size', call.resolution),
    ...optional('mime_type', call.outputFormat && `image/${call.outputFormat}`),
    response_format: 'b64_json',
  };
  const conversing = call.references.length > 0 || call.turns.length > 0;
  return order(
    conversing
      ? {
          model: call.model.id,
          ...shared,
          contents: turnsAnd(call, [{ text: call.prompt }, ...pictures(call.references)]),
        }
      : { model: call.model.id, prompt: call.prompt, ...shared, n: call.count },
  );
};

/** Prompt and pictures together: the document's example has the prompt twice, pictures first. */
export const mixrouteSeedream: Dialect = (call) =>
  order({
    model: call.model.id,
    prompt: call.prompt,
    ...seedreamFields({ ...call, ...pixelSize(call) }),
    ...(call.references.length === 0
      ? {}
      : { contents: turnsAnd(call, [...pictures(call.references), { text: call.prompt }]) }),
  });

/** `image` is one data URI; a list of them is not documented. */
export const mixrouteGptImage: Dialect = (call) =>
  order({
    model: call.model.id,
    prompt: call.prompt,
    ...optional('size', call.size),
    ...optional('quality', call.quality),
    n: call.count,
    ...optional('image', oneOrMany(call.references.map(dataUri))),
  });

/** DashScope's own body; the document writes the seed as a string. */
export const mixrouteQwen: Dialect = (call) =>
  order({
    model: call.model.id,
    input: qwenInput(call),
    parameters: {
      ...optional('size', call.size?.replace('x', '*')),
      ...optional('negative_prompt', call.negativePrompt),
      ...optional('seed', call.seed === undefined ? undefined : String(call.seed)),
      watermark: false,
    },
  });

/** The document knows sizes in pixels only: a step becomes the size that it stands for, in the shape of what is edited. */
function pixelSize({ size, resolution, references: [first], model }: Call): { size?: string } {
  const { shape } = model.capabilities;
  const step = size ?? resolution;
  const edge = step === undefined ? undefined : edgeOf(step);
  if (edge === undefined || shape.kind !== 'pixels') return {};
  return { size: sizeText(sizeFor(first ? first.width / first.height : 1, edge, { ...shape, multipleOf: 16 })) };
}

function order(value: PayloadObject): HttpOrder {
  return { transport: 'http', method: 'POST', path: '/v1/images/generations', payload: { kind: 'json', value } };
}

function turnsAnd(call: Call, parts: readonly PayloadValue[]): PayloadValue {
  const earlier = call.turns.map((turn) => ({
    role: turn.role,
    parts: [...(turn.text ? [{ text: turn.text }] : []), ...pictures(turn.images)],
  }));
  return [...earlier, { role: 'user', parts }];
}

function pictures(images: readonly PreparedImage[]): PayloadValue[] {
  return images.map((image) => ({ image: dataUri(image) }));
}
