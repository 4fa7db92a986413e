import { isMap, isScalar, isSeq, parseDocument, type Pair } from 'yaml';
import type { DocumentImage, Span } from './documentImage.ts';
import type { LinkLanguage } from './link.ts';
import { inOneLine, linesOf } from './passage.ts';

/** The block of data that a document begins with. */
export interface FrontMatter {
  readonly images: readonly DocumentImage[];
  /** Where the document itself begins. */
  readonly end: number;
}

/** Longer ones are nobody's. */
const maxLength = 64 * 1024;

/** A string of the data, under its keys from the outermost on. */
interface Value {
  readonly keys: readonly string[];
  readonly text: string;
  readonly target: Span;
  readonly span: Span;
  readonly quote?: '"' | "'";
}

const fences = [
  { open: '---', close: /^(?:---|\.\.\.)[ \t]*$/m, read: yamlValues },
  { open: '+++', close: /^\+\+\+[ \t]*$/m, read: tomlValues },
  { open: '{', close: /^\}[ \t]*$/m, read: yamlValues },
] as const;

/** YAML between `---`, TOML between `+++`, an object of JSON; nothing where the document begins with its text. */
export function frontMatter(language: LinkLanguage, text: string): FrontMatter {
  const start = text.startsWith('\ufeff') ? 1 : 0;
  const none = { images: [], end: start };
  const first = /^[^\r\n]{0,20}/.exec(text.slice(start, start + 20))?.[0].trimEnd();
  const fence = fences.find(({ open }) => open === first);
  if (!fence) return none;
  const from = /\r\n?|\n/g;
  from.lastIndex = start;
  if (!from.exec(text)) return none;
  const inside = text.slice(from.lastIndex, from.lastIndex + maxLength);
  // A carriage return alone is no end of a line for `$`, but one before a line feed must not hide it.
  const close = fence.close.exec(inside.replaceAll('\r', '\n'));
  if (!close) return none;
  const isJson = fence.open === '{';
  const [begin, stop] = isJson
    ? [start, from.lastIndex + close.index + 1]
    : [from.lastIndex, from.lastIndex + close.index];
  const values = fence.read(text.slice(begin, stop), begin);
  // Astro has code there.
  if (!values && (language !== 'html' || fence.open !== '---')) return none;
  return { images: imagesAmong(values ?? []), end: from.lastIndex + close.index + close[0].length };
}

const imageKey =
  /(?:images?|img|cover|thumb(?:nail)?|banner|hero|featured?|teaser|poster|photo|picture|avatar|logo|icon|screenshot|background|preview|card)(?:path|url|src|file)?$/;

/** Keys that say which file, below a key that says that it is an image. */
const fileKey = /^(?:src|url|path|file|href|light|dark|desktop|mobile|name|source|default)$/;

