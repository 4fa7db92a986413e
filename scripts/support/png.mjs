// Checks a PNG by its own rules, with none of the extension's code.
import { crc32, inflateSync } from 'node:zlib';

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const channels = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/**
 * `{ width, height }` of a PNG that is whole: signature, every checksum, an end, nothing after it, and as many bytes
 * of pixels as it says. Throws what is wrong otherwise. Not for interlaced ones.
 */
export function readPng(bytes) {
  if (!bytes.subarray(0, 8).equals(signature)) throw new Error('It is no PNG.');
  const data = [];
  let header;
  let at = 8;
  for (let type = ''; type !== 'IEND';) {
    if (at + 12 > bytes.length) throw new Error(`The PNG is cut off after ${bytes.length} bytes: it has no IEND.`);
    const length = bytes.readUInt32BE(at);
    type = bytes.toString('latin1', at + 4, at + 8);
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (crc32(bytes.subarray(at + 4, at + 8 + length)) !== bytes.readUInt32BE(at + 8 + length)) {
      throw new Error(`The checksum of the PNG's ${type} is wrong.`);
    }
    if (type === 'IHDR') header = body;
    if (type === 'IDAT') data.push(body);
    at += 12 + length;
  }
  if (at !== bytes.length) throw new Error(`${bytes.length - at} bytes follow the PNG's end.`);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const row = 1 + Math.ceil((width * header[8] * channels[header[9]]) / 8);
  const found = inflateSync(Buffer.concat(data)).length;
  if (found !== row * height) throw new Error(`The PNG has ${found} bytes of pixels instead of ${row * height}.`);
  return { width, height };
}
