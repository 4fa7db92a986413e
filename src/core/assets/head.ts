import type { TextChange } from '../docs/documentImage.ts';

/** What looks like tags and is none. */
const notTags = /<!--[\s\S]*?(?:-->|$)|<(script|style|template)\b[\s\S]*?(?:<\/\1\s*>|$)/gi;

/**
 * Puts tags at the end of a page's head, each on a line of its own, indented as the last line there; those that it has
 * already are left out. Undefined: there is no head, or nothing to add.
 */
export function intoHead(html: string, tags: readonly string[]): TextChange | undefined {
  const end = headEnd(html);
  if (end === undefined) return undefined;
  const missing = tags.filter((tag) => !html.includes(tag));
  if (missing.length === 0) return undefined;
  const lineEnd = html.includes('\r\n') ? '\r\n' : '\n';
  const lineStart = html.lastIndexOf('\n', end - 1) + 1;
  const isAlone = html.slice(lineStart, end).trim() === '';
  const indent = isAlone ? indentAbove(html, lineStart) : '';
  const lines = missing.map((tag) => indent + tag).join(lineEnd) + lineEnd;
  const at = isAlone ? lineStart : end;
  return { start: at, end: at, text: isAlone ? lines : lineEnd + lines };
}

/** Where "https://example.org" is said to be the page's home. Undefined: it does not say. */
export function originOf(html: string): string | undefined {
  const page = plain(html);
  const tags = [...page.matchAll(/<(?:link|meta)\b[^<>]*>/gi)].map(([tag]) => tag);
  const address = (name: RegExp, attribute: string) => {
    const tag = tags.find((each) => name.test(each));
    return tag && new RegExp(`\\b${attribute}\\s*=\\s*["']?(https?://[^"'\\s>]+)`, 'i').exec(tag)?.[1];
  };
  const found = address(/rel\s*=\s*["']?canonical\b/i, 'href') ?? address(/property\s*=\s*["']?og:url\b/i, 'content');
  if (found === undefined || !URL.canParse(found)) return undefined;
  return new URL(found).origin;
}

function headEnd(html: string): number | undefined {
  const at = plain(html).search(/<\/head\s*>/i);
  return at === -1 ? undefined : at;
}

/** The text with everything blank that is no tag, offsets kept. */
function plain(html: string): string {
  return html.replace(notTags, (piece) => piece.replace(/[^\r\n]/g, ' '));
}

/** Of the nearest line above that has something on it. */
function indentAbove(html: string, lineStart: number): string {
  const above = html
    .slice(0, lineStart)
    .split(/\r?\n/)
    .findLast((line) => line.trim() !== '');
  return /^[ \t]*/.exec(above ?? '')?.[0] ?? '';
}
