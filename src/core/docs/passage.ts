import type { Span } from './documentImage.ts';

interface Piece {
  /** Where it begins in the passage, and where in the document. */
  readonly at: number;
  readonly from: number;
}

/**
 * A text that is read in one go, though in the document something may stand between its lines: the marks of a quote, the
 * indentation of a list. It knows where in the document each of its characters is.
 */
export class Passage {
  readonly text: string;
  readonly #pieces: readonly Piece[];

  private constructor(text: string, pieces: readonly Piece[]) {
    this.text = text;
    this.#pieces = pieces;
  }

  /** Characters of the document as they are, from the offset on. */
  static whole(text: string, from: number): Passage {
    return new Passage(text, [{ at: 0, from }]);
  }

  static ofLines(lines: readonly { readonly text: string; readonly from: number }[]): Passage {
    let at = 0;
    const pieces = lines.map(({ text, from }) => {
      const piece = { at, from };
      at += text.length + 1;
      return piece;
    });
    return new Passage(lines.map(({ text }) => text).join('\n'), pieces);
  }

  /** The same places with another text of the same length. */
  withText(text: string): Passage {
    return new Passage(text, this.#pieces);
  }

  /** Where a piece of the passage is in the document. */
  span(start: number, end: number): Span {
    const from = this.#offset(start);
    return { start: from, end: end > start ? this.#offset(end - 1) + 1 : from };
  }

  #offset(at: number): number {
    let low = 0;
    let high = this.#pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#pieces[middle]?.at ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    const piece = this.#pieces[low];
    return piece ? piece.from + at - piece.at : at;
  }
}

/** A line without its end. */
export interface Line {
  readonly text: string;
  /** Where it begins. */
  readonly from: number;
}

export function linesOf(text: string, from = 0): readonly Line[] {
  const lines: Line[] = [];
  const ends = /\r\n?|\n/g;
  let start = 0;
  for (let end = ends.exec(text); end; end = ends.exec(text)) {
    lines.push({ text: text.slice(start, end.index), from: from + start });
    start = end.index + end[0].length;
  }
  lines.push({ text: text.slice(start), from: from + start });
  return lines;
}

/** As people see it: one line without space around it. */
export function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** CSS pixels, where a length is said in pixels. */
export function pixels(value: string | undefined): number | undefined {
  const digits = /^\s*(\d{1,5})(?:\.\d{0,6})?\s*(?:px)?\s*$/i.exec(value ?? '')?.[1];
  return digits === undefined || Number(digits) === 0 ? undefined : Number(digits);
}
