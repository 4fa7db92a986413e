import { indentOf, isBlank, type Place, type TextLines } from './lines.ts';
import type { LinkLanguage } from './link.ts';
import { literalBlockAt } from './literalBlocks.ts';

/** Text that goes into a document; its lines end with "\n". */
export interface Insertion extends Place {
  readonly text: string;
}

/** A link as it stands on lines of its own, and within a line. */
export interface WrittenLink {
  readonly block: string;
  readonly inline: string;
}

/** What a list item begins with. */
const listMarkers: Readonly<Record<LinkLanguage, RegExp>> = {
  markdown: /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+/,
  html: /^(?!)/,
  asciidoc: /^[ \t]*(?:-|\*{1,5}|\.{1,5}|\d+\.)[ \t]+/,
  restructuredtext: /^[ \t]*(?:[-*+•‣⁃]|\(?(?:\d+|#|[A-Za-z])[.)])[ \t]+/,
};

/** At the cursor: within its line, or on lines of its own where the language asks for them. */
export function insertionAt(
  language: LinkLanguage,
  lines: TextLines,
  { line: index, character }: Place,
  links: readonly WrittenLink[],
): Insertion {
  const place = { line: index, character };
  const line = lines.line(index);
  const before = line.slice(0, character);
  const isAlone = line.trim() === '';
  const inline = links.map((link) => link.inline);
  switch (language) {
    case 'markdown':
    case 'html':
      return {
        ...place,
        text: inline.join(`\n${language === 'html' ? indentOf(line) : continuation(language, before)}`),
      };
    case 'asciidoc':
      if (!isAlone) return { ...place, text: inline.join(' ') };
      // What is indented is literal text there.
      return { line: index, character: 0, text: aloneOn(lines, index, '', links) };
    case 'restructuredtext':
      if (!isAlone) return insertionBelow(language, lines, place, links);
      return { ...place, text: aloneOn(lines, index, before, links) };
  }
}

/** On an empty line, with empty lines around it. The first line of the text stands behind its indent. */
function aloneOn(lines: TextLines, index: number, indent: string, links: readonly WrittenLink[]): string {
  const blocks = links.map(({ block }) => indented(block, indent)).join('\n\n');
  const above = isBlank(lines, index - 1) ? blocks.slice(indent.length) : `\n${blocks}`;
  return isBlank(lines, index + 1) ? above : `${above}\n`;
}

/** Below the paragraph that a selection ends in. */
export function insertionBelow(
  language: LinkLanguage,
  lines: TextLines,
  end: Place,
  links: readonly WrittenLink[],
): Insertion {
  // A selection of whole lines ends at the beginning of the next one.
  const line = end.character === 0 && end.line > 0 ? end.line - 1 : end.line;
  if (language === 'html') return belowElement(lines, line === end.line ? end : endOf(lines, line), links);
  const literal = literalBlockAt(language, lines, line);
  const last = literal?.last ?? endOfParagraph(language, lines, line);
  const opening = lines.line(literal?.first ?? startOfItem(language, lines, line));
  if (language === 'asciidoc') return belowAsciidoc(lines, last, isItem(language, opening), links);
  const prefix = literal ? continuation(language, opening) : prefixBelow(language, lines, opening, last);
  const empty = prefix.trimEnd();
  const between = language === 'markdown' ? '\n' : `\n${empty}\n`;
  const blocks = links.map(({ block }) => indented(block, prefix)).join(between);
  const rest = isBlank(lines, last + 1) ? '' : `\n${empty}`;
  return { ...endOf(lines, last), text: `\n${empty}\n${blocks}${rest}` };
}

function belowAsciidoc(lines: TextLines, last: number, isItem: boolean, links: readonly WrittenLink[]): Insertion {
  const blocks = links.map(({ block }) => block);
  // An empty line would end the list; a plus sign attaches what follows.
  if (isItem) return { ...endOf(lines, last), text: blocks.map((block) => `\n+\n${block}`).join('') };
  const rest = isBlank(lines, last + 1) ? '' : '\n';
  return { ...endOf(lines, last), text: `\n\n${blocks.join('\n\n')}${rest}` };
}

/** Behind the end tag of the paragraph or heading; within a list item or a cell, which has nothing around it. */
function belowElement(lines: TextLines, end: Place, links: readonly WrittenLink[]): Insertion {
  const tag = /<(\/?)(p|h[1-6]|pre|li|dd|dt|t[dhr]|div|section|article|figure|main|body|template|ul|ol|table)\b[^>]*>/i;
  for (let line = end.line; line < Math.min(lines.count, end.line + furthestTag); line++) {
    const from = line === end.line ? end.character : 0;
    const found = tag.exec(lines.line(line).slice(from));
    if (!found) continue;
    const [whole, slash, name = ''] = found;
    if (slash === '') break;
    const at = from + found.index;
    if (/^(p|h[1-6]|pre)$/i.test(name)) return belowTag(lines, { line, character: at + whole.length }, links);
    if (line === end.line) return beforeTag(lines, { line, character: at }, links);
    break;
  }
  return belowTag(lines, endOf(lines, end.line), links);
}

const furthestTag = 200;

function belowTag(lines: TextLines, place: Place, links: readonly WrittenLink[]): Insertion {
  const indent = indentOf(lines.line(place.line));
  return { ...place, text: links.map(({ block }) => `\n${indented(block, indent)}`).join('') };
}

function beforeTag(lines: TextLines, place: Place, links: readonly WrittenLink[]): Insertion {
  const indent = indentOf(lines.line(place.line));
  const inner = `${indent}${indent.includes('\t') ? '\t' : '  '}`;
  return { ...place, text: `${links.map(({ block }) => `\n${indented(block, inner)}`).join('')}\n${indent}` };
}

function endOf(lines: TextLines, line: number): Place {
  return { line, character: lines.line(line).length };
}

function endOfParagraph(language: LinkLanguage, lines: TextLines, from: number): number {
  let last = from;
  if (isBlank(lines, from) || endsAlone(language, lines.line(from))) return from;
  while (!isBlank(lines, last + 1) && !beginsBlock(language, lines.line(last + 1))) last++;
  return last;
}

/** A line that is a whole block. */
function endsAlone(language: LinkLanguage, line: string): boolean {
  if (language === 'markdown') return /^ {0,3}#{1,6}(\s|$)/.test(line);
  return language === 'asciidoc' && /^={1,6}\s/.test(line);
}

function beginsBlock(language: LinkLanguage, line: string): boolean {
  if (endsAlone(language, line) || isItem(language, line)) return true;
  return language === 'markdown' ? /^[\s>]*(`{3}|~{3})/.test(line) : false;
}

function isItem(language: LinkLanguage, line: string): boolean {
  return listMarkers[language].test(line.replace(/^(?:[ \t]*>)+[ \t]?/, ''));
}

/** The line that the paragraph of a line begins with, or the list item that it continues. */
function startOfItem(language: LinkLanguage, lines: TextLines, from: number): number {
  let first = from;
  while (
    !isItem(language, lines.line(first)) &&
    !isBlank(lines, first - 1) &&
    !endsAlone(language, lines.line(first - 1))
  )
    first--;
  return first;
}

/** What lines of the same block begin with: quote marks, and spaces as wide as the list marker. */
function continuation(language: LinkLanguage, line: string): string {
  const quote = /^(?:[ \t]*>)+[ \t]?/.exec(line)?.[0] ?? '';
  const [marker] = listMarkers[language].exec(line.slice(quote.length)) ?? [];
  return quote + (marker === undefined ? indentOf(line.slice(quote.length)) : marker.replace(/\S/g, ' '));
}

function prefixBelow(language: LinkLanguage, lines: TextLines, opening: string, last: number): string {
  const prefix = continuation(language, opening);
  const isCode =
    language === 'markdown' && /^(?: {4,}|\t)/.test(prefix) && !isItem(language, opening) && !isInList(lines, last);
  return isCode ? '' : prefix;
}

/** Whether what is indented belongs to a list item above it; else it is code. */
function isInList(lines: TextLines, from: number): boolean {
  for (let index = from; index >= 0; index--) {
    const line = lines.line(index);
    if (line.trim() === '') continue;
    if (isItem('markdown', line)) return true;
    if (indentOf(line) === '') return false;
  }
  return false;
}

function indented(block: string, prefix: string): string {
  return block
    .split('\n')
    .map((line) => prefix + line)
    .join('\n');
}
