import { isBlank, type Place, type TextLines } from './lines.ts';
import type { LinkLanguage } from './link.ts';
import { literalBlocks } from './literalBlocks.ts';

/** Characters of the text around a selection: enough to say what it is about, and still to be read at a glance. */
const longest = 600;
const longestHeadings = 200;

/** The headings that a piece of a document stands under, and the paragraph around it. Undefined: there is no more. */
export function contextOf(
  language: LinkLanguage,
  lines: TextLines,
  { start, end }: { readonly start: Place; readonly end: Place },
): string | undefined {
  const headings = headingsAbove(language, lines, start.line);
  const path = clipped(
    headings
      .map(plain(language))
      .filter((each) => each !== '')
      .join(' › '),
    longestHeadings,
  );
  const around = paragraphAround(language, lines, start.line, end.line);
  const selected = oneLine(selectedText(lines, start, end));
  const text = around === selected ? '' : windowOn(around, selected, longest - path.length);
  if (text === '' && (path === '' || path === selected)) return undefined;
  return [path, text].filter((each) => each !== '').join('\n');
}

/** The prompt and below it what it is about. */
export function withContext(prompt: string, label: string, context: string): string {
  return `${prompt.trim()}\n\n${label}\n${context}`;
}

/** What a prompt says by itself, whether or not the context below it has lost its line breaks. */
export function withoutContext(prompt: string, label: string, context: string): string {
  const whole = oneLine(prompt);
  const tail = oneLine(`${label} ${context}`);
  if (!whole.endsWith(tail)) return prompt;
  const own = whole.slice(0, -tail.length).trim();
  return own === '' ? prompt : own;
}

function selectedText(lines: TextLines, start: Place, end: Place): string {
  if (start.line === end.line) return lines.line(start.line).slice(start.character, end.character);
  const between = [];
  for (let index = start.line + 1; index < end.line; index++) between.push(lines.line(index));
  return [lines.line(start.line).slice(start.character), ...between, lines.line(end.line).slice(0, end.character)].join(
    '\n',
  );
}

/** Lines to each side that a paragraph is looked for in. */
const furthest = 100;

function paragraphAround(language: LinkLanguage, lines: TextLines, from: number, to: number): string {
  let first = from;
  let last = to;
  while (first > from - furthest && !isBlank(lines, first - 1) && !isBlank(lines, first)) first--;
  while (last < to + furthest && !isBlank(lines, last + 1) && !isBlank(lines, last)) last++;
  const found = [];
  for (let index = first; index <= last; index++) found.push(lines.line(index));
  return plain(language)(found.join('\n'));
}

/** As much of a text as may be, with what was selected in its middle. */
function windowOn(text: string, selected: string, most: number): string {
  if (text.length <= most) return text;
  const at = Math.max(0, text.indexOf(selected.slice(0, most)));
  const middle = at + Math.min(selected.length, most) / 2;
  const from = Math.min(Math.max(0, Math.round(middle - most / 2)), text.length - most);
  const cut = whole(text.slice(from, from + most));
  return `${from > 0 ? '…' : ''}${cut.trim()}${from + most < text.length ? '…' : ''}`;
}

function clipped(text: string, most: number): string {
  return text.length > most ? `…${whole(text.slice(text.length - most))}` : text;
}

/** Without the half of a character that a cut may have left. */
function whole(text: string): string {
  return text.replace(/\p{Cs}/gu, '');
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

function plain(language: LinkLanguage): (text: string) => string {
  return (text) => oneLine(language === 'html' ? text.replace(/<[^<>]*>/g, ' ') : text);
}

interface Heading {
  readonly level: number;
  readonly text: string;
}

function headingsAbove(language: LinkLanguage, lines: TextLines, before: number): readonly string[] {
  const blocks = literalBlocks(language, lines, before);
  const path: Heading[] = [];
  const underlines: string[] = [];
  let next = 0;
  for (let index = 0; index < before; index++) {
    const block = blocks[next];
    if (block && index >= block.first) {
      index = block.last;
      next++;
      continue;
    }
    const heading = headingAt(language, lines, index, underlines);
    if (!heading) continue;
    while ((path.at(-1)?.level ?? 0) >= heading.level) path.pop();
    path.push(heading);
  }
  return path.map(({ text }) => text);
}

function headingAt(language: LinkLanguage, lines: TextLines, index: number, underlines: string[]): Heading | undefined {
  const line = lines.line(index);
  switch (language) {
    case 'html': {
      const [, level, text = ''] = /<h([1-6])\b[^>]*>([^]*?)<\/h\1>/i.exec(line) ?? [];
      return level === undefined ? undefined : { level: Number(level), text };
    }
    case 'asciidoc': {
      const [, marks, text = ''] = /^(={1,6}|#{1,6})\s+(\S.*)$/.exec(line) ?? [];
      return marks === undefined ? undefined : { level: marks.length, text };
    }
    case 'markdown': {
      const [, marks, text = ''] = /^ {0,3}(#{1,6})[ \t]+(\S.*)$/.exec(line) ?? [];
      if (marks !== undefined) return { level: marks.length, text: text.replace(/[ \t]#+[ \t]*$/, '') };
      return underlined(lines, index, /^ {0,3}(=+|-+)[ \t]*$/, (mark) => (mark === '=' ? 1 : 2));
    }
    case 'restructuredtext':
      // Which mark is which level is for each document to say, by their order.
      return underlined(lines, index, /^([!-/:-@[-`{-~])\1{2,}[ \t]*$/, (mark) => {
        if (!underlines.includes(mark)) underlines.push(mark);
        return underlines.indexOf(mark) + 1;
      });
  }
}

function underlined(
  lines: TextLines,
  index: number,
  line: RegExp,
  levelOf: (mark: string) => number,
): Heading | undefined {
  const text = lines.line(index);
  // A single line of text: below a whole paragraph it is a rule, or a heading that nobody would take for a topic.
  if (index + 1 >= lines.count || text.trim() === '' || line.test(text)) return undefined;
  const [mark] = lines.line(index + 1).trim();
  if (mark === undefined || !line.test(lines.line(index + 1))) return undefined;
  if (!isBlank(lines, index - 1) && !line.test(lines.line(index - 1))) return undefined;
  return /^\s*([-*+>|]|\d+\.)\s/.test(text) ? undefined : { level: levelOf(mark), text };
}
