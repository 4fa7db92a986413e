import type { ImageFacts } from './facts.ts';
import { ImageProbe } from './probe.ts';

/** Most bytes that are read at once: what Easel writes into a file nearly always lies within the first of these. */
export const headPieceBytes = 32 * 1024;
/** Pieces after which a file that does not come to its pixels is given up. */
const mostPieces = 64;

/** Reads bytes from a place in a file; fewer than asked for where it ends. What it gave before may change then. */
export type ReadAt = (position: number, length: number) => Promise<Uint8Array>;

/**
 * What an image is and says of itself, with as little reading as its format allows. Whether the file is whole is not
 * looked at. Undefined: no image.
 */
export async function readHead(readAt: ReadAt): Promise<ImageFacts | undefined> {
  const probe = new ImageProbe();
  let position = 0;
  for (let piece = 0; piece < mostPieces && !probe.isAtPixels; piece += 1) {
    // The pixels of a WebP file lie before what is said of them.
    const { unread } = probe;
    probe.pass(unread);
    position += unread;
    const bytes = await readAt(position, headPieceBytes);
    if (bytes.length === 0) break;
    probe.push(bytes);
    position += bytes.length;
  }
  const facts = probe.finish();
  return facts.kind === 'image' ? facts : undefined;
}
