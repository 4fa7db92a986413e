import { restoreBlobs } from './blobToken.ts';
import type { BlobRef, ReplyObject, ReplyValue } from './sink.ts';

/** Member of each object that was not closed where its document ended. */
const openMark = '\0open';

/** Whether an object of a cut document may have had further members. */
export function isOpen(value: ReplyObject): boolean {
  return Object.hasOwn(value, openMark);
}

/**
 * What came of a JSON document that was cut: every member and item that was whole, and the beginning of a text that was
 * not. Undefined when it is no JSON.
 * @param text As the scanner keeps it, with a token in each blob's place and no escape halved.
 */
export function readCut(text: string, refs: readonly BlobRef[]): ReplyValue | undefined {
  try {
    return restoreBlobs(JSON.parse(closed(text)) as unknown, refs);
  } catch {
    return undefined;
  }
}

/** The text up to where it is JSON but for its end, and that end. */
function closed(text: string): string {
  /** What is open: braces and brackets, outermost first. */
  let open = '';
  let last = '';
  let whole = { end: 0, open };
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') {
      const isKey = open.endsWith('{') && last !== ':';
      at = endOfString(text, at);
      if (!isKey && at === text.length) return `${text}"${closing('"', open)}`;
      if (!isKey) whole = { end: at + 1, open };
    } else if ('{['.includes(character)) {
      open += character;
      whole = { end: at + 1, open };
    } else if ('}]'.includes(character)) {
      open = open.slice(0, -1);
      whole = { end: at + 1, open };
    } else if (character === ',') whole = { end: at, open };
    if (character > ' ') last = character;
  }
  return text.slice(0, whole.end) + closing(text.charAt(whole.end - 1), whole.open);
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') return at;
    if (character === '\\') at += 1;
  }
  return text.length;
}

function closing(before: string, open: string): string {
  let comma = '{['.includes(before) ? '' : ',';
  let text = '';
  for (const kind of Array.from(open).reverse()) {
    text += kind === '[' ? ']' : `${comma}${JSON.stringify(openMark)}:true}`;
    comma = ',';
  }
  return text;
}
