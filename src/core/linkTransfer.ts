import { t } from '@vscode/l10n';
import { EaselError } from '../base/errors.ts';
import { toldRetryAfterMs } from '../wire/retryAfter.ts';
import type { JobSpool, SpooledImage, SpoolWriter } from './ports.ts';

/** Bytes of one picture beyond which nobody means a picture. */
const largestImage = 256 * 1024 * 1024;
/** Bytes of a refusal that are looked at. */
const answerCap = 4096;

type Head = { readonly status: number; readonly headers: Readonly<Record<string, string>> };

/**
 * The bytes of one link over several tries. What a try brought is kept for the next one, which asks for the rest only:
 * of the very same file, or else all over again.
 */
export class LinkTransfer {
  readonly #spool: JobSpool;
  readonly #name: string;
  #tries = 0;
  #writer: SpoolWriter | undefined;
  /** Takes this try's bytes, if they begin at the beginning. */
  #fresh: SpoolWriter | undefined;
  #received = 0;
  #total: number | undefined;
  /** By what the server says that it still has the same file: a strong entity tag, or a date. */
  #validator: string | undefined;
  #status = 0;
  #headers: Head['headers'] = {};
  #takes = false;
  #answer: Uint8Array[] = [];

  constructor(spool: JobSpool, name: string) {
    this.#spool = spool;
    this.#name = name;
  }

  get received(): number {
    return this.#received;
  }

  get status(): number {
    return this.#status;
  }

  /** All bytes are here that the server said there are. */
  get isComplete(): boolean {
    return this.#received > 0 && this.#received === this.#total;
  }

  /** How long the server asks to be left alone, in ms; undefined where it says nothing of that. */
  toldWait(now: number): number | undefined {
    return this.#status >= 400 ? toldRetryAfterMs(this.#headers, undefined, now) : undefined;
  }

  /** What came last was a part, and it is not the last one: a server may give less than it is asked for. */
  get isShort(): boolean {
    return this.#status === 206 && !this.isComplete && (!this.#takes || this.#total !== undefined);
  }

  /** What is here is the beginning of something whose rest can be asked for. */
  get canResume(): boolean {
    return this.#received > 0 && this.#validator !== undefined && !this.isComplete;
  }

  /** The beginning of an answer that is no picture, for its words. */
  get answer(): string {
    const decoder = new TextDecoder();
    return this.#answer.map((piece) => decoder.decode(piece, { stream: true })).join('');
  }

  /** Makes ready for a try, and says what it has to ask for. */
  async begin(): Promise<Readonly<Record<string, string>>> {
    this.#tries += 1;
    this.#status = 0;
    this.#headers = {};
    this.#takes = false;
    this.#answer = [];
    if (!this.canResume) await this.drop();
    this.#fresh = await this.#spool.writer(this.#tries === 1 ? this.#name : `${this.#name}-${this.#tries}`);
    if (!this.canResume || this.#validator === undefined) return {};
    return { range: `bytes=${this.#received}-`, 'if-range': this.#validator };
  }

  /** @throws EaselError for more bytes than any picture has */
  head({ status, headers }: Head): void {
    this.#status = status;
    this.#headers = headers;
    const length = wholeNumber(headers['content-length']);
    if (status === 206) {
      this.#takes = this.#continues(headers);
      // Some of it, and not the part that was asked for: of no use, and the next try begins anew.
      if (!this.#takes) this.#validator = undefined;
      return;
    }
    // There is nothing where the rest should be: it is another file by now.
    if (status === 416) this.#validator = undefined;
    if (status !== 200) return;
    this.#takes = true;
    void this.#writer?.abort();
    this.#writer = this.#fresh;
    this.#fresh = undefined;
    this.#received = 0;
    this.#total = headers['content-encoding'] === undefined ? length : undefined;
    this.#validator = headers['content-encoding'] === undefined ? validatorIn(headers) : undefined;
    if ((length ?? 0) > largestImage) throw tooLarge();
  }

  /** @throws EaselError for more bytes than any picture has */
  take(chunk: Uint8Array): void | Promise<void> {
    if (!this.#takes) {
      const have = this.#answer.reduce((sum, piece) => sum + piece.length, 0);
      if (have < answerCap) this.#answer.push(chunk.slice(0, answerCap - have));
      return undefined;
    }
    this.#received += chunk.length;
    if (this.#received > largestImage) throw tooLarge();
    return this.#writer?.write(chunk);
  }

  /** The picture, as far as it is one. Begins anew afterwards if it is not. */
  async finish(): Promise<SpooledImage | undefined> {
    const writer = this.#writer;
    this.#writer = undefined;
    this.#received = 0;
    this.#validator = undefined;
    const image = await writer?.finish();
    return image?.probe.kind === 'image' && image.probe.complete ? image : undefined;
  }

  /** The try is over: what it might have needed goes. */
  async end(): Promise<void> {
    await this.#fresh?.abort();
    this.#fresh = undefined;
  }

  /** Gives up what has come. */
  async drop(): Promise<void> {
    await this.#writer?.abort();
    this.#writer = undefined;
    this.#received = 0;
    this.#total = undefined;
    this.#validator = undefined;
  }

  /** Whether a part goes on where the earlier ones end, and is of the same file. */
  #continues(headers: Readonly<Record<string, string>>): boolean {
    const [, from, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers['content-range'] ?? '') ?? [];
    const validator = validatorIn(headers);
    return (
      this.#writer !== undefined &&
      headers['content-encoding'] === undefined &&
      Number(from) === this.#received &&
      (total === '*' || this.#total === undefined || Number(total) === this.#total) &&
      (validator === undefined || isDate(validator) !== isDate(this.#validator) || validator === this.#validator)
    );
  }
}

/** A weak tag says that two files look alike, which does not make them one. */
function validatorIn(headers: Readonly<Record<string, string>>): string | undefined {
  const tag = headers['etag'];
  return tag?.startsWith('"') ? tag : headers['last-modified'];
}

function isDate(validator: string | undefined): boolean {
  return validator?.startsWith('"') === false;
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

function tooLarge(): EaselError {
  return new EaselError({
    code: 'malformedResponse',
    what: t('What lies behind the link is larger than {0} MB, which no picture is.', largestImage / (1024 * 1024)),
    money: 'charged',
    next: t('Ask the service for the image; “Easel: Show Log” has the time of the request.'),
  });
}
