import type { DocumentImage, Span } from './documentImage.ts';
import { inOneLine, type Line, linesOf, pixels } from './passage.ts';

const directive = /^\.\. +(?:\|[^|\n]{1,200}\| +)?([A-Za-z0-9](?:[\w.:+-]*[A-Za-z0-9])?) ?::(?:[ \t]+|$)/;

/** Marks of lists before a directive, as in the cells of a list table. */
const listMarks = /^[ \t]*(?:(?:[*+\-•‣⁃]|#\.|\(?(?:\d{1,9}|[A-Za-z#])[.)])[ \t]+)*/;

/** Directives whose body is no reStructuredText. */
const verbatim =
  /^(?:code|code-block|sourcecode|literalinclude|highlight|raw|parsed-literal|math|doctest|testcode|testoutput|testsetup|prompt|ipython|graphviz|digraph|mermaid|plantuml|uml|productionlist|csv-table|jupyter-execute|exec)$/i;

/** What begins with two dots and is no comment: footnotes, citations, targets, substitutions and directives. */
const explicit = /^\.\. +(?:\[[^\]\n]+\] |_|\|[^|\n]+\| )|^\.\. +[A-Za-z0-9][\w.:+-]* ?::(?:\s|$)/;

/** The images of reStructuredText: `image` and `figure`, also as substitutions. */
export function imagesInRestructuredText(text: string, from: number): readonly DocumentImage[] {
  const lines = linesOf(text, from).map((line) => ({ ...line, indent: indentOfLine(line) }));
  const newline = /\r\n?|\n/.exec(text)?.[0] ?? '\n';
  const images: DocumentImage[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at];
    if (!line || line.indent === Infinity) continue;
    const marks = listMarks.exec(line.text)?.[0] ?? '';
    const rest = line.text.slice(marks.length);
    const name = directive.exec(rest)?.[1]?.toLowerCase().replace(/^\w+:/, '');
    if (name === 'image' || name === 'figure') {
      const image = imageAt(lines, at, marks.length, newline);
      if (image) images.push(image);
    } else if (isVerbatim(rest, name)) at = lastBelow(lines, at, indentOf(line.text, marks.length));
  }
  return images;
}

function isVerbatim(rest: string, name: string | undefined): boolean {
  if (name !== undefined) return verbatim.test(name);
  if (/^\.\.(?:[ \t]|$)/.test(rest)) return !explicit.test(rest);
  // A paragraph that ends like this: what is indented below is literal.
  return /::\s*$/.test(rest);
}

/** Columns before the text; tabs go to the next eighth. */
function indentOf(text: string, length: number): number {
  let columns = 0;
  for (let at = 0; at < length; at++) columns = text[at] === '\t' ? columns + 8 - (columns % 8) : columns + 1;
  return columns;
}

/** A line and the columns before its text; Infinity where it has none. */
interface IndentedLine extends Line {
  readonly indent: number;
}

function indentOfLine({ text }: Line): number {
  const length = text.length - text.trimStart().length;
  return length === text.length ? Infinity : indentOf(text, length);
}

/** The last line of what is indented more than the column, below a line. */
function lastBelow(lines: readonly IndentedLine[], from: number, column: number): number {
  let at = from + 1;
  let last = from;
  for (; at < lines.length; at++) {
    const line = lines[at];
    if (!line || line.indent === Infinity) continue;
    if (line.indent <= column) break;
    last = at;
  }
  return last;
}

interface Option extends Span {
  readonly name: string;
  readonly text: string;
  readonly indent: string;
}

const option = /^([ \t]+):((?:[^:\\\n]|\\.){1,60}):(?:[ \t]+|$)/;

function imageAt(
  lines: readonly IndentedLine[],
  at: number,
  marks: number,
  newline: string,
): DocumentImage | undefined {
  const line = lines[at];
  if (!line) return undefined;
  const column = indentOf(line.text, marks);
  const length = marks + (directive.exec(line.text.slice(marks))?.[0].length ?? 0);
  const isBelow = (index: number) => {
    const { indent = Infinity } = lines[index] ?? {};
    return indent > column && indent !== Infinity;
  };
  let below = at + 1;
  let only: Line = { text: line.text.slice(length), from: line.from + length };
  if (only.text.trim() === '' && isBelow(below)) only = lines[below++] ?? only;
  // An address over several lines is written in one place by no change of ours.
  if (isBelow(below) && !option.test(lines[below]?.text ?? '')) return undefined;
  let end = below;
  while (isBelow(end)) end++;
  const target = trimmedSpan(only);
  const url = uriOf(only.text.trim());
  if (url === '') return undefined;
  const options = optionsOf(lines.slice(below, end));
  const named = (name: string) => options.find((each) => each.name === name);
  const last = options.at(-1)?.end ?? target.end;
  const alt = named('alt');
  const width = pixels(named('width')?.text);
  const height = pixels(named('height')?.text);
  const indent = options[0]?.indent ?? `${' '.repeat(column)}   `;
  return {
    form: 'directive',
    span: { start: line.from + marks, end: Math.max(last, target.end) },
    target,
    url,
    ...(alt ? { alt: inOneLine(alt.text) } : {}),
    altPlace: alt
      ? { start: alt.start, end: alt.end, before: alt.text === '' ? ' ' : '', after: '' }
      : { start: target.end, end: target.end, before: `${newline}${indent}:alt: `, after: '' },
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
  };
}

function trimmedSpan({ text, from }: Line): Span {
  const start = from + text.length - text.trimStart().length;
  return { start, end: start + text.trim().length };
}

/** Space that no backslash keeps is none; a backslash makes the next character plain. */
function uriOf(written: string): string {
  return written.replace(/\\([\s\S])|\s+/g, (_, kept: string | undefined) => kept ?? '');
}

/** `:alt: text`, where the text may go on in lines that are indented more. */
function optionsOf(lines: readonly Line[]): readonly Option[] {
  const options: Option[] = [];
  for (const { text, from } of lines) {
    const match = option.exec(text);
    const last = options.at(-1);
    if (match) {
      const [marker, indent = '', name = ''] = match;
      const value = text.slice(marker.length).trimEnd();
      const start = from + (value === '' ? text.trimEnd().length : marker.length);
      options.push({ name: name.toLowerCase(), text: value, indent, start, end: start + value.length });
    } else if (last) {
      options[options.length - 1] = {
        ...last,
        text: `${last.text}\n${text.trim()}`,
        end: from + text.trimEnd().length,
      };
    }
  }
  return options;
}
