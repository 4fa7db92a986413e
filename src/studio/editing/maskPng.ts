import { crc32 } from '../../base/crc32.ts';
import type { Size } from './geometry.ts';

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Filter of PNG that stores each byte as the difference to the one above: rows of a mask hardly differ. */
const up = 2;
const bytesPerPixel = 4;

/**
 * A PNG of black pixels from the alpha of its rows: what services call a mask. Written here since a canvas multiplies
 * alpha into colours on the way, and is smaller than the largest images.
 * @param alphas Rows from the top; each is read before the next is asked for.
 */
export async function maskPng(size: Size, alphas: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const deflate = new CompressionStream('deflate');
  const packed = new Response(deflate.readable).arrayBuffer();
  await writeRows(deflate.writable, size, alphas);
  return joined([
    Uint8Array.from(signature),
    chunk('IHDR', header(size)),
    chunk('IDAT', new Uint8Array(await packed)),
    chunk('IEND', new Uint8Array()),
  ]);
}

async function writeRows(
  to: WritableStream<Uint8Array<ArrayBuffer>>,
  { width }: Size,
  alphas: AsyncIterable<Uint8Array>,
): Promise<void> {
  const writer = to.getWriter();
  let above = new Uint8Array(width);
  let current = new Uint8Array(width);
  for await (const alpha of alphas) {
    const line = new Uint8Array(1 + width * bytesPerPixel);
    line[0] = up;
    current.set(alpha);
    for (let x = 0; x < width; x++) line[(x + 1) * bytesPerPixel] = (current[x] ?? 0) - (above[x] ?? 0);
    [above, current] = [current, above];
    await writer.write(line);
  }
  await writer.close();
}

function header({ width, height }: Size): Uint8Array {
  const bytes = new Uint8Array(13);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  // Eight bits for each of red, green, blue and alpha.
  bytes.set([8, 6], 8);
  return bytes;
}

function chunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const body = joined([new TextEncoder().encode(type), data]);
  const framed = new Uint8Array(body.length + 8);
  const view = new DataView(framed.buffer);
  view.setUint32(0, data.length);
  framed.set(body, 4);
  view.setUint32(body.length + 4, crc32(body));
  return framed;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
