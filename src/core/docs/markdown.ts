import MarkdownIt, { type Token } from 'markdown-it';
import type { DocumentImage } from './documentImage.ts';
import { imagesInHtml } from './html.ts';
import { type Definition, readDefinitions } from './markdownSyntax.ts';
import { imagesInText } from './markdownText.ts';
import { type Line, linesOf, Passage } from './passage.ts';

// markdown-it says which lines are paragraphs, tables, HTML and code, and it does so fast enough for a workspace of
// thousands of files. It does not say where anything within a line is: that is read in markdownText.ts.

/** A piece of a document in which images may be: text of a paragraph, a heading or a cell, or a block of HTML. */
interface Block {
  readonly kind: 'text' | 'definition' | 'html';
  readonly passage: Passage;
}

const plain = blockParser([]);

/** In MDX nothing is code because it is indented, and text between elements on lines of their own is Markdown. */
const mdx = blockParser(['code', 'html_block']);

function blockParser(without: readonly string[]): ReturnType<typeof MarkdownIt> {
  const parser = new MarkdownIt('default', { html: true });
  parser.core.ruler.enableOnly(['normalize', 'block']);
  parser.block.ruler.disable([...without]);
  keepDefinitions(parser.block.ruler);
  return parser;
}

/** markdown-it drops definitions once it knows them; here they stay among the tokens, to be read in markdownSyntax.ts. */
function keepDefinitions(ruler: ReturnType<typeof MarkdownIt>['block']['ruler']): void {
  const rules = ruler.getRules('');
  ruler.disable('reference');
  const others = new Set(ruler.getRules(''));
  const read = rules.find((rule) => !others.has(rule));
  if (!read) return;
  ruler.at('reference', (state, startLine, endLine, silent) => {
    if (!read(state, startLine, endLine, silent)) return false;
    if (silent) return true;
    const token = state.push('definition', '', 0);
    token.map = [startLine, state.line];
    token.content = state.getLines(startLine, state.line, state.blkIndent, false);
    return true;
  });
  ruler.enable('reference');
}

export function imagesInMarkdown(text: string, from: number): readonly DocumentImage[] {
  const lines = linesOf(text, from);
  const tokens = plain.parse(text, {});
  const isMdx = looksLikeMdx(tokens);
  const blocks = isMdx ? mdxBlocks(text, tokens, lines) : blocksOf(tokens, lines);
  const definitions = new Map<string, Definition>();
  for (const { kind, passage } of blocks) if (kind === 'definition') readDefinitions(passage, definitions);
  return blocks.flatMap(({ kind, passage }) => {
    if (kind === 'definition') return [];
    return kind === 'html' ? imagesInHtml(passage) : imagesInText(passage, definitions, isMdx);
  });
}

/** Modules and components on lines of their own are read as plain Markdown by nobody who writes them. */
function looksLikeMdx(tokens: readonly Token[]): boolean {
  return tokens.some(
    ({ type, content }) =>
      (type === 'inline' &&
        /^(?:import\s[^\n]{0,400}['"]|export\s+(?:const|default|function|let)\s|\{\/\*)/.test(content)) ||
      (type === 'html_block' && /^\s*<[A-Z][\w.]*[\s/>]/.test(content)) ||
      (type === 'inline' && /^<[A-Z][\w.]*[\s/>]/.test(content)),
  );
}

function mdxBlocks(text: string, tokens: readonly Token[], lines: readonly Line[]): readonly Block[] {
  const code = tokens.filter(({ type }) => type === 'fence');
  const start = lines[0]?.from ?? 0;
  const fences = code.map(({ map }) => ({
    start: (lines[map?.[0] ?? 0]?.from ?? start) - start,
    end: (lines[map?.[1] ?? 0]?.from ?? start + text.length) - start,
  }));
  const visible = withoutComments(text, fences);
  return blocksOf(mdx.parse(visible, {}), linesOf(visible, start));
}

/** Comments of MDX become spaces, also where they hold empty lines. */
function withoutComments(text: string, fences: readonly { readonly start: number; readonly end: number }[]): string {
  const parts: string[] = [];
  let at = 0;
  let fence = 0;
  for (let start = text.indexOf('{/*'); start >= 0; start = text.indexOf('{/*', at)) {
    while ((fences[fence]?.end ?? Infinity) <= start) fence++;
    const around = fences[fence];
    const end = around && around.start <= start ? around.end : text.indexOf('*/}', start) + 3;
    if (end < 3) break;
    const hidden = text.slice(start, end);
    parts.push(text.slice(at, start), around && around.start <= start ? hidden : hidden.replace(/[^\r\n]/g, ' '));
    at = end;
  }
  return parts.join('') + text.slice(at);
}

function blocksOf(tokens: readonly Token[], lines: readonly Line[]): readonly Block[] {
  const blocks: Block[] = [];
  let rows = false;
  let columns = 0;
  for (const token of tokens) {
    if (token.type === 'table_open' || token.type === 'table_close') rows = token.type === 'table_open';
    if (token.type === 'thead_open') columns = 0;
    if (token.type === 'th_open') columns++;
    const first = token.map?.[0];
    if (first === undefined) continue;
    if (token.type === 'tr_open') {
      const row = lines[first];
      for (const cell of row ? cellsOf(row, columns > 0 ? columns : Infinity) : []) blocks.push(cell);
    } else if (token.type === 'html_block') blocks.push({ kind: 'html', passage: passageOf(token, first, lines) });
    else if (token.type === 'definition') blocks.push({ kind: 'definition', passage: passageOf(token, first, lines) });
    else if (token.type === 'inline' && !rows) blocks.push({ kind: 'text', passage: passageOf(token, first, lines) });
  }
  return blocks;
}

/** Each line of a token's text is the rest of a line of the document, after marks of quotes, lists and headings. */
function passageOf({ content }: Token, first: number, lines: readonly Line[]): Passage {
  const parts = content
    .replace(/\n$/, '')
    .split('\n')
    .map((part, index) => {
      const line = lines[first + index];
      const text = part.replace(/^[ \t]+/, '');
      const column = line ? line.text.replaceAll('\0', '\ufffd').lastIndexOf(text) : 0;
      return { text, from: (line?.from ?? 0) + Math.max(0, column) };
    });
  return Passage.ofLines(parts);
}

/** Cells beyond those of the head are not shown. Before the first there may be marks of quotes and lists. */
function cellsOf({ text, from }: Line, columns: number): readonly Block[] {
  const cells: Block[] = [];
  let start = 0;
  for (const { index } of text.matchAll(/(?<!\\)\||$/g)) {
    cells.push({ kind: 'text', passage: Passage.whole(text.slice(start, index), from + start) });
    start = index + 1;
  }
  const [first] = cells;
  const before = first && /^\s*(?:(?:>|[-+*]\s|\d{1,9}[.)]\s)\s*)*$/.test(first.passage.text) ? 1 : 0;
  return cells.slice(before, before + columns);
}
