import { decodeHTML } from 'entities';
import type { DocumentImage, Span } from './documentImage.ts';
import { inOneLine, type Line, linesOf, Passage, pixels } from './passage.ts';

/** Between two lines that are the same, nothing is read. */
const verbatim = /^(?:-{4,}|\.{4,}|\+{4,}|\/{4,}|`{3,}.*)$/;

/** Styles whose paragraph is taken as it is. */
const verbatimStyle =
  /^\[(?:source|listing|literal|pass|stem|latexmath|asciimath|comment|verse-source|plantuml|mermaid|ditaa)\b[^\]]*\]$/;

const attributeEntry = /^:(!?)([\w][\w-]*)(!?):(?:[ \t]+(.*))?$/;

/** The images of AsciiDoc: block and inline macros, where macros are read. */
export function imagesInAsciidoc(text: string, from: number): readonly DocumentImage[] {
  const reader = new AsciidocReader();
  for (const line of linesOf(text, from)) reader.read(line);
  return reader.end();
}

class AsciidocReader {
  readonly #attributes = new Map<string, string>();
  readonly #images: DocumentImage[] = [];
  #paragraph: Line[] = [];
  /** The line that ends what is taken as it is. */
  #close: string | undefined;
  /** What is left of this paragraph is taken as it is. */
  #skipping = false;
  /** The next paragraph is taken as it is. */
  #styled = false;
  #header: 'ahead' | 'here' | 'over' = 'ahead';

  end(): readonly DocumentImage[] {
    for (const image of imagesInParagraph(Passage.ofLines(this.#paragraph), this.#attributes)) this.#images.push(image);
    this.#paragraph = [];
    return this.#images;
  }

  read(line: Line): void {
    const text = line.text.trimEnd();
    if (this.#close !== undefined) {
      if (text === this.#close) this.#close = undefined;
    } else if (text === '') this.#endParagraph();
    else if (verbatim.test(text)) {
      this.#endParagraph();
      this.#close = text.startsWith('```') ? '```' : text;
      this.#styled = false;
    } else if (!this.#skipping && !/^\/\/(?!\/)/.test(text)) this.#readText(line, text);
  }

  #endParagraph(): void {
    this.end();
    this.#skipping = false;
    if (this.#header === 'here') this.#header = 'over';
  }

  #readText(line: Line, text: string): void {
    const isFirst = this.#paragraph.length === 0;
    if ((isFirst || this.#header === 'here') && setAttribute(text, this.#attributes)) return;
    if (this.#header === 'ahead') this.#header = /^= \S/.test(text) ? 'here' : 'over';
    if (verbatimStyle.test(text)) {
      this.end();
      this.#styled = true;
      return;
    }
    if (this.#styled || (isFirst && isLiteral(text))) {
      // Titles, more attributes and the beginning of what the style is for come before it.
      if (/^(?:\[|\.[^. ])/.test(text)) return;
      this.#styled = false;
      this.#skipping = !/^(?:--|={4,}|_{4,})$/.test(text);
      return;
    }
    const block = blockMacro(line, this.#attributes);
    if (block) {
      this.end();
      this.#images.push(block);
    } else this.#paragraph.push(line);
  }
}

/** Indented, and no item of a list. */
function isLiteral(line: string): boolean {
  return (
    /^[ \t]/.test(line) &&
    !/^[ \t]+(?:[*.-]+|\d+\.|[a-zA-Z]\.|<(?:\d+|\.)>)[ \t]/.test(line) &&
    !/^[ \t]+\S.*(?:::|;;)(?:$|[ \t])/.test(line)
  );
}

function setAttribute(line: string, attributes: Map<string, string>): boolean {
  const entry = attributeEntry.exec(line);
  if (!entry) return false;
  const [, before, name = '', after, value = ''] = entry;
  if (before === '!' || after === '!') attributes.delete(name.toLowerCase());
  else attributes.set(name.toLowerCase(), withAttributes(value.trim(), attributes));
  return true;
}

/** Long values that name others could grow without an end. */
const maxValue = 2000;

function withAttributes(value: string, attributes: ReadonlyMap<string, string>): string {
  if (!value.includes('{')) return value.slice(0, maxValue);
  return value
    .slice(0, maxValue)
    .replace(/\\?\{([\w][\w-]*)\}/g, (whole, name: string) =>
      whole.startsWith('\\') ? whole.slice(1) : (attributes.get(name.toLowerCase()) ?? whole),
    )
    .slice(0, maxValue);
}

function blockMacro(line: Line, attributes: ReadonlyMap<string, string>): DocumentImage | undefined {
  const text = line.text.trimEnd();
  if (!text.startsWith('image::') || !text.endsWith(']')) return undefined;
  const open = text.indexOf('[', 8);
  const passage = Passage.whole(text, line.from);
  const target = { start: 7, end: open };
  if (open < 0 || /^\s|\s$/.test(text.slice(7, open))) return undefined;
  return macro(passage, { start: 0, end: text.length }, target, { start: open + 1, end: text.length - 1 }, attributes);
}

function imagesInParagraph(passage: Passage, attributes: ReadonlyMap<string, string>): readonly DocumentImage[] {
  const { text } = passage;
  const images: DocumentImage[] = [];
  const marks = /\\?image:(?=[^:\s[])|\+\+\+|\+\+|pass:[a-z,]*\[|(?<![\w+])\+(?=\S)/g;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    const start = mark.index;
    const from = start + mark[0].length;
    if (mark[0].startsWith('\\')) continue;
    if (!mark[0].startsWith('image')) {
      const end = endOfPassthrough(text, from, mark[0]);
      if (end !== undefined) marks.lastIndex = end;
      continue;
    }
    const open = text.indexOf('[', from);
    if (open < 0) break;
    if (/\n|\s$/.test(text.slice(from, Math.min(open, from + 2000))) || open - from > 2000) continue;
    const close = endOfBrackets(text, open + 1);
    if (close === undefined) break;
    images.push(
      macro(
        passage,
        { start, end: close + 1 },
        { start: from, end: open },
        { start: open + 1, end: close },
        attributes,
      ),
    );
    marks.lastIndex = close + 1;
  }
  return images;
}

/** How far ahead the end of what is passed through is looked for. */
const maxPassthrough = 2000;

const simplePassthrough = /(?:[^\s+]|[^\s+][^\n+]{0,500}[^\s+])\+(?!\w)/y;

function endOfPassthrough(text: string, from: number, mark: string): number | undefined {
  if (mark === '+') {
    simplePassthrough.lastIndex = from;
    return simplePassthrough.test(text) ? simplePassthrough.lastIndex : undefined;
  }
  const end = mark.endsWith('[') ? ']' : mark;
  const near = text.slice(from, from + maxPassthrough).indexOf(end);
  return near < 0 ? undefined : from + near + end.length;
}

/** The first closing bracket that no backslash precedes. */
function endOfBrackets(text: string, from: number): number | undefined {
  let close = text.indexOf(']', from);
  while (close > from && text[close - 1] === '\\') close = text.indexOf(']', close + 1);
  return close < 0 ? undefined : close;
}

function macro(
  passage: Passage,
  whole: Span,
  target: Span,
  brackets: Span,
  attributes: ReadonlyMap<string, string>,
): DocumentImage {
  const entries = entriesOf(passage.text, brackets);
  const positional = entries.filter(({ name }) => name === undefined);
  const named = (name: string) => entries.find((entry) => entry.name === name);
  const alt = named('alt') ?? positional[0];
  const width = pixels((named('width') ?? positional[1])?.text);
  const height = pixels((named('height') ?? positional[2])?.text);
  const url = withAttributes(passage.text.slice(target.start, target.end), attributes);
  const base = baseOf(url, attributes.get('imagesdir'));
  return {
    form: 'macro',
    span: passage.span(whole.start, whole.end),
    target: passage.span(target.start, target.end),
    url: base + url,
    ...(alt && (alt.end > alt.start || alt.name === 'alt') ? { alt: inOneLine(decodeHTML(alt.text)) } : {}),
    altPlace: altPlaceOf(passage, brackets, alt, entries[0]),
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...(base === '' ? {} : { base }),
  };
}

/** `imagesdir` comes before what is neither an address nor from the root. */
function baseOf(url: string, imagesdir: string | undefined): string {
  if (imagesdir === undefined || imagesdir === '' || imagesdir === '.' || /^(?:\/|[a-z][a-z0-9+.-]+:)/i.test(url))
    return '';
  return imagesdir.endsWith('/') ? imagesdir : `${imagesdir}/`;
}

function altPlaceOf(
  passage: Passage,
  { start }: Span,
  alt: Entry | undefined,
  first: Entry | undefined,
): NonNullable<DocumentImage['altPlace']> {
  if (alt) return { ...passage.span(alt.start, alt.end), before: '', after: '' };
  return { ...passage.span(start, start), before: '', after: first?.name === undefined ? '' : ',' };
}

/** One of what stands between the brackets; the place is that of the value with its quotes. */
interface Entry extends Span {
  readonly name: string | undefined;
  readonly text: string;
}

/** `alt, 300, 200, link="x"` */
function entriesOf(text: string, { start, end }: Span): readonly Entry[] {
  const entries: Entry[] = [];
  let at = start;
  while (at <= end) {
    while (at < end && /\s/.test(text[at] ?? '')) at++;
    const name = /^([A-Za-z][\w-]{0,40})\s{0,10}=\s{0,10}/.exec(text.slice(at, Math.min(end, at + 80)));
    if (name) at += name[0].length;
    const quote = text[at] === '"' || text[at] === "'" ? text[at] : undefined;
    const close = quote === undefined ? -1 : endOfQuote(text, at + 1, end, quote);
    const comma = text.indexOf(',', close < 0 ? at : close);
    const stop = comma < 0 || comma > end ? end : comma;
    const value = { start: at, end: at + text.slice(at, close < 0 ? stop : close + 1).trimEnd().length };
    const inside =
      close < 0 ? text.slice(value.start, value.end) : text.slice(at + 1, close).replaceAll(`\\${quote}`, quote ?? '');
    entries.push({ name: name?.[1]?.toLowerCase(), text: inside.replaceAll('\\]', ']'), ...value });
    at = stop + 1;
  }
  return entries;
}

function endOfQuote(text: string, from: number, end: number, quote = '"'): number {
  for (let at = from; at < end; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at;
  }
  return -1;
}
