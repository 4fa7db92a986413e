import { shown } from './naming/shown.ts';

/** A table of cells that are Markdown already. @param right Titles of the columns behind those, with numbers in them. */
export function table(left: readonly string[], right: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line([...left, ...right]),
    line([...left.map(() => '---'), ...right.map(() => '---:')]),
    ...rows.map(line),
  ].join('\n');
}

/** Text of unknown origin for a cell: what is not plain words and amounts becomes code, in which nothing has a meaning. */
export function words(text: string): string {
  return /^(?:[\p{L}\p{N}\p{Sc} (),≥≈–+]|(?<=\d)\.(?=\d)|(?<=[\p{L}\p{N}])-(?=[\p{L}\p{N}]))+$/u.test(text)
    ? shown(text, longest).replaceAll('$', '\\$')
    : code(text);
}

const longest = 120;

/** Text of unknown origin for a cell, as code. */
export function code(text: string): string {
  const safe = shown(text, longest).replaceAll('|', '\\|');
  const ticks = Math.max(0, ...(safe.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(ticks + 1);
  const space = /^[` ]|[` ]$/.test(safe) || safe === '' ? ' ' : '';
  return `${fence}${space}${safe}${space}${fence}`;
}
