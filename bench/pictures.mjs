// Pictures of noise in exact sizes: whole PNGs that nothing compresses, the same ones in every process and on every run.
import { createCipheriv } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** A PNG of `side` by `side` pixels; 2880 gives 25 MB, 1526 gives 7 MB, 1290 gives 5 MB. */
export function noisePng(side, number) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = noise(side * (3 * side + 1), number);
  for (let y = 0; y < side; y += 1) rows[y * (3 * side + 1)] = 0; // each row begins with the number of its filter
  const data = deflateSync(rows, { level: 0 });
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

export function noisePngs({ side, count }, from = 0) {
  return Array.from({ length: count }, (_, index) => noisePng(side, from + index));
}

function noise(length, number) {
  const iv = Buffer.alloc(16);
  iv.writeUInt32BE(number + 1, 0);
  return createCipheriv('aes-128-ctr', Buffer.alloc(16, 7), iv).update(Buffer.alloc(length));
}

function chunk(type, body) {
  const bytes = Buffer.alloc(body.length + 12);
  bytes.writeUInt32BE(body.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(body, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, body.length + 8)), body.length + 8);
  return bytes;
}
