/** A document by its lines, without their ends. */
export interface TextLines {
  readonly count: number;
  readonly line: (index: number) => string;
}

/** A place in a document; both count from 0, characters in UTF-16 code units. */
export interface Place {
  readonly line: number;
  readonly character: number;
}

export function isBlank(lines: TextLines, index: number): boolean {
  return index < 0 || index >= lines.count || lines.line(index).trim() === '';
}

export function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}
