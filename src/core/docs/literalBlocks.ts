import { indentOf, isBlank, type TextLines } from './lines.ts';
import type { LinkLanguage } from './link.ts';

/** Lines whose text is shown as it stands, the delimiters around them included; `last` is inclusive. */
export interface LiteralBlock {
  readonly first: number;
  readonly last: number;
}

interface Delimiter {
  readonly closes: (line: string) => boolean;
}

/**
 * The code, front matter or other literal text that a line belongs to: neither headings nor images are read there.
 * Blocks of HTML have tags around them, and are found by those.
 */
export function literalBlockAt(language: LinkLanguage, lines: TextLines, index: number): LiteralBlock | undefined {
  return literalBlocks(language, lines, index + 1).find(({ last }) => index <= last);
}

/** Those that begin before a line, in their order. */
export function literalBlocks(language: LinkLanguage, lines: TextLines, before: number): readonly LiteralBlock[] {
  if (language === 'html') return [];
  const blocks: LiteralBlock[] = [];
  for (let index = 0; index < Math.min(before, lines.count); index++) {
    const last = endOfBlock(language, lines, index);
    if (last === undefined) continue;
    blocks.push({ first: index, last });
    index = last;
  }
  return blocks;
}

function endOfBlock(language: LinkLanguage, lines: TextLines, index: number): number | undefined {
  if (language === 'restructuredtext') return endOfIndented(lines, index);
  const delimiter = language === 'asciidoc' ? asciidocDelimiter(lines.line(index)) : fence(lines.line(index), index);
  if (!delimiter) return undefined;
  for (let last = index + 1; last < lines.count; last++) if (delimiter.closes(lines.line(last))) return last;
  return lines.count - 1;
}

function fence(line: string, index: number): Delimiter | undefined {
  if (index === 0 && /^---\s*$/.test(line)) return { closes: (other) => /^(---|\.\.\.)\s*$/.test(other) };
  const [, mark = ''] = /^[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)*(`{3,}(?!.*`)|~{3,})/.exec(line) ?? [];
  if (mark === '') return undefined;
  return {
    closes: (other) => {
      const [, end = ''] = /^[\s>]*(`{3,}|~{3,})\s*$/.exec(other) ?? [];
      return end.startsWith(mark);
    },
  };
}

function asciidocDelimiter(line: string): Delimiter | undefined {
  const trimmed = line.trimEnd();
  if (!/^(-{4,}|\.{4,}|\+{4,}|\/{4,}|`{3,}\w*|[|,:!]={3,})$/.test(trimmed)) return undefined;
  const mark = trimmed.replace(/\w+$/, '');
  return { closes: (other) => other.trimEnd() === mark };
}

/** Directives whose content is not read as text. */
const literalDirective = /^\.\. +(code|code-block|sourcecode|math|raw|highlight|doctest|csv-table|graphviz|mermaid)::/;

function endOfIndented(lines: TextLines, index: number): number | undefined {
  const line = lines.line(index);
  const text = line.trim();
  if (!literalDirective.test(text) && (!text.endsWith('::') || text.startsWith('.. '))) return undefined;
  const { length } = indentOf(line);
  let last = index;
  for (let next = index + 1; next < lines.count; next++) {
    if (isBlank(lines, next)) continue;
    if (indentOf(lines.line(next)).length <= length) break;
    last = next;
  }
  return last > index ? last : undefined;
}
