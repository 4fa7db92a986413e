import { hidden, spellings } from './cleanWords.ts';
import type { Reply } from './normalise.ts';
import { BlobRef, MixedText } from './sink.ts';

/**
 * What a service said, with the key taken out of every text of it: a relay may echo it anywhere. Links to images stay
 * as they are, since what was paid for lies behind them.
 */
export function withoutSecrets(reply: Reply, secrets: readonly string[]): Reply {
  const forms = secrets.filter((each) => each !== '').flatMap(spellings);
  if (forms.length === 0) return reply;
  const clean = cleaned(reply, forms) as Reply;
  const images = clean.images.map((image, index) => ({ ...image, ...linkOf(reply.images[index]) }));
  return { ...clean, images };
}

function linkOf(image: Reply['images'][number] | undefined): { readonly url?: string } {
  return image?.url === undefined ? {} : { url: image.url };
}

function cleaned(value: unknown, forms: readonly string[]): unknown {
  if (typeof value === 'string') return withoutForms(value, forms);
  if (value instanceof MixedText) {
    return new MixedText(value.parts.map((part) => (typeof part === 'string' ? withoutForms(part, forms) : part)));
  }
  if (typeof value !== 'object' || value === null || value instanceof BlobRef) return value;
  if (Array.isArray(value)) return value.map((each) => cleaned(each, forms));
  const members = Object.entries(value).map(([name, each]) => [withoutForms(name, forms), cleaned(each, forms)]);
  return Object.fromEntries(members) as unknown;
}

function withoutForms(text: string, forms: readonly string[]): string {
  return forms.reduce((clean, form) => clean.replaceAll(form, hidden), text);
}
