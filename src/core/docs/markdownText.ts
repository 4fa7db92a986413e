import MarkdownIt from 'markdown-it';
import type { DocumentImage, Span } from './documentImage.ts';
import { imagesOfTag } from './html.ts';
import { inOneLine, type Passage, pixels } from './passage.ts';
import { bracePairs, readTag } from './tag.ts';
import { type Definition, labelAt, maxLabel, normalizeReference, resourceAt, unescapeAll } from './markdownSyntax.ts';

const parser = new MarkdownIt('commonmark');

interface Opening {
  readonly isImage: boolean;
  /** Where its text begins, after the bracket. */
  readonly start: number;
  /** There are brackets in its text: it is no label. */
  nests: boolean;
}

/** The images in a text. What is in code, in an element or in a title is none, and neither is one within another's alt. */
export function imagesInText(
  passage: Passage,
  definitions: ReadonlyMap<string, Definition>,
  isMdx: boolean,
): readonly DocumentImage[] {
  return new TextReader(passage, definitions, isMdx).read();
}

class TextReader {
  readonly #passage: Passage;
  readonly #text: string;
  readonly #definitions: ReadonlyMap<string, Definition>;
  readonly #isMdx: boolean;
  /** Made when nothing around them turned out to be an image. */
  readonly #found: { readonly start: number; readonly images: () => readonly DocumentImage[] }[] = [];
  readonly #openings: Opening[] = [];
  /** How many of the openings are within none but links that are over: a link holds no other. */
  #closed = 0;
  readonly #absent = new Set<string>();
  #pairs: ReadonlyMap<number, number> | undefined;
  #ticks: ReadonlyMap<number, readonly number[]> | undefined;

  constructor(passage: Passage, definitions: ReadonlyMap<string, Definition>, isMdx: boolean) {
    this.#passage = passage;
    this.#text = passage.text;
    this.#definitions = definitions;
    this.#isMdx = isMdx;
  }

