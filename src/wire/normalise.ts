import type { ScanFault } from './jsonScanner.ts';
import type { ReplyEvent, ScannedReply } from './scanner.ts';
import type { ReplyFailure, ReplyImage } from './shapes/pictures.ts';
import { draftsIn } from './shapes/drafts.ts';
import { failureOf, pictureIn, picturesOf, type Found } from './shapes/pictures.ts';
import { refusalIn, type Refusal } from './shapes/refused.ts';
import { taskIn, type Task } from './shapes/task.ts';
import { TurnFold } from './shapes/turns.ts';
import { usageIn } from './shapes/usage.ts';
import { firstWord, get, isList, isRecord, items, text } from './shapes/value.ts';
import type { BlobRef, ReplyValue } from './sink.ts';

export type { Refusal, ReplyFailure, ReplyImage, Task };

/** What a reply says, whatever its shape. Words of the service in it are unclean. */
export interface Reply {
  readonly images: readonly ReplyImage[];
  /** Partial pictures of a stream, and drafts of a model that thinks in pictures. */
  readonly previews: readonly ReplyImage[];
  /** Pictures that were asked for and did not come, while others may have. */
  readonly failures: readonly ReplyFailure[];
  readonly text?: string;
  readonly finishReason?: string;
  readonly blockReason?: string;
  readonly usage: Readonly<Record<string, number>>;
  readonly requestId?: string;
  /** The model's turn as it came, blobs where its pictures were, for going on in the conversation. */
  readonly modelTurn?: ReplyValue;
  readonly task?: Task;
  readonly refusal?: Refusal;
  /**
   * The body is not whole, or not the format; `images` are those that came before that. `badBase64`: it is, but for
   * every picture in it.
   */
  readonly malformed?: ScanFault | 'page' | 'empty' | 'badBase64';
  /** An event stream that stopped without saying that it was over. */
  readonly unfinished?: boolean;
}

const nothing = { images: [], previews: [], failures: [], usage: {} } as const;

/** Reads a reply by its shape, never by who sent it. `status` is that of HTTP. */
export function normalise(scanned: ScannedReply, status: number): Reply {
  const failing = status < 200 || status > 299;
  switch (scanned.kind) {
    case 'image':
      if (failing) return { ...nothing, refusal: { message: '', status } };
      return { ...nothing, images: [{ blob: scanned.blob, mediaType: scanned.mediaType }] };
    case 'page': {
      const words = scanned.html ? pageTitle(scanned.text) : scanned.text;
      return failing
        ? { ...nothing, refusal: { message: words, status } }
        : { ...nothing, text: words, malformed: 'page' };
    }
    case 'empty':
      return failing ? { ...nothing, refusal: { message: '', status } } : { ...nothing, malformed: 'empty' };
    case 'events':
      return new ReplyFold(scanned, status).reply();
  }
}

/** The title of an HTML page, or its first heading: "502 Bad Gateway". */
function pageTitle(html: string): string {
  const start = html.slice(0, 20_000);
  const title = /<(title|h1)\b[^<>]{0,200}>([^<]{1,300})/i.exec(start);
  return title?.[2]?.trim() ?? '';
}

type Events = Extract<ScannedReply, { kind: 'events' }>;

/** Goes through the events of a reply; a JSON body is one, a JSON list (Gemini's stream) as many as it has items. */
class ReplyFold {
  readonly #scanned: Events;
  readonly #status: number;
  readonly #turn = new TurnFold();
  readonly #images: ReplyImage[] = [];
  readonly #previews: ReplyImage[] = [];
  readonly #failures: ReplyFailure[] = [];
  /** Pictures of Responses streams come twice: in their own event and in the last one. */
  readonly #seen = new Set<string>();
  readonly #usage: Record<string, number> = {};
  #requestId: string | undefined;
  #blockReason: string | undefined;
  #said: string | undefined;
  #task: Task | undefined;
  #refusal: Refusal | undefined;
  #over = false;

