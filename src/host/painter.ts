import { allBytes } from '../base/bytes.ts';
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
