import { inspect } from 'node:util';
import type { Random } from './random.ts';

/** A key that nobody would say by chance. Its core looks the same in JSON, in a link and in a header. */
export class Canary {
  readonly key: string;
  readonly #forms: readonly (readonly [encoding: string, text: string])[];

  constructor(random: Random) {
    const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
    const core = Array.from({ length: 18 }, () => random.pick(letters.split(''))).join('');
    this.key = `sk-/+="\\${core}`;
    const bytes = Buffer.from(core);
    // Where it begins within three bytes decides what its base64 looks like; the edges belong to its neighbours.
    const inBase64 = [0, 1, 2].map((shift) => {
      const text = Buffer.concat([Buffer.alloc(shift, 'x'), bytes]).toString('base64');
      return text.slice(shift === 0 ? 0 : 4, Math.floor((shift + bytes.length) / 3) * 4);
    });
    const hex = bytes.toString('hex');
    this.#forms = [
      ['plain', core],
      ['reversed', core.split('').reverse().join('')],
      ['percent', hex.replace(/../g, '%$&')],
      ['hex', hex],
      ...inBase64.map((text) => ['base64', text] as const),
      ...inBase64.map((text) => ['base64url', text.replaceAll('+', '-').replaceAll('/', '_')] as const),
    ];
  }

  /** In which encodings it stands in something; undefined where it does not. */
  in(what: unknown): string | undefined {
    const text = what instanceof Uint8Array ? Buffer.from(what).toString('latin1') : deep(what);
    const lower = text.toLowerCase();
    const found = this.#forms.filter(([encoding, form]) =>
      encoding === 'hex' || encoding === 'percent' ? lower.includes(form) : text.includes(form),
    );
    return found.length === 0 ? undefined : found.map(([encoding]) => encoding).join(', ');
  }
}

/** Everything that could be read out of a value: what is hidden, inherited or the cause of it, too. */
function deep(what: unknown): string {
  if (typeof what === 'string') return what;
  const options = { depth: 10, maxStringLength: null, maxArrayLength: null, showHidden: true, getters: true } as const;
  return `${inspect(what, options)}\n${JSON.stringify([what])}`;
}
