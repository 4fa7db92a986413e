import { Worker, type Transferable } from 'node:worker_threads';
import { t } from '@vscode/l10n';
import { EaselError } from '../../base/errors.ts';
import type { Converted } from '../../core/ports.ts';
import type { Raster } from '../../sketch/raster.ts';
import type {
  ComposeReply,
  ComposeRequest,
  ConvertRequest,
  DecodeRequest,
  FromWorker,
  ImageRequest,
  Problem,
  Replies,
  SketchReply,
  SketchRequest,
  ToWorker,
  TransformReply,
  TransformRequest,
} from './requests.ts';

/** Calls back once after a while, unless stopped by the function it returns. Must not keep the process alive. */
export type Timer = (ms: number, callback: () => void) => () => void;

const idleMs = 60_000;

const unrefTimer: Timer = (ms, callback) => {
  const timer = setTimeout(callback, ms);
  timer.unref();
  return () => {
    clearTimeout(timer);
  };
};

interface Job {
  readonly id: number;
  readonly request: ImageRequest;
  readonly settle: (outcome: { reply: Replies[keyof Replies] } | { error: Error }) => void;
}

/**
 * Paints, converts and decodes images in a thread of its own, so that the extension host never waits for pixels. The
 * thread starts with the first request and ends after a minute without any. Requests are done one after the other, in
 * order. An abort ends the thread when it is at work on that request; the next request gets a new one.
 *
 * Byte arrays of requests are handed over, not copied, where they fill their buffer: do not use them afterwards.
 * All requests reject with EaselError: `invalidRequest` for input that cannot be used, `cancelled` after an abort,
 * `provider` when the thread failed.
 */
export class ImageWorker {
  readonly #file: string;
  readonly #timer: Timer;
  #thread: Worker | undefined;
  #running: Job | undefined;
  #waiting: Job[] = [];
  #lastId = 0;
  #stopIdling: (() => void) | undefined;

  /** @param file The built worker; its codecs lie beside it. */
  constructor(file: string, timer: Timer = unrefTimer) {
    this.#file = file;
    this.#timer = timer;
  }

  sketch(order: Omit<SketchRequest, 'kind'>, signal?: AbortSignal): Promise<SketchReply> {
    return this.#ask({ kind: 'sketch', ...order }, signal);
  }

  convert(order: Omit<ConvertRequest, 'kind'>, signal?: AbortSignal): Promise<Converted> {
    return this.#ask({ kind: 'convert', ...order }, signal);
  }

  decode(order: Omit<DecodeRequest, 'kind'>, signal?: AbortSignal): Promise<Raster> {
    return this.#ask({ kind: 'decode', ...order }, signal);
  }

  compose(order: Omit<ComposeRequest, 'kind'>, signal?: AbortSignal): Promise<ComposeReply> {
    return this.#ask({ kind: 'compose', ...order }, signal);
  }

  transform(order: Omit<TransformRequest, 'kind'>, signal?: AbortSignal): Promise<TransformReply> {
    return this.#ask({ kind: 'transform', ...order }, signal);
  }

  /** Ends the thread. Requests under way and waiting reject with `cancelled`. */
  async dispose(): Promise<void> {
    const thread = this.#thread;
    const jobs = [this.#running, ...this.#waiting];
    this.#forgetThread();
    this.#waiting = [];
    for (const job of jobs) job?.settle({ error: cancelled() });
    await thread?.terminate();
  }

  #ask<Kind extends keyof Replies>(
    request: ImageRequest & { kind: Kind },
    signal?: AbortSignal,
  ): Promise<Replies[Kind]> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(cancelled());
        return;
      }
      const abort = (): void => this.#abort(job);
      const job: Job = {
        id: ++this.#lastId,
        request,
        settle: (outcome) => {
          signal?.removeEventListener('abort', abort);
          if ('error' in outcome) reject(outcome.error);
          // The worker answers each kind of request with its own kind of reply.
          else resolve(outcome.reply as Replies[Kind]);
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#waiting.push(job);
      this.#next();
    });
  }

  #abort(job: Job): void {
    if (this.#running === job) {
      void this.#thread?.terminate();
      this.#forgetThread();
    } else this.#waiting = this.#waiting.filter((other) => other !== job);
    job.settle({ error: cancelled() });
    this.#next();
  }

  #next(): void {
    if (this.#running) return;
    const job = this.#waiting.shift();
    if (!job) {
      this.#idle();
      return;
    }
    this.#running = job;
    this.#stopIdling?.();
    this.#stopIdling = undefined;
    this.#thread ??= this.#start();
    this.#thread.ref();
    try {
      this.#thread.postMessage({ id: job.id, request: job.request } satisfies ToWorker, handedOver(job.request));
    } catch (error) {
      this.#running = undefined;
      job.settle({ error: failed(error) });
      this.#next();
    }
  }

  #start(): Worker {
    const thread = new Worker(this.#file, { name: 'easel images' });
    thread.on('message', (message: FromWorker) => {
      const job = this.#running;
      if (thread !== this.#thread || job?.id !== message.id) return;
      this.#running = undefined;
      job.settle(outcomeOf(message, job.request));
      this.#next();
    });
    const fail = (cause: unknown): void => {
      if (thread !== this.#thread) return;
      const job = this.#running;
      this.#forgetThread();
      job?.settle({ error: failed(cause) });
      this.#next();
    };
    thread.on('error', fail);
    thread.on('messageerror', fail);
    thread.on('exit', (code) => {
      fail(new Error(`exit code ${code}`));
    });
    return thread;
  }

  #idle(): void {
    const thread = this.#thread;
    if (!thread || this.#stopIdling) return;
    thread.unref();
    this.#stopIdling = this.#timer(idleMs, () => {
      this.#forgetThread();
      void thread.terminate();
    });
  }

  #forgetThread(): void {
    this.#stopIdling?.();
    this.#stopIdling = undefined;
    this.#thread = undefined;
    this.#running = undefined;
  }
}

