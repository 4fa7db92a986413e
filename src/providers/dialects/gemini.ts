import {
  FileValue,
  type Call,
  type Dialect,
  type PayloadObject,
  type PayloadValue,
  type PreparedImage,
} from '../../base/provider.ts';
import { optional } from '../payload.ts';

/** How a service spells the part that holds a picture. */
const inline = {
  camel: ({ mediaType, data }: Inline): PayloadObject => ({ inlineData: { mimeType: mediaType, data } }),
  snake: ({ mediaType, data }: Inline): PayloadObject => ({ inline_data: { mime_type: mediaType, data } }),
};

interface Inline {
  readonly mediaType: string;
  readonly data: FileValue;
}

export interface GeminiDialect {
  readonly path: (call: Call) => string;
  readonly casing: 'camel' | 'snake';
  /** The service wants the model in the body, as agicto does. */
  readonly modelInBody?: boolean;
  /** The service's document marks these as required, so they are sent even when nobody chose them. */
  readonly always?: { readonly aspectRatio: (call: Call) => string; readonly resolution: string };
}

/** Gemini's own body: `contents` of turns with parts, shape and seed in `generationConfig` (Google, generateContent). */
export function gemini({ path, casing, modelInBody = false, always }: GeminiDialect): Dialect {
  const parts = (text: string | undefined, images: readonly PreparedImage[]): PayloadValue => [
    ...(text ? [{ text }] : []),
    ...images.map((image) => inline[casing]({ mediaType: image.mediaType, data: new FileValue(image, 'base64') })),
  ];
  return (call) => {
    const imageConfig = {
      ...optional('aspectRatio', call.aspectRatio ?? always?.aspectRatio(call)),
      ...optional('imageSize', call.resolution ?? always?.resolution),
    };
    return {
      transport: 'http',
      method: 'POST',
      path: path(call),
      payload: {
        kind: 'json',
        value: {
          ...(modelInBody ? { model: call.model.id } : {}),
          contents: [
            ...call.turns.map((turn) => turn.verbatim ?? { role: turn.role, parts: parts(turn.text, turn.images) }),
            { role: 'user', parts: parts(call.prompt, call.references) },
          ],
          generationConfig: {
            responseModalities: ['TEXT', 'IMAGE'],
            ...(Object.keys(imageConfig).length > 0 ? { imageConfig } : {}),
            ...optional('seed', call.seed),
          },
        },
      },
    };
  };
}