  read(): readonly DocumentImage[] {
    const marks = /[\\`<!{[\]]/g;
    for (let mark = marks.exec(this.#text); mark; mark = marks.exec(this.#text)) {
      marks.lastIndex = this.#after(mark[0], mark.index);
    }
    return this.#found.flatMap(({ images }) => images());
  }

  /** Where to go on after what begins here. */
  #after(mark: string, at: number): number {
    if (mark === '\\') return at + 2;
    if (mark === '`') return this.#afterCode(at);
    if (mark === '<') return this.#afterElement(at);
    if (mark === '{') return this.#isMdx ? ((this.#pairs ??= bracePairs(this.#text)).get(at) ?? at + 1) : at + 1;
    if (mark === ']') return this.#close(at);
    const isImage = mark === '!';
    if (isImage && this.#text[at + 1] !== '[') return at + 1;
    this.#openings.push({ isImage, start: at + (isImage ? 2 : 1), nests: false });
    return at + (isImage ? 2 : 1);
  }

  #afterCode(at: number): number {
    const end = endOfTicks(this.#text, at);
    this.#ticks ??= runsOfTicks(this.#text);
    const same = this.#ticks.get(end - at) ?? [];
    const close = same[lowerBound(same, end)];
    return close === undefined ? end : close + end - at;
  }

  #afterElement(at: number): number {
    const aside = this.#afterAside(at);
    if (aside !== undefined) return aside;
    const address = matchAt(/<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\s\p{Cc}]*>/uy, this.#text, at);
    if (address !== undefined) return at + address;
    const length = this.#isMdx ? undefined : matchAt(element, this.#text, at);
    if (!this.#isMdx && length === undefined) return at + 1;
    if (this.#text[at + 1] === '/') return at + (length ?? 1);
    if (this.#absent.has('tag')) return at + (length ?? 1);
    const tag = readTag(this.#text, at, (this.#pairs ??= bracePairs(this.#text)));
    // No other one can end where this one does not.
    if (!tag) this.#absent.add('tag');
    if (!tag || 'broken' in tag) return at + (length ?? 1);
    this.#found.push({ start: at, images: () => imagesOfTag(this.#passage, tag) });
    return length === undefined ? tag.end : at + length;
  }

  #afterAside(at: number): number | undefined {
    const aside = asides.find(([begin]) => matchAt(begin, this.#text, at) !== undefined);
    if (!aside || this.#isMdx) return undefined;
    const [begin, end, overlap] = aside;
    if (this.#absent.has(end)) return undefined;
    const from = at + (matchAt(begin, this.#text, at) ?? 0) - overlap;
    const close = this.#text.indexOf(end, from);
    if (close >= 0) return close + end.length;
    this.#absent.add(end);
    return undefined;
  }

  #close(at: number): number {
    const opening = this.#openings.pop();
    const depth = this.#openings.length;
    const around = this.#openings[depth - 1];
    const over = depth < this.#closed;
    this.#closed = Math.min(this.#closed, depth);
    if (around) around.nests = true;
    if (!opening || (over && !opening.isImage)) return at + 1;
    const resource = resourceAt(this.#text, at + 1);
    const reference = resource ? undefined : this.#reference(opening, at);
    const after = resource?.after ?? reference?.after;
    if (after === undefined) return at + 1;
    if (!opening.isImage) {
      this.#closed = depth;
      return after;
    }
    while ((this.#found.at(-1)?.start ?? -1) >= opening.start) this.#found.pop();
    const image = reference?.image ?? (() => (resource ? [this.#inline(opening, at, resource)] : []));
    this.#found.push({ start: opening.start, images: image });
    return after;
  }

  #inline({ start }: Opening, close: number, { start: from, end, after }: Span & { after: number }): DocumentImage {
    return {
      form: 'inline',
      span: this.#passage.span(start - 2, after),
      target: this.#passage.span(from, end),
      url: unescapeAll(this.#text.slice(from, end)),
      alt: plainText(this.#text.slice(start, close)),
      altPlace: { ...this.#passage.span(start, close), before: '', after: '' },
      ...sizeAfter(this.#text, after),
    };
  }

  /** `[alt][name]`, `[name][]` or `[name]`, where there is such a name. */
  #reference(
    { start, nests }: Opening,
    close: number,
  ): { readonly after: number; readonly image: () => readonly DocumentImage[] } | undefined {
    const full = labelAt(this.#text, close + 1);
    const collapsed = !full && this.#text.startsWith('[]', close + 1);
    const own = nests || close - start > maxLabel ? '' : this.#text.slice(start, close);
    const name = full?.name ?? own;
    const definition = name.trim() === '' ? undefined : this.#definitions.get(normalizeReference(name));
    if (!definition) return undefined;
    const after = full?.end ?? (collapsed ? close + 3 : close + 1);
    // The text of the short ones is the name: another text needs the name after it.
    const rest = full ? '' : `][${inOneLine(own)}`;
    const image = (): readonly DocumentImage[] => [
      {
        form: 'definition',
        span: this.#passage.span(start - 2, after),
        ...definition,
        alt: plainText(this.#text.slice(start, close)),
        altPlace: { ...this.#passage.span(start, full ? close : after - 1), before: '', after: rest },
      },
    ];
    return { after, image };
  }
}

const element =
  /<(?:[A-Za-z][A-Za-z0-9-]*(?:\s+[A-Za-z_:][\w:.-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)*\s*\/?|\/[A-Za-z][A-Za-z0-9-]*\s*)>/y;

/** What begins a piece that is neither an element nor text, its end, and how much of the beginning may belong to that. */
const asides = [
  [/<!--/y, '-->', 2],
  [/<!\[CDATA\[/y, ']]>', 0],
  [/<\?/y, '?>', 0],
  [/<![A-Za-z]/y, '>', 0],
] as const;

function matchAt(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length;
}

function endOfTicks(text: string, from: number): number {
  let at = from;
  while (text[at] === '`') at++;
  return at;
}

/** Where runs of each length begin. */
function runsOfTicks(text: string): ReadonlyMap<number, readonly number[]> {
  const runs = new Map<number, number[]>();
  for (const { index, 0: run } of text.matchAll(/`+/g)) {
    const same = runs.get(run.length);
    if (same) same.push(index);
    else runs.set(run.length, [index]);
  }
  return runs;
}

function lowerBound(sorted: readonly number[], least: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** An alternative text as it is read: what is emphasised or code there is plain. */
function plainText(written: string): string {
  if (!/[\\`*_&<[\]]/.test(written)) return inOneLine(written);
  // Nobody reads one as long as this; taking it apart could take long.
  if (written.length > 5000) return inOneLine(written);
  const children = parser.parseInline(written, {})[0]?.children ?? [];
  return inOneLine(parser.renderer.renderInlineAsText(children, parser.options, {}));
}

/** `{width=300 height=200}` after an image, as Pandoc and Quarto have it. */
function sizeAfter(text: string, from: number): Pick<DocumentImage, 'width' | 'height'> {
  if (text[from] !== '{') return {};
  const attributes = text.slice(from, from + 300).split('}', 1)[0] ?? '';
  const [width, height] = ['width', 'height'].map((name) =>
    pixels(new RegExp(`[{\\s]${name}\\s*=\\s*["']?([^\\s"']*)`).exec(attributes)?.[1]),
  );
  return { ...(width === undefined ? {} : { width }), ...(height === undefined ? {} : { height }) };
}