/** Buffers that belong to the request alone. Part of a larger buffer cannot be given away and is copied. */
function handedOver(request: ImageRequest): Transferable[] {
  const buffers = new Set<ArrayBuffer>();
  for (const bytes of arraysOf(request)) {
    if (bytes.buffer instanceof ArrayBuffer && bytes.length === bytes.buffer.byteLength) buffers.add(bytes.buffer);
  }
  return [...buffers];
}

function arraysOf(request: ImageRequest): readonly Uint8Array[] {
  switch (request.kind) {
    case 'sketch':
      return [...request.references, ...(request.mask ? [request.mask] : [])].map(({ bytes }) => bytes);
    case 'compose':
      return [request.original.bytes, request.mask.bytes, request.result];
    case 'convert':
    case 'decode':
    case 'transform':
      return [request.bytes];
  }
}

function outcomeOf(message: FromWorker, request: ImageRequest): { reply: Replies[keyof Replies] } | { error: Error } {
  if ('reply' in message) return { reply: message.reply };
  if ('detail' in message) return { error: failed(new Error(message.detail)) };
  return { error: unusable(message.problem, request) };
}

/** All of it happens on this machine, so nothing here ever costs money. */
function unusable(problem: Problem, request: ImageRequest): EaselError {
  const error = (what: string, next: string): EaselError =>
    new EaselError({ code: 'invalidRequest', what, money: 'free', next });
  switch (problem) {
    case 'unsupported':
      return error(
        t('This image format cannot be converted on this machine.'),
        t('Save it as PNG, JPEG or WebP and try again.'),
      );
    case 'animated':
      return error(
        t('An animated image cannot be converted on this machine.'),
        t('Save one frame of it as PNG or JPEG and use that.'),
      );
    case 'undecodable':
      return error(
        t('The image cannot be decoded: it is damaged, or not the format it says it is.'),
        t('Open it in an image editor and save it again.'),
      );
    case 'tooManyPixels':
      return error(t('The image has more than 100 megapixels.'), t('Make it smaller and try again.'));
    case 'cannotFit':
      return error(
        t('The image cannot be made as small as {0} bytes.', request.kind === 'convert' ? (request.maxBytes ?? 0) : 0),
        t('Use another image or another format.'),
      );
    case 'changed':
      return error(t('The original has changed since the region was marked.'), t('Mark the region again.'));
    case 'maskSize':
      return error(t('The marked region has another size than the image.'), t('Mark the region again.'));
    case 'cropOutside':
      return error(t('The part to keep does not lie inside the image.'), t('Choose a part of the image.'));
    case 'padTooSmall':
      return error(t('The canvas is smaller than the image.'), t('Choose a larger canvas, or crop the image.'));
    case 'nothingToDo':
      return error(t('That would change nothing.'), t('Choose another size or another format.'));
  }
}

function failed(cause: unknown): EaselError {
  return new EaselError({
    code: 'provider',
    what: t('The image worker stopped: {0}.', cause instanceof Error ? cause.message : String(cause)),
    money: 'free',
    next: t('Try again; a smaller image needs less memory.'),
    cause,
  });
}

function cancelled(): EaselError {
  return new EaselError({ code: 'cancelled', what: t('Cancelled.'), money: 'free' });
}
