import {
  FileValue,
  type Call,
  type Dialect,
  type HttpOrder,
  type PayloadObject,
  type PayloadValue,
  type PreparedImage,
} from '../../base/provider.ts';

/**
 * mixroute puts every model family behind one endpoint, each with a body of its own (documents 000 and 004).
 * This is the body of the Gemini family: `size` is an aspect ratio, pictures go into `contents` as
 * `{"image": "data:…"}`, which is neither Google's `inlineData` nor agicto's `inline_data`.
 */
export const mixrouteGemini: Dialect = (call) => {
  const shared = {
    ...optional('size', call.aspectRatio),
    ...optional('quality', call.quality),
    ...optional('image_size', call.resolution),
    ...optional('mime_type', call.outputFormat && `image/${call.outputFormat}`),
    // The family answers base64 only, whatever is asked for.
    response_format: 'b64_json',
  };
  const conversing = call.references.length > 0 || call.turns.length > 0;
  return order(
    conversing
      ? { model: call.model.id, ...shared, contents: contents(call) }
      : { model: call.model.id, prompt: call.prompt, ...shared, n: call.count },
  );
};

function order(value: PayloadObject): HttpOrder {
  return { transport: 'http', method: 'POST', path: '/v1/images/generations', payload: { kind: 'json', value } };
}

function contents(call: Call): PayloadValue {
  return [
    ...call.turns.map((turn) => ({ role: turn.role, parts: parts(turn.text, turn.images) })),
    { role: 'user', parts: parts(call.prompt, call.references) },
  ];
}

function parts(text: string | undefined, images: readonly PreparedImage[]): PayloadValue {
  return [...(text ? [{ text }] : []), ...images.map((image) => ({ image: new FileValue(image, 'dataUri') }))];
}

function optional(name: string, value: string | undefined): PayloadObject {
  return value === undefined || value === '' ? {} : { [name]: value };
}
