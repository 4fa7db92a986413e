import { parentPort, type Transferable } from 'node:worker_threads';
import { paint } from '../../sketch/paint.ts';
import { encodePng } from '../../sketch/png.ts';
import type { Raster } from '../../sketch/raster.ts';
import { assets } from './assets.ts';
import { Codecs } from './codecs.ts';
import { compose } from './composite.ts';
import { convert, decoded, shrunk } from './convert.ts';
import {
  type FromWorker,
  type ImageRequest,
  ProblemError,
  type Replies,
  type SketchReply,
  type SketchRequest,
  type ToWorker,
} from './requests.ts';
import { transformed } from './transform.ts';

// The thread that decodes, paints, resizes and encodes. One request at a time: ImageWorker holds the others back.

/** The decoders construct the browser's ImageData. */
class ImageData {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;

  constructor(data: Uint8ClampedArray, width: number, height: number) {
    this.data = data;
    this.width = width;
    this.height = height;
  }
}
Object.assign(globalThis, { ImageData });

const codecs = new Codecs(__dirname);

async function sketch(request: SketchRequest): Promise<SketchReply> {
  const { prompt, seed, width, height } = request;
  const references: Raster[] = [];
  for (const { bytes } of request.references) references.push(await decoded(codecs, bytes));
  const mask = request.mask && (await decoded(codecs, request.mask.bytes));
  const picture = paint({ prompt, seed, width, height, references, ...(mask ? { mask } : {}) });
  return { png: encodePng(picture), width: picture.width, height: picture.height };
}

async function replyTo(request: ImageRequest): Promise<Replies[keyof Replies]> {
  switch (request.kind) {
    case 'sketch':
      return sketch(request);
    case 'convert':
      return convert(codecs, request);
    case 'decode': {
      const edge = request.maxEdge ?? Infinity;
      return shrunk(codecs, await decoded(codecs, request.bytes), edge, edge);
    }
    case 'compose':
      return compose(codecs, request);
    case 'transform':
      return transformed(codecs, request);
    case 'assets':
      return assets(codecs, request);
  }
}

function buffersOf(reply: Replies[keyof Replies]): Transferable[] {
  return arraysOf(reply).flatMap(({ buffer }) => (buffer instanceof ArrayBuffer ? [buffer] : []));
}

function arraysOf(reply: Replies[keyof Replies]): readonly Uint8Array[] {
  if ('pictures' in reply) return reply.pictures.flatMap((picture) => (picture ? [picture.bytes] : []));
  return ['png' in reply ? reply.png : 'bytes' in reply ? reply.bytes : reply.data];
}

async function answer({ id, request }: ToWorker): Promise<void> {
  try {
    const reply = await replyTo(request);
    parentPort?.postMessage({ id, reply } satisfies FromWorker, buffersOf(reply));
  } catch (error) {
    const message: FromWorker =
      error instanceof ProblemError
        ? { id, problem: error.problem }
        : { id, detail: error instanceof Error ? error.message : String(error) };
    parentPort?.postMessage(message);
  }
}

parentPort?.on('message', (message: ToWorker) => {
  void answer(message);
});
