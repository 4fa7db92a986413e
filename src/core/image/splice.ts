/**
 * One piece of a new file: a range of the old one (`from` inclusive, `to` exclusive, in bytes), or bytes of its own.
 * A list of them describes a changed copy that can be streamed without either file ever being in memory.
 */
export type Splice = Range | Uint8Array;

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Length in bytes of the file that the splices describe. */
export function spliceLength(splices: readonly Splice[]): number {
  return splices.reduce(
    (sum, splice) => sum + (splice instanceof Uint8Array ? splice.length : splice.to - splice.from),
    0,
  );
}

/** The new file as one array, for what is small or in memory anyway. */
export function spliceBytes(source: Uint8Array, splices: readonly Splice[]): Uint8Array {
  const whole = new Uint8Array(spliceLength(splices));
  let at = 0;
  for (const splice of splices) {
    const piece = splice instanceof Uint8Array ? splice : source.subarray(splice.from, splice.to);
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Collects splices and joins ranges that touch, so that a file of a million small chunks is still a short list. */
export class SpliceList {
  readonly #splices: Splice[] = [];

  keep(from: number, to: number): void {
    if (to <= from) return;
    const last = this.#splices.at(-1);
    if (last !== undefined && !(last instanceof Uint8Array) && last.to === from) {
      this.#splices[this.#splices.length - 1] = { from: last.from, to };
    } else {
      this.#splices.push({ from, to });
    }
  }

  insert(bytes: Uint8Array): void {
    this.#splices.push(bytes);
  }

  append(splices: readonly Splice[]): void {
    for (const splice of splices) {
      if (splice instanceof Uint8Array) this.insert(splice);
      else this.keep(splice.from, splice.to);
    }
  }

  get count(): number {
    return this.#splices.length;
  }

  get list(): readonly Splice[] {
    return this.#splices;
  }
}

/** A copy of `bytes` bytes of file in which each edit's range is replaced by its bytes. Edits may come in any order, not overlap. */
export function edited(
  bytes: number,
  edits: readonly { readonly at: Range; readonly by: Uint8Array }[],
): readonly Splice[] {
  const list = new SpliceList();
  let done = 0;
  for (const edit of [...edits].sort((a, b) => a.at.from - b.at.from)) {
    list.keep(done, edit.at.from);
    if (edit.by.length > 0) list.insert(edit.by);
    done = Math.max(done, edit.at.to);
  }
  list.keep(done, bytes);
  return list.list;
}
