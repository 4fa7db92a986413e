import { decodeHTMLAttribute } from 'entities';
import type { DocumentImage, Span } from './documentImage.ts';
import { inOneLine, type Passage, pixels } from './passage.ts';
import { type Attribute, bracePairs, readTag, type Tag } from './tag.ts';

/** What is between these and their end is no HTML. */
const rawText = /^(?:script|style|textarea|title|xmp|iframe|noembed|noframes)$/i;

/** Elements and usual components that show the image that their `src` names. */
const imageElement = /^(?:\w+:)?(?:img|image|nuxt-?(?:img|picture)|[vq]-img|amp-img)$/i;

/** What begins something that is no element, and what ends it. The first that fits counts. */
const asides = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
  ['<%', '%>'],
  ['<!', '>'],
  ['{/*', '*/}'],
  ['{{!--', '--}}'],
] as const;

/** The images of HTML, and of the languages whose templates look like it. */
export function imagesInHtml(passage: Passage): readonly DocumentImage[] {
  const { text } = passage;
  const pairs = bracePairs(text);
  const marks = Array.from(text.matchAll(/<|\{\/\*|\{\{!--/g), ({ index }) => index);
  const images: DocumentImage[] = [];
  const absent = new Set<string>();
  const ranges: Span[] = [{ start: 0, end: text.length }];
  for (let range = ranges.pop(); range; range = ranges.pop()) {
    let from = range.start;
    for (let next = firstFrom(marks, from); (marks[next] ?? range.end) < range.end; next++) {
      const at = marks[next] ?? range.end;
      if (at < from) continue;
      from = endOfAside(text, at, absent) ?? at;
      if (from > at) continue;
      const tag = readTag(text, at, pairs, range.end);
      if (!tag) break;
      from = 'broken' in tag ? tag.broken : tag.end;
      if ('broken' in tag) continue;
      for (const image of imagesOfTag(passage, tag)) images.push(image);
      for (const expression of expressions(tag, text)) ranges.push(expression);
      if (rawText.test(tag.name)) from = endOfRawText(text, tag);
    }
  }
  return images;
}

/** The first mark that is not before the place. */
function firstFrom(marks: readonly number[], place: number): number {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((marks[middle] ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @param absent The ends that are known not to come any more. */
function endOfAside(text: string, start: number, absent: Set<string>): number | undefined {
  const aside = asides.find(([begin]) => text.startsWith(begin, start));
  if (!aside) return undefined;
  const [begin, end] = aside;
  // `<!-->` is a whole comment.
  const close = absent.has(end) ? -1 : text.indexOf(end, begin === '<!--' ? start + 2 : start + begin.length);
  if (close >= 0) return close + end.length;
  absent.add(end);
  return begin === '<!--' ? text.length : start + begin.length;
}

function endOfRawText(text: string, { name, end }: Tag): number {
  if (text.slice(end - 2, end) === '/>') return end;
  const close = new RegExp(`</${name}`, 'gi');
  close.lastIndex = end;
  return close.exec(text)?.index ?? text.length;
}

/** What stands in braces within a tag may hold elements, too. */
function expressions({ attributes }: Tag, text: string): readonly Span[] {
  return attributes.flatMap(({ quote, value }) =>
    quote === '{' && value && text.slice(value.start, value.end).includes('<') ? [value] : [],
  );
}

/** The images that one tag shows. */
export function imagesOfTag(passage: Passage, tag: Tag): readonly DocumentImage[] {
  const isImage = imageElement.test(tag.name);
  if (!isImage && tag.name.toLowerCase() !== 'source') return [];
  const read = new TagReader(passage, tag);
  const source = isImage ? read.literal('src') : undefined;
  const candidates = read.literal('srcset');
  const shared = {
    span: passage.span(tag.start, tag.end),
    ...(isImage ? read.alternative(source) : {}),
    ...read.size(),
  };
  return [
    ...(source && source.text !== '' ? [read.image('attribute', source.place, source.text, shared)] : []),
    ...(candidates ? candidatesOf(candidates.written) : []).map(({ start, end }) => {
      const place = { start: (candidates?.place.start ?? 0) + start, end: (candidates?.place.start ?? 0) + end };
      return read.image('srcset', place, decodeHTMLAttribute(passage.text.slice(place.start, place.end)), shared);
    }),
  ];
}

interface Literal {
  readonly attribute: Attribute;
  readonly place: Span;
  readonly written: string;
  readonly text: string;
}

class TagReader {
  readonly #passage: Passage;
  readonly #tag: Tag;

  constructor(passage: Passage, tag: Tag) {
    this.#passage = passage;
    this.#tag = tag;
  }

  #attribute(name: string): Attribute | undefined {
    return this.#tag.attributes.find((each) => each.name.toLowerCase() === name);
  }

  /** An attribute whose value stands in the document as it is: no expression, but for one that is only a string. */
  literal(name: string): Literal | undefined {
    const attribute = this.#attribute(name);
    if (!attribute?.value) return undefined;
    const { start, end } = attribute.value;
    const written = this.#passage.text.slice(start, end);
    if (attribute.quote !== '{') {
      const space = /^\s*/.exec(written)?.[0].length ?? 0;
      const place = { start: start + space, end: start + Math.max(space, written.trimEnd().length) };
      const inside = this.#passage.text.slice(place.start, place.end);
      return { attribute, place, written: inside, text: decodeHTMLAttribute(inside) };
    }
    const string = /^(\s*)(["'`])([^"'`\\$\n]*)\2\s*$/.exec(written);
    if (!string) return undefined;
    const from = start + (string[1]?.length ?? 0) + 1;
    const inside = string[3] ?? '';
    return { attribute, place: { start: from, end: from + inside.length }, written: inside, text: inside };
  }

  /** The alternative text and where one is written. Nothing where code says what it is. */
  alternative(source: Literal | undefined): Pick<DocumentImage, 'alt' | 'altPlace'> {
    const attribute = this.#attribute('alt');
    if (!attribute) {
      const computed = this.#tag.attributes.some(
        ({ name, quote }) => /^(?::|v-bind:|\[)alt\]?$/i.test(name) || (name === '' && quote === '{'),
      );
      if (computed || !source) return {};
      const { end } = source.attribute;
      return { altPlace: { ...this.#passage.span(end, end), before: ' alt="', after: '"' } };
    }
    const { value, quote, start, end } = attribute;
    const nameEnd = start + attribute.name.length;
    if (!value) return { alt: '', altPlace: { ...this.#passage.span(nameEnd, nameEnd), before: '="', after: '"' } };
    if (quote === '{') {
      const literal = this.literal('alt');
      if (!literal) return {};
      return {
        alt: inOneLine(literal.text),
        altPlace: { ...this.#passage.span(nameEnd, end), before: '="', after: '"' },
      };
    }
    const alt = inOneLine(decodeHTMLAttribute(this.#passage.text.slice(value.start, value.end)));
    if (quote === '') return { alt, altPlace: { ...this.#passage.span(nameEnd, end), before: '="', after: '"' } };
    return { alt, altPlace: { ...this.#passage.span(value.start, value.end), before: '', after: '' } };
  }

  size(): Pick<DocumentImage, 'width' | 'height'> {
    const [width, height] = ['width', 'height'].map((name) => pixels(this.#length(name)));
    return { ...(width === undefined ? {} : { width }), ...(height === undefined ? {} : { height }) };
  }

  #length(name: string): string | undefined {
    const value = this.#attribute(name)?.value;
    return value && this.#passage.text.slice(value.start, value.end).replace(/^\s*["'`]|["'`]\s*$/g, '');
  }

  image(
    form: DocumentImage['form'],
    { start, end }: Span,
    url: string,
    shared: Omit<DocumentImage, 'form' | 'target' | 'url'>,
  ): DocumentImage {
    return { form, target: this.#passage.span(start, end), url, ...shared };
  }
}

/** The addresses among `a.png 1x, b.png 2x`, as HTML reads them: commas within an address belong to it. */
function candidatesOf(srcset: string): readonly Span[] {
  const found: Span[] = [];
  const address = /[^\s,]\S*/g;
  for (let next = address.exec(srcset); next; next = address.exec(srcset)) {
    const text = next[0].replace(/,+$/, '');
    found.push({ start: next.index, end: next.index + text.length });
    if (text.length === next[0].length) {
      const comma = srcset.indexOf(',', address.lastIndex);
      address.lastIndex = comma < 0 ? srcset.length : comma + 1;
    }
  }
  return found;
}
