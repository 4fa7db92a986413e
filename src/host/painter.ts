import type { PreparedImage, SketchOrder } from '../base/provider.ts';
import type { Painter } from '../core/ports.ts';
import type { ImageWorker } from './images/imageWorker.ts';

/** Sketches are painted in the image worker. */
export function sketchPainter(worker: () => ImageWorker): Painter {
  return {
    async paint(order: SketchOrder, signal) {
      const references = await Promise.all(order.references.map(encoded));
      const mask = order.mask && (await encoded(order.mask));
      const { prompt, seed, width, height } = order;
      return worker().sketch({ prompt, seed, width, height, references, ...(mask ? { mask } : {}) }, signal);
    },
  };
}

async function encoded(image: PreparedImage): Promise<{ bytes: Uint8Array; mediaType: PreparedImage['mediaType'] }> {
  return { bytes: await allBytes(image), mediaType: image.mediaType };
}

export async function allBytes(source: {
  readonly length: number;
  stream(): AsyncIterable<Uint8Array>;
}): Promise<Uint8Array> {
  const bytes = new Uint8Array(source.length);
  let at = 0;
  for await (const chunk of source.stream()) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
