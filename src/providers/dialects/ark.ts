import type { Call, Dialect, PayloadObject, PayloadValue } from '../../base/provider.ts';
import { optional, referenceUris } from '../payload.ts';

/** The fields of Seedream and SeedEdit that every service writes alike. A watermark is only ever asked for. */
export function seedreamFields(call: Call): PayloadObject {
  return {
    ...optional('size', call.size ?? call.resolution),
    ...optional('seed', call.seed),
    ...optional('output_format', call.outputFormat),
    watermark: false,
  };
}

/** One picture as a string, several as a list. */
export function oneOrMany(images: readonly PayloadValue[]): PayloadValue | undefined {
  return images.length > 1 ? images : images[0];
}

/** Volcengine Ark's own API: pictures to make and to edit on one path. */
export const ark: Dialect = (call) => ({
  transport: 'http',
  method: 'POST',
  path: '/api/v3/images/generations',
  payload: {
    kind: 'json',
    value: {
      model: call.model.id,
      prompt: call.prompt,
      ...optional('image', oneOrMany(referenceUris(call))),
      ...seedreamFields(call),
      response_format: 'b64_json',
      ...(call.previews ? { stream: true } : {}),
    },
  },
});
