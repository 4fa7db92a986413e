import type { Transferable } from 'node:worker_threads';
import { t } from '@vscode/l10n';
import { EaselError, isEaselError } from '../../base/errors.ts';
import type { Converted } from '../../core/ports.ts';
import type { Raster } from '../../sketch/raster.ts';
import { WorkerThread, type Timer } from '../workerThread.ts';
import type {
  AssetsReply,
  AssetsRequest,
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
  TransformReply,
  TransformRequest,
} from './requests.ts';

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
  readonly #thread: WorkerThread<ImageRequest, FromWorker>;

  /** @param file The built worker; its codecs lie beside it. */
  constructor(file: string, timer?: Timer) {
    this.#thread = new WorkerThread({ file, name: 'easel images', handedOver, timer });
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

  assets(order: Omit<AssetsRequest, 'kind'>, signal?: AbortSignal): Promise<AssetsReply> {
    return this.#ask({ kind: 'assets', ...order }, signal);
  }

  /** Ends the thread. Requests under way and waiting reject with `cancelled`. */
  dispose(): Promise<void> {
    return this.#thread.dispose();
  }

  async #ask<Kind extends keyof Replies>(
    request: ImageRequest & { kind: Kind },
    signal?: AbortSignal,
  ): Promise<Replies[Kind]> {
    const message = await this.#thread.ask(request, signal).catch((error: unknown) => {
      throw isEaselError(error) ? error : failed(error);
    });
    // The worker answers each kind of request with its own kind of reply.
    if ('reply' in message) return message.reply as Replies[Kind];
    throw 'detail' in message ? failed(new Error(message.detail)) : unusable(message.problem, request);
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
    case 'assets':
      return [request.bytes];
  }
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
