const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Where in a JSON document a lexer is: what it is inside of, and under which key. */
export class Nesting {
  /** Key of the value that comes or is there; in a list, the list's own. */
  key = '';
  /** The next string is a key. */
  expectKey = false;
  /** The document's array or object has ended. */
  closed = false;
  /** Open containers, outermost first: what kind, and the key under which each stands. */
  readonly #kinds: number[] = [];
  readonly #keys: string[] = [];
  readonly #deepest: number;

  constructor(deepest: number) {
    this.#deepest = deepest;
  }

  get depth(): number {
    return this.#kinds.length;
  }

  get tooDeep(): boolean {
    return this.depth > this.#deepest;
  }

  /** Key of the object or list in which the value's own container stands. */
  get parentKey(): string {
    return this.#keys.at(this.#kinds.at(-1) === openBracket ? -2 : -1) ?? '';
  }

  /** The words of a streamed chat, which go on in the next event. */
  get inDelta(): boolean {
    return this.key === 'content' && this.parentKey === 'delta';
  }

  /** Takes a byte outside of strings. False for what can be no JSON; most of the grammar is left to `JSON.parse`. */
  step(byte: number): boolean {
    if (byte <= 0x20) return true;
    if (this.closed) return false;
    if (byte === openBrace || byte === openBracket) {
      // Objects in a list stand under the list's key, so that `images: [{url}]` reads like `images: {url}`.
      this.#keys.push(this.key);
      this.#kinds.push(byte);
      this.expectKey = byte === openBrace;
      return !this.tooDeep;
    }
    if (byte === closeBrace || byte === closeBracket) return this.#close(byte);
    if (byte === comma) this.expectKey = this.#kinds.at(-1) === openBrace;
    else if (byte === colon) this.expectKey = false;
    return true;
  }

  #close(byte: number): boolean {
    // In ASCII a closing bracket comes two after its opening one.
    if (this.#kinds.pop() !== byte - 2) return false;
    this.key = this.#keys.pop() ?? '';
    this.expectKey = false;
    this.closed = this.#kinds.length === 0;
    return true;
  }
}