const imagePath = /^[^\n\r<>"|*]{1,1000}\.(?:png|jpe?g|webp|gif|avif|svg|bmp|tiff?|ico)(?:[?#][^\s]*)?$/i;

function simpleKey(key: string): string {
  return key.toLowerCase().replace(/[\s_:.-]/g, '');
}

function isImage({ keys, text }: Value): boolean {
  const simple = keys.map(simpleKey);
  const last = simple.at(-1) ?? '';
  const named = imageKey.test(last) || (fileKey.test(last) && simple.slice(0, -1).some((key) => imageKey.test(key)));
  return named && imagePath.test(text);
}

function imagesAmong(values: readonly Value[]): readonly DocumentImage[] {
  const texts = new Map(values.map(({ keys, text }) => [keys.map(simpleKey).join('.'), text]));
  return values.filter(isImage).map(({ keys, text, target, span, quote }) => {
    const alt = alternativeOf(keys.map(simpleKey), texts);
    return {
      form: 'frontMatter' as const,
      span,
      target,
      url: text,
      ...(alt === undefined ? {} : { alt: inOneLine(alt) }),
      ...(quote === undefined ? {} : { quote }),
    };
  });
}

/** `cover.alt` beside `cover.image`, or `coverAlt` beside `cover`. */
function alternativeOf(keys: readonly string[], texts: ReadonlyMap<string, string>): string | undefined {
  const parents = keys.slice(0, -1);
  const last = keys.at(-1) ?? '';
  const beside = [
    `${last}alt`,
    `${last.replace(/(?:path|url|src|file)$/, '')}alt`,
    ...(parents.length > 0 ? ['alt'] : []),
  ];
  return beside.map((key) => texts.get([...parents, key].join('.'))).find((alt) => alt !== undefined);
}

/** Undefined: it is no YAML, or no object of it; `---` is also a line across the page. */
function yamlValues(text: string, from: number): readonly Value[] | undefined {
  if (isTooDeep(text)) return undefined;
  const document = parsed(text);
  if (!document) return undefined;
  const { contents } = document;
  if (contents === null) return [];
  if (!isMap(contents)) return undefined;
  const values: Value[] = [];
  collect(text, contents, [], { start: 0, end: 0 }, from, values);
  return values;
}

/** The parser calls itself for each level; what nobody writes must not take its stack. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    if (depth > maxDepth) return true;
  }
  return /(?:[-?:][ \t]+){20}/.test(text);
}

const maxDepth = 50;

function parsed(text: string): ReturnType<typeof parseDocument> | undefined {
  try {
    const document = parseDocument(text, { strict: false, uniqueKeys: false, logLevel: 'silent', prettyErrors: false });
    return document.errors.length === 0 ? document : undefined;
  } catch {
    // What makes the parser give up is no data.
    return undefined;
  }
}

function collect(
  text: string,
  node: unknown,
  keys: readonly string[],
  whole: Span,
  from: number,
  values: Value[],
): void {
  if (keys.length > 8) return;
  if (isMap(node)) for (const pair of node.items) collectPair(text, pair, keys, from, values);
  else if (isSeq(node)) for (const item of node.items) collect(text, item, keys, whole, from, values);
  else if (isScalar(node) && typeof node.value === 'string' && node.range) {
    const [start, end] = node.range;
    const quote = node.type === 'QUOTE_DOUBLE' ? '"' : node.type === 'QUOTE_SINGLE' ? "'" : undefined;
    if ((quote === undefined && node.type !== 'PLAIN') || /[\r\n]/.test(text.slice(start, end))) return;
    const inset = quote === undefined ? 0 : 1;
    values.push({
      keys,
      text: node.value,
      target: { start: from + start + inset, end: from + end - inset },
      span: { start: from + (whole.end > whole.start ? whole.start : start), end: from + end },
      ...(quote === undefined ? {} : { quote }),
    });
  }
}

function collectPair(text: string, { key, value }: Pair, keys: readonly string[], from: number, values: Value[]): void {
  if (!isScalar(key) || !key.range) return;
  const [start, end] = key.range;
  collect(text, value, [...keys, String(key.value)], { start, end }, from, values);
}

const tomlString = /(?:(?<![\w-])([\w-]+)[ \t]*=[ \t]*)?("(?:[^"\\]|\\.)*"|'[^']*')|#/g;

/** The strings of TOML that stand on one line: of keys, of lists and of tables in one line. */
function tomlValues(text: string, from: number): readonly Value[] {
  const values: Value[] = [];
  let section: readonly string[] = [];
  let key: readonly string[] = [];
  for (const line of linesOf(text, from)) {
    const header = /^[ \t]*\[\[?([\w.\- ]+)\]/.exec(line.text)?.[1];
    if (header !== undefined) {
      section = header.split('.').map((part) => part.trim());
      continue;
    }
    const own = /^[ \t]*([\w.-]+)[ \t]*=/.exec(line.text);
    if (own) key = (own[1] ?? '').split('.');
    for (const match of line.text.matchAll(tomlString)) {
      const string = match[2];
      if (string === undefined) break;
      const start = line.from + match.index + match[0].length - string.length;
      const inner = match[1] !== undefined && match.index > (own?.[0].length ?? 0) - 1 ? [match[1]] : [];
      const quote = string.startsWith('"') ? '"' : "'";
      values.push({
        keys: [...section, ...key, ...inner],
        text: quote === '"' ? unescaped(string) : string.slice(1, -1),
        target: { start: start + 1, end: start + string.length - 1 },
        span: { start: line.from + match.index, end: start + string.length },
        quote,
      });
    }
  }
  return values;
}

function unescaped(string: string): string {
  return string.slice(1, -1).replace(/\\(["\\])/g, '$1');
}
