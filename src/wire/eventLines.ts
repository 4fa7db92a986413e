import { ByteBuffer } from './byteBuffer.ts';
import { find } from './find.ts';

/** What the lines of an event stream say, as it arrives. */
export interface EventLineHandler {
  /** A piece of an event's data. Lines of the same event are joined by a line feed. */
  data(piece: Uint8Array): void;
  /** A blank line. `name` is that of the event's last `event:` line. */
  dispatch(name: string | undefined): void;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const colon = 0x3a;
const space = 0x20;
const joint = Uint8Array.of(lineFeed);
/** No field that matters has a longer name; a longer line without a colon is ignored, as is every unknown field. */
const nameCap = 16;
const eventNameCap = 256;

/**
 * Cuts a `text/event-stream` (WHATWG HTML, 9.2) into events, without ever holding a data line: one may be an image.
 * Line ends may be LF, CRLF or CR, and anything may be cut anywhere.
 */
export class EventLines {
  readonly #handler: EventLineHandler;
  readonly #field = new ByteBuffer(nameCap);
  readonly #value = new ByteBuffer(eventNameCap);
  #part: 'field' | 'space' | 'value' | 'ignore' = 'field';
  #fieldName = '';
  #empty = true;
  #afterReturn = false;
  #eventName: string | undefined;
  #dataLines = 0;
  #returnAt = -1;

  constructor(handler: EventLineHandler) {
    this.#handler = handler;
  }

  push(piece: Uint8Array): void {
    this.#returnAt = -1;
    let at = 0;
    while (at < piece.length) {
      if (this.#afterReturn) {
        this.#afterReturn = false;
        if (piece[at] === lineFeed) {
          at++;
          continue;
        }
      }
      const end = this.#lineEnd(piece, at);
      this.#line(piece, at, end);
      if (end === piece.length) return;
      this.#endLine();
      this.#afterReturn = piece[end] === carriageReturn;
      at = end + 1;
    }
  }

  /** The stream is over. Services forget the last blank line, so what is there counts as an event. */
  end(): void {
    if (!this.#empty) this.#endLine();
    if (this.#dataLines > 0) this.#endLine();
  }

  #lineEnd(piece: Uint8Array, from: number): number {
    if (this.#returnAt < from) this.#returnAt = find(piece, carriageReturn, from);
    // Most streams have no CR at all: it is looked for once per piece, and LF only as far as the next one.
    return Math.min(find(piece, lineFeed, from), this.#returnAt);
  }

  #line(piece: Uint8Array, from: number, to: number): void {
    if (to > from) this.#empty = false;
    let at = from;
    if (this.#part === 'field') {
      const name = piece.subarray(at, to).indexOf(colon);
      const end = name < 0 ? to : at + name;
      if (!this.#field.append(piece, at, end)) this.#part = 'ignore';
      else if (name >= 0) this.#beginValue();
      at = name < 0 ? to : end + 1;
    }
    if (this.#part === 'space' && at < to) {
      if (piece[at] === space) at++;
      this.#part = 'value';
    }
    if (this.#part !== 'value' || at >= to) return;
    if (this.#fieldName === 'data') this.#handler.data(piece.subarray(at, to));
    else this.#value.append(piece, at, to);
  }

  #beginValue(): void {
    this.#fieldName = this.#field.ascii(0, this.#field.length);
    this.#part = this.#fieldName === 'data' || this.#fieldName === 'event' ? 'space' : 'ignore';
    if (this.#fieldName !== 'data') return;
    if (this.#dataLines > 0) this.#handler.data(joint);
    this.#dataLines++;
  }

  #endLine(): void {
    if (this.#empty) {
      if (this.#dataLines > 0) this.#handler.dispatch(this.#eventName);
      this.#dataLines = 0;
      this.#eventName = undefined;
      return;
    }
    // A line without a colon is a field without a value.
    if (this.#part === 'field') this.#beginValue();
    if (this.#fieldName === 'event') this.#eventName = this.#value.text();
    this.#part = 'field';
    this.#fieldName = '';
    this.#field.truncate(0);
    this.#value.truncate(0);
    this.#empty = true;
  }
}
