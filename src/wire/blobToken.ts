import type { ReplyValue } from './sink.ts';
import { BlobRef, MixedText } from './sink.ts';

/**
 * What stands in the kept JSON in a blob's place, inside the quotes. A service that writes such a string itself can
 * only point at a blob of the same reply, which gains it nothing.
 */
export function blobToken(ref: BlobRef): string {
  return `\\u0000blob ${String(ref.index)}\\u0000`;
}

function restoreText(text: string, refs: readonly BlobRef[]): ReplyValue {
  if (!text.includes('\0')) return text;
  const parts: (string | BlobRef)[] = text.split('\0').map((part) => {
    const index = /^blob (\d+)$/.exec(part)?.[1];
    return (index === undefined ? undefined : refs[Number(index)]) ?? part;
  });
  const filled = parts.filter((part) => part !== '');
  if (!filled.some((part) => part instanceof BlobRef)) return text;
  return filled.length === 1 && filled[0] !== undefined ? filled[0] : new MixedText(filled);
}

/** Puts blobs in the place of their tokens, in the given value itself. Its depth was bounded by the scanner. */
export function restoreBlobs(value: unknown, refs: readonly BlobRef[]): ReplyValue {
  if (typeof value === 'string') return restoreText(value, refs);
  if (Array.isArray(value)) {
    value.forEach((item: unknown, at) => {
      value[at] = restoreBlobs(item, refs);
    });
  } else if (typeof value === 'object' && value !== null) {
    restoreMembers(value as Record<string, unknown>, refs);
  }
  return value as ReplyValue;
}

function restoreMembers(object: Record<string, unknown>, refs: readonly BlobRef[]): void {
  for (const [key, member] of Object.entries(object)) {
    const restored = restoreBlobs(member, refs);
    // Only what changed is set, and never through the setter that `__proto__` would be.
    if (restored !== member) {
      Object.defineProperty(object, key, { value: restored, enumerable: true, writable: true, configurable: true });
    }
  }
}