  constructor(scanned: Events, status: number) {
    this.#scanned = scanned;
    this.#status = status;
  }

  reply(): Reply {
    for (const event of this.#scanned.events) {
      for (const value of isList(event.value) ? event.value : [event.value]) this.#event({ ...event, value });
    }
    this.#takeAll(this.#turn.found());
    this.#previews.push(...this.#turn.drafts);
    if (this.#images.length === 0) this.#lastResort();
    return this.#result();
  }

  #event({ name, value }: ReplyEvent): void {
    Object.assign(this.#usage, usageIn(value));
    this.#requestId =
      firstWord(value, 'request_id', 'requestId', 'responseId') ?? this.#requestId ?? firstWord(value, 'id', 'traceId');
    const type = text(get(value, 'type')) ?? name ?? '';
    this.#over ||= /(?:\.completed|\.done|\.failed|^error)$/.test(type);
    for (const level of unwrapped(value)) {
      this.#blockReason = firstWord(get(level, 'promptFeedback'), 'blockReason') ?? this.#blockReason;
      this.#turn.add(level);
      this.#said ??= wordsOfItems(level);
    }
    if (type.endsWith('.partial_image')) this.#takeAll(found(pictureIn(value)), this.#previews);
    else if (type.endsWith('.partial_failed')) this.#failures.push(failureOf(get(value, 'error') ?? value));
    else this.#body(value, type);
  }

  #body(value: ReplyValue, type: string): void {
    const task = taskIn(value);
    this.#task = task ?? this.#task;
    // A body may link to its own task, or to what it was given: while the work goes on, no link in it is a result.
    if (task?.state !== 'pending') this.#takeAll(unwrapped(value).flatMap((level) => this.#unseen(level)));
    this.#refusal ??= this.#refusalOf(value, type, task);
  }

