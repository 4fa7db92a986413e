import MarkdownIt from 'markdown-it';
import type { Span } from './documentImage.ts';
import type { Passage } from './passage.ts';

const parser = new MarkdownIt('commonmark');

/** Backslashes and character references resolved. */
export const { unescapeAll, normalizeReference } = parser.utils;

/** `[name]: target` */
export interface Definition {
  readonly target: Span;
  readonly url: string;
}

/** Longer ones are no labels, by CommonMark. */
export const maxLabel = 999;

/** As markdown-it limits it. */
const maxParentheses = 32;

/** Adds the definitions that a text consists of. The first of a name counts. */
export function readDefinitions(passage: Passage, definitions: Map<string, Definition>): void {
  const { text } = passage;
  let at = 0;
  for (;;) {
    const label = labelAt(text, at);
    if (!label || text[label.end] !== ':') return;
    const target = targetAt(text, afterSpace(text, label.end + 1));
    if (!target || (target.start === target.end && !target.angled)) return;
    const end = endOfDefinition(text, target.after);
    if (end === undefined) return;
    const name = normalizeReference(label.name);
    if (!definitions.has(name)) {
      const url = unescapeAll(text.slice(target.start, target.end));
      definitions.set(name, { target: passage.span(target.start, target.end), url });
    }
    at = end;
  }
}

/** After the title, if there is one, and the line. */
function endOfDefinition(text: string, from: number): number | undefined {
  const space = afterSpace(text, from);
  const title = space > from ? endOfTitle(text, space) : undefined;
  return (title === undefined ? undefined : endOfLine(text, title)) ?? endOfLine(text, from);
}

function endOfLine(text: string, from: number): number | undefined {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  if (at >= text.length) return text.length;
  return text[at] === '\n' ? at + 1 : undefined;
}

export function labelAt(text: string, start: number): { readonly name: string; readonly end: number } | undefined {
  if (text[start] !== '[') return undefined;
  const limit = Math.min(text.length, start + maxLabel + 2);
  for (let at = start + 1; at < limit; at++) {
    const next = text[at];
    if (next === '\\') at++;
    else if (next === '[') return undefined;
    else if (next === ']') {
      const name = text.slice(start + 1, at);
      return name.trim() === '' ? undefined : { name, end: at + 1 };
    }
  }
  return undefined;
}

function afterSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\n'.includes(text[at] ?? '')) at++;
  return at;
}

interface WrittenTarget extends Span {
  readonly after: number;
  readonly angled: boolean;
}

/** `path` or `<path with spaces>`. */
function targetAt(text: string, from: number): WrittenTarget | undefined {
  if (text[from] === '<') {
    for (let at = from + 1; at < text.length; at++) {
      const next = text[at];
      if (next === '\\') at++;
      else if (next === '\n' || next === '<') return undefined;
      else if (next === '>') return { start: from + 1, end: at, after: at + 1, angled: true };
    }
    return undefined;
  }
  let depth = 0;
  let at = from;
  for (; at < text.length; at++) {
    const next = text.charCodeAt(at);
    if (next <= 0x20 || next === 0x7f) break;
    if (next === 0x5c && /[!-/:-@[-`{-~]/.test(text[at + 1] ?? '')) at++;
    else if (next === 0x28 && ++depth > maxParentheses) return undefined;
    else if (next === 0x29 && --depth < 0) break;
  }
  return depth > 0 ? undefined : { start: from, end: at, after: at, angled: false };
}

function endOfTitle(text: string, from: number): number | undefined {
  const open = text[from];
  if (open !== '"' && open !== "'" && open !== '(') return undefined;
  const close = open === '(' ? ')' : open;
  for (let at = from + 1; at < text.length; at++) {
    const next = text[at];
    if (next === '\\') at++;
    else if (next === close) return at + 1;
    else if (next === '(' && open === '(') return undefined;
  }
  return undefined;
}

/** The rest of `![alt](path "title")`, after the first bracket. */
export function resourceAt(text: string, from: number): (Span & { readonly after: number }) | undefined {
  if (text[from] !== '(') return undefined;
  const target = targetAt(text, afterSpace(text, from + 1));
  if (!target) return undefined;
  let at = afterSpace(text, target.after);
  const title = at > target.after ? endOfTitle(text, at) : undefined;
  if (title !== undefined) at = afterSpace(text, title);
  return text[at] === ')' ? { start: target.start, end: target.end, after: at + 1 } : undefined;
}
