import type { Span } from './documentImage.ts';

export interface Attribute extends Span {
  /** As it is written. */
  readonly name: string;
  /** Without what stands around it. Undefined: it has none. */
  readonly value?: Span;
  /** What stands around the value; `{` is an expression of JSX or Svelte. */
  readonly quote: '"' | "'" | '{' | '';
}

export interface Tag extends Span {
  readonly name: string;
  readonly attributes: readonly Attribute[];
}

/** The places after the braces that close: computed once, so that no depth of them makes anything slow. */
export function bracePairs(text: string): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  const open: number[] = [];
  const braces = /[{}]/g;
  for (let brace = braces.exec(text); brace; brace = braces.exec(text)) {
    if (brace[0] === '{') open.push(brace.index);
    else {
      const start = open.pop();
      if (start !== undefined) pairs.set(start, brace.index + 1);
    }
  }
  return pairs;
}

const space = /[\s/]*/y;
const tagName = /<[A-Za-z][^\s/>"'={}<]*/y;
const attributeName = /=?[^\s/>=]*/y;
const equals = /\s*=\s*/y;
const bareValue = /[^\s>]*/y;

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/**
 * The opening tag that begins here, read as browsers do, and with the expressions in braces that JSX, Svelte and Astro
 * know. `broken` says where to go on after a tag that another one begins in; undefined is one that does not end before the limit.
 */
export function readTag(
  text: string,
  start: number,
  pairs: ReadonlyMap<number, number>,
  limit = text.length,
): Tag | { readonly broken: number } | undefined {
  const name = match(tagName, text, start);
  if (name === undefined) return { broken: start + 1 };
  const attributes: Attribute[] = [];
  let at = start + name.length;
  for (;;) {
    at += match(space, text, at)?.length ?? 0;
    const next = text[at];
    if (next === undefined || at >= limit) return undefined;
    if (next === '>') return { name: name.slice(1), attributes, start, end: at + 1 };
    if (next === '<') return { broken: at };
    const attribute = readAttribute(text, at, pairs);
    if (!attribute) return undefined;
    attributes.push(attribute);
    at = attribute.end;
  }
}

function readAttribute(text: string, start: number, pairs: ReadonlyMap<number, number>): Attribute | undefined {
  const spread = text[start] === '{' ? pairs.get(start) : undefined;
  if (spread !== undefined)
    return { name: '', quote: '{', value: { start: start + 1, end: spread - 1 }, start, end: spread };
  const name = match(attributeName, text, start) ?? '';
  const end = start + name.length;
  const sign = match(equals, text, end);
  if (sign === undefined) return { name, quote: '', start, end };
  const from = end + sign.length;
  const quote = text[from];
  if (quote === '"' || quote === "'") {
    const close = text.indexOf(quote, from + 1);
    if (close < 0) return undefined;
    return { name, quote, value: { start: from + 1, end: close }, start, end: close + 1 };
  }
  const braces = quote === '{' ? pairs.get(from) : undefined;
  if (braces !== undefined)
    return { name, quote: '{', value: { start: from + 1, end: braces - 1 }, start, end: braces };
  const bare = match(bareValue, text, from) ?? '';
  return { name, quote: '', value: { start: from, end: from + bare.length }, start, end: from + bare.length };
}