  #refusalOf(value: ReplyValue, type: string, task: Task | undefined): Refusal | undefined {
    // DTOs of tasks have members for errors that mean nothing while the task goes on.
    if (task !== undefined && task.state !== 'failure' && this.#status < 300) return undefined;
    const stated = unwrapped(value)
      .map((level) => refusalIn(level, this.#status))
      .find((refusal) => refusal !== undefined);
    if (stated !== undefined) return stated;
    if (task?.state === 'failure')
      return { message: firstWord(value, 'errorMessage', 'message') ?? '', ...taskCode(value) };
    if (type !== 'error') return undefined;
    return { message: text(value) ?? firstWord(value, 'message') ?? '', status: this.#status };
  }

  /** Pictures of a body that did not come in an earlier event already. */
  #unseen(value: ReplyValue): readonly Found[] {
    const output = [...items(get(value, 'output')), ...items(get(value, 'response', 'output')), get(value, 'item')];
    const calls = output.filter((item) => get(item, 'type') === 'image_generation_call');
    if (calls.length === 0) return picturesOf(value);
    return calls.flatMap((call) => {
      const id = text(get(call, 'id')) ?? String(this.#seen.size);
      if (this.#seen.has(id)) return [];
      const picture = found(pictureIn(call));
      if (picture.length > 0) this.#seen.add(id);
      return picture;
    });
  }

  #takeAll(all: readonly Found[], images: ReplyImage[] = this.#images): void {
    for (const each of all) {
      if ('failure' in each) this.#failures.push(each.failure);
      else if (!images.some((image) => isSame(image, each.image))) images.push(each.image);
    }
  }

  /**
   * A picture under a name that nobody has used yet is a picture all the same, and so is one of a JSON body that was
   * cut behind it: it was paid for. Of a stream's events that are not whole nobody knows what was a preview, and of a
   * turn's parts what was a draft.
   */
  #lastResort(): void {
    const { blobs: all, events, fault, cut } = this.#scanned;
    if (fault !== undefined && cut === undefined) return;
    if (this.#refusal !== undefined || this.#status > 299) return;
    const values = cut === undefined ? events.map(({ value }) => value) : [cut];
    const known = new Set([...this.#previews.map(({ blob }) => blob), ...values.flatMap((value) => draftsIn(value))]);
    const blobs = all.filter((blob) => !known.has(blob) && (fault === undefined || blob.fault === undefined));
    if (this.#failures.length === 0) this.#takeAll(blobs.flatMap((blob: BlobRef) => found(pictureIn(blob))));
  }

  #result(): Reply {
    const { fault, framing, done, excerpt } = this.#scanned;
    const turn = this.#turn;
    const failing = this.#status < 200 || this.#status > 299;
    const came = this.#images.length > 0 && !failing;
    const words = turn.text() ?? (came ? undefined : this.#said);
    const stated =
      this.#refusal ??
      this.#allFailed() ??
      (failing ? { message: excerpt ?? words ?? '', status: this.#status } : undefined);
    // Pictures that came are paid for: beside them, a refusal is about the others.
    if (came && stated !== undefined) this.#failures.push(failureOfRefusal(stated));
    const malformed = fault?.reason ?? (this.#onlyBadBase64() ? 'badBase64' : undefined);
    const over = done || this.#over || turn.finishReason !== undefined || stated !== undefined;
    const modelTurn = turn.turn();
    const blockReason = this.#blockReason ?? (turn.refused ? 'refusal' : undefined);
    return {
      images: failing ? [] : this.#images,
      previews: this.#previews,
      failures: this.#failures,
      usage: this.#usage,
      ...(words !== undefined && { text: words }),
      ...(turn.finishReason !== undefined && { finishReason: turn.finishReason }),
      ...(blockReason !== undefined && { blockReason }),
      ...(this.#requestId !== undefined && { requestId: this.#requestId }),
      ...(modelTurn !== undefined && { modelTurn }),
      ...(this.#task !== undefined && !came && { task: this.#task }),
      ...(stated !== undefined && !came && { refusal: stated }),
      ...(malformed !== undefined && { malformed }),
      ...(framing === 'sse' && !over && { unfinished: true }),
    };
  }

  /** Every picture failed, and the service says of each why: its reason is that of the whole. */
  #allFailed(): Refusal | undefined {
    const told = this.#failures.find(({ code }) => code !== 'badBase64');
    return this.#images.length > 0 || told === undefined ? undefined : { ...told, status: this.#status };
  }

  #onlyBadBase64(): boolean {
    return this.#images.length === 0 && this.#failures.some((failure) => failure.code === 'badBase64');
  }
}

/** A body and the bodies wrapped in it: mixroute's `{code, msg, data: {data: […]}}`, a task's `data`, an event's `response`. */
function unwrapped(value: ReplyValue): readonly ReplyValue[] {
  const levels: ReplyValue[] = [];
  for (let at: ReplyValue | undefined = value; isRecord(at) && levels.length < 4; at = get(at, 'data')) levels.push(at);
  if (levels.length === 0) return [value];
  const response = get(value, 'response');
  return isRecord(response) ? [...levels, response] : levels;
}

/** Where relays with the format of OpenAI Images put the words of a model that drew nothing. */
function wordsOfItems(level: ReplyValue): string | undefined {
  return items(get(level, 'data'))
    .map((item) => firstWord(item, 'revised_prompt', 'revisedPrompt'))
    .find((words) => words !== undefined);
}

function failureOfRefusal({ code, message }: Refusal): ReplyFailure {
  return { ...(code !== undefined && { code }), message };
}

function taskCode(value: ReplyValue): { readonly code?: string } {
  const code = firstWord(value, 'errorCode', 'error_code');
  return code === undefined ? {} : { code };
}

function found(each: Found | undefined): readonly Found[] {
  return each === undefined ? [] : [each];
}

function isSame(one: ReplyImage, other: ReplyImage): boolean {
  return one.blob === undefined ? one.url !== undefined && one.url === other.url : one.blob === other.blob;
}
