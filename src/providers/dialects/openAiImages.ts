import type { Call, Dialect, FormField, HttpOrder, PayloadObject, PayloadValue } from '../../base/provider.ts';
import { optional } from '../payload.ts';

export interface OpenAiImages {
  /** Name of the form's field for several pictures; a single one may be called differently. */
  readonly imageField: (count: number) => string;
  /** Fields beside model, prompt and picture. */
  readonly options: (call: Call) => PayloadObject;
}

/** OpenAI's images API: JSON to make, a form to edit (OpenAI's OpenAPI document). */
export function openAiImages({ imageField, options }: OpenAiImages): Dialect {
  return (call) => {
    const shared = { model: call.model.id, prompt: call.prompt, ...options(call) };
    if (call.references.length === 0) return order('/v1/images/generations', { kind: 'json', value: shared });
    const field = imageField(call.references.length);
    const fields: FormField[] = [
      ...call.references.map((image) => ({ name: field, value: image })),
      ...(call.mask ? [{ name: 'mask', value: call.mask }] : []),
      ...Object.entries<PayloadValue>(shared).map(([name, value]) => ({ name, value: textOf(value) })),
    ];
    return order('/v1/images/edits', { kind: 'form', fields });
  };
}

/** Forms hold words and numbers. */
function textOf(value: PayloadValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function order(path: string, payload: HttpOrder['payload']): HttpOrder {
  return { transport: 'http', method: 'POST', path, payload };
}

/** Of 0 to 3: enough to see where it goes, as each one is charged for. */
const partialImages = 2;

/** The options of OpenAI's own API. GPT models refuse `response_format`; they always answer base64. */
export function gptOptions(call: Call): PayloadObject {
  return {
    n: call.count,
    ...optional('size', call.size),
    ...optional('quality', call.quality),
    ...optional('background', call.background),
    ...optional('output_format', call.outputFormat),
    ...(call.previews ? { stream: true, partial_images: partialImages } : {}),
  };
}
