import { FileValue, type PayloadObject, type PayloadValue, type PreparedImage, type Turn } from '../base/provider.ts';

/** A field that is only there when it has a value. */
export function optional(name: string, value: PayloadValue | undefined): PayloadObject {
  return value === undefined || value === '' ? {} : { [name]: value };
}

export function dataUri(image: PreparedImage): FileValue {
  return new FileValue(image, 'dataUri');
}

/** The messages of a chat: earlier turns, then what is asked now. Pictures go as data URIs in `image_url` parts. */
export function chatMessages(
  turns: readonly Turn[],
  prompt: string,
  references: readonly PreparedImage[],
): PayloadValue {
  const content = (text: string | undefined, images: readonly PreparedImage[]): PayloadValue => {
    if (images.length === 0) return text ?? '';
    return [
      ...(text ? [{ type: 'text', text }] : []),
      ...images.map((image) => ({ type: 'image_url', image_url: { url: dataUri(image) } })),
    ];
  };
  return [
    ...turns.map(({ role, text, images }) => ({
      role: role === 'model' ? 'assistant' : 'user',
      content: content(text, images),
    })),
    { role: 'user', content: content(prompt, references) },
  ];
}
