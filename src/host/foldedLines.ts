import * as fs from 'node:fs/promises';
import { parseJsonLines } from './jsonLines.ts';
import { isMissing } from './spool/fileOps.ts';

/** How lines are read into what they say. */
export interface Fold<Line, State> {
  readonly isLine: (value: unknown) => value is Line;
  /** What a file without a line says. */
  readonly empty: () => State;
  readonly add: (state: State, lines: readonly Line[]) => State;
}

/** As much of a file as was read of it. */
interface Known<State> {
  readonly file: number;
  readonly bytes: number;
  readonly state: State;
}

/** So much is parsed before others on this thread have their turn. */
const pieceBytes = 256 * 1024;

/** What a file of JSON lines says that all windows add to. Only what was added since the last time is read. */
export class FoldedLines<Line, State> {
  readonly #file: string;
  readonly #fold: Fold<Line, State>;
  #known: Promise<Known<State>>;

  constructor(file: string, fold: Fold<Line, State>) {
    this.#file = file;
    this.#fold = fold;
    this.#known = Promise.resolve(this.#nothing(0));
  }

  /** Rejects when the file is there and cannot be read: that is not the same as an empty one. */
  async read(): Promise<State> {
    this.#known = this.#known.then(
      (known) => this.#readOn(known),
      () => this.#readOn(this.#nothing(0)),
    );
    return (await this.#known).state;
  }

  #nothing(file: number): Known<State> {
    return { file, bytes: 0, state: this.#fold.empty() };
  }

  async #readOn(known: Known<State>): Promise<Known<State>> {
    const handle = await fs.open(this.#file, 'r').catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
    if (!handle) return this.#nothing(0);
    try {
      const { ino, size } = await handle.stat();
      return await this.#readTo(size, known.file === ino && size >= known.bytes ? known : this.#nothing(ino), handle);
    } finally {
      await handle.close();
    }
  }

  async #readTo(size: number, { file, ...before }: Known<State>, handle: fs.FileHandle): Promise<Known<State>> {
    let { bytes, state } = before;
    let length = pieceBytes;
    while (bytes < size) {
      const piece = Buffer.alloc(Math.min(length, size - bytes));
      const { bytesRead } = await handle.read(piece, 0, piece.length, bytes);
      const end = piece.subarray(0, bytesRead).lastIndexOf(0x0a) + 1;
      if (end > 0) {
        state = this.#fold.add(state, parseJsonLines(piece.toString('utf8', 0, end), this.#fold.isLine));
        bytes += end;
      } else if (bytesRead < length) {
        // Another window is writing the line, or a crash tore it: it is read when it is whole.
        break;
      } else {
        length *= 2;
      }
    }
    return { file, bytes, state };
  }
}
