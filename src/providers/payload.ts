import { FileValue, type Call, type PayloadObject, type PayloadValue, type PreparedImage } from '../base/provider.ts';

/** A field that is only there when it has a value. */
export function optional(name: string, value: PayloadValue | undefined): PayloadObject {
  return value === undefined || value === '' ? {} : { [name]: value };
}

export function dataUri(image: PreparedImage): FileValue {
  return new FileValue(image, 'dataUri');
}

/** The references where both links and data URIs may stand: all of them are the one or the other (`core/plan.ts`). */
export function referenceUris({ references, referenceUrls }: Call): readonly PayloadValue[] {
  return referenceUrls.length > 0 ? referenceUrls : references.map(dataUri);
}

/** The messages of a chat: earlier turns, then what is asked now. Pictures stand in `image_url` parts. */
export function chatMessages(call: Call): PayloadValue {
  const content = (text: string | undefined, images: readonly PayloadValue[]): PayloadValue => {
    if (images.length === 0) return text ?? '';
    return [
      ...(text ? [{ type: 'text', text }] : []),
      ...images.map((url) => ({ type: 'image_url', image_url: { url } })),
    ];
  };
  return [
    ...call.turns.map(({ role, text, images }) => ({
      role: role === 'model' ? 'assistant' : 'user',
      content: content(text, images.map(dataUri)),
    })),
    { role: 'user', content: content(call.prompt, referenceUris(call)) },
  ];
}
